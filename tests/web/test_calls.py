"""The promised calls in the phone's own calendar: a file for the phone, and nothing kept here."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar, Event
from werkzeug.test import TestResponse

from mpt.config import Config, read_config
from tests.cast import Phone
from tests.web.acts import at, contents, in_both_languages, on_sqlite, says

pytestmark = on_sqlite

CHOSEN = "/call-times.ics?day=WE&day=SU&at=20:00&minutes=20"
# In Shanghai it's Wednesday already, seven in the morning.
LATE_TUESDAY = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


def event(answer: TestResponse) -> Event:
    """Return the one event of a calendar file."""
    assert answer.status_code == 200
    (found,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert isinstance(found, Event)
    return found


@in_both_languages
def test_the_page_offers_every_day_and_an_evening(app: Flask, language: str) -> None:
    page = Phone(app, language).get("/call-times")
    html = page.get_data(as_text=True)
    assert html.count('type="checkbox" name="day"') == 7
    assert 'value="20:00"' in html
    assert html.count(" checked") == 1  # the shortest call
    assert says(page, language, "When will you call?")


@in_both_languages
@time_machine.travel(LATE_TUESDAY, tick=False)
def test_the_file_holds_calls_of_every_week(app: Flask, language: str) -> None:
    answer = Phone(app, language).get(CHOSEN)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == "attachment; filename=call-times.ics"
    calls = event(answer)
    assert calls["SUMMARY"] == {"zh": "打电话回家", "en": "Call home"}[language]
    assert calls["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=WE,SU"
    assert calls.start == datetime(2026, 11, 25, 20, 0)  # noqa: DTZ001 - the parent's own clock, no zone
    assert calls.end == calls.start + timedelta(minutes=20)
    (alarm,) = calls.alarms.times
    assert alarm.trigger == calls.start - timedelta(minutes=10)
    assert b"TZID" not in answer.data
    assert b"\r\n" in answer.data


@time_machine.travel(LATE_TUESDAY, tick=False)
def test_the_same_choice_is_the_same_event(phone: Phone, english_phone: Phone) -> None:
    first = event(phone.get(CHOSEN))["UID"]
    with time_machine.travel(LATE_TUESDAY + timedelta(days=30)):
        assert event(phone.get("/call-times.ics?at=20：00&day=SU&day=WE&minutes=20"))["UID"] == first
    assert event(english_phone.get(CHOSEN))["UID"] == first
    for other in (CHOSEN.replace("WE", "MO"), CHOSEN.replace("20:00", "20:01"), CHOSEN.replace("=20", "=10")):
        assert event(phone.get(other))["UID"] != first


@pytest.mark.parametrize(
    ("query", "fault", "field"),
    [
        ("at=21:15&minutes=30", "Please choose a day. One is enough.", 'value="21:15"'),
        ("at=21:15&minutes=30&day=XX", "Please choose a day. One is enough.", 'value="21:15"'),
        ("day=FR&minutes=30&at=25:00", "Please choose a time, such as 20:00.", 'value="FR" checked'),
        ("day=FR&minutes=30", "Please choose a time, such as 20:00.", 'value="FR" checked'),
    ],
)
@in_both_languages
def test_what_lacks_something_is_asked_again_and_the_rest_kept(
    app: Flask, language: str, query: str, fault: str, field: str
) -> None:
    answer = Phone(app, language).get(f"/call-times.ics?{query}")
    assert answer.status_code == 422
    assert says(answer, language, fault)
    assert field in answer.get_data(as_text=True)
    assert 'value="30" checked' in answer.get_data(as_text=True)


@pytest.mark.parametrize("at", ['"><script>', "\u202e20:00", "x" * 5000, "\0"])
def test_what_no_page_of_ours_sends_does_no_harm(phone: Phone, at: str) -> None:
    answer = phone.get("/call-times.ics", query_string={"day": ["MO"] * 50, "at": at, "minutes": "9" * 999})
    assert answer.status_code == 422
    assert "<script>" not in answer.get_data(as_text=True)
    assert len(answer.data) < 30_000


WEEKLY = "/call-times.ics?shift=weekly&day=WE&day=SU&at=20:00&night=18:30&minutes=20&week="


@pytest.mark.parametrize(
    ("shift", "times", "weeks"),
    [
        ("", ["20:00"], 0),
        ("night", ["18:30"], 0),
        ("weekly", ["20:00", "18:30"], 2),
        ("two-weekly", ["20:00", "18:30"], 4),
        ("on-the-moon", ["20:00"], 0),
    ],
)
@in_both_languages
def test_each_shift_has_what_suits_it(app: Flask, language: str, shift: str, times: list[str], weeks: int) -> None:
    page = Phone(app, language).get(f"/call-times?shift={shift}")
    html = page.get_data(as_text=True)
    assert re.findall(r'value="([0-9:]{5})"', html) == times
    assert html.count('name="week"') == weeks
    assert html.count(" checked") == 1  # which week it is nobody guesses
    assert html.count('aria-current="true"') == 1
    for label in ("Day shift", "Night shift", "Changes every week", "Changes every two weeks"):
        assert says(page, language, label)
    assert ('name="shift"' in html) is (shift in {"night", "weekly", "two-weekly"})


@time_machine.travel(LATE_TUESDAY, tick=False)
def test_weeks_in_turn_are_two_series_that_begin_in_the_right_week(phone: Phone) -> None:
    answer = phone.get(f"{WEEKLY}night-1")
    assert answer.status_code == 200
    by_day, by_night = Calendar.from_ical(answer.data).walk("VEVENT")
    for calls in (by_day, by_night):
        assert calls["RRULE"].to_ical() == b"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SU;WKST=MO"
        assert calls.end == calls.start + timedelta(minutes=20)
        (alarm,) = calls.alarms.times
        assert alarm.trigger == calls.start - timedelta(minutes=10)
    assert by_night.start == datetime(2026, 11, 25, 18, 30)  # noqa: DTZ001 - the parent's own clock, no zone
    assert by_day.start == datetime(2026, 12, 2, 20, 0)  # noqa: DTZ001
    assert by_day["UID"] != by_night["UID"]


@time_machine.travel(LATE_TUESDAY, tick=False)
def test_two_weeks_in_turn_are_four_series(phone: Phone) -> None:
    found = Calendar.from_ical(phone.get(f"{WEEKLY}day-2".replace("weekly", "two-weekly")).data).walk("VEVENT")
    assert {calls["RRULE"].to_ical() for calls in found} == {b"FREQ=WEEKLY;INTERVAL=4;BYDAY=WE,SU;WKST=MO"}
    assert sorted((f"{calls.start:%m-%d}", f"{calls.start:%H:%M}") for calls in found) == [
        ("11-25", "20:00"),
        ("12-02", "18:30"),
        ("12-09", "18:30"),
        ("12-16", "20:00"),
    ]
    assert len({calls["UID"] for calls in found}) == 4


def test_next_week_the_same_shifts_are_the_same_events(phone: Phone) -> None:
    def names(week: str) -> set[str]:
        return {calls["UID"] for calls in Calendar.from_ical(phone.get(f"{WEEKLY}{week}").data).walk("VEVENT")}

    with time_machine.travel(LATE_TUESDAY, tick=False):
        now, other = names("night-1"), names("day-1")
    with time_machine.travel(LATE_TUESDAY + timedelta(days=7), tick=False):
        assert names("day-1") == now
    assert not now & other


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("week=day-1", "week="), "Please say which week it is now, so that the calendar begins rightly."),
        (("week=day-1", "week=day-2"), "Please say which week it is now, so that the calendar begins rightly."),
        (("night=18:30", "night=25:00"), "Please choose a time, such as 18:30."),
        (("&at=20:00", ""), "Please choose a time, such as 20:00."),
        (("day=WE&day=SU", ""), "Please choose a day. One is enough."),
    ],
)
@in_both_languages
def test_what_a_changing_shift_lacks_is_asked_again(
    app: Flask, language: str, change: tuple[str, str], fault: str
) -> None:
    answer = Phone(app, language).get(f"{WEEKLY}day-1".replace(*change))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says(answer, language, fault)
    assert html.count('role="alert"') == 1
    assert html.count('name="week"') == 2
    assert 'name="shift" value="weekly"' in html
    assert ('value="WE" checked' in html) is ("day" not in change[0] or "week" in change[0])
    assert ('value="day-1" required checked' in html) is ("week" not in change[0])


def test_nothing_is_kept(app: Flask, phone: Phone) -> None:
    before = contents(app)
    for path in ("/call-times", CHOSEN, "/call-times.ics", "/call-times?shift=weekly", f"{WEEKLY}day-1"):
        answer = phone.get(path)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert contents(app) == before


def test_only_a_practice_leads_there(phone: Phone) -> None:
    assert '/zh/call-times"' in phone.get(at("tonight")).get_data(as_text=True)
    assert "call-times" not in phone.get(at("hear-them")).get_data(as_text=True)


class TestFartherWest:
    """An installation whose workers live in another time zone."""

    @pytest.fixture
    def settings(self, settings: Config) -> Config:
        """Workers in Berlin."""
        return read_config({"MPT_DATABASE_URL": settings.database_url, "MPT_TIMEZONE": "Europe/Berlin"})

    @time_machine.travel(datetime(2026, 11, 24, 18, 30, tzinfo=UTC), tick=False)
    def test_the_next_day_is_theirs(self, phone: Phone) -> None:
        assert event(phone.get("/call-times.ics?day=TU&day=WE&at=20:00")).start.day == 24
        assert event(phone.get("/call-times.ics?day=TU&day=WE&at=19:00")).start.day == 25
