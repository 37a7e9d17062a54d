"""What is counted of a factory's workers, and at the end of which days."""

from datetime import date, timedelta
from enum import StrEnum

DAILY = 70
"""For how many days back every day can be looked at; before that, the end of each week."""


class Measure(StrEnum):
    """What somebody who joined a factory did, once and for ever: none of it is taken back by leaving, or by a later release."""

    JOINED = "joined"
    """Joined by one of the factory's codes. Of no course."""
    LEFT = "left"
    """Left the factory at some time: said so, or is no longer on its roster. Of no course."""
    BEGAN = "began"
    """Did the first thing worth keeping in a course: read a lesson to its end, answered, or passed over a survey."""
    THROUGH = "through"
    """Came through all modules of a course up to one: did each, or passed it over. Whoever finished the course is through."""
    FINISHED = "finished"
    """Completed a course, so that its certificate was issued."""


def days_to_count(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last` at whose end figures are counted: each of the last DAILY, else Sundays."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day.isoweekday() == 7 or (last - day).days < DAILY]


def last_sundays(last: date, weeks: int) -> list[date]:
    """Return the ends of the last `weeks` whole weeks up to `last`, oldest first."""
    sunday = last - timedelta(days=last.isoweekday() % 7)
    return [sunday - timedelta(weeks=back) for back in reversed(range(weeks))]


def month_before(day: date) -> date:
    """Return the same day of the month before, or that month's last day where it has no such day."""
    end = day.replace(day=1) - timedelta(days=1)
    return end.replace(day=min(day.day, end.day))
