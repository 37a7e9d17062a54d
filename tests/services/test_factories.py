"""Factories: opened by the office, joined by their workers with the code on a poster."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Membership
from mpt.models.base import now
from mpt.models.database import Database
from mpt.rules import names
from mpt.rules.codes import JOIN_LENGTH
from mpt.services import accounts, factories
from mpt.services.factories import UnknownJoinCodeError
from tests.services.acts import at_once, count

TOYS = ("晨光玩具厂", "Morning Light Toys")
SHOES = ("远足鞋厂", "Long Walk Shoes")


def opened(session: Session, name: tuple[str, str] = TOYS) -> str:
    """Open a factory and return its join code."""
    return factories.open_factory(session, *name)[1].code


def test_a_factory_opens_with_a_code_for_its_poster(session: Session) -> None:
    factory, code = factories.open_factory(session, " 晨光玩具厂 ", "Morning  Light Toys")
    assert (factory.name_in("zh"), factory.name_in("en"), factory.name_in("vi")) == (*TOYS, TOYS[1])
    assert len(code.code) == JOIN_LENGTH
    assert factories.factory_of(session, code.code) is factory


@pytest.mark.parametrize("name", [("", "Toys"), ("玩具厂", " "), ("玩" * 41, "Toys"), ("玩具\u202e厂", "Toys")])
def test_a_factory_without_a_proper_name_is_refused(session: Session, name: tuple[str, str]) -> None:
    with pytest.raises(names.RefusedError):
        factories.open_factory(session, *name)


@pytest.mark.parametrize("code", ["", "ZZZZZZ"])
def test_an_unknown_code_joins_nothing(session: Session, learner: uuid.UUID, code: str) -> None:
    opened(session)
    with pytest.raises(UnknownJoinCodeError):
        factories.join(session, learner, code)
    assert factories.factories_of(session, learner) == []


def test_scanning_the_poster_twice_is_one_membership(session: Session, learner: uuid.UUID) -> None:
    code = opened(session)
    first = factories.join(session, learner, code)
    assert factories.join(session, learner, code) is first
    assert factories.factories_of(session, learner) == [first]
    assert count(session, Membership) == 1


def test_scanning_it_twice_at_once_is_one_membership(database: Database) -> None:
    with database.session(writes=True) as session:
        code, learner = opened(session), accounts.begin(session)[0].id
        session.commit()
    outcomes = at_once(database, lambda each: factories.join(each, learner, code).name_en, people=3)
    assert outcomes == [TOYS[1]] * 3
    with database.session(writes=False) as session:
        assert count(session, Membership) == 1


def test_a_worker_can_belong_to_two_factories_and_each_worker_to_the_same(session: Session, learner: uuid.UUID) -> None:
    toys, shoes = opened(session), opened(session, SHOES)
    lao_zhou = accounts.begin(session)[0].id
    factories.join(session, learner, toys)
    factories.join(session, learner, shoes)
    factories.join(session, lao_zhou, toys)
    assert [each.name_zh for each in factories.factories_of(session, learner)] == [TOYS[0], SHOES[0]]
    assert [each.name_zh for each in factories.factories_of(session, lao_zhou)] == [TOYS[0]]


def test_whoever_left_is_no_member_and_may_come_back(session: Session, learner: uuid.UUID) -> None:
    code = opened(session)
    factory = factories.join(session, learner, code)
    session.scalars(select(Membership)).one().left_at = now()
    session.flush()
    assert factories.factories_of(session, learner) == []
    factories.join(session, learner, code)
    assert factories.factories_of(session, learner) == [factory]
    assert count(session, Membership) == 2


def test_the_first_code_of_an_installation_is_its_oldest(session: Session) -> None:
    assert factories.first_code(session) is None
    toys = opened(session)
    opened(session, SHOES)
    assert factories.first_code(session) == toys
