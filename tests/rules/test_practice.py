"""Which evening it is, and when anybody is asked how it went: by the clocks where the parent is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.practice import (
    ASKED_FOR_DAYS,
    LONGEST_NOTE,
    NoteTooLongError,
    Went,
    clean_note,
    evening,
    is_asked,
    stays_in_log,
)

SHANGHAI, DHAKA, MEXICO = ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Dhaka"), ZoneInfo("America/Mexico_City")
ISTANBUL, NEW_YORK = ZoneInfo("Europe/Istanbul"), ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
SUNDAY, MONDAY = date(2026, 11, 29), date(2026, 11, 30)


def there(zone: ZoneInfo, day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    """Return the moment at which clocks in `zone` show an hour of a day; `fold` 1 is the second time that they do."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize("zone", [SHANGHAI, DHAKA, MEXICO, ISTANBUL, NEW_YORK])
@pytest.mark.parametrize(
    ("day", "hour", "minute", "evening_of"),
    [
        (SUNDAY, 4, 0, SUNDAY),
        (SUNDAY, 9, 0, SUNDAY),
        (SUNDAY, 20, 0, SUNDAY),
        (SUNDAY, 23, 59, SUNDAY),
        (MONDAY, 0, 0, SUNDAY),
        (MONDAY, 0, 30, SUNDAY),
        (MONDAY, 3, 59, SUNDAY),
        (MONDAY, 4, 0, MONDAY),
    ],
)
def test_until_four_it_is_still_the_evening_before(
    zone: ZoneInfo, day: date, hour: int, minute: int, evening_of: date
) -> None:
    assert evening(there(zone, day, hour, minute), zone) == evening_of


def test_one_moment_is_another_evening_elsewhere() -> None:
    moment = datetime(2026, 11, 29, 21, 0, tzinfo=UTC)  # five in the morning in Shanghai, three at night in Dhaka
    assert evening(moment, SHANGHAI) == MONDAY
    assert evening(moment, DHAKA) == SUNDAY
    assert evening(moment, MEXICO) == SUNDAY
    at_breakfast = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)  # in Mexico it's half past six on Sunday evening
    assert [evening(at_breakfast, zone) for zone in (SHANGHAI, DHAKA, MEXICO)] == [MONDAY, MONDAY, SUNDAY]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (NEW_YORK, date(2026, 3, 8)),  # two o'clock isn't there: the night has an hour less
        (NEW_YORK, date(2026, 11, 1)),  # one o'clock comes twice: it has an hour more
        (LORD_HOWE, date(2026, 10, 4)),  # half an hour less
        (LORD_HOWE, date(2026, 4, 5)),
        (ISTANBUL, date(2026, 3, 29)),  # no other clocks there since 2016
        (ISTANBUL, date(2026, 10, 25)),
    ],
)
def test_where_clocks_change_the_night_ends_at_four_all_the_same(zone: ZoneInfo, day: date) -> None:
    before = day - timedelta(days=1)
    for hour, minute, fold in ((0, 30, 0), (1, 30, 0), (1, 30, 1), (3, 59, 0)):
        assert evening(there(zone, day, hour, minute, fold), zone) == before
    assert evening(there(zone, day, 4), zone) == day


@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from([SHANGHAI, DHAKA, MEXICO, ISTANBUL, NEW_YORK, LORD_HOWE]),
)
def test_evenings_come_one_after_the_other(moment: datetime, zone: ZoneInfo) -> None:
    assert evening(moment + timedelta(minutes=1), zone) - evening(moment, zone) in {timedelta(), timedelta(days=1)}
    assert abs(evening(moment, zone) - moment.date()) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("later", "asked"), [(-1, False), (0, False), (1, True), (2, True), (ASKED_FOR_DAYS, True), (8, False)]
)
def test_home_asks_from_the_next_day_on_and_for_a_week(later: int, asked: bool) -> None:
    assert is_asked(SUNDAY, SUNDAY + timedelta(days=later)) is asked


def test_not_yet_never_adds_up() -> None:
    week, longer = SUNDAY + timedelta(days=ASKED_FOR_DAYS), SUNDAY + timedelta(days=ASKED_FOR_DAYS + 1)
    for went in (Went.DONE, Went.TRIED):
        assert stays_in_log(went, SUNDAY, longer + timedelta(days=900), has_note=False)
    assert stays_in_log(Went.NOT_YET, SUNDAY, week, has_note=False)
    assert not stays_in_log(Went.NOT_YET, SUNDAY, longer, has_note=False)
    assert stays_in_log(Went.NOT_YET, SUNDAY, longer, has_note=True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" \r\n\t ", ""),
        ("  她笑了。 ", "她笑了。"),
        ("one\r\ntwo\rthree\n\nfour", "one\ntwo\nthree\n\nfour"),
        ("a\x07b\x1bc", "abc"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),  # what joins a family together is no fault
    ],
)
def test_a_note_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert clean_note(typed) == kept


def test_a_note_has_300_characters_whatever_a_browser_makes_of_its_lines() -> None:
    lines = "\r\n".join(["说" * 99] * 3)
    assert len(clean_note(f"{lines}\r\n\r\n")) == LONGEST_NOTE - 1
    assert len(clean_note("说" * LONGEST_NOTE)) == LONGEST_NOTE
    with pytest.raises(NoteTooLongError):
        clean_note("说" * (LONGEST_NOTE + 1))
