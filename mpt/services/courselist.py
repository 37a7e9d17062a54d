"""All courses of the studio at a glance: what is served, what was changed since, by whom, and how many learn from it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.models import CurrentRelease, DraftFile, Enrolment, Staff
from mpt.rules.impact import full_tens
from mpt.services import drafts


@dataclass(frozen=True, slots=True)
class Standing:
    """How a course stands. `changed_by` is who wrote in its draft last, and `changed_at` when; None where nobody did.

    `learners` is in full tens, rounded down, as `mpt.services.stopping` says.
    """

    course_id: str
    is_served: bool
    is_changed: bool
    learners: int
    changed_by: Staff | None
    changed_at: datetime | None


def everything(session: Session) -> list[Standing]:
    """Return all courses that are served or being written: those with changes first, by their last change, then by id."""
    served = set(session.scalars(select(CurrentRelease.course_id)))
    learners = dict(session.execute(select(Enrolment.course_id, func.count()).group_by(Enrolment.course_id)).all())
    found = [_standing(session, one, one in served, learners.get(one, 0)) for one in drafts.all_ids(session)]
    return sorted(found, key=lambda one: (not one.is_changed, _age(one), one.course_id))


def standing(session: Session, course_id: str) -> Standing:
    """Return how one course stands; one that nobody knows is neither served nor changed."""
    is_served = session.get(CurrentRelease, course_id) is not None
    learners = session.scalar(select(func.count()).select_from(Enrolment).where(Enrolment.course_id == course_id))
    return _standing(session, course_id, is_served, learners or 0)


def _standing(session: Session, course_id: str, is_served: bool, learners: int) -> Standing:
    last = session.execute(
        select(DraftFile.changed_by, DraftFile.changed_at)
        .where(DraftFile.course_id == course_id, DraftFile.changed_by.is_not(None))
        .order_by(DraftFile.changed_at.desc())
        .limit(1)
    ).first()
    by: uuid.UUID | None = last.changed_by if last else None
    return Standing(
        course_id,
        is_served,
        drafts.is_changed(session, course_id),
        full_tens(learners),
        session.get(Staff, by) if by else None,
        last.changed_at if last else None,
    )


def _age(one: Standing) -> float:
    return -one.changed_at.timestamp() if one.changed_at else 0.0
