"""One part of a text on a trainer's desk: which file and part an address names, as it stands there or as it's being typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from mpt.content.drafting import Spot, spots, within
from mpt.content.faults import Notes
from mpt.content.manifest import MANIFEST, read_manifest
from mpt.content.parts import Part, UnknownPartError, part_of, parts_of, text_of, with_part
from mpt.services import drafts, publishing
from mpt.services.translations import OWN
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import db


@dataclass(frozen=True)
class Desk:
    """A part of a text in one language. `texts` are the course's as they stand there, with what is being typed in its place."""

    course_id: str
    module_id: str
    part_id: str
    tongue: str
    path: str
    languages: tuple[str, ...]
    texts: Mapping[str, bytes]

    @cached_property
    def text(self) -> str:
        """The whole file, its line ends as they are; empty where there is none yet."""
        return text_of(self.texts.get(self.path, b""))

    @cached_property
    def part(self) -> Part | None:
        """The part; None where the file doesn't have it, as a translation that nobody has made yet."""
        try:
            return part_of(self.text, self.part_id) if self.path in self.texts else None
        except UnknownPartError:
            return None

    @cached_property
    def place(self) -> int:
        """Which of the file's parts it is, from 0; the last where it's no longer among them."""
        ids = [part.id for part in parts_of(self.text)]
        return ids.index(self.part_id) if self.part_id in ids else len(ids) - 1

    @property
    def is_source(self) -> bool:
        """Whether this is the language that the others are translated from."""
        return self.tongue in self.languages[:1]

    def typed(self, text: str) -> "Desk":
        """Return the desk with another text in this part. Raises UnknownPageError where there is no such part."""
        if self.part is None:
            raise UnknownPageError(self.part_id)
        whole = with_part(self.text, self.part_id, text).encode("utf-8", "replace")
        return replace(self, texts={**self.texts, self.path: whole})

    def spots(self) -> tuple[list[Spot], list[Spot]]:
        """Return what is wrong with this part, and what is wrong elsewhere in its file."""
        part = parts_of(self.text)[self.place]
        found = spots(self.course_id, self.texts, self.path, drafts.paths(db(), self.course_id))
        return within(found, part.line, part.text)


def desk_at(course_id: str, module_id: str, part_id: str, tongue: str) -> Desk:
    """Return the part that an address names. Raises UnknownPageError for a course, module or language that isn't there."""
    try:
        texts = drafts.texts(db(), course_id)
    except publishing.UnknownCourseError:
        raise UnknownPageError(course_id) from None
    manifest = read_manifest(texts, Notes(MANIFEST))
    folders = {OWN: "", **{entry.id: f"{entry.folder}/" for entry in manifest.modules}}
    if module_id not in folders or tongue not in manifest.languages:
        raise UnknownPageError(module_id)
    path = f"{folders[module_id]}{tongue}.md"
    return Desk(course_id, module_id, part_id, tongue, path, manifest.languages, texts)
