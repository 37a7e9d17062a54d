"""What can be said of a session that was held on paper."""

from datetime import date

import pytest

from mpt.rules import attendance, names
from mpt.rules.attendance import MOST_ATTENDED, MOST_MINUTES, MOST_NAMES

TODAY = date(2026, 11, 30)


def test_names_are_kept_one_a_line_as_they_are_kept_elsewhere() -> None:
    assert attendance.clean_names(" 王芳 \n\n李  小雨\r\n王芳\n") == ["王芳", "李 小雨", "王芳"]
    assert attendance.clean_names(" \n ") == []


def test_of_a_name_that_cannot_be_taken_the_line_is_said_and_why() -> None:
    with pytest.raises(attendance.NamesLineError) as raised:
        attendance.clean_names(f"王芳\n\n{'芳' * 41}\n李小雨")
    assert raised.value.line == 3
    assert isinstance(raised.value.because, names.NameTooLongError)


def test_more_names_than_anybody_types_are_refused() -> None:
    assert len(attendance.clean_names("王芳\n" * MOST_NAMES)) == MOST_NAMES
    with pytest.raises(attendance.MoreNamesError):
        attendance.clean_names("王芳\n" * (MOST_NAMES + 1))


@pytest.mark.parametrize("day", [TODAY, date(2010, 1, 1)])
def test_a_session_was_held_on_a_day_that_has_come(day: date) -> None:
    assert attendance.check_held_on(day, TODAY) == day


@pytest.mark.parametrize("day", [None, date(2026, 12, 1), date(2009, 12, 31)])
def test_no_other_day_is_taken(day: date | None) -> None:
    with pytest.raises(attendance.HeldOnError):
        attendance.check_held_on(day, TODAY)


@pytest.mark.parametrize("minutes", [1, MOST_MINUTES])
def test_a_session_lasted_some_minutes(minutes: int) -> None:
    assert attendance.check_minutes(minutes) == minutes


@pytest.mark.parametrize("minutes", [None, 0, MOST_MINUTES + 1])
def test_no_time_or_more_than_a_day_of_work_is_refused(minutes: int | None) -> None:
    with pytest.raises(attendance.MinutesError):
        attendance.check_minutes(minutes)


@pytest.mark.parametrize(
    ("attended", "written", "came"), [(34, [], 34), (34, ["王芳"], 34), (2, ["王芳", "李小雨"], 2), (None, ["王芳"], 1)]
)
def test_the_number_counts_or_else_the_names(attended: int | None, written: list[str], came: int) -> None:
    assert attendance.check_attended(attended, written) == came


@pytest.mark.parametrize("attended", [None, 0, MOST_ATTENDED + 1])
def test_nobody_came_or_more_than_fit_is_refused(attended: int | None) -> None:
    with pytest.raises(attendance.AttendedError):
        attendance.check_attended(attended, [])


def test_nobody_is_named_who_did_not_come() -> None:
    with pytest.raises(attendance.MoreNamesError):
        attendance.check_attended(1, ["王芳", "李小雨"])
