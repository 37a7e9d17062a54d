"""What a worker agreed to by doing it, taken back as easily: answers to surveys, and the log of practices.

What a factory may see is in `memberships`, the phones that stay signed in in `accounts`.
"""

import uuid

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mpt.models import KeptPractice, SurveyResponse
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules.surveys import Moment
from mpt.services.merging import lock_learner


def take_answers_back(session: Session, learner_id: uuid.UUID, course_id: str) -> bool:
    """Delete what a learner answered in a course's surveys, and ask no more of them. Return False where nothing was answered.

    They leave the programme's averages with it. What stays says only that this course's survey isn't to be asked.
    """
    learner = lock_learner(session, learner_id)
    own = select(SurveyResponse).where(SurveyResponse.learner_id == learner.id, SurveyResponse.course_id == course_id)
    answered = [response for response in session.scalars(own) if response.answers]
    if not answered:
        return False
    for response in answered:
        response.answers = {}
    session.flush()
    for moment in Moment:
        insert_once(
            session,
            SurveyResponse,
            learner_id=learner.id,
            course_id=course_id,
            moment=str(moment),
            release_id=answered[0].release_id,
            answers={},
            answered_at=now(),
        )
    return True


def delete_practices(session: Session, learner_id: uuid.UUID) -> None:
    """Delete all that a learner kept for a call in the evening, with the notes."""
    learner = lock_learner(session, learner_id)
    session.execute(delete(KeptPractice).where(KeptPractice.learner_id == learner.id))
