"""The counsellors' side: the boxes, a case, and what is done with it. Each raises UnknownCaseError for a case that is gone."""

import uuid
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mpt.models import Staff
from mpt.models.base import now
from mpt.rules import helpline, names
from mpt.rules.helpline import Topic
from mpt.rules.permissions import Grant, Role
from mpt.services import staff
from mpt.services.helpline import counts, messages
from mpt.services.helpline.boxes import Box, CaseRow, box, sizes
from mpt.services.helpline.cases import Act, CaseSeen, Event, UnknownCaseError, Written, locked_case, look, note
from mpt.services.sealing import Sealer

__all__ = [
    "Act",
    "AnsweredMeanwhileError",
    "Box",
    "CaseRow",
    "CaseSeen",
    "Event",
    "NotCounsellorError",
    "TakenMeanwhileError",
    "UnknownCaseError",
    "Written",
    "answer",
    "box",
    "close",
    "counsellors",
    "hand_over",
    "look",
    "reopen",
    "set_danger",
    "set_topic",
    "sizes",
    "take",
]


class AnsweredMeanwhileError(names.RefusedError):
    """Somebody wrote in the case meanwhile, a colleague or the worker; nothing was sent or closed. Look, then do it again."""


class TakenMeanwhileError(names.RefusedError):
    """A colleague has the case by now."""


class NotCounsellorError(names.RefusedError):
    """A case is handed over to counsellors only, and only to those who can come in."""


def counsellors(session: Session) -> list[Staff]:
    """Return the counsellors who can come in, by name: whoever was invited and has set no password yet reads nothing."""
    return [one for one in staff.holders(session, Grant(Role.COUNSELLOR)) if one.password_hash]


def take(session: Session, case_id: uuid.UUID, staff_id: uuid.UUID, holder: uuid.UUID | None = None) -> None:
    """Make a case one's own. `holder` is whose it was on the page (CaseSeen.staff_id). Raises TakenMeanwhileError."""
    case = locked_case(session, case_id)
    if case.staff_id == staff_id and not case.is_aside:
        return
    if case.staff_id not in {staff_id, holder}:
        raise TakenMeanwhileError
    case.staff_id, case.is_aside = staff_id, False
    note(session, case_id, staff_id, Act.TAKEN)


def hand_over(session: Session, case_id: uuid.UUID, staff_id: uuid.UUID, to: uuid.UUID) -> None:
    """Give a case to a colleague, one of `counsellors`. Raises NotCounsellorError."""
    case = locked_case(session, case_id)
    if to not in {one.id for one in counsellors(session)}:
        raise NotCounsellorError
    if case.staff_id == to:
        return
    case.staff_id, case.is_aside = to, False
    note(session, case_id, staff_id, Act.GIVEN)
    note(session, case_id, to, Act.RECEIVED)


def answer(
    session: Session,
    sealer: Sealer,
    case_id: uuid.UUID,
    staff_id: uuid.UUID,
    submission: uuid.UUID,
    text: str,
    last_id: uuid.UUID,
) -> None:
    """Answer a case whose last message on the page was `last_id`.

    A case that was nobody's is the answerer's then; a closed one is open again. Raises the refusals of
    `mpt.rules.helpline.clean_text`, AnsweredMeanwhileError, or AlreadySentError (of `writing`) for the same form with another
    text.
    """
    case = locked_case(session, case_id)
    text = helpline.clean_text(text)
    if messages.was_sent(session, sealer, case_id, submission, text):
        return
    _check_last(session, case_id, last_id)
    case.answered_at, case.closed_at = now(), None
    case.staff_id, case.is_aside = case.staff_id or staff_id, False
    messages.post(session, sealer, case_id, submission, text, case.answered_at, staff_id)


def close(session: Session, case_id: uuid.UUID, staff_id: uuid.UUID, last_id: uuid.UUID) -> None:
    """Close a case whose last message on the page was `last_id`. Raises AnsweredMeanwhileError."""
    case = locked_case(session, case_id)
    _check_last(session, case_id, last_id)
    if case.closed_at is None:
        case.closed_at = now()
        note(session, case_id, staff_id, Act.CLOSED)


def reopen(session: Session, case_id: uuid.UUID, staff_id: uuid.UUID) -> None:
    """Open a closed case again."""
    case = locked_case(session, case_id)
    if case.closed_at is not None:
        case.closed_at = None
        note(session, case_id, staff_id, Act.REOPENED)


def set_topic(session: Session, case_id: uuid.UUID, staff_id: uuid.UUID, topic: Topic, zone: ZoneInfo) -> None:
    """Correct what a case is about. It's counted under the new topic if its month isn't over in `zone` (config.timezone)."""
    case = locked_case(session, case_id)
    before, month = case.topic, counts.month_of(case.created_at, zone)
    if before == topic:
        return
    case.topic = str(topic)
    note(session, case_id, staff_id, Act.TOPIC)
    if month == counts.month_of(now(), zone):
        counts.move(session, month, before, str(topic))


def set_danger(session: Session, case_id: uuid.UUID, staff_id: uuid.UUID, *, is_danger: bool) -> None:
    """Say whether a case speaks of danger."""
    case = locked_case(session, case_id)
    if case.is_danger != is_danger:
        case.is_danger = is_danger
        note(session, case_id, staff_id, Act.DANGER_ON if is_danger else Act.DANGER_OFF)


def _check_last(session: Session, case_id: uuid.UUID, last_id: uuid.UUID) -> None:
    if messages.last_id(session, case_id) != last_id:
        raise AnsweredMeanwhileError
