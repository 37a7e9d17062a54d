"""Reading and answering: each act may be sent any number of times, from any number of tabs, and counts once."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Attempt, Certificate, Enrolment, LessonDone, ModuleDone
from mpt.models.database import Database
from mpt.rules.completion import Progress
from mpt.rules.grading import UnansweredError, UnknownAnswerError
from mpt.services import accounts, certificates, learning
from mpt.services.learning import Latest, NoQuizError, SubmissionReusedError
from mpt.services.publishing import Edition, current_releases, read_edition
from tests.sample import (
    ALL_RIGHT,
    ALL_WRONG,
    HALF_RIGHT,
    HARD_DAYS,
    LESSONS,
    LISTENING,
    SAMPLE,
)
from tests.services.acts import answer, at_once, count, do, read

MONDAY = datetime(2026, 11, 23, 20, tzinfo=UTC)
ONE_SUBMISSION = uuid.UUID("11111111-1111-4111-8111-111111111111")
ANOTHER = uuid.UUID("22222222-2222-4222-8222-222222222222")


def without_quiz(edition: Edition) -> Edition:
    """The same course, its first module without a quiz; for reading, not for publishing."""
    module = edition.course.modules[0]
    texts = {tag: replace(text, lessons=text.lessons[:-1]) for tag, text in module.texts.items()}
    modules = (replace(module, texts=texts), *edition.course.modules[1:])
    return replace(edition, course=replace(edition.course, modules=modules))


# Reading


def test_the_first_lesson_enrols_and_is_a_fact_with_a_day_and_a_release(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        read(session, learner, edition, "hear-them")
    done = session.scalars(select(LessonDone)).one()
    assert (done.module_id, done.lesson_id, done.done_at) == (LISTENING, "hear-them", MONDAY)
    assert done.release_id == edition.release_id
    assert session.scalars(select(Enrolment.course_id)).all() == [SAMPLE]


def test_a_lesson_read_again_keeps_its_first_day(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        read(session, learner, edition, "hear-them")
        clock.shift(timedelta(days=1))
        read(session, learner, edition, "hear-them")
    assert session.scalars(select(LessonDone.done_at)).all() == [MONDAY]


def test_a_lesson_of_the_same_name_in_another_module_is_another_lesson(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    read(session, learner, edition, "hear-them")
    read(session, learner, edition, "hear-them", module=HARD_DAYS)
    assert learning.progress_in(session, learner, SAMPLE).read == {(LISTENING, "hear-them"), (HARD_DAYS, "hear-them")}


def test_whoever_has_done_nothing_has_no_progress(session: Session, learner: uuid.UUID) -> None:
    assert learning.all_progress(session, learner) == {}
    assert learning.progress_in(session, learner, SAMPLE) == Progress()
    assert learning.latest(session, learner) is None
    assert learning.last_attempt(session, learner, SAMPLE, LISTENING) is None


def test_progress_is_the_learners_own(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    somebody_else = accounts.begin(session)[0].id
    do(session, learner, edition)
    assert learning.all_progress(session, somebody_else) == {}
    assert certificates.certificates_of(session, somebody_else) == []


def test_home_goes_on_where_the_learner_read_last(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        read(session, learner, edition, "hear-them", module=HARD_DAYS)
        clock.shift(timedelta(minutes=5))
        read(session, learner, edition, "hear-them")
    assert learning.latest(session, learner) == Latest(SAMPLE, LISTENING)


def test_a_module_without_a_quiz_is_done_by_reading(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    read(session, learner, without_quiz(edition))
    assert learning.progress_in(session, learner, SAMPLE).done == {LISTENING}


# Answering


def test_an_attempt_keeps_what_was_answered_and_how_it_went(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    kept = answer(session, learner, edition, HALF_RIGHT, ONE_SUBMISSION)
    session.expire_all()
    assert kept.id == ONE_SUBMISSION
    assert kept.answers == {"q-late": [1], "q-listen": [0]}
    assert (kept.correct, kept.total, kept.passed) == (1, 2, False)
    assert kept.release_id == edition.release_id


def test_the_same_submission_sent_again_counts_once(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    first = answer(session, learner, edition, ALL_WRONG, ONE_SUBMISSION)
    assert answer(session, learner, edition, ALL_WRONG, ONE_SUBMISSION) is first
    assert count(session, Attempt) == 1


def test_a_submission_is_what_it_was_the_first_time(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    answer(session, learner, edition, ALL_WRONG, ONE_SUBMISSION)
    assert not answer(session, learner, edition, ALL_RIGHT, ONE_SUBMISSION).passed
    assert learning.progress_in(session, learner, SAMPLE).passed == set()


def test_an_old_submission_from_the_outbox_is_known_after_a_newer_one(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    first = answer(session, learner, edition, ALL_WRONG, ONE_SUBMISSION)
    answer(session, learner, edition, ALL_RIGHT, ANOTHER)
    assert answer(session, learner, edition, ALL_WRONG, ONE_SUBMISSION) is first
    assert count(session, Attempt) == 2


@pytest.mark.parametrize(
    "submissions", [(None, None), (ONE_SUBMISSION, None), (None, ANOTHER), (ONE_SUBMISSION, ANOTHER)]
)
def test_the_same_answers_again_are_a_double_tap(
    session: Session, edition: Edition, learner: uuid.UUID, submissions: tuple[uuid.UUID | None, uuid.UUID | None]
) -> None:
    first = answer(session, learner, edition, HALF_RIGHT, submissions[0])
    again = {question: HALF_RIGHT[question] for question in reversed(HALF_RIGHT)}
    assert answer(session, learner, edition, again, submissions[1]) is first
    assert count(session, Attempt) == 1


def test_other_answers_are_a_second_attempt(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    answer(session, learner, edition, ALL_WRONG)
    second = answer(session, learner, edition, ALL_RIGHT)
    assert second.passed
    assert count(session, Attempt) == 2
    assert learning.last_attempt(session, learner, SAMPLE, LISTENING) is second


def test_one_way_another_way_and_the_first_way_again_are_three_attempts(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        for answers in (ALL_WRONG, HALF_RIGHT, ALL_WRONG):
            answer(session, learner, edition, answers)
            clock.shift(timedelta(minutes=1))
    assert count(session, Attempt) == 3


def test_the_same_answers_in_another_modules_quiz_or_by_another_learner_are_attempts_of_their_own(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    answer(session, learner, edition, ALL_RIGHT, ONE_SUBMISSION)
    answer(session, accounts.begin(session)[0].id, edition, ALL_RIGHT, ONE_SUBMISSION)
    answer(session, learner, edition, module=HARD_DAYS)
    assert count(session, Attempt) == 3


def test_one_submission_for_two_quizzes_is_refused(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    answer(session, learner, edition, ALL_RIGHT, ONE_SUBMISSION)
    with pytest.raises(SubmissionReusedError):
        answer(session, learner, edition, submission=ONE_SUBMISSION, module=HARD_DAYS)
    assert count(session, Attempt) == 1


def test_a_quiz_with_an_open_question_keeps_nothing(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    with pytest.raises(UnansweredError) as refused:
        answer(session, learner, edition, {"q-late": frozenset({1})})
    assert refused.value.questions == ("q-listen",)
    assert count(session, Attempt) == count(session, Enrolment) == 0


@pytest.mark.parametrize(
    "forged", [{"q-none": frozenset({0})}, {"q-late": frozenset({9})}, {"q-late": frozenset({0, 1})}]
)
def test_a_forged_answer_keeps_nothing(
    session: Session, edition: Edition, learner: uuid.UUID, forged: dict[str, frozenset[int]]
) -> None:
    with pytest.raises(UnknownAnswerError):
        answer(session, learner, edition, {**ALL_RIGHT, **forged})
    assert count(session, Attempt) == 0


def test_a_module_without_a_quiz_takes_no_answers(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    with pytest.raises(NoQuizError):
        answer(session, learner, without_quiz(edition))
    with pytest.raises(NoQuizError):
        learning.submit_quiz(session, learner, edition, "no-such-module", ALL_RIGHT, None)


def test_a_passed_quiz_stays_passed_after_a_worse_try(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    answer(session, learner, edition, ALL_RIGHT)
    answer(session, learner, edition, ALL_WRONG)
    assert learning.progress_in(session, learner, SAMPLE).passed == {LISTENING}


def test_a_quiz_passed_before_the_last_lesson_counts_when_that_is_read(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    answer(session, learner, edition)
    read(session, learner, edition, *LESSONS)
    assert learning.progress_in(session, learner, SAMPLE).done == set()
    read(session, learner, edition, "tonight")
    assert learning.progress_in(session, learner, SAMPLE).done == {LISTENING}


# At once: two tabs, or the outbox and a tap


@pytest.fixture(params=[(), ("hear-them",)], ids=["first act", "later act"])
def begun(request: pytest.FixtureRequest, database: Database) -> tuple[uuid.UUID, Edition]:
    """A learner and the course, on disk, so that several connections see them."""
    with database.session(writes=True) as session:
        learner = accounts.begin(session)[0].id
        edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
        for lesson in request.param:
            read(session, learner, edition, lesson)
        session.commit()
    return learner, edition


def left_behind(database: Database) -> tuple[int, int, int, int]:
    """Count enrolments, attempts, modules and certificates."""
    with database.session(writes=False) as session:
        return tuple(count(session, table) for table in (Enrolment, Attempt, ModuleDone, Certificate))  # type: ignore[return-value]


@pytest.mark.parametrize("submission", [ONE_SUBMISSION, None], ids=["one UUID", "no UUID"])
def test_a_quiz_sent_twice_at_once_counts_once(
    database: Database, begun: tuple[uuid.UUID, Edition], submission: uuid.UUID | None
) -> None:
    learner, edition = begun
    attempts = at_once(database, lambda session: answer(session, learner, edition, ALL_RIGHT, submission).id, people=4)
    assert len(set(attempts)) == 1
    assert isinstance(attempts[0], uuid.UUID)
    assert left_behind(database) == (1, 1, 0, 0)


def test_different_answers_at_once_are_each_an_attempt(database: Database, begun: tuple[uuid.UUID, Edition]) -> None:
    learner, edition = begun
    ways = [ALL_RIGHT, ALL_WRONG]
    outcomes = at_once(database, lambda session: answer(session, learner, edition, ways.pop()).passed)
    assert sorted(map(bool, outcomes)) == [False, True]
    assert left_behind(database) == (1, 2, 0, 0)


def test_a_course_completed_twice_at_once_is_one_certificate(
    database: Database, begun: tuple[uuid.UUID, Edition]
) -> None:
    learner, edition = begun
    outcomes = at_once(database, lambda session: do(session, learner, edition), people=3)
    assert outcomes == [None] * 3
    assert left_behind(database) == (1, 2, 2, 1)
