"""What of a course isn't text: `course.toml`, changed value by value so that its comments stay, or as the text it is."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mpt.content import manifest_text
from mpt.content.faults import Notes
from mpt.content.lines import LARGEST_FILE
from mpt.content.manifest import LAST, MANIFEST, Manifest, ModuleEntry, read_manifest
from mpt.content.model import Fault
from mpt.content.parts import digest, text_of
from mpt.rules.names import RefusedError
from mpt.services import drafts

LEAST_PASS_MARK = 0
MOST_PASS_MARK = 100
LONGEST_LIST = 20
_LONGEST_ITEM = 40
_DIVIDERS = re.compile("[,，、;；]")


class SettingsChangedError(RefusedError):
    """Somebody changed the settings since the page was made. Nothing was changed."""


class FaultyManifestError(RefusedError):
    """The text isn't a course.toml that can be read; `faults` say where. Nothing was changed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class PassMarkError(RefusedError):
    """The pass mark isn't a whole number from 0 to 100."""


class OrderError(RefusedError):
    """The course's place isn't a whole number from 1 to 99."""


@dataclass(frozen=True, slots=True)
class ModuleSettings:
    """What is set for a module: the sources it rests on, who still has to read it, and whether it has a way out."""

    sources: tuple[str, ...]
    review: tuple[str, ...]
    skippable: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set for a course; `order` is its place among the courses, LAST where it has none. Modules are by their ids."""

    pass_mark: int
    sensitive: bool
    order: int
    modules: Mapping[str, ModuleSettings]


def text(session: Session, course_id: str) -> str:
    """Return course.toml as it's being written. Raises publishing.UnknownCourseError."""
    return text_of(drafts.file(session, course_id, MANIFEST) or b"")


def read(manifest: str) -> Settings:
    """Return what a course.toml sets."""
    found = _read(manifest)[0]
    return Settings(
        found.pass_mark, found.sensitive, found.order, {entry.id: _module(entry) for entry in found.modules}
    )


def change(session: Session, course_id: str, wanted: Settings, base: str, staff_id: uuid.UUID) -> None:
    """Set what is wanted otherwise, where course.toml still is what `base` (parts.digest) says; modules not named stay.

    Raises SettingsChangedError, PassMarkError, OrderError, manifest_text.UnreachableError, publishing.UnknownCourseError.
    """
    if not LEAST_PASS_MARK <= wanted.pass_mark <= MOST_PASS_MARK:
        raise PassMarkError
    if not 1 <= wanted.order <= LAST:
        raise OrderError
    drafts.begin(session, course_id)
    now = text(session, course_id)
    changed = _with_modules(_with_course(now, wanted), wanted)
    _save(session, course_id, now, changed, base, staff_id)


def write(session: Session, course_id: str, new: str, base: str, staff_id: uuid.UUID) -> None:
    """Write course.toml anew as text, where it still is what `base` says.

    Raises SettingsChangedError, FaultyManifestError, publishing.UnknownCourseError.
    """
    drafts.begin(session, course_id)
    now = text(session, course_id)
    fitted = new.replace("\r\n", "\n").replace("\n", "\r\n" if "\r\n" in now else "\n")
    faults = _read(fitted)[1]
    if faults:
        raise FaultyManifestError(faults)
    _save(session, course_id, now, fitted, base, staff_id)


def listed(typed: str) -> tuple[str, ...]:
    """Return what was typed into one line as a list, its items divided by commas or semicolons of either width."""
    items = (" ".join(item.split())[:_LONGEST_ITEM] for item in _DIVIDERS.split(typed))
    return tuple(dict.fromkeys(item for item in items if item))[:LONGEST_LIST]


def _read(manifest: str) -> tuple[Manifest, tuple[Fault, ...]]:
    notes = Notes(MANIFEST)
    data = manifest.encode("utf-8", "replace")
    return read_manifest({MANIFEST: data[: LARGEST_FILE + 1]}, notes), tuple(notes.faults)


def _module(entry: ModuleEntry) -> ModuleSettings:
    return ModuleSettings(entry.sources, entry.review, entry.skippable)


def _with_course(manifest: str, wanted: Settings) -> str:
    was = read(manifest)
    for key in ("pass_mark", "sensitive", "order"):
        if getattr(was, key) != getattr(wanted, key):
            manifest = manifest_text.with_value(manifest, key, getattr(wanted, key))
    return manifest


def _with_modules(manifest: str, wanted: Settings) -> str:
    for entry in _read(manifest)[0].modules:
        was = _module(entry)
        new = wanted.modules.get(entry.id, was)
        for key in ("sources", "review"):
            if getattr(was, key) != getattr(new, key):
                manifest = manifest_text.with_module_value(manifest, entry.folder, key, list(getattr(new, key)))
        if was.skippable != new.skippable:
            manifest = manifest_text.with_module_value(manifest, entry.folder, "skippable", new.skippable)
    return manifest


def _save(session: Session, course_id: str, now: str, new: str, base: str, staff_id: uuid.UUID) -> None:
    if new == now:
        return
    if digest(now) != base:
        raise SettingsChangedError
    drafts.put_file(session, course_id, MANIFEST, new.encode("utf-8", "replace"), staff_id)
