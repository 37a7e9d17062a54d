"""What a learner has done. Every row is a fact with a date and a release, and no edit of a course takes it away.

All keys begin with the learner, so that these tables can be distributed by learner.
"""

import uuid
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Enrolment(Base):
    """A learner in a course: made by the first thing worth keeping."""

    __tablename__ = "enrolment"
    # How many are in a course.
    __table_args__ = (Index(None, "course_id"),)

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(default=now)


class LessonDone(Base):
    """A lesson read to its end. The key makes a second tap, or a second phone, change nothing."""

    __tablename__ = "lesson_done"
    # What the studio's figures of one course count.
    __table_args__ = (Index(None, "course_id", "module_id", "lesson_id"),)

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    done_at: Mapped[datetime] = mapped_column(default=now)


class Attempt(Base):
    """One submitted quiz. `id` is the UUID that the browser gave the submission, so sending it again adds nothing.

    `answers` maps a question's id to the positions of the choices taken: `{"q-overtime": [1]}`. `language` is that of the page
    on which they were taken; empty for attempts from before it was kept.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index(None, "learner_id", "course_id", "module_id", "submitted_at"),
        # What the studio's figures of one course read.
        Index(None, "course_id", "module_id"),
    )

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80))
    module_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    answers: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    correct: Mapped[int]
    total: Mapped[int]
    passed: Mapped[bool]
    language: Mapped[str] = mapped_column(String(10), default="")
    submitted_at: Mapped[datetime] = mapped_column(default=now)


class Resubmission(Base):
    """The UUID of a submission whose answers were those of the attempt before it, and that attempt.

    Without it, such a submission that comes once more, late, after other answers, would be taken for a new attempt.
    """

    __tablename__ = "resubmission"

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[uuid.UUID]


class ModuleDone(Base):
    """A module finished, or passed over by "I'd rather skip this"; doing it later turns `skipped` off."""

    __tablename__ = "module_done"

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    skipped: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime] = mapped_column(default=now)
