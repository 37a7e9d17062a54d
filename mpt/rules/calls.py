"""When a parent means to call: which days of the week, at what time, for how long."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The days as calendar files name them, Monday first."""

LENGTHS = (10, 20, 30)
"""How many minutes a call may be planned for."""

# A Chinese keyboard types the wide colon, where a browser has no clock to choose from.
_TIME = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})")


class NoDayError(Exception):
    """No day was chosen."""


class NoTimeError(Exception):
    """No time was chosen, or none that there is."""


@dataclass(frozen=True, slots=True)
class CallTimes:
    """Calls that come every week. `days` are of WEEKDAYS, in their order; `at` is the time on the parent's own clock."""

    days: tuple[str, ...]
    at: time
    minutes: int

    def first(self, now: datetime) -> datetime:
        """Return when the first call after `now` is, in the time zone of `now`."""
        today = now.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        coming = (today + timedelta(days=ahead) for ahead in range(8))
        return next(day for day in coming if day > now and WEEKDAYS[day.weekday()] in self.days)


def call_times(days: Collection[str], at: str, minutes: str) -> CallTimes:
    """Return the calls that were chosen; a length that isn't on offer is the shortest.

    Raises NoDayError or NoTimeError.
    """
    chosen = tuple(day for day in WEEKDAYS if day in days)
    if not chosen:
        raise NoDayError
    return CallTimes(chosen, _time(at), length(minutes))


def length(minutes: str) -> int:
    """Return a length that is on offer: the one that was chosen, else the shortest."""
    return next((each for each in LENGTHS if str(each) == minutes), LENGTHS[0])


def _time(text: str) -> time:
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise NoTimeError
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError:
        raise NoTimeError from None
