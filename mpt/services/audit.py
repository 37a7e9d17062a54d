"""What staff looked at and changed: written with the act itself, read by the office, never taken back."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import AuditEntry, Factory, Staff

A_PAGE = 100
"""How many entries a page of the log has."""


class Act(StrEnum):
    """What the log tells of. Whatever shows or changes data of persons has an act of its own."""

    SAW_NAMES = "saw names"
    TOOK_EVIDENCE = "took evidence"
    TOOK_FIGURES = "took figures"
    LET_PIN_THROUGH = "let a pin through"
    CHANGED_ROSTER = "changed roster"
    SAID_WHO_LEFT = "said who left"
    ENTERED_SESSION = "entered session"
    REMOVED_SESSION = "removed session"
    SAW_SESSION_NAMES = "saw session names"
    OPENED_SPACE = "opened space"
    CHANGED_SPACE = "changed space"
    ENDED_SPACE = "ended space"
    CHANGED_FACTORY = "changed factory"
    MADE_CODE = "made code"
    CLOSED_CODE = "closed code"
    OFFERED_COURSE = "offered course"
    INVITED = "invited"
    GAVE_ROLE = "gave role"
    TOOK_ROLE = "took role"
    ENDED_STAFF = "ended staff"
    ERASED_OWN = "erased own account"
    GAVE_NEW_LINK = "gave new link"
    TOOK_SECOND_STEP = "took second step"
    CHANGED_SPONSOR = "changed sponsor"
    APPLIED_UPLOAD = "applied upload"
    OPENED_POLL = "opened poll"
    SWITCHED_PUBLIC_PAGE = "switched public page"
    ENTERED_BASELINE = "entered baseline"
    REMOVED_BASELINE = "removed baseline"
    BEGAN_COURSE = "began course"
    DISCARDED_DRAFT = "threw a draft away"
    PUBLISHED_COURSE = "published course"
    SERVED_AGAIN = "served release again"


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry of the log, for a page: who did what, of which factory where it was one's."""

    at: datetime
    act: Act
    detail: str
    staff: Staff
    factory: Factory | None


def note(
    session: Session, staff_id: uuid.UUID, act: Act, detail: str = "", factory_id: uuid.UUID | None = None
) -> None:
    """Write down what somebody of the staff looked at or changed. `detail` never holds what a worker did."""
    session.add(AuditEntry(staff_id=staff_id, act=str(act), detail=detail[:200], factory_id=factory_id))
    session.flush()


def entries(
    session: Session, *, factory_id: uuid.UUID | None = None, staff_id: uuid.UUID | None = None, page: int = 0
) -> tuple[list[Seen], bool]:
    """Return a page of the log, newest first, and whether an older one follows.

    Of one factory or of what one person did, where they are given.
    """
    statement = (
        select(AuditEntry, Staff, Factory)
        .join(Staff, Staff.id == AuditEntry.staff_id)
        .outerjoin(Factory, Factory.id == AuditEntry.factory_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
    )
    if factory_id:
        statement = statement.where(AuditEntry.factory_id == factory_id)
    if staff_id:
        statement = statement.where(AuditEntry.staff_id == staff_id)
    # One more than fits says whether there is a next page, without counting all there are.
    rows = session.execute(statement.limit(A_PAGE + 1).offset(page * A_PAGE)).all()
    seen = [Seen(entry.at, Act(entry.act), entry.detail, staff, factory) for entry, staff, factory in rows]
    return seen[:A_PAGE], len(seen) > A_PAGE


def people(session: Session) -> list[Staff]:
    """Return everybody whose acts the log can tell of, whoever has ended too, by name."""
    return list(session.scalars(select(Staff).order_by(Staff.name, Staff.email_key)))
