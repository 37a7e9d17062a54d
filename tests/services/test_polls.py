"""A factory's poll: opened once, answered without a trace of who, told of when it's over."""

import uuid
from datetime import date

import pytest
import time_machine
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mpt.models import Factory, Poll, PollAnswer
from mpt.rules.grading import UnknownAnswerError
from mpt.rules.polls import Counted, PollBackwardsError, State
from mpt.services import factories, polls
from mpt.services.factories import CameBeforeError, UnknownFactoryError
from mpt.services.polls import PollNotOpenError, UnknownPollError
from mpt.services.sealing import Sealer
from tests.services.acts import count

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 14)
DURING, AFTERWARDS = "2026-12-05T04:00:00Z", "2026-12-15T04:00:00Z"

SEALER = Sealer(bytes(32))


@pytest.fixture(autouse=True)
def today() -> object:
    """It's the last evening of November in China."""
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        yield


@pytest.fixture
def factory(session: Session) -> Factory:
    """A factory."""
    return factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]


@pytest.fixture
def poll(session: Session, factory: Factory) -> Poll:
    """Its poll in December."""
    return polls.open_poll(session, uuid.uuid4(), factory.id, FIRST, LAST)


def answer(session: Session, poll: Poll, times: int, **answers: int) -> None:
    """Let so many workers answer the same, while the poll runs."""
    with time_machine.travel(DURING, tick=False):
        for _ in range(times):
            polls.answer(session, SEALER, poll.code, uuid.uuid4(), answers)


def test_a_poll_is_opened_once(session: Session, factory: Factory, poll: Poll) -> None:
    assert (poll.opens_on, poll.closes_on, len(poll.code)) == (FIRST, LAST, 6)
    with pytest.raises(CameBeforeError):
        polls.open_poll(session, poll.id, factory.id, FIRST, FIRST)
    assert [seen.poll for seen in polls.polls_of(session, factory.id)] == [poll]


def test_days_that_cannot_be_and_factories_that_are_not_there_are_refused(session: Session, factory: Factory) -> None:
    with pytest.raises(PollBackwardsError):
        polls.open_poll(session, uuid.uuid4(), factory.id, LAST, FIRST)
    with pytest.raises(UnknownFactoryError):
        polls.open_poll(session, uuid.uuid4(), uuid.uuid4(), FIRST, LAST)
    with pytest.raises(UnknownFactoryError):
        polls.polls_of(session, uuid.uuid4())
    assert count(session, Poll) == 0


def test_it_is_open_while_it_is_its_days_at_the_factory(session: Session, factory: Factory, poll: Poll) -> None:
    states = []
    # December begins in China at 16:00 UTC on 30 November; the fifteenth does so at 16:00 on the fourteenth.
    for moment in ("2026-11-30T15:59:59Z", "2026-11-30T16:00:00Z", "2026-12-14T15:59:59Z", "2026-12-14T16:00:00Z"):
        with time_machine.travel(moment, tick=False):
            states.append(polls.look(session, factory.id, poll.id).state)
            assert polls.by_code(session, poll.code) == (poll, factory, states[-1])
    assert states == [State.WAITING, State.OPEN, State.OPEN, State.CLOSED]


def test_answers_are_taken_while_it_is_open_only(session: Session, poll: Poll) -> None:
    for moment in ("2026-11-30T12:00:00Z", AFTERWARDS):
        with time_machine.travel(moment, tick=False), pytest.raises(PollNotOpenError):
            polls.answer(session, SEALER, poll.code, uuid.uuid4(), {"stay": 0})
    with pytest.raises(UnknownPollError):
        polls.answer(session, SEALER, "ZZZZZZ", uuid.uuid4(), {"stay": 0})
    with time_machine.travel(DURING, tick=False), pytest.raises(UnknownAnswerError):
        polls.answer(session, SEALER, poll.code, uuid.uuid4(), {"stay": 3})
    assert count(session, PollAnswer) == 0


def test_two_taps_answer_once_and_the_first_stands(session: Session, poll: Poll) -> None:
    submission = uuid.uuid4()
    with time_machine.travel(DURING, tick=False):
        polls.answer(session, SEALER, poll.code, submission, {"stay": 0, "trust": 4})
        polls.answer(session, SEALER, poll.code, submission, {"stay": 2})
    kept = session.query(PollAnswer).one()
    assert kept.answers == {"stay": 0, "trust": 4}
    # Ids decide which answers are among the tens that are counted, so nobody chooses one.
    assert kept.id != submission


def test_who_leaves_everything_out_leaves_nothing(session: Session, poll: Poll) -> None:
    answer(session, poll, 3)
    assert count(session, PollAnswer) == 0


def test_nothing_is_told_before_it_is_over(session: Session, factory: Factory, poll: Poll) -> None:
    answer(session, poll, 12, stay=1)
    for moment in (DURING, "2026-12-14T15:59:59Z"):
        with time_machine.travel(moment, tick=False):
            assert polls.told_of(session, factory.id) == []
    with time_machine.travel(AFTERWARDS, tick=False):
        (told,) = polls.told_of(session, factory.id)
    assert told.poll == poll
    assert told.counted == {"trust": None, "satisfied": None, "stay": Counted(10, (0, 100, 0)), "unattended": None}


def test_the_last_four_are_told_of_each_apart(session: Session, factory: Factory) -> None:
    other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    elsewhere = polls.open_poll(session, uuid.uuid4(), other.id, FIRST, LAST)
    made = [
        polls.open_poll(session, uuid.uuid4(), factory.id, date(2026, 12, day), date(2026, 12, 10))
        for day in (1, 2, 3, 4, 5)
    ]
    for number, each in enumerate(made):
        answer(session, each, 10, stay=number % 3)
    answer(session, elsewhere, 20, stay=1)
    with time_machine.travel(AFTERWARDS, tick=False):
        told = polls.told_of(session, factory.id)
    assert [(each.poll, (each.counted["stay"] or Counted(0, ())).percents.index(100)) for each in told] == [
        (made[4], 1), (made[3], 0), (made[2], 2), (made[1], 1),
    ]  # fmt: skip


def test_another_factorys_poll_is_not_there(session: Session, factory: Factory, poll: Poll) -> None:
    other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    for factory_id, poll_id in ((other.id, poll.id), (factory.id, uuid.uuid4())):
        with pytest.raises(UnknownPollError):
            polls.look(session, factory_id, poll_id)


def test_an_answer_has_no_room_for_who_or_when(session: Session) -> None:
    columns = {column["name"] for column in inspect(session.get_bind()).get_columns("poll_answer")}
    assert columns == {"id", "poll_id", "answers"}


def test_on_sqlite_no_row_id_tells_the_order_in_which_they_came(session: Session, poll: Poll) -> None:
    answer(session, poll, 2, stay=0)
    if session.get_bind().dialect.name == "sqlite":
        with pytest.raises(OperationalError, match="rowid"):
            session.execute(text("SELECT rowid FROM poll_answer"))
