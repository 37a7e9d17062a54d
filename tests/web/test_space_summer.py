"""A whole summer: three factories, 200 children, 40 days of attendance entered by the pages, and the year's figures.

Worked out by hand. Bluestone: 80 children on 80 places, a quarter away each day, so 60 a day: 2,400 child-days of 3,200.
Morning Light: 70 children on 100 places; all of them on 20 days, the first 30 alone on the other 20: 1,400 + 600 = 2,000 of
4,000. Long Walk: 50 children on 60 places; on 30 days the first 45 come, on 10 days 55 heads are counted: 1,350 + 550 =
1,900 of 2,400, and 55 different children at least.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import time_machine
from flask import Flask

from mpt.models import Factory
from mpt.services.spaces import desk as door
from mpt.services.spaces import places
from tests.cast import CHEN, HE, StaffPerson
from tests.web.acts import database_of, on_sqlite, words, writing
from tests.web.office_acts import BLUESTONE, MORNING_LIGHT, factory
from tests.web.space_acts import at, open_space
from tests.web.staff_acts import coordinator, office

FIRST = date(2026, 7, 6)
DAYS = [FIRST + timedelta(weeks=week, days=day) for week in range(8) for day in range(5)]
FAMILY = {"3-5": 2, "6-8": 3}
TANG = StaffPerson("唐琳", "tang@longwalk.example")


@dataclass(frozen=True)
class Summer:
    """One factory's summer: who enters it, how many places and families, who comes on which day, and what the page says."""

    names: tuple[str, str]
    person: StaffPerson
    places: int
    families: int
    comes: Callable[[int], list[int]]
    heads: Callable[[int], int | None]
    told: tuple[str, str, str]


SUMMERS = (
    Summer(
        BLUESTONE,
        CHEN,
        80,
        16,
        lambda day: [card for card in range(1, 81) if (card + day) % 4],
        lambda _day: None,
        ("80", "2,400", "75%"),
    ),
    Summer(
        MORNING_LIGHT,
        HE,
        100,
        14,
        lambda day: list(range(1, 71 if day % 2 else 31)),
        lambda _day: None,
        ("70", "2,000", "50%"),
    ),
    Summer(
        ("远足鞋厂", "Long Walk Shoes"),
        TANG,
        60,
        10,
        lambda day: [] if day % 4 == 3 else list(range(1, 46)),
        lambda day: 55 if day % 4 == 3 else None,
        ("at least 55", "1,900", "79%"),
    ),
)


def morning(day: date) -> datetime:
    """Return half past eight of a day, where the factories are."""
    return datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)


def begin(app: Flask, summer: Summer) -> tuple[uuid.UUID, uuid.UUID]:
    """Open a factory's space and give all families their cards; return the ids of the factory and the space."""
    factory_id = factory(app, summer.names)
    space_id = open_space(
        app, factory_id, opens_on=str(FIRST), closes_on=str(DAYS[-1]), places=str(summer.places), name_en="The summer"
    )
    with writing(app) as session:
        for _family in range(summer.families):
            enrolment = places.write_down(session, uuid.uuid4(), space_id, FAMILY)
            door.give_cards(session, space_id, enrolment.id)
    return factory_id, space_id


def enter_day(app: Flask, summer: Summer, factory_id: uuid.UUID, space_id: uuid.UUID, number: int) -> None:
    """Enter one day by its page: the cards that came, or the heads."""
    desk, address, day = (
        coordinator(app, factory_id, summer.person),
        at(factory_id, space_id, "attendance"),
        DAYS[number],
    )
    if (heads := summer.heads(number)) is not None:
        answer = desk.post(f"{address}/heads", {"day": str(day), "heads": str(heads)}, follow_redirects=False)
    else:
        cards = [str(card) for card in summer.comes(number)]
        sent = {"day": str(day), "was": "", "card": cards, "numbers": ""}
        answer = desk.post(address, sent, follow_redirects=False)
    assert answer.status_code == 303


@on_sqlite
def test_the_figures_of_a_summer_are_those_worked_out_by_hand(app: Flask) -> None:
    with time_machine.travel(morning(FIRST)):
        opened = [begin(app, summer) for summer in SUMMERS]
    assert sum(summer.families * sum(FAMILY.values()) for summer in SUMMERS) == 200
    assert len(DAYS) == 40
    for number, day in enumerate(DAYS):
        with time_machine.travel(morning(day)):
            for summer, ids in zip(SUMMERS, opened, strict=True):
                enter_day(app, summer, *ids, number)
    with time_machine.travel(morning(DAYS[-1] + timedelta(days=30))):
        lin = office(app)
        for summer, (factory_id, space_id) in zip(SUMMERS, opened, strict=True):
            for desk in (lin, coordinator(app, factory_id, summer.person)):
                desk.language = "en"
                of_factory, of_space = desk.get(at(factory_id)), desk.get(at(factory_id, space_id))
                told = " ".join(summer.told)
                assert f"2026 · Family-Friendly Space 1 {told}" in words(of_factory)
                assert f"2026 {told}" in words(of_space)
                assert "over" in words(of_space)
    with database_of(app).session(writes=False) as session:
        assert session.query(Factory).count() == 3
