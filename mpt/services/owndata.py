"""All that is known of a worker, for the worker alone: read from every table that has something of theirs, and given as it is.

`OwnData` is made for one learner and leaves by pages of theirs only. `tests/services/test_owndata.py` goes through all tables and
fails for one from which a learner can be reached and that isn't among FIELDS.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mpt.models import (
    Attempt,
    Base,
    Certificate,
    ChildCard,
    Department,
    Enrolment,
    Factory,
    KeptPractice,
    Learner,
    LessonDone,
    Line,
    Membership,
    ModuleDone,
    Naming,
    Opinion,
    PinReset,
    Presence,
    Resubmission,
    SignIn,
    SignInFailure,
    Space,
    SpaceEnrolment,
    SurveyResponse,
)
from mpt.services import desk, proof
from mpt.services.factories import Place
from mpt.services.opinions import Said, sentence_of
from mpt.services.practices import note_of
from mpt.services.sealing import Sealer

Row = TypeVar("Row", bound=Base)

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "learner": "learner",
        "sign_in": "phones",
        "enrolment": "enrolments",
        "lesson_done": "lessons",
        "module_done": "modules",
        "attempt": "attempts",
        "resubmission": "resubmissions",
        "survey_response": "responses",
        "certificate": "certificates",
        "kept_practice": "practices",
        "opinion": "opinions",
        "membership": "joined",
        "naming": "joined",
        "space_enrolment": "spaces",
        "child_card": "spaces",
        "presence": "spaces",
        "pin_reset": "pin_resets",
        "sign_in_failure": "failures",
    }
)
"""The tables in which something of a learner can be, and in which field of OwnData it is."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone on which somebody is signed in, since when, and whether it's the one in the hand."""

    since: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A practice that was kept, with its note in plain words: empty where there is none, None where it can't be read any more."""

    row: KeptPractice
    note: str | None


@dataclass(frozen=True, slots=True)
class Joined:
    """A factory that somebody joined: where in it, and beside which courses it may see the name, and since when."""

    membership: Membership
    place: Place
    namings: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for in a space, where that is, the children's cards, and the days on which each was there."""

    enrolment: SpaceEnrolment
    space: Space
    factory: Factory
    cards: Sequence[tuple[ChildCard, list[date]]]


@dataclass(frozen=True, slots=True)
class OwnData:
    """All that is known of one learner, each list with the earliest first. No PIN is in it: only a hash is kept of it."""

    learner: Learner
    came_together: Sequence[Learner]
    phones: Sequence[Phone]
    enrolments: Sequence[Enrolment]
    lessons: Sequence[LessonDone]
    modules: Sequence[ModuleDone]
    attempts: Sequence[Attempt]
    resubmissions: Sequence[Resubmission]
    responses: Sequence[SurveyResponse]
    certificates: Sequence[Certificate]
    practices: Sequence[Kept]
    opinions: Sequence[Said]
    joined: Sequence[Joined]
    spaces: Sequence[Asked]
    pin_resets: Sequence[PinReset]
    failures: Sequence[SignInFailure]


def collect(session: Session, sealer: Sealer, learner_id: uuid.UUID, token: str) -> OwnData:
    """Return all that is known of a learner. `token` is the one of the phone in the hand."""
    learner = session.get_one(Learner, learner_id)
    practices = _of(session, KeptPractice, learner_id, KeptPractice.kept_on, KeptPractice.kept_at)
    opinions = _of(session, Opinion, learner_id, Opinion.said_at)
    return OwnData(
        learner=learner,
        came_together=_all(session, select(Learner).where(Learner.merged_into == learner_id), Learner.created_at),
        phones=_phones(session, learner_id, token),
        enrolments=_of(session, Enrolment, learner_id, Enrolment.started_at),
        lessons=_of(session, LessonDone, learner_id, LessonDone.done_at),
        modules=_of(session, ModuleDone, learner_id, ModuleDone.done_at),
        attempts=_of(session, Attempt, learner_id, Attempt.submitted_at),
        resubmissions=_of(session, Resubmission, learner_id, Resubmission.id),
        responses=_of(session, SurveyResponse, learner_id, SurveyResponse.answered_at),
        certificates=_of(session, Certificate, learner_id, Certificate.issued_at, Certificate.revoked_at),
        practices=[Kept(row, note_of(sealer, row)) for row in practices],
        opinions=[Said(row, sentence_of(sealer, row)) for row in opinions],
        joined=_joined(session, learner_id),
        spaces=_spaces(session, learner_id),
        pin_resets=_of(session, PinReset, learner_id, PinReset.created_at),
        failures=_failures(session, learner),
    )


def _of(session: Session, table: type[Row], learner_id: uuid.UUID, *order: Any) -> Sequence[Row]:
    own: Select[Row] = select(table).where(table.__table__.columns["learner_id"] == learner_id)
    return _all(session, own, *order)


def _all(session: Session, statement: Select[Row], *order: Any) -> Sequence[Row]:
    return session.scalars(statement.order_by(*order)).all()


def _phones(session: Session, learner_id: uuid.UUID, token: str) -> list[Phone]:
    here = proof.token_hash(token)
    return [
        Phone(one.created_at, one.token_hash == here) for one in _of(session, SignIn, learner_id, SignIn.created_at)
    ]


def _joined(session: Session, learner_id: uuid.UUID) -> list[Joined]:
    statement = (
        select(Membership, Factory, Department, Line)
        .join(Factory, Factory.id == Membership.factory_id)
        .outerjoin(Department, Department.id == Membership.department_id)
        .outerjoin(Line, Line.id == Membership.line_id)
        .where(Membership.learner_id == learner_id)
        .order_by(Membership.joined_at)
    )
    namings: dict[uuid.UUID, dict[str, datetime]] = {}
    agreed = select(Naming).join(Membership, Membership.id == Naming.membership_id)
    for naming in session.scalars(agreed.where(Membership.learner_id == learner_id).order_by(Naming.since)):
        namings.setdefault(naming.membership_id, {})[naming.course_id] = naming.since
    return [
        Joined(membership, Place(factory, department, line), namings.get(membership.id, {}))
        for membership, factory, department, line in session.execute(statement)
    ]


def _spaces(session: Session, learner_id: uuid.UUID) -> list[Asked]:
    statement = (
        select(SpaceEnrolment, Space, Factory)
        .join(Space, Space.id == SpaceEnrolment.space_id)
        .join(Factory, Factory.id == Space.factory_id)
        .where(SpaceEnrolment.learner_id == learner_id)
        .order_by(SpaceEnrolment.asked_at)
    )
    cards = _cards(session, learner_id)
    return [
        Asked(enrolment, space, factory, cards.get(enrolment.id, []))
        for enrolment, space, factory in session.execute(statement)
    ]


def _cards(session: Session, learner_id: uuid.UUID) -> dict[uuid.UUID, list[tuple[ChildCard, list[date]]]]:
    """Return the cards of a learner's children, with the days of each, by what the learner asked for."""
    statement = (
        select(ChildCard, Presence.day)
        .join(SpaceEnrolment, SpaceEnrolment.id == ChildCard.enrolment_id)
        .outerjoin(Presence, (Presence.space_id == ChildCard.space_id) & (Presence.number == ChildCard.number))
        .where(SpaceEnrolment.learner_id == learner_id)
        .order_by(ChildCard.space_id, ChildCard.number, Presence.day)
    )
    days: dict[ChildCard, list[date]] = {}
    for card, day in session.execute(statement):
        days.setdefault(card, []).extend([day] if day else [])
    found: dict[uuid.UUID, list[tuple[ChildCard, list[date]]]] = {}
    for card, there in days.items():
        found.setdefault(card.enrolment_id, []).append((card, there))
    return found


def _failures(session: Session, learner: Learner) -> Sequence[SignInFailure]:
    if learner.name is None:
        return []
    keys = (learner.name_key, desk.asking_key(learner.name))
    return _all(session, select(SignInFailure).where(SignInFailure.name_key.in_(keys)), SignInFailure.failed_at)
