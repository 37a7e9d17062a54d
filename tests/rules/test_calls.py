"""When a parent means to call: what can be chosen, and when the first call is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.calls import LENGTHS, WEEKDAYS, CallTimes, NoDayError, NoTimeError, call_times

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
