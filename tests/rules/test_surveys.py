"""When a survey is asked, and which answers it takes."""

from datetime import timedelta

import pytest

from mpt.content.model import Choice, Kind, Lesson, Question, Scale
from mpt.rules.completion import Progress
from mpt.rules.grading import UnknownAnswerError
from mpt.rules.surveys import Moment, check_responses, counts_as_later, moment_due

BOTH = frozenset(Moment)
NOBODY = frozenset[Moment]()
READ = Progress(read=frozenset({("one", "lesson")}))


@pytest.mark.parametrize(
    ("progress", "asked", "days", "due"),
    [
        (Progress(), NOBODY, None, Moment.BEFORE),
        (Progress(), {Moment.BEFORE}, None, None),
        (READ, NOBODY, None, None),
        (Progress(passed=frozenset({"one"})), NOBODY, None, None),
        (Progress(skipped=frozenset({"one"})), NOBODY, None, None),
        (Progress(done=frozenset({"one"})), NOBODY, None, None),
        (READ, NOBODY, 0, Moment.COMPLETION),
        (READ, {Moment.BEFORE}, 0, Moment.COMPLETION),
        (READ, BOTH, 0, None),
        # A certificate stays, whatever a later release takes away.
        (Progress(), {Moment.COMPLETION}, 0, None),
        (READ, NOBODY, 55.99, Moment.COMPLETION),
        (READ, {Moment.COMPLETION}, 55.99, None),
        (READ, {Moment.COMPLETION}, 56, Moment.LATER),
        # What wasn't answered at completion isn't asked for eight weeks later; how it's now, whenever somebody comes back.
        (READ, NOBODY, 56, Moment.LATER),
        (Progress(), {Moment.BEFORE}, 400, Moment.LATER),
        (READ, {Moment.LATER}, 56, None),
        (READ, {Moment.LATER}, 400, None),
    ],
)
def test_it_is_asked_before_the_first_lesson_at_completion_and_eight_weeks_later(
    progress: Progress, asked: frozenset[Moment], days: float | None, due: Moment | None
) -> None:
    finished = None if days is None else timedelta(days=days)
    assert moment_due(progress, frozenset(asked), finished) is due


@pytest.mark.parametrize(("days", "counts"), [(0, False), (55.99, False), (56, True), (84, True), (84.01, False)])
def test_8_to_12_weeks_are_56_to_84_days(days: float, counts: bool) -> None:
    assert counts_as_later(timedelta(days=days)) is counts


def question(name: str, choices: int, scale: Scale | None = None) -> Question:
    return Question(name, name, "", tuple(Choice(str(n), False, "", 1) for n in range(choices)), "", "", 1, scale)


SURVEY = Lesson("lately", "Lately", Kind.SURVEY, "", (question("q-two", 2), question("q-faces", 0, Scale.FACES)), 1)


@pytest.mark.parametrize("given", [{}, {"q-two": 1}, {"q-faces": 4}, {"q-two": 0, "q-faces": 0}])
def test_any_question_may_be_left_out(given: dict[str, int]) -> None:
    check_responses(SURVEY, given)


@pytest.mark.parametrize("given", [{"q-two": 2}, {"q-faces": 5}, {"q-two": -1}, {"q-other": 0}])
def test_what_it_does_not_ask_is_refused(given: dict[str, int]) -> None:
    with pytest.raises(UnknownAnswerError):
        check_responses(SURVEY, given)
