"""When a survey is asked, and which answers it takes."""

import pytest

from mpt.content.model import Choice, Kind, Lesson, Question, Scale
from mpt.rules.completion import Progress
from mpt.rules.grading import UnknownAnswerError
from mpt.rules.surveys import Moment, check_responses, moment_due

BOTH = frozenset(Moment)
NOBODY = frozenset[Moment]()
READ = Progress(read=frozenset({("one", "lesson")}))


@pytest.mark.parametrize(
    ("progress", "asked", "certified", "due"),
    [
        (Progress(), NOBODY, False, Moment.BEFORE),
        (Progress(), {Moment.BEFORE}, False, None),
        (READ, NOBODY, False, None),
        (Progress(passed=frozenset({"one"})), NOBODY, False, None),
        (Progress(skipped=frozenset({"one"})), NOBODY, False, None),
        (Progress(done=frozenset({"one"})), NOBODY, False, None),
        (READ, NOBODY, True, Moment.COMPLETION),
        (READ, {Moment.BEFORE}, True, Moment.COMPLETION),
        (READ, BOTH, True, None),
        # A certificate stays, whatever a later release takes away.
        (Progress(), {Moment.COMPLETION}, True, None),
    ],
)
def test_it_is_asked_before_the_first_lesson_and_once_the_course_is_complete(
    progress: Progress, asked: frozenset[Moment], certified: bool, due: Moment | None
) -> None:
    assert moment_due(progress, frozenset(asked), certified=certified) is due


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
