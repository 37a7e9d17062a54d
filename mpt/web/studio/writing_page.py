"""The page on which a part is written: its fields, the other parts of its file, the pictures that are there, the ways on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flask import render_template, request, url_for

from mpt.content.drift import State
from mpt.content.media import PICTURES
from mpt.content.model import READ
from mpt.content.parts import FRONT, Part, parts_of
from mpt.i18n import name_of
from mpt.services import drafts, presence, structure
from mpt.services.translations import OWN, translation
from mpt.web import headers, staff
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.studio.desk import Desk
from mpt.web.studio.here import CourseHere, crumbs
from mpt.web.studio.pane import Pane, to_mend
from mpt.web.transaction import db

NEW = {"lesson": N_("Lesson"), "practice": N_("Practice for tonight"), "quiz": N_("Quiz")}
"""What can be added to a module, and what it's called."""
_BRACES = re.compile(r"\s*[{｛][^{}｛｝]*[}｝]\s*$")
_KINDS = ("practice", "quiz", "survey")
_READ = (
    (N_("Words to say"), "> |"),
    (N_("List"), "- |"),
    (N_("Heading inside"), "### |"),
)
TOOLS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "front": ((N_("What may be hard to read"), "note: |"),),
    "lesson": _READ,
    "practice": _READ,
    "quiz": (
        (N_("Question"), "### | {#q-0}\\n> \\n\\n- [x] \\n    > \\n- [ ] \\n    > \\n"),
        (N_("Choice"), "- [ ] |\\n    > "),
        (N_("Right choice"), "- [x] |\\n    > "),
        (N_("Hint"), "> |"),
    ),
    "survey": (
        (N_("Statement with faces"), "### | {#q-0 .faces}\\n"),
        (N_("Question"), "### | {#q-0}\\n- [ ] \\n- [ ] \\n"),
        (N_("Choice"), "- [ ] |"),
    ),
}
"""The buttons above a field, by the kind of the part: what each is called, and what it puts in.

`|` is where one goes on typing, `\\n` a new line, and `q-0` the next number that is free.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the file among the others: where it's written, what it's called, how much of it is to be mended.

    `tongue` is the language of its heading; empty where that is words of the page.
    """

    address: str
    heading: str
    tongue: str
    faults: int
    is_here: bool


def page(here: CourseHere, panes: Sequence[Pane]) -> str:
    """Return the page with these fields. It's about the first of them that the language has."""
    headers.show_frames()
    lead = next((pane for pane in panes if not pane.is_missing), panes[0])
    desk, shown = lead.desk, [pane.tongue for pane in panes]
    return render_template(
        "studio/writing.html",
        here=here,
        panes=panes,
        lead=lead,
        both=dict(zip(("first", "beside"), shown, strict=True)) if len(shown) > 1 else {},
        steps=_steps(lead, shown),
        kind=_kind(desk.part),
        whole=[spot for spot in lead.elsewhere if not spot["line"]],
        ways=_ways(here, desk, shown),
        trail=crumbs(here, desk.module_id),
        module_title=here.module_title(desk.module_id),
        heading=_heading(desk.part, desk.module_id) if desk.part else desk.part_id,
        heading_tongue=_heading_tongue(desk, desk.part_id),
        tools=[(words().gettext(label), snippet) for label, snippet in TOOLS[_kind(desk.part)]],
        onward=_onward(here, desk),
        to_add=_to_add(here, desk.module_id),
        pictures=_pictures(desk),
        to_mend=to_mend,
        others=presence.others(db(), desk.course_id, desk.path, desk.part_id, staff.colleague().staff.id),
        who=staff.colleague().staff.id,
        source=next((pane for pane in panes if pane.desk.is_source and not pane.is_missing), None),
        stale=_stale(panes),
        is_saved="saved" in request.args,
    )


def _steps(pane: Pane, shown: Sequence[str]) -> list[Step]:
    desk, steps = pane.desk, []
    wrong = [int(str(spot["line"])) for spot in pane.elsewhere]
    parts = parts_of(desk.text)
    for part, last in zip(parts, [*(one.line for one in parts[1:]), 10**9], strict=True):
        is_here = part.id == desk.part_id
        faults = len(pane.spots) if is_here else sum(part.line <= line < last for line in wrong)
        address, heading = _address(desk, part.id, *shown), _heading(part, desk.module_id)
        steps.append(Step(address, heading, _heading_tongue(desk, part.id), faults, is_here))
    return steps


def _address(desk: Desk, part_id: str, tongue: str, beside: str | None = None) -> str:
    query: dict[str, Any] = {"tongue": tongue, "beside": beside}
    return url_for("writing.write", course_id=desk.course_id, module_id=desk.module_id, part=part_id, **query)


def _heading(part: Part, module_id: str) -> str:
    """Return what a part is called: the words of its heading, without its marks."""
    if part.id == FRONT:
        own = words().gettext("Title, summary and introduction")
        return own if module_id == OWN else words().gettext("Title and outcome")
    first = part.text.lstrip().partition("\n")[0].rstrip("\r")
    return _BRACES.sub("", first).lstrip("#＃ \u3000") or part.id


def _heading_tongue(desk: Desk, part_id: str) -> str:
    """Return which language a heading is in; empty where it's words of the page."""
    return "" if part_id == FRONT else desk.tongue


def _kind(part: Part | None) -> str:
    """Return what a part is: front, lesson, practice, quiz or survey."""
    if part is None or part.id == FRONT:
        return "front" if part else "lesson"
    first = part.text.lstrip().partition("\n")[0]
    return next((kind for kind in _KINDS if f".{kind}" in first), "lesson")


def _to_add(here: CourseHere, module_id: str) -> tuple[list[tuple[str, str]], str]:
    """Return what can be added to a module, by its kind and what it's called, and the order of its parts that was seen."""
    if module_id == OWN:
        return [], ""
    parts = parts_of(here.text(module_id, here.source))
    there = {_kind(part) for part in parts}
    kinds = [(kind, words().gettext(name)) for kind, name in NEW.items() if kind == "lesson" or kind not in there]
    return kinds, structure.order_of(part.id for part in parts)


def _ways(here: CourseHere, desk: Desk, shown: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return each language of the course, and each beside the source: address, label, whether it's shown."""
    choices = [[tongue] for tongue in here.languages] + [[here.source, tongue] for tongue in here.languages[1:]]
    return [
        (
            _address(desk, desk.part_id, *tongues),
            " + ".join(name_of(tongue) for tongue in tongues),
            sorted(tongues) == sorted(shown),
        )
        for tongues in choices
    ]


def _stale(panes: Sequence[Pane]) -> set[str]:
    """Return in which of these languages the part is older than its source."""
    desks = [pane.desk for pane in panes if not pane.desk.is_source]
    found = [translation(db(), desk.course_id, desk.tongue, desk.module_id) for desk in desks]
    part_id = panes[0].desk.part_id
    return {one.language for one in found for each in one.parts if each.part == part_id and each.state is State.STALE}


def _onward(here: CourseHere, desk: Desk) -> list[tuple[str, str]]:
    """Return what else is done with this part: its pictures, its recording, what became of its source."""
    at: dict[str, Any] = {"course_id": here.course_id, "module_id": desk.module_id}
    ways = []
    if desk.module_id != OWN:
        ways.append((url_for("studiomedia.media", part=desk.part_id, **at), N_("Pictures and recordings")))
    if _kind(desk.part) in READ:
        record = url_for("studiomedia.recording.record", part=desk.part_id, tongue=desk.tongue, **at)
        ways.append((record, N_("Record it")))
    if not desk.is_source:
        compare = url_for("translating.part", part=desk.part_id, tongue=desk.tongue, **at)
        ways.append((compare, N_("Compare with the original")))
    return [(address, words().gettext(label)) for address, label in ways]


def _pictures(desk: Desk) -> list[str]:
    """Return the pictures beside the text, by name."""
    folder = PurePosixPath(desk.path).parent
    beside = [PurePosixPath(path) for path in drafts.paths(db(), desk.course_id)]
    return sorted(path.name for path in beside if path.parent == folder and path.suffix in PICTURES)
