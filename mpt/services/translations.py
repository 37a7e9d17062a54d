"""How far each translation of a course has drifted from its source, as the course is being written.

A part of a translation fits the source that its `settled` row holds; where there is none, the source that the file's
`translated_from` names, which is looked for among everything that was ever published and the drafts' earlier states.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from mpt.content.drift import Drift, State, drifts, translated_from
from mpt.content.faults import Notes
from mpt.content.folder import hash8
from mpt.content.manifest import MANIFEST, read_manifest
from mpt.content.model import Folder
from mpt.content.parts import UnknownPartError, text_of
from mpt.models import Blob, DraftPast, Settled
from mpt.services import drafts

OWN = "-"
"""What stands for the course's own words, in addresses too, where else a module's id does."""

_HASH8 = re.compile("[0-9a-f]{8}")


class UnknownTranslationError(Exception):
    """The course has no such module, or no such language, or is written in it."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One file of a course beside its source; `parts` are the source's, in its order.

    `module_id` is OWN for the course's own words. `is_marked` is whether the file says that it was made from the source as it
    is now, which is what the check before publishing goes by.
    """

    module_id: str
    language: str
    path: str
    source_path: str
    parts: tuple[Drift, ...]
    is_marked: bool

    def count(self, state: State) -> int:
        """Return how many parts are missing, stale or fresh."""
        return sum(part.state == state for part in self.parts)

    @property
    def state(self) -> State:
        """What is to be said of the whole file: missing while nothing of it is there, fresh once all of it is."""
        found = {part.state for part in self.parts}
        return found.pop() if len(found) == 1 else State.STALE

    @property
    def is_done(self) -> bool:
        """Whether every part is fresh."""
        return self.state is State.FRESH

    def part(self, part_id: str) -> Drift:
        """Return one part. Raises UnknownPartError."""
        for part in self.parts:
            if part.part == part_id:
                return part
        raise UnknownPartError(part_id)


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and one translation of it, by module, language and paths."""

    module_id: str
    language: str
    source_path: str
    path: str


def states(session: Session, course_id: str, language: str = "", module_id: str = "") -> tuple[Translation, ...]:
    """Return every translation of a course's own words and of its modules, in order; of one language or module, where it's named.

    Raises publishing.UnknownCourseError.
    """
    texts = drafts.texts(session, course_id)
    pairs = [pair for pair in pairs_of(texts) if language in {"", pair.language} and module_id in {"", pair.module_id}]
    return tuple(_looked_at(session, course_id, texts, pairs))


def translation(session: Session, course_id: str, language: str, module_id: str) -> Translation:
    """Return the translation of one module, or of OWN. Raises UnknownTranslationError, publishing.UnknownCourseError."""
    texts = drafts.texts(session, course_id)
    for pair in pairs_of(texts):
        if (pair.language, pair.module_id) == (language, module_id):
            return next(_looked_at(session, course_id, texts, [pair]))
    raise UnknownTranslationError(module_id)


def pairs_of(texts: Folder) -> list[Pair]:
    """Return every translation that a course should have: its own words' first, then module by module."""
    manifest = read_manifest(texts, Notes(MANIFEST))
    folders = [(OWN, ""), *((module.id, f"{module.folder}/") for module in manifest.modules)]
    return [
        Pair(module_id, language, f"{folder}{manifest.languages[0]}.md", f"{folder}{language}.md")
        for module_id, folder in folders
        for language in manifest.languages[1:]
    ]


def _looked_at(session: Session, course_id: str, texts: Folder, pairs: Collection[Pair]) -> Iterator[Translation]:
    rows = select(Settled).where(Settled.course_id == course_id, Settled.path.in_([pair.path for pair in pairs]))
    settled: dict[str, dict[str, str]] = {}
    for row in session.scalars(rows):
        settled.setdefault(row.path, {})[row.part] = row.source
    named = {pair.path: translated_from(text_of(texts[pair.path])) for pair in pairs if pair.path in texts}
    old = _sources(session, course_id, named.values(), texts)
    for pair in pairs:
        source, there = texts.get(pair.source_path, b""), texts.get(pair.path)
        made = named.get(pair.path, "")
        parts = drifts(source, there, old.get(made), settled.get(pair.path, {}))
        yield Translation(
            pair.module_id, pair.language, pair.path, pair.source_path, parts, is_marked=made == hash8(source)
        )


def _sources(session: Session, course_id: str, named: Collection[str], texts: Folder) -> dict[str, bytes]:
    """Return the sources that translations name by the beginnings of their hashes, those of them that are still known."""
    wanted = {name for name in named if _HASH8.fullmatch(name)} - {hash8(data) for data in texts.values()}
    found = _published(session, wanted)
    # Earlier states of a draft are many, and only what was never published has to be looked for there.
    return {**_written(session, course_id, wanted - found.keys()), **found} if wanted else {}


def _published(session: Session, wanted: Collection[str]) -> dict[str, bytes]:
    ranges = [and_(Blob.hash >= name, Blob.hash < f"{name}g") for name in wanted]
    return {row.hash[:8]: row.content for row in session.scalars(select(Blob).where(or_(*ranges)))} if ranges else {}


def _written(session: Session, course_id: str, wanted: Collection[str]) -> dict[str, bytes]:
    if not wanted:
        return {}
    rows = select(DraftPast.content).where(DraftPast.course_id == course_id, DraftPast.path.endswith(".md"))
    return {name: content for content in session.scalars(rows) if (name := hash8(content)) in wanted}
