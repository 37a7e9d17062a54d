"""The pages on which a course is translated: what is missing and stale, and a part beside its source."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for

from mpt.content.drift import Drift, Piece, State, differing, to_translate, unmarked
from mpt.content.model import Fault, Lesson
from mpt.content.parity import unlike
from mpt.content.parts import FRONT, digest
from mpt.i18n import direction_of
from mpt.services import presence
from mpt.services.translating import OWN, Translation, states
from mpt.web import staff
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.studio.desk import desk_at
from mpt.web.studio.faults import sentence
from mpt.web.studio.here import CourseHere, crumbs
from mpt.web.studio.pane import Conflict, said
from mpt.web.transaction import db

STATES = {State.MISSING: N_("missing"), State.STALE: N_("stale"), State.FRESH: N_("fresh")}

_BRACES = re.compile(r"\s*[{｛][^{}｛｝]*[}｝]\s*$")


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a text among the others: where it's translated, what the source calls it, its state."""

    address: str
    heading: str
    state: State
    is_here: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One file in a language: what its module is called, its state, its parts, and where it isn't built like its source."""

    title: str
    found: Translation
    steps: Sequence[Step]
    unlike: Sequence[str]


@dataclass(frozen=True, slots=True)
class Field:
    """What is typed into the field: as it stands there, or what couldn't be saved and why."""

    text: str
    base: str
    refused: str = ""
    conflict: Conflict | None = None


def overview(here: CourseHere, tongue: str, lost: str = "", refused: str = "") -> str:
    """Return what is missing and stale in one language, module by module; `lost` is a text that has no part any more."""
    found = states(db(), here.course_id, tongue)
    return render_template(
        "studio/translating.html",
        here=here,
        tongue=tongue,
        tongues=here.languages[1:],
        texts=[
            Text(here.module_title(one.module_id), one, _steps(here, one), list(_unlike(here, one))) for one in found
        ],
        counts={state: sum(one.count(state) for one in found) for state in State},
        unmarked=sum(one.is_done and not one.is_marked for one in found),
        first=next_address(here.course_id, tongue, found),
        lost=lost,
        refused=refused,
        state_words=STATES,
        trail=crumbs(here),
    )


def part_page(here: CourseHere, found: Translation, drift: Drift, field: Field | None = None) -> str:
    """Return a part of the source, as it was and as it is, with its translation in a field below."""
    old, new = _beside(drift)
    steps = _steps(here, found, drift.part)
    return render_template(
        "studio/translating_part.html",
        here=here,
        found=found,
        drift=drift,
        tongue=found.language,
        direction=direction_of(found.language),
        old=old,
        new=new,
        field=field or Field(_shown(drift), digest(unmarked(drift.text))),
        source=digest(drift.source),
        there=digest(drift.text),
        who=staff.colleague().staff.id,
        steps=steps,
        heading=_heading(found.module_id, drift),
        spots=_spots(here, found, drift, field),
        others=presence.others(db(), here.course_id, found.path, drift.part, staff.colleague().staff.id),
        state_words=STATES,
        trail=[*crumbs(here, found.module_id), (_overview_address(here.course_id, found.language), _overview_label())],
        done=request.args.get("done", ""),
    )


def next_address(course_id: str, tongue: str, found: Sequence[Translation], after: tuple[str, str] = ("", "")) -> str:
    """Return where the next part is that isn't fresh, behind a module's part, else from the beginning; empty where none is."""
    places = [(one.module_id, part) for one in found for part in one.parts]
    ids = [(module_id, part.part) for module_id, part in places]
    start = ids.index(after) + 1 if after in ids else 0
    for module_id, part in (*places[start:], *places[:start]):
        if part.state is not State.FRESH:
            return _address(course_id, tongue, module_id, part.part)
    return ""


def _address(course_id: str, tongue: str, module_id: str, part: str) -> str:
    return url_for("translating.part", course_id=course_id, tongue=tongue, module_id=module_id, part=part)


def _overview_address(course_id: str, tongue: str) -> str:
    return url_for("translating.overview", course_id=course_id, tongue=tongue)


def _overview_label() -> str:
    return words().gettext("Translation")


def _steps(here: CourseHere, found: Translation, part: str = "") -> list[Step]:
    return [
        Step(
            _address(here.course_id, found.language, found.module_id, each.part),
            _heading(found.module_id, each),
            each.state,
            each.part == part,
        )
        for each in found.parts
    ]


def _heading(module_id: str, drift: Drift) -> str:
    """Return what a part is called in the source: the words of its heading, without its marks."""
    if drift.part == FRONT:
        own = N_("Title, summary and introduction")
        return words().gettext(own if module_id == OWN else N_("Title and outcome"))
    first = drift.source.lstrip().partition("\n")[0].rstrip("\r")
    return _BRACES.sub("", first).lstrip("#＃ \u3000") or drift.part


def _beside(drift: Drift) -> tuple[list[Piece], list[Piece]]:
    """Return the source before and now, what differs marked; nothing before where nobody knows it or it's the same.

    Its recording isn't among it: a translation has its own.
    """
    now = _plain(to_translate(drift.source))
    if drift.state is not State.STALE or drift.old is None:
        return [], [Piece(now, old=True, new=True)]
    pieces = differing(_plain(to_translate(drift.old)), now)
    return [piece for piece in pieces if piece.old], [piece for piece in pieces if piece.new]


def _shown(drift: Drift) -> str:
    """Return what stands in the field at first: the translation; where it's missing the source, to be written over."""
    begun = to_translate(drift.source) if drift.state is State.MISSING else drift.text
    return _plain(begun)


def _plain(text: str) -> str:
    return unmarked(text).replace("\r\n", "\n").strip("\n")


def _spots(here: CourseHere, found: Translation, drift: Drift, field: Field | None) -> list[dict[str, object]]:
    """Return what is wrong with a part that is there: what was typed where it couldn't be saved, else what stands there."""
    desk = desk_at(here.course_id, found.module_id, drift.part, found.language)
    if desk.part is None or drift.state is State.MISSING:
        return []
    inside, _elsewhere = (desk.typed(field.text) if field else desk).spots()
    return [said(spot) for spot in inside]


def _unlike(here: CourseHere, found: Translation) -> Iterator[str]:
    """Yield where a translation isn't built like its source, but for what is missing as a whole, which its parts say."""
    source, there = _lessons(here, found, here.source), _lessons(here, found, found.language)
    missing = {part.part for part in found.parts if part.state is State.MISSING}
    for fault in unlike(found.source_path, source, found.path, there) if there else ():
        if fault.params.get("id") not in missing:
            yield _sentence(fault)


def _lessons(here: CourseHere, found: Translation, tongue: str) -> tuple[Lesson, ...]:
    if found.module_id == OWN:
        own = here.course.texts.get(tongue)
        return (own.survey,) if own and own.survey else ()
    text = here.module(found.module_id).texts.get(tongue)
    return text.lessons if text else ()


def _sentence(fault: Fault) -> str:
    spoken, told = words(), sentence(fault)
    where = spoken.gettext("Line %(line)s", line=fault.line)
    return spoken.gettext("%(what)s: %(how)s", what=where, how=told) if fault.line else told
