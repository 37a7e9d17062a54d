"""What a sponsor is shown: what was published of the factories that it supports, and of sessions that they held on paper.

A sum is the sum of what is published of its parts, so it tells no more than they do.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from mpt.models import Figure, Headcount, PaperSession, Presence, Space
from mpt.rules.impact import full_tens
from mpt.rules.measures import Measure
from mpt.services.spaces import figures
from mpt.services.spaces.figures import SpaceYear


@dataclass(frozen=True, slots=True)
class FactoryTotals:
    """What is shown of a factory, or of several: people in full tens, 0 where that isn't shown.

    `begun` and `finished` are by course. Of `sessions` on paper and who `came` to them only the latter are people, and of
    `spaces` and `children` these.
    """

    joined: int = 0
    begun: Mapping[str, int] = field(default_factory=dict)
    finished: Mapping[str, int] = field(default_factory=dict)
    sessions: int = 0
    came: int = 0
    spaces: int = 0
    children: int = 0

    def course_ids(self) -> frozenset[str]:
        """Return the courses of which anything is shown."""
        return frozenset(self.begun) | frozenset(self.finished)


@dataclass(frozen=True, slots=True)
class Attendance:
    """What all spaces did up to the end of a day, counted at once, so that spaces and children never disagree.

    `firsts` has the first day on which attendance was taken in each space, with the space's factory.
    """

    years: Sequence[SpaceYear] = ()
    firsts: Sequence[tuple[uuid.UUID, date]] = ()


def attendance(session: Session, day: date, end: datetime) -> Attendance:
    """Return what all spaces did up to `day`, as it was known at the moment `end`, when that day was over."""
    taken = union_all(
        *(
            select(table.space_id, func.min(table.day).label("day"))
            .where(table.day <= day, table.noted_at < end)
            .group_by(table.space_id)
            for table in (Presence, Headcount)
        )
    ).subquery()
    firsts = (
        select(Space.factory_id, func.min(taken.c.day))
        .join(taken, taken.c.space_id == Space.id)
        .group_by(Space.id, Space.factory_id)
    )
    return Attendance(figures.count(session, day, end), [(row[0], row[1]) for row in session.execute(firsts)])


def totals(
    session: Session, factory_ids: Collection[uuid.UUID], day: date, spaces: Attendance = Attendance()
) -> dict[uuid.UUID, FactoryTotals]:
    """Return what is shown of each of these factories at the end of `day`.

    `spaces` is what all spaces did, up to that day or to a later one of another year.
    """
    counts, paper = _published(session, factory_ids, day), _on_paper(session, factory_ids, day)
    return {
        factory_id: FactoryTotals(
            joined=counts.get((factory_id, Measure.JOINED), {}).get("", 0),
            begun=counts.get((factory_id, Measure.BEGAN), {}),
            finished=counts.get((factory_id, Measure.FINISHED), {}),
            sessions=paper.get(factory_id, (0, 0))[0],
            came=paper.get(factory_id, (0, 0))[1],
            spaces=sum(of == factory_id and first <= day for of, first in spaces.firsts),
            children=full_tens(sum(each.children for each in spaces.years if _is_of(each, factory_id, day))),
        )
        for factory_id in factory_ids
    }


def first_year(session: Session, factory_ids: Collection[uuid.UUID], spaces: Attendance = Attendance()) -> int | None:
    """Return the first year of which anything is shown of these factories; None where nothing is."""
    published = select(func.min(Figure.day)).where(
        Figure.factory_id.in_(factory_ids), Figure.place_id == Figure.factory_id, Figure.module_id == ""
    )
    held = select(func.min(PaperSession.held_on)).where(
        PaperSession.factory_id.in_(factory_ids), PaperSession.removed_at.is_(None)
    )
    opened = (first for of, first in spaces.firsts if of in factory_ids)
    days = (session.scalar(published), session.scalar(held), *opened)
    return min((day.year for day in days if day), default=None)


def added_up(parts: Iterable[FactoryTotals]) -> FactoryTotals:
    """Return the sums of what is shown of several factories."""
    each = list(parts)
    return FactoryTotals(
        joined=sum(part.joined for part in each),
        begun=_by_course(part.begun for part in each),
        finished=_by_course(part.finished for part in each),
        sessions=sum(part.sessions for part in each),
        came=sum(part.came for part in each),
        spaces=sum(part.spaces for part in each),
        children=sum(part.children for part in each),
    )


def _published(
    session: Session, factory_ids: Collection[uuid.UUID], day: date
) -> dict[tuple[uuid.UUID, str], dict[str, int]]:
    """Return by factory and measure what is shown of the whole factory, by course."""
    keys = (Figure.factory_id, Figure.measure, Figure.course_id)
    statement = (
        # What is shown never falls, so the largest up to a day is that day's.
        select(*keys, func.max(Figure.shown))
        .where(Figure.factory_id.in_(factory_ids), Figure.place_id == Figure.factory_id, Figure.module_id == "")
        .where(Figure.day <= day)
        .group_by(*keys)
    )
    found: dict[tuple[uuid.UUID, str], dict[str, int]] = {}
    for factory_id, measure, course_id, shown in session.execute(statement):
        found.setdefault((factory_id, measure), {})[course_id] = shown
    return found


def _on_paper(session: Session, factory_ids: Collection[uuid.UUID], day: date) -> dict[uuid.UUID, tuple[int, int]]:
    """Return how many sessions on paper each factory held up to a day, and how many came to them."""
    statement = (
        select(PaperSession.factory_id, func.count(), func.sum(PaperSession.attended))
        .where(PaperSession.factory_id.in_(factory_ids), PaperSession.held_on <= day)
        .where(PaperSession.removed_at.is_(None))
        .group_by(PaperSession.factory_id)
    )
    return {factory_id: (n, full_tens(int(came))) for factory_id, n, came in session.execute(statement)}


def _is_of(each: SpaceYear, factory_id: uuid.UUID, day: date) -> bool:
    return each.factory_id == factory_id and each.year <= day.year


def _by_course(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in parts:
        for course_id, shown in part.items():
            sums[course_id] = sums.get(course_id, 0) + shown
    return sums
