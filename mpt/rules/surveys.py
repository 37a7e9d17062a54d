"""When a course's survey is asked, and what an answer to it may be."""

from collections.abc import Mapping
from datetime import timedelta
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
    LATER = "later"


LATER_FROM, LATER_UNTIL = timedelta(weeks=8), timedelta(weeks=12)
"""How long after the certificate was first issued an answer is one of "8 to 12 weeks later", both ends included."""


def moment_due(progress: Progress, asked: frozenset[Moment], finished: timedelta | None) -> Moment | None:
    """Return the moment for which a learner is to be asked now, or None. `finished` is how long ago the course was.

    Before means before anything of the course was read or left out: later answers are no longer those of a beginner.
    Completion is where the certificate was issued, which no later release takes back, until eight weeks have passed:
    after that nobody remembers how it was then, and it's the time to ask how it is now. That is asked on the next visit,
    whenever it is, once: a phone comes back when it does, and what somebody wants to tell us is never too late. What
    counts as "8 to 12 weeks later" is another matter (`counts_as_later`).
    """
    is_new = not progress.read and not progress.passed and not progress.settled
    now = _moment_since(finished) if finished is not None else Moment.BEFORE if is_new else None
    return None if now in asked else now


def counts_as_later(finished: timedelta) -> bool:
    """Say whether an answer given so long after the certificate was first issued is one of "8 to 12 weeks later"."""
    return LATER_FROM <= finished <= LATER_UNTIL


def _moment_since(finished: timedelta) -> Moment:
    return Moment.LATER if finished >= LATER_FROM else Moment.COMPLETION


def check_responses(survey: Lesson, responses: Responses) -> None:
    """Raise UnknownAnswerError for an answer to a question, or a place among its answers, that the survey doesn't have."""
    places = {question.id: question.places for question in survey.questions}
    for question, place in responses.items():
        if not 0 <= place < places.get(question, 0):
            raise UnknownAnswerError(question)
