"""What learners say of themselves, before a course and after it."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class SurveyResponse(Base):
    """A course's survey, answered by a learner at one moment (`mpt.rules.surveys.Moment`), or passed over.

    `answers` maps a question's id to the position of the choice: `{"guilt": 3}`. What was left out isn't in it; it's
    empty where the learner passed over the whole. No page of a factory, sponsor or office reads a single row.
    """

    __tablename__ = "survey_response"
    __table_args__ = (CheckConstraint("moment IN ('before', 'completion', 'later')", name="moment"),)

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    moment: Mapped[str] = mapped_column(String(20), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    answers: Mapped[dict[str, int]] = mapped_column(JSON)
    answered_at: Mapped[datetime] = mapped_column(default=now)
