"""When a course's survey is asked, and what an answer to it may be."""

from collections.abc import Mapping
from enum import StrEnum

from mpt.content.model import Lesson
from mpt.rules.completion import Progress
from mpt.rules.grading import UnknownAnswerError

Responses = Mapping[str, int]
"""What a learner answered: a question's id to the position, from 0, of the choice or face. What was left out isn't in it."""


class Moment(StrEnum):
    """When a survey is asked (CURRICULUM 6)."""

    BEFORE = "before"
    COMPLETION = "completion"


def moment_due(progress: Progress, asked: frozenset[Moment], *, certified: bool) -> Moment | None:
    """Return the moment for which a learner is to be asked now, or None.

    Before means before anything of the course was read or left out: later answers are no longer those of a beginner.
    Completion is where the certificate was issued, which no later release takes back.
    """
    is_new = not progress.read and not progress.passed and not progress.settled
    now = Moment.COMPLETION if certified else Moment.BEFORE if is_new else None
    return None if now in asked else now


def check_responses(survey: Lesson, responses: Responses) -> None:
    """Raise UnknownAnswerError for an answer to a question, or a place among its answers, that the survey doesn't have."""
    places = {question.id: question.places for question in survey.questions}
    for question, place in responses.items():
        if not 0 <= place < places.get(question, 0):
            raise UnknownAnswerError(question)
