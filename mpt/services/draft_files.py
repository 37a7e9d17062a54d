"""The rows behind a draft: its files, what is kept of their earlier states, and the release that it is made from."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, literal, select
from sqlalchemy.orm import Session

from mpt.content.folder import refuse_elsewhere
from mpt.content.lines import LARGEST_FILE
from mpt.models import Blob, CurrentRelease, DraftFile, DraftPast, Release, ReleaseFile, Staff
from mpt.models.base import UtcTime, now
from mpt.services.publishing import UnknownCourseError

LATER = timedelta(minutes=10)
"""After how long without a change whoever goes on is in another sitting, so that what was there before is kept."""
MOST_PAST = 30
"""How many earlier states are kept of one file."""
LARGEST_MEDIA = 1024 * 1024
"""How many bytes a picture or recording may have here; what may be published is less, and the check's to say."""
LONGEST_PATH = 200


class TooLargeError(Exception):
    """The file would have `size` bytes, and may have `most`. Nothing was changed."""

    def __init__(self, path: str, size: int, most: int) -> None:
        super().__init__(path)
        self.path = path
        self.size = size
        self.most = most


class OutsideError(Exception):
    """A path that isn't one of a file below the course's folder. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Past:
    """A file as it was before somebody went on with it: who had changed it last (None: a folder's), and when."""

    id: uuid.UUID
    content: bytes
    by: Staff | None
    at: datetime


def past(session: Session, course_id: str, path: str) -> list[Past]:
    """Return the earlier states of a file that are kept, newest first."""
    rows = session.execute(
        select(DraftPast, Staff)
        .outerjoin(Staff, Staff.id == DraftPast.changed_by)
        .where(DraftPast.course_id == course_id, DraftPast.path == path)
        .order_by(DraftPast.changed_at.desc(), DraftPast.id)
    )
    return [Past(row.id, row.content, by, row.changed_at) for row, by in rows]


def served(session: Session, course_id: str) -> int:
    """Return the release of a course that is served. Raises publishing.UnknownCourseError."""
    release_id = session.scalar(select(CurrentRelease.release_id).where(CurrentRelease.course_id == course_id))
    if release_id is None:
        raise UnknownCourseError(course_id)
    return release_id


def files(session: Session, course_id: str, *which: ColumnElement[bool]) -> dict[str, bytes]:
    """Return those files of a draft that meet all conditions, by path."""
    # Columns, not rows that the session might have seen before: what another transaction has committed is here.
    rows = session.execute(
        select(DraftFile.path, DraftFile.content)
        .where(DraftFile.course_id == course_id, *which)
        .order_by(DraftFile.path)
    )
    return dict(rows.all())


def served_files(session: Session, course_id: str, *which: ColumnElement[bool]) -> dict[str, bytes]:
    """Return those files of the served release that meet all conditions, by path. Raises publishing.UnknownCourseError."""
    rows = session.execute(
        select(ReleaseFile.path, Blob.content)
        .join(Blob, Blob.hash == ReleaseFile.blob_hash)
        .where(ReleaseFile.release_id == served(session, course_id), *which)
        .order_by(ReleaseFile.path)
    )
    return dict(rows.all())


def copy_release(session: Session, course_id: str, release_id: int) -> None:
    """Copy the files of a release into the draft of its course, which has none yet."""
    published_at = session.get_one(Release, release_id).published_at
    rows = (
        select(literal(course_id), ReleaseFile.path, Blob.content, literal(published_at, UtcTime()))
        .join(Blob, Blob.hash == ReleaseFile.blob_hash)
        .where(ReleaseFile.release_id == release_id)
    )
    session.execute(insert(DraftFile).from_select(["course_id", "path", "content", "changed_at"], rows))


def refuse(path: str, content: bytes) -> None:
    """Refuse a file that can't be one of a draft. Raises OutsideError, TooLargeError."""
    try:
        refuse_elsewhere(path)
    except ValueError:
        raise OutsideError(path) from None
    if len(path) > LONGEST_PATH:
        raise OutsideError(path)
    most = LARGEST_FILE if path.endswith((".md", ".toml")) else LARGEST_MEDIA
    if len(content) > most:
        raise TooLargeError(path, len(content), most)


def write(
    session: Session, kept: DraftFile, content: bytes, staff_id: uuid.UUID | None, *, keeps: bool = False
) -> None:
    """Write other bytes into a locked file. What was there is kept if it was another person's, or a while ago, or if `keeps`."""
    if keeps or kept.changed_by != staff_id or now() - kept.changed_at >= LATER:
        keep_past(session, kept)
    kept.content = content
    kept.changed_at = now()
    kept.changed_by = staff_id
    session.flush()


def keep_past(session: Session, kept: DraftFile) -> None:
    """Keep a file as it is among its earlier states, and no more of those than MOST_PAST."""
    was = {name: getattr(kept, name) for name in ("course_id", "path", "content", "changed_at", "changed_by")}
    session.add(DraftPast(**was))
    session.flush()
    older = (
        select(DraftPast.id)
        .where(DraftPast.course_id == kept.course_id, DraftPast.path == kept.path)
        .order_by(DraftPast.changed_at.desc(), DraftPast.id)
        .offset(MOST_PAST)
    )
    ids = list(session.scalars(older))
    session.execute(delete(DraftPast).where(DraftPast.id.in_(ids)))
