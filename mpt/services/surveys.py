"""What learners say before a course and after it. Nobody is shown a learner's answers; a factory isn't shown totals either."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from mpt.models import Certificate, SurveyResponse
from mpt.models.base import now
from mpt.rules.surveys import LATER_FROM, Moment, Responses, check_responses, moment_due
from mpt.services.learning import enrol, progress_in
from mpt.services.publishing import Edition


class NoSurveyError(Exception):
    """This course has no survey."""


class NotNowError(Exception):
    """A survey's answers that come at another moment than theirs: they would not be what they say they are."""


def due(session: Session, learner_id: uuid.UUID, course_id: str) -> Moment | None:
    """Return the moment for which a learner is to be asked a course's survey now, or None."""
    statement = select(SurveyResponse.moment).where(
        SurveyResponse.learner_id == learner_id, SurveyResponse.course_id == course_id
    )
    return _moment(session, learner_id, course_id, session.scalars(statement))


def due_later(session: Session, learner_id: uuid.UUID) -> set[str]:
    """Return the courses of which a learner is to be asked how it is some weeks later, and wasn't yet.

    One question for all courses, because home asks it. It says what `due` says of the same moment.
    """
    asked = and_(
        SurveyResponse.learner_id == Certificate.learner_id,
        SurveyResponse.course_id == Certificate.course_id,
        SurveyResponse.moment == Moment.LATER,
    )
    statement = (
        select(Certificate.course_id)
        .outerjoin(SurveyResponse, asked)
        .where(Certificate.learner_id == learner_id, SurveyResponse.moment.is_(None))
        .group_by(Certificate.course_id)
        .having(func.min(Certificate.issued_at) <= now() - LATER_FROM)
    )
    return set(session.scalars(statement))


def respond(
    session: Session,
    learner_id: uuid.UUID,
    edition: Edition,
    moment: Moment,
    responses: Responses,
    asked: Edition | None = None,
) -> Mapping[str, int]:
    """Keep what a learner answers, and return what is kept; no answer at all means that the survey was passed over.

    What was answered stands, however often it's sent. What was passed over can still be answered from a page that is
    open, while it's the moment. `asked` is the edition whose questions the learner saw, where that isn't `edition`.

    Raises NoSurveyError, NotNowError for a moment that isn't now and has nothing kept, or UnknownAnswerError for what the
    survey doesn't ask; then the caller must undo.
    """
    asked = asked or edition
    _check(asked, responses)
    course_id = edition.course.id
    learner_id = enrol(session, learner_id, course_id)
    is_now = moment is _moment(session, learner_id, course_id)
    kept = session.get(SurveyResponse, (learner_id, course_id, str(moment)))
    if kept is None and not is_now:
        raise NotNowError(str(moment))
    if kept is None:
        kept = SurveyResponse(learner_id=learner_id, course_id=course_id, moment=str(moment), answers={})
        session.add(kept)
    if not kept.answers and is_now:
        kept.release_id, kept.answers, kept.answered_at = asked.release_id, dict(sorted(responses.items())), now()
    session.flush()
    return kept.answers


def _check(asked: Edition, responses: Responses) -> None:
    """Raise NoSurveyError, or UnknownAnswerError, where an edition doesn't ask what is answered."""
    survey = asked.course.texts[asked.course.languages[0]].survey
    if survey is None:
        raise NoSurveyError(asked.course.id)
    check_responses(survey, responses)


def _moment(session: Session, learner_id: uuid.UUID, course_id: str, asked: Iterable[str] = ()) -> Moment | None:
    """Return the moment that it is for a learner, but for those at which they were `asked`."""
    progress, finished = progress_in(session, learner_id, course_id), _finished(session, learner_id, course_id)
    return moment_due(progress, frozenset(Moment(moment) for moment in asked), finished)


def _finished(session: Session, learner_id: uuid.UUID, course_id: str) -> timedelta | None:
    """Return how long ago a course's certificate was first issued to a learner, whatever became of it; None without one."""
    statement = (
        select(Certificate.issued_at)
        .where(Certificate.learner_id == learner_id, Certificate.course_id == course_id)
        .order_by(Certificate.issued_at)
        .limit(1)
    )
    first = session.scalar(statement)
    return now() - first if first else None
