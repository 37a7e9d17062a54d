"""Spaces of a factory: opened, changed and ended by its coordinator."""

import hashlib
import uuid
from dataclasses import asdict, fields

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from mpt.models import Headcount, Presence, Space, SpaceEnrolment
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import spaces
from mpt.rules.names import RefusedError
from mpt.rules.space_plans import Plan
from mpt.services import factories
from mpt.services.factories import CameBeforeError
from mpt.services.spaces import line
from mpt.services.spaces.line import SpaceOverError, UnknownSpaceError


class FewerThanGivenError(RefusedError):
    """A space can't have fewer places than were given to families: nobody's place is taken away unseen."""


class KindTakenError(RefusedError):
    """Attendance was taken: another kind would move the children of years that are over to other figures."""


class AgesTakenError(RefusedError):
    """The ages leave out children who have a place or wait for one."""


class ChangedMeanwhileError(RefusedError):
    """Somebody else has changed the space since the form was made. Nothing of theirs is written over unseen."""


def open_space(session: Session, space_id: uuid.UUID, factory_id: uuid.UUID, plan: Plan) -> Space:
    """Open a space. Raises UnknownFactoryError, or CameBeforeError for an id that is there."""
    factory = factories.find(session, factory_id)
    if not insert_once(session, Space, id=space_id, factory_id=factory.id, made_at=now(), **_columns(plan)):
        raise CameBeforeError(str(space_id))
    return session.get_one(Space, space_id)


def change(session: Session, factory_id: uuid.UUID, space_id: uuid.UUID, plan: Plan, was: str) -> Space:
    """Change the plan of a space; `was` is its digest when it was read. More places go to those who wait.

    The same plan twice changes nothing. Raises UnknownSpaceError, SpaceOverError for a space that was ended,
    ChangedMeanwhileError, FewerThanGivenError, KindTakenError or AgesTakenError.
    """
    space = _locked(session, factory_id, space_id)
    if space.ended_at:
        raise SpaceOverError(str(space_id))
    if _columns(plan) == _columns_of(space):
        return space
    if was != digest(space):
        raise ChangedMeanwhileError
    _check_places(session, space, plan)
    if plan.kind != space.kind and _has_attendance(session, space):
        raise KindTakenError
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


def digest(space: Space) -> str:
    """Return what stands for the plan of a space as it is: whoever changes it says what they have read."""
    read = repr(sorted(_columns_of(space).items()))
    return hashlib.sha256(read.encode()).hexdigest()[:16]


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


def _check_places(session: Session, space: Space, plan: Plan) -> None:
    """Raise FewerThanGivenError or AgesTakenError where children who have a place, or wait, wouldn't fit into the plan."""
    if plan.places < space.places - line.free_places(session, space):
        raise FewerThanGivenError
    asked = select(SpaceEnrolment.bands).where(
        SpaceEnrolment.space_id == space.id, SpaceEnrolment.withdrawn_at.is_(None)
    )
    if any(not set(bands) <= set(spaces.bands_of(plan)) for bands in session.scalars(asked)):
        raise AgesTakenError


def _has_attendance(session: Session, space: Space) -> bool:
    tapped, counted = (exists().where(table.space_id == space.id) for table in (Presence, Headcount))
    return bool(session.scalar(select(or_(tapped, counted))))


def _columns_of(space: Space) -> dict[str, object]:
    return {field.name: getattr(space, field.name) for field in fields(Plan)}


def _columns(plan: Plan) -> dict[str, object]:
    return {**asdict(plan), "kind": str(plan.kind)}
