"""Releases: publish a course folder, roll back, export, and say which release of each course is served."""

import hashlib
import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.content.check import check_course
from mpt.content.model import Course, Fault, Folder
from mpt.content.reader import read_course
from mpt.models import Blob, CurrentRelease, Release, ReleaseFile, Serving
from mpt.models.database import take_turn
from mpt.models.once import insert_once, locked


@dataclass(frozen=True, slots=True)
class Edition:
    """One release, read: what a process serves, and what an act of a learner refers to."""

    release_id: int
    course: Course
    folder: Folder


class ServingAct(StrEnum):
    """How a release came to be served."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled back"
    """It had been served before, and is again."""


class FaultyCourseError(Exception):
    """The folder doesn't check; `faults` say why. Nothing was changed, and the release before it keeps serving."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class UnknownCourseError(Exception):
    """No course of this id was ever published."""


class NothingToRollBackError(Exception):
    """The release that is served is the first one."""


def publish(
    session: Session, course_id: str, folder: Folder, staff_id: uuid.UUID | None = None, note: str = ""
) -> Release:
    """Check `folder` and serve it as a new release; the one that is served already if it holds the same files.

    `staff_id` is whose act it is, nobody's where a command line does it; `note` what they wrote about it, at most 200
    characters. Raises FaultyCourseError.
    """
    faults = check_course(course_id, folder)
    if faults:
        raise FaultyCourseError(faults)
    take_turn(session)  # of two first releases of a course, the second sees the first
    hashes = {path: _keep(session, content) for path, content in folder.items()}
    current = _current(session, course_id)
    if current and _files(session, current.release_id) == hashes:
        return session.get_one(Release, current.release_id)
    release = _new_release(session, course_id, hashes, current.release_id if current else None)
    _serve(session, release, ServingAct.PUBLISHED, staff_id, note)
    return release


def roll_back(session: Session, course_id: str) -> Release:
    """Serve what was served before the served release was published, and return it.

    Raises UnknownCourseError, NothingToRollBackError, or FaultyCourseError where this software can't read it any more.
    """
    current = _current(session, course_id)
    if current is None:
        raise UnknownCourseError(course_id)
    served = session.get_one(Release, current.release_id)
    if served.follows_id is None:
        raise NothingToRollBackError(course_id)
    return serve_again(session, course_id, served.follows_id)


def serve_again(session: Session, course_id: str, release_id: int, staff_id: uuid.UUID | None = None) -> Release:
    """Serve a release of a course that was served before, and return it; one that is served already stays.

    Raises UnknownCourseError where the course has no such release, FaultyCourseError where this software can't read it any
    more.
    """
    read_edition(session, course_id, release_id)
    current, release = _current(session, course_id), session.get_one(Release, release_id)
    if current is None or current.release_id != release_id:
        _serve(session, release, ServingAct.ROLLED_BACK, staff_id, "")
    return release


def current_releases(session: Session) -> dict[str, int]:
    """Return the id of the release that is served of each course."""
    return {row.course_id: row.release_id for row in session.scalars(select(CurrentRelease))}


def release(session: Session, release_id: int) -> Release:
    """Return a release: its number and when it was published."""
    return session.get_one(Release, release_id)


def open_courses(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the served courses that aren't sensitive, each with its modules, for who has no shelf of editions at hand.

    Of a release that can't be read nobody knows, so its course isn't among them.
    """
    found = {}
    for course_id, release_id in current_releases(session).items():
        try:
            course = read_edition(session, course_id, release_id).course
        except FaultyCourseError:
            continue
        if not course.sensitive:
            found[course_id] = tuple(module.id for module in course.modules)
    return found


def read_edition(session: Session, course_id: str, release_id: int) -> Edition:
    """Read a release of a course.

    Raises UnknownCourseError where the course has no such release, and FaultyCourseError for one that this version of
    the software can't read.
    """
    release = session.get(Release, release_id)
    if release is None or release.course_id != course_id:
        raise UnknownCourseError(course_id)
    folder = release_folder(session, release_id)
    reading = read_course(course_id, folder)
    if reading.course is None:
        raise FaultyCourseError(reading.faults)
    return Edition(release_id, reading.course, folder)


def release_folder(session: Session, release_id: int) -> dict[str, bytes]:
    """Return a release as the folder it was published from, byte for byte."""
    rows = session.execute(
        select(ReleaseFile.path, Blob.content)
        .join(Blob, Blob.hash == ReleaseFile.blob_hash)
        .where(ReleaseFile.release_id == release_id)
        .order_by(ReleaseFile.path)
    )
    return dict(rows.all())


def export(session: Session, course_id: str) -> dict[str, bytes]:
    """Return the served release of a course as its folder. Raises UnknownCourseError."""
    current = _current(session, course_id)
    if current is None:
        raise UnknownCourseError(course_id)
    return release_folder(session, current.release_id)


def _current(session: Session, course_id: str) -> CurrentRelease | None:
    return locked(session, CurrentRelease, course_id)


def _keep(session: Session, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    insert_once(session, Blob, hash=digest, content=content)
    return digest


def _files(session: Session, release_id: int) -> dict[str, str]:
    rows = session.execute(select(ReleaseFile.path, ReleaseFile.blob_hash).where(ReleaseFile.release_id == release_id))
    return dict(rows.all())


def _new_release(session: Session, course_id: str, hashes: dict[str, str], follows_id: int | None) -> Release:
    last = session.scalar(select(func.max(Release.number)).where(Release.course_id == course_id)) or 0
    release = Release(course_id=course_id, number=last + 1, follows_id=follows_id)
    session.add(release)
    session.flush()
    session.add_all(ReleaseFile(release_id=release.id, path=path, blob_hash=digest) for path, digest in hashes.items())
    return release


def _serve(session: Session, release: Release, act: ServingAct, staff_id: uuid.UUID | None, note: str) -> None:
    current = session.get(CurrentRelease, release.course_id)
    if current is None:
        session.add(CurrentRelease(course_id=release.course_id, release_id=release.id))
    else:
        current.release_id = release.id
    session.add(
        Serving(course_id=release.course_id, release_id=release.id, act=str(act), staff_id=staff_id, note=note[:200])
    )
    session.flush()
