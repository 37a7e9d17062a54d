"""How many cases began in a month, by topic: all that anybody but counsellors learns of the helpline, and what outlasts it.

Only months that have ended are shown, and their counts no longer change; so nobody sees them grow by one. Each number is in full
tens, and under ten it isn't shown; a sum is the sum of what is shown, so that nothing can be taken away from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mpt.models import HelplineCount
from mpt.models.once import insert_once
from mpt.rules.helpline import Topic

STEP = 10


@dataclass(frozen=True, slots=True)
class Month:
    """What may be shown of a month, which is named by its first day. A number is in full tens; None is "under 10".

    `total` is the sum of the topics that are shown, None where none is.
    """

    first: date
    topics: Mapping[Topic, int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The months that have ended, newest first, from the first of which anything is shown; and sums of what is shown."""

    months: list[Month]
    topics: Mapping[Topic, int | None]
    total: int | None


def month_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the first day of the month of a moment, as calendars in `zone` have it."""
    return moment.astimezone(zone).date().replace(day=1)


def count(session: Session, month: date, topic: str, by: int = 1) -> None:
    """Count `by` more cases of a topic in a month."""
    insert_once(session, HelplineCount, month=month, topic=str(topic), cases=0)
    whose = (HelplineCount.month == month, HelplineCount.topic == str(topic))
    session.execute(update(HelplineCount).where(*whose).values(cases=HelplineCount.cases + by))


def move(session: Session, month: date, before: str, after: str) -> None:
    """Count one case of a month under another topic than before."""
    # Always in the same order, so that two cases that change places at once don't wait for each other for ever.
    for topic in sorted((before, after)):
        count(session, month, topic, by=-1 if topic == before else 1)


def by_month(session: Session, today: date) -> Counted:
    """Return what may be shown of the months that ended before the day `today` (in config.timezone)."""
    ended = HelplineCount.month < today.replace(day=1)
    cells = {
        (row.month, row.topic): _full_tens(row.cases) for row in session.scalars(select(HelplineCount).where(ended))
    }
    first = min((month for (month, _topic), cases in cells.items() if cases), default=today)
    months = [_month(each, cells) for each in _months_back(today, first)]
    topics = {topic: _sum(month.topics[topic] for month in months) for topic in Topic}
    return Counted(months, topics, _sum(topics.values()))


def _month(first: date, cells: Mapping[tuple[date, str], int | None]) -> Month:
    topics = {topic: cells.get((first, str(topic))) for topic in Topic}
    return Month(first, topics, _sum(topics.values()))


def _full_tens(cases: int) -> int | None:
    return cases // STEP * STEP or None


def _sum(cells: Iterable[int | None]) -> int | None:
    return sum(cell or 0 for cell in cells) or None


def _months_back(today: date, first: date) -> list[date]:
    """Return the months before today's, newest first, down to `first`. Without gaps: one would say that there was no case."""
    found, month = [], today.replace(day=1)
    while month > first:
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found
