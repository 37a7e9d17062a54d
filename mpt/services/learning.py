"""What a learner does in a course: read, answer, skip. Each act may be sent any number of times and counts once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from mpt.content.model import Lesson, Module
from mpt.models import Attempt, Certificate, Enrolment, LessonDone, ModuleDone, Resubmission
from mpt.models.base import Base, now
from mpt.models.once import insert_once
from mpt.rules.completion import Progress, course_complete, module_finished, quiz_of
from mpt.rules.grading import Answers, grade
from mpt.services.certificates import issue_once
from mpt.services.merging import lock_learner
from mpt.services.publishing import Edition


@dataclass(frozen=True, slots=True)
class Latest:
    """Where a learner read last."""

    course_id: str
    module_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page on which a learner saw a quiz: of which edition, and in which language; empty where nobody can tell."""

    edition: Edition
    language: str = ""


class NotSkippableError(Exception):
    """This module can't be skipped."""


class NoQuizError(Exception):
    """This module has no quiz."""


class SubmissionReusedError(Exception):
    """The browser gave one UUID to two different quizzes."""


def enrol(session: Session, learner_id: uuid.UUID, course_id: str) -> uuid.UUID:
    """Enrol a learner in a course, once, and return whose act this is: see `lock_learner`. Part of every act here."""
    # The lock makes one learner's acts wait for each other: two tabs that send at once are then one after the other,
    # and each sees what the other did.
    learner = lock_learner(session, learner_id)
    insert_once(session, Enrolment, learner_id=learner.id, course_id=course_id, started_at=now())
    return learner.id


def finish_lesson(
    session: Session,
    learner_id: uuid.UUID,
    edition: Edition,
    module: Module,
    lesson: Lesson,
    shown: Edition | None = None,
) -> Certificate | None:
    """Record that a lesson was read to its end. Return the certificate if that completes the course.

    `shown` is the edition that the learner read it in, where that isn't `edition`, which decides what is complete.
    """
    learner_id = enrol(session, learner_id, edition.course.id)
    insert_once(
        session,
        LessonDone,
        learner_id=learner_id,
        course_id=edition.course.id,
        module_id=module.id,
        lesson_id=lesson.id,
        release_id=(shown or edition).release_id,
        done_at=now(),
    )
    return settle(session, learner_id, edition)


def submit_quiz(
    session: Session,
    learner_id: uuid.UUID,
    edition: Edition,
    module_id: str,
    answers: Answers,
    submission: uuid.UUID | None,
    page: Page | None = None,
) -> Attempt:
    """Mark a quiz and keep the attempt; the kept one if this is the same submission again.

    `submission` is the UUID that the browser made, or None from a browser without scripts. The same answers as in the
    learner's last attempt are the same submission too: a double tap, or two tabs. `page` is where the learner saw the
    questions: its edition may be another than `edition`, which is served now and decides what is complete.

    Raises NoQuizError, SubmissionReusedError, or what `mpt.rules.grading.grade` raises; then nothing is kept.
    """
    page = page or Page(edition)
    asked = page.edition
    result = grade(_quiz_in(asked, module_id), answers, asked.course.pass_mark)
    learner_id = enrol(session, learner_id, edition.course.id)
    kept = _same_submission(session, learner_id, asked, module_id, answers, submission)
    if kept is None:
        kept = Attempt(
            learner_id=learner_id,
            id=submission or uuid.uuid4(),
            course_id=edition.course.id,
            module_id=module_id,
            release_id=asked.release_id,
            answers=_stored(answers),
            correct=len(result.right),
            total=result.total,
            passed=result.passed,
            language=page.language,
        )
        session.add(kept)
        session.flush()
    settle(session, learner_id, edition)
    return kept


def skip_module(session: Session, learner_id: uuid.UUID, edition: Edition, module: Module) -> Certificate | None:
    """Pass over a module that allows it. Return the certificate if that completes the course.

    Raises NotSkippableError. A module that's done stays done.
    """
    if not module.skippable:
        raise NotSkippableError(module.id)
    learner_id = enrol(session, learner_id, edition.course.id)
    _record_module(session, learner_id, edition, module, skipped=True)
    return settle(session, learner_id, edition)


def settle(session: Session, learner_id: uuid.UUID, edition: Edition) -> Certificate | None:
    """Record each module that is finished by now, and issue the certificate if that completes the course.

    Part of every act here; call it too where progress came together by merging two phones. Return the certificate if
    it was issued just now.
    """
    course = edition.course
    progress = progress_in(session, learner_id, course.id)
    for module in course.modules:
        if module.id not in progress.done and module_finished(module, course.languages[0], progress):
            _record_module(session, learner_id, edition, module, skipped=False)
    if not course_complete(course, progress_in(session, learner_id, course.id)):
        return None
    return issue_once(session, learner_id, course.id, edition.release_id)


def progress_in(session: Session, learner_id: uuid.UUID, course_id: str) -> Progress:
    """Return what a learner has done in one course."""
    return all_progress(session, learner_id, course_id).get(course_id, Progress())


def all_progress(session: Session, learner_id: uuid.UUID, course_id: str | None = None) -> dict[str, Progress]:
    """Return what a learner has done, by course id, of the courses they are enrolled in, or of one of them.

    Four queries, however many courses.
    """

    def rows(table: type[Base], *names: str) -> dict[str, list[tuple[Any, ...]]]:
        columns = table.__table__.columns
        own = columns["learner_id"] == learner_id
        only = columns["course_id"] == course_id if course_id else true()
        passed = columns["passed"] if table is Attempt else true()
        found = select(columns["course_id"], *(columns[name] for name in names)).where(own, only, passed).distinct()
        return _by_course(session.execute(found))

    read = rows(LessonDone, "module_id", "lesson_id")
    passed = rows(Attempt, "module_id")
    modules = rows(ModuleDone, "module_id", "skipped")
    return {
        course: Progress(
            read=frozenset((module, lesson) for module, lesson in read.get(course, ())),
            passed=frozenset(module for (module,) in passed.get(course, ())),
            done=frozenset(module for module, skipped in modules.get(course, ()) if not skipped),
            skipped=frozenset(module for module, skipped in modules.get(course, ()) if skipped),
        )
        for course in rows(Enrolment)
    }


def last_attempt(session: Session, learner_id: uuid.UUID, course_id: str, module_id: str) -> Attempt | None:
    """Return a learner's newest attempt at a module's quiz, or None."""
    return session.scalar(
        select(Attempt)
        .where(Attempt.learner_id == learner_id, Attempt.course_id == course_id, Attempt.module_id == module_id)
        .order_by(Attempt.submitted_at.desc(), Attempt.id)
        .limit(1)
    )


def latest(session: Session, learner_id: uuid.UUID) -> Latest | None:
    """Return the module in which a learner read last, or None for one who has read nothing."""
    row = session.execute(
        select(LessonDone.course_id, LessonDone.module_id)
        .where(LessonDone.learner_id == learner_id)
        .order_by(LessonDone.done_at.desc())
        .limit(1)
    ).first()
    return Latest(row.course_id, row.module_id) if row else None


def _by_course(rows: Iterable[Any]) -> dict[str, list[tuple[Any, ...]]]:
    grouped: dict[str, list[tuple[Any, ...]]] = {}
    for course, *rest in rows:
        grouped.setdefault(course, []).append(tuple(rest))
    return grouped


def _same_submission(
    session: Session,
    learner_id: uuid.UUID,
    asked: Edition,
    module_id: str,
    answers: Answers,
    submission: uuid.UUID | None,
) -> Attempt | None:
    known = _known_submission(session, learner_id, submission) if submission else None
    if known:
        if (known.course_id, known.module_id) != (asked.course.id, module_id):
            raise SubmissionReusedError(str(submission))
        return known
    last = last_attempt(session, learner_id, asked.course.id, module_id)
    # Under another release the same answers may be right: that's another try.
    if last is None or last.release_id != asked.release_id or last.answers != _stored(answers):
        return None
    if submission:
        insert_once(session, Resubmission, learner_id=learner_id, id=submission, attempt_id=last.id)
    return last


def _known_submission(session: Session, learner_id: uuid.UUID, submission: uuid.UUID) -> Attempt | None:
    again = session.get(Resubmission, (learner_id, submission))
    return session.get(Attempt, (learner_id, again.attempt_id if again else submission))


def _quiz_in(edition: Edition, module_id: str) -> Lesson:
    module = next((module for module in edition.course.modules if module.id == module_id), None)
    quiz = quiz_of(module, edition.course.languages[0]) if module else None
    if quiz is None:
        raise NoQuizError(module_id)
    return quiz


def _stored(answers: Answers) -> dict[str, list[int]]:
    return {question: sorted(taken) for question, taken in sorted(answers.items())}


def _record_module(session: Session, learner_id: uuid.UUID, edition: Edition, module: Module, *, skipped: bool) -> None:
    is_new = insert_once(
        session,
        ModuleDone,
        learner_id=learner_id,
        course_id=edition.course.id,
        module_id=module.id,
        release_id=edition.release_id,
        skipped=skipped,
        done_at=now(),
    )
    if not is_new and not skipped:
        row = session.get_one(ModuleDone, (learner_id, edition.course.id, module.id))
        row.skipped, row.release_id, row.done_at = False, edition.release_id, now()
        session.flush()
