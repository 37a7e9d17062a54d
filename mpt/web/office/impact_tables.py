"""What the programme has reached, as tables: the screen and the file show the same ones, so they agree to the digit."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from markupsafe import Markup

from mpt.rules.impact import ANY, Impact, Totals
from mpt.sheets.writer import Cell
from mpt.web.charts import Bar, bars
from mpt.web.daily import yesterday
from mpt.web.definitions import title
from mpt.web.language import words
from mpt.web.reach import course_names, reached
from mpt.web.shelf import UnknownPageError
from mpt.web.tables import Table

KEYS = ("trained", "finished", "began", "factories", "countries")
"""The figures of all courses together; what isn't counted by course is left out where one is chosen."""
PAPER = ("sessions", "came")
DEFINED = (*KEYS, *PAPER, "as_of")


@dataclass(frozen=True, slots=True)
class View:
    """What somebody chose to see: all years or one, all courses or one. The choice is the address."""

    impact: Impact
    names: dict[str, str]
    year: int | None
    course_id: str

    @property
    def totals(self) -> Totals:
        """What was reached in the chosen year and course."""
        return self.impact.totals(self.year, self.course_id)

    @property
    def keys(self) -> list[str]:
        """The figures that the choice has."""
        return [key for key in KEYS if getattr(self.totals, key) is not None]

    @property
    def address(self) -> dict[str, str]:
        """What an address needs to say for this choice."""
        chosen = {"year": str(self.year or ""), "course": self.course_id}
        return {name: value for name, value in chosen.items() if value}

    def says(self) -> str:
        """Return of what and as of when the figures are."""
        _ = words().gettext
        year = str(self.year) if self.year else _("All years")
        course = self.names[self.course_id] if self.course_id else _("All courses")
        day = words().day(self.impact.day)
        return _("%(year)s · %(course)s · as of the end of %(day)s", year=year, course=course, day=day)


def chosen_view() -> View:
    """Return what this request's address chooses. Raises UnknownPageError for a year or a course that there isn't."""
    impact = reached(yesterday())
    names, course_id = course_names(impact), request.args.get("course", "")
    if course_id and course_id not in names:
        raise UnknownPageError(course_id)
    return View(impact, names, _year(impact), course_id)


def all_tables(view: View) -> dict[str, Table]:
    """Return the tables of a choice by their names, in the order of the page."""
    _ = words().gettext
    numbers = [(title(key), getattr(view.totals, key)) for key in (*view.keys, *PAPER)]
    tables = {"totals": Table(_("In all"), (_("Figure"), _("Number")), numbers)}
    if view.year is None and view.impact.years():
        tables["years"] = _years(view)
    if not view.course_id and view.impact.course_ids():
        tables["courses"] = _courses(view)
        if "years" in tables:
            tables["finished"] = _finished(view)
    if view.totals.sessions:
        tables["paper"] = _paper(view)
    return tables


def years_chart(years: Table) -> Markup:
    """Draw the first figure of each year."""
    return _chart("years", years)


def courses_chart(courses: Table) -> Markup:
    """Draw how often each course was finished."""
    return _chart("courses", courses)


def _chart(prefix: str, table: Table) -> Markup:
    rows = [Bar(str(row[0]), row[1] if isinstance(row[1], int) else None) for row in table.rows]
    return bars(prefix, f"{table.title}: {table.heads[1]}", rows)


def _years(view: View) -> Table:
    _, impact = words().gettext, view.impact
    rows = [_row(str(year), impact.totals(year, view.course_id), view.keys) for year in impact.years()]
    total = _row(_("All years"), view.totals, view.keys)
    return Table(_("By year"), (_("Year"), *map(title, view.keys)), rows, total)


def _courses(view: View) -> Table:
    _, keys = words().gettext, ("finished", "began")
    rows = [_row(name, view.impact.totals(view.year, each), keys) for each, name in view.names.items()]
    return Table(_("By course"), (_("Course"), *map(title, keys)), rows, _row(_("All courses"), view.totals, keys))


def _finished(view: View) -> Table:
    """How often each course was finished in each year."""
    _, years = words().gettext, view.impact.years()

    def row(name: str, course_id: str) -> list[Cell]:
        return [name, *(view.impact.totals(year, course_id).finished for year in (None, *years))]

    rows = [row(name, course_id) for course_id, name in view.names.items()]
    heads = (_("Course"), _("All years"), *map(str, years))
    return Table(_("Courses finished, by course and year"), heads, rows, row(_("All courses"), ANY))


def _paper(view: View) -> Table:
    _ = words().gettext
    each = [
        (view.names[course_id], view.impact.totals(view.year, course_id))
        for course_id in ([view.course_id] if view.course_id else view.names)
    ]
    rows = [_row(name, totals, PAPER) for name, totals in each if totals.sessions]
    heads = (_("Course"), *map(title, PAPER))
    return Table(_("On paper"), heads, rows, _row(_("All courses"), view.totals, PAPER) if not view.course_id else None)


def _row(name: str, totals: Totals, keys: Sequence[str]) -> list[Cell]:
    return [name, *(getattr(totals, key) for key in keys)]


def _year(impact: Impact) -> int | None:
    given = request.args.get("year", "")
    if not given:
        return None
    years = {str(year): year for year in impact.years()}
    if given not in years:
        raise UnknownPageError(given)
    return years[given]
