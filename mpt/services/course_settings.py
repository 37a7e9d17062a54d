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
_OF_COURSE = ("pass_mark", "sensitive", "order")
_OF_MODULE = ("sources", "review", "skippable")
_DIVIDERS = re.compile("[,，、;；]")


Field = tuple[str, str]
"""What is set, and the id of the module for which it is; an empty one for the course itself."""

Value = bool | int | tuple[str, ...]


class SettingsClashError(RefusedError):
    """Somebody has set otherwise since the page was made what is wanted otherwise here. Nothing was changed.

    `theirs` is what they have set of it, `both` all settings as they would be if this were saved nevertheless.
    """

    def __init__(self, theirs: Mapping[Field, Value], both: Mapping[Field, Value]) -> None:
        super().__init__(f"{len(theirs)} clashes")
        self.theirs = theirs
        self.both = both


class FileChangedError(RefusedError):
    """Somebody changed course.toml since the page was made: it holds `theirs` now. Nothing was changed."""

    def __init__(self, theirs: str) -> None:
        super().__init__("course.toml was changed meanwhile")
        self.theirs = theirs


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

    @property
    def fields(self) -> dict[Field, Value]:
        """The same, each value by itself."""
        course: dict[Field, Value] = {(key, ""): getattr(self, key) for key in _OF_COURSE}
        return course | {(key, name): getattr(one, key) for name, one in self.modules.items() for key in _OF_MODULE}


def text(session: Session, course_id: str) -> str:
    """Return course.toml as it's being written. Raises publishing.UnknownCourseError."""
    return text_of(drafts.file(session, course_id, MANIFEST) or b"")


def read(manifest: str) -> Settings:
    """Return what a course.toml sets."""
    found = _read(manifest)[0]
    return Settings(
        found.pass_mark, found.sensitive, found.order, {entry.id: _module(entry) for entry in found.modules}
    )


def change(session: Session, course_id: str, wanted: Settings, was: Settings, staff_id: uuid.UUID) -> None:
    """Set what is wanted otherwise than it `was` when it was shown. What somebody set meanwhile stays, and modules not named.

    Raises SettingsClashError, PassMarkError, OrderError, manifest_text.UnreachableError, drafts.TooLargeError,
    publishing.UnknownCourseError.
    """
    if not LEAST_PASS_MARK <= wanted.pass_mark <= MOST_PASS_MARK:
        raise PassMarkError
    if not 1 <= wanted.order <= LAST:
        raise OrderError
    drafts.begin(session, course_id)
    now = text(session, course_id)
    new = _new(wanted.fields, was.fields, read(now).fields)
    _save(session, course_id, now, _with(now, new), staff_id)


def write(session: Session, course_id: str, new: str, base: str, staff_id: uuid.UUID) -> None:
    """Write course.toml anew as text, where it still is what `base` says.

    Raises FileChangedError, FaultyManifestError, publishing.UnknownCourseError.
    """
    drafts.begin(session, course_id)
    now = text(session, course_id)
    fitted = new.replace("\r\n", "\n").replace("\n", "\r\n" if "\r\n" in now else "\n")
    faults = _read(fitted)[1]
    if faults:
        raise FaultyManifestError(faults)
    if fitted != now and digest(now) != base:
        raise FileChangedError(now)
    _save(session, course_id, now, fitted, staff_id)


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


def _new(wanted: Mapping[Field, Value], was: Mapping[Field, Value], now: Mapping[Field, Value]) -> dict[Field, Value]:
    """Return what is set otherwise now. Raises SettingsClashError where somebody else set the same to something else."""
    mine = {field: value for field, value in wanted.items() if field in now and value != was.get(field)}
    theirs = {field: now[field] for field in mine if now[field] not in (mine[field], was.get(field))}
    if theirs:
        raise SettingsClashError(theirs, {**now, **mine})
    return {field: value for field, value in mine.items() if value != now[field]}


def _with(manifest: str, new: Mapping[Field, Value]) -> str:
    folders = {entry.id: entry.folder for entry in _read(manifest)[0].modules}
    for (key, module_id), value in new.items():
        written = list(value) if isinstance(value, tuple) else value
        if key in _OF_MODULE:
            manifest = manifest_text.with_module_value(manifest, folders[module_id], key, written)
        else:
            manifest = manifest_text.with_value(manifest, key, written)
    return manifest


def _save(session: Session, course_id: str, now: str, new: str, staff_id: uuid.UUID) -> None:
    if new != now:
        drafts.save_files(session, course_id, {MANIFEST: new.encode("utf-8", "replace")}, staff_id)
