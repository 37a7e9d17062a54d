"""What the spaces did, as the office reads it: distinct children, child-days, and the share of places that were used."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from mpt.models import Factory, Headcount, Presence, Space
from mpt.models.base import now
from mpt.rules.spaces import Kind
from mpt.services import factories
from mpt.services.spaces import desk, figures
from mpt.services.spaces.figures import SpaceYear
from tests.services.space_acts import open_summer, tap, with_cards

MONDAY, TUESDAY, TODAY = date(2026, 7, 6), date(2026, 7, 7), date(2026, 7, 8)
ALWAYS = date(2099, 12, 31)


@pytest.fixture
def other(session: Session) -> Factory:
    """Another factory."""
    return factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]


def came(session: Session, space: Space, day: date, chen: uuid.UUID, *numbers: int) -> None:
    """Let children have come on a day, however long ago."""
    rows = [{"space_id": space.id, "day": day, "number": n, "noted_at": now(), "noted_by": chen} for n in numbers]
    session.execute(insert(Presence), rows)


def heads(session: Session, space: Space, day: date, chen: uuid.UUID, children: int) -> None:
    """Let heads have been counted on a day, however long ago."""
    session.add(Headcount(space_id=space.id, day=day, children=children, noted_by=chen))
    session.flush()


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Note what is asked of the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_where_nobody_came_there_is_nothing(session: Session, factory: Factory, summer: Space) -> None:
    with_cards(session, summer, six=2)
    assert figures.count(session, ALWAYS) == []
    assert figures.of_factory(session, factory.id, ALWAYS) == figures.of_space(session, summer, ALWAYS) == []


def test_children_are_the_cards_that_came_at_least_once(
    session: Session, factory: Factory, summer: Space, chen: uuid.UUID
) -> None:
    with_cards(session, summer, six=3)
    desk.note_all(session, summer.id, MONDAY, {1}, (), chen)
    desk.note_all(session, summer.id, TODAY, {1, 2}, (), chen)
    # Two children on three child-days; three places on each of two days.
    assert figures.count(session, TODAY) == [SpaceYear(factory.id, Kind.SPACE, 2026, 1, 2, 3, 6)]
    assert figures.count(session, TODAY)[0].percent == 50


def test_only_days_up_to_the_day_that_is_asked_for_count(
    session: Session, factory: Factory, summer: Space, chen: uuid.UUID
) -> None:
    came(session, summer, MONDAY, chen, 1)
    came(session, summer, TODAY, chen, 1, 2)
    heads(session, summer, TODAY, chen, 3)
    assert figures.count(session, MONDAY - timedelta(days=1)) == []
    for day in (MONDAY, TUESDAY):
        assert figures.count(session, day) == [SpaceYear(factory.id, Kind.SPACE, 2026, 1, 1, 1, 3)]
    assert figures.count(session, TODAY) == [SpaceYear(factory.id, Kind.SPACE, 2026, 1, 3, 4, 6, at_least=True)]


def test_without_cards_the_most_children_of_one_day_are_those_that_came_at_least(
    session: Session, factory: Factory, summer: Space, chen: uuid.UUID
) -> None:
    for day, children in ((MONDAY, 2), (TUESDAY, 3), (TODAY, 0)):
        desk.count_heads(session, summer.id, day, children, chen)
    # A day on which nobody came was a day all the same: 3 places on 3 days.
    assert figures.count(session, TODAY) == [SpaceYear(factory.id, Kind.SPACE, 2026, 1, 3, 5, 9, at_least=True)]


def test_heads_count_instead_of_the_cards_of_their_day_alone(
    session: Session, factory: Factory, summer: Space, chen: uuid.UUID
) -> None:
    came(session, summer, MONDAY, chen, 1, 2)
    came(session, summer, TUESDAY, chen, 3, 4)
    heads(session, summer, TUESDAY, chen, 3)
    came(session, summer, TODAY, chen, 5)
    # 2 + 3 + 1 child-days. Five cards came, more than the three heads: that many are known one by one.
    assert figures.count(session, TODAY) == [SpaceYear(factory.id, Kind.SPACE, 2026, 1, 5, 6, 9)]


def test_a_card_that_is_tapped_after_the_heads_were_counted_is_a_child_too(
    session: Session, summer: Space, chen: uuid.UUID
) -> None:
    with_cards(session, summer, six=2)
    heads(session, summer, TODAY, chen, 1)
    came(session, summer, TODAY, chen, 1, 2)
    [year] = figures.count(session, TODAY)
    assert (year.children, year.child_days, year.at_least) == (2, 2, False)
    assert desk.day_sheet(session, summer.id, TODAY).children == year.child_days


def test_each_year_counts_for_itself(session: Session, factory: Factory, chen: uuid.UUID) -> None:
    center = open_summer(session, factory, kind="center", opens_on="2025-09-01", closes_on="", places="10")
    came(session, center, date(2025, 12, 31), chen, 1, 2)
    came(session, center, date(2026, 1, 1), chen, 2)
    came(session, center, date(2026, 1, 2), chen, 2, 3)
    assert figures.count(session, TODAY) == [
        SpaceYear(factory.id, Kind.CENTER, 2025, 1, 2, 2, 10),
        SpaceYear(factory.id, Kind.CENTER, 2026, 1, 2, 3, 20),
    ]


def test_spaces_of_a_factory_are_added_up_by_kind(
    session: Session, factory: Factory, summer: Space, chen: uuid.UUID
) -> None:
    second = open_summer(session, factory, places="5")
    center = open_summer(session, factory, kind="center", closes_on="", places="10")
    open_summer(session, factory)  # nobody has come yet
    came(session, summer, MONDAY, chen, 1, 2)
    came(session, second, MONDAY, chen, 1, 2, 3)  # the same numbers, but other cards
    heads(session, second, TUESDAY, chen, 5)
    came(session, center, MONDAY, chen, 1)
    assert sorted(figures.count(session, TODAY), key=lambda year: year.kind) == [
        SpaceYear(factory.id, Kind.CENTER, 2026, 1, 1, 1, 10),
        # 2 and, at least, 5 children; 2 + 3 + 5 child-days; 3 + 5 + 5 place-days.
        SpaceYear(factory.id, Kind.SPACE, 2026, 2, 7, 10, 13, at_least=True),
    ]


def test_a_factory_and_a_space_have_figures_of_their_own(
    session: Session, factory: Factory, other: Factory, summer: Space, chen: uuid.UUID
) -> None:
    second, elsewhere = open_summer(session, factory), open_summer(session, other)
    for space, number in ((summer, 1), (second, 2), (elsewhere, 3)):
        came(session, space, MONDAY, chen, *range(1, number + 1))
        heads(session, space, TUESDAY, chen, number)
    assert {year.factory_id: year.children for year in figures.count(session, TODAY)} == {factory.id: 3, other.id: 3}
    assert figures.of_factory(session, factory.id, TODAY) == [SpaceYear(factory.id, Kind.SPACE, 2026, 2, 3, 6, 12)]
    assert figures.of_space(session, second, TODAY) == [SpaceYear(factory.id, Kind.SPACE, 2026, 1, 2, 4, 6)]
    assert figures.of_space(session, second, MONDAY) == [SpaceYear(factory.id, Kind.SPACE, 2026, 1, 2, 2, 3)]


def test_a_child_whose_card_came_back_or_whose_space_was_ended_has_been_there(
    session: Session, factory: Factory, summer: Space, chen: uuid.UUID
) -> None:
    with_cards(session, summer, six=1)
    tap(session, summer, TODAY, 1, chen)
    before = figures.count(session, TODAY)
    desk.return_card(session, summer.id, 1)
    summer.ended_at = now()
    assert figures.count(session, TODAY) == before == [SpaceYear(factory.id, Kind.SPACE, 2026, 1, 1, 1, 3)]


def test_one_question_is_asked_however_many_spaces_there_are(
    session: Session, factory: Factory, other: Factory, chen: uuid.UUID
) -> None:
    for at in (factory, other):
        for _space in range(5):
            space = open_summer(session, at)
            came(session, space, MONDAY, chen, 1, 2)
            heads(session, space, TUESDAY, chen, 3)
    with statements(session) as asked:
        counted = figures.count(session, TODAY)
    assert [(year.spaces, year.children, year.child_days) for year in counted] == [(5, 15, 25)] * 2
    assert len(asked) == 1
