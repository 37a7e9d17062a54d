"""Publishing what was written in the studio: what that changes, for whom, what was served when, and serving it again.

Whoever publishes has looked at a draft beside what is served. Exactly that is published, or nothing: where either became another
meanwhile, by a colleague or by a command line, it has to be looked at again.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mpt.content.changes import Changes, compare
from mpt.content.effects import Effects, Place
from mpt.content.folder import digest_of
from mpt.content.model import Course, Folder
from mpt.content.reader import read_draft
from mpt.models import (
    Certificate,
    CurrentRelease,
    Draft,
    Enrolment,
    LessonDone,
    ModuleDone,
    Release,
    Serving,
    Staff,
)
from mpt.models.database import take_turn
from mpt.models.once import locked
from mpt.rules.impact import full_tens
from mpt.services import arriving, drafts, publishing
from mpt.services.arriving import Arrival
from mpt.services.factories import CameBeforeError
from mpt.services.publishing import ServingAct, UnknownCourseError


class ChangedMeanwhileError(Exception):
    """The draft, or what is served, isn't any more what was looked at. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Look:
    """A folder as it's looked at, a draft or a release, beside what is served: its release (None: never published), its folder.

    `arrived` is whether the served release was published from elsewhere since the draft was made, so that publishing the draft
    would undo that: it has to come into the draft first.
    """

    course_id: str
    folder: Folder
    served: Release | None
    served_folder: Folder
    arrived: bool = False

    @property
    def seen(self) -> str:
        """What says later whether both still are what was looked at."""
        return f"{self.served.id if self.served else 0}-{digest_of(self.folder)}"

    @property
    def is_served(self) -> bool:
        """Whether this is what is served."""
        return dict(self.folder) == dict(self.served_folder)

    @property
    def changes(self) -> Changes:
        """What serving this would change."""
        return compare(self.course_id, self.served_folder, self.folder)

    @property
    def courses(self) -> tuple[Course, Course]:
        """The course as it's served and as it would be, each with its holes."""
        return (
            read_draft(self.course_id, self.served_folder).course,
            read_draft(self.course_id, self.folder).course,
        )


@dataclass(frozen=True, slots=True)
class Affected:
    """Whom a release means something: how many are in the course, how many have its certificate, how many did what goes.

    `read` and `finished` count, of the lessons and modules that go, who had read or finished them. All are full tens, rounded
    down: exact ones, looked at twice with any lesson taken out, would tell that the one who was learning meanwhile read it.
    `may_have_learners` is whether the course was ever served: that is known anyway, and how few there are isn't.
    """

    may_have_learners: bool

    learners: int
    certified: int
    read: Mapping[Place, int]
    finished: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Served:
    """One line of a course's history: from when on which release was served, and by whose act (None: a command line's).

    `is_now` is whether that still holds.
    """

    since: datetime
    act: ServingAct
    release: Release
    staff: Staff | None
    note: str
    is_now: bool


def look(session: Session, course_id: str) -> Look:
    """Return a course as it's being written beside what is served of it. Raises publishing.UnknownCourseError."""
    folder, draft = drafts.folder(session, course_id), drafts.find(session, course_id)
    served = served_now(session, course_id)
    served_folder = publishing.release_folder(session, served.id) if served else {}
    arrived = bool(draft and served and served.id > (draft.base_release_id or 0))
    return Look(course_id, folder, served, served_folder, arrived)


def look_back(session: Session, course_id: str, release_id: int, beside: int | None) -> Look:
    """Return a release of a course beside another, or beside nothing. Raises publishing.UnknownCourseError."""
    other = find(session, course_id, beside) if beside else None
    other_folder = publishing.release_folder(session, other.id) if other else {}
    return Look(course_id, folder_of(session, course_id, release_id), other, other_folder)


def folder_of(session: Session, course_id: str, release_id: int | None) -> dict[str, bytes]:
    """Return a course as a release has it, else as it's being written. Raises publishing.UnknownCourseError."""
    if release_id is None:
        return drafts.folder(session, course_id)
    return publishing.release_folder(session, find(session, course_id, release_id).id)


def find(session: Session, course_id: str, release_id: int) -> Release:
    """Return a release of a course. Raises publishing.UnknownCourseError where the course has none of this id."""
    found = session.get(Release, release_id)
    if found is None or found.course_id != course_id:
        raise UnknownCourseError(course_id)
    return found


def served_now(session: Session, course_id: str) -> Release | None:
    """Return the release that is served of a course, or None where it was never published."""
    current = session.get(CurrentRelease, course_id, populate_existing=True)
    return session.get_one(Release, current.release_id) if current else None


def arrival(session: Session, now: Look) -> Arrival:
    """Return what would become of each file of a draft if what was published from elsewhere came in."""
    return arriving.compare(now.folder, now.served_folder, arriving.base_of(session, now.course_id))


def affected(session: Session, course_id: str, what: Effects) -> Affected:
    """Count in full tens whom it means something that a course becomes another."""
    in_it = select(Enrolment).where(Enrolment.course_id == course_id)
    holders = select(Certificate).where(Certificate.course_id == course_id, Certificate.revoked_at.is_(None))
    lessons, modules = select(LessonDone), select(ModuleDone).where(ModuleDone.skipped.is_(False))
    return Affected(
        may_have_learners=session.get(CurrentRelease, course_id) is not None,
        learners=_count(session, in_it),
        certified=_count(session, holders),
        read={
            place: _count(
                session, lessons.filter_by(course_id=course_id, module_id=place.module_id, lesson_id=place.id)
            )
            for place in what.gone_lessons
        },
        finished={
            each: _count(session, modules.filter_by(course_id=course_id, module_id=each)) for each in what.gone_modules
        },
    )


def publish_draft(session: Session, course_id: str, staff_id: uuid.UUID, note: str, seen: str) -> Release:
    """Serve a draft as a new release. `seen` is the `Look.seen` of what whoever publishes it looked at.

    Raises CameBeforeError where just that is served by now, ChangedMeanwhileError, publishing.FaultyCourseError,
    publishing.UnknownCourseError.
    """
    draft, now = _looked_at(session, course_id)
    if now.is_served and seen.endswith(f"-{digest_of(now.folder)}"):
        raise CameBeforeError(course_id)
    if now.seen != seen or now.arrived:
        raise ChangedMeanwhileError(course_id)
    release = publishing.publish(session, course_id, now.folder, staff_id, note)
    draft.base_release_id = release.id
    session.flush()
    return release


def take_in(session: Session, course_id: str, staff_id: uuid.UUID, seen: str, chosen: Collection[str] = ()) -> Arrival:
    """Let what was published from elsewhere come into the draft; of files that both changed, only those in `chosen`.

    Where it came in before, nothing is changed. Raises ChangedMeanwhileError, publishing.UnknownCourseError, and what
    `drafts.save_files` does.
    """
    _draft, now = _looked_at(session, course_id)
    if now.served is None or not now.arrived:
        return Arrival((), (), ())
    if now.seen != seen:
        raise ChangedMeanwhileError(course_id)
    base = arriving.base_of(session, course_id)
    return arriving.take_in(
        session, course_id, now.served_folder, staff_id, base, chosen=chosen, release_id=now.served.id
    )


def serve_again(session: Session, course_id: str, release_id: int, staff_id: uuid.UUID, seen: int) -> Release:
    """Serve a release of a course once more; `seen` is the id of the release that was served when that was decided.

    The draft stays as it is. Raises CameBeforeError where it's served by now, ChangedMeanwhileError where another is,
    publishing.UnknownCourseError where the course has no such release, publishing.FaultyCourseError where this software can't
    read it any more.
    """
    current = locked(session, CurrentRelease, course_id)
    if current and current.release_id == release_id:
        raise CameBeforeError(course_id)
    if current and current.release_id != seen:
        raise ChangedMeanwhileError(course_id)
    return publishing.serve_again(session, course_id, release_id, staff_id)


def history(session: Session, course_id: str) -> list[Served]:
    """Return what was served of a course, newest first; nothing where it was never published."""
    rows = session.execute(
        select(Serving, Release, Staff)
        .join(Release, Release.id == Serving.release_id)
        .outerjoin(Staff, Staff.id == Serving.staff_id)
        .where(Serving.course_id == course_id)
        .order_by(Serving.since.desc(), Release.number.desc())
    ).all()
    served = served_now(session, course_id)
    # Not simply the newest: nobody knows when something was rolled back before this was noted.
    now = next((serving for serving, release, _staff in rows if served and release.id == served.id), None)
    return [
        Served(serving.since, ServingAct(serving.act), release, staff, serving.note, is_now=serving is now)
        for serving, release, staff in rows
    ]


def _looked_at(session: Session, course_id: str) -> tuple[Draft, Look]:
    """Return a course's draft and the look at it, both locked until the transaction ends."""
    draft = drafts.begin(session, course_id)
    take_turn(session)  # whoever publishes takes it, also where nothing is served yet that could be locked
    locked(session, CurrentRelease, course_id)
    return draft, look(session, course_id)


def _count(session: Session, rows: Select[Any]) -> int:
    return full_tens(session.scalar(select(func.count()).select_from(rows.subquery())) or 0)
