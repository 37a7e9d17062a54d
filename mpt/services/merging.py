"""Signing in on a second phone: what was done there anonymously becomes the account's."""

import uuid
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from mpt.models import (
    Attempt,
    Certificate,
    Enrolment,
    KeptPractice,
    Learner,
    LessonDone,
    Membership,
    ModuleDone,
    Naming,
    Opinion,
    Resubmission,
    SignIn,
    SurveyResponse,
)
from mpt.models.base import Base, now
from mpt.models.once import insert_once, locked
from mpt.services.spaces.moving import move_places


def lock_learner(session: Session, learner_id: uuid.UUID) -> Learner:
    """Return the learner whose act this is; one learner's acts wait for each other from here on.

    An act that was on its way while its phone signed in belongs to the account that the phone's progress went to.
    Raises NoResultFound for an id that no learner has.
    """
    learner = locked(session, Learner, learner_id)
    if learner is None:
        raise NoResultFound(f"no learner {learner_id}")
    return lock_learner(session, learner.merged_into) if learner.merged_into else learner


def has_something(session: Session, learner_id: uuid.UUID) -> bool:
    """Say whether a learner has anything that signing in could bring along: a course begun, a practice kept, a factory joined."""
    tables = (Enrolment, KeptPractice, Membership)
    own = (select(table.learner_id).where(table.learner_id == learner_id).limit(1) for table in tables)
    return any(session.scalar(statement) for statement in own)


def merge(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Give all that the anonymous learner `source` did to `target`. Where both did the same, the account's stays.

    A learner with a name is a person of their own and is left alone: on a shared phone, signing in must not swallow
    the account of the one before.
    """
    learner = locked(session, Learner, source)
    if learner is None or learner.name or learner.merged_into:
        return
    for table in (Enrolment, LessonDone, Attempt, Resubmission, Opinion):
        _move_rows(session, table, source, target)
    _move_modules(session, source, target)
    _move_responses(session, source, target)
    _move_practices(session, source, target)
    _move_memberships(session, source, target)
    move_places(session, source, target)
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


def _move_responses(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Move answers to surveys; a survey answered on either phone beats one passed over on the other."""
    answered = {(row["course_id"], row["moment"]) for row in _rows(session, SurveyResponse, source) if row["answers"]}
    for own in session.scalars(select(SurveyResponse).where(SurveyResponse.learner_id == target)):
        if not own.answers and (own.course_id, own.moment) in answered:
            session.delete(own)
    session.flush()
    _move_rows(session, SurveyResponse, source, target)


def _move_practices(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Move kept practices. Of two for one evening the account's stays, and the other says what that one doesn't.

    Notes move as they are: they aren't sealed to a learner (`mpt.services.practices.note_place`).
    """
    for brought in session.scalars(select(KeptPractice).where(KeptPractice.learner_id == source)):
        own = session.get(KeptPractice, (target, brought.course_id, brought.module_id, brought.kept_on))
        if own and own.went is None:
            own.went, own.told_at = brought.went, brought.told_at
        if own and own.note is None:
            own.note = brought.note
    session.flush()
    _move_rows(session, KeptPractice, source, target)


def _move_memberships(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Move memberships. Of two in one factory, neither of them ended, the account's stays.

    That a factory sees the name is the account's own word: what was agreed to on a phone without a name doesn't count.
    """
    open_ones = select(Membership).where(Membership.learner_id == target, Membership.left_at.is_(None))
    own = {membership.factory_id: membership for membership in session.scalars(open_ones)}
    for brought in session.scalars(select(Membership).where(Membership.learner_id == source)):
        session.execute(delete(Naming).where(Naming.membership_id == brought.id))
        kept = own.get(brought.factory_id)
        if brought.left_at is None and kept:
            _take_over(kept, brought)
            session.delete(brought)
        else:
            brought.learner_id = target
    session.flush()


def _take_over(kept: Membership, other: Membership) -> None:
    """Let a membership begin when and where the earlier of two did, for there the worker is counted."""
    if other.joined_at < kept.joined_at:
        kept.joined_at = other.joined_at
        kept.department_id, kept.line_id = other.department_id, other.line_id
    kept.number = kept.number or other.number


def _move_certificates(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Move certificates. Of two valid ones of a course, the one that has a name stays valid, else the account's.

    The other is replaced by it, so whoever checks a print of that is led to the valid one. A revoked one of the account
    stays the last word: learning on another phone must not undo what the office decided.
    """
    brought = session.scalars(select(Certificate).where(Certificate.learner_id == source)).all()
    # Looked up before anything moves: a replaced certificate must not stand in the way of the one that replaced it.
    own = {course: _latest_certificate(session, target, course) for course in {moved.course_id for moved in brought}}
    for moved in brought:
        kept = own[moved.course_id]
        if kept and moved.revoked_at is None:
            keeps_own = kept.revoked_at is not None or kept.name is not None or moved.name is None
            winner, loser = (kept, moved) if keeps_own else (moved, kept)
            loser.revoked_at, loser.replaced_by = now(), winner.code
            session.flush()
        moved.learner_id = target
        session.flush()


def _latest_certificate(session: Session, learner_id: uuid.UUID, course_id: str) -> Certificate | None:
    return session.scalar(
        select(Certificate)
        .where(Certificate.learner_id == learner_id, Certificate.course_id == course_id)
        .order_by(Certificate.revoked_at.is_(None).desc(), Certificate.issued_at.desc())
        .limit(1)
    )
