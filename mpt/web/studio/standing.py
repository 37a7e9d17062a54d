"""How the texts of a course stand, as the pages of the studio show it: a cell for each text and language, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import url_for

from mpt.content.drift import State
from mpt.content.parts import FRONT
from mpt.services.translations import Translation, states
from mpt.web.language import words
from mpt.web.studio.here import CourseHere
from mpt.web.transaction import db


@dataclass(frozen=True, slots=True)
class Cell:
    """How one text, or one part of it, stands in one language: in words, where one goes on with it, whether all is done."""

    tongue: str
    said: str
    address: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next with a course: a sentence that says why, and where that is done and by what name; or only the sentence."""

    why: str
    address: str = ""
    label: str = ""


class Row(Protocol):
    """What a page shows of one part: its heading, and how it stands in each language."""

    @property
    def heading(self) -> str: ...

    @property
    def cells(self) -> Sequence[Cell]: ...


def translations(here: CourseHere) -> Mapping[tuple[str, str], Translation]:
    """Return the translations of a course by module (OWN: the course's own words) and language."""
    return {(one.module_id, one.language): one for one in states(db(), here.course_id)}


def cells(
    here: CourseHere, module_id: str, found: Mapping[tuple[str, str], Translation], faults: Mapping[str, int]
) -> list[Cell]:
    """Return how a module stands in each language of the course, the source first."""
    return [
        _source(here, module_id, tongue, faults)
        if tongue == here.source
        else _translation(here, found[module_id, tongue], faults)
        for tongue in here.languages
    ]


def summary(here: CourseHere, tongue: str, found: Sequence[Translation]) -> str:
    """Return how a whole language of a course stands, in a few words."""
    if tongue == here.source:
        return words().gettext("source")
    mine = [one for one in found if one.language == tongue]
    return _counted(sum(one.count(State.MISSING) for one in mine), sum(one.count(State.STALE) for one in mine))


def next_step(here: CourseHere, rows: Mapping[str, Sequence[Cell]], faults: int, *, is_changed: bool) -> Next:
    """Return what to do next: write, then translate, then mend what is left, then publish. `rows` are cells by module."""
    _ = words().gettext
    if not here.course.modules:
        return Next(_("This course has no module yet. Add the first one below: a title is enough to begin."))
    for module_id, row in rows.items():
        for cell in row:
            if not cell.is_done and cell.tongue == here.source:
                why = _("There is something to write or mend in “%(title)s”.", title=here.module_title(module_id))
                return Next(why, cell.address, _("Go on writing"))
    waiting = next((cell for row in rows.values() for cell in row if not cell.is_done), None)
    if waiting:
        return Next(_("The text is there. Something is left to translate."), waiting.address, _("Go on translating"))
    publish = url_for("releasing.publish", course_id=here.course_id)
    if faults:
        return Next(_("All texts are written. A few things are left to mend."), publish, _("See what is left"))
    if is_changed:
        return Next(_("Everything is ready. Parents still read the text as it was."), publish, _("Look and publish"))
    return Next(_("Parents read exactly what you see here. Change something, and nobody sees it until you publish."))


def next_in_module(rows: Sequence[Row], source: str) -> Next:
    """Return what to do next in one module: write the first part that needs it, then translate."""
    _ = words().gettext
    waiting = [(row, cell) for row in rows for cell in row.cells if not cell.is_done]
    for row, cell in sorted(waiting, key=lambda one: one[1].tongue != source):
        if cell.tongue == source:
            why = _("There is something to write or mend in “%(title)s”.", title=row.heading)
            return Next(why, cell.address, _("Go on writing"))
        return Next(_("The text is there. Something is left to translate."), cell.address, _("Go on translating"))
    return Next(_("This module is written and translated. Open any part to change it."))


def _source(here: CourseHere, module_id: str, tongue: str, faults: Mapping[str, int]) -> Cell:
    path = here.path(module_id, tongue)
    number = faults.get(path, 0)
    is_there = path in here.texts
    said = to_mend(number) if is_there else words().gettext("missing")
    return Cell(tongue, said, writing(here, module_id, FRONT, tongue), is_there and not number)


def _translation(here: CourseHere, found: Translation, faults: Mapping[str, int]) -> Cell:
    missing, stale = found.count(State.MISSING), found.count(State.STALE)
    number = faults.get(found.path, 0)
    if missing or stale:
        left = next(part.part for part in found.parts if part.state is not State.FRESH)
        return Cell(found.language, _counted(missing, stale), translating(here, found, left), is_done=False)
    said = to_mend(number) if number else words().gettext("fresh")
    return Cell(found.language, said, writing(here, found.module_id, FRONT, found.language), not number)


def to_mend(number: int) -> str:
    """Return how much is left to mend in a text, in words."""
    return words().ngettext("%(n)s to mend", "%(n)s to mend", number) if number else words().gettext("written")


def writing(here: CourseHere, module_id: str, part: str, tongue: str) -> str:
    """Return where a part is written in a language."""
    tongue_asked = None if tongue == here.source else tongue
    return url_for("writing.write", course_id=here.course_id, module_id=module_id, part=part, tongue=tongue_asked)


def translating(here: CourseHere, found: Translation, part: str) -> str:
    """Return where a part is translated."""
    return url_for(
        "translating.part", course_id=here.course_id, tongue=found.language, module_id=found.module_id, part=part
    )


def _counted(missing: int, stale: int) -> str:
    spoken, said = words(), []
    if missing:
        said.append(spoken.ngettext("%(n)s missing", "%(n)s missing", missing))
    if stale:
        said.append(spoken.ngettext("%(n)s stale", "%(n)s stale", stale))
    return spoken.gettext(", ").join(said) or spoken.gettext("fresh")
