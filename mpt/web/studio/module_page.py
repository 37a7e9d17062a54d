"""What the page of one module shows: its lessons, and how each stands in each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request

from mpt.content.check import STALE
from mpt.content.drift import State
from mpt.content.folder import digest_of
from mpt.content.model import Kind
from mpt.content.parts import FRONT, Part, parts_of
from mpt.i18n import name_of
from mpt.services import presence, sections, structure
from mpt.services.translations import OWN, Translation
from mpt.web import staff
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import standing
from mpt.web.studio.course_page import up_and_down
from mpt.web.studio.faults import faults_of
from mpt.web.studio.here import CourseHere, crumbs
from mpt.web.studio.standing import Cell
from mpt.web.transaction import db

KINDS = {
    Kind.LESSON: N_("lesson"),
    Kind.PRACTICE: N_("practice"),
    Kind.QUIZ: N_("quiz"),
    Kind.SURVEY: N_("survey"),
}
ADDED = (Kind.LESSON, Kind.PRACTICE, Kind.QUIZ)
"""The kinds of which a part can be added to a module."""
_STATES = {State.MISSING: N_("missing"), State.STALE: N_("stale"), State.FRESH: N_("fresh")}


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a module: its heading, what kind it is, how it stands in each language, where it goes one place up or down."""

    part_id: str
    heading: str
    kind: str
    cells: Sequence[Cell]
    up: str | None
    down: str | None


def page(here: CourseHere, module_id: str, faults: Mapping[str, str] | None = None) -> str:
    """Return the page of a module, or of the course's own words; `faults` are of its forms. Raises UnknownPageError."""
    parts = parts_of(here.text(module_id, here.source)) if here.languages else ()
    rows = _rows(here, module_id, parts)
    return render_template(
        "studio/module.html",
        here=here,
        module_id=module_id,
        is_own=module_id == OWN,
        title=here.module_title(module_id),
        trail=crumbs(here),
        seen=structure.order_of(part.id for part in parts),
        kept=[(tongue, name_of(tongue)) for tongue in here.languages if here.path(module_id, tongue) in here.texts],
        tongues=[name_of(tongue) for tongue in here.languages],
        rows=rows,
        next=standing.next_in_module(rows, here.source),
        others=_others(here, module_id),
        kinds=[(kind.value, words().gettext(KINDS[kind])) for kind in _kinds_to_add(here, module_id)],
        has_source=bool(here.languages) and here.path(module_id, here.source) in here.texts,
        faults=faults or {},
        typed=request.form,
    )


def remove(here: CourseHere, module_id: str, part: str = "", *, is_changed: bool = False) -> str:
    """Return the page that asks whether a module, or a part of it, is to go. Raises UnknownPageError."""
    title, course = _heading(here, module_id, part) if part else here.module_title(module_id), here.course
    going = sections.going(db(), course, module_id, part) if part else structure.going(db(), course, module_id)
    return render_template(
        "studio/remove.html",
        here=here,
        trail=crumbs(here, module_id),
        module_id=module_id,
        part=part,
        title=title,
        others=_others(here, module_id),
        seen=digest_of(going),
        is_changed=is_changed,
    )


def _heading(here: CourseHere, module_id: str, part: str) -> str:
    """Return what a part that can be taken out is called. Raises UnknownPageError."""
    for one in parts_of(here.text(module_id, here.source))[1:]:
        if one.id == part:
            return heading_of(here, module_id, one)
    raise UnknownPageError(part)


def heading_of(here: CourseHere, module_id: str, part: Part) -> str:
    """Return what a part is called on a page."""
    if part.id == FRONT:
        return words().gettext("Title and introduction") if module_id == OWN else words().gettext("Title and outcome")
    heading = part.text.splitlines()[0].lstrip("#＃ \u3000").rpartition("{")
    return (heading[0] or heading[2]).strip() or words().gettext("without a heading")


def _others(here: CourseHere, module_id: str) -> list[presence.Other]:
    """Return who else writes in this module just now."""
    path = here.path(module_id, here.source) if here.languages else ""
    return presence.others(db(), here.course_id, path, "", staff.colleague().staff.id)


def _kinds_to_add(here: CourseHere, module_id: str) -> list[Kind]:
    """Return what can be added to a module: lessons always, a practice and a quiz where there is none."""
    if module_id == OWN:
        return []
    text = here.module(module_id).texts.get(here.source)
    there = {lesson.kind for lesson in text.lessons} if text else set()
    return [kind for kind in ADDED if kind is Kind.LESSON or kind not in there]


def _rows(here: CourseHere, module_id: str, parts: Sequence[Part]) -> list[PartRow]:
    found = standing.translations(here)
    faults, ids = _faults(here, module_id, parts), [part.id for part in parts[1:]]
    kinds = _kinds(here, module_id)
    return [
        PartRow(
            part.id,
            heading_of(here, module_id, part),
            words().gettext(KINDS[kinds[part.line]]) if part.line in kinds and part.id != FRONT else "",
            [_cell(here, module_id, tongue, part.id, found, faults) for tongue in here.languages],
            *(up_and_down(ids, place - 1, FRONT) if part.id != FRONT else (None, None)),
        )
        for place, part in enumerate(parts)
    ]


def _kinds(here: CourseHere, module_id: str) -> dict[int, Kind]:
    """Return of which kind the section is that begins at a line of the source."""
    if module_id == OWN:
        own = here.course.texts.get(here.source)
        return {own.survey.line: own.survey.kind} if own and own.survey else {}
    text = here.module(module_id).texts.get(here.source)
    return {lesson.line: lesson.kind for lesson in text.lessons} if text else {}


def _faults(here: CourseHere, module_id: str, parts: Sequence[Part]) -> dict[str, int]:
    """Return how many faults each part of the source has."""
    path = here.path(module_id, here.source) if here.languages else ""
    counted: dict[str, int] = {}
    for fault in faults_of(here.course_id):
        if fault.path == path and fault.what != STALE.what:
            part = [part for part in parts if part.line <= max(fault.line, 1)][-1]
            counted[part.id] = counted.get(part.id, 0) + 1
    return counted


def _cell(
    here: CourseHere,
    module_id: str,
    tongue: str,
    part_id: str,
    found: Mapping[tuple[str, str], Translation],
    faults: Mapping[str, int],
) -> Cell:
    if tongue == here.source:
        number = faults.get(part_id, 0)
        return Cell(tongue, standing.to_mend(number), standing.writing(here, module_id, part_id, tongue), not number)
    translation = found[module_id, tongue]
    state = next((part.state for part in translation.parts if part.part == part_id), State.FRESH)
    address = standing.translating(here, translation, part_id)
    if state is State.FRESH:
        address = standing.writing(here, module_id, part_id, tongue)
    return Cell(tongue, words().gettext(_STATES[state]), address, state is State.FRESH)
