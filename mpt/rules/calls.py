"""When a parent means to call: which days of the week, at what time, for how long, and how that changes with the shift."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from mpt.rules.days import WEEKDAYS

LENGTHS = (10, 20, 30)
"""How many minutes a call may be planned for."""


class Shift(StrEnum):
    """When a parent works: always by day, always by night, or both in turn, for a week or for two weeks each."""

    DAY = "day"
    NIGHT = "night"
    WEEKLY = "weekly"
    TWO_WEEKLY = "two-weekly"


AFTER_DAY_SHIFT, BEFORE_NIGHT_SHIFT = time(20), time(18, 30)
"""What is suggested: in the evening after a day's work; before a night's work, when a child is home from school."""

TURNS = {Shift.WEEKLY: ("day-1", "night-1"), Shift.TWO_WEEKLY: ("day-1", "day-2", "night-1", "night-2")}
"""The weeks of one round of shifts that change, in their order. A week begins on Monday."""

# A Chinese keyboard types the wide colon, where a browser has no clock to choose from.
_TIME = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})")


class NoDayError(Exception):
    """No day was chosen."""


class NoTimeError(Exception):
    """No time was chosen, or none that there is."""


class NoNightTimeError(NoTimeError):
    """The same, for the weeks with a night shift."""


class NoTurnError(Exception):
    """It wasn't said which week of the round this one is."""


@dataclass(frozen=True, slots=True)
class CallTimes:
    """Calls that come again. `days` are of WEEKDAYS, in their order; `at` is the time on the parent's own clock.

    They come in one of `every` weeks: in that whose number, counted from the first Monday of all, has the rest `turn`.
    """

    days: tuple[str, ...]
    at: time
    minutes: int
    every: int = 1
    turn: int = 0

    def first(self, now: datetime) -> datetime:
        """Return when the first call after `now` is, in the time zone of `now`."""
        today = now.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        coming = (today + timedelta(days=ahead) for ahead in range(7 * self.every + 1))
        return next(day for day in coming if day > now and self._is_on(day))

    def _is_on(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.days and _week(day) % self.every == self.turn


def call_times(days: Collection[str], at: str, minutes: str) -> CallTimes:
    """Return the calls that were chosen; a length that isn't on offer is the shortest.

    Raises NoDayError or NoTimeError.
    """
    chosen = tuple(day for day in WEEKDAYS if day in days)
    if not chosen:
        raise NoDayError
    return CallTimes(chosen, _time(at), length(minutes))


def calls_by_shift(
    shift: Shift, days: Collection[str], at: str, night: str, minutes: str, turn: str, today: date
) -> tuple[CallTimes, ...]:
    """Return the calls that were chosen by somebody who works in `shift`.

    Where shifts change, `at` is the time in weeks with the day shift, `night` in those with the night shift, and `turn` says
    which of TURNS the week of `today` is. Raises NoDayError, NoTimeError, NoNightTimeError, or NoTurnError.
    """
    times = call_times(days, at, minutes)
    if shift not in TURNS:
        return (times,)
    try:
        by_night = _time(night)
    except NoTimeError:
        raise NoNightTimeError from None
    turns = TURNS[shift]
    if turn not in turns:
        raise NoTurnError
    begins = _week(today) - turns.index(turn)
    return tuple(
        replace(
            times,
            at=times.at if week.startswith("day") else by_night,
            every=len(turns),
            turn=(begins + place) % len(turns),
        )
        for place, week in enumerate(turns)
    )


def length(minutes: str) -> int:
    """Return a length that is on offer: the one that was chosen, else the shortest."""
    return next((each for each in LENGTHS if str(each) == minutes), LENGTHS[0])


def _week(day: date) -> int:
    """Return the number of a day's week; 1 January of the year 1 was a Monday."""
    return (day.toordinal() - 1) // 7


def _time(text: str) -> time:
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise NoTimeError
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError:
        raise NoTimeError from None
