"""What a sponsor is shown: what was published of its factories, and their sums."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mpt.models import Factory, Figure, Headcount, PaperSession
from mpt.rules.measures import Measure
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, sponsor_totals, staff
from mpt.services.impact import end_of
from mpt.services.sponsor_totals import Attendance, FactoryTotals, added_up
from tests.cast import CHEN
from tests.services.reached import SHANGHAI, count_children

DAY = date(2026, 11, 29)
PUBLISHED = (
    # toys, its whole, by day
    ("toys", "", "", Measure.JOINED, date(2025, 3, 2), 10),
    ("toys", "", "", Measure.JOINED, date(2026, 11, 29), 120),
    ("toys", "", "", Measure.JOINED, date(2026, 11, 30), 130),
    ("toys", "a", "", Measure.BEGAN, date(2026, 1, 5), 60),
    ("toys", "b", "", Measure.BEGAN, date(2026, 1, 5), 20),
    ("toys", "a", "", Measure.FINISHED, date(2026, 1, 9), 30),
    ("toys", "a", "", Measure.FINISHED, date(2026, 2, 9), 50),
    # of no matter to a sponsor
    ("toys", "", "", Measure.LEFT, date(2026, 1, 9), 10),
    ("toys", "a", "one", Measure.THROUGH, date(2026, 1, 9), 40),
    # shoes
    ("shoes", "", "", Measure.JOINED, date(2026, 6, 1), 40),
    ("shoes", "a", "", Measure.BEGAN, date(2026, 6, 2), 10),
)


@pytest.fixture
def places(session: Session) -> dict[str, uuid.UUID]:
    """Three factories: two with published figures, one without."""
    ids = {name: factories.open_factory(session, name, name)[0].id for name in ("toys", "shoes", "bags")}
    for name, course_id, module_id, measure, day, shown in PUBLISHED:
        _publish(session, ids[name], ids[name], course_id, module_id, measure, day, shown)
    # A department of the toy factory has a number of its own, which is in the factory's.
    _publish(session, ids["toys"], uuid.uuid4(), "", "", Measure.JOINED, DAY, 90)
    return ids


def _publish(
    session: Session, factory: uuid.UUID, place: uuid.UUID, course: str, module: str, what: Measure, day: date, n: int
) -> None:
    figure = Figure(factory_id=factory, place_id=place, course_id=course, module_id=module, measure=what, day=day)
    figure.shown = n
    session.add(figure)
    session.flush()


def hold(session: Session, factory: uuid.UUID, held_on: date, attended: int, *, removed: bool = False) -> None:
    """Let a session on paper be entered, and be removed again."""
    chen = staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, factory))[0].id
    held = PaperSession(factory_id=factory, course_id="a", held_on=held_on, trainer="何平", minutes=40)
    held.attended, held.entered_by = attended, chen
    session.add(held)
    session.flush()
    held.removed_at = held.entered_at if removed else None
    session.flush()


def attendance(session: Session, day: date) -> Attendance:
    """Return what all spaces did, as it was known when a day was over in Shanghai."""
    return sponsor_totals.attendance(session, day, end_of(day, SHANGHAI))


def test_each_factory_has_the_largest_numbers_up_to_the_day(session: Session, places: dict[str, uuid.UUID]) -> None:
    found = sponsor_totals.totals(session, list(places.values()), DAY)
    assert found == {
        places["toys"]: FactoryTotals(joined=120, begun={"a": 60, "b": 20}, finished={"a": 50}),
        places["shoes"]: FactoryTotals(joined=40, begun={"a": 10}),
        places["bags"]: FactoryTotals(),
    }
    assert sponsor_totals.totals(session, [places["toys"]], date(2026, 1, 31))[places["toys"]] == FactoryTotals(
        joined=10, begun={"a": 60, "b": 20}, finished={"a": 30}
    )
    assert sponsor_totals.totals(session, [], DAY) == {}


def test_a_sum_is_that_of_the_numbers_shown(session: Session, places: dict[str, uuid.UUID]) -> None:
    found = sponsor_totals.totals(session, list(places.values()), DAY)
    whole = added_up(found.values())
    assert whole == FactoryTotals(joined=160, begun={"a": 70, "b": 20}, finished={"a": 50})
    assert whole.course_ids() == {"a", "b"}
    assert added_up([]) == FactoryTotals()


def test_who_came_to_sessions_on_paper_is_shown_in_full_tens(session: Session, places: dict[str, uuid.UUID]) -> None:
    hold(session, places["toys"], date(2026, 3, 1), 18)
    hold(session, places["toys"], DAY, 19)
    hold(session, places["toys"], date(2026, 11, 30), 50)
    hold(session, places["toys"], date(2026, 3, 2), 50, removed=True)
    hold(session, places["bags"], date(2026, 3, 1), 9)
    found = sponsor_totals.totals(session, list(places.values()), DAY)
    assert [(found[places[name]].sessions, found[places[name]].came) for name in places] == [(2, 30), (0, 0), (1, 0)]
    assert (added_up(found.values()).sessions, added_up(found.values()).came) == (3, 30)


def test_the_first_year_is_that_of_anything_shown(session: Session, places: dict[str, uuid.UUID]) -> None:
    assert sponsor_totals.first_year(session, list(places.values())) == 2025
    assert sponsor_totals.first_year(session, [places["shoes"]]) == 2026
    assert sponsor_totals.first_year(session, [places["bags"]]) is None
    hold(session, places["bags"], date(2023, 3, 1), 50, removed=True)
    assert sponsor_totals.first_year(session, [places["bags"]]) is None
    hold(session, places["bags"], date(2024, 3, 1), 50)
    assert sponsor_totals.first_year(session, [places["bags"]]) == 2024


def test_spaces_and_children_are_those_up_to_the_day(session: Session, places: dict[str, uuid.UUID]) -> None:
    chen = staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, places["toys"]))[0].id
    count_children(session, Factory(id=places["toys"]), chen, "space", 30, {"2025-07-01": 19, "2026-07-01": 15})
    count_children(session, Factory(id=places["toys"]), chen, "center", 30, {"2026-12-01": 80})
    count_children(session, Factory(id=places["shoes"]), chen, "center", 30, {"2026-07-01": 9})
    spaces = attendance(session, DAY)

    def shown(day: date) -> list[tuple[int, int]]:
        found = sponsor_totals.totals(session, list(places.values()), day, spaces)
        each = [*(found[places[name]] for name in ("toys", "shoes", "bags")), added_up(found.values())]
        return [(one.spaces, one.children) for one in each]

    assert shown(DAY) == [(1, 30), (1, 0), (0, 0), (2, 30)]
    assert shown(date(2025, 12, 31)) == [(1, 10), (0, 0), (0, 0), (1, 10)]
    assert shown(date(2024, 12, 31)) == [(0, 0), (0, 0), (0, 0), (0, 0)]
    assert sponsor_totals.first_year(session, [places["bags"]], spaces) is None
    assert sponsor_totals.first_year(session, [places["shoes"], places["toys"]], spaces) == 2025


def test_the_first_year_may_be_one_of_spaces_alone(session: Session, places: dict[str, uuid.UUID]) -> None:
    chen = staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, places["bags"]))[0].id
    count_children(session, Factory(id=places["bags"]), chen, "space", 30, {"2024-07-01": 19})
    count_children(session, Factory(id=places["toys"]), chen, "space", 30, {"2023-07-01": 19})
    assert sponsor_totals.first_year(session, [places["bags"]], attendance(session, DAY)) == 2024


def test_what_is_noted_after_the_day_moves_neither_spaces_nor_children(
    session: Session, places: dict[str, uuid.UUID]
) -> None:
    chen = staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, places["toys"]))[0].id
    count_children(session, Factory(id=places["toys"]), chen, "space", 30, {"2026-11-27": 19})
    before = attendance(session, DAY)
    assert before.firsts == [(places["toys"], date(2026, 11, 27))]
    session.execute(update(Headcount).values(noted_at=end_of(DAY, SHANGHAI)))
    assert attendance(session, DAY) == Attendance([], [])
    session.execute(update(Headcount).values(noted_at=end_of(DAY, SHANGHAI) - timedelta(seconds=1)))
    assert attendance(session, DAY) == before
