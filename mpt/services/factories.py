"""Factories: opened by the office, joined by their workers with a code."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Factory, JoinCode, Membership
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import names
from mpt.rules.codes import JOIN_LENGTH, new_code
from mpt.services.merging import lock_learner


class UnknownJoinCodeError(Exception):
    """No factory has this code."""


def open_factory(session: Session, name_zh: str, name_en: str) -> tuple[Factory, JoinCode]:
    """Make a factory and its first join code. Raises the refusals of `mpt.rules.names`."""
    factory = Factory(name_zh=names.clean_name(name_zh), name_en=names.clean_name(name_en))
    session.add(factory)
    session.flush()
    code = JoinCode(code=new_code(JOIN_LENGTH), factory_id=factory.id)
    session.add(code)
    session.flush()
    return factory, code


def first_code(session: Session) -> str | None:
    """Return the oldest join code of this installation, or None."""
    return session.scalar(select(JoinCode.code).order_by(JoinCode.created_at).limit(1))


def factory_of(session: Session, code: str) -> Factory:
    """Return the factory that a join code names. Raises UnknownJoinCodeError."""
    statement = select(Factory).join(JoinCode, JoinCode.factory_id == Factory.id).where(JoinCode.code == code)
    factory = session.scalar(statement)
    if factory is None:
        raise UnknownJoinCodeError(code)
    return factory


def join(session: Session, learner_id: uuid.UUID, code: str) -> Factory:
    """Make a learner a member of a factory; nothing changes for one who is. Raises UnknownJoinCodeError."""
    factory = factory_of(session, code)
    learner = lock_learner(session, learner_id)
    insert_once(session, Membership, id=uuid.uuid4(), learner_id=learner.id, factory_id=factory.id, joined_at=now())
    return factory


def factories_of(session: Session, learner_id: uuid.UUID) -> list[Factory]:
    """Return the factories that a learner belongs to now."""
    statement = (
        select(Factory)
        .join(Membership, Membership.factory_id == Factory.id)
        .where(Membership.learner_id == learner_id, Membership.left_at.is_(None))
        .order_by(Membership.joined_at)
    )
    return list(session.scalars(statement))
