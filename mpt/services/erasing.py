"""Erasing all that is known of a worker, at the worker's word: every row goes, and what stays says of nobody who it was.

What stays: the factories' figures and the programme's impact, as bare counts (`BareFact`, `BareReach`), so that no figure moves
when somebody goes; a family's places in a space without the parent, and the children's cards, which have no names; and a hash of
the learner's id, so that a phone that was away doesn't bring anything of it back.
"""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mpt.models import (
    Attempt,
    BareFact,
    BareReach,
    Base,
    Certificate,
    ChildCard,
    Enrolment,
    ErasedLearner,
    Factory,
    KeptPractice,
    Learner,
    LessonDone,
    Membership,
    ModuleDone,
    Naming,
    Opinion,
    PinReset,
    Resubmission,
    SignIn,
    SpaceEnrolment,
    SurveyResponse,
)
from mpt.models.once import insert_once, locked
from mpt.rules.codes import new_code
from mpt.rules.elements import ANY
from mpt.rules.measures import Measure
from mpt.services import accounts, desk, throttling
from mpt.services.facts import JOINED, Modules, facts_of_one
from mpt.services.impact import FIRST_YEAR
from mpt.services.spaces import places

OWN = (
    Attempt,
    Certificate,
    Enrolment,
    KeptPractice,
    LessonDone,
    Membership,
    ModuleDone,
    Opinion,
    PinReset,
    Resubmission,
    SignIn,
    SurveyResponse,
)
"""The tables of whose rows each is one learner's, by `learner_id`: those rows go."""

_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Stays:
    """What a factory goes on counting of somebody: one person who joined on a day."""

    factory: Factory
    joined: date


def stays(session: Session, learner_id: uuid.UUID, modules: Modules) -> list[Stays]:
    """Return for each factory that a learner ever joined what it goes on counting, by the day of joining."""
    found = [Stays(factory, facts_of_one(session, factory, learner_id, modules)[JOINED][0][0])
             for factory in _factories(session, learner_id)]  # fmt: skip
    return sorted(found, key=lambda one: one.joined)


def erase(session: Session, learner_id: uuid.UUID, modules: Modules, zone: ZoneInfo) -> bool:
    """Erase all that is known of a learner, and of those who were merged into it. Return False where nobody is there (any more).

    `modules` are those of all courses, sensitive ones too, in order: a course may stop being one. `zone` is where the
    programme's years begin. In one transaction: it's all gone, or nothing is.
    """
    learner = locked(session, Learner, learner_id)
    if learner is None or learner.merged_into:
        return False
    ids = _everybody(session, learner_id)
    _leave_bare_facts(session, learner_id, modules)
    _leave_bare_reach(session, learner_id, zone)
    for one in ids:
        _leave_spaces(session, one)
        _delete_rows(session, one)
    for key in (learner.name_key, desk.asking_key(learner.name or "")) if learner.name_key else ():
        throttling.forgive(session, key)
    for one in reversed(ids):
        session.execute(delete(Learner).where(Learner.id == one))
        insert_once(session, ErasedLearner, id_hash=accounts.id_hash(one))
    return True


def _leave_bare_facts(session: Session, learner_id: uuid.UUID, modules: Modules) -> None:
    facts: Counter[tuple[Any, ...]] = Counter()
    for factory in _factories(session, learner_id):
        for what, days in facts_of_one(session, factory, learner_id, modules).items():
            facts.update((factory.id, place, *what, day) for day, place in days)
    names = ("factory_id", "place_id", "course_id", "module_id", "measure", "day")
    _count_on(session, BareFact, names, facts)


def _leave_bare_reach(session: Session, learner_id: uuid.UUID, zone: ZoneInfo) -> None:
    """Count by year what the programme's impact counts of a learner: beginning and finishing, each course and any."""
    earliest = (
        select(Membership.factory_id)
        .where(Membership.learner_id == learner_id)
        .order_by(Membership.joined_at, Membership.id)
    )
    factory_id = session.scalars(earliest.limit(1)).first()
    factory = str(factory_id) if factory_id else ""
    reach: Counter[tuple[Any, ...]] = Counter()
    for measure, firsts in (
        (Measure.BEGAN, _began(session, learner_id)),
        (Measure.FINISHED, _finished(session, learner_id)),
    ):
        once = {ANY: min(firsts.values())} if firsts else {}
        for course_id, at in (firsts | once).items():
            reach[max(at.astimezone(zone).year, FIRST_YEAR), factory, course_id, str(measure)] += 1
    _count_on(session, BareReach, ("year", "factory", "course_id", "measure"), reach)


def _began(session: Session, learner_id: uuid.UUID) -> dict[str, datetime]:
    statement = select(Enrolment.course_id, Enrolment.started_at).where(Enrolment.learner_id == learner_id)
    return dict(session.execute(statement).all())


def _finished(session: Session, learner_id: uuid.UUID) -> dict[str, datetime]:
    first = func.min(Certificate.issued_at)
    statement = select(Certificate.course_id, first).where(Certificate.learner_id == learner_id)
    return {course_id: at for course_id, at in session.execute(statement.group_by(Certificate.course_id)) if at}


def _factories(session: Session, learner_id: uuid.UUID) -> list[Factory]:
    joined = select(Membership.factory_id).where(Membership.learner_id == learner_id)
    return list(session.scalars(select(Factory).where(Factory.id.in_(joined)).order_by(Factory.id)))


def _count_on(
    session: Session, table: type[Base], names: tuple[str, ...], counts: Mapping[tuple[Any, ...], int]
) -> None:
    """Add to counts that are there, or begin them. In order, so that two who go at once don't wait for each other in a ring."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    people = table.__table__.columns["people"]
    for key, number in sorted(counts.items(), key=lambda one: str(one[0])):
        added = insert(table).values(**dict(zip(names, key, strict=True)), people=number)
        session.execute(added.on_conflict_do_update(index_elements=names, set_={"people": people + number}))


def _leave_spaces(session: Session, learner_id: uuid.UUID) -> None:
    """Let a family's places stand for nobody. Those for which no card was given are free for others: nobody comes for them."""
    has_card = exists().where(ChildCard.enrolment_id == SpaceEnrolment.id)
    # In order, so that two who go through the same spaces at once don't wait for each other in a ring.
    own = select(SpaceEnrolment).where(SpaceEnrolment.learner_id == learner_id).order_by(SpaceEnrolment.space_id)
    for enrolment in session.scalars(own.where(SpaceEnrolment.withdrawn_at.is_(None), ~has_card)):
        places.withdraw(session, enrolment.space_id, learner_id)
    for enrolment in session.scalars(own):
        # The code that the parent was shown, and may have somewhere, names nothing any more.
        enrolment.learner_id, enrolment.code = None, new_code(_CODE_LENGTH)
    session.flush()


def _delete_rows(session: Session, learner_id: uuid.UUID) -> None:
    memberships = select(Membership.id).where(Membership.learner_id == learner_id)
    session.execute(delete(Naming).where(Naming.membership_id.in_(memberships)))
    # Certificates name each other, where one was issued in another's place.
    own = Certificate.learner_id == learner_id
    session.execute(
        update(Certificate).where(own).values(replaced_by=None), execution_options={"synchronize_session": False}
    )
    for table in OWN:
        session.execute(delete(table).where(table.__table__.columns["learner_id"] == learner_id))


def _everybody(session: Session, learner_id: uuid.UUID) -> list[uuid.UUID]:
    """Return a learner and all who were merged into it, each after the one that they were merged into."""
    merged = session.scalars(select(Learner.id).where(Learner.merged_into == learner_id)).all()
    return [learner_id, *(one for each in merged for one in _everybody(session, each))]
