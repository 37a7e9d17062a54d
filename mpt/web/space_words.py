"""What pages say of a space: its kind, days, hours and ages, and of how many children, in the language of this request."""

from collections.abc import Mapping
from datetime import date

from mpt.models import Factory, Space
from mpt.rules import codes, spaces
from mpt.rules.days import WEEKDAYS
from mpt.rules.spaces import BANDS, Kind, State, weekdays_of
from mpt.services.factories import today_at
from mpt.web.language import words
from mpt.web.messages import N_

KINDS = {Kind.SPACE: N_("Family-Friendly Space"), Kind.CENTER: N_("After-School Center")}
_DAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
_SHORT = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_STATES = {State.COMING: N_("coming"), State.OPEN: N_("open now"), State.OVER: N_("over")}


def today(factory: Factory) -> date:
    """Return which day it is where a factory is."""
    return today_at(factory)


def state_of(space: Space, day: date) -> State:
    """Return whether a space is to come, open or over on a day."""
    return spaces.state(space, day, is_ended=space.ended_at is not None)


def state(space: Space, day: date) -> str:
    """Return the same in words."""
    return words().gettext(_STATES[state_of(space, day)])


def kind(space: Space) -> str:
    """Return what kind of a space it is."""
    return words().gettext(KINDS[Kind(space.kind)])


def day(which: date) -> str:
    """Write a day: 24 November 2026."""
    return words().day(which)


def day_in_short(which: date) -> str:
    """Write a day of these days: Mon 24."""
    return words().gettext("%(weekday)s %(day)s", weekday=words().gettext(_SHORT[which.weekday()]), day=which.day)


def dates(space: Space) -> str:
    """Return from when to when a space is open; one without a last day, from when."""
    _ = words().gettext
    if space.closes_on is None:
        return _("from %(day)s", day=day(space.opens_on))
    return _("%(first)s to %(last)s", first=day(space.opens_on), last=day(space.closes_on))


def weekdays(space: Space) -> str:
    """Return on which days of the week a space is open: Monday to Friday; Monday, Wednesday."""
    places = sorted(WEEKDAYS.index(each) for each in weekdays_of(space))
    names = [weekday(place) for place in places]
    is_row = len(places) > 2 and places[-1] - places[0] == len(places) - 1
    if is_row:
        return words().gettext("%(first)s to %(last)s", first=names[0], last=names[-1])
    return words().gettext(", ").join(names)


def weekday(place: int) -> str:
    """Return the name of a day of the week; Monday is 0."""
    return words().gettext(_DAYS[place])


def hours(space: Space) -> str:
    """Return from when to when a space is open on its days: 08:00–18:30."""
    return f"{space.opens_at:%H:%M}–{space.closes_at:%H:%M}"


def ages(space: Space) -> str:
    """Return the ages that a space takes."""
    return words().gettext("%(youngest)s to %(oldest)s years", youngest=space.youngest, oldest=space.oldest)


def band(which: str) -> str:
    """Return an age band in words: 3 to 5 years."""
    youngest, _dash, oldest = which.partition("-")
    return words().gettext("%(youngest)s to %(oldest)s years", youngest=youngest, oldest=oldest)


def children(bands: Mapping[str, int]) -> str:
    """Return how many children of which age: 1 × 3 to 5 years, 2 × 6 to 8 years."""
    return words().gettext(", ").join(f"{bands[each]} × {band(each)}" for each in BANDS if bands.get(each))


def in_short(bands: Mapping[str, int]) -> list[str]:
    """Return the same for a table, one by one: 1 × 3–5."""
    return [f"{bands[each]} × {each.replace('-', '–')}" for each in BANDS if bands.get(each)]


def lines(text: str) -> list[str]:
    """Return the lines of a text that was typed, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def code(enrolment_code: str) -> str:
    """Write a family's code as it's read out."""
    return codes.grouped(enrolment_code)
