"""What the programme has reached, as this process has counted it, beside its baselines; and what of it everybody may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mpt.models import Baseline
from mpt.rules.elements import FIGURES, LEADING, Element, Figure, figures_of
from mpt.rules.impact import Before, Choice, Impact, before, for_everybody, reason, years_shown
from mpt.services import baselines, impact
from mpt.sheets.writer import Cell
from mpt.web.charts import HIDDEN, thousands
from mpt.web.daily import kept, last_month_end, zone
from mpt.web.definitions import meaning, title
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.reading import course_titles
from mpt.web.tables import Table
from mpt.web.transaction import db

ELEMENTS: Mapping[Element, str] = {
    Element.TRAINING: N_("Migrant Parent Training"),
    Element.HELPLINE: N_("Worker Helpline"),
    Element.SPACES: N_("Family-Friendly Spaces"),
    Element.CENTERS: N_("After-School Centers"),
    Element.WOMEN: N_("Women's Empowerment"),
}
"""What the elements are called: messages."""

MOST_YEARS = 9
"""How many years are told one by one to everybody; those before them are one row."""

_BY_COURSE = ("finished", "began", "came")


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of what was chosen: what was counted here, what baselines add, and why it isn't counted, where it isn't."""

    figure: Figure
    here: int | None
    before: int = 0
    why: str = ""

    @property
    def title(self) -> str:
        """What the figure is called."""
        return title(self.figure.key)

    @property
    def total(self) -> int | None:
        """Both together."""
        return None if self.here is None else self.here + self.before

    def written(self, number: int | None) -> str:
        """Return one of its numbers as a page writes it; a share in percent."""
        if number is None:
            return HIDDEN
        return f"{number}%" if self.figure.of else thousands(number)


@dataclass(frozen=True, slots=True)
class Told:
    """One figure as everybody sees it: in sum, and how much of it was counted here and how much comes from before.

    `least` says of a number of people that it's at least so many.
    """

    title: str
    least: str
    number: str
    here: str
    before: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PublicView:
    """What everybody may see up to the end of `day`: element by element, by year and by course where anything may be told.

    `sources` are where baselines come from, each as of which day.
    """

    day: date
    elements: list[tuple[str, list[Told]]]
    years: Table | None
    courses: Table | None
    sources: list[tuple[str, date]]

    @property
    def is_empty(self) -> bool:
        """Whether there isn't anything to tell."""
        return not any(figures for _name, figures in self.elements)


def reached(day: date) -> Impact:
    """Return what was reached up to the end of a day that is over, counted once by this process."""
    return kept(("impact", day), lambda: impact.count(db(), day, zone()))


def course_names(counted: Impact) -> dict[str, str]:
    """Return what each course is called, by its id: those that are served, then those in which anything was counted."""
    titles = course_titles()
    return titles | {course_id: course_id for course_id in counted.course_ids() if course_id not in titles}


def line(counted: Impact, befores: Iterable[Before], key: str, choice: Choice) -> Line:
    """Return a figure of what was chosen."""
    figure = FIGURES[key]
    return Line(figure, counted.number(figure, choice), before(befores, key, choice), reason(figure, choice))


def elements(counted: Impact, befores: Sequence[Before], choice: Choice) -> dict[Element, list[Line]]:
    """Return all figures of what was chosen, element by element."""
    return {
        element: [line(counted, befores, figure.key, choice) for figure in figures_of(element)] for element in Element
    }


def public_view() -> PublicView:
    """Return what everybody may see this month."""
    day = last_month_end()
    counted, rows = reached(day), baselines.standing(db())
    befores = baselines.added_up(rows)
    return PublicView(
        day,
        [
            (words().gettext(ELEMENTS[element]), [told for each in _for_everybody(lines) if (told := _told(each))])
            for element, lines in elements(counted, befores, Choice()).items()
        ],
        _years(counted, befores, day),
        _courses(counted),
        _sources(rows),
    )


def _for_everybody(lines: Sequence[Line]) -> list[Line]:
    """Return an element's figures without a share of a number that is too small to be told: it would tell it."""
    told = {
        each.figure.counts for each in lines if not each.figure.of and for_everybody(each.figure.key, each.here or 0)
    }
    return [each for each in lines if not each.figure.of or each.figure.counts in told]


def _told(each: Line) -> Told | None:
    """Return a figure as everybody may see it; None where that is nothing, or fewer than ten people."""
    key, _ = each.figure.key, words().gettext
    here = for_everybody(key, each.here or 0)
    if not here + each.before:
        return None
    return Told(
        title(key),
        _("at least") if each.figure.is_people else "",
        each.written(here + each.before),
        each.written(here) if each.before else "",
        each.written(each.before) if each.before else "",
        meaning(key),
    )


def _years(counted: Impact, befores: Sequence[Before], day: date) -> Table | None:
    """Return the leading figures year by year, in sum, newest first; the oldest years as one row."""
    years = years_shown(counted, befores, day.year)
    single, folded = (years, []) if len(years) <= MOST_YEARS + 1 else (years[:MOST_YEARS], years[MOST_YEARS:])
    spans = [(str(year), [year]) for year in single]
    if folded:
        spans.append((words().gettext("until %(year)s", year=folded[0]), folded))
    rows = [(name, [_of_years(counted, befores, key, span) for key in LEADING]) for name, span in spans]
    return _table(words().gettext("Year by year"), words().gettext("Year"), LEADING, rows)


def _of_years(counted: Impact, befores: Sequence[Before], key: str, years: Iterable[int]) -> int:
    lines = [line(counted, befores, key, Choice(year=year)) for year in years]
    return for_everybody(key, sum(each.here or 0 for each in lines)) + sum(each.before for each in lines)


def _courses(counted: Impact) -> Table | None:
    names = course_names(counted).items()
    rows = [
        (
            name,
            [for_everybody(key, counted.number(FIGURES[key], Choice(course=course_id)) or 0) for key in _BY_COURSE],
        )
        for course_id, name in names
    ]
    return _table(words().gettext("Course by course"), words().gettext("Course"), _BY_COURSE, rows)


def _table(name: str, head: str, keys: Sequence[str], rows: Iterable[tuple[str, list[int]]]) -> Table | None:
    """Return a table without the rows and the columns of which nothing may be told; None where nothing is left."""
    told = [(label, numbers) for label, numbers in rows if any(numbers)]
    if not told:
        return None
    columns = [place for place in range(len(keys)) if any(numbers[place] for _label, numbers in told)]
    cells: list[list[Cell]] = [[label, *(numbers[place] or None for place in columns)] for label, numbers in told]
    return Table(name, (head, *(title(keys[place]) for place in columns)), cells)


def _sources(rows: Iterable[Baseline]) -> list[tuple[str, date]]:
    """Return where baselines come from, each source and day once."""
    return sorted({(row.source, row.as_of) for row in rows}, key=lambda each: (each[1], each[0]), reverse=True)
