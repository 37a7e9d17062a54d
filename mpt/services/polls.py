"""A factory's anonymous polls. What is kept of an answer is the answer: not whose, not from which phone, not when.

What somebody with the database in hands could still see: on PostgreSQL, in which order rows were written, as long as it keeps
them so, and transactions' numbers beside those of other tables; on either, in copies made while a poll ran, which answers had
come by then. And a web server's log, where one is kept, has addresses and minutes. None of it has a name, and the answers of
a worker who did something else here in the same minute might be guessed from it. So polls belong on a server whose
database and logs the factory can't read. On SQLite, rows lie in the order of their random keys.

Whoever wants to can answer twice: what would keep them from it would have to know who they are. So whoever answers nine times
and knows that just one other has answered knows what that one said. That's why the office alone opens polls, and why an answer's
id is worked out with a key: nobody chooses by it which answers are among the tens that are counted.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Factory, Poll, PollAnswer
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import polls as rules
from mpt.rules.codes import JOIN_LENGTH, new_code
from mpt.rules.polls import Answers, Counted, State
from mpt.services.factories import CameBeforeError, find, today_at
from mpt.services.sealing import Sealer

TOLD = 4
"""How many polls are told of beside each other: more than that nobody compares."""


class UnknownPollError(Exception):
    """There is no such poll, or it isn't this factory's."""


class PollNotOpenError(Exception):
    """The poll hasn't begun, or is over; nothing is kept."""


@dataclass(frozen=True, slots=True)
class PollSeen:
    """A poll, and where it is in its days."""

    poll: Poll
    state: State


@dataclass(frozen=True, slots=True)
class PollTold:
    """What was answered in a poll that is over: each item's count, None for one under ten."""

    poll: Poll
    counted: dict[str, Counted | None]


def open_poll(session: Session, poll_id: uuid.UUID, factory_id: uuid.UUID, opens_on: date, closes_on: date) -> Poll:
    """Open a poll at a factory from a day to a day, both days of the factory.

    Raises CameBeforeError for an id that is there, UnknownFactoryError, or the refusals of `mpt.rules.polls`.
    """
    rules.check_days(opens_on, closes_on, today_at(find(session, factory_id)))
    values = {"factory_id": factory_id, "opens_on": opens_on, "closes_on": closes_on, "made_at": now()}
    # A code that is taken is taken once in a billion; the second try then is a tap like the first.
    if not insert_once(session, Poll, id=poll_id, code=new_code(JOIN_LENGTH), **values):
        raise CameBeforeError(str(poll_id))
    return session.get_one(Poll, poll_id)


def polls_of(session: Session, factory_id: uuid.UUID) -> list[PollSeen]:
    """Return a factory's polls, the latest first. Raises UnknownFactoryError."""
    today = today_at(find(session, factory_id))
    statement = select(Poll).where(Poll.factory_id == factory_id).order_by(Poll.opens_on.desc(), Poll.made_at.desc())
    return [_seen(poll, today) for poll in session.scalars(statement)]


def told_of(session: Session, factory_id: uuid.UUID) -> list[PollTold]:
    """Return what was answered in a factory's last TOLD polls that are over, the latest first.

    Nothing is told while a poll runs: two looks would tell what was answered between them.
    """
    over = [seen.poll for seen in polls_of(session, factory_id) if seen.state is State.CLOSED]
    return [PollTold(poll, rules.count(_answers(session, poll))) for poll in over[:TOLD]]


def look(session: Session, factory_id: uuid.UUID, poll_id: uuid.UUID) -> PollSeen:
    """Return a poll of a factory. Raises UnknownPollError."""
    poll = session.get(Poll, poll_id)
    if poll is None or poll.factory_id != factory_id:
        raise UnknownPollError(str(poll_id))
    return _seen(poll, today_at(find(session, factory_id)))


def by_code(session: Session, code: str) -> tuple[Poll, Factory, State]:
    """Return the poll that a code leads to, who asks, and where the poll is in its days. Raises UnknownPollError."""
    poll = session.scalar(select(Poll).where(Poll.code == code))
    if poll is None:
        raise UnknownPollError(code)
    factory = find(session, poll.factory_id)
    return poll, factory, rules.state(poll.opens_on, poll.closes_on, today_at(factory))


def answer(session: Session, sealer: Sealer, code: str, submission: uuid.UUID, answers: Answers) -> None:
    """Keep what somebody answers; the same `submission` once, and nothing where everything was left out.

    Raises UnknownPollError, PollNotOpenError, or UnknownAnswerError for what isn't asked.
    """
    poll, _factory, state = by_code(session, code)
    if state is not State.OPEN:
        raise PollNotOpenError(code)
    rules.check_answers(answers)
    if answers:
        key = uuid.UUID(bytes=sealer.digest(f"{poll.id} {submission}", "poll answer")[:16], version=4)
        insert_once(session, PollAnswer, id=key, poll_id=poll.id, answers=dict(sorted(answers.items())))


def _seen(poll: Poll, today: date) -> PollSeen:
    return PollSeen(poll, rules.state(poll.opens_on, poll.closes_on, today))


def _answers(session: Session, poll: Poll) -> Sequence[Answers]:
    """Return a poll's answers in the order of their keys, which are random."""
    statement = select(PollAnswer.answers).where(PollAnswer.poll_id == poll.id).order_by(PollAnswer.id)
    return session.scalars(statement).all()
