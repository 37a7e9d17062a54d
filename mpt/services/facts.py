"""What the workers of a factory did, and when: the facts that figures are counted from. Nothing here leaves the services.

Facts only grow: whoever joined, began or finished did so for ever. Each worker is counted where they first joined, and what
was done before joining counts from joining on. Within a course each fact takes the ones before it for granted, as
`mpt.rules.figures` asks of what is shown side by side: joined, began, came through one module after the other, finished.

Whoever has their data erased (`mpt.services.erasing`) leaves bare facts: how many did what at a place, on which day. They are
read here with the others, so that every figure, of that day and of all days to come, is as if nobody had gone. That's why they
don't weaken what `mpt.rules.figures` proves: it asks nothing of facts but how many there are by place and day and that each
takes the one before it for granted, and both hold as before. Whoever works against us sees no figure move when somebody goes.
"""

import uuid
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, zip_longest
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mpt.models import BareFact, Certificate, Enrolment, Factory, Membership, ModuleDone
from mpt.rules.measures import Measure


class What(NamedTuple):
    """What is counted: a measure, of which course and module where it's of any."""

    course_id: str
    module_id: str
    measure: Measure


_PORTION = 1000
"""How many rows are taken from the database at once."""

JOINED = What("", "", Measure.JOINED)
LEFT = What("", "", Measure.LEFT)

Facts = Mapping[What, list[tuple[date, uuid.UUID]]]
"""For each thing that is counted, on which day somebody did it and at which place that one is counted, in order of days."""

Modules = Mapping[str, Sequence[str]]
"""The courses whose modules are counted, by id: the ids of their modules, in order."""


@dataclass(slots=True)
class _Course:
    """What one worker did in one course, at least one thing, and when."""

    began: datetime | None = None
    finished: datetime | None = None
    settled: dict[str, datetime] = field(default_factory=dict)

    def acts(self, course_id: str, modules: Sequence[str]) -> Iterator[tuple[What, datetime]]:
        """Yield what is counted of it; none comes before what it takes for granted."""
        first = min(at for at in (self.began, self.finished, *self.settled.values()) if at)
        yield What(course_id, "", Measure.BEGAN), first
        if self.finished:
            yield What(course_id, "", Measure.FINISHED), self.finished
        for module_id, at in self._came_through(modules):
            yield What(course_id, module_id, Measure.THROUGH), at

    def _came_through(self, modules: Sequence[str]) -> Iterator[tuple[str, datetime]]:
        latest: datetime | None = None
        for place, module_id in enumerate(modules):
            at = self.settled.get(module_id)
            latest = max(latest or at, at) if at and (latest or place == 0) else None
            # Whoever finished the course is through: a module that came later takes nothing back.
            ways = [one for one in (latest, self.finished) if one]
            if not ways:
                return
            yield module_id, min(ways)


def facts_of(session: Session, factory: Factory, modules: Modules) -> Facts:
    """Return all that is counted of a factory's workers; of courses that aren't in `modules`, none of their modules."""
    # First what was left: whoever has their data erased between the two is counted by neither today, and not twice for ever.
    bare = _bare(session, factory.id, modules)
    facts = _lived(session, factory, modules)
    for what, days in bare.items():
        facts[what].extend(days)
    # By days alone: where on the same day is nothing that any order tells, and comparing ids takes long.
    return {what: sorted(days, key=itemgetter(0)) for what, days in facts.items()}


def facts_of_one(session: Session, factory: Factory, learner_id: uuid.UUID, modules: Modules) -> Facts:
    """Return what is counted of one worker of a factory: each thing once. Nothing for somebody who never joined it."""
    return dict(_lived(session, factory, modules, learner_id))


def _lived(
    session: Session, factory: Factory, modules: Modules, only: uuid.UUID | None = None
) -> defaultdict[What, list[tuple[date, uuid.UUID]]]:
    zone, facts = ZoneInfo(factory.timezone), defaultdict[What, list[tuple[date, uuid.UUID]]](list)
    members = _Members(factory.id, only)
    joined = _joined(session, members)
    for place, at in joined.values():
        facts[JOINED].append((at.astimezone(zone).date(), place))
    for learner_id, what, at in _acts(session, members, modules):
        place, joined_at = joined[learner_id]
        facts[what].append((max(at, joined_at).astimezone(zone).date(), place))
    return facts


class Stand(NamedTuple):
    """Where a worker is counted, and how many joined that very place before."""

    place: uuid.UUID
    before: int


def stands_of(session: Session, factory_id: uuid.UUID) -> dict[uuid.UUID, Stand]:
    """Return where each worker of a factory stands in the line of those who joined the same place.

    Of those whose data were erased the day is known and not the moment: they stand before all others of their day, so that
    nobody comes further to the front by somebody else's going.
    """
    joined, gone = _joined(session, _Members(factory_id)), _bare(session, factory_id, {}).get(JOINED, [])
    zone = ZoneInfo(session.get_one(Factory, factory_id).timezone)
    ahead: defaultdict[uuid.UUID, list[date]] = defaultdict(list)
    for day, place in gone:
        ahead[place].append(day)
    lines: Counter[uuid.UUID] = Counter()
    stands = {}
    for learner_id, (place, at) in sorted(joined.items(), key=lambda one: (one[1][1], one[0])):
        before = bisect_right(ahead[place], at.astimezone(zone).date())
        stands[learner_id] = Stand(place, lines[place] + before)
        lines[place] += 1
    return stands


@dataclass(frozen=True, slots=True)
class _Members:
    """The workers of a factory, or `only` one of them."""

    factory_id: uuid.UUID
    only: uuid.UUID | None = None

    def has(self, learner_id: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
        """Return what says of rows with a learner's id whether they are one of these."""
        if self.only:
            return learner_id == self.only
        return learner_id.in_(select(Membership.learner_id).where(Membership.factory_id == self.factory_id))


def _joined(session: Session, members: _Members) -> dict[uuid.UUID, tuple[uuid.UUID, datetime]]:
    statement = (
        select(Membership.learner_id, Membership.line_id, Membership.department_id, Membership.joined_at)
        .where(Membership.factory_id == members.factory_id)
        .order_by(Membership.joined_at.desc(), Membership.id)
    )
    if members.only:
        statement = statement.where(Membership.learner_id == members.only)
    rows = session.execute(statement)
    return {learner: (line or department or members.factory_id, joined) for learner, line, department, joined in rows}


def _acts(session: Session, members: _Members, modules: Modules) -> Iterator[tuple[uuid.UUID, What, datetime]]:
    for learner_id, at in _left(session, members).items():
        yield learner_id, LEFT, at
    for (learner_id, course_id), course in _courses(session, members).items():
        yield from ((learner_id, what, at) for what, at in course.acts(course_id, modules.get(course_id, ())))


def _courses(session: Session, members: _Members) -> dict[tuple[uuid.UUID, str], _Course]:
    courses: defaultdict[tuple[uuid.UUID, str], _Course] = defaultdict(_Course)
    for learner_id, course_id, at in session.execute(_began().where(members.has(Enrolment.learner_id))):
        courses[learner_id, course_id].began = at
    finished = session.execute(_finished().where(members.has(Certificate.learner_id)))
    for learner_id, course_id, issued_at in finished:
        courses[learner_id, course_id].finished = issued_at
    settled = select(ModuleDone.learner_id, ModuleDone.course_id, ModuleDone.module_id, ModuleDone.done_at)
    # In portions: else tens of thousands of rows lie in memory at once, which Python's collector goes through again and again.
    portions = settled.where(members.has(ModuleDone.learner_id)).execution_options(yield_per=_PORTION)
    for learner_id, course_id, module_id, at in session.execute(portions):
        courses[learner_id, course_id].settled[module_id] = at
    return courses


def _began() -> Select[uuid.UUID, str, datetime]:
    return select(Enrolment.learner_id, Enrolment.course_id, Enrolment.started_at)


def _finished() -> Select[uuid.UUID, str, datetime | None]:
    # A certificate that was issued anew bears the day of the first, and one that was revoked was earned all the same.
    columns = select(Certificate.learner_id, Certificate.course_id, func.min(Certificate.issued_at))
    return columns.group_by(Certificate.learner_id, Certificate.course_id)


def _left(session: Session, members: _Members) -> dict[uuid.UUID, datetime]:
    """Return when each worker who has ever left first did."""
    statement = (
        select(Membership.learner_id, Membership.left_at)
        .where(Membership.factory_id == members.factory_id, Membership.left_at.is_not(None))
        .order_by(Membership.left_at.desc())
    )
    if members.only:
        statement = statement.where(Membership.learner_id == members.only)
    return {learner_id: at for learner_id, at in session.execute(statement) if at}


def _bare(session: Session, factory_id: uuid.UUID, modules: Modules) -> dict[What, list[tuple[date, uuid.UUID]]]:
    """Return the bare facts of those whose data were erased, each list in order of days."""
    by_place: defaultdict[uuid.UUID, dict[What, list[date]]] = defaultdict(dict)
    statement = select(BareFact).where(BareFact.factory_id == factory_id).order_by(BareFact.day)
    for fact in session.scalars(statement):
        what = What(fact.course_id, fact.module_id, Measure(fact.measure))
        by_place[fact.place_id].setdefault(what, []).extend([fact.day] * fact.people)
    facts: defaultdict[What, list[tuple[date, uuid.UUID]]] = defaultdict(list)
    for place, days_of in by_place.items():
        for what, days in chain(_without_modules(days_of), _through(days_of, modules)):
            facts[what].extend((day, place) for day in days)
    return {what: sorted(days) for what, days in facts.items()}


def _without_modules(days_of: Mapping[What, list[date]]) -> Iterator[tuple[What, list[date]]]:
    return ((what, days) for what, days in days_of.items() if what.measure is not Measure.THROUGH)


def _through(days_of: Mapping[What, list[date]], modules: Modules) -> Iterator[tuple[What, list[date]]]:
    """Yield how modules count now that may have been others, or in another order, when somebody's data were erased.

    Whoever came through a module came through those before it, and whoever finished is through: so each module has no more than
    the one before it, and no fewer than finished. Where the modules are those of then, that's what they had anyway.
    """
    for course_id, ids in modules.items():
        finished = days_of.get(What(course_id, "", Measure.FINISHED), [])
        days = days_of.get(What(course_id, "", Measure.BEGAN), [])
        for module_id in ids:
            what = What(course_id, module_id, Measure.THROUGH)
            days = _fewer(days, _more(days_of.get(what, []), finished))
            if days:
                yield what, days


def _more(one: Collection[date], other: Collection[date]) -> list[date]:
    """Return days, in order, by each of which as many have come as by the larger of both."""
    return [min(filter(None, pair)) for pair in zip_longest(one, other)]


def _fewer(one: Collection[date], other: Collection[date]) -> list[date]:
    """Return days, in order, by each of which as many have come as by the smaller of both."""
    return [max(pair) for pair in zip(one, other, strict=False)]
