"""How a course's survey was answered before the course and after it, by the same learners.

The answers are read one after the other and added up: no learner's answers leave this file, and nobody is told whose they
were. How many of whom answered is counted in the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String, and_, cast, distinct, func, select
from sqlalchemy.orm import Session, aliased

from mpt.content.model import Lesson
from mpt.models import Certificate, Enrolment, SurveyResponse
from mpt.rules.pairs import Pairs
from mpt.rules.surveys import Moment, Responses
from mpt.services.impact import end_of

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Answered:
    """How many answered at least one question of a survey, of how many who were asked it."""

    people: int
    of: int


@dataclass(frozen=True, slots=True)
class SurveyChange:
    """A survey's answers up to the end of `day`: who answered before and at completion, and the pairs of each question."""

    day: date
    before: Answered
    completion: Answered
    pairs: Mapping[str, Pairs]


def count(session: Session, course_id: str, survey: Lesson, day: date, zone: ZoneInfo) -> SurveyChange:
    """Count a course's answers up to the end of `day`. `survey` says which questions there are, and how many answers each has.

    What was asked by an earlier release counts by the question's id and the answer's place; what `survey` no longer has
    isn't counted.
    """
    end = end_of(day, zone)
    pairs = {question.id: Pairs() for question in survey.questions}
    places = {question.id: question.places for question in survey.questions}
    for before, after in _both(session, course_id, end):
        for question in before.keys() & after.keys() & places.keys():
            if before[question] < places[question] and after[question] < places[question]:
                pairs[question].add(before[question], after[question])
    answered = _answered(session, course_id, end)
    began = select(func.count()).where(Enrolment.course_id == course_id, Enrolment.started_at < end)
    finished = select(func.count(distinct(Certificate.learner_id))).where(
        Certificate.course_id == course_id, Certificate.issued_at < end
    )
    return SurveyChange(
        day,
        Answered(answered.get(Moment.BEFORE, 0), session.scalar(began) or 0),
        Answered(answered.get(Moment.COMPLETION, 0), session.scalar(finished) or 0),
        pairs,
    )


def _both(session: Session, course_id: str, end: datetime) -> Iterator[tuple[Responses, Responses]]:
    """Yield what each learner said before a course and after it, in the order in which they said the latter."""
    before, after = aliased(SurveyResponse), aliased(SurveyResponse)
    same = and_(after.learner_id == before.learner_id, after.course_id == before.course_id)
    statement = (
        select(before.answers, after.answers)
        .join(after, same)
        .where(before.course_id == course_id, before.moment == Moment.BEFORE, before.answered_at < end)
        .where(after.moment == Moment.COMPLETION, after.answered_at < end)
        .order_by(after.answered_at, after.learner_id)
    )
    yield from session.execute(statement.execution_options(yield_per=_AT_ONCE))


def _answered(session: Session, course_id: str, end: datetime) -> dict[str, int]:
    """Return how many answered anything at each moment."""
    has_answers = cast(SurveyResponse.answers, String) != "{}"
    statement = select(SurveyResponse.moment, func.count()).where(
        SurveyResponse.course_id == course_id, SurveyResponse.answered_at < end, has_answers
    )
    return dict(session.execute(statement.group_by(SurveyResponse.moment)).all())
