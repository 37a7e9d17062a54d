"""A factory's roster: the numbers of those who work there, and nothing else of them. By it a factory says who has left.

What is said of a roster compares two lists of the factory's own. It never says who joined: to a number that no worker gave
the same happens, and the answer is the same.
"""

import uuid
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from mpt.models import Factory, Membership, Naming, RosterEntry
from mpt.models.base import now
from mpt.models.once import locked
from mpt.rules import places

MOST_NUMBERS = 10_000
"""How many numbers a roster may list."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new roster beside the one before: how many numbers are new, how many still there, how many gone."""

    new: int
    still: int
    gone: int

    @classmethod
    def of(cls, before: Set[str], after: Set[str]) -> "Comparison":
        """Compare two lists of numbers."""
        return cls(new=len(after - before), still=len(after & before), gone=len(before - after))


def clean_numbers(texts: Iterable[str]) -> frozenset[str]:
    """Return workers' numbers as they are compared. Raises NumberError."""
    return frozenset(places.clean_number(text) for text in texts) - {""}


def count_listed(session: Session, factory_id: uuid.UUID) -> int:
    """Return how many numbers a factory's roster lists."""
    statement = select(func.count()).select_from(RosterEntry).where(RosterEntry.factory_id == factory_id)
    return session.scalar(statement) or 0


def compare(session: Session, factory_id: uuid.UUID, numbers: Set[str]) -> Comparison:
    """Return what a new roster would change."""
    return Comparison.of(_listed(session, factory_id), numbers)


def replace(session: Session, factory_id: uuid.UUID, numbers: Set[str]) -> Comparison:
    """Put a new roster in the place of the one before; whoever's number is gone has left. Return what it changed."""
    locked(session, Factory, factory_id)  # of two rosters at once, the second is compared with the first
    before = _listed(session, factory_id)
    _leave(session, factory_id, before - numbers)
    new = [{"factory_id": factory_id, "number": number} for number in sorted(numbers - before)]
    if new:
        session.execute(insert(RosterEntry), new)
    return Comparison.of(before, numbers)


def say_left(session: Session, factory_id: uuid.UUID, number: str) -> None:
    """Write down that whoever has this number in a factory has left, if anybody has. Raises NumberError."""
    _leave(session, factory_id, clean_numbers([number]))


def clear(session: Session, factory_id: uuid.UUID) -> None:
    """Forget a factory's roster. Nobody has left by that."""
    session.execute(delete(RosterEntry).where(RosterEntry.factory_id == factory_id))


def _listed(session: Session, factory_id: uuid.UUID) -> frozenset[str]:
    return frozenset(session.scalars(select(RosterEntry.number).where(RosterEntry.factory_id == factory_id)))


def _leave(session: Session, factory_id: uuid.UUID, numbers: Collection[str]) -> None:
    # A number that is no longer listed is nobody's business any more, so its row goes.
    listed = RosterEntry.factory_id == factory_id, RosterEntry.number.in_(numbers)
    session.execute(delete(RosterEntry).where(*listed))
    members = Membership.factory_id == factory_id, Membership.number.in_(numbers), Membership.left_at.is_(None)
    session.execute(delete(Naming).where(Naming.membership_id.in_(select(Membership.id).where(*members))))
    session.execute(update(Membership).where(*members).values(left_at=now()))
