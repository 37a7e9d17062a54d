"""Courses that a factory's workers are asked to do, and by when."""

import uuid
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Factory, Membership
from mpt.models.base import now
from mpt.services import factories, offers

FAR, BODY = "far-away-still-close", "my-wellbeing-my-rights"
DUE, LATER = date(2026, 12, 31), date(2027, 6, 30)


@pytest.fixture
def toys(session: Session) -> Factory:
    """A factory."""
    return factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]


@pytest.fixture
def shoes(session: Session) -> Factory:
    """Another."""
    return factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0]


def join(session: Session, learner: uuid.UUID, factory: Factory) -> None:
    """Let a worker join."""
    factories.join(session, learner, factories.codes_of(session, factory.id)[0][0].code)


def test_a_factory_begins_without_offers_and_has_its_own(session: Session, toys: Factory, shoes: Factory) -> None:
    assert offers.offers_of(session, toys.id) == {}
    offers.put_offer(session, toys.id, FAR, DUE)
    offers.put_offer(session, toys.id, BODY, None)
    assert offers.offers_of(session, toys.id) == {FAR: DUE, BODY: None}
    assert offers.offers_of(session, shoes.id) == {}


def test_the_last_word_counts(session: Session, toys: Factory, shoes: Factory) -> None:
    offers.put_offer(session, shoes.id, FAR, DUE)
    for due_on in (DUE, LATER, None, LATER):
        offers.put_offer(session, toys.id, FAR, due_on)
        assert offers.offers_of(session, toys.id) == {FAR: due_on}
    assert offers.offers_of(session, shoes.id) == {FAR: DUE}


def test_a_course_is_offered_no_longer(session: Session, toys: Factory, shoes: Factory) -> None:
    for factory in (toys, shoes):
        offers.put_offer(session, factory.id, FAR, DUE)
    offers.withdraw(session, toys.id, FAR)
    offers.withdraw(session, toys.id, BODY)
    assert offers.offers_of(session, toys.id) == {}
    assert offers.offers_of(session, shoes.id) == {FAR: DUE}


def test_a_worker_of_two_factories_is_asked_for_the_earlier_day(
    session: Session, learner: uuid.UUID, toys: Factory, shoes: Factory
) -> None:
    offers.put_offer(session, toys.id, FAR, LATER)
    offers.put_offer(session, shoes.id, FAR, DUE)
    offers.put_offer(session, shoes.id, BODY, None)
    assert offers.due_for(session, learner) == {}
    join(session, learner, toys)
    assert offers.due_for(session, learner) == {FAR: LATER}
    join(session, learner, shoes)
    assert offers.due_for(session, learner) == {FAR: DUE}


def test_whoever_left_is_asked_no_more(session: Session, learner: uuid.UUID, toys: Factory) -> None:
    offers.put_offer(session, toys.id, FAR, DUE)
    join(session, learner, toys)
    session.scalars(select(Membership)).one().left_at = now()
    session.flush()
    assert offers.due_for(session, learner) == {}
