"""What the workers of a factory did, and when: the facts that figures are counted from. Nothing here leaves the services.

Facts only grow: whoever joined, began or finished did so for ever. Each worker is counted where they first joined, and what
was done before joining counts from joining on. Within a course each fact takes the ones before it for granted, as
`mpt.rules.figures` asks of what is shown side by side: joined, began, came through one module after the other, finished.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mpt.models import Certificate, Enrolment, Factory, Membership, ModuleDone
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
    zone, joined, facts = ZoneInfo(factory.timezone), _joined(session, factory.id), defaultdict(list)
    for place, at in joined.values():
        facts[JOINED].append((at.astimezone(zone).date(), place))
    for learner_id, what, at in _acts(session, factory.id, modules):
        place, joined_at = joined[learner_id]
        facts[what].append((max(at, joined_at).astimezone(zone).date(), place))
    # By days alone: where on the same day is nothing that any order tells, and comparing ids takes long.
    return {what: sorted(days, key=itemgetter(0)) for what, days in facts.items()}


class Stand(NamedTuple):
    """Where a worker is counted, and how many joined that very place before."""

    place: uuid.UUID
    before: int


def stands_of(session: Session, factory_id: uuid.UUID) -> dict[uuid.UUID, Stand]:
    """Return where each worker of a factory stands in the line of those who joined the same place."""
    lines: Counter[uuid.UUID] = Counter()
    stands = {}
    for learner_id, (place, _at) in sorted(_joined(session, factory_id).items(), key=lambda one: (one[1][1], one[0])):
        stands[learner_id] = Stand(place, lines[place])
        lines[place] += 1
    return stands


def _joined(session: Session, factory_id: uuid.UUID) -> dict[uuid.UUID, tuple[uuid.UUID, datetime]]:
    statement = (
        select(Membership.learner_id, Membership.line_id, Membership.department_id, Membership.joined_at)
        .where(Membership.factory_id == factory_id)
        .order_by(Membership.joined_at.desc(), Membership.id)
    )
    rows = session.execute(statement)
    return {learner: (line or department or factory_id, joined) for learner, line, department, joined in rows}


def _acts(session: Session, factory_id: uuid.UUID, modules: Modules) -> Iterator[tuple[uuid.UUID, What, datetime]]:
    for learner_id, at in _left(session, factory_id).items():
        yield learner_id, LEFT, at
    for (learner_id, course_id), course in _courses(session, factory_id).items():
        yield from ((learner_id, what, at) for what, at in course.acts(course_id, modules.get(course_id, ())))


def _courses(session: Session, factory_id: uuid.UUID) -> dict[tuple[uuid.UUID, str], _Course]:
    courses: defaultdict[tuple[uuid.UUID, str], _Course] = defaultdict(_Course)
    here = select(Membership.learner_id).where(Membership.factory_id == factory_id)
    for learner_id, course_id, at in session.execute(_began().where(Enrolment.learner_id.in_(here))):
        courses[learner_id, course_id].began = at
    finished = session.execute(_finished().where(Certificate.learner_id.in_(here)))
    for learner_id, course_id, issued_at in finished:
        courses[learner_id, course_id].finished = issued_at
    settled = select(ModuleDone.learner_id, ModuleDone.course_id, ModuleDone.module_id, ModuleDone.done_at)
    # In portions: else tens of thousands of rows lie in memory at once, which Python's collector goes through again and again.
    portions = settled.where(ModuleDone.learner_id.in_(here)).execution_options(yield_per=_PORTION)
    for learner_id, course_id, module_id, at in session.execute(portions):
        courses[learner_id, course_id].settled[module_id] = at
    return courses


def _began() -> Select[uuid.UUID, str, datetime]:
    return select(Enrolment.learner_id, Enrolment.course_id, Enrolment.started_at)


def _finished() -> Select[uuid.UUID, str, datetime | None]:
    # A certificate that was issued anew bears the day of the first, and one that was revoked was earned all the same.
    columns = select(Certificate.learner_id, Certificate.course_id, func.min(Certificate.issued_at))
    return columns.group_by(Certificate.learner_id, Certificate.course_id)


def _left(session: Session, factory_id: uuid.UUID) -> dict[uuid.UUID, datetime]:
    """Return when each worker who has ever left first did."""
    statement = (
        select(Membership.learner_id, Membership.left_at)
        .where(Membership.factory_id == factory_id, Membership.left_at.is_not(None))
        .order_by(Membership.left_at.desc())
    )
    return {learner_id: at for learner_id, at in session.execute(statement) if at}
