"""The studio: courses as they are being written, who writes where, which translation fits which source, what was served when."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Draft(Base):
    """A course as it is being written; made by the first change, from the release that was served then.

    `base_release_id` is that release, or the one that was published from here last, or whose changes were taken in; None for a
    course that was never published. What differs from the served release is what publishing would change.
    """

    __tablename__ = "draft"

    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    base_release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class DraftFile(Base):
    """One file of a draft, whole: its path below the course folder, its bytes, and who changed it last, if not a folder."""

    __tablename__ = "draft_file"

    course_id: Mapped[str] = mapped_column(ForeignKey("draft.course_id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


class DraftPast(Base):
    """A file of a draft as it was before somebody went on with it: kept when another person or a later sitting changes it."""

    __tablename__ = "draft_past"
    __table_args__ = (Index(None, "course_id", "path", "changed_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    course_id: Mapped[str] = mapped_column(ForeignKey("draft.course_id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


class Settled(Base):
    """A part of a translation that fits the source as it was then: `source` is that part of the source file, whole.

    Where there is no row, the file's `translated_from` says which source it was made from.
    """

    __tablename__ = "settled"

    course_id: Mapped[str] = mapped_column(ForeignKey("draft.course_id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    part: Mapped[str] = mapped_column(String(80), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    settled_at: Mapped[datetime] = mapped_column(default=now)
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


class Writing(Base):
    """Somebody has a part of a file open, and was seen there last at `seen_at`."""

    __tablename__ = "writing"

    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    part: Mapped[str] = mapped_column(String(80), primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)


class Serving(Base):
    """From when on a release was served, and by whose act; nobody's where a command line did it. Never changed, never deleted.

    `note` is what whoever published it wrote about it.
    """

    __tablename__ = "serving"
    __table_args__ = (
        Index(None, "course_id", "since"),
        CheckConstraint("act IN ('published', 'rolled back')", name="act"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    course_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    act: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(default=now)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(String(200), default="")


class Opinion(Base):
    """Whether a module helped a learner, and in one sentence why: sealed, and shown to trainers without who or when."""

    __tablename__ = "opinion"
    __table_args__ = (Index(None, "course_id", "module_id"),)

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    language: Mapped[str] = mapped_column(String(10))
    helped: Mapped[bool]
    sentence: Mapped[bytes | None] = mapped_column(LargeBinary)
    said_at: Mapped[datetime] = mapped_column(default=now)
