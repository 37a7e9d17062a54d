"""What the programme has reached, as this process has counted it; and what of it everybody may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mpt.rules.impact import Impact, Totals, for_everybody
from mpt.services import impact
from mpt.web.charts import thousands
from mpt.web.daily import kept, last_month_end, zone
from mpt.web.definitions import meaning, title
from mpt.web.language import words
from mpt.web.reading import course_titles
from mpt.web.transaction import db

ONE_BY_ONE = ("trained", "finished", "began", "factories", "countries", "sessions", "came")
"""What everybody sees of all years and courses."""
OF_A_PART = ("trained", "finished", "began", "came")
_PEOPLE = frozenset(OF_A_PART)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as everybody sees it: what it's called, its number in words, and what it counts."""

    title: str
    number: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PublicView:
    """What everybody may see up to the end of `day`: in all, then by year and by course where anything may be told."""

    day: date
    figures: list[Figure]
    years: list[tuple[str, list[Figure]]]
    courses: list[tuple[str, list[Figure]]]


def reached(day: date) -> Impact:
    """Return what was reached up to the end of a day that is over, counted once by this process."""
    return kept(("impact", day), lambda: impact.count(db(), day, zone()))


def course_names(counted: Impact) -> dict[str, str]:
    """Return what each course is called, by its id: those that are served, then those in which anything was counted."""
    titles = course_titles()
    return titles | {course_id: course_id for course_id in counted.course_ids() if course_id not in titles}


def public_view() -> PublicView:
    """Return what everybody may see this month."""
    counted = reached(last_month_end())
    years = ((str(year), counted.totals(year)) for year in counted.years())
    courses = ((name, counted.totals(None, course_id)) for course_id, name in course_names(counted).items())
    return PublicView(counted.day, _figures(counted.totals(), ONE_BY_ONE), _told(years), _told(courses))


def _told(parts: Iterable[tuple[str, Totals]]) -> list[tuple[str, list[Figure]]]:
    return [(name, figures) for name, totals in parts if (figures := _figures(totals, OF_A_PART))]


def _figures(totals: Totals, keys: Sequence[str]) -> list[Figure]:
    """Return the figures that aren't 0, and not fewer than ten people."""
    told = for_everybody(totals)
    return [Figure(title(key), _number(key, number), meaning(key)) for key in keys if (number := getattr(told, key))]


def _number(key: str, number: int) -> str:
    shown = thousands(number)
    return words().gettext("at least %(number)s", number=shown) if key in _PEOPLE else shown
