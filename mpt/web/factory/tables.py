"""A factory's figures as tables: the same for screen, spreadsheet, text file and paper, so that all agree to the digit.

A cell is words, a number, or None: a figure that isn't shown, because it's below ten or would tell of single people.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mpt.models import Line
from mpt.rules.measures import last_sundays
from mpt.services import paper_sessions, reports
from mpt.services.counting import own_place
from mpt.services.parts import Part
from mpt.services.reports import Numbers, Shown
from mpt.web.factory.view import View
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.reading import course_titles
from mpt.web.transaction import db

Cell = str | int | None
WEEKS = 13
HIDDEN = "—"

DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        N_("How numbers are shown"),
        N_(
            "In full tens, rounded down: 40 means at least 40. A dash means fewer than ten, or a number that would tell of "
            "single people: of those who joined, at least ten are never shown to have begun or finished. A total is held "
            "down where it would tell what one of its parts hides."
        ),
    ),
    (N_("As of"), N_("The end of a day, where the factory is. What was shown for a day never changes afterwards.")),
    (
        N_("Joined"),
        N_(
            "Workers who joined by one of the factory's codes up to the day, each once, where they first joined. Whoever has "
            "left since stays counted, here and in all other columns."
        ),
    ),
    (N_("Left"), N_("Of those who joined: who has left the factory since, by their own word or by the roster.")),
    (N_("Began"), N_("Of those who joined: who read a lesson of the course to its end, or answered in it.")),
    (N_("Finished"), N_("Of those who joined: who completed the course, so that its certificate was issued.")),
    (
        N_("Rate"),
        N_(
            "Finished, of a hundred who joined: as shown, and counting that up to nine more may have joined. So it's rather too "
            "low than too high."
        ),
    ),
    (
        N_("Came through"),
        N_("Of those who joined: who did each module up to this one, or left it out, or has finished the course."),
    ),
    (
        N_("Sensitive courses"),
        N_("Of a course about body, rights or wellbeing only totals of the whole factory are shown, and no modules."),
    ),
    (N_("Sessions on paper"), N_("Sessions that were held without phones, as they were entered; in no other figure.")),
)
"""What each figure means: stands on the page, in every file and on paper."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `numeric` are the places, from 0, of the columns with numbers."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int]


def all_tables(view: View) -> list[Table]:
    """Return every table that a view has, in the order of the page."""
    places = [view.factory.id, own_place(view.factory.id), *_part_ids(view), view.place_id, own_place(view.place_id)]
    now, then = (reports.shown(db(), view.factory.id, day, places) for day in (view.day, view.before))
    made = [_compared(view, now, then), _courses(view, now)]
    if view.is_open:
        made += [_parts(view, now), _modules(view, now)]
    return [*(table for table in made if table.rows), _weeks(view), *_paper(view)]


def stands(view: View) -> str:
    """Return of where, of what and as of when the tables are."""
    _ = words().gettext
    place, course = view.place.name_in(language()), view.edition.course.title_in(language())
    return _("%(place)s · %(course)s · as of the end of %(day)s", place=place, course=course, day=view.day.isoformat())


def number(shown: int) -> int | None:
    """Return a figure as a cell: 0 is none that is shown."""
    return shown or None


def cell_text(cell: Cell) -> str:
    """Return what stands in a cell, as words."""
    return HIDDEN if cell is None else str(cell)


def _compared(view: View, now: Shown, then: Shown) -> Table:
    """What the key figures and the funnel show, and what it was a month before."""
    _ = words().gettext
    course_id = view.edition.course.id
    here, before = now.of(view.place_id, course_id), then.of(view.place_id, course_id)
    names = {"joined": _("Joined"), "began": _("Began"), "finished": _("Finished"), "left": _("Left")}
    rows = [(names[key], *_change(getattr(here, key), getattr(before, key))) for key in names]
    rows.append((_("Rate"), _percent(here.rate), _percent(before.rate), None))
    return _table(
        "compared", _("Now and a month before"), (_("Figure"), _day(view.day), _day(view.before), _("Grown by")), rows
    )


def _change(now: int, before: int) -> tuple[Cell, Cell, Cell]:
    # Between figures that aren't shown there's no change to tell of.
    return number(now), number(before), now - before if now and before else None


def _courses(view: View, now: Shown) -> Table:
    _ = words().gettext
    titles = course_titles()
    rows = [
        (titles[course.id], *_progress(now.of(view.place_id, course.id)), _due(view, course.id))
        for course in (edition.course for edition in view.editions)
        if view.is_whole or not course.sensitive
    ]
    heads = (_("Course"), _("Joined"), _("Began"), _("Finished"), _("Rate"), _("Due"))
    return _table("courses", _("By course"), heads, rows, numeric=4)


def _parts(view: View, now: Shown) -> Table:
    """The departments of the factory, or the lines of the department that was chosen; and who gave none."""
    _ = words().gettext
    heads = (_("Joined"), _("Left"), _("Began"), _("Finished"), _("Rate"))
    if view.is_whole:
        rows = [_part(part, now, view) for part in view.parts]
        rows += _own(_("No department given"), now, view, before=(None, None)) if rows else []
        return _table("parts", _("By department"), (_("Department"), _("People"), _("Parents"), *heads), rows)
    lines = _lines(view)
    rows = [(line.name_in(language()), *_all(now.of(line.id, view.edition.course.id))) for line in lines]
    rows += _own(_("No line given"), now, view) if rows else []
    return _table("parts", _("By line"), (_("Line"), *heads), rows)


def _part(part: Part, now: Shown, view: View) -> tuple[Cell, ...]:
    department = part.department
    counted = _all(now.of(department.id, view.edition.course.id))
    return (department.name_in(language()), department.headcount, department.parents, *counted)


def _own(name: str, now: Shown, view: View, before: tuple[Cell, ...] = ()) -> list[tuple[Cell, ...]]:
    numbers = now.of(own_place(view.place_id), view.edition.course.id)
    return [(name, *before, *_all(numbers))] if numbers.joined else []


def _modules(view: View, now: Shown) -> Table:
    _ = words().gettext
    course = view.edition.course
    rows = [
        (module.texts[language()].title, number(now.through(view.place_id, course.id, module.id)))
        for module in course.modules
    ]
    return _table("modules", _("By module"), (_("Up to module"), _("Came through")), rows)


def _weeks(view: View) -> Table:
    _ = words().gettext
    days = last_sundays(view.day, WEEKS)
    found = reports.series(db(), view.factory.id, view.place_id, view.edition.course.id, days)
    rows = [(_day(day), *_progress(numbers)[:3]) for day, numbers in zip(days, found, strict=True)]
    heads = (_("End of the week"), _("Joined"), _("Began"), _("Finished"))
    return _table("weeks", _("By week"), heads, rows)


def _paper(view: View) -> Iterator[Table]:
    _, titles = words().gettext, course_titles()
    rows = [
        (_day(held.held_on), titles.get(held.course_id, held.course_id), held.trainer, held.minutes, held.attended)
        for held in paper_sessions.sessions_of(db(), view.factory.id)
        if held.held_on <= view.day
    ]
    heads = (_("Day"), _("Course"), _("Trainer"), _("Minutes"), _("People who came"))
    if rows:
        yield _table("paper", _("Sessions on paper"), heads, rows, numeric=2)


def _table(
    name: str, title: str, heads: tuple[str, ...], rows: Sequence[tuple[Cell, ...]], numeric: int | None = None
) -> Table:
    """Return a table whose last columns, `numeric` of them (all but the first where it isn't said), have numbers.

    A course's due day stands behind its numbers.
    """
    last = len(heads) - (1 if name == "courses" else 0)
    first = 1 if numeric is None else last - numeric
    return Table(name, title, heads, tuple(rows), frozenset(range(first, last)))


def _all(numbers: Numbers) -> tuple[Cell, ...]:
    joined, began, finished, rate = _progress(numbers)
    return joined, number(numbers.left), began, finished, rate


def _progress(numbers: Numbers) -> tuple[Cell, Cell, Cell, Cell]:
    return number(numbers.joined), number(numbers.began), number(numbers.finished), _percent(numbers.rate)


def _percent(rate: int | None) -> Cell:
    return f"{rate}%" if rate else None


def _due(view: View, course_id: str) -> Cell:
    due = view.due.get(course_id)
    return _day(due) if due else ""


def _day(day: date) -> str:
    return day.isoformat()


def _part_ids(view: View) -> list[uuid.UUID]:
    if view.is_whole:
        return [part.department.id for part in view.parts]
    return [line.id for line in _lines(view)]


def _lines(view: View) -> tuple[Line, ...]:
    """Return the lines of the chosen department; none where a line was chosen."""
    chosen = view.place.department
    if chosen is None or view.place.line:
        return ()
    return next(part.lines for part in view.parts if part.department.id == chosen.id)
