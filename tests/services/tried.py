"""Many learners at once, who answered quizzes: for the tests of what trainers are told."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mpt.models import Attempt, Enrolment, Learner, LessonDone
from mpt.rules.grading import Answers
from tests.sample import ALL_RIGHT, LISTENING, SAMPLE

NINE = datetime(2026, 11, 30, 9, tzinfo=UTC)


def learners(session: Session, people: int) -> list[uuid.UUID]:
    """Make people who have begun the small course and done nothing in it yet."""
    found = [uuid.uuid4() for _one in range(people)]
    session.execute(sa.insert(Learner), [{"id": one} for one in found])
    session.execute(sa.insert(Enrolment), [{"learner_id": one, "course_id": SAMPLE} for one in found])
    return found


def tried(
    session: Session,
    people: int | list[uuid.UUID],
    release_id: int,
    answers: Answers | None = None,
    *,
    language: str = "zh",
    at: datetime = NINE,
    module: str = LISTENING,
) -> list[uuid.UUID]:
    """Let so many learners, or these, send a module's quiz, one a second: the right answers where none are given."""
    them = learners(session, people) if isinstance(people, int) else people
    given = {question: sorted(taken) for question, taken in (ALL_RIGHT if answers is None else answers).items()}
    row = {"course_id": SAMPLE, "module_id": module, "release_id": release_id, "answers": given, "language": language}
    row |= {"correct": 0, "total": 2, "passed": False}
    rows = [
        {**row, "learner_id": one, "id": uuid.uuid4(), "submitted_at": at + timedelta(seconds=place)}
        for place, one in enumerate(them)
    ]
    session.execute(sa.insert(Attempt), rows)
    return them


def read(
    session: Session, them: list[uuid.UUID], release_id: int, lesson: str, at: datetime = NINE, module: str = LISTENING
) -> None:
    """Let these learners read a lesson, all at the same moment."""
    row = {"course_id": SAMPLE, "module_id": module, "lesson_id": lesson, "release_id": release_id, "done_at": at}
    session.execute(sa.insert(LessonDone), [{**row, "learner_id": one} for one in them])


@contextmanager
def watched(session: Session) -> Iterator[list[str]]:
    """Give the statements that a session sends meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
