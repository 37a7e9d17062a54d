"""Courses as they are being written: a folder in the database, made by the first change from the release that is served.

Who changes something calls `begin` first, or a function here that does: from then on until the transaction ends nobody
else changes that course, and what `texts` and `folder` return is what stands there now.
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from mpt.content.manifest import MANIFEST
from mpt.content.model import Folder
from mpt.content.parts import FRONT, Part, UnknownPartError, digest, part_of, parts_of, text_of, with_part
from mpt.content.reader import RESERVED_COURSES
from mpt.content.sections import ID, LONGEST_ID
from mpt.models import Blob, CurrentRelease, Draft, DraftFile, DraftPast, Release, ReleaseFile, Settled, Staff
from mpt.models.once import insert_once, locked
from mpt.rules.names import RefusedError
from mpt.services import draft_files
from mpt.services.draft_files import LARGEST_MEDIA, MOST_PAST, OutsideError, Past, TooLargeError, past

__all__ = ["LARGEST_MEDIA", "MOST_PAST", "OutsideError", "Past", "TooLargeError", "past"]


class CourseTakenError(RefusedError):
    """There is another course of this id."""


class PartChangedError(Exception):
    """Somebody changed the part since the page was made: it holds `theirs` now, by `by` (None: a folder's) at `at`."""

    def __init__(self, theirs: str, by: Staff | None, at: datetime) -> None:
        super().__init__("the part was changed meanwhile")
        self.theirs = theirs
        self.by = by
        self.at = at


def texts(session: Session, course_id: str) -> dict[str, bytes]:
    """Return the texts of a course as it's being written, else as it's served: its *.md and course.toml, by path.

    Enough for `read_draft`, and without the pictures and recordings. Raises publishing.UnknownCourseError.
    """
    if find(session, course_id):
        return draft_files.files(session, course_id, or_(DraftFile.path.endswith(".md"), DraftFile.path == MANIFEST))
    is_text = or_(ReleaseFile.path.endswith(".md"), ReleaseFile.path == MANIFEST)
    return draft_files.served_files(session, course_id, is_text)


def folder(session: Session, course_id: str) -> dict[str, bytes]:
    """Return a course's whole folder as it's being written, else as it's served. Raises publishing.UnknownCourseError."""
    if find(session, course_id):
        return draft_files.files(session, course_id)
    return draft_files.served_files(session, course_id)


def file(session: Session, course_id: str, path: str) -> bytes | None:
    """Return one file of a course as it's being written, else as it's served; None where it has no such file.

    Raises publishing.UnknownCourseError.
    """
    return some_files(session, course_id, [path]).get(path)


def some_files(session: Session, course_id: str, paths: Collection[str]) -> dict[str, bytes]:
    """Return those of these files that a course has, as `file` does, by path."""
    if find(session, course_id):
        return draft_files.files(session, course_id, DraftFile.path.in_(paths))
    return draft_files.served_files(session, course_id, ReleaseFile.path.in_(paths))


def paths(session: Session, course_id: str) -> list[str]:
    """Return which files a course has as it's being written, else as it's served. Raises publishing.UnknownCourseError."""
    if find(session, course_id):
        return list(session.scalars(select(DraftFile.path).where(DraftFile.course_id == course_id)))
    release_id = draft_files.served(session, course_id)
    return list(session.scalars(select(ReleaseFile.path).where(ReleaseFile.release_id == release_id)))


def find(session: Session, course_id: str) -> Draft | None:
    """Return the draft of a course, or None where nobody has changed it."""
    return session.get(Draft, course_id, populate_existing=True)


def all_ids(session: Session) -> list[str]:
    """Return the ids of all courses that are served or being written, in order."""
    ids = select(CurrentRelease.course_id).union(select(Draft.course_id))
    return sorted(session.scalars(ids))


def begin(session: Session, course_id: str) -> Draft:
    """Return the draft of a course, made from the served release where there is none, and locked till the transaction ends.

    Raises publishing.UnknownCourseError.
    """
    draft = locked(session, Draft, course_id)
    if draft:
        return draft
    release_id = draft_files.served(session, course_id)
    # Whoever began at the same moment has copied the files; this one waits for them here.
    if insert_once(session, Draft, course_id=course_id, base_release_id=release_id):
        draft_files.copy_release(session, course_id, release_id)
    return session.get_one(Draft, course_id, with_for_update=True, populate_existing=True)


def begin_new(session: Session, course_id: str, files: Folder, staff_id: uuid.UUID) -> Draft:
    """Begin a course that was never published, with these files. The same once more, before anything of it was changed, is once.

    Raises CourseTakenError, ValueError for an id that can't be one, OutsideError, TooLargeError.
    """
    if not ID.fullmatch(course_id) or len(course_id) > LONGEST_ID:
        raise ValueError(course_id)
    for path, content in files.items():
        draft_files.refuse(path, content)
    is_served = session.scalar(select(Release.id).where(Release.course_id == course_id).limit(1)) is not None
    if is_served or course_id in RESERVED_COURSES:
        raise CourseTakenError(course_id)
    if insert_once(session, Draft, course_id=course_id):
        session.add_all(
            DraftFile(course_id=course_id, path=path, content=content, changed_by=staff_id)
            for path, content in files.items()
        )
        session.flush()
    draft = session.get_one(Draft, course_id, with_for_update=True, populate_existing=True)
    if draft_files.files(session, course_id) != dict(files):
        raise CourseTakenError(course_id)
    return draft


def save_part(
    session: Session, course_id: str, path: str, part_id: str, text: str, base: str, staff_id: uuid.UUID
) -> Part:
    """Write one part of a file anew, where it still is what `base` (parts.digest) says; return it as it stands there now.

    `text` takes on the file's line ends. The same text again changes nothing, whatever `base` says. Where its heading got
    another id, the part that is returned has that one. Raises publishing.UnknownCourseError, parts.UnknownPartError
    (no such file, or part of it), PartChangedError, TooLargeError.
    """
    begin(session, course_id)
    kept = locked(session, DraftFile, (course_id, path))
    if kept is None:
        raise UnknownPartError(path)
    whole = text_of(kept.content)
    there = part_of(whole, part_id)
    new = with_part(whole, part_id, text)
    if new == whole:
        return there
    if digest(there.text) != base:
        raise _changed(session, there.text, kept)
    # Half a character, which no keyboard types, becomes a question mark.
    content = new.encode("utf-8", "replace")
    draft_files.refuse(path, content)
    draft_files.write(session, kept, content, staff_id)
    return _part_at(text_of(content), there)


def save_files(
    session: Session, course_id: str, changes: Mapping[str, bytes | None], staff_id: uuid.UUID | None
) -> None:
    """Write whole files, or delete those whose content is None; a file that holds that already stays as it is.

    What was there is kept among the earlier states, though the same person has only just written it. Raises
    publishing.UnknownCourseError, OutsideError, TooLargeError.
    """
    _save(session, course_id, changes, staff_id, keeps=True)


def put_file(session: Session, course_id: str, path: str, content: bytes, staff_id: uuid.UUID | None) -> None:
    """Go on with one file, as whoever types does: what was there is kept as `draft_files.write` says.

    Raises what `save_files` does.
    """
    _save(session, course_id, {path: content}, staff_id, keeps=False)


def put_back(session: Session, course_id: str, past_id: uuid.UUID, base: str, staff_id: uuid.UUID) -> str:
    """Let a file be again as it was, where it still is what `base` (parts.digest of all its text) says; return its path.

    What it was in between is kept among the earlier states. Raises UnknownPartError where that state isn't kept any more,
    PartChangedError.
    """
    begin(session, course_id)
    row = session.get(DraftPast, past_id)
    if row is None or row.course_id != course_id:
        raise UnknownPartError(str(past_id))
    kept = locked(session, DraftFile, (course_id, row.path))
    theirs = text_of(kept.content) if kept else ""
    if kept and kept.content != row.content and digest(theirs) != base:
        raise _changed(session, theirs, kept)
    save_files(session, course_id, {row.path: row.content}, staff_id)
    return row.path


def is_changed(session: Session, course_id: str) -> bool:
    """Say whether the draft of a course differs from what is served of it; a course without a draft doesn't."""
    if not find(session, course_id):
        return False
    release_id = session.scalar(select(CurrentRelease.release_id).where(CurrentRelease.course_id == course_id))
    written = _count(session, DraftFile, DraftFile.course_id == course_id)
    served = _count(session, ReleaseFile, ReleaseFile.release_id == release_id)
    alike = session.scalar(
        select(func.count())
        .select_from(DraftFile)
        .join(ReleaseFile, and_(ReleaseFile.path == DraftFile.path, ReleaseFile.release_id == release_id))
        .join(Blob, and_(Blob.hash == ReleaseFile.blob_hash, Blob.content == DraftFile.content))
        .where(DraftFile.course_id == course_id)
    )
    return not written == served == alike


def discard(session: Session, course_id: str) -> None:
    """Let a course be again what is served; what was written stays among the earlier states. Without a draft it's that already.

    Of a course that was never published nothing stays.
    """
    draft = locked(session, Draft, course_id)
    release_id = session.scalar(select(CurrentRelease.release_id).where(CurrentRelease.course_id == course_id))
    if draft is None or release_id is None:
        session.execute(delete(Draft).where(Draft.course_id == course_id))
        return
    # The draft itself stays: its earlier states are all there is of a language that was set aside.
    there, was = draft_files.files(session, course_id), draft_files.served_files(session, course_id)
    changed = {path for path in there.keys() | was.keys() if there.get(path) != was.get(path)}
    save_files(session, course_id, {path: was.get(path) for path in sorted(changed)}, None)
    ours = there.keys() | was.keys()
    session.execute(delete(Settled).where(Settled.course_id == course_id, Settled.path.in_(ours)))
    draft.base_release_id = release_id
    session.flush()


def _save(
    session: Session,
    course_id: str,
    changes: Mapping[str, bytes | None],
    staff_id: uuid.UUID | None,
    *,
    keeps: bool,
) -> None:
    for path, content in changes.items():
        draft_files.refuse(path, content or b"")
    begin(session, course_id)
    for path, content in changes.items():
        kept = locked(session, DraftFile, (course_id, path))
        if kept is None and content is not None:
            session.add(DraftFile(course_id=course_id, path=path, content=content, changed_by=staff_id))
        elif kept is not None and content is None:
            draft_files.keep_past(session, kept)
            session.delete(kept)
        elif kept is not None and content is not None and kept.content != content:
            draft_files.write(session, kept, content, staff_id, keeps=keeps)
    session.flush()


def _changed(session: Session, theirs: str, kept: DraftFile) -> PartChangedError:
    by = session.get(Staff, kept.changed_by) if kept.changed_by else None
    return PartChangedError(theirs, by, kept.changed_at)


def _count(session: Session, table: type[Any], which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(which)) or 0


def _part_at(text: str, before: Part) -> Part:
    """Return the part that stands where `before` stood; the parts above it haven't changed."""
    parts = parts_of(text)
    if before.id == FRONT:
        return parts[0]
    return [part for part in parts if part.line <= before.line][-1]
