"""What a sponsor is shown, as tables: the screen and the file show the same ones, so they agree to the digit."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from mpt.models import Factory, Sponsor
from mpt.services.sponsor_totals import FactoryTotals, added_up
from mpt.sheets.writer import Cell
from mpt.web.charts import Bar, bars
from mpt.web.definitions import title
from mpt.web.language import language, words
from mpt.web.reading import course_titles
from mpt.web.tables import Table, written

_PEOPLE = ("joined", "begun", "courses_finished", "came", "children")
DEFINED = ("joined", "begun", "courses_finished", "sessions", "came", "published", "as_of")
OF_CHILDREN = ("places_for_children", "children")
"""The figures that are there where any of the factories has had a space."""


@dataclass(frozen=True, slots=True)
class View:
    """What a sponsor is shown at the end of `day`, of each factory that it supports. `last` is the last day there is.

    `years` are the sums at the end of that day and of each year before it, back to the first of which anything is shown.
    `fault` says what of the address couldn't be read; what is shown then is what it would be without that.
    """

    sponsor: Sponsor
    factories: list[Factory]
    totals: dict[uuid.UUID, FactoryTotals]
    day: date
    last: date
    fault: str
    years: list[tuple[date, FactoryTotals]]

    @property
    def added_up(self) -> FactoryTotals:
        """The sums of what is shown of the factories."""
        return added_up(self.totals.values())

    @property
    def has_spaces(self) -> bool:
        """Whether any of the factories has had a space or a center."""
        return self.added_up.spaces > 0

    @property
    def defined(self) -> tuple[str, ...]:
        """The figures of which the page says what they count."""
        return (*DEFINED, *(OF_CHILDREN if self.has_spaces else ()))

    def says(self) -> str:
        """Return of whom and as of when the figures are."""
        _ = words().gettext
        name, day = self.sponsor.name_in(language()), words().day(self.day)
        return _("%(sponsor)s · as of the end of %(day)s", sponsor=name, day=day)


def all_tables(view: View) -> dict[str, Table]:
    """Return the tables of the page by their names, in order; of no factories there's one of totals alone."""
    tables = {"totals": _totals(view)}
    if view.factories:
        tables["factories"] = _factories(view)
    if view.years:
        tables["years"] = _years(view)
    if view.added_up.course_ids():
        tables["courses"] = _courses(view)
        tables["each"] = _each(view)
    return tables


def key_figures(view: View) -> list[tuple[str, str, str]]:
    """Return the totals as a page writes them: each number, its name, and that it's at least so much where it's people."""
    at_least, people = words().gettext("at least"), {title(key) for key in _PEOPLE}
    return [
        (written(number), str(name), at_least if name in people and number else "")
        for name, number in _totals(view).rows
    ]


def courses_chart(courses: Table) -> Markup:
    """Draw how often each course was finished."""
    rows = [Bar(str(name), finished if isinstance(finished, int) else None) for name, finished, _begun in courses.rows]
    return bars("courses", f"{courses.title}: {courses.heads[1]}", rows)


def _totals(view: View) -> Table:
    _, countries = words().gettext, {factory.country for factory in view.factories}
    numbers: list[list[Cell]] = [[_("Factories"), len(view.factories)], [_("Countries"), len(countries)]]
    return Table(_("In all"), (_("Figure"), _("Number")), numbers + _named(view))


def _named(view: View) -> list[list[Cell]]:
    return [[name, number] for name, number in zip(_heads(view), _numbers(view, view.added_up), strict=True)]


def _factories(view: View) -> Table:
    _ = words().gettext
    rows: list[list[Cell]] = [
        [factory.name_in(language()), words().country(factory.country), *_numbers(view, view.totals[factory.id])]
        for factory in view.factories
    ]
    total: list[Cell] = [_("Sum"), "", *_numbers(view, view.added_up)]
    return Table(_("By factory"), (_("Factory"), _("Country"), *_heads(view)), rows, total)


def _years(view: View) -> Table:
    """What was shown at the end of each year, newest first: it only grows."""
    heads = (words().gettext("Until the end of"), *_heads(view))
    return Table(words().gettext("Year by year"), heads, [[day, *_numbers(view, shown)] for day, shown in view.years])


def _courses(view: View) -> Table:
    _, shown = words().gettext, view.added_up
    rows: list[list[Cell]] = [
        [name, shown.finished.get(course_id) or None, shown.begun.get(course_id) or None]
        for course_id, name in _names(shown).items()
    ]
    return Table(_("By course"), (_("Course"), title("courses_finished"), title("begun")), rows)


def _each(view: View) -> Table:
    """How often each course was finished in each factory: what the sums are made of."""
    _, names = words().gettext, _names(view.added_up)

    def row(name: str, shown: FactoryTotals) -> list[Cell]:
        return [name, *(shown.finished.get(course_id) or None for course_id in names)]

    rows = [row(factory.name_in(language()), view.totals[factory.id]) for factory in view.factories]
    return Table(
        _("Finished, by factory and course"), (_("Factory"), *names.values()), rows, row(_("Sum"), view.added_up)
    )


def _names(shown: FactoryTotals) -> dict[str, str]:
    """Return what the courses are called of which anything is shown, as they are ordered here."""
    titles, told = course_titles(), shown.course_ids()
    served = {course_id: name for course_id, name in titles.items() if course_id in told}
    return served | {course_id: course_id for course_id in sorted(told - served.keys())}


def _heads(view: View) -> tuple[str, ...]:
    keys = ("joined", "begun", "courses_finished", "sessions", "came", *(OF_CHILDREN if view.has_spaces else ()))
    return tuple(map(title, keys))


def _numbers(view: View, shown: FactoryTotals) -> Sequence[Cell]:
    """Return the figures of a factory; what is 0 or hidden as None."""
    of_children = (shown.spaces, shown.children or None) if view.has_spaces else ()
    people = (shown.joined, sum(shown.begun.values()), sum(shown.finished.values()))
    return (*(number or None for number in people), shown.sessions, shown.came or None, *of_children)
