"""Afang asked for places on a borrowed phone, without a name. Now she signs in there, and her account has asked as well."""

import uuid

import pytest
from sqlalchemy.orm import Session

from mpt.models import Factory, Learner, Space, SpaceEnrolment
from mpt.services import accounts, factories
from mpt.services.merging import has_something
from mpt.services.spaces import desk, places
from tests.cast import AFANG
from tests.services.acts import count, keep, sign_in
from tests.services.space_acts import family, open_summer, parent


@pytest.fixture
def account(session: Session, factory: Factory) -> uuid.UUID:
    """Afang's account, of the factory."""
    learner = keep(session, AFANG)
    factories.join(session, learner, factories.codes_of(session, factory.id)[0][0].code)
    return learner


@pytest.fixture
def borrowed(session: Session, factory: Factory) -> uuid.UUID:
    """The nameless learner on the borrowed phone, of the factory too."""
    return parent(session, factory)


def ask(session: Session, space: Space, learner: uuid.UUID, children: int = 1) -> SpaceEnrolment:
    """Ask for places for children of 6 to 8."""
    return places.ask(session, space.id, learner, {"6-8": children})


def sign_in_here(session: Session, borrowed: uuid.UUID) -> None:
    """Sign Afang in on the borrowed phone, and look at the database afresh."""
    sign_in(session, AFANG.name, AFANG.pin, here=borrowed)
    session.expire_all()


def test_what_was_asked_on_the_borrowed_phone_is_the_accounts(
    session: Session, summer: Space, account: uuid.UUID, borrowed: uuid.UUID
) -> None:
    asked = ask(session, summer, borrowed)
    code = asked.code
    assert has_something(session, borrowed)
    sign_in_here(session, borrowed)
    assert [one.enrolment for one in places.own(session, account)] == [asked]
    assert (asked.code, asked.learner_id, bool(asked.given_at)) == (code, account, True)
    assert places.own(session, borrowed) == []


def test_of_two_in_one_space_the_accounts_stays_and_the_others_place_is_free(
    session: Session, summer: Space, account: uuid.UUID, borrowed: uuid.UUID
) -> None:
    own, brought = ask(session, summer, account), ask(session, summer, borrowed, 2)
    waits = family(session, summer, six=2)
    sign_in_here(session, borrowed)
    assert [one.enrolment for one in places.own(session, account)] == [own]
    assert brought.withdrawn_at is not None
    assert brought.learner_id == account
    assert waits.given_at is not None


def test_of_two_in_the_line_the_accounts_stays(
    session: Session, summer: Space, account: uuid.UUID, borrowed: uuid.UUID
) -> None:
    family(session, summer, six=3)
    brought, own = ask(session, summer, borrowed), ask(session, summer, account)
    sign_in_here(session, borrowed)
    assert places.waiting(session, summer.id) == [own]
    assert brought.withdrawn_at is not None


def test_a_place_is_not_lost_to_a_place_in_the_line(
    session: Session, summer: Space, account: uuid.UUID, borrowed: uuid.UUID
) -> None:
    there = family(session, summer, six=2)
    own, brought = ask(session, summer, account, 2), ask(session, summer, borrowed)
    sign_in_here(session, borrowed)
    assert [one.enrolment for one in places.own(session, account)] == [brought]
    assert (own.withdrawn_at is None, brought.withdrawn_at, there.withdrawn_at) == (False, None, None)


def test_a_child_who_is_there_with_a_card_stays(
    session: Session, summer: Space, account: uuid.UUID, borrowed: uuid.UUID
) -> None:
    own, brought = ask(session, summer, account), ask(session, summer, borrowed)
    [card] = desk.give_cards(session, summer.id, brought.id)
    sign_in_here(session, borrowed)
    assert [one.enrolment for one in places.own(session, account)] == [brought]
    assert card.returned_at is None
    assert own.withdrawn_at is not None


def test_with_cards_of_both_the_accounts_stay(
    session: Session, summer: Space, account: uuid.UUID, borrowed: uuid.UUID
) -> None:
    own, brought = ask(session, summer, account), ask(session, summer, borrowed)
    [kept] = desk.give_cards(session, summer.id, own.id)
    [other] = desk.give_cards(session, summer.id, brought.id)
    sign_in_here(session, borrowed)
    assert kept.returned_at is None
    assert other.returned_at is not None


def test_what_was_given_up_and_what_is_in_another_space_moves_along(
    session: Session, factory: Factory, summer: Space, account: uuid.UUID, borrowed: uuid.UUID
) -> None:
    second = open_summer(session, factory)
    ask(session, summer, borrowed)
    places.withdraw(session, summer.id, borrowed)
    brought, own = ask(session, second, borrowed), ask(session, summer, account)
    sign_in_here(session, borrowed)
    assert {one.enrolment for one in places.own(session, account)} == {own, brought}
    assert count(session, SpaceEnrolment) == 3


def test_an_act_on_its_way_while_the_phone_signs_in_is_the_accounts(
    session: Session, summer: Space, account: uuid.UUID, borrowed: uuid.UUID
) -> None:
    sign_in_here(session, borrowed)
    assert ask(session, summer, borrowed).learner_id == account
    places.withdraw(session, summer.id, borrowed)
    assert places.own(session, account) == []


def test_a_phone_that_has_asked_for_nothing_moves_nothing(session: Session, summer: Space, account: uuid.UUID) -> None:
    nobody = accounts.begin(session)[0].id
    own = ask(session, summer, account)
    sign_in_here(session, nobody)
    assert session.get_one(Learner, nobody).merged_into == account
    assert [one.enrolment for one in places.own(session, account)] == [own]
