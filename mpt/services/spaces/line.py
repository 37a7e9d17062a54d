"""The places of a space and the line of those who wait for one.

Whoever changes any of it has locked the space's row (`locked_space`): of two parents who ask for the last place at once the
second sees that it's gone. Nobody waits who would fit, up to the last day and on it: so whoever comes new may have what is
free.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from mpt.models import ChildCard, Factory, Space, SpaceEnrolment
from mpt.models.base import now
from mpt.models.once import locked
from mpt.rules import spaces
from mpt.rules.codes import new_code
from mpt.rules.names import RefusedError
from mpt.rules.spaces import State

CODE_LENGTH = 6
"""How many signs the code has that a parent shows at the desk."""


class UnknownSpaceError(Exception):
    """The factory has no such space, or whoever asks isn't of its factory."""


class NotAMemberError(Exception):
    """Only a member of the factory can ask for a place, or for more."""


class SpaceOverError(Exception):
    """The space was ended, or its last day is past."""


class UnknownEnrolmentError(Exception):
    """Nobody asked for places in this space under this id."""


class NoRoomError(RefusedError):
    """There are no places for more children; those that the family has stay."""


class CardsOutError(RefusedError):
    """More cards are out than children would be left: the desk takes the card back first."""


def locked_space(session: Session, space_id: uuid.UUID) -> Space:
    """Return a space whose places nobody else can give or free until this transaction ends. Raises UnknownSpaceError."""
    space = locked(session, Space, space_id)
    if space is None:
        raise UnknownSpaceError(str(space_id))
    return space


def zone_of(session: Session, space: Space) -> ZoneInfo:
    """Return the time zone in which a space's days begin: its factory's."""
    return ZoneInfo(session.get_one(Factory, space.factory_id).timezone)


def today_at(session: Session, space: Space) -> date:
    """Return which day it is where a space is."""
    return now().astimezone(zone_of(session, space)).date()


def check_not_over(session: Session, space: Space) -> None:
    """Raise SpaceOverError for a space that was ended or whose last day is past."""
    if spaces.state(space, today_at(session, space), is_ended=space.ended_at is not None) is State.OVER:
        raise SpaceOverError(str(space.id))


def free_places(session: Session, space: Space) -> int:
    """Return how many places nobody has; less than none where there were more places before."""
    given = session.scalar(
        select(func.sum(SpaceEnrolment.children)).where(
            SpaceEnrolment.space_id == space.id,
            SpaceEnrolment.withdrawn_at.is_(None),
            SpaceEnrolment.given_at.is_not(None),
        )
    )
    return space.places - (given or 0)


def those_waiting(space_id: uuid.UUID) -> Select[SpaceEnrolment]:
    """Select those who wait for a place, the first in the line first."""
    return (
        select(SpaceEnrolment)
        .where(
            SpaceEnrolment.space_id == space_id,
            SpaceEnrolment.withdrawn_at.is_(None),
            SpaceEnrolment.given_at.is_(None),
        )
        .order_by(SpaceEnrolment.asked_at, SpaceEnrolment.id)
        .execution_options(populate_existing=True)
    )


def enrol(
    session: Session,
    space: Space,
    bands: Mapping[str, int],
    enrolment_id: uuid.UUID | None = None,
    learner_id: uuid.UUID | None = None,
) -> SpaceEnrolment:
    """Put a family into the line of a space, and give it its places at once where there are enough."""
    children = sum(bands.values())
    enrolment = SpaceEnrolment(
        id=enrolment_id or uuid.uuid4(),
        space_id=space.id,
        learner_id=learner_id,
        code=_new_code(session),
        children=children,
        bands=dict(bands),
        asked_at=now(),
        given_at=now() if children <= free_places(session, space) else None,
    )
    session.add(enrolment)
    session.flush()
    return enrolment


def cards_out(session: Session, enrolment: SpaceEnrolment) -> dict[str, int]:
    """Return how many cards of each band a family has out."""
    statement = (
        select(ChildCard.band, func.count())
        .where(ChildCard.enrolment_id == enrolment.id, ChildCard.returned_at.is_(None))
        .group_by(ChildCard.band)
    )
    return dict(session.execute(statement).all())


def resize(session: Session, space: Space, enrolment: SpaceEnrolment, bands: Mapping[str, int]) -> None:
    """Let a family have other places than it asked for before. Raises NoRoomError or CardsOutError.

    Who waits and wants more goes to the end of the line: else a small family could keep a place in it for a large one.
    """
    if any(bands.get(band, 0) < out for band, out in cards_out(session, enrolment).items()):
        raise CardsOutError
    more = sum(bands.values()) - enrolment.children
    if enrolment.given_at and more > free_places(session, space):
        raise NoRoomError
    if more > 0 and not enrolment.given_at:
        enrolment.asked_at = now()
    enrolment.bands, enrolment.children = dict(bands), enrolment.children + more
    fill(session, space)


def give_up(session: Session, enrolment: SpaceEnrolment) -> None:
    """Let a family have no places any more. Its cards are used no more, even if nobody brings them back."""
    enrolment.withdrawn_at = now()
    out = update(ChildCard).where(ChildCard.enrolment_id == enrolment.id, ChildCard.returned_at.is_(None))
    session.execute(out.values(returned_at=now()).execution_options(synchronize_session="fetch"))
    session.flush()


def fill(session: Session, space: Space) -> None:
    """Give the places that are free to the first in the line who fit, up to the last day and on it."""
    today = today_at(session, space)
    if space.ended_at or (space.closes_on and space.closes_on < today):
        return
    free = free_places(session, space)
    for enrolment in session.scalars(those_waiting(space.id)):
        if enrolment.children <= free:
            enrolment.given_at = now()
            free -= enrolment.children
    session.flush()


def _new_code(session: Session) -> str:
    """Return a code that no family has, in any space."""
    while True:
        code = new_code(CODE_LENGTH)
        if session.scalar(select(SpaceEnrolment.id).where(SpaceEnrolment.code == code)) is None:
            return code
