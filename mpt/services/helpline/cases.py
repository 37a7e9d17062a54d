"""A case as counsellors see it, and what is written down of what they do with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import HelplineCase, HelplineEvent, HelplineMessage, Staff
from mpt.models.base import now
from mpt.models.once import locked
from mpt.rules.helpline import Topic
from mpt.services.helpline import messages
from mpt.services.sealing import Sealer

SAME_LOOK = timedelta(minutes=10)
"""Within what time a case that the same counsellor opens again isn't written down again."""


class UnknownCaseError(Exception):
    """There is no such case: its writer erased it, or its time was over."""


class Act(StrEnum):
    """What a counsellor did with a case besides answering. A case handed over has two events: of who gave and of who got."""

    OPENED = "opened"
    TAKEN = "taken"
    GIVEN = "given"
    RECEIVED = "received"
    CLOSED = "closed"
    REOPENED = "reopened"
    TOPIC = "topic"
    DANGER_ON = "danger on"
    DANGER_OFF = "danger off"


@dataclass(frozen=True, slots=True)
class Written:
    """One message of a case, as counsellors see it. `counsellor` is the name of who answered; empty for the worker's.

    `text` is None where it's damaged.
    """

    id: uuid.UUID
    is_worker: bool
    counsellor: str
    text: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what with a case, and when."""

    act: Act
    counsellor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as a counsellor sees it. `is_read`: whether the worker has read the last answer; None while there's none.

    `last_id` is the id of the last message: forms that answer or close carry it.
    """

    id: uuid.UUID
    code: str
    topic: Topic
    language: str
    is_danger: bool
    is_aside: bool
    is_closed: bool
    is_read: bool | None
    staff_id: uuid.UUID | None
    counsellor: str
    written: list[Written]
    events: list[Event]
    last_id: uuid.UUID


def look(session: Session, sealer: Sealer, case_id: uuid.UUID, staff_id: uuid.UUID) -> CaseSeen:
    """Return a case, and write down that somebody opened it (this writes)."""
    case = locked_case(session, case_id)
    _note_look(session, case_id, staff_id)
    found, events = messages.messages_of(session, case_id), _events_of(session, case_id)
    called = _names(session, {case.staff_id} | {each.staff_id for each in found} | {each.staff_id for each in events})
    return CaseSeen(
        id=case.id,
        code=case.code,
        topic=Topic(case.topic),
        language=case.language,
        is_danger=case.is_danger,
        is_aside=case.is_aside and not case.is_danger,
        is_closed=case.closed_at is not None,
        is_read=None if case.answered_at is None else case.read_at is not None and case.read_at >= case.answered_at,
        staff_id=case.staff_id,
        counsellor=called.get(case.staff_id, ""),
        written=[_written(sealer, each, called.get(each.staff_id, "")) for each in found],
        events=[Event(Act(each.act), called[each.staff_id], each.at) for each in events],
        last_id=found[-1].id,
    )


def _written(sealer: Sealer, message: HelplineMessage, counsellor: str) -> Written:
    return Written(message.id, message.staff_id is None, counsellor, messages.read(sealer, message), message.written_at)


def _events_of(session: Session, case_id: uuid.UUID) -> Sequence[HelplineEvent]:
    statement = select(HelplineEvent).where(HelplineEvent.case_id == case_id)
    return session.scalars(statement.order_by(HelplineEvent.at, HelplineEvent.act)).all()


def _names(session: Session, ids: set[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    return {one.id: one.name for one in session.scalars(select(Staff).where(Staff.id.in_(ids)))}


def _note_look(session: Session, case_id: uuid.UUID, staff_id: uuid.UUID) -> None:
    whose = (HelplineEvent.case_id == case_id, HelplineEvent.staff_id == staff_id)
    lately = (HelplineEvent.act == str(Act.OPENED), HelplineEvent.at > now() - SAME_LOOK)
    if session.scalar(select(HelplineEvent.id).where(*whose, *lately).limit(1)) is None:
        note(session, case_id, staff_id, Act.OPENED)


def locked_case(session: Session, case_id: uuid.UUID) -> HelplineCase:
    """Return a case that nobody else changes until this transaction ends. Raises UnknownCaseError."""
    case = locked(session, HelplineCase, case_id)
    if case is None:
        raise UnknownCaseError(str(case_id))
    return case


def note(session: Session, case_id: uuid.UUID, staff_id: uuid.UUID, act: Act) -> None:
    """Write down that somebody did something with a case."""
    session.add(HelplineEvent(case_id=case_id, staff_id=staff_id, act=str(act)))
    session.flush()
