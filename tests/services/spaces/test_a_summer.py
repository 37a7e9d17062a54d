"""A whole summer, entered day by day as the desks do, and its figures worked out by hand.

Forty days, Monday to Friday from 6 July to 28 August 2026 (eight weeks); day `d` is 1 to 40. Three factories:

Bluestone: 80 places, 80 children with the cards 1 to 80. Card `n` stays away on the days on which n + d can be divided by 5.
    Of 80 numbers in a row 16 can, so 64 come each day:      child-days 40 x 64 = 2560   place-days 40 x 80 = 3200
    Nobody stays away always:                                children 80                 share 0.8

Morning Light: 80 places, 80 children with the cards 1 to 80, but 71 to 80 never come. Of the others card `n` comes when
    n + d is even: 35 of 70 each day. On Fridays (eight of them, d = 5, 10, ... 40) 45 heads are counted as well.
                                                             child-days 32 x 35 + 8 x 45 = 1120 + 360 = 1480
                                                             place-days 40 x 80 = 3200   share 0.4625
    Each of 1 to 70 comes on some day, more than 45:         children 70

Norte, in Mexico: 50 places and no cards; 40 heads on days with an odd number, 50 on the others.
                                                             child-days 20 x 40 + 20 x 50 = 800 + 1000 = 1800
                                                             place-days 40 x 50 = 2000   share 0.9
    The most on one day are 50:                              children 50 at least

Together 80 + 70 + 50 = 200 children, 2560 + 1480 + 1800 = 5840 child-days of 3200 + 3200 + 2000 = 8400 place-days.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from mpt.models import ChildCard, Factory, Space
from mpt.rules.spaces import Kind
from mpt.services import factories
from mpt.services.spaces import desk, figures, places
from mpt.services.spaces.desk import NotOpenError
from mpt.services.spaces.figures import SpaceYear
from tests.services.acts import count
from tests.services.space_acts import family, open_summer

FIRST = date(2026, 7, 6)
DAYS = [FIRST + timedelta(days=7 * week + weekday) for week in range(8) for weekday in range(5)]
Rule = Callable[[int, int], bool]
"""Whether the child with a card comes on a day, by their numbers."""


def cards_for(session: Session, space: Space, families: int) -> set[int]:
    """Give cards to families of two, and return their numbers."""
    given: set[int] = set()
    for _family in range(families):
        asked = family(session, space, six=1, nine=1)
        given |= {card.number for card in desk.give_cards(session, space.id, asked.id)}
    return given


def tap(session: Session, space: Space, d: int, cards: set[int], rule: Rule, chen: uuid.UUID) -> None:
    """Enter one day's list: who came and who didn't."""
    there = {number for number in cards if rule(number, d)}
    desk.note_all(session, space.id, DAYS[d - 1], there, cards - there, chen)


@pytest.fixture
def norte(session: Session) -> Factory:
    """A factory whose days begin fifteen hours later."""
    return factories.open_factory(session, "北方厂", "Norte", "MX")[0]


@pytest.fixture
def morning_light(session: Session) -> Factory:
    """Another factory in China."""
    return factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]


def test_three_factories_two_hundred_children_and_forty_days(
    session: Session, factory: Factory, morning_light: Factory, norte: Factory, chen: uuid.UUID
) -> None:
    dates = {"opens_on": "2026-07-06", "closes_on": "2026-08-28"}
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC)):
        blue = open_summer(session, factory, places="80", **dates)
        light = open_summer(session, morning_light, places="80", **dates)
        north = open_summer(session, norte, places="50", **dates)
        blue_cards, light_cards = cards_for(session, blue, 40), cards_for(session, light, 40)
        for _family in range(25):
            family(session, north, six=2)
        late = family(session, north)
    assert blue_cards == light_cards == set(range(1, 81))
    assert late.given_at is None

    for d, day in enumerate(DAYS, 1):
        # Nine in the evening in China; in Mexico it's seven in the morning of the same day.
        with time_machine.travel(datetime.combine(day, time(13), UTC)):
            tap(session, blue, d, blue_cards, lambda n, d: (n + d) % 5 != 0, chen)
            tap(session, light, d, light_cards, lambda n, d: n <= 70 and (n + d) % 2 == 0, chen)
            if day.weekday() == 4:
                desk.count_heads(session, light.id, day, 45, chen)
            desk.count_heads(session, north.id, day, 40 if d % 2 else 50, chen)
        if d == 10:
            # After two weeks: 10 x 64; 8 x 35 + 2 x 45; 5 x 40 + 5 x 50. Each child who ever comes has come.
            assert {year.factory_id: (year.children, year.child_days, year.place_days) for year in
                    figures.count(session, day)} == {
                factory.id: (80, 640, 800), morning_light.id: (70, 370, 800), norte.id: (50, 450, 500),
            }  # fmt: skip

    counted = {year.factory_id: year for year in figures.count(session, date(2026, 12, 31))}
    assert counted == {
        factory.id: SpaceYear(factory.id, Kind.SPACE, 2026, 1, 80, 2560, 3200, at_least=False),
        morning_light.id: SpaceYear(morning_light.id, Kind.SPACE, 2026, 1, 70, 1480, 3200, at_least=False),
        norte.id: SpaceYear(norte.id, Kind.SPACE, 2026, 1, 50, 1800, 2000, at_least=True),
    }
    shares = [counted[at.id].percent for at in (factory, morning_light, norte)]
    assert shares == [80, 46, 90]
    assert sum(year.children for year in counted.values()) == 200
    assert sum(year.child_days for year in counted.values()) == 5840
    assert sum(year.place_days for year in counted.values()) == 8400

    with time_machine.travel(datetime(2026, 8, 29, 6, tzinfo=UTC)):  # the Saturday after
        with pytest.raises(NotOpenError):
            desk.count_heads(session, north.id, date(2026, 8, 29), 40, chen)
        desk.count_heads(session, north.id, date(2026, 8, 28), 50, chen)  # the same again, from the list on paper
        for number in sorted(blue_cards):
            desk.return_card(session, blue.id, number)
    assert figures.count(session, date(2026, 12, 31)) == list(counted.values())
    assert count(session, ChildCard) == 160
    assert places.taken(session, north.id).waiting == 1
