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
"""How many earlier states are kept of one text."""
_RECENT = 10
"""How many of those are the newest in any case; of the others the ones closest together go first."""
MOST_PAST_MEDIA = 3
"""How many are kept of a picture or recording: each may have as many bytes as thirty texts."""
_TEXTS = (".md", ".toml")
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


class NoTextError(OutsideError):
    """A text with a NUL in it, which PostgreSQL keeps in no text. Nothing was changed."""


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
    """Refuse a file that can't be one of a draft. Raises OutsideError, NoTextError, TooLargeError."""
    try:
        refuse_elsewhere(path)
    except ValueError:
        raise OutsideError(path) from None
    if len(path) > LONGEST_PATH:
        raise OutsideError(path)
    # Forms and zip files refuse it sooner; any other control character is the check's to say.
    if path.endswith(_TEXTS) and b"\0" in content:
        raise NoTextError(path)
    most = LARGEST_FILE if path.endswith(_TEXTS) else LARGEST_MEDIA
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
    """Keep a file as it is among its earlier states, and no more of those than MOST_PAST, or MOST_PAST_MEDIA.

    Of a text's the first one stays, and of the others some from each hour and day: two people who save by turns every few
    seconds make thirty states in a minute.
    """
    was = {name: getattr(kept, name) for name in ("course_id", "path", "content", "changed_at", "changed_by")}
    session.add(DraftPast(**was))
    session.flush()
    rows = session.execute(
        select(DraftPast.id, DraftPast.changed_at)
        .where(DraftPast.course_id == kept.course_id, DraftPast.path == kept.path)
        .order_by(DraftPast.changed_at.desc(), DraftPast.id)
    )
    states = [(row.id, row.changed_at) for row in rows]
    is_text = kept.path.endswith(_TEXTS)
    surplus = _crowded(states, MOST_PAST) if is_text else [one for one, _at in states[MOST_PAST_MEDIA:]]
    session.execute(delete(DraftPast).where(DraftPast.id.in_(surplus)))


def _crowded(states: list[tuple[uuid.UUID, datetime]], most: int) -> list[uuid.UUID]:
    """Return which of the states, newest first, go so that `most` are left: always the one with its neighbours closest."""
    left, gone = list(states), []
    while len(left) > most:
        place = min(range(_RECENT, len(left) - 1), key=lambda one: left[one - 1][1] - left[one + 1][1])
        gone.append(left.pop(place)[0])
    return gone
