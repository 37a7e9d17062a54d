"""Courses as they were published: immutable releases, and which one is served."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Blob(Base):
    """The bytes of a file, stored once however many releases hold it. `hash` is their SHA-256 in hex."""

    __tablename__ = "blob"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Release(Base):
    """One published state of one course. Never changed, never deleted: progress and certificates point at it."""

    __tablename__ = "release"
    # Two processes that publish at once must not both make number 7: the second fails and changes nothing.
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    # What was served when this one was published: where a rollback leads, past whatever was rolled back itself.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    published_at: Mapped[datetime] = mapped_column(default=now)


class ReleaseFile(Base):
    """One file of a release: its path below the course folder, and what it holds."""

    __tablename__ = "release_file"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    blob_hash: Mapped[str] = mapped_column(ForeignKey("blob.hash"))


class CurrentRelease(Base):
    """Which release of a course is served. Publishing and rolling back move this pointer and nothing else."""

    __tablename__ = "current_release"

    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
