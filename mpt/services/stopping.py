"""Where learners stop in a course: how many began it, read each lesson, sent each quiz and passed it.

All numbers are full tens, rounded down, and of everybody who ever took the course, whatever factory they are from. That keeps
small numbers untold. It doesn't keep all from somebody who looks again and again and knows that just one person was learning
meanwhile: a ten that comes up says that this one read that lesson. Trainers are told no days and of no factory, so they can't
know who is learning when.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from mpt.models import Attempt, Enrolment, LessonDone
from mpt.rules.impact import full_tens


@dataclass(frozen=True, slots=True)
class Reached:
    """How far learners came, in full tens; 0 for what isn't there.

    `read` is by the ids of module and lesson, `sent` and `passed` are quizzes by the module's id.
    """

    began: int
    read: Mapping[tuple[str, str], int]
    sent: Mapping[str, int]
    passed: Mapping[str, int]


def reached(session: Session, course_id: str) -> Reached:
    """Count how far the learners of a course came. Three queries, each of which reads this course's rows alone."""
    began = session.scalar(select(func.count()).where(Enrolment.course_id == course_id)) or 0
    lessons = (
        select(LessonDone.module_id, LessonDone.lesson_id, func.count())
        .where(LessonDone.course_id == course_id)
        .group_by(LessonDone.module_id, LessonDone.lesson_id)
    )
    read = {(module, lesson): full_tens(people) for module, lesson, people in session.execute(lessons)}
    passed_by = case((Attempt.passed, Attempt.learner_id))
    quizzes = (
        select(Attempt.module_id, func.count(Attempt.learner_id.distinct()), func.count(passed_by.distinct()))
        .where(Attempt.course_id == course_id)
        .group_by(Attempt.module_id)
    )
    sent, passed = {}, {}
    for module, senders, passers in session.execute(quizzes):
        sent[module], passed[module] = full_tens(senders), full_tens(passers)
    return Reached(full_tens(began), read, sent, passed)
