"""Chen opens a space, changes its plan and ends it."""

import uuid
from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from mpt.models import Factory, Space
from mpt.services import factories
from mpt.services.factories import CameBeforeError, UnknownFactoryError
from mpt.services.spaces import desk, opening, places
from mpt.services.spaces.line import SpaceOverError, UnknownSpaceError
from mpt.services.spaces.opening import AgesTakenError, ChangedMeanwhileError, FewerThanGivenError, KindTakenError
from tests.services.acts import count
from tests.services.space_acts import change, family, open_summer, plan, tap, with_cards


def test_a_space_is_opened_as_it_was_planned(session: Session, factory: Factory) -> None:
    space = open_summer(session, factory)
    session.expire_all()
    assert (space.factory_id, space.kind, space.name_in("zh")) == (factory.id, "space", "青石暑期空间")
    assert (space.opens_on, space.closes_on) == (date(2026, 7, 6), date(2026, 8, 21))
    assert (space.opens_at, space.closes_at, space.weekdays) == (time(8), time(17, 30), "MO,TU,WE,TH,FR")
    assert (space.places, space.youngest, space.oldest, space.ended_at) == (3, 3, 11, None)
    assert (space.room, space.contact) == ("培训楼 2 楼", "陈静，人事部")
    assert (space.bring_in("zh"), space.bring_in("en")) == ("水杯", "A cup")


def test_a_double_tap_opens_one(session: Session, factory: Factory, summer: Space) -> None:
    with pytest.raises(CameBeforeError):
        opening.open_space(session, summer.id, factory.id, plan(places="40"))
    assert count(session, Space) == 1
    assert summer.places == 3


def test_a_factory_that_is_not_there_has_no_space(session: Session) -> None:
    with pytest.raises(UnknownFactoryError):
        opening.open_space(session, uuid.uuid4(), uuid.uuid4(), plan())


def test_a_factorys_spaces_are_listed_the_latest_first_and_no_others(
    session: Session, factory: Factory, summer: Space
) -> None:
    other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    open_summer(session, other)
    center = open_summer(session, factory, kind="center", opens_on="2026-09-01", closes_on="")
    before = open_summer(session, factory, opens_on="2025-07-01", closes_on="2025-08-01")
    opening.end(session, factory.id, before.id)
    assert opening.of_factory(session, factory.id) == [center, summer, before]


def test_a_space_is_found_by_its_own_factory_alone(session: Session, factory: Factory, summer: Space) -> None:
    other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    assert opening.find(session, factory.id, summer.id) is summer
    for factory_id, space_id in ((other.id, summer.id), (factory.id, uuid.uuid4())):
        with pytest.raises(UnknownSpaceError):
            opening.find(session, factory_id, space_id)
        with pytest.raises(UnknownSpaceError):
            opening.change(session, factory_id, space_id, plan(), "")
        with pytest.raises(UnknownSpaceError):
            opening.end(session, factory_id, space_id)
    assert summer.ended_at is None


def test_more_places_go_to_those_who_wait(session: Session, factory: Factory, summer: Space) -> None:
    family(session, summer, six=3)
    two, one, late = family(session, summer, six=2), family(session, summer), family(session, summer, six=2)
    changed = change(session, summer, places="7", room="食堂旁")
    assert (changed.places, changed.room) == (7, "食堂旁")
    assert [bool(each.given_at) for each in (two, one, late)] == [True, True, False]
    assert places.taken(session, summer.id).free == 1


def test_nobodys_place_is_taken_away_by_a_smaller_plan(session: Session, factory: Factory, summer: Space) -> None:
    family(session, summer, six=2)
    with pytest.raises(FewerThanGivenError):
        change(session, summer, places="1", room="食堂旁")
    session.expire_all()
    assert (summer.places, summer.room) == (3, "培训楼 2 楼")
    assert change(session, summer, places="2").places == 2


TODAY = date(2026, 7, 8)


def test_it_becomes_another_kind_only_while_nobody_has_come(session: Session, summer: Space, chen: uuid.UUID) -> None:
    assert change(session, summer, kind="center").kind == "center"
    desk.count_heads(session, summer.id, TODAY, 0, chen)
    with pytest.raises(KindTakenError):
        change(session, summer, kind="space", room="食堂旁")
    session.expire_all()
    assert (summer.kind, summer.room) == ("center", "培训楼 2 楼")
    assert change(session, summer, kind="center", room="食堂旁").room == "食堂旁"


def test_a_card_that_came_keeps_the_kind_too(session: Session, summer: Space, chen: uuid.UUID) -> None:
    with_cards(session, summer)
    assert change(session, summer, kind="center").kind == "center"
    tap(session, summer, TODAY, 1, chen)
    with pytest.raises(KindTakenError):
        change(session, summer)


def test_no_child_who_has_a_place_or_waits_is_left_out_by_other_ages(session: Session, summer: Space) -> None:
    family(session, summer, three=1, six=2)
    waits = family(session, summer, nine=1)
    for left_out in ({"youngest": "6"}, {"oldest": "8"}):
        with pytest.raises(AgesTakenError):
            change(session, summer, **left_out)
    session.expire_all()
    assert (summer.youngest, summer.oldest) == (3, 11)
    places.withdraw_at_desk(session, summer.id, waits.id)
    assert change(session, summer, oldest="8").oldest == 8


def test_what_somebody_else_saved_meanwhile_is_not_written_over(
    session: Session, factory: Factory, summer: Space
) -> None:
    read = opening.digest(summer)
    change(session, summer, places="7")
    assert opening.digest(summer) != read
    with pytest.raises(ChangedMeanwhileError):
        opening.change(session, factory.id, summer.id, plan(room="食堂旁"), read)
    session.expire_all()
    assert (summer.places, summer.room) == (7, "培训楼 2 楼")
    # The second tap of the same form finds what the first one saved.
    assert opening.change(session, factory.id, summer.id, plan(places="7"), read).places == 7


def test_a_space_is_ended_once(session: Session, factory: Factory, summer: Space) -> None:
    ended_at = opening.end(session, factory.id, summer.id).ended_at
    assert ended_at is not None
    with pytest.raises(CameBeforeError):
        opening.end(session, factory.id, summer.id)
    session.expire_all()
    assert summer.ended_at == ended_at


def test_what_has_ended_is_changed_no_more(session: Session, factory: Factory, summer: Space) -> None:
    opening.end(session, factory.id, summer.id)
    with pytest.raises(SpaceOverError):
        change(session, summer, places="7")
    session.expire_all()
    assert summer.places == 3
