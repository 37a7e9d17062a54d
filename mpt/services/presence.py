"""Who else writes in the same module just now."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from sqlalchemy import case, delete, select, tuple_, update
from sqlalchemy.orm import Session

from mpt.models import Staff, Writing
from mpt.models.base import now
from mpt.models.once import insert_once

STAYS = timedelta(seconds=75)
"""How long after a page was last heard of somebody is taken to be there; a page lets hear of itself every 20 seconds."""
_SWEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who has a part of the same module open, in whichever language; `is_same` says: this very part."""

    name: str
    since: datetime
    path: str
    part: str
    is_same: bool


def here(session: Session, course_id: str, path: str, part: str, staff_id: uuid.UUID) -> list[Other]:
    """Note that somebody has this part open, and return who else writes in its module, those in this part first."""
    at = now()
    place = {"course_id": course_id, "path": path, "part": part, "staff_id": staff_id}
    if not insert_once(session, Writing, **place, since=at, seen_at=at):
        since = case((Writing.seen_at < at - STAYS, at), else_=Writing.since)
        session.execute(update(Writing).filter_by(**place).values(since=since, seen_at=at))
    return others(session, course_id, path, part, staff_id)


def others(session: Session, course_id: str, path: str, part: str, staff_id: uuid.UUID) -> list[Other]:
    """Return who else writes in this part's module, those in this part first; notes nothing, so pages that are read may ask."""
    rows = session.execute(
        select(Writing.path, Writing.part, Writing.since, Staff.id, Staff.name)
        .join(Staff, Staff.id == Writing.staff_id)
        .where(Writing.course_id == course_id, Writing.staff_id != staff_id, Writing.seen_at >= now() - STAYS)
        .order_by(Writing.seen_at)
    )
    found: dict[uuid.UUID, Other] = {}
    for there, its_part, since, other_id, name in rows:
        is_same = (there, its_part) == (path, part)
        is_known = other_id in found and found[other_id].is_same
        if PurePosixPath(there).parent == PurePosixPath(path).parent and not is_known:
            found[other_id] = Other(name, since, there, its_part, is_same)
    return sorted(found.values(), key=lambda other: (not other.is_same, other.name))


def sweep(session: Session) -> None:
    """Forget who wrote where more than a day ago, whoever it was. Call it last: it waits for nobody."""
    key = (Writing.course_id, Writing.path, Writing.part, Writing.staff_id)
    # What another transaction holds is left to it: two that swept each other's rows could else wait for one another.
    old = select(*key).where(Writing.seen_at < now() - _SWEPT).with_for_update(skip_locked=True)
    session.execute(delete(Writing).where(tuple_(*key).in_(old)), execution_options={"synchronize_session": False})


def leave(session: Session, course_id: str, path: str, part: str, staff_id: uuid.UUID) -> None:
    """Note that somebody has closed this part."""
    place = {"course_id": course_id, "path": path, "part": part, "staff_id": staff_id}
    session.execute(delete(Writing).filter_by(**place))
