"""One place is left, and two parents tap at the same moment. A session that has seen the space before must see it anew."""

import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import ChildCard, Factory, Space, SpaceEnrolment
from mpt.models.database import Database
from mpt.services import factories
from mpt.services.spaces import desk, opening, places
from tests.services.acts import at_once, count
from tests.services.space_acts import family, open_summer, parent, plan

PARENTS = 6


@dataclass
class Door:
    """A space with three places of which two are given, on disk, and parents of its factory who want the last."""

    factory: uuid.UUID
    space: uuid.UUID
    parents: list[uuid.UUID]
    family: uuid.UUID


@pytest.fixture
def door(database: Database) -> Door:
    """The door at eight in the morning."""
    with database.session(writes=True) as session:
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
        space = open_summer(session, factory)
        there = family(session, space, six=2)
        made = Door(factory.id, space.id, [parent(session, factory) for _ in range(PARENTS)], there.id)
        session.commit()
    return made


def given(session: Session) -> int:
    """Count the children who have places."""
    found = session.scalars(select(SpaceEnrolment).where(SpaceEnrolment.given_at.is_not(None)))
    return sum(one.children for one in found if one.withdrawn_at is None)


def test_of_parents_who_ask_at_once_one_gets_the_last_place(database: Database, door: Door) -> None:
    left = list(door.parents)

    def ask(session: Session) -> bool:
        session.get_one(Space, door.space)  # as a page has that shows how many are free
        return places.ask(session, door.space, left.pop(), {"6-8": 1}).given_at is not None

    assert sorted(at_once(database, ask, PARENTS), key=str) == [False] * (PARENTS - 1) + [True]
    with database.session(writes=False) as session:
        assert given(session) == 3
        assert [places.position(session, one) for one in places.waiting(session, door.space)] == [1, 2, 3, 4, 5]


def test_two_phones_of_one_parent_ask_once(database: Database, door: Door) -> None:
    asked = at_once(database, lambda session: places.ask(session, door.space, door.parents[0], {"6-8": 1}).id, 3)
    assert len(set(asked)) == 1
    with database.session(writes=False) as session:
        assert count(session, SpaceEnrolment) == 2
        assert given(session) == 3


def test_of_two_desks_that_write_one_family_down_one_does(database: Database, door: Door) -> None:
    submission = uuid.uuid4()
    written = at_once(database, lambda session: places.write_down(session, submission, door.space, {"6-8": 1}).id)
    assert written == [submission] * 2
    with database.session(writes=False) as session:
        assert count(session, SpaceEnrolment) == 2


def test_a_place_that_is_freed_while_another_asks_is_given_once(database: Database, door: Door) -> None:
    with database.session(writes=True) as session:
        places.ask(session, door.space, door.parents[0], {"6-8": 1})
        session.commit()
    left = list(door.parents)

    def come_or_go(session: Session) -> object:
        seen = session.get_one(Space, door.space)
        one = left.pop()
        if one == door.parents[0]:
            return places.withdraw(session, seen.id, one)
        return places.ask(session, seen.id, one, {"9-11": 1}).id

    assert not [error for error in at_once(database, come_or_go, PARENTS) if isinstance(error, Exception)]
    with database.session(writes=False) as session:
        assert given(session) == 3
        assert len(places.waiting(session, door.space)) == PARENTS - 2


def test_fewer_places_and_one_more_child_at_once_never_leave_a_child_without_a_place(
    database: Database, door: Door
) -> None:
    with database.session(writes=False) as session:
        digest = opening.digest(session.get_one(Space, door.space))
    acts = [
        lambda session: opening.change(session, door.factory, door.space, plan(places="2"), digest).places,
        lambda session: places.ask(session, door.space, door.parents[0], {"6-8": 1}).given_at is not None,
    ]

    def one_of_both(session: Session) -> object:
        session.get_one(Space, door.space)
        return acts.pop()(session)

    at_once(database, one_of_both)
    with database.session(writes=False) as session:
        assert given(session) <= session.get_one(Space, door.space).places


def test_two_desks_give_one_family_its_cards_once(database: Database, door: Door) -> None:
    def give(session: Session) -> list[int]:
        session.get_one(SpaceEnrolment, door.family)
        return [card.number for card in desk.give_cards(session, door.space, door.family)]

    assert at_once(database, give, 3) == [[1, 2]] * 3
    with database.session(writes=False) as session:
        assert count(session, ChildCard) == 2


def test_one_card_that_two_desks_take_back_frees_one_place(database: Database, door: Door) -> None:
    with database.session(writes=True) as session:
        desk.give_cards(session, door.space, door.family)
        session.commit()

    def take(session: Session) -> int:
        session.get_one(ChildCard, (door.space, 1))
        session.get_one(SpaceEnrolment, door.family)
        return desk.return_card(session, door.space, 1).number

    assert at_once(database, take) == [1, 1]
    with database.session(writes=False) as session:
        assert session.get_one(SpaceEnrolment, door.family).children == 1
        assert session.get_one(Factory, door.factory).name_en == "Bluestone Electronics"
