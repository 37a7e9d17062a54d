"""What is counted, and at the end of which days."""

from datetime import date, timedelta

import pytest

from mpt.rules.measures import DAILY, days_to_count, last_sundays, month_before

MONDAY = date(2026, 11, 30)


def test_each_of_the_last_days_is_counted_and_before_them_each_sunday() -> None:
    days = days_to_count(MONDAY - timedelta(days=100), MONDAY)
    recent = [day for day in days if (MONDAY - day).days < DAILY]
    assert len(recent) == DAILY
    assert recent[-1] == MONDAY
    assert {day.isoweekday() for day in days[: -len(recent)]} == {7}
    assert len(days) - len(recent) == 5


def test_one_day_alone_is_counted() -> None:
    assert days_to_count(MONDAY, MONDAY) == [MONDAY]


def test_no_day_is_counted_before_there_was_any() -> None:
    assert days_to_count(MONDAY + timedelta(days=1), MONDAY) == []


@pytest.mark.parametrize(("last", "sunday"), [(MONDAY, date(2026, 11, 29)), (date(2026, 11, 29), date(2026, 11, 29))])
def test_weeks_end_on_sundays(last: date, sunday: date) -> None:
    assert last_sundays(last, 3) == [sunday - timedelta(days=14), sunday - timedelta(days=7), sunday]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 11, 30), date(2026, 10, 30)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2024, 3, 30), date(2024, 2, 29)),
        (date(2026, 1, 15), date(2025, 12, 15)),
    ],
)
def test_a_month_before_is_the_same_day_or_that_months_last(day: date, before: date) -> None:
    assert month_before(day) == before
