"""Workers by the dozen: who joined a place on a day, and how many of them began and finished a course on another."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mpt.models import Certificate, Enrolment, Learner, Membership, ModuleDone, Naming
from mpt.rules.codes import CERTIFICATE_LENGTH, new_code
from mpt.services.factories import Place
from mpt.services.publishing import Edition, current_releases, publish, read_edition
from tests.sample import sample_folder

PRIVATE = "private"
"""A course of which a factory sees totals alone."""


@dataclass(frozen=True)
class Did:
    """How many of a crowd did something, and on which day."""

    number: int
    day: date


def noon(day: date) -> datetime:
    """Return the noon of a day in UTC, which is the evening of the same day in China."""
    return datetime.combine(day, time(12), UTC)


def crowd(
    session: Session,
    place: Place,
    number: int,
    joined: date,
    edition: Edition | None = None,
    *,
    began: Did | None = None,
    finished: Did | None = None,
    named: bool = False,
) -> list[uuid.UUID]:
    """Make workers who joined a place on a day. The first of them began `edition`, and finished it, as is said.

    With `named` those who finished agree to be named, and their certificates have names: 工友1, 工友2, ... Return their ids.
    """
    ids = [uuid.uuid4() for _ in range(number)]
    session.execute(insert(Learner), [{"id": one, "created_at": noon(joined)} for one in ids])
    session.execute(insert(Membership), [
        {
            "learner_id": one,
            "factory_id": place.factory.id,
            "department_id": place.department.id if place.department else None,
            "line_id": place.line.id if place.line else None,
            "joined_at": noon(joined),
        }
        for one in ids
    ])  # fmt: skip
    if edition and began:
        begin(session, ids[: began.number], edition, began.day)
    if edition and finished:
        finish(session, ids[: finished.number], edition, finished.day, named=named)
    return ids


def begin(session: Session, ids: list[uuid.UUID], edition: Edition, day: date) -> None:
    """Let some begin a course."""
    key = {"course_id": edition.course.id, "started_at": noon(day)}
    session.execute(insert(Enrolment), [{"learner_id": one, **key} for one in ids])


def come_through(session: Session, ids: list[uuid.UUID], edition: Edition, module_id: str, day: date) -> None:
    """Let some finish a module."""
    key = {"course_id": edition.course.id, "module_id": module_id, "release_id": edition.release_id}
    session.execute(insert(ModuleDone), [{"learner_id": one, **key, "done_at": noon(day)} for one in ids])


def finish(session: Session, ids: list[uuid.UUID], edition: Edition, day: date, *, named: bool = False) -> None:
    """Let some finish a course, module after module."""
    for module in edition.course.modules:
        come_through(session, ids, edition, module.id, day)
    key = {"course_id": edition.course.id, "release_id": edition.release_id, "issued_at": noon(day)}
    session.execute(insert(Certificate), [
        {"learner_id": one, "code": new_code(CERTIFICATE_LENGTH), "name": f"工友{n}" if named else None, **key}
        for n, one in enumerate(ids, 1)
    ])  # fmt: skip
    if named:
        members = session.scalars(select(Membership.id).where(Membership.learner_id.in_(ids)))
        session.execute(insert(Naming), [{"membership_id": one, "course_id": edition.course.id} for one in members])


def private_course(session: Session) -> Edition:
    """Publish a sensitive course."""
    folder = sample_folder()
    folder["course.toml"] = folder["course.toml"].replace(b"sensitive = false", b"sensitive = true")
    publish(session, PRIVATE, folder)
    return read_edition(session, PRIVATE, current_releases(session)[PRIVATE])
