"""What a parent wanted to try on tonight's call, and how it went."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class KeptPractice(Base):
    """A module's practice that a parent kept for a night. `kept_on` is the day where the parent was.

    `went` is one of `mpt.rules.practice.Went`, or None until it's told. `note` is the parent's own and nobody else's, encrypted
    with a key that isn't in the database.
    """

    __tablename__ = "kept_practice"
    __table_args__ = (CheckConstraint("(went IS NULL) = (told_at IS NULL)", name="told_whole_or_not_at_all"),)

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kept_on: Mapped[date] = mapped_column(primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(default=now)
    went: Mapped[str | None] = mapped_column(String(10))
    told_at: Mapped[datetime | None]
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
