"""A family's places when a parent signs in on a second phone: what was asked for there becomes the account's."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import SpaceEnrolment
from mpt.services.spaces import line


def move_places(session: Session, source: uuid.UUID, target: uuid.UUID) -> None:
    """Give what the learner `source` asked for to `target`.

    Where both ask in one space the account's stays, and the other's places go to who waits. Only where the other's child has
    a card or a place, and the account's hasn't, that one stays: signing in mustn't take a place from a child who is there.
    """
    brought = session.scalars(select(SpaceEnrolment).where(SpaceEnrolment.learner_id == source)).all()
    # Two phones that sign in at once lock the spaces in the same order.
    for space_id in sorted({enrolment.space_id for enrolment in brought}):
        space = line.locked_space(session, space_id)
        double = _open_ones(session, space_id, source, target)
        if len(double) == 2:
            kept = max(double, key=lambda one: _rank(session, one, target))
            line.give_up(session, next(one for one in double if one is not kept))
            line.fill(session, space)
    for enrolment in brought:
        enrolment.learner_id = target
    session.flush()


def _open_ones(session: Session, space_id: uuid.UUID, *learners: uuid.UUID) -> list[SpaceEnrolment]:
    statement = select(SpaceEnrolment).where(
        SpaceEnrolment.space_id == space_id,
        SpaceEnrolment.learner_id.in_(learners),
        SpaceEnrolment.withdrawn_at.is_(None),
    )
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def _rank(session: Session, enrolment: SpaceEnrolment, account: uuid.UUID) -> tuple[bool, bool, bool]:
    has_card = bool(line.cards_out(session, enrolment))
    return has_card, enrolment.given_at is not None, enrolment.learner_id == account
