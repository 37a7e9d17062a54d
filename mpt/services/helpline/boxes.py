"""The boxes of the counsellors' inbox: which case lies where, and in what order."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from mpt.models import HelplineCase, HelplineMessage, Staff, StaffRole
from mpt.models.base import now
from mpt.rules.helpline import Topic
from mpt.rules.permissions import Role

LEFT_AFTER = timedelta(days=1)
"""After how long without an answer a colleague's case is in everybody's box of new ones: counsellors fall ill, too."""
DANGER_LEFT_AFTER = timedelta(minutes=30)
"""The same for a case of danger: its counsellor may have gone home an hour ago."""
MOST_SHOWN = 200
"""How many cases of a box are shown; the next come when these are done with."""


class Box(StrEnum):
    """Where a case lies: in one of these at most, for each counsellor; in none while a colleague has it and isn't late.

    An open case always lies in one of somebody's who comes in; one of danger never lies aside.
    """

    NEW = "new"
    """The worker waits, and it's nobody's; its counsellor is none any more, or not yet; or a colleague hasn't answered for
    LEFT_AFTER, where there is danger for DANGER_LEFT_AFTER."""
    MINE = "mine"
    """Mine, and the worker waits for an answer."""
    WAITING = "waiting"
    """Anybody's: answered, and the worker hasn't written since."""
    CLOSED = "closed"
    ASIDE = "aside"
    """Came with a flood of others, and speaks of no danger."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a box. `counsellor` is the name of whose it is, or empty; `since` is since when the worker waits for an answer.

    In the boxes waiting and closed `since` is when it was answered or closed.
    """

    id: uuid.UUID
    code: str
    topic: Topic
    language: str
    is_danger: bool
    counsellor: str
    since: datetime


def box(session: Session, which: Box, staff_id: uuid.UUID) -> list[CaseRow]:
    """Return the first MOST_SHOWN cases in a box: danger first, then who waits longest; among closed ones, the last closed.

    Danger that came with a flood stands behind the other: whoever floods may tick that box, too.
    """
    since: dict[Box, ColumnElement[datetime] | ScalarSelect[datetime]] = {
        Box.WAITING: HelplineCase.__table__.c.answered_at,
        Box.CLOSED: HelplineCase.__table__.c.closed_at,
    }
    at = since.get(which, _waits_since()).label("at")
    order = [at.desc()] if which is Box.CLOSED else [HelplineCase.is_danger.desc(), HelplineCase.is_aside, at]
    statement = (
        select(HelplineCase, Staff.name, at)
        .outerjoin(Staff, Staff.id == HelplineCase.staff_id)
        .where(_lies_in(which, staff_id))
        .order_by(*order, HelplineCase.id)
        .limit(MOST_SHOWN)
    )
    return [
        CaseRow(case.id, case.code, Topic(case.topic), case.language, case.is_danger, name or "", moment)
        for case, name, moment in session.execute(statement)
    ]


def sizes(session: Session, staff_id: uuid.UUID) -> dict[Box, int]:
    """Return how many cases each box of somebody's holds."""
    counted = [func.count().filter(_lies_in(which, staff_id)) for which in Box]
    found = session.execute(select(*counted).select_from(HelplineCase)).one()
    return dict(zip(Box, found, strict=True))


def _lies_in(which: Box, staff_id: uuid.UUID) -> ColumnElement[bool]:
    is_open, danger = HelplineCase.closed_at.is_(None), HelplineCase.is_danger.is_(True)
    is_aside = and_(HelplineCase.is_aside.is_(True), ~danger)
    is_answered = and_(HelplineCase.answered_at.is_not(None), HelplineCase.wrote_at <= HelplineCase.answered_at)
    is_mine = and_(HelplineCase.staff_id.is_not(None), HelplineCase.staff_id == staff_id)
    waits = and_(is_open, ~is_aside, ~is_answered)
    return {
        Box.NEW: and_(waits, ~is_mine, or_(~_has_counsellor(), _is_late(danger))),
        Box.MINE: and_(waits, is_mine),
        Box.WAITING: and_(is_open, ~is_aside, is_answered),
        Box.CLOSED: ~is_open,
        Box.ASIDE: and_(is_open, is_aside),
    }[which]


def _is_late(danger: ColumnElement[bool]) -> ColumnElement[bool]:
    since = _waits_since()
    return or_(since < now() - LEFT_AFTER, and_(danger, since < now() - DANGER_LEFT_AFTER))


def _has_counsellor() -> ColumnElement[bool]:
    """Whether a case is somebody's who comes in: a counsellor who hasn't set a password yet reads nothing."""
    of_case = (StaffRole.staff_id == HelplineCase.staff_id, StaffRole.role == str(Role.COUNSELLOR))
    comes_in = (Staff.id == StaffRole.staff_id, Staff.password_hash.is_not(None))
    return select(StaffRole.id).where(*of_case, *comes_in).correlate(HelplineCase).exists()


def _waits_since() -> ScalarSelect[datetime]:
    """When the worker wrote first since the last answer: whoever writes again doesn't move back in the queue."""
    of_case = (HelplineMessage.case_id == HelplineCase.id, HelplineMessage.staff_id.is_(None))
    unanswered = or_(HelplineCase.answered_at.is_(None), HelplineMessage.written_at > HelplineCase.answered_at)
    first = select(func.min(HelplineMessage.written_at)).where(*of_case, unanswered)
    return first.correlate(HelplineCase).scalar_subquery()
