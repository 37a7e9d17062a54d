"""Certificates: issued once, by the act that completes the course."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Certificate(Base):
    """That a learner completed a course. No factory and no score stands on it.

    `name` is what will be printed; None until the learner says how it shall read. A revoked certificate stays, so that
    whoever checks it learns that it is revoked; `replaced_by` names the one that was issued in its place.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        # Whatever is sent at once, a learner never holds two valid certificates of one course.
        Index(
            "uq_certificate_valid",
            "learner_id",
            "course_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    course_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    name: Mapped[str | None] = mapped_column(String(60))
    issued_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("certificate.code"))
