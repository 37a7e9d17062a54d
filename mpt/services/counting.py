"""Counting a factory's workers, once a day, into figures that may be shown (`mpt.rules.figures`).

What may be shown at the end of a day never changes afterwards, and nothing but that is kept. Reading the facts and counting
them write nothing, so that on SQLite nobody waits meanwhile; what was counted is then kept at once, by whoever comes first.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from mpt.models import Department, Factory, Figure, Line
from mpt.models.once import locked
from mpt.rules.figures import joined_shown, own, shown, tree_of
from mpt.rules.measures import Measure, days_to_count
from mpt.services.factories import today_at
from mpt.services.facts import JOINED, Facts, Modules, What, facts_of

Key = tuple[uuid.UUID, What]


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures of the days after `seen_through` up to `through`, ready to be kept."""

    factory_id: uuid.UUID
    seen_through: date | None
    through: date
    rows: tuple[dict[str, Any], ...]


def last_whole_day(factory: Factory) -> date:
    """Return the last day that has ended where a factory is."""
    return today_at(factory) - timedelta(days=1)


def is_due(factory: Factory) -> bool:
    """Say whether a day has ended whose figures aren't kept yet."""
    return factory.counted_through is None or factory.counted_through < last_whole_day(factory)


def count(session: Session, factory_id: uuid.UUID, modules: Modules) -> Counted:
    """Count what may be shown of a factory, up to its last whole day.

    `modules` are those of the courses that aren't sensitive. Of any other course only the factory's totals are counted,
    and none of its modules: it's sensitive, or nobody knows that it isn't.
    """
    factory = session.get_one(Factory, factory_id)
    through, facts = last_whole_day(factory), facts_of(session, factory, modules)
    first = min((days[0][0] for days in facts.values()), default=through)
    if factory.counted_through:
        first = factory.counted_through + timedelta(days=1)
    sweep = _Sweep(facts, _parents(session, factory_id), factory_id, modules)
    grown = (number for day in days_to_count(first, through) for number in sweep.to(day))
    rows = tuple(_rows(factory_id, grown, _kept(session, factory_id)))
    return Counted(factory_id, factory.counted_through, through, rows)


def keep(session: Session, counted: Counted) -> None:
    """Keep what was counted, unless somebody else kept those days meanwhile."""
    factory = locked(session, Factory, counted.factory_id)
    if factory is None or factory.counted_through != counted.seen_through:
        return
    if counted.rows:
        session.execute(insert(Figure), counted.rows)
    factory.counted_through = counted.through
    session.flush()


def own_place(place_id: uuid.UUID) -> uuid.UUID:
    """Return under which id those are counted who joined a place that has parts, but none of its parts."""
    return uuid.uuid5(place_id, "own")


def leaf_places(session: Session, factory_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    """Return for each place of a factory under which id those are counted who joined there."""
    parents = _parents(session, factory_id)
    return {place: own_place(place) if place in parents.values() else place for place in parents}


class _Tally:
    """How often something had happened at each place by the end of a day, which only goes on."""

    def __init__(self, days: Sequence[tuple[date, uuid.UUID]]) -> None:
        self._days, self._next, self.counts = days, 0, Counter[str]()

    def go_to(self, day: date) -> bool:
        """Go on to the end of `day`; say whether anything happened since."""
        before = self._next
        while self._next < len(self._days) and self._days[self._next][0] <= day:
            self.counts[str(self._days[self._next][1])] += 1
            self._next += 1
        return self._next > before


class _Sweep:
    """Goes through the days, and says what may be shown at the end of each."""

    def __init__(
        self, facts: Facts, parents: Mapping[uuid.UUID, uuid.UUID | None], root: uuid.UUID, modules: Modules
    ) -> None:
        named = {str(place): str(parent) if parent else None for place, parent in parents.items()}
        self._tree, self._root, self._modules = tree_of(named), str(root), modules
        self._ids = {str(place): place for place in parents}
        self._ids |= {own(str(parent)): own_place(parent) for parent in parents.values() if parent}
        self._joined = _Tally(facts.get(JOINED, ()))
        self._tallies = {what: _Tally(days) for what, days in facts.items() if what != JOINED}

    def to(self, day: date) -> Iterator[tuple[date, Key, int]]:
        """Yield what may be shown at the end of `day`, where it may have grown; days come in order."""
        more_joined = self._joined.go_to(day)
        published = joined_shown(self._tree, self._joined.counts)
        if more_joined:
            yield from self._keyed(day, JOINED, published)
        for what, tally in self._tallies.items():
            if tally.go_to(day) or more_joined:
                yield from self._keyed(day, what, self._shown(what, tally.counts, published))

    def _shown(self, what: What, counts: Mapping[str, int], published: Mapping[str, int]) -> Mapping[str, int]:
        numbers = shown(self._tree, self._joined.counts, published, counts)
        if not what.course_id or what.course_id in self._modules:
            return numbers
        # Worked out like the others, so that a course which turns sensitive, or back, tells nothing by that.
        return {self._root: numbers[self._root]}

    def _keyed(self, day: date, what: What, numbers: Mapping[str, int]) -> Iterator[tuple[date, Key, int]]:
        return ((day, (self._ids[key], what), number) for key, number in numbers.items() if key in self._ids)


def _rows(
    factory_id: uuid.UUID, grown: Iterator[tuple[date, Key, int]], kept: Mapping[Key, int]
) -> Iterator[dict[str, Any]]:
    """Yield a row for each number that is larger than any before it."""
    largest = dict(kept)
    for day, (place, what), number in grown:
        if number > largest.get((place, what), 0):
            largest[place, what] = number
            yield {"factory_id": factory_id, "place_id": place, **what._asdict(), "day": day, "shown": number}


def _parents(session: Session, factory_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID | None]:
    """Return a factory's places, itself, its departments and their lines, each with the one it's a part of."""
    parents: dict[uuid.UUID, uuid.UUID | None] = {factory_id: None}
    departments = session.scalars(select(Department.id).where(Department.factory_id == factory_id))
    parents.update(dict.fromkeys(departments, factory_id))
    lines = select(Line.id, Line.department_id).join(Department, Department.id == Line.department_id)
    return parents | dict(session.execute(lines.where(Department.factory_id == factory_id)).all())


def _kept(session: Session, factory_id: uuid.UUID) -> dict[Key, int]:
    keys = (Figure.place_id, Figure.course_id, Figure.module_id, Figure.measure)
    statement = select(*keys, func.max(Figure.shown)).where(Figure.factory_id == factory_id).group_by(*keys)
    rows = session.execute(statement)
    return {(place, What(course, module, Measure(measure))): n for place, course, module, measure, n in rows}
