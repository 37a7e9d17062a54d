"""First tries at a course's quizzes, read for its trainers in the order in which they came, and added up at once.

No learner's try leaves this file: `mpt.rules.tries` says what is counted of them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, String, and_, cast, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from mpt.content.faults import Notes
from mpt.content.model import Kind, Question
from mpt.content.modulefile import read_module_text
from mpt.models import Attempt, Blob, LessonDone, Release, ReleaseFile
from mpt.rules.tries import Asked, Taken, wording

_AT_ONCE = 2000

Quizzes = Mapping[tuple[str, str], list[Asked]]
"""What was asked of a module in a language, whose ids are the key, in the order in which it was first answered so.

The language is empty where it wasn't kept yet in which a quiz was answered; it's shown then as the source has it.
"""


class _Try(NamedTuple):
    """A first try: what was taken of which module's quiz, as JSON, and when a lesson of it was read last before."""

    module_id: str
    release_id: int
    language: str
    answers: str
    at: datetime
    read_at: datetime | None


class _File(NamedTuple):
    """A module in one language as a release had it: the release's number, and the hash of the file."""

    number: int
    blob: str


@dataclass(slots=True)
class _Sorting:
    """Puts tries to the quizzes that they answered. Each file is read once, however many releases hold it."""

    files: Mapping[tuple[int, str, str], _File]
    contents: Mapping[str, bytes]
    source: str
    found: dict[tuple[str, str], dict[object, Asked]] = field(default_factory=dict)
    _quizzes: dict[tuple[str, str, str], Asked | None] = field(default_factory=dict)
    # Many answer alike, and reading JSON costs more than all else here.
    _taken: dict[tuple[str, str], Taken | None] = field(default_factory=dict)

    def add(self, one: _Try) -> None:
        """Add a try, but for one of which nobody can tell any more what it answered."""
        file = self.files.get((one.release_id, one.module_id, one.language or self.source))
        quiz = self._quiz(one, file.blob) if file else None
        if file is None or quiz is None:
            return
        key = (file.blob, one.answers)
        if key not in self._taken:
            self._taken[key] = _taken(quiz.questions, json.loads(one.answers))
        taken = self._taken[key]
        if taken:
            quiz.releases.add(file.number)
            quiz.tries.add(taken, _minutes(one.read_at, one.at))

    def _quiz(self, one: _Try, blob: str) -> Asked | None:
        key = (one.module_id, one.language, blob)
        if key not in self._quizzes:
            questions = _questions(self.contents[blob])
            alike = self.found.setdefault((one.module_id, one.language), {})
            self._quizzes[key] = alike.setdefault(wording(questions), Asked(questions)) if questions else None
        return self._quizzes[key]


def first_tries(session: Session, course_id: str, source: str, module_id: str = "") -> Quizzes:
    """Return the first tries at the quizzes of a course, or of one of its modules. `source` is its source language.

    Three queries, which cost by the course's attempts and its releases; attempts are read in portions of _AT_ONCE.
    """
    files = _files(course_id, module_id).subquery()
    at = {
        (row.id, row.path.partition("/")[0].partition("-")[2], row.path.rpartition("/")[2].removesuffix(".md")): _File(
            row.number, row.blob_hash
        )
        for row in session.execute(select(files))
    }
    contents = select(Blob.hash, Blob.content).where(Blob.hash.in_(select(files.c.blob_hash)))
    sorting = _Sorting(at, dict(session.execute(contents).all()), source)
    for row in session.execute(_first(course_id, module_id).execution_options(yield_per=_AT_ONCE)):
        sorting.add(_Try(*row))
    return {key: list(quizzes.values()) for key, quizzes in sorting.found.items()}


def _files(course_id: str, module_id: str) -> Select[int, int, str, str]:
    """Select which file each release of a course had of which module in which language."""
    ending = f"%-{module_id}/%.md" if module_id else "%/%.md"
    return (
        select(Release.id, Release.number, ReleaseFile.path, ReleaseFile.blob_hash)
        .join(ReleaseFile, ReleaseFile.release_id == Release.id)
        .where(Release.course_id == course_id, ReleaseFile.path.like(ending))
    )


def _first(course_id: str, module_id: str) -> Select[str, int, str, str, datetime, datetime]:
    earlier = aliased(Attempt)
    is_second = exists().where(
        earlier.learner_id == Attempt.learner_id,
        earlier.course_id == Attempt.course_id,
        earlier.module_id == Attempt.module_id,
        or_(
            earlier.submitted_at < Attempt.submitted_at,
            and_(earlier.submitted_at == Attempt.submitted_at, earlier.id < Attempt.id),
        ),
    )
    read_at = select(func.max(LessonDone.done_at)).where(
        LessonDone.learner_id == Attempt.learner_id,
        LessonDone.course_id == Attempt.course_id,
        LessonDone.module_id == Attempt.module_id,
        LessonDone.done_at <= Attempt.submitted_at,
    )
    return (
        select(
            Attempt.module_id,
            Attempt.release_id,
            Attempt.language,
            cast(Attempt.answers, String),
            Attempt.submitted_at,
            read_at.scalar_subquery(),
        )
        .where(Attempt.course_id == course_id, Attempt.module_id == module_id if module_id else true(), ~is_second)
        .order_by(Attempt.submitted_at, Attempt.learner_id)
    )


def _minutes(read_at: datetime | None, at: datetime) -> int | None:
    return int((at - read_at).total_seconds() // 60) if read_at else None


def _questions(data: bytes) -> tuple[Question, ...]:
    """Return the questions of the quiz in a module's file; none where it has none."""
    text = read_module_text(data, False, Notes(""))
    lessons = text.lessons if text else ()
    return next((lesson.questions for lesson in lessons if lesson.kind is Kind.QUIZ), ())


def _taken(questions: tuple[Question, ...], answers: Mapping[str, list[int]]) -> Taken | None:
    """Return what was taken, question by question; None where the quiz asks for more than was answered."""
    if any(question.id not in answers for question in questions):
        return None
    return tuple(tuple(answers[question.id]) for question in questions)
