"""Marking a quiz."""

from collections.abc import Mapping
from dataclasses import dataclass

from mpt.content.model import Lesson

Answers = Mapping[str, frozenset[int]]
"""What a learner answered: a question's id to the positions, from 0, of the choices taken."""


class UnknownAnswerError(Exception):
    """An answer to a question or choice that this quiz doesn't have."""


class UnansweredError(Exception):
    """Some questions have no answer; `questions` are their ids, in the order of the quiz."""

    def __init__(self, questions: tuple[str, ...]) -> None:
        super().__init__(*questions)
        self.questions = questions


@dataclass(frozen=True, slots=True)
class Grade:
    """How a quiz went. `right` holds the ids of the questions answered with exactly their key."""

    right: frozenset[str]
    total: int
    passed: bool


def grade(quiz: Lesson, answers: Answers, pass_mark: int) -> Grade:
    """Mark `answers`; passed means that at least `pass_mark` per cent of the questions are right.

    Raises UnknownAnswerError for what the quiz doesn't ask and UnansweredError for what is left open.
    """
    _check_known(quiz, answers)
    unanswered = tuple(question.id for question in quiz.questions if not answers.get(question.id))
    if unanswered:
        raise UnansweredError(unanswered)
    right = frozenset(question.id for question in quiz.questions if answers[question.id] == question.key)
    return Grade(right, len(quiz.questions), passed=len(right) * 100 >= pass_mark * len(quiz.questions))


def _check_known(quiz: Lesson, answers: Answers) -> None:
    choices = {question.id: len(question.choices) for question in quiz.questions}
    several = {question.id: question.several for question in quiz.questions}
    for question, taken in answers.items():
        if question not in choices or any(not 0 <= place < choices[question] for place in taken):
            raise UnknownAnswerError(question)
        if len(taken) > 1 and not several[question]:
            raise UnknownAnswerError(question)
