"""What the pages of all courses and of one course show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request

from mpt.content.faults import Notes
from mpt.content.modulefile import read_module_text
from mpt.i18n import name_of
from mpt.services import courselist, structure, takenout
from mpt.services.courselist import Standing
from mpt.services.translations import OWN
from mpt.web import staff
from mpt.web.language import words
from mpt.web.studio import standing
from mpt.web.studio.faults import by_path, faults_of
from mpt.web.studio.here import CourseHere, course_here, titled
from mpt.web.studio.release_words import people
from mpt.web.studio.standing import Cell
from mpt.web.transaction import db


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course among the others: how it stands, its title, its languages each in a few words, how much is left to mend."""

    standing: Standing
    title: str
    tongues: Sequence[tuple[str, str]]
    faults: int

    @property
    def state(self) -> str:
        """What parents have of it, in words."""
        return state_of(self.standing)


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module in its course: how it stands in each language, and behind which module it goes one place up or down."""

    module_id: str
    title: str
    cells: Sequence[Cell]
    up: str | None
    down: str | None


def rows(found: Sequence[Standing]) -> list[CourseRow]:
    """Return what is shown of each course."""
    return [_row(one) for one in found]


def page(here: CourseHere, faults: Mapping[str, str] | None = None) -> str:
    """Return the page of a course; `faults` are of its form for a new module."""
    found = courselist.standing(db(), here.course_id)
    all_faults = faults_of(here.course_id)
    translated, counted = standing.translations(here), by_path(all_faults)
    cells = {
        module_id: standing.cells(here, module_id, translated, counted)
        for module_id in (OWN, *(module.id for module in here.course.modules))
    }
    return render_template(
        "studio/course.html",
        here=here,
        standing=found,
        state=state_of(found),
        tongues=[name_of(tongue) for tongue in here.languages],
        own=ModuleRow(OWN, here.module_title(OWN), cells[OWN], None, None),
        rows=_module_rows(here, cells),
        taken_out=_taken_out(here),
        seen=structure.order_of(module.id for module in here.course.modules),
        called=staff.called,
        people=people,
        next=standing.next_step(here, cells, len(all_faults), is_changed=found.is_changed),
        faults=faults or {},
        typed=request.form,
    )


def state_of(found: Standing) -> str:
    """Return in words what parents have of a course."""
    if not found.is_served:
        return words().gettext("not published yet")
    return words().gettext("changed since it was published") if found.is_changed else words().gettext("published")


def _row(found: Standing) -> CourseRow:
    here = course_here(found.course_id)
    translated = list(standing.translations(here).values())
    tongues = [(name_of(tongue), standing.summary(here, tongue, translated)) for tongue in here.languages]
    return CourseRow(found, here.title, tongues, len(faults_of(found.course_id)))


def _module_rows(here: CourseHere, cells: Mapping[str, Sequence[Cell]]) -> list[ModuleRow]:
    ids = [module.id for module in here.course.modules]
    return [
        ModuleRow(name, here.module_title(name), cells[name], *up_and_down(ids, place, ""))
        for place, name in enumerate(ids)
    ]


def _taken_out(here: CourseHere) -> list[tuple[str, str]]:
    """Return the ids and titles of the modules that were taken out and can be put back."""
    found = []
    for module_id, folder in takenout.taken_out(db(), here.course).items():
        texts = takenout.texts_of(db(), here.course, folder).items()
        read = {tongue: read_module_text(data, is_source=False, notes=Notes("")) for tongue, data in texts}
        found.append((module_id, titled(read, here.source) or module_id))
    return found


def up_and_down(ids: Sequence[str], place: int, first: str) -> tuple[str | None, str | None]:
    """Return behind what the one at `place` goes to stand one place up, and one down; None where it can't.

    Behind `first` stands whatever is the first of them.
    """
    up = None if place == 0 else first if place == 1 else ids[place - 2]
    return up, ids[place + 1] if place + 1 < len(ids) else None
