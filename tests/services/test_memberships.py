"""What a worker decides about her factory: whether it sees her name, which number she has there, and leaving."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Membership
from mpt.models.base import now
from mpt.models.database import Database
from mpt.rules.places import NumberError
from mpt.services import accounts, factories, memberships, parts
from mpt.services.certificates import UnknownCertificateError
from mpt.services.factories import Place
from mpt.services.memberships import NoMemberError
from mpt.services.parts import People
from mpt.services.publishing import Edition
from tests.cast import AFANG
from tests.sample import LISTENING, SAMPLE
from tests.services.acts import at_once, do, keep

MONDAY = datetime(2026, 11, 30, 2, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.fixture
def toys(session: Session) -> uuid.UUID:
    """The factory where the learner works, joined by the code of a line."""
    factory, _code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
    department = parts.add_department(session, factory.id, "装配部", "Assembly", People())
    parts.add_line(session, Place(factory, department), "A3线", "Line A3")
    return factory.id


@pytest.fixture
def member(session: Session, learner: uuid.UUID, toys: uuid.UUID) -> uuid.UUID:
    """The learner, a member of the factory."""
    part = parts.parts_of(session, toys)[0]
    place = Place(factories.find(session, toys), part.department, part.lines[0])
    factories.join(session, learner, factories.make_code(session, place).code, "GD-1024")
    return learner


def own(session: Session) -> Membership:
    """Return the one membership there is, as the database has it."""
    session.flush()
    return session.scalars(select(Membership).execution_options(populate_existing=True)).one()


def test_a_membership_says_where_it_is(session: Session, toys: uuid.UUID, member: uuid.UUID) -> None:
    membership, place = memberships.find(session, member, toys)
    assert membership is own(session)
    assert place.name_in("zh") == "晨光玩具厂 · 装配部 · A3线"
    assert place.name_in("en") == "Morning Light Toys · Assembly · Line A3"


def test_nobody_is_named_until_they_agree_and_from_withdrawing_on(
    session: Session, toys: uuid.UUID, member: uuid.UUID, edition: Edition
) -> None:
    do(session, member, edition)
    assert memberships.namings(session, own(session)) == {}
    with time_machine.travel(MONDAY, tick=False):
        memberships.agree(session, member, toys, SAMPLE)
    with time_machine.travel(TUESDAY, tick=False):
        memberships.agree(session, member, toys, SAMPLE)
    assert memberships.namings(session, own(session)) == {SAMPLE: MONDAY}, "agreed once, not twice"
    for _time in range(2):
        memberships.withdraw(session, member, toys, SAMPLE)
        assert memberships.namings(session, own(session)) == {}


def test_nobody_can_agree_before_they_completed_the_course(
    session: Session, toys: uuid.UUID, member: uuid.UUID, edition: Edition
) -> None:
    do(session, member, edition, LISTENING)
    with pytest.raises(UnknownCertificateError):
        memberships.agree(session, member, toys, SAMPLE)
    assert memberships.namings(session, own(session)) == {}


@pytest.mark.parametrize(("typed", "kept"), [("gd 2048", "GD2048"), ("１２", "12"), ("", None), ("  ", None)])
def test_a_number_may_be_given_changed_and_taken_away(
    session: Session, toys: uuid.UUID, member: uuid.UUID, typed: str, kept: str | None
) -> None:
    assert own(session).number == "GD-1024"
    memberships.put_number(session, member, toys, typed)
    assert own(session).number == kept


def test_what_can_be_no_number_changes_nothing(session: Session, toys: uuid.UUID, member: uuid.UUID) -> None:
    with pytest.raises(NumberError):
        memberships.put_number(session, member, toys, "1" * 41)
    assert own(session).number == "GD-1024"


def test_who_leaves_is_no_member_and_no_longer_named_and_may_come_back(
    session: Session, toys: uuid.UUID, member: uuid.UUID, edition: Edition
) -> None:
    do(session, member, edition)
    memberships.agree(session, member, toys, SAMPLE)
    with time_machine.travel(MONDAY, tick=False):
        memberships.leave(session, member, toys)
    assert (own(session).left_at, memberships.namings(session, own(session))) == (MONDAY, {})
    assert factories.factories_of(session, member) == []
    factories.join(session, member, factories.codes_of(session, toys)[0][0].code)
    membership, place = memberships.find(session, member, toys)
    assert (memberships.namings(session, membership), membership.number, place.department) == ({}, None, None)


def agree(session: Session, learner: uuid.UUID, factory: uuid.UUID) -> None:
    memberships.agree(session, learner, factory, SAMPLE)


def withdraw(session: Session, learner: uuid.UUID, factory: uuid.UUID) -> None:
    memberships.withdraw(session, learner, factory, SAMPLE)


@pytest.mark.parametrize("act", [memberships.find, agree, withdraw, memberships.leave])
def test_who_is_no_member_decides_nothing(session: Session, toys: uuid.UUID, member: uuid.UUID, act: object) -> None:
    other, _token = accounts.begin(session)
    shoes, _code = factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")
    for learner, factory in ((other.id, toys), (member, shoes.id), (member, uuid.uuid4())):
        with pytest.raises(NoMemberError):
            act(session, learner, factory)  # type: ignore[operator]
    own(session).left_at = now()
    session.flush()
    with pytest.raises(NoMemberError):
        act(session, member, toys)  # type: ignore[operator]


def test_a_tap_that_was_on_its_way_while_the_phone_signed_in_is_the_accounts(
    session: Session, toys: uuid.UUID, member: uuid.UUID, edition: Edition
) -> None:
    do(session, member, edition)
    account = keep(session, AFANG)
    accounts.sign_in(session, AFANG.name, account, "10.0.0.1", here=member)
    memberships.agree(session, member, toys, SAMPLE)
    assert own(session).learner_id == account
    assert memberships.namings(session, own(session)).keys() == {SAMPLE}


def test_of_two_taps_on_leave_at_once_one_counts(database: Database) -> None:
    with database.session(writes=True) as session:
        factory, code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
        learner = accounts.begin(session)[0].id
        factories.join(session, learner, code.code)
        session.commit()
    outcomes = at_once(database, lambda each: memberships.leave(each, learner, factory.id))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoMemberError", "NoneType"]
