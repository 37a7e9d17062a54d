"""When a parent means to call: what can be chosen, and when the first call is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.calls import (
    LENGTHS,
    TURNS,
    CallTimes,
    NoDayError,
    NoNightTimeError,
    NoTimeError,
    NoTurnError,
    Shift,
    call_times,
    calls_by_shift,
)
from mpt.rules.days import WEEKDAYS

SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY_EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20:00", time(20)),
        ("8:05", time(8, 5)),
        ("00:00", time(0)),
        ("20：30", time(20, 30)),
        (" 23:59 ", time(23, 59)),
    ],
)
def test_a_time_may_be_typed(text: str, at: time) -> None:
    assert call_times(["MO"], text, "10").at == at


@pytest.mark.parametrize("text", ["", "8", "24:00", "20:60", "8点", "20:00:00", "-1:00", "٢٠:٠٠", "20:00\n1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NoTimeError):
        call_times(["MO"], text, "10")


@pytest.mark.parametrize("days", [[], ["XX"], [""], ["mo"]])
def test_without_a_day_there_is_no_call(days: list[str]) -> None:
    with pytest.raises(NoDayError):
        call_times(days, "20:00", "10")


def test_days_stand_in_their_order_and_once() -> None:
    assert call_times(["SU", "WE", "XX", "SU"], "20:00", "10").days == ("WE", "SU")


@pytest.mark.parametrize(("minutes", "length"), [("10", 10), ("20", 20), ("30", 30), ("", 10), ("999", 10), ("x", 10)])
def test_a_length_is_one_of_those_on_offer(minutes: str, length: int) -> None:
    assert call_times(["MO"], "20:00", minutes).minutes == length


@pytest.mark.parametrize(
    ("days", "at", "first"),
    [
        (("TU",), time(20, 1), datetime(2026, 11, 24, 20, 1, tzinfo=SHANGHAI)),  # later this evening
        (("TU",), time(20, 0), datetime(2026, 12, 1, 20, 0, tzinfo=SHANGHAI)),  # that is now: next week
        (("TU",), time(7, 0), datetime(2026, 12, 1, 7, 0, tzinfo=SHANGHAI)),
        (("MO", "WE"), time(7, 0), datetime(2026, 11, 25, 7, 0, tzinfo=SHANGHAI)),
        (("MO",), time(0, 0), datetime(2026, 11, 30, 0, 0, tzinfo=SHANGHAI)),
    ],
)
def test_the_first_call_is_on_the_next_such_day(days: tuple[str, ...], at: time, first: datetime) -> None:
    assert CallTimes(days, at, 10).first(TUESDAY_EVENING) == first


@given(
    days=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    at=st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0)),
    now=st.integers(0, 10**9).map(lambda seconds: TUESDAY_EVENING + timedelta(seconds=seconds)),
)
def test_it_is_within_a_week_and_never_past(days: set[str], at: time, now: datetime) -> None:
    times = CallTimes(tuple(day for day in WEEKDAYS if day in days), at, LENGTHS[0])
    first = times.first(now)
    assert now < first <= now + timedelta(days=7)
    assert (WEEKDAYS[first.weekday()] in days, first.time()) == (True, at)


# By shift

TODAY = TUESDAY_EVENING.date()
WEEK = timedelta(days=7)


def chosen(shift: Shift, turn: str = "", today: date = TODAY, night: str = "18:30") -> tuple[CallTimes, ...]:
    """Return calls on Wednesdays and Sundays, at eight and, in weeks with the night shift, at half past six."""
    return calls_by_shift(shift, ["WE", "SU"], "20:00", night, "20", turn, today)


def calls_until(calls: tuple[CallTimes, ...], weeks: int) -> list[datetime]:
    """Return all calls within some weeks, as a calendar works them out: the first, and every so many weeks on."""
    moments, end = set(), TUESDAY_EVENING + weeks * WEEK
    for times in calls:
        for day in times.days:
            first = CallTimes((day,), times.at, times.minutes, times.every, times.turn).first(TUESDAY_EVENING)
            moments |= {first + n * times.every * WEEK for n in range(weeks) if first + n * times.every * WEEK < end}
    return sorted(moments)


@pytest.mark.parametrize("shift", [Shift.DAY, Shift.NIGHT])
def test_whose_shift_stays_calls_at_one_time_whatever_else_is_sent(shift: Shift) -> None:
    assert chosen(shift, "night-1", night="x") == (call_times(["WE", "SU"], "20:00", "20"),)


def test_in_every_other_week_the_call_is_at_the_other_time() -> None:
    by_day, by_night = chosen(Shift.WEEKLY, "night-1")
    assert (by_day.at, by_night.at, by_day.every, by_night.every) == (time(20), time(18, 30), 2, 2)
    # This week is the night shift's: Wednesday and Sunday at half past six, then a week at eight, and so on.
    said = [f"{call:%m-%d %H:%M}" for call in calls_until((by_day, by_night), 3)]
    assert said == ["11-25 18:30", "11-29 18:30", "12-02 20:00", "12-06 20:00", "12-09 18:30", "12-13 18:30"]


def test_on_sunday_night_the_week_is_still_the_old_one() -> None:
    sunday = datetime(2026, 11, 29, 23, 0, tzinfo=SHANGHAI)
    by_day, by_night = calls_by_shift(Shift.WEEKLY, ["MO"], "20:00", "18:30", "10", "day-1", sunday.date())
    assert by_night.first(sunday) == datetime(2026, 11, 30, 18, 30, tzinfo=SHANGHAI)
    assert by_day.first(sunday) == datetime(2026, 12, 7, 20, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("turn", "times"),
    [
        ("day-1", ["20:00", "20:00", "18:30", "18:30", "20:00"]),
        ("day-2", ["20:00", "18:30", "18:30", "20:00", "20:00"]),
        ("night-1", ["18:30", "18:30", "20:00", "20:00", "18:30"]),
        ("night-2", ["18:30", "20:00", "20:00", "18:30", "18:30"]),
    ],
)
def test_two_weeks_each_begin_with_the_week_that_it_is(turn: str, times: list[str]) -> None:
    assert [f"{call:%H:%M}" for call in calls_until(chosen(Shift.TWO_WEEKLY, turn), 5)][::2] == times


@given(
    shift=st.sampled_from(sorted(TURNS)),
    place=st.integers(0, 3),
    weeks=st.integers(0, 60),
    weekday=st.integers(0, 6),
)
def test_the_same_round_chosen_in_another_week_is_the_same_calls(
    shift: Shift, place: int, weeks: int, weekday: int
) -> None:
    turns, monday = TURNS[shift], TODAY - timedelta(days=1)
    now, later = turns[place % len(turns)], turns[(place + weeks) % len(turns)]
    assert set(chosen(shift, now)) == set(chosen(shift, later, monday + weeks * WEEK + timedelta(days=weekday)))


def test_what_a_changing_shift_lacks_is_said() -> None:
    with pytest.raises(NoNightTimeError):
        chosen(Shift.WEEKLY, "day-1", night="")
    for turn in ("", "day-2", "x"):
        with pytest.raises(NoTurnError):
            chosen(Shift.WEEKLY, turn)
    with pytest.raises(NoDayError):
        calls_by_shift(Shift.WEEKLY, [], "20:00", "18:30", "10", "day-1", TODAY)
