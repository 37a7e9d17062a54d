"""Translating a course as it's being written: what is translated is settled part by part.

Once every part of a file fits the source as it is, the file says so itself (`translated_from`), as files that are edited
outside do, and as the check before publishing wants it.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from mpt.content.drafting import check_shape
from mpt.content.drift import Drift, State, is_same, made_from, skeleton, translated, translated_from, unmarked
from mpt.content.folder import hash8
from mpt.content.parts import FRONT, UnknownPartError, digest, parts_of, text_of
from mpt.models import Settled
from mpt.models.base import now
from mpt.rules.names import RefusedError
from mpt.services import drafts
from mpt.services.translations import OWN, Translation, UnknownTranslationError, states, translation

__all__ = ["OWN", "Translation", "UnknownTranslationError", "states", "translation"]


class NothingTranslatedError(RefusedError):
    """What was sent as a translation is empty, or still the source."""


class OtherIdError(RefusedError):
    """A translation's heading has another id than the source's: `part` is the source's."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class SourceChangedError(RefusedError):
    """The source was changed since the page that calls the translation right was made. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a part of a translation is; `module_id` is OWN for the course's own words."""

    course_id: str
    language: str
    module_id: str
    part: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A translation that was saved; `is_settled` is whether it counts as right: not where the source was changed meanwhile."""

    drift: Drift
    is_settled: bool


def settle(session: Session, at: Address, source: str, staff_id: uuid.UUID) -> None:
    """Note that a part is still right as it is, beside the source whose digest (parts.digest) is `source`. Twice is once.

    Raises SourceChangedError, UnknownPartError where there is nothing to be right, UnknownTranslationError.
    """
    drafts.begin(session, at.course_id)
    found = _found(session, at)
    drift = found.part(at.part)
    if drift.state is State.MISSING:
        raise UnknownPartError(at.part)
    if digest(drift.source) != source:
        raise SourceChangedError
    if drift.state is State.STALE:
        _note(session, at.course_id, found.path, drift, staff_id)
        _mark(session, at.course_id, _found(session, at), staff_id)


def save(session: Session, at: Address, text: str, base: str, source: str, staff_id: uuid.UUID) -> Saved:
    """Write a part of a translation, made from the source whose digest is `source`, where it still is what `base` says.

    `base` is the digest of the part, of FRONT as drift.unmarked shows it. What was saved is right by that, unless the source
    was changed since; then it stays stale. So is a text that was sent as it stands there: it's still right, and nothing is
    written. Raises NothingTranslatedError, OtherIdError, drafting.HeadingLostError and
    SeveralPartsError, drafts.PartChangedError and TooLargeError, UnknownPartError, UnknownTranslationError.
    """
    drafts.begin(session, at.course_id)
    found = _found(session, at)
    drift = found.part(at.part)
    _check(drift, text)
    _write(session, at.course_id, found, drift, text, base, staff_id)
    is_settled = digest(drift.source) == source
    if is_settled:
        _note(session, at.course_id, found.path, drift, staff_id)
    _mark(session, at.course_id, _found(session, at), staff_id)
    return Saved(_found(session, at).part(at.part), is_settled)


def mark_all(session: Session, course_id: str, staff_id: uuid.UUID) -> list[str]:
    """Let each file of which every part is fresh say that it was made from the source as it is; return which ones had to.

    They are those whose source was changed in nothing that is translated: its recordings, its empty lines, or there and back.
    """
    drafts.begin(session, course_id)
    return [found.path for found in states(session, course_id) if _mark(session, course_id, found, staff_id)]


def forget(session: Session, course_id: str, paths: Collection[str]) -> None:
    """Forget what was settled of some translations: they came anew from outside, and say themselves what they were made from."""
    session.execute(delete(Settled).where(Settled.course_id == course_id, Settled.path.in_(paths)))


def _found(session: Session, at: Address) -> Translation:
    return translation(session, at.course_id, at.language, at.module_id)


def _check(drift: Drift, text: str) -> None:
    """Refuse what can't be the translation of this part."""
    is_source = drift.state is State.MISSING and is_same(text, drift.source)
    if not text.strip() or is_source:
        raise NothingTranslatedError
    check_shape(drift.part, text)
    is_named = drift.part != FRONT and not drift.part.startswith("_")
    if is_named and parts_of(text)[1].id != drift.part:
        raise OtherIdError(drift.part)


def _write(
    session: Session, course_id: str, found: Translation, drift: Drift, text: str, base: str, staff_id: uuid.UUID
) -> None:
    """Put a part into its file: in its place, or where the source has it; the file begins with it where there is none."""
    if digest(text.lstrip("\r\n")) == digest(unmarked(drift.text).lstrip("\r\n")):
        return  # a field shows a part without its empty lines, which stay
    if drift.part == FRONT:
        # What it was made from isn't the translator's to write; the other parts may be older than this one.
        text = made_from(text, translated_from(drift.text)) if translated_from(drift.text) else unmarked(text)
        base = digest(drift.text) if base == digest(unmarked(drift.text)) else base
    if drift.text:
        drafts.save_part(session, course_id, found.path, drift.part, text, base, staff_id)
        return
    there = drafts.file(session, course_id, found.path)
    source = drafts.file(session, course_id, found.source_path) or b""
    begun = text_of(there) if there is not None else "" if drift.part == FRONT else skeleton(source)
    order = [part.part for part in found.parts]
    new = translated(begun, drift.part, f"{text.rstrip()}\n", order)
    drafts.put_file(session, course_id, found.path, new.encode("utf-8", "replace"), staff_id)


def _note(session: Session, course_id: str, path: str, drift: Drift, staff_id: uuid.UUID) -> None:
    # Under the draft's lock, so nobody else writes this row.
    row = Settled(course_id=course_id, path=path, part=drift.part, source=drift.source)
    row.settled_at, row.settled_by = now(), staff_id
    session.merge(row)
    session.flush()


def _mark(session: Session, course_id: str, found: Translation, staff_id: uuid.UUID) -> bool:
    """Let a file of which every part is fresh say what it was made from, if it doesn't yet; say whether it had to.

    What each part was made from is kept beside it: nobody keeps every state of a source that is still being written.
    """
    if not found.is_done or found.is_marked:
        return False
    there, source = (drafts.file(session, course_id, path) or b"" for path in (found.path, found.source_path))
    for drift in found.parts:
        _note(session, course_id, found.path, drift, staff_id)
    marked = made_from(text_of(there), hash8(source)).encode()
    drafts.put_file(session, course_id, found.path, marked, staff_id)
    return True
