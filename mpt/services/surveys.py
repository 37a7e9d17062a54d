"""What learners say before a course and after it. Only they see their answers; everybody else gets totals of many."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Certificate, SurveyResponse
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules.surveys import Moment, Responses, check_responses, moment_due
from mpt.services.learning import enrol, progress_in
from mpt.services.publishing import Edition


class NoSurveyError(Exception):
    """This course has no survey."""


class NotYetError(Exception):
    """The survey of a completed course, before the course is complete."""


def due(session: Session, learner_id: uuid.UUID, course_id: str) -> Moment | None:
    """Return the moment for which a learner is to be asked a course's survey now, or None."""
    statement = select(SurveyResponse.moment).where(
        SurveyResponse.learner_id == learner_id, SurveyResponse.course_id == course_id
    )
    asked = frozenset(Moment(moment) for moment in session.scalars(statement))
    certified = _is_certified(session, learner_id, course_id)
    return moment_due(progress_in(session, learner_id, course_id), asked, certified=certified)


def respond(
    session: Session,
    learner_id: uuid.UUID,
    edition: Edition,
    moment: Moment,
    responses: Responses,
    asked: Edition | None = None,
) -> None:
    """Keep what a learner answers; no answer at all means that the survey was passed over.

    What was answered stands, however often it's sent; what was passed over can still be answered. `asked` is the
    edition whose questions the learner saw, where that isn't `edition`.

    Raises NoSurveyError, NotYetError, or UnknownAnswerError for what the survey doesn't ask; then nothing is kept.
    """
    asked = asked or edition
    survey = asked.course.texts[asked.course.languages[0]].survey
    if survey is None:
        raise NoSurveyError(asked.course.id)
    check_responses(survey, responses)
    learner_id = enrol(session, learner_id, edition.course.id)
    if moment is Moment.COMPLETION and not _is_certified(session, learner_id, edition.course.id):
        raise NotYetError(edition.course.id)
    insert_once(
        session,
        SurveyResponse,
        learner_id=learner_id,
        course_id=edition.course.id,
        moment=str(moment),
        release_id=asked.release_id,
        answers={},
        answered_at=now(),
    )
    kept = session.get_one(SurveyResponse, (learner_id, edition.course.id, str(moment)))
    if responses and not kept.answers:
        kept.release_id, kept.answers, kept.answered_at = asked.release_id, dict(sorted(responses.items())), now()
        session.flush()


def _is_certified(session: Session, learner_id: uuid.UUID, course_id: str) -> bool:
    statement = select(Certificate.code).where(Certificate.learner_id == learner_id, Certificate.course_id == course_id)
    return session.scalars(statement).first() is not None
