"""Days as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.days import FIRST, LAST, DayError, clean_day


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-31",
        " 2026-12-31 ",
        "2026/12/31",
        "2026.12.31",
        "2026年12月31日",
        "２０２６－１２－３１",
        "2026 年 12 月 31",
    ],
)
def test_a_day_may_be_typed_as_it_is_written_here_and_there(typed: str) -> None:
    assert clean_day(typed) == date(2026, 12, 31)


@pytest.mark.parametrize("typed", ["", "  ", "　"])
def test_nothing_is_no_day(typed: str) -> None:
    assert clean_day(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["31.12.2026", "2026-02-29", "2026-13-01", "2026-00-10", "20261231", "tomorrow", "2026-12-31 10:00", "2026"],
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(DayError):
        clean_day(typed)


@pytest.mark.parametrize("typed", ["2009-12-31", "2100-01-01", "0206-12-31", "9999-12-31"])
def test_a_day_that_cannot_be_meant_is_refused(typed: str) -> None:
    with pytest.raises(DayError):
        clean_day(typed)


@given(st.dates(FIRST, LAST))
def test_every_day_from_the_first_to_the_last_is_understood(day: date) -> None:
    assert clean_day(day.isoformat()) == day
    assert clean_day(f"{day.year}年{day.month}月{day.day}日") == day
