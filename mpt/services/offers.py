"""Which courses a factory's workers are asked to do, and by when."""

import uuid
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from mpt.models import Membership, Offer
from mpt.models.once import insert_once


def offers_of(session: Session, factory_id: uuid.UUID) -> dict[str, date | None]:
    """Return the courses that are offered to a factory, by id, with the day by which each is due, where there is one.

    Empty means that nobody has chosen: then all courses are as good as offered.
    """
    rows = session.scalars(select(Offer).where(Offer.factory_id == factory_id).order_by(Offer.course_id))
    return {offer.course_id: offer.due_on for offer in rows}


def put_offer(session: Session, factory_id: uuid.UUID, course_id: str, due_on: date | None) -> None:
    """Offer a course to a factory, due on a day or whenever; the last word counts."""
    if not insert_once(session, Offer, factory_id=factory_id, course_id=course_id, due_on=due_on):
        same = Offer.factory_id == factory_id, Offer.course_id == course_id
        session.execute(update(Offer).where(*same).values(due_on=due_on))


def withdraw(session: Session, factory_id: uuid.UUID, course_id: str) -> None:
    """Offer a course no longer; nothing changes where it isn't offered."""
    session.execute(delete(Offer).where(Offer.factory_id == factory_id, Offer.course_id == course_id))


def due_for(session: Session, learner_id: uuid.UUID) -> dict[str, date]:
    """Return by when a learner is asked to finish courses: the earliest day where several factories ask."""
    statement = (
        select(Offer.course_id, func.min(Offer.due_on))
        .join(Membership, Membership.factory_id == Offer.factory_id)
        .where(Membership.learner_id == learner_id, Membership.left_at.is_(None), Offer.due_on.is_not(None))
        .group_by(Offer.course_id)
    )
    return {course_id: due_on for course_id, due_on in session.execute(statement) if due_on}
