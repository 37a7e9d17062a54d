"""Spaces of a factory: opened, changed and ended by its coordinator."""

import uuid
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Space
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules.names import RefusedError
from mpt.rules.space_plans import Plan
from mpt.services import factories
from mpt.services.factories import CameBeforeError
from mpt.services.spaces import line
from mpt.services.spaces.line import SpaceOverError, UnknownSpaceError


class FewerThanGivenError(RefusedError):
    """A space can't have fewer places than were given to families: nobody's place is taken away unseen."""


def open_space(session: Session, space_id: uuid.UUID, factory_id: uuid.UUID, plan: Plan) -> Space:
    """Open a space. Raises UnknownFactoryError, or CameBeforeError for an id that is there."""
    factory = factories.find(session, factory_id)
    if not insert_once(session, Space, id=space_id, factory_id=factory.id, made_at=now(), **_columns(plan)):
        raise CameBeforeError(str(space_id))
    return session.get_one(Space, space_id)


def change(session: Session, factory_id: uuid.UUID, space_id: uuid.UUID, plan: Plan) -> Space:
    """Change the plan of a space. More places go to those who wait.

    Raises UnknownSpaceError, SpaceOverError for a space that was ended, or FewerThanGivenError.
    """
    space = _locked(session, factory_id, space_id)
    if space.ended_at:
        raise SpaceOverError(str(space_id))
    if plan.places < space.places - line.free_places(session, space):
        raise FewerThanGivenError
    for column, value in _columns(plan).items():
        setattr(space, column, value)
    line.fill(session, space)
    session.flush()
    return space


def end(session: Session, factory_id: uuid.UUID, space_id: uuid.UUID) -> Space:
    """End a space: nobody can ask for a place any more; what was counted stays.

    Raises UnknownSpaceError, or CameBeforeError for a space that was ended.
    """
    space = _locked(session, factory_id, space_id)
    if space.ended_at:
        raise CameBeforeError(str(space_id))
    space.ended_at = now()
    session.flush()
    return space


def of_factory(session: Session, factory_id: uuid.UUID) -> list[Space]:
    """Return a factory's spaces, those that open last first, with those that were ended."""
    statement = (
        select(Space).where(Space.factory_id == factory_id).order_by(Space.opens_on.desc(), Space.made_at.desc())
    )
    return list(session.scalars(statement))


def find(session: Session, factory_id: uuid.UUID, space_id: uuid.UUID) -> Space:
    """Return a space of a factory. Raises UnknownSpaceError."""
    space = session.get(Space, space_id)
    if space is None or space.factory_id != factory_id:
        raise UnknownSpaceError(str(space_id))
    return space


def _locked(session: Session, factory_id: uuid.UUID, space_id: uuid.UUID) -> Space:
    space = line.locked_space(session, space_id)
    if space.factory_id != factory_id:
        raise UnknownSpaceError(str(space_id))
    return space


def _columns(plan: Plan) -> dict[str, object]:
    return {**asdict(plan), "kind": str(plan.kind)}
