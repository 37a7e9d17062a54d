"""A factory lists the numbers of its workers. Whoever's number is gone has left, and nobody learns who ever joined."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from mpt.models import Factory, Membership, Naming, RosterEntry
from mpt.models.database import Database
from mpt.rules.places import NumberError
from mpt.services import accounts, factories, memberships, rosters
from mpt.services.rosters import MOST_NUMBERS, Comparison, clean_numbers
from tests.services.acts import at_once, count

MONDAY = datetime(2026, 11, 30, 2, tzinfo=UTC)


@pytest.fixture
def toys(session: Session) -> Factory:
    """A factory."""
    return factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]


@pytest.fixture
def shoes(session: Session) -> Factory:
    """Another factory."""
    return factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0]


def join(session: Session, factory: Factory, number: str = "") -> uuid.UUID:
    """Let somebody join, with a number or without."""
    learner, _token = accounts.begin(session)
    factories.join(session, learner.id, factories.codes_of(session, factory.id)[0][0].code, number)
    return learner.id


def replace(session: Session, factory: Factory, *numbers: str) -> Comparison:
    return rosters.replace(session, factory.id, clean_numbers(numbers))


def left(session: Session) -> set[str | None]:
    """Return the numbers of those who have left, as the database has it."""
    session.expire_all()
    return set(session.scalars(select(Membership.number).where(Membership.left_at.is_not(None))))


def listed(session: Session, factory: Factory) -> list[str]:
    statement = select(RosterEntry.number).where(RosterEntry.factory_id == factory.id)
    return sorted(session.scalars(statement))


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["gd 1", "ＧＤ1", "GD1"], {"GD1"}),
        (["1", "", "  ", "2"], {"1", "2"}),
        ([], set()),
        (["001", "1"], {"001", "1"}),
    ],
)
def test_numbers_are_the_same_however_they_are_written(texts: Iterable[str], numbers: set[str]) -> None:
    assert clean_numbers(texts) == numbers


def test_what_can_be_no_number_is_refused() -> None:
    with pytest.raises(NumberError):
        clean_numbers(["1", "1" * 41])


def test_the_first_roster_makes_nobody_leave(session: Session, toys: Factory) -> None:
    join(session, toys, "1")
    join(session, toys, "9")
    join(session, toys)
    assert replace(session, toys, "1", "2") == Comparison(new=2, still=0, gone=0)
    assert listed(session, toys) == ["1", "2"]
    assert left(session) == set()


def test_whoever_is_on_the_old_roster_and_not_on_the_new_has_left(session: Session, toys: Factory) -> None:
    for number in ("1", "2", "3", "9", ""):
        join(session, toys, number)
    replace(session, toys, "1", "2", "4")
    assert rosters.compare(session, toys.id, clean_numbers(["2", "3"])) == Comparison(new=1, still=1, gone=2)
    assert left(session) == set(), "looking changes nothing"
    with time_machine.travel(MONDAY, tick=False):
        assert replace(session, toys, "2", "3") == Comparison(new=1, still=1, gone=2)
    assert left(session) == {"1"}
    assert session.scalars(select(Membership.left_at).where(Membership.left_at.is_not(None))).one() == MONDAY
    assert listed(session, toys) == ["2", "3"]
    assert replace(session, toys, "2", "3") == Comparison(new=0, still=2, gone=0)


def test_who_has_left_is_named_no_longer(session: Session, toys: Factory) -> None:
    for number in ("1", "2"):
        member = memberships.find(session, join(session, toys, number), toys.id)[0]
        session.add(Naming(membership_id=member.id, course_id="far-away-still-close"))
    replace(session, toys, "1", "2")
    replace(session, toys, "2")
    session.expire_all()
    assert session.scalars(select(Membership.number).join(Naming)).all() == ["2"]


def test_who_has_left_may_come_back_and_stays(session: Session, toys: Factory) -> None:
    replace(session, toys, "1", "2")
    join(session, toys, "1")
    replace(session, toys, "2")
    join(session, toys, "1")
    replace(session, toys, "2")
    replace(session, toys, "1", "2")
    session.expire_all()
    assert [m.left_at is None for m in session.scalars(select(Membership).order_by(Membership.joined_at))] == [
        False,
        True,
    ]


def test_another_factorys_workers_of_the_same_number_stay(session: Session, toys: Factory, shoes: Factory) -> None:
    join(session, shoes, "1")
    for factory in (toys, shoes):
        replace(session, factory, "1", "2")
    replace(session, toys, "2")
    rosters.say_left(session, toys.id, "1")
    assert left(session) == set()
    assert listed(session, shoes) == ["1", "2"]


def test_one_worker_has_left(session: Session, toys: Factory) -> None:
    join(session, toys, "GD1")
    join(session, toys, "GD2")
    replace(session, toys, "GD1", "GD2", "GD3")
    with time_machine.travel(MONDAY, tick=False):
        rosters.say_left(session, toys.id, " gd 1 ")
    assert left(session) == {"GD1"}
    assert listed(session, toys) == ["GD2", "GD3"]
    assert replace(session, toys, "GD2", "GD3") == Comparison(new=0, still=2, gone=0), "said before, not twice"


def test_saying_it_twice_keeps_the_first_day(session: Session, toys: Factory) -> None:
    join(session, toys, "1")
    with time_machine.travel(MONDAY, tick=False):
        rosters.say_left(session, toys.id, "1")
    rosters.say_left(session, toys.id, "1")
    left(session)
    assert session.scalars(select(Membership.left_at)).one() == MONDAY


def test_a_number_that_nobody_gave_is_answered_the_same(session: Session, toys: Factory) -> None:
    join(session, toys, "1")
    join(session, toys)
    answers = [rosters.say_left(session, toys.id, number) for number in ("1", "2", "")]
    assert answers == [None, None, None]
    assert left(session) == {"1"}


def test_a_roster_compares_lists_and_tells_nothing_of_who_joined(
    session: Session, toys: Factory, shoes: Factory
) -> None:
    join(session, toys, "1")
    for factory in (toys, shoes):
        replace(session, factory, "1", "2")
    new = clean_numbers(["2", "3"])
    assert rosters.compare(session, toys.id, new) == rosters.compare(session, shoes.id, new)
    assert replace(session, toys, *new) == replace(session, shoes, *new)


def test_a_cleared_roster_makes_nobody_leave(session: Session, toys: Factory, shoes: Factory) -> None:
    join(session, toys, "1")
    replace(session, toys, "1", "2")
    replace(session, shoes, "1")
    assert rosters.count_listed(session, toys.id) == 2
    rosters.clear(session, toys.id)
    assert rosters.count_listed(session, toys.id) == 0
    assert rosters.count_listed(session, shoes.id) == 1
    replace(session, toys, "3")
    assert left(session) == set()


def test_a_roster_of_ten_thousand_asks_as_little_as_one_of_ten(session: Session, toys: Factory) -> None:
    join(session, toys, "A1")
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert replace(session, toys, *(f"A{number}" for number in range(MOST_NUMBERS))).new == MOST_NUMBERS
        assert replace(session, toys, *(f"B{number}" for number in range(MOST_NUMBERS))).gone == MOST_NUMBERS
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(statements) < 40
    assert left(session) == {"A1"}


def test_of_two_rosters_at_once_the_second_is_compared_with_the_first(database: Database) -> None:
    with database.session(writes=True) as session:
        factory, _code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
        replace(session, factory, "1", "2")
        session.commit()
    outcomes = at_once(database, lambda each: rosters.replace(each, factory.id, clean_numbers(["2", "3"])))
    assert sorted(outcomes, key=repr) == [Comparison(0, 2, 0), Comparison(1, 1, 1)]
    with database.session(writes=False) as session:
        assert count(session, RosterEntry) == 2
