"""Sessions held on paper: entered once, seen by their own factory, taken back, their names forgotten."""

import uuid
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from sqlalchemy.orm import Session

from mpt.models import Factory, PaperName, PaperSession
from mpt.models.database import Database
from mpt.rules import attendance, names
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, paper_sessions, staff
from mpt.services.factories import CameBeforeError, UnknownFactoryError
from mpt.services.paper_sessions import Held, UnknownSessionError
from tests.cast import CHEN
from tests.services.acts import at_once, count

HELD = Held(date(2026, 11, 20), "sample", " 何平 ", 40, 34, ("王芳", "李小雨"))


@pytest.fixture(autouse=True)
def today() -> object:
    """It's the last evening of November in China, and still the 30th in Mexico when it's December there."""
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        yield


@pytest.fixture
def factory(session: Session) -> Factory:
    """A factory."""
    return factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]


@pytest.fixture
def chen(session: Session, factory: Factory) -> uuid.UUID:
    """The factory's coordinator."""
    return staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, factory.id))[0].id


def enter(session: Session, factory: Factory, chen: uuid.UUID, held: Held = HELD) -> PaperSession:
    """Enter a session under an id of its own."""
    return paper_sessions.enter(session, uuid.uuid4(), factory.id, chen, held)


def test_a_session_is_entered_with_who_came_and_agreed(session: Session, factory: Factory, chen: uuid.UUID) -> None:
    entered = enter(session, factory, chen)
    assert (entered.held_on, entered.trainer, entered.minutes, entered.attended) == (date(2026, 11, 20), "何平", 40, 34)
    assert (entered.course_id, entered.entered_by) == ("sample", chen)
    assert paper_sessions.sessions_of(session, factory.id) == [entered]
    assert paper_sessions.names_of(session, factory.id, entered.id) == ["王芳", "李小雨"]
    assert paper_sessions.has_names(session, entered.id)


def test_names_alone_say_how_many_came_and_none_need_be_there(
    session: Session, factory: Factory, chen: uuid.UUID
) -> None:
    assert enter(session, factory, chen, replace(HELD, attended=None)).attended == 2
    nameless = enter(session, factory, chen, replace(HELD, names=()))
    assert not paper_sessions.has_names(session, nameless.id)
    assert paper_sessions.names_of(session, factory.id, nameless.id) == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"held_on": date(2026, 12, 1)}, attendance.HeldOnError),
        ({"held_on": None}, attendance.HeldOnError),
        ({"minutes": 0}, attendance.MinutesError),
        ({"attended": 0, "names": ()}, attendance.AttendedError),
        ({"attended": 1}, attendance.MoreNamesError),
        ({"trainer": ""}, names.NameMissingError),
    ],
)
def test_a_session_that_cannot_have_been_is_refused(
    session: Session, factory: Factory, chen: uuid.UUID, change: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        enter(session, factory, chen, replace(HELD, **change))
    assert count(session, PaperSession) == count(session, PaperName) == 0


def test_today_is_the_factorys_own(session: Session, factory: Factory, chen: uuid.UUID) -> None:
    mexican = factories.open_factory(session, "北方厂", "Norte", "MX")[0]
    tomorrow = replace(HELD, held_on=date(2026, 12, 1))
    with time_machine.travel("2026-11-30T17:00:00Z", tick=False):
        assert enter(session, factory, chen, tomorrow).held_on == date(2026, 12, 1)
        with pytest.raises(attendance.HeldOnError):
            enter(session, mexican, chen, tomorrow)


def test_a_factory_that_is_not_there_has_no_sessions(session: Session, chen: uuid.UUID) -> None:
    with pytest.raises(UnknownFactoryError):
        paper_sessions.enter(session, uuid.uuid4(), uuid.uuid4(), chen, HELD)


def test_entered_twice_it_is_one(session: Session, factory: Factory, chen: uuid.UUID) -> None:
    entered = enter(session, factory, chen)
    with pytest.raises(CameBeforeError):
        paper_sessions.enter(session, entered.id, factory.id, chen, replace(HELD, attended=99))
    session.expire_all()
    assert [one.attended for one in paper_sessions.sessions_of(session, factory.id)] == [34]
    assert count(session, PaperName) == 2


def test_entered_twice_at_once_it_is_one(database: Database) -> None:
    with database.session(writes=True) as session:
        factory_id = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0].id
        chen = staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, factory_id))[0].id
        session.commit()
    chosen = uuid.uuid4()
    came = at_once(database, lambda one: paper_sessions.enter(one, chosen, factory_id, chen, HELD).attended, people=3)
    assert sorted(map(repr, came)).count("34") == 1
    with database.session(writes=False) as session:
        assert (count(session, PaperSession), count(session, PaperName)) == (1, 2)


def test_the_newest_comes_first(session: Session, factory: Factory, chen: uuid.UUID) -> None:
    days = [date(2026, 11, 20), date(2026, 11, 28), date(2025, 1, 2)]
    for day in days:
        enter(session, factory, chen, replace(HELD, held_on=day))
    assert [one.held_on for one in paper_sessions.sessions_of(session, factory.id)] == sorted(days, reverse=True)


def test_a_removed_session_is_counted_no_more_and_its_names_are_forgotten(
    session: Session, factory: Factory, chen: uuid.UUID
) -> None:
    entered, kept = enter(session, factory, chen), enter(session, factory, chen)
    assert paper_sessions.remove(session, factory.id, entered.id) is entered
    assert paper_sessions.sessions_of(session, factory.id) == [kept]
    assert (count(session, PaperSession), count(session, PaperName)) == (2, 2)
    assert paper_sessions.names_of(session, factory.id, kept.id) == ["王芳", "李小雨"]
    for look in (paper_sessions.find_session, paper_sessions.names_of):
        with pytest.raises(UnknownSessionError):
            look(session, factory.id, entered.id)
    with pytest.raises(CameBeforeError):
        paper_sessions.remove(session, factory.id, entered.id)


def test_another_factorys_session_is_not_there(session: Session, factory: Factory, chen: uuid.UUID) -> None:
    other = factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0]
    entered = enter(session, factory, chen)
    assert paper_sessions.sessions_of(session, other.id) == []
    for look in (paper_sessions.find_session, paper_sessions.names_of, paper_sessions.remove):
        for session_id in (entered.id, uuid.uuid4()):
            with pytest.raises(UnknownSessionError):
                look(session, other.id, session_id)
    assert paper_sessions.find_session(session, factory.id, entered.id) is entered
