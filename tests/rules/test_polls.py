"""When a factory's poll can be answered, what it takes, and what is told of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.grading import UnknownAnswerError
from mpt.rules.polls import (
    ITEMS,
    Counted,
    PollBackwardsError,
    PollLongError,
    PollPastError,
    State,
    check_answers,
    check_days,
    count,
    state,
)

MONDAY = date(2026, 11, 30)


def days(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 30), (5, 5), (300, 330)])
def test_a_poll_runs_from_today_or_later_for_31_days_at_most(first: int, last: int) -> None:
    check_days(days(first), days(last), MONDAY)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [(-1, 5, PollPastError), (3, 2, PollBackwardsError), (0, 31, PollLongError), (-1, -2, PollPastError)],
)
def test_other_days_are_refused(first: int, last: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_days(days(first), days(last), MONDAY)


def test_it_is_open_on_its_first_day_and_on_its_last() -> None:
    found = [state(MONDAY, days(2), days(number)) for number in (-1, 0, 2, 3)]
    assert found == [State.WAITING, State.OPEN, State.OPEN, State.CLOSED]


def test_it_asks_what_the_curriculum_says() -> None:
    assert {item.id: item.places for item in ITEMS} == {"trust": 5, "satisfied": 5, "stay": 3, "unattended": 6}


@pytest.mark.parametrize("given", [{}, {"trust": 4}, {"trust": 0, "satisfied": 0, "stay": 2, "unattended": 5}])
def test_any_item_may_be_left_out(given: dict[str, int]) -> None:
    check_answers(given)


@pytest.mark.parametrize("given", [{"trust": 5}, {"stay": 3}, {"unattended": 6}, {"stay": -1}, {"name": 0}])
def test_what_is_not_asked_is_refused(given: dict[str, int]) -> None:
    with pytest.raises(UnknownAnswerError):
        check_answers(given)


def test_ten_are_counted_item_by_item() -> None:
    # Trust: five of ten on the fourth face, three on the fifth, two on the first. Nine said whether they stay.
    everybody = [{"trust": 3 if n < 5 else 4 if n < 8 else 0, **({"stay": 0} if n < 9 else {})} for n in range(10)]
    assert count(everybody) == {
        "trust": Counted(10, (20, 0, 0, 50, 30)),
        "satisfied": None,
        "stay": None,
        "unattended": None,
    }


def test_beyond_full_tens_nobody_is_counted() -> None:
    # The first ten of the order given stay, nine leave.
    assert count([{"stay": 0}] * 10 + [{"stay": 2}] * 9)["stay"] == Counted(10, (100, 0, 0))
    assert count([{"stay": 0}] * 10 + [{"stay": 2}] * 10)["stay"] == Counted(20, (50, 0, 50))


def test_shares_are_rounded_halves_upwards() -> None:
    # 1, 3 and 36 of 40 are 2.5, 7.5 and 90 percent.
    assert count([{"stay": 0}] + [{"stay": 1}] * 3 + [{"stay": 2}] * 36)["stay"] == Counted(40, (3, 8, 90))


@given(st.lists(st.dictionaries(st.just("stay"), st.integers(0, 2)), max_size=45))
def test_nothing_is_told_of_fewer_than_ten_and_all_that_is_told_is_of_tens(answers: list[dict[str, int]]) -> None:
    found, given_ = count(answers)["stay"], sum("stay" in each for each in answers)
    assert (found.n if found else 0) == given_ // 10 * 10
    assert found is None or 98 <= sum(found.percents) <= 102
