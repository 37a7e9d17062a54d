"""The desk at a space's door: cards for those who have places, who came, and how many. No child has a name here."""

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from mpt.models import ChildCard, Headcount, Presence, Space, SpaceEnrolment
from mpt.models.base import now
from mpt.rules import spaces
from mpt.rules.codes import read_code
from mpt.rules.names import RefusedError
from mpt.services.spaces import line, places
from mpt.services.spaces.line import UnknownSpaceError


class UnknownCodeError(RefusedError):
    """No family in this space has this code, or it gave its places up."""


class UnknownCardError(RefusedError):
    """No child in this space ever had a card with this number."""


class CardReturnedError(RefusedError):
    """The card was given back on an earlier day, or its family gave the place up."""


class NotGivenError(Exception):
    """The family waits for its places, or gave them up: it gets no cards."""


class NotOpenError(RefusedError):
    """The space isn't open on this day, or the day is still to come, or longer ago than DAYS_BACK days."""


@dataclass(frozen=True, slots=True)
class CardOnDay:
    """One card on one day. `is_returned`: it was given back on this day or later, so it counts here all the same."""

    number: int
    band: str
    is_there: bool
    is_returned: bool


@dataclass(frozen=True, slots=True)
class DaySheet:
    """One day: each card that a child has or had, and how many heads were counted where somebody did."""

    day: date
    cards: tuple[CardOnDay, ...]
    headcount: int | None

    @property
    def tapped(self) -> int:
        """How many cards were tapped."""
        return sum(card.is_there for card in self.cards)

    @property
    def children(self) -> int:
        """How many children count for this day."""
        return spaces.child_days(self.tapped, self.headcount)


def by_code(session: Session, space_id: uuid.UUID, code: str) -> SpaceEnrolment:
    """Return what the family asked for that shows this code at the desk; `code` as it was typed. Raises UnknownCodeError."""
    statement = select(SpaceEnrolment).where(
        SpaceEnrolment.space_id == space_id,
        SpaceEnrolment.code == read_code(code),
        SpaceEnrolment.withdrawn_at.is_(None),
    )
    found = session.scalar(statement)
    if found is None:
        raise UnknownCodeError
    return found


def give_cards(session: Session, space_id: uuid.UUID, enrolment_id: uuid.UUID) -> list[ChildCard]:
    """Give a family a card for each of its children, and return all that it has; who has them gets no others.

    Numbers count up from 1 in each space, the youngest of a family first, and none is ever given to a second child.
    Raises UnknownSpaceError, UnknownEnrolmentError, NotGivenError, or SpaceOverError.
    """
    space = line.locked_space(session, space_id)
    enrolment = places.find(session, space_id, enrolment_id)
    if enrolment.withdrawn_at or not enrolment.given_at:
        raise NotGivenError(str(enrolment_id))
    line.check_not_over(session, space)
    out = cards_of(session, enrolment_id)
    lowest = (session.scalar(select(func.max(ChildCard.number)).where(ChildCard.space_id == space_id)) or 0) + 1
    for number, band in enumerate(_without_card(enrolment, out), lowest):
        session.add(ChildCard(space_id=space_id, number=number, enrolment_id=enrolment_id, band=band, given_at=now()))
    session.flush()
    return cards_of(session, enrolment_id)


def cards_of(session: Session, enrolment_id: uuid.UUID) -> list[ChildCard]:
    """Return the cards that a family has out, by number."""
    statement = (
        select(ChildCard)
        .where(ChildCard.enrolment_id == enrolment_id, ChildCard.returned_at.is_(None))
        .order_by(ChildCard.number)
    )
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def cards_to_give(enrolment: SpaceEnrolment, out: Collection[ChildCard]) -> int:
    """Return how many cards a family with the cards `out` may still get: one for each child of it who has a place."""
    has_places = enrolment.given_at is not None and enrolment.withdrawn_at is None
    return len(_without_card(enrolment, out)) if has_places else 0


def return_card(session: Session, space_id: uuid.UUID, number: int) -> ChildCard:
    """Take a card back from a child who comes no more; its place is free for who waits. Twice changes nothing.

    Raises UnknownSpaceError or UnknownCardError. A card that is lost isn't returned: print its number again.
    """
    space = line.locked_space(session, space_id)
    card = session.get(ChildCard, (space_id, number), populate_existing=True)
    if card is None:
        raise UnknownCardError
    if card.returned_at is None:
        card.returned_at = now()
        _shrink(session, space, places.find(session, space_id, card.enrolment_id), card.band)
    return card


def note_all(
    session: Session,
    space_id: uuid.UUID,
    day: date,
    came: Collection[int],
    not_came: Collection[int],
    staff_id: uuid.UUID,
) -> None:
    """Note the cards that came, and take back those of `not_came`. All or nothing; twice changes nothing.

    Raises UnknownSpaceError, UnknownCardError, CardReturnedError or NotOpenError.
    """
    space = line.locked_space(session, space_id)
    _check_day(session, space, day)
    _check_cards(session, space, day, set(came))
    _tap(session, space, day, sorted(set(came) - _tapped(session, space_id, day)), staff_id)
    _untap(session, space_id, day, set(not_came) - set(came))


def count_heads(session: Session, space_id: uuid.UUID, day: date, children: int | None, staff_id: uuid.UUID) -> None:
    """Write down how many children were there, in place of an earlier count of the day; None takes that back.

    Raises UnknownSpaceError, NotOpenError, HeadcountError, or HeadcountTooLowError for fewer than cards were tapped.
    """
    space = line.locked_space(session, space_id)
    _check_day(session, space, day)
    if children is not None:
        spaces.check_headcount(children, len(_tapped(session, space_id, day)))
    session.execute(delete(Headcount).where(Headcount.space_id == space_id, Headcount.day == day))
    if children is not None:
        session.add(Headcount(space_id=space_id, day=day, children=children, noted_at=now(), noted_by=staff_id))
        session.flush()


def day_sheet(session: Session, space_id: uuid.UUID, day: date) -> DaySheet:
    """Return one day of a space, whichever it is. Raises UnknownSpaceError."""
    space = _space(session, space_id)
    zone, there = line.zone_of(session, space), _tapped(session, space_id, day)
    cards = select(ChildCard).where(ChildCard.space_id == space_id).order_by(ChildCard.number)
    headcount = select(Headcount.children).where(Headcount.space_id == space_id, Headcount.day == day)
    return DaySheet(
        day=day,
        cards=tuple(
            CardOnDay(card.number, card.band, card.number in there, card.returned_at is not None)
            for card in session.scalars(cards)
            if card.number in there or not _was_returned_before(card, day, zone)
        ),
        headcount=session.scalar(headcount),
    )


def days_to_note(session: Session, space_id: uuid.UUID) -> list[date]:
    """Return the days that can be noted now where the factory is, newest first. Raises UnknownSpaceError."""
    return _days(session, _space(session, space_id))


def _space(session: Session, space_id: uuid.UUID) -> Space:
    space = session.get(Space, space_id)
    if space is None:
        raise UnknownSpaceError(str(space_id))
    return space


def _days(session: Session, space: Space) -> list[date]:
    zone = line.zone_of(session, space)
    ended = space.ended_at.astimezone(zone).date() if space.ended_at else None
    latest = spaces.days_to_note(space, now().astimezone(zone).date())
    return [day for day in latest if ended is None or day <= ended]


def _check_day(session: Session, space: Space, day: date) -> None:
    if day not in _days(session, space):
        raise NotOpenError


def _check_cards(session: Session, space: Space, day: date, numbers: Collection[int]) -> None:
    zone = line.zone_of(session, space)
    statement = select(ChildCard).where(ChildCard.space_id == space.id, ChildCard.number.in_(numbers))
    cards = session.scalars(statement.execution_options(populate_existing=True)).all()
    if len(cards) < len(numbers):
        raise UnknownCardError
    if any(_was_returned_before(card, day, zone) for card in cards):
        raise CardReturnedError


def _was_returned_before(card: ChildCard, day: date, zone: ZoneInfo) -> bool:
    return card.returned_at is not None and card.returned_at.astimezone(zone).date() < day


def _tapped(session: Session, space_id: uuid.UUID, day: date) -> set[int]:
    return set(session.scalars(select(Presence.number).where(Presence.space_id == space_id, Presence.day == day)))


def _tap(session: Session, space: Space, day: date, numbers: Collection[int], staff_id: uuid.UUID) -> None:
    """Note cards that aren't noted yet. Whoever does that has locked the space, so nobody else does meanwhile."""
    at = now()
    rows = [
        {"space_id": space.id, "day": day, "number": number, "noted_at": at, "noted_by": staff_id} for number in numbers
    ]
    if rows:
        # One statement for all: an hour's taps of forty children arrive at once, and the next desk waits.
        session.execute(insert(Presence).values(rows))


def _untap(session: Session, space_id: uuid.UUID, day: date, numbers: Collection[int]) -> None:
    wrong = delete(Presence).where(Presence.space_id == space_id, Presence.day == day, Presence.number.in_(numbers))
    session.execute(wrong.execution_options(synchronize_session=False))


def _without_card(enrolment: SpaceEnrolment, out: Collection[ChildCard]) -> list[str]:
    """Return the bands of a family's children who have no card yet, the youngest first."""
    has = Counter(card.band for card in out)
    return [band for band in spaces.BANDS for _child in range(enrolment.bands.get(band, 0) - has[band])]


def _shrink(session: Session, space: Space, enrolment: SpaceEnrolment, band: str) -> None:
    """Let a family have one child of a band fewer, or no places where it was the last."""
    if enrolment.children == 1:
        line.give_up(session, enrolment)
        line.fill(session, space)
    else:
        left = Counter(enrolment.bands) - Counter([band])
        line.resize(session, space, enrolment, left)
