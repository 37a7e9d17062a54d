"""Sessions held on paper, without phones: entered as attendance, and counted apart from what was done here."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from mpt.models import PaperName, PaperSession
from mpt.models.base import now
from mpt.models.once import insert_once, locked
from mpt.rules import attendance, names
from mpt.services.factories import CameBeforeError, find, today_at


class UnknownSessionError(Exception):
    """The factory has no such session, or it was removed."""


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it's entered. `attended` may be None where the names say it, `names` empty where nobody ticked."""

    held_on: date | None
    course_id: str
    trainer: str
    minutes: int | None
    attended: int | None
    names: Sequence[str] = ()


def enter(
    session: Session, session_id: uuid.UUID, factory_id: uuid.UUID, staff_id: uuid.UUID, held: Held
) -> PaperSession:
    """Enter a session that was held at a factory.

    Raises CameBeforeError for an id that is there, UnknownFactoryError, or the refusals of `mpt.rules.attendance` and
    `mpt.rules.names`.
    """
    today = today_at(find(session, factory_id))
    is_new = insert_once(
        session,
        PaperSession,
        id=session_id,
        factory_id=factory_id,
        course_id=held.course_id,
        held_on=attendance.check_held_on(held.held_on, today),
        trainer=names.clean_name(held.trainer),
        minutes=attendance.check_minutes(held.minutes),
        attended=attendance.check_attended(held.attended, held.names),
        entered_at=now(),
        entered_by=staff_id,
    )
    if not is_new:
        raise CameBeforeError(str(session_id))
    rows = [{"session_id": session_id, "place": place, "name": name} for place, name in enumerate(held.names, 1)]
    if rows:
        session.execute(insert(PaperName), rows)
    return session.get_one(PaperSession, session_id)


def sessions_of(session: Session, factory_id: uuid.UUID) -> list[PaperSession]:
    """Return the sessions that were held at a factory, newest first, without those that were removed."""
    statement = (
        select(PaperSession)
        .where(PaperSession.factory_id == factory_id, PaperSession.removed_at.is_(None))
        .order_by(PaperSession.held_on.desc(), PaperSession.entered_at.desc())
    )
    return list(session.scalars(statement))


def find_session(session: Session, factory_id: uuid.UUID, session_id: uuid.UUID) -> PaperSession:
    """Return a session that was held at a factory. Raises UnknownSessionError."""
    found = session.get(PaperSession, session_id)
    if found is None or found.factory_id != factory_id or found.removed_at:
        raise UnknownSessionError(str(session_id))
    return found


def has_names(session: Session, session_id: uuid.UUID) -> bool:
    """Say whether any names of those who came to a session are written down."""
    return session.get(PaperName, (session_id, 1)) is not None


def names_of(session: Session, factory_id: uuid.UUID, session_id: uuid.UUID) -> list[str]:
    """Return who came and ticked that the factory may see the name. Raises UnknownSessionError."""
    found = find_session(session, factory_id, session_id)
    statement = select(PaperName.name).where(PaperName.session_id == found.id).order_by(PaperName.place)
    return list(session.scalars(statement))


def remove(session: Session, factory_id: uuid.UUID, session_id: uuid.UUID) -> PaperSession:
    """Count a session no longer, and forget who came; the row stays. Return it.

    Raises UnknownSessionError, or CameBeforeError where it was removed.
    """
    found = locked(session, PaperSession, session_id)
    if found is None or found.factory_id != factory_id:
        raise UnknownSessionError(str(session_id))
    if found.removed_at:
        raise CameBeforeError(str(session_id))
    found.removed_at = now()
    session.execute(delete(PaperName).where(PaperName.session_id == session_id))
    session.flush()
    return found
