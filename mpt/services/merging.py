"""Signing in on a second phone: what was done there anonymously becomes the account's."""

import uuid
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mpt.models import Attempt, Certificate, Enrolment, Learner, LessonDone, Membership, ModuleDone, SignIn
from mpt.models.base import Base
from mpt.models.once import insert_once


def lock_learner(session: Session, learner_id: uuid.UUID) -> Learner:
    """Return the learner whose act this is; one learner's acts wait for each other from here on.

    An act that was on its way while its phone signed in belongs to the account that the phone's progress went to.
    """
    learner = session.get_one(Learner, learner_id, with_for_update=True)
    return lock_learner(session, learner.merged_into) if learner.merged_into else learner


def merge(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Give all that the anonymous learner `source` did to `target`. Where both did the same, the account's stays.

    A learner with a name is a person of their own and is left alone: on a shared phone, signing in must not swallow
    the account of the one before.
    """
    learner = session.get_one(Learner, source, with_for_update=True)
    if learner.name:
        return
    for table in (Enrolment, LessonDone, Attempt):
        _move_rows(session, table, source, target)
    _move_modules(session, source, target)
    _move_memberships(session, source, target)
    _move_certificates(session, source, target)
    session.execute(delete(SignIn).where(SignIn.learner_id == source))
    learner.merged_into = target
    session.flush()


def _rows(session: Session, table: type[Base], source: uuid.UUID) -> list[dict[str, Any]]:
    columns = table.__table__.columns
    return [
        dict(row) for row in session.execute(select(table.__table__).where(columns["learner_id"] == source)).mappings()
    ]


def _move_rows(session: Session, table: type[Base], source: uuid.UUID, target: uuid.UUID) -> None:
    for row in _rows(session, table, source):
        insert_once(session, table, **{**row, "learner_id": target})
    session.execute(delete(table).where(table.__table__.columns["learner_id"] == source))


def _move_modules(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Move what is done and skipped; done on either phone beats skipped on the other."""
    done_here = select(ModuleDone).where(ModuleDone.learner_id == source, ModuleDone.skipped.is_(False))
    for done in session.scalars(done_here):
        session.execute(
            update(ModuleDone)
            .where(
                ModuleDone.learner_id == target,
                ModuleDone.course_id == done.course_id,
                ModuleDone.module_id == done.module_id,
                ModuleDone.skipped,
            )
            .values(skipped=False, release_id=done.release_id, done_at=done.done_at)
        )
    _move_rows(session, ModuleDone, source, target)


def _move_memberships(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    open_at = select(Membership.factory_id).where(Membership.learner_id == target, Membership.left_at.is_(None))
    taken = set(session.scalars(open_at))
    for membership in session.scalars(select(Membership).where(Membership.learner_id == source)):
        if membership.left_at is None and membership.factory_id in taken:
            session.delete(membership)
        else:
            membership.learner_id = target
    session.flush()


def _move_certificates(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Move certificates; one for a course that the account has one for stays behind, valid, so that a print of it holds.

    A revoked one counts: learning on another phone must not undo what the office decided.
    """
    taken = set(session.scalars(select(Certificate.course_id).where(Certificate.learner_id == target)))
    for certificate in session.scalars(select(Certificate).where(Certificate.learner_id == source)):
        if certificate.course_id not in taken:
            certificate.learner_id = target
    session.flush()
