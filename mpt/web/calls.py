"""The promised calls in the phone's own calendar. Nothing of it is kept here: the choice is in the address, and that is all."""

import uuid
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from icalendar import Alarm, Calendar, Event

from mpt.rules.calls import LENGTHS, WEEKDAYS, CallTimes, NoDayError, NoTimeError, call_times, length
from mpt.rules.permissions import Who
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_

bp = Blueprint("calls", __name__)

_NAMES = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
_EVENING = "20:00"
_BEFORE = timedelta(minutes=10)


@bp.get("/<lang>/call-times")
@enter(Who.ANYONE)
def choose() -> ResponseReturnValue:
    """Ask when a parent will call."""
    return _page(at=_EVENING)


@bp.get("/<lang>/call-times.ics")
@enter(Who.ANYONE)
def calendar() -> ResponseReturnValue:
    """Give the calls as a calendar file; with no day or no time, ask again and keep what was chosen."""
    days, at, minutes = request.args.getlist("day"), request.args.get("at", ""), request.args.get("minutes", "")
    try:
        chosen = call_times(days, at, minutes)
    except NoDayError:
        return _page(days, at, minutes, {"day": N_("Please choose a day. One is enough.")}), 422
    except NoTimeError:
        return _page(days, at, minutes, {"at": N_("Please choose a time, such as 20:00.")}), 422
    response = Response(_file(chosen), mimetype="text/calendar")
    response.headers.set("Content-Disposition", "attachment", filename="call-times.ics")
    return response


def _page(days: list[str] | None = None, at: str = "", minutes: str = "", faults: dict[str, str] | None = None) -> str:
    return render_template(
        "site/call_times.html",
        weekdays=[(day, name, day in (days or ())) for day, name in zip(WEEKDAYS, _NAMES, strict=True)],
        at=forms.shown(at, 10),
        lengths=LENGTHS,
        chosen_length=length(minutes),
        faults=faults or {},
    )


def _file(times: CallTimes) -> bytes:
    _ = words().gettext
    now = datetime.now(UTC)
    # Without a time zone: eight o'clock is eight on the parent's own clock, wherever the next factory is. It also spares
    # cheap calendars the description of a zone, which some of them read wrong.
    start = times.first(now.astimezone(current_app.config["MPT"].timezone)).replace(tzinfo=None)
    event = Event()
    event.add("uid", _name(times))
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=times.minutes))
    event.add("rrule", {"freq": "weekly", "byday": list(times.days)})
    # Others see a phone's reminders too, so it says no more than this.
    event.add("summary", _("Call home"))
    event.add_component(_alarm(_("Call home")))
    file = Calendar()
    file.add("prodid", "-//Migrant Parent Training//Call times//")
    file.add("version", "2.0")
    file.add_component(event)
    return bytes(file.to_ical())


def _alarm(says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", -_BEFORE)
    return alarm


def _name(times: CallTimes) -> str:
    """Return the same name for the same choice, so that a calendar which takes it twice has it once."""
    choice = f"{'+'.join(times.days)}/{times.at:%H:%M}/{times.minutes}"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{current_app.config['MPT'].public_url}/call-times/{choice}"))
