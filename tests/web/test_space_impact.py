"""What a space did, as the office and everybody read it: a year that only spaces know, late lists, and small numbers."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from mpt.models import Factory, Headcount, Staff
from mpt.rules.elements import FIGURES
from mpt.rules.impact import Choice
from mpt.services.impact import count, end_of
from mpt.services.spaces import figures
from tests.cast import Browser
from tests.services.reached import SHANGHAI
from tests.services.space_acts import open_summer
from tests.web.acts import database_of, on_sqlite, words, writing
from tests.web.office_acts import factory
from tests.web.staff_acts import Desk, coordinator, office
from tests.web.tabled import on_page

TUESDAY, WEDNESDAY = date(2026, 7, 7), date(2026, 7, 8)


class World(NamedTuple):
    """A factory and its space of the summer of 2026, with three places, looked at a year later."""

    factory: uuid.UUID
    space: uuid.UUID
    coordinator: Desk


@pytest.fixture(autouse=True)
def a_year_later() -> Iterator[None]:
    """It's June 2027."""
    with time_machine.travel(datetime(2027, 6, 10, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    """A factory with a space, and no learner."""
    factory_id = factory(app)
    with writing(app) as session:
        space_id = open_summer(session, session.get_one(Factory, factory_id)).id
    return World(factory_id, space_id, coordinator(app, factory_id))


def heads(app: Flask, world: World, day: date, children: int, noted_at: datetime | None = None) -> None:
    """Let heads have been counted on a day, noted at its noon or later."""
    at = noted_at or datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    with writing(app) as session:
        by = session.scalars(select(Staff.id)).first()
        assert by
        session.add(Headcount(space_id=world.space, day=day, children=children, noted_at=at, noted_by=by))


def test_a_year_that_only_spaces_know_is_shown(app: Flask, world: World) -> None:
    heads(app, world, TUESDAY, 2)
    lin = office(app)
    lin.language = "en"
    page = lin.get("/office/impact")
    assert page.status_code == 200
    assert [row[0] for row in on_page(page)["By year"][1:]] == ["2027", "2026", "All years"]
    assert lin.get("/office/impact.xlsx").status_code == 200
    lin.post("/office/impact/public", {"on": "1"})
    assert Browser(app, "en").get("/impact").status_code == 200


def test_a_year_is_a_whole_number_on_every_database(app: Flask, world: World) -> None:
    heads(app, world, TUESDAY, 2)
    with database_of(app).session(writes=False) as session:
        (year,) = figures.count(session, WEDNESDAY)
    assert [type(number) for number in (year.year, year.spaces, year.children, year.child_days, year.place_days)] == [
        int
    ] * 5


def test_the_factory_and_the_office_say_the_same_share(app: Flask, world: World) -> None:
    heads(app, world, TUESDAY, 2)
    world.coordinator.language = "en"
    assert "67%" in words(world.coordinator.get(f"/factory/{world.factory}/spaces"))
    with database_of(app).session(writes=False) as session:
        counted = count(session, WEDNESDAY, SHANGHAI)
    assert counted.number(FIGURES["space_used"], Choice()) == 67


def test_a_list_that_is_entered_late_counts_from_the_next_day_on(app: Flask, world: World) -> None:
    heads(app, world, TUESDAY, 2)
    with database_of(app).session(writes=False) as session:
        on_wednesday = figures.count(session, WEDNESDAY, end_of(WEDNESDAY, SHANGHAI))
    assert [each.child_days for each in on_wednesday] == [2]
    heads(app, world, WEDNESDAY, 3, end_of(WEDNESDAY, SHANGHAI))
    with database_of(app).session(writes=False) as session:
        assert figures.count(session, WEDNESDAY, end_of(WEDNESDAY, SHANGHAI)) == on_wednesday
        for counted in (
            figures.count(session, WEDNESDAY),
            figures.count(session, WEDNESDAY, end_of(date(2026, 7, 9), SHANGHAI)),
        ):
            assert [each.child_days for each in counted] == [5]


@on_sqlite
@pytest.mark.parametrize(("children", "is_told"), [(9, False), (10, True)])
def test_a_share_of_a_number_that_is_too_small_to_tell_is_not_told(
    app: Flask, world: World, children: int, is_told: bool
) -> None:
    heads(app, world, TUESDAY, children)
    office(app).post("/office/impact/public", {"on": "1"})
    page = words(Browser(app, "en").get("/impact"))
    assert "Spaces 1" in page
    assert ("Child-days in spaces" in page, "Places used in spaces" in page) == (is_told, is_told)
