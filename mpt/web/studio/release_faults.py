"""What keeps a draft from being published, each with the way to the page on which it's mended."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from mpt.content.check import STALE
from mpt.content.manifest import MANIFEST
from mpt.content.model import Course, Fault, Folder
from mpt.content.parts import Part, parts_of, text_of
from mpt.i18n import name_of
from mpt.services.translations import OWN
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.studio.faults import sentence
from mpt.web.studio.release_words import Told

_STALE = N_(
    "The source was changed since it was translated. Look at what changed: say that it's still right, or mend it."
)


@dataclass(frozen=True, slots=True)
class ToldFault:
    """One of them: the address of where it's mended, or nothing; where that is, in words; what is wrong and how to mend it."""

    address: str
    where: str
    said: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file belongs: to which module (OWN: to none), and in which language it is, where it's a text of the course."""

    course: Course
    module_id: str
    title: str
    tongue: str


def tell(faults: Iterable[Fault], course: Course, folder: Folder) -> list[ToldFault]:
    """Return faults of a draft as a trainer reads them."""
    titles, own = Told(course, course), words().gettext("The course's own words")
    modules = {"": (OWN, own)} | {one.folder: (one.id, titles.module(one.id)) for one in course.modules}
    return [_told(fault, course, folder, modules) for fault in faults]


def _told(fault: Fault, course: Course, folder: Folder, modules: dict[str, tuple[str, str]]) -> ToldFault:
    said = sentence(fault)
    above, _, name = fault.path.rpartition("/")
    if fault.path == MANIFEST:
        address = url_for("studio.settings.settings", course_id=course.id)
        return ToldFault(address, words().gettext("Settings of the course"), said)
    if above not in modules:
        return ToldFault("", fault.path, said)
    place = _Place(course, *modules[above], name.removesuffix(".md") if name.endswith(".md") else "")
    if place.tongue in course.languages:
        return _in_text(fault, place, folder, words().gettext(_STALE) if fault.what == STALE.what else said)
    address = url_for("studiomedia.media", course_id=course.id, module_id=place.module_id)
    return ToldFault(address, f"{place.title} · {name}", said)


def _in_text(fault: Fault, place: _Place, folder: Folder, said: str) -> ToldFault:
    where = f"{place.title} · {name_of(place.tongue)}"
    if fault.path not in folder or fault.what == STALE.what:
        return ToldFault(_translating(place), where, said)
    part = _part(folder[fault.path], fault.line)
    address = url_for(
        "writing.write",
        course_id=place.course.id,
        module_id=place.module_id,
        part=part.id,
        tongue=place.tongue,
    )
    line = words().gettext("line %(line)s", line=fault.line - part.line + 1) if fault.line else ""
    return ToldFault(address, f"{where} · {line}" if line else where, said)


def _translating(place: _Place) -> str:
    """Return where a text is translated; nothing for a missing source, which has to be written first."""
    if place.tongue == place.course.languages[0]:
        return ""
    return url_for("translating.overview", course_id=place.course.id, tongue=place.tongue)


def _part(data: bytes, line: int) -> Part:
    return [part for part in parts_of(text_of(data)) if part.line <= max(1, line)][-1]
