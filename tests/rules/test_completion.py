"""When a module and a course are done, and where to go on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.model import Course, Kind, Module
from mpt.content.reader import read_course
from mpt.rules.completion import (
    Progress,
    course_complete,
    lessons_of,
    module_finished,
    module_step,
    next_step,
    practice_of,
    quiz_minutes,
    quiz_of,
    unread,
)
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder

read = read_course(SAMPLE, sample_folder()).course
assert read is not None
COURSE: Course = read
FIRST, SECOND = COURSE.modules
LESSON_IDS = ("hear-them", "ask-once", "tonight")


def having_read(*lessons: str, module: str = LISTENING, **rest: frozenset[str]) -> Progress:
    return Progress(read=frozenset((module, lesson) for lesson in lessons), **rest)


def without(kind: Kind, module: Module = FIRST) -> Module:
    """Return the module without its lessons of one kind."""
    return replace(
        module,
        texts={
            language: replace(text, lessons=tuple(lesson for lesson in text.lessons if lesson.kind is not kind))
            for language, text in module.texts.items()
        },
    )


def test_lessons_and_the_practice_are_read_in_order_and_the_quiz_is_not() -> None:
    assert tuple(lesson.id for lesson in lessons_of(FIRST, "zh")) == LESSON_IDS
    assert tuple(lesson.id for lesson in lessons_of(FIRST, "en")) == LESSON_IDS


def test_a_module_has_at_most_one_quiz_and_one_practice() -> None:
    quiz, practice = quiz_of(FIRST, "zh"), practice_of(FIRST, "zh")
    assert quiz is not None and practice is not None  # noqa: PT018 - both are used below
    assert (quiz.id, practice.id) == ("check", "tonight")
    assert quiz_of(without(Kind.QUIZ), "zh") is None
    assert practice_of(without(Kind.PRACTICE), "zh") is None


def test_what_was_read_in_another_module_is_still_unread_here() -> None:
    assert [lesson.id for lesson in unread(FIRST, "zh", having_read("hear-them"))] == ["ask-once", "tonight"]
    assert len(unread(FIRST, "zh", having_read(*LESSON_IDS, module=HARD_DAYS))) == 3


def test_a_module_is_finished_when_all_is_read_and_the_quiz_is_passed() -> None:
    passed = frozenset({LISTENING})
    assert module_finished(FIRST, "zh", having_read(*LESSON_IDS, passed=passed))
    assert not module_finished(FIRST, "zh", having_read(*LESSON_IDS))
    assert not module_finished(FIRST, "zh", having_read("hear-them", "tonight", passed=passed))
    assert not module_finished(FIRST, "zh", Progress())


def test_a_module_without_a_quiz_is_finished_by_reading() -> None:
    assert module_finished(without(Kind.QUIZ), "zh", having_read(*LESSON_IDS))


@pytest.mark.parametrize(
    ("done", "skipped", "complete"),
    [
        ({LISTENING, HARD_DAYS}, set(), True),
        ({LISTENING}, {HARD_DAYS}, True),
        ({LISTENING}, set(), False),
        (set(), {LISTENING, HARD_DAYS}, False),
        (set(), set(), False),
        ({LISTENING, HARD_DAYS, "an-old-module"}, set(), True),
    ],
)
def test_a_course_is_complete_when_each_module_is_done_or_skipped(
    done: set[str], skipped: set[str], complete: bool
) -> None:
    assert course_complete(COURSE, Progress(done=frozenset(done), skipped=frozenset(skipped))) is complete


def test_the_first_step_is_the_first_lesson() -> None:
    step = next_step(COURSE, "zh", Progress())
    assert step is not None
    assert (step.module.id, step.lesson.id, step.number, step.minutes) == (LISTENING, "hear-them", 1, 4)


def test_the_step_after_a_lesson_is_the_next_unread_one_with_the_minutes_that_are_left() -> None:
    step = next_step(COURSE, "zh", having_read("hear-them"))
    assert step is not None
    assert (step.lesson.id, step.number, step.minutes) == ("ask-once", 2, 3)
    step = next_step(COURSE, "zh", having_read("ask-once", "tonight"))
    assert step is not None
    assert (step.lesson.id, step.number, step.minutes) == ("hear-them", 1, 2)


def test_when_all_is_read_the_step_is_the_quiz() -> None:
    step = next_step(COURSE, "zh", having_read(*LESSON_IDS))
    assert step is not None
    assert (step.lesson.id, step.number, step.minutes) == ("check", 4, 1)


def test_modules_that_are_done_or_skipped_are_passed_over() -> None:
    step = next_step(COURSE, "zh", Progress(done=frozenset({LISTENING})))
    assert step is not None
    assert step.module.id == HARD_DAYS
    assert next_step(COURSE, "zh", Progress(done=frozenset({LISTENING}), skipped=frozenset({HARD_DAYS}))) is None


def test_an_open_module_that_asks_for_nothing_is_passed_over() -> None:
    finished = having_read(*LESSON_IDS, passed=frozenset({LISTENING}))
    step = next_step(COURSE, "zh", finished)
    assert step is not None
    assert step.module.id == HARD_DAYS


def test_a_skipped_module_can_still_be_stepped_into() -> None:
    step = module_step(SECOND, "zh", Progress(skipped=frozenset({HARD_DAYS})))
    assert step is not None
    assert step.lesson.id == "hear-them"


def test_a_finished_module_has_no_step() -> None:
    assert module_step(FIRST, "zh", having_read(*LESSON_IDS, passed=frozenset({LISTENING}))) is None
    assert module_step(without(Kind.QUIZ), "zh", having_read(*LESSON_IDS)) is None


@pytest.mark.parametrize(("questions", "minutes"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_a_quiz_takes_half_a_minute_a_question(questions: int, minutes: int) -> None:
    quiz = quiz_of(SECOND, "zh")
    assert quiz is not None
    assert quiz_minutes(replace(quiz, questions=quiz.questions * questions)) == minutes


places = st.tuples(st.sampled_from([LISTENING, HARD_DAYS]), st.sampled_from(LESSON_IDS))
modules = st.frozensets(st.sampled_from([LISTENING, HARD_DAYS]))


@given(st.frozensets(places), modules, modules, modules)
def test_there_is_a_step_until_every_module_is_settled(
    read: frozenset[tuple[str, str]], passed: frozenset[str], done: frozenset[str], skipped: frozenset[str]
) -> None:
    progress = Progress(read, passed, done, skipped)
    finished = {module.id for module in COURSE.modules if module_finished(module, "zh", progress)}
    step = next_step(COURSE, "zh", progress)
    assert (step is None) == all(module.id in progress.settled | finished for module in COURSE.modules)
    assert step is None or step.minutes >= 1
