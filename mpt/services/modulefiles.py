"""The files of one module of a course that is being written, or of the course's own words, while somebody changes them.

Whatever is changed in all languages at once leaves translations as right as they were before.
"""

import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from mpt.content.drift import State
from mpt.content.faults import Notes
from mpt.content.lines import numbered
from mpt.content.links import Reference, Target, references
from mpt.content.manifest import MANIFEST, read_manifest
from mpt.content.media import webp_of
from mpt.content.model import Folder
from mpt.content.parts import FRONT, UnknownPartError, digest, part_of, parts_of, text_of, with_part
from mpt.services import drafts, translating
from mpt.services.structure import UnknownModuleError
from mpt.services.translating import OWN, Address

Files = Mapping[str, bytes]
"""The files of one picture or recording by their endings: `.svg`, `.mp3`, or `.jpg` or `.png` with its `.webp`."""

_STEM = re.compile(r"[^a-z0-9-]+")


class UnknownMediumError(Exception):
    """The module has no picture or recording of this name."""


@dataclass(frozen=True, slots=True)
class At:
    """A module of a course, or OWN for the course's own words, and who changes it."""

    course_id: str
    module_id: str
    staff_id: uuid.UUID


class ModuleFiles:
    """The texts of one module by language, and its pictures and recordings by name."""

    def __init__(self, session: Session, at: At) -> None:
        self._session = session
        self._at = at
        self._texts = drafts.texts(session, at.course_id)
        self.folder, self.languages, self.cover = place_of(self._texts, at.module_id)
        self.names = names_in(drafts.paths(session, at.course_id), self.folder)

    def tongues_with(self, part_id: str) -> list[str]:
        """Return the languages whose text has a part. Raises UnknownPartError where none has."""
        found = [tongue for tongue in self.languages if part_id in {part.id for part in parts_of(self._text(tongue))}]
        if not found or (part_id == FRONT and self._at.module_id != OWN):
            raise UnknownPartError(part_id)
        return found

    def tongues_naming(self, name: str) -> list[str]:
        """Return the languages whose text names a file."""
        return [tongue for tongue in self.languages if name in named_in(self._text(tongue))]

    def named_elsewhere(self, tongue: str, part_id: str) -> set[str]:
        """Return the files that any other part of the module names than this one in this language."""
        parts = ((each, part) for each in self.languages for part in parts_of(self._text(each)))
        return {name for each, part in parts if (each, part.id) != (tongue, part_id) for name in named_in(part.text)}

    def part(self, tongue: str, part_id: str) -> str:
        """Return a part of the text in a language. Raises UnknownPartError."""
        if tongue not in self.tongues_with(part_id):
            raise UnknownPartError(part_id)
        return part_of(self._text(tongue), part_id).text

    def write_part(self, tongue: str, part_id: str, new: str) -> None:
        """Write a part of the text in a language anew."""
        self._write(tongue, with_part(self._text(tongue), part_id, new))

    def rewrite(self, change: Callable[[str, str], str]) -> None:
        """Write each text as `change` has it, which is given the text and its language."""
        for tongue in self.languages:
            self._write(tongue, change(self._text(tongue), tongue))

    def keep(self, stem: str, files: Files) -> str:
        """Write the files of a picture under a name that isn't taken; where there is the same one already, return its name."""
        main = main_ending(files)
        there = self._data([name for name in self.names if name.endswith(main)])
        same = next((name for name, data in there.items() if data == files[main]), "")
        if same:
            return same
        stem = _STEM.sub("-", stem.lower()).strip("-") or "picture"
        free = free_stem(stem, {name.rpartition(".")[0] for name in self.names})
        self.put(f"{free}{main}", files)
        return f"{free}{main}"

    def put(self, name: str, files: Files) -> None:
        """Write the files of a picture or recording that is called `name`; what was there is kept among the earlier states."""
        stem = name.rpartition(".")[0]
        self._save({f"{stem}{ending}": data for ending, data in files.items()})

    def put_in_place(self, name: str, files: Files) -> str:
        """Write the files of a picture in the place of another; return its name, which has another ending for another kind."""
        if name.endswith(main_ending(files)):
            self.put(name, files)
            return name
        self.drop(name)
        return self.keep(name.rpartition(".")[0], files)

    def drop(self, name: str) -> None:
        """Delete a file, and the WebP that stood in for it."""
        webp = webp_of(name)
        gone = {name, *([] if self.tongues_naming(webp) else [webp])} & set(self.names)
        self._save(dict.fromkeys(gone))

    def drop_unused(self, name: str) -> None:
        """Delete a file that no text of the module names."""
        if not self.tongues_naming(name):
            self.drop(name)

    def _save(self, changes: Mapping[str, bytes | None]) -> None:
        by_path = {self._path(name): data for name, data in changes.items()}
        drafts.save_files(self._session, self._at.course_id, by_path, self._at.staff_id)
        self.names = names_in(drafts.paths(self._session, self._at.course_id), self.folder)

    def _write(self, tongue: str, text: str) -> None:
        path, data = self._path(f"{tongue}.md"), text.encode("utf-8", "replace")
        if path in self._texts and text != self._text(tongue):
            drafts.put_file(self._session, self._at.course_id, path, data, self._at.staff_id)
            self._texts = {**self._texts, path: data}

    def _text(self, tongue: str) -> str:
        return text_of(self._texts.get(self._path(f"{tongue}.md"), b""))

    def _data(self, names: list[str]) -> dict[str, bytes]:
        found = drafts.some_files(self._session, self._at.course_id, [self._path(name) for name in names])
        return {name: found[self._path(name)] for name in names}

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name


@contextmanager
def changing(session: Session, at: At) -> Iterator[ModuleFiles]:
    """Give the files of a module to be changed, which nobody else changes meanwhile; keep its translations as right as they were.

    Raises UnknownModuleError, publishing.UnknownCourseError.
    """
    drafts.begin(session, at.course_id)
    files = ModuleFiles(session, at)
    right = _parts(session, at, State.FRESH)
    yield files
    # Settling one makes no other stale.
    for (language, part_id), source in _parts(session, at, State.STALE).items():
        if (language, part_id) in right:
            where = Address(at.course_id, language, at.module_id, part_id)
            translating.settle(session, where, digest(source), at.staff_id)
    translating.mark_all(session, at.course_id, at.staff_id)


def _parts(session: Session, at: At, state: State) -> dict[tuple[str, str], str]:
    """Return what the source says of the parts of the module's translations that are in this state, by language and part."""
    return {
        (found.language, drift.part): drift.source
        for found in translating.states(session, at.course_id, module_id=at.module_id)
        for drift in found.parts
        if drift.state is state
    }


def place_of(texts: Folder, module_id: str) -> tuple[str, tuple[str, ...], str]:
    """Return the folder of a module, empty for OWN, the course's languages and its cover. Raises UnknownModuleError."""
    manifest = read_manifest(texts, Notes(MANIFEST))
    folders = {OWN: "", **{entry.id: entry.folder for entry in manifest.modules}}
    if module_id not in folders:
        raise UnknownModuleError(module_id)
    return folders[module_id], manifest.languages, manifest.cover if module_id == OWN else ""


def names_in(paths: list[str], folder: str) -> list[str]:
    """Return the names of the files of a folder that aren't texts."""
    names = (PurePosixPath(path) for path in paths)
    here = PurePosixPath(folder)
    return sorted(path.name for path in names if path.parent == here and path.suffix not in {".md", ".toml"})


def named_in(text: str) -> set[str]:
    """Return the files that a text shows or plays."""
    return {each.address for each in _named(text)}


def recordings_of(text: str) -> list[str]:
    """Return the recordings that a text plays."""
    return [each.address for each in _named(text) if each.target is Target.AUDIO]


def free_stem(stem: str, taken: Collection[str]) -> str:
    """Return a name that isn't taken: this one, or this one with a number."""
    numbered_stems = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (stem, *numbered_stems) if each not in taken)


def main_ending(files: Files) -> str:
    """Return the ending of the file that a text names; a WebP stands in for it."""
    return next(ending for ending in files if ending != ".webp")


def _named(text: str) -> list[Reference]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return [each for each in references(numbered(plain)) if each.target is not Target.LINK]
