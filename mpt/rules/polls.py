"""A factory's anonymous poll: what it asks, from when to when, and what is told of the answers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mpt.rules.figures import STEP
from mpt.rules.grading import UnknownAnswerError
from mpt.rules.names import RefusedError

LONGEST = timedelta(days=31)
"""For how long a poll may run: what is answered over half a year is no answer to how it is now."""

Answers = Mapping[str, int]
"""What somebody answered: an item's id to the position of the answer, from 0. What was left out isn't in it."""


class PollPastError(RefusedError):
    """A poll can't begin before today: nobody would have known of it."""


class PollBackwardsError(RefusedError):
    """A poll's last day is before its first."""


class PollLongError(RefusedError):
    """A poll runs for longer than LONGEST."""


class State(StrEnum):
    """Where a poll is in its days."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked, and how many answers there are to choose from."""

    id: str
    places: int


ITEMS = (Item("trust", 5), Item("satisfied", 5), Item("stay", 3), Item("unattended", 6))
"""What every poll asks (CURRICULUM 6): trust in the management, how satisfied, whether to stay, a child's hours alone."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many answered an item, in full tens, and how many of a hundred of them chose each answer."""

    n: int
    percents: tuple[int, ...]


def check_days(opens_on: date, closes_on: date, today: date) -> None:
    """Raise PollPastError, PollBackwardsError or PollLongError for a first and a last day that a poll can't have."""
    if opens_on < today:
        raise PollPastError
    if closes_on < opens_on:
        raise PollBackwardsError
    if closes_on - opens_on >= LONGEST:
        raise PollLongError


def state(opens_on: date, closes_on: date, today: date) -> State:
    """Return where a poll is on a day. It's open on its first day and on its last."""
    if today < opens_on:
        return State.WAITING
    return State.OPEN if today <= closes_on else State.CLOSED


def check_answers(answers: Answers) -> None:
    """Raise UnknownAnswerError for an answer to what isn't asked, or that there isn't."""
    places = {item.id: item.places for item in ITEMS}
    for item, place in answers.items():
        if not 0 <= place < places.get(item, 0):
            raise UnknownAnswerError(item)


def count(all_answers: Iterable[Answers]) -> dict[str, Counted | None]:
    """Count the answers to each item; None where fewer than ten answered it.

    Of each item just full tens are counted, the first in the order given; up to nine answers beyond them count nowhere.
    So whoever knows what all but one have answered mostly doesn't even know whether that one is counted. The order must not
    follow time: then nobody knows which ones are left out. Where just ten answered and nine of them tell each other, they
    know the tenth's answer; no total of a few can help that, so a poll belongs before many.
    """
    given: dict[str, list[int]] = {item.id: [] for item in ITEMS}
    for answers in all_answers:
        for item, place in answers.items():
            given[item].append(place)
    return {item.id: _counted(given[item.id], item.places) for item in ITEMS}


def _counted(given: list[int], places: int) -> Counted | None:
    n = len(given) // STEP * STEP
    if not n:
        return None
    chosen = Counter(given[:n])
    return Counted(n, tuple((200 * chosen[place] + n) // (2 * n) for place in range(places)))
