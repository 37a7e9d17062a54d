"""How a course's survey was answered before the course, at completion and 8 to 12 weeks later, by the same learners.

The answers are read one after the other and added up: no learner's answers leave this file, and nobody is told whose they
were. How many of whom answered is counted in the database.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String, Subquery, and_, cast, func, select
from sqlalchemy.orm import Session, aliased

from mpt.content.model import Lesson
from mpt.models import Certificate, Enrolment, SurveyResponse
from mpt.rules.pairs import Pairs
from mpt.rules.surveys import LATER_FROM, Moment, Responses, counts_as_later
from mpt.services.impact import end_of

AFTER = (Moment.COMPLETION, Moment.LATER)
"""With what the answers before the course are compared."""
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Answered:
    """How many answered at least one question of a survey at a moment, of how many who came to it."""

    people: int
    of: int


@dataclass(frozen=True, slots=True)
class SurveyChange:
    """A survey's answers up to the end of `day`: who answered at each moment, and the pairs of each question after it."""

    day: date
    answered: Mapping[Moment, Answered]
    pairs: Mapping[Moment, Mapping[str, Pairs]]


def count(session: Session, course_id: str, survey: Lesson, day: date, zone: ZoneInfo) -> SurveyChange:
    """Count a course's answers up to the end of `day`. `survey` says which questions there are, and how many answers each has.

    What was asked by an earlier release counts by the question's id and the answer's place; what `survey` no longer has
    isn't counted. What is said later than 12 weeks after the course is kept, but counted nowhere.
    """
    end = end_of(day, zone)
    answered = {moment: Answered(0, of) for moment, of in _came_to(session, course_id, end).items()}
    answered[Moment.BEFORE] = Answered(_answered_before(session, course_id, end), answered[Moment.BEFORE].of)
    pairs: dict[Moment, dict[str, Pairs]] = {}
    for moment in AFTER:
        pairs[moment], people = _pairs(_after(session, course_id, moment, end), survey)
        answered[moment] = Answered(people, answered[moment].of)
    return SurveyChange(day, answered, pairs)


def _pairs(answers: Iterable[tuple[Responses, Responses]], survey: Lesson) -> tuple[dict[str, Pairs], int]:
    """Return the pairs of each question, and how many answered anything after."""
    pairs = {question.id: Pairs() for question in survey.questions}
    places = {question.id: question.places for question in survey.questions}
    people = 0
    for before, after in answers:
        people += bool(after)
        for question in before.keys() & after.keys() & places.keys():
            if before[question] < places[question] and after[question] < places[question]:
                pairs[question].add(before[question], after[question])
    return pairs, people


def _after(session: Session, course_id: str, moment: Moment, end: datetime) -> Iterator[tuple[Responses, Responses]]:
    """Yield what each learner said before a course, where they did, and after it, in the order in which they said the latter."""
    before, after, finished = aliased(SurveyResponse), aliased(SurveyResponse), _finished(course_id)
    same = and_(
        before.learner_id == after.learner_id,
        before.course_id == after.course_id,
        before.moment == Moment.BEFORE,
        before.answered_at < end,
    )
    statement = (
        select(before.answers, after.answers, after.answered_at, finished.c.at)
        .select_from(after)
        .outerjoin(before, same)
        .outerjoin(finished, finished.c.learner_id == after.learner_id)
        .where(after.course_id == course_id, after.moment == moment, after.answered_at < end)
        .order_by(after.answered_at, after.learner_id)
    )
    for earlier, later, said_at, finished_at in session.execute(statement.execution_options(yield_per=_AT_ONCE)):
        if moment is not Moment.LATER or (finished_at and counts_as_later(said_at - finished_at)):
            yield earlier or {}, later


def _finished(course_id: str) -> Subquery:
    """Return who finished a course, and when the certificate was first issued: `learner_id`, `at`."""
    first = func.min(Certificate.issued_at).label("at")
    statement = select(Certificate.learner_id, first).where(Certificate.course_id == course_id)
    return statement.group_by(Certificate.learner_id).subquery()


def _came_to(session: Session, course_id: str, end: datetime) -> dict[Moment, int]:
    """Return how many came to each moment: began the course, finished it, finished it eight weeks ago."""
    began = select(func.count()).where(Enrolment.course_id == course_id, Enrolment.started_at < end)
    finished = _finished(course_id)
    people = select(func.count()).select_from(finished)
    return {
        Moment.BEFORE: session.scalar(began) or 0,
        Moment.COMPLETION: session.scalar(people.where(finished.c.at < end)) or 0,
        Moment.LATER: session.scalar(people.where(finished.c.at < end - LATER_FROM)) or 0,
    }


def _answered_before(session: Session, course_id: str, end: datetime) -> int:
    """Return how many answered anything before the course."""
    statement = select(func.count()).where(
        SurveyResponse.course_id == course_id,
        SurveyResponse.moment == Moment.BEFORE,
        SurveyResponse.answered_at < end,
        cast(SurveyResponse.answers, String) != "{}",
    )
    return session.scalar(statement) or 0
