"""Sponsors and buyers, and the factories that each supports."""

import uuid

import pytest
from sqlalchemy.orm import Session

from mpt.models import Sponsor, Support
from mpt.models.database import Database
from mpt.rules import names
from mpt.services import factories, sponsors
from mpt.services.factories import CameBeforeError
from mpt.services.sponsors import SponsorTakenError, UnknownSponsorError
from tests.services.acts import at_once, count

TOYS = ("好玩具公司", "Good Toys")
SHOES = ("远足鞋业", "Long Walk Shoes")
NOBODY = uuid.UUID(int=0)


def factory(session: Session, name_en: str) -> uuid.UUID:
    return factories.open_factory(session, "工厂", name_en)[0].id


def test_a_sponsor_is_added_and_found_by_its_id(session: Session) -> None:
    added = sponsors.add(session, " 好玩具公司 ", "Good  Toys")
    assert (added.name_zh, added.name_en) == TOYS
    assert sponsors.find(session, added.id) is added
    with pytest.raises(UnknownSponsorError):
        sponsors.find(session, NOBODY)


@pytest.mark.parametrize("name", [("", "Toys"), ("玩具", " "), ("玩" * 41, "Toys"), ("玩\u202e具", "Toys")])
def test_a_sponsor_without_proper_names_is_refused(session: Session, name: tuple[str, str]) -> None:
    with pytest.raises(names.RefusedError):
        sponsors.add(session, *name)
    assert count(session, Sponsor) == 0


def test_a_sponsor_added_twice_is_one(session: Session) -> None:
    sponsors.add(session, *TOYS)
    with pytest.raises(CameBeforeError):
        sponsors.add(session, *TOYS)
    assert count(session, Sponsor) == 1


def test_two_taps_at_once_add_one(database: Database) -> None:
    outcomes = at_once(database, lambda each: sponsors.add(each, *TOYS).name_en)
    assert TOYS[1] in outcomes
    assert [type(outcome) for outcome in outcomes if outcome != TOYS[1]] == [CameBeforeError]


def test_another_sponsors_chinese_name_is_taken(session: Session) -> None:
    toys, shoes = sponsors.add(session, *TOYS), sponsors.add(session, *SHOES)
    with pytest.raises(SponsorTakenError):
        sponsors.add(session, TOYS[0], "Other Toys")
    with pytest.raises(SponsorTakenError):
        sponsors.rename(session, shoes.id, TOYS[0], "Other Toys")
    session.expire_all()
    assert [one.name_zh for one in (toys, shoes)] == [TOYS[0], SHOES[0]]


def test_a_sponsor_is_called_otherwise(session: Session) -> None:
    toys = sponsors.add(session, *TOYS)
    assert sponsors.rename(session, toys.id, TOYS[0], " Better Toys ") is toys
    assert toys.name_en == "Better Toys"
    with pytest.raises(names.NameMissingError):
        sponsors.rename(session, toys.id, "", "Toys")
    with pytest.raises(UnknownSponsorError):
        sponsors.rename(session, NOBODY, *SHOES)


def test_sponsors_are_listed_by_their_english_names(session: Session) -> None:
    shoes, toys = sponsors.add(session, *SHOES), sponsors.add(session, *TOYS)
    assert sponsors.everyone(session) == [toys, shoes]
    assert sponsors.named(session, {shoes.id, toys.id, NOBODY}) == [toys, shoes]
    assert sponsors.named(session, {shoes.id}) == [shoes]
    assert sponsors.named(session, []) == []


def test_a_sponsor_is_found_by_either_name_where_just_one_has_it(session: Session) -> None:
    toys = sponsors.add(session, *TOYS)
    assert [sponsors.called(session, name) for name in TOYS] == [toys, toys]
    with pytest.raises(UnknownSponsorError):
        sponsors.called(session, "Toys")
    sponsors.add(session, "另一家玩具公司", TOYS[1])
    with pytest.raises(UnknownSponsorError):
        sponsors.called(session, TOYS[1])


def test_a_sponsor_supports_a_factory_once_until_it_stops(session: Session) -> None:
    toys, shoes = sponsors.add(session, *TOYS), sponsors.add(session, *SHOES)
    first, second = factory(session, "First"), factory(session, "Second")
    links = ((toys, second), (toys, first), (toys, first), (shoes, first))
    assert [sponsors.support(session, one.id, place) for one, place in links] == [True, True, False, True]
    assert count(session, Support) == 3
    assert [one.id for one in sponsors.supported(session, toys.id)] == [first, second]
    assert sponsors.supporters(session, first) == [toys, shoes]
    assert sponsors.counts(session) == {toys.id: 2, shoes.id: 1}
    assert [sponsors.stop_supporting(session, toys.id, first) for _ in range(2)] == [True, False]
    assert [one.id for one in sponsors.supported(session, toys.id)] == [second]
    assert sponsors.supporters(session, first) == [shoes]
