"""Counting once a day: what is kept is what may be shown, and stays as it was."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mpt.models import Enrolment, Factory, Figure, Membership
from mpt.models.database import Database
from mpt.rules.measures import Measure
from mpt.services import counting, factories, parts, reports
from mpt.services.counting import Counted, last_whole_day, leaf_places, own_place
from mpt.services.factories import Place
from mpt.services.publishing import Edition
from mpt.services.reports import Numbers, Shown
from tests.crowd import PRIVATE, Did, crowd, noon, private_course
from tests.sample import HARD_DAYS, LISTENING, SAMPLE
from tests.services.acts import at_once

pytestmark = pytest.mark.usefixtures("monday")

MODULES = {SAMPLE: (LISTENING, HARD_DAYS)}
MONDAY = date(2026, 11, 30)
SUNDAY, OCTOBER = date(2026, 11, 29), date(2026, 10, 5)


@pytest.fixture
def factory(session: Session) -> Factory:
    """A factory in China."""
    return factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]


def count(session: Session, factory: Factory) -> Counted:
    """Count a factory and keep what was counted."""
    counted = counting.count(session, factory.id, MODULES)
    counting.keep(session, counted)
    return counted


def shown(session: Session, factory: Factory, *places: uuid.UUID, day: date = SUNDAY) -> Shown:
    return reports.shown(session, factory.id, day, places or (factory.id,))


def test_the_last_whole_day_is_the_factorys_own_yesterday(session: Session, factory: Factory) -> None:
    assert last_whole_day(factory) == SUNDAY
    with time_machine.travel(datetime(2026, 11, 30, 16, 30, tzinfo=UTC), tick=False):
        assert last_whole_day(factory) == MONDAY
        factory.timezone = "Asia/Dhaka"
        assert last_whole_day(factory) == SUNDAY


def test_of_25_who_joined_and_13_who_finished_20_and_10_are_shown(
    session: Session, factory: Factory, edition: Edition
) -> None:
    crowd(session, Place(factory), 25, OCTOBER, edition, began=Did(18, OCTOBER), finished=Did(13, SUNDAY))
    count(session, factory)
    assert shown(session, factory).of(factory.id, SAMPLE) == Numbers(joined=20, left=0, began=10, finished=10)
    before = shown(session, factory, day=SUNDAY - timedelta(days=1))
    assert before.of(factory.id, SAMPLE) == Numbers(joined=20, left=0, began=10, finished=0)
    assert [before.through(factory.id, SAMPLE, module) for module in (LISTENING, HARD_DAYS)] == [0, 0]
    assert [shown(session, factory).through(factory.id, SAMPLE, module) for module in (LISTENING, HARD_DAYS)] == [
        10,
        10,
    ]


def test_what_happened_today_is_not_counted_today(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 40, MONDAY, edition, began=Did(30, MONDAY))
    count(session, factory)
    assert shown(session, factory, day=MONDAY).of(factory.id, SAMPLE) == Numbers()


def test_fewer_than_ten_are_never_shown(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 9, OCTOBER, edition, began=Did(9, OCTOBER), finished=Did(9, SUNDAY))
    assert count(session, factory).rows == ()
    assert factory.counted_through == SUNDAY


def test_nobody_at_all_is_counted_too(session: Session, factory: Factory) -> None:
    assert counting.is_due(factory)
    assert count(session, factory).rows == ()
    assert not counting.is_due(factory)


def test_a_line_a_department_and_who_gave_neither(session: Session, factory: Factory, edition: Edition) -> None:
    department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
    line = parts.add_line(session, Place(factory, department), "A3线", "Line A3")
    for place in (Place(factory), Place(factory, department), Place(factory, department, line)):
        crowd(session, place, 40, OCTOBER, edition, began=Did(25, OCTOBER), finished=Did(25, SUNDAY))
    count(session, factory)
    places = (factory.id, own_place(factory.id), department.id, own_place(department.id), line.id)
    found = shown(session, factory, *places)
    assert [found.of(place, SAMPLE).joined for place in places] == [120, 40, 80, 40, 40]
    # Counted in pairs, each leaf has 24, shown as 20 and so 28 at the most. The department is held back to 40: at 50 its
    # line alone had to be more than 21. It may be 48, so the factory is held back to 60: 48 + 20.
    assert [found.of(place, SAMPLE).finished for place in places] == [60, 20, 40, 20, 20]
    assert leaf_places(session, factory.id) == {
        factory.id: own_place(factory.id),
        department.id: own_place(department.id),
        line.id: line.id,
    }


def test_a_sensitive_course_is_counted_for_the_whole_factory_alone(session: Session, factory: Factory) -> None:
    private = private_course(session)
    department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
    for place in (Place(factory), Place(factory, department)):
        crowd(session, place, 30, OCTOBER, private, began=Did(30, OCTOBER), finished=Did(25, SUNDAY))
    count(session, factory)
    places = (factory.id, own_place(factory.id), department.id)
    found = shown(session, factory, *places)
    # Worked out over the parts as for any course, and held back like there: 24 and 24 in pairs, 20 and 28 at the most.
    assert [found.of(place, PRIVATE) for place in places] == [
        Numbers(joined=60, left=0, began=40, finished=40),
        Numbers(joined=30),
        Numbers(joined=30),
    ]
    assert session.scalars(select(Figure).where(Figure.module_id != "")).all() == []


def test_leaving_changes_nothing_but_how_many_left(session: Session, factory: Factory, edition: Edition) -> None:
    workers = crowd(session, Place(factory), 40, OCTOBER, edition, began=Did(30, OCTOBER), finished=Did(25, OCTOBER))
    for membership in session.scalars(select(Membership).where(Membership.learner_id.in_(workers[:15]))):
        membership.left_at = noon(SUNDAY)
    count(session, factory)
    assert shown(session, factory).of(factory.id, SAMPLE) == Numbers(joined=40, left=10, began=30, finished=20)


def test_days_go_on_where_they_were_left(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 40, OCTOBER, edition, began=Did(15, OCTOBER))
    count(session, factory)
    crowd(session, Place(factory), 20, MONDAY, edition, began=Did(20, MONDAY))
    with time_machine.travel(datetime(2026, 12, 2, 4, tzinfo=UTC), tick=False):
        second = count(session, factory)
    assert {row["day"] for row in second.rows} == {MONDAY}
    assert shown(session, factory).of(factory.id, SAMPLE) == Numbers(joined=40, began=10)
    assert shown(session, factory, day=MONDAY).of(factory.id, SAMPLE) == Numbers(joined=60, began=30)


def test_what_was_shown_never_changes_and_never_falls(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 40, OCTOBER, edition, began=Did(25, OCTOBER))
    count(session, factory)
    session.execute(delete(Enrolment))
    with time_machine.travel(datetime(2026, 12, 1, 4, tzinfo=UTC), tick=False):
        count(session, factory)
    for day in (SUNDAY, MONDAY):
        assert shown(session, factory, day=day).of(factory.id, SAMPLE).began == 20


def test_old_days_are_kept_by_the_week(session: Session, factory: Factory, edition: Edition) -> None:
    wednesday = date(2026, 3, 4)
    crowd(session, Place(factory), 40, wednesday, edition, began=Did(25, wednesday))
    rows = count(session, factory).rows
    assert {row["day"] for row in rows} == {date(2026, 3, 8)}


def test_two_who_look_first_keep_one_count(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 40, OCTOBER, edition, began=Did(25, OCTOBER))
    first, second = (counting.count(session, factory.id, MODULES) for _ in range(2))
    counting.keep(session, first)
    counting.keep(session, second)
    assert session.scalar(select(func.count()).select_from(Figure)) == len(first.rows) > 0


def test_a_factory_that_is_gone_keeps_nothing(session: Session, factory: Factory) -> None:
    counting.keep(session, Counted(uuid.uuid4(), None, SUNDAY, ()))
    assert factory.counted_through is None


def test_many_who_look_first_at_once_keep_one_count(database: Database) -> None:
    with database.session(writes=True) as session:
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
        crowd(session, Place(factory), 40, OCTOBER)
        session.commit()
        counted = counting.count(session, factory.id, MODULES)
        session.commit()
    assert at_once(database, lambda own: counting.keep(own, counted), people=3) == [None] * 3
    with database.session(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Figure)) == len(counted.rows) == 1


def test_series_tell_each_weeks_end(session: Session, factory: Factory, edition: Edition) -> None:
    first, second = date(2026, 11, 4), date(2026, 11, 18)
    crowd(session, Place(factory), 40, first, edition, began=Did(15, first))
    crowd(session, Place(factory), 40, second, edition, began=Did(15, second), finished=Did(12, second))
    count(session, factory)
    sundays = [date(2026, 11, day) for day in (1, 8, 15, 22, 29)]
    found = reports.series(session, factory.id, factory.id, SAMPLE, sundays)
    assert [(one.joined, one.began, one.finished) for one in found] == [
        (0, 0, 0),
        (40, 10, 0),
        (40, 10, 0),
        (80, 30, 10),
        (80, 30, 10),
    ]


@pytest.mark.parametrize(("numbers", "rate"), [(Numbers(), None), (Numbers(joined=30, finished=20), 51)])
def test_a_rate_is_of_what_is_shown(numbers: Numbers, rate: int | None) -> None:
    assert numbers.rate == rate


def test_only_what_is_shown_is_kept(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 57, OCTOBER, edition, began=Did(43, OCTOBER), finished=Did(31, SUNDAY))
    count(session, factory)
    assert all(figure.shown % 10 == 0 for figure in session.scalars(select(Figure)))
    assert {figure.measure for figure in session.scalars(select(Figure))} == set(Measure) - {Measure.LEFT}
