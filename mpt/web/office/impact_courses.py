"""What was counted here by course, as tables: what came before isn't known by course."""

from collections.abc import Sequence
from dataclasses import replace

from mpt.rules.elements import FIGURES
from mpt.sheets.writer import Cell
from mpt.web.definitions import title
from mpt.web.language import words
from mpt.web.office.impact_view import View
from mpt.web.tables import Table

_BY_COURSE = ("finished", "began")
_PAPER = ("sessions", "came")


def courses(view: View) -> Table:
    """How often each course was finished, and how many began it."""
    _ = words().gettext
    rows = [_of_course(view, name, each, _BY_COURSE) for each, name in view.names.items()]
    heads = (_("Course"), *map(title, _BY_COURSE))
    return Table(_("By course"), heads, rows, _of_course(view, _("All courses"), "", _BY_COURSE))


def finished(view: View) -> Table:
    """How often each course was finished here in each year."""
    _, counted = words().gettext, sorted(view.impact.years(), reverse=True)

    def row(name: str, course_id: str) -> list[Cell]:
        choices = (replace(view.choice, course=course_id, year=year) for year in (None, *counted))
        return [name, *(view.impact.number(FIGURES["finished"], choice) for choice in choices)]

    rows = [row(name, course_id) for course_id, name in view.names.items()]
    heads = (_("Course"), _("All years"), *map(str, counted))
    return Table(_("Courses finished, by course and year"), heads, rows, row(_("All courses"), ""))


def paper(view: View) -> Table:
    """The sessions on paper that were entered here, by course."""
    _, course_id = words().gettext, view.choice.course
    names = {course_id: view.names[course_id]} if course_id else view.names
    each = [_of_course(view, name, one, _PAPER) for one, name in names.items()]
    rows = [row for row in each if row[1]]
    total = None if course_id else _of_course(view, _("All courses"), "", _PAPER)
    return Table(_("On paper"), (_("Course"), *map(title, _PAPER)), rows, total)


def _of_course(view: View, name: str, course_id: str, keys: Sequence[str]) -> list[Cell]:
    choice = replace(view.choice, course=course_id)
    return [name, *(view.impact.number(FIGURES[key], choice) for key in keys)]
