"""What a worker decides about a factory: whether it sees the name, which number the worker has there, and leaving."""

import uuid
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from mpt.models import Membership, Naming
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import places
from mpt.services.certificates import UnknownCertificateError, certificates_of
from mpt.services.factories import Place
from mpt.services.merging import lock_learner
from mpt.services.parts import place_in


class NoMemberError(Exception):
    """This learner isn't a member of this factory now."""


def find(session: Session, learner_id: uuid.UUID, factory_id: uuid.UUID) -> tuple[Membership, Place]:
    """Return a learner's membership in a factory, and the place where it is. Raises NoMemberError."""
    membership = session.scalar(_open(learner_id, factory_id))
    if membership is None:
        raise NoMemberError
    return membership, place_in(session, factory_id, membership.department_id, membership.line_id)


def namings(session: Session, membership: Membership) -> dict[str, datetime]:
    """Return beside which courses a factory may see the worker's name, and since when."""
    statement = select(Naming.course_id, Naming.since).where(Naming.membership_id == membership.id)
    return dict(session.execute(statement).all())


def agree(session: Session, learner_id: uuid.UUID, factory_id: uuid.UUID, course_id: str) -> None:
    """Let a factory see the learner's name beside a course that is completed.

    Raises NoMemberError, or UnknownCertificateError where it isn't: nobody can agree beforehand.
    """
    membership = _locked(session, learner_id, factory_id)
    if not any(one.course_id == course_id for one in certificates_of(session, membership.learner_id)):
        raise UnknownCertificateError(course_id)
    insert_once(session, Naming, membership_id=membership.id, course_id=course_id, since=now())


def withdraw(session: Session, learner_id: uuid.UUID, factory_id: uuid.UUID, course_id: str) -> None:
    """Let a factory see the learner's name beside a course no longer. Raises NoMemberError."""
    membership = _locked(session, learner_id, factory_id)
    session.execute(delete(Naming).where(Naming.membership_id == membership.id, Naming.course_id == course_id))


def put_number(session: Session, learner_id: uuid.UUID, factory_id: uuid.UUID, number: str) -> None:
    """Write down which number the worker has in a factory; none where it's empty. Raises NoMemberError or NumberError."""
    number = places.clean_number(number)
    _locked(session, learner_id, factory_id).number = number or None
    session.flush()


def leave(session: Session, learner_id: uuid.UUID, factory_id: uuid.UUID) -> None:
    """End a membership, and with it that the factory sees the name. Raises NoMemberError."""
    membership = _locked(session, learner_id, factory_id)
    membership.left_at = now()
    session.execute(delete(Naming).where(Naming.membership_id == membership.id))
    session.flush()


def _locked(session: Session, learner_id: uuid.UUID, factory_id: uuid.UUID) -> Membership:
    learner = lock_learner(session, learner_id)
    # Read anew, and locked too: a roster may say at the same moment that the worker has left.
    statement = _open(learner.id, factory_id).with_for_update().execution_options(populate_existing=True)
    membership = session.scalar(statement)
    if membership is None:
        raise NoMemberError
    return membership


def _open(learner_id: uuid.UUID, factory_id: uuid.UUID) -> Select[Membership]:
    return select(Membership).where(
        Membership.learner_id == learner_id, Membership.factory_id == factory_id, Membership.left_at.is_(None)
    )
