"""The promised calls in the phone's own calendar. Nothing of it is kept here: the choice is in the address, and that is all."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from icalendar import Alarm, Calendar, Event

from mpt.rules.calls import (
    AFTER_DAY_SHIFT,
    BEFORE_NIGHT_SHIFT,
    LENGTHS,
    TURNS,
    CallTimes,
    NoDayError,
    NoNightTimeError,
    NoTimeError,
    NoTurnError,
    Shift,
    calls_by_shift,
    length,
)
from mpt.rules.days import WEEKDAYS
from mpt.rules.permissions import Who
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_

bp = Blueprint("calls", __name__)

_NAMES = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
_SHIFTS = {
    Shift.DAY: N_("Day shift"),
    Shift.NIGHT: N_("Night shift"),
    Shift.WEEKLY: N_("Changes every week"),
    Shift.TWO_WEEKLY: N_("Changes every two weeks"),
}
_WEEKS = {
    "day-1": N_("Day shift"),
    "night-1": N_("Night shift"),
}
_WEEKS_OF_TWO = {
    "day-1": N_("Day shift, the first week"),
    "day-2": N_("Day shift, the second week"),
    "night-1": N_("Night shift, the first week"),
    "night-2": N_("Night shift, the second week"),
}
_FAULTS: dict[type[Exception], tuple[str, str]] = {
    NoDayError: ("day", N_("Please choose a day. One is enough.")),
    NoTimeError: ("at", N_("Please choose a time, such as 20:00.")),
    NoNightTimeError: ("night", N_("Please choose a time, such as 18:30.")),
    NoTurnError: ("week", N_("Please say which week it is now, so that the calendar begins rightly.")),
}
_BEFORE = timedelta(minutes=10)


@bp.get("/<lang>/call-times")
@enter(Who.ANYONE)
def choose() -> ResponseReturnValue:
    """Ask when a parent will call, with what suits the shift."""
    at = BEFORE_NIGHT_SHIFT if _shift() is Shift.NIGHT else AFTER_DAY_SHIFT
    return _page({"at": f"{at:%H:%M}", "night": f"{BEFORE_NIGHT_SHIFT:%H:%M}"})


@bp.get("/<lang>/call-times.ics")
@enter(Who.ANYONE)
def calendar() -> ResponseReturnValue:
    """Give the calls as a calendar file; where something lacks, ask again and keep what was chosen."""
    at, night, minutes, week = (request.args.get(field, "") for field in ("at", "night", "minutes", "week"))
    now = datetime.now(current_app.config["MPT"].timezone)
    try:
        chosen = calls_by_shift(_shift(), request.args.getlist("day"), at, night, minutes, week, now.date())
    except tuple(_FAULTS) as error:
        field, said = _FAULTS[type(error)]
        return _page({"at": at, "night": night}, {field: said}), 422
    response = Response(_file(chosen, now), mimetype="text/calendar")
    response.headers.set("Content-Disposition", "attachment", filename="call-times.ics")
    return response


def _shift() -> Shift:
    """Return the shift that the address names; most work by day, so any other is that one."""
    try:
        return Shift(request.args.get("shift", ""))
    except ValueError:
        return Shift.DAY


def _page(times: dict[str, str], faults: dict[str, str] | None = None) -> str:
    days, shift = request.args.getlist("day"), _shift()
    weeks = _WEEKS if len(TURNS.get(shift, ())) == len(_WEEKS) else _WEEKS_OF_TWO
    return render_template(
        "site/call_times.html",
        shift=shift,
        shifts=_SHIFTS,
        weekdays=[(day, name, day in days) for day, name in zip(WEEKDAYS, _NAMES, strict=True)],
        times={field: forms.shown(time, 10) for field, time in times.items()},
        weeks=[(turn, weeks[turn]) for turn in TURNS.get(shift, ())],
        chosen_week=request.args.get("week", ""),
        lengths=LENGTHS,
        chosen_length=length(request.args.get("minutes", "")),
        faults=faults or {},
    )


def _file(chosen: Iterable[CallTimes], now: datetime) -> bytes:
    file = Calendar()
    file.add("prodid", "-//Migrant Parent Training//Call times//")
    file.add("version", "2.0")
    for times in chosen:
        file.add_component(_event(times, now))
    return bytes(file.to_ical())


def _event(times: CallTimes, now: datetime) -> Event:
    _ = words().gettext
    # Without a time zone: eight o'clock is eight on the parent's own clock, wherever the next factory is. It also spares
    # cheap calendars the description of a zone, which some of them read wrong.
    start = times.first(now).replace(tzinfo=None)
    event = Event()
    event.add("uid", _name(times))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=times.minutes))
    event.add("rrule", _rule(times))
    # Others see a phone's reminders too, so it says no more than this.
    event.add("summary", _("Call home"))
    event.add_component(_alarm(_("Call home")))
    return event


def _rule(times: CallTimes) -> dict[str, object]:
    rule: dict[str, object] = {"freq": "weekly", "byday": list(times.days)}
    # Said, because some calendars begin their weeks on Sunday, and every other week would be another one.
    return rule if times.every == 1 else {**rule, "interval": times.every, "wkst": "MO"}


def _alarm(says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", -_BEFORE)
    return alarm


def _name(times: CallTimes) -> str:
    """Return the same name for the same calls, so that a calendar which takes them twice, in whatever week, has them once."""
    choice = f"{'+'.join(times.days)}/{times.at:%H:%M}/{times.minutes}"
    weeks = "" if times.every == 1 else f"/{times.every}/{times.turn}"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{current_app.config['MPT'].public_url}/call-times/{choice}{weeks}"))
