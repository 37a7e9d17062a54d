"""Places in a space: asked for by parents, given while there are some, given up, and passed on to who waits.

Parents ask with a phone, or the desk writes it down. A place stays when a parent leaves the factory, and one with a card also
when a parent erases all that is known here: no child is sent home for it.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from mpt.models import ChildCard, Factory, Membership, Space, SpaceEnrolment
from mpt.models.base import now
from mpt.rules import spaces
from mpt.rules.spaces import State
from mpt.services.merging import lock_learner
from mpt.services.spaces import line
from mpt.services.spaces.line import NotAMemberError, UnknownEnrolmentError, UnknownSpaceError


@dataclass(frozen=True, slots=True)
class Taken:
    """How a space's places stand, in children: `given` have a place, `waiting` would like one."""

    places: int
    given: int
    waiting: int

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return self.places - self.given


@dataclass(frozen=True, slots=True)
class Seen:
    """A space as a parent sees it, and what the parent asked for there and hasn't given up, if anything."""

    space: Space
    factory: Factory
    enrolment: SpaceEnrolment | None


def ask(session: Session, space_id: uuid.UUID, learner_id: uuid.UUID, bands: Mapping[str, int]) -> SpaceEnrolment:
    """Ask for places for so many children of each band, or change what was asked for. Given at once where there's room.

    Who asks again keeps places, or the place in the line, for as many children or fewer. For more: who waits goes to the end
    of the line; who has places gets more if there are some, else NoRoomError, and keeps those. The same twice changes nothing.

    Raises UnknownSpaceError; SpaceOverError; NotAMemberError for somebody new, or for more children; NoRoomError;
    CardsOutError where fewer children of a band would be left than cards are out; the refusals of `clean_bands`.
    """
    learner = lock_learner(session, learner_id)
    space = line.locked_space(session, space_id)
    line.check_not_over(session, space)
    asked = spaces.clean_bands(space, space.places, bands)
    found = _open_one(session, space_id, learner.id)
    if found is None or sum(asked.values()) > found.children:
        _check_member(session, learner.id, space.factory_id)
    if found is None:
        return line.enrol(session, space, asked, learner_id=learner.id)
    line.resize(session, space, found, asked)
    return found


def withdraw(session: Session, space_id: uuid.UUID, learner_id: uuid.UUID) -> None:
    """Give a family's places up, or leave the line; cards that are out can't be used any more. Twice changes nothing.

    The freed places go to the first in the line who fit. Raises UnknownSpaceError.
    """
    learner = lock_learner(session, learner_id)
    space = line.locked_space(session, space_id)
    found = _open_one(session, space_id, learner.id)
    if found:
        line.give_up(session, found)
        line.fill(session, space)


def has_ever_asked(session: Session, learner_id: uuid.UUID, space_id: uuid.UUID) -> bool:
    """Say whether a parent asks for places in a space, or did and has given them up."""
    asked = exists().where(SpaceEnrolment.space_id == space_id, SpaceEnrolment.learner_id == learner_id)
    return bool(session.scalar(select(asked)))


def own(session: Session, learner_id: uuid.UUID) -> list[Seen]:
    """Return all that a parent has asked for and not given up, in spaces that are over too, newest first. One query."""
    statement = _seen(learner_id).where(SpaceEnrolment.id.is_not(None)).order_by(Space.opens_on.desc(), Space.id)
    return [Seen(*row) for row in session.execute(statement)]


def seen_by(session: Session, learner_id: uuid.UUID) -> list[Seen]:
    """Return the spaces that aren't over of the factories where a learner is a member now, or has asked. One query.

    Those that open first stand first.
    """
    theirs = or_(SpaceEnrolment.id.is_not(None), _is_member(learner_id))
    statement = _seen(learner_id).where(theirs, Space.ended_at.is_(None)).order_by(Space.opens_on, Space.id)
    seen = (Seen(*row) for row in session.execute(statement))
    # Which day it is only the factory's time zone says, so this isn't asked of the database.
    return [one for one in seen if spaces.state(one.space, _today(one.factory)) is not State.OVER]


def for_parent(session: Session, learner_id: uuid.UUID, space_id: uuid.UUID) -> Seen:
    """Return a space for a member of its factory, or for a parent who has asked for places there. One query.

    Raises UnknownSpaceError for everybody else.
    """
    theirs = or_(SpaceEnrolment.id.is_not(None), _is_member(learner_id))
    row = session.execute(_seen(learner_id).where(Space.id == space_id, theirs)).first()
    if row is None:
        raise UnknownSpaceError(str(space_id))
    return Seen(*row)


def write_down(
    session: Session, enrolment_id: uuid.UUID, space_id: uuid.UUID, bands: Mapping[str, int]
) -> SpaceEnrolment:
    """Write down at the desk what somebody without a phone asks for. The same id again changes nothing; it's returned.

    Raises UnknownSpaceError, SpaceOverError, UnknownEnrolmentError for an id of another space, or the refusals of
    `clean_bands`.
    """
    space = line.locked_space(session, space_id)
    if session.get(SpaceEnrolment, enrolment_id):
        return find(session, space_id, enrolment_id)
    line.check_not_over(session, space)
    return line.enrol(session, space, spaces.clean_bands(space, space.places, bands), enrolment_id)


def withdraw_at_desk(session: Session, space_id: uuid.UUID, enrolment_id: uuid.UUID) -> None:
    """Give a family's places up at the desk, or take it from the line. Twice changes nothing.

    Raises UnknownSpaceError or UnknownEnrolmentError.
    """
    space = line.locked_space(session, space_id)
    found = find(session, space_id, enrolment_id)
    if found.withdrawn_at is None:
        line.give_up(session, found)
        line.fill(session, space)


def find(session: Session, space_id: uuid.UUID, enrolment_id: uuid.UUID) -> SpaceEnrolment:
    """Return what a family asked for in a space, as it is now, given up or not. Raises UnknownEnrolmentError."""
    found = session.get(SpaceEnrolment, enrolment_id, populate_existing=True)
    if found is None or found.space_id != space_id:
        raise UnknownEnrolmentError(str(enrolment_id))
    return found


def waiting(session: Session, space_id: uuid.UUID) -> list[SpaceEnrolment]:
    """Return those who wait for a place, the first in the line first."""
    return list(session.scalars(line.those_waiting(space_id)))


def given(session: Session, space_id: uuid.UUID) -> list[tuple[SpaceEnrolment, list[int]]]:
    """Return those who have a place, by their codes, with the numbers of the cards that they have. Two queries."""
    families = (
        select(SpaceEnrolment)
        .where(
            SpaceEnrolment.space_id == space_id,
            SpaceEnrolment.withdrawn_at.is_(None),
            SpaceEnrolment.given_at.is_not(None),
        )
        .order_by(SpaceEnrolment.code)
    )
    out = (
        select(ChildCard.enrolment_id, ChildCard.number)
        .where(ChildCard.space_id == space_id, ChildCard.returned_at.is_(None))
        .order_by(ChildCard.number)
    )
    numbers: defaultdict[uuid.UUID, list[int]] = defaultdict(list)
    for enrolment_id, number in session.execute(out):
        numbers[enrolment_id].append(number)
    return [(family, numbers[family.id]) for family in session.scalars(families)]


def position(session: Session, enrolment: SpaceEnrolment) -> int:
    """Return the place in the line, 1 for the first; 0 for whoever doesn't wait."""
    ids = [one.id for one in waiting(session, enrolment.space_id)]
    return ids.index(enrolment.id) + 1 if enrolment.id in ids else 0


def taken(session: Session, space_id: uuid.UUID) -> Taken:
    """Return how a space's places stand. Raises UnknownSpaceError."""
    row = session.execute(_taken().where(Space.id == space_id)).first()
    if row is None:
        raise UnknownSpaceError(str(space_id))
    return Taken(*row[1:])


def taken_of_factory(session: Session, factory_id: uuid.UUID) -> dict[uuid.UUID, Taken]:
    """Return how the places of each of a factory's spaces stand, by the space's id. One query."""
    rows = session.execute(_taken().where(Space.factory_id == factory_id))
    return {row[0]: Taken(*row[1:]) for row in rows}


def _taken() -> Select[uuid.UUID, int, int, int]:
    def children(*of: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((and_(*of), SpaceEnrolment.children), else_=0)), 0)

    return (
        select(
            Space.id,
            Space.places,
            children(SpaceEnrolment.given_at.is_not(None)),
            children(SpaceEnrolment.given_at.is_(None), SpaceEnrolment.id.is_not(None)),
        )
        .outerjoin(SpaceEnrolment, and_(SpaceEnrolment.space_id == Space.id, SpaceEnrolment.withdrawn_at.is_(None)))
        .group_by(Space.id, Space.places)
    )


def _seen(learner_id: uuid.UUID) -> Select[Space, Factory, SpaceEnrolment | None]:
    return (
        select(Space, Factory, SpaceEnrolment)
        .join(Factory, Factory.id == Space.factory_id)
        .outerjoin(
            SpaceEnrolment,
            and_(
                SpaceEnrolment.space_id == Space.id,
                SpaceEnrolment.learner_id == learner_id,
                SpaceEnrolment.withdrawn_at.is_(None),
            ),
        )
    )


def _is_member(learner_id: uuid.UUID) -> ColumnElement[bool]:
    return exists().where(
        Membership.learner_id == learner_id, Membership.factory_id == Space.factory_id, Membership.left_at.is_(None)
    )


def _open_one(session: Session, space_id: uuid.UUID, learner_id: uuid.UUID) -> SpaceEnrolment | None:
    statement = select(SpaceEnrolment).where(
        SpaceEnrolment.space_id == space_id,
        SpaceEnrolment.learner_id == learner_id,
        SpaceEnrolment.withdrawn_at.is_(None),
    )
    return session.scalar(statement.execution_options(populate_existing=True))


def _check_member(session: Session, learner_id: uuid.UUID, factory_id: uuid.UUID) -> None:
    statement = select(Membership.id).where(
        Membership.learner_id == learner_id, Membership.factory_id == factory_id, Membership.left_at.is_(None)
    )
    if session.scalar(statement) is None:
        raise NotAMemberError(str(factory_id))


def _today(factory: Factory) -> date:
    return now().astimezone(ZoneInfo(factory.timezone)).date()
