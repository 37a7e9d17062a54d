"""Factories and their parts, the codes by which their workers join, and who belongs to them."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Named:
    """What has a name in both languages."""

    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))

    def name_in(self, language: str) -> str:
        """Return the name in `language`; languages without one of their own get the English."""
        return self.name_zh if language == "zh" else self.name_en


class Factory(Named, Base):
    """A factory of the programme. Its days begin in its own time zone; its figures are counted once a day.

    `counted_through` is the last day whose figures are kept; `country` is its code in ISO 3166-1, such as CN.
    """

    __tablename__ = "factory"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(default=now)
    country: Mapped[str] = mapped_column(String(2), default="CN")
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")
    counted_through: Mapped[date | None]


class Department(Named, Base):
    """A part of a factory. `headcount` and `parents` are the factory's own figures: all who work there, and the parents."""

    __tablename__ = "department"
    __table_args__ = (
        # By its Chinese name a spreadsheet means it, so no factory has it twice.
        UniqueConstraint("factory_id", "name_zh"),
        CheckConstraint("parents IS NULL OR headcount IS NULL OR parents <= headcount", name="parents_work_there"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"))
    headcount: Mapped[int | None]
    parents: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Line(Named, Base):
    """A part of a department."""

    __tablename__ = "line"
    __table_args__ = (UniqueConstraint("department_id", "name_zh"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class JoinCode(Base):
    """What a poster says. It names a factory, a department or a line, never a person; everybody who sees it may use it.

    A closed code lets nobody in any more; it stays, so that no other place ever gets it.
    """

    __tablename__ = "join_code"
    __table_args__ = (CheckConstraint("line_id IS NULL OR department_id IS NOT NULL", name="line_in_department"),)

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), index=True)
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    line_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("line.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]


class Membership(Base):
    """A learner in a factory, from joining to leaving. Progress doesn't hang on it: it's the worker's own.

    `number` is the worker's number there, where the worker gave one: by it alone a roster says who has left. No page of
    anybody else shows it.
    """

    __tablename__ = "membership"
    __table_args__ = (
        # Scanning the poster twice, or on two phones at once, is one membership.
        Index(
            "uq_membership_open",
            "learner_id",
            "factory_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        Index(None, "factory_id", "number"),
        CheckConstraint("line_id IS NULL OR department_id IS NOT NULL", name="line_in_department"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), index=True)
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    line_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("line.id"))
    number: Mapped[str | None] = mapped_column(String(40))
    joined_at: Mapped[datetime] = mapped_column(default=now)
    left_at: Mapped[datetime | None]


class Naming(Base):
    """That a worker lets a factory see the name beside a course, agreed to after completing it.

    One course at a time, and never beforehand: else whoever knows who agreed would read from a missing name who didn't finish.
    """

    __tablename__ = "naming"

    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=now)


class RosterEntry(Base):
    """A worker's number that a factory lists as working there. One that is no longer listed is deleted."""

    __tablename__ = "roster_entry"

    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    listed_at: Mapped[datetime] = mapped_column(default=now)


class Offer(Base):
    """A course that a factory's workers are asked to do, by a day where there is one."""

    __tablename__ = "offer"

    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_on: Mapped[date | None]


class Sponsor(Named, Base):
    """A buyer or sponsor, who sees the totals of the factories it supports."""

    __tablename__ = "sponsor"
    __table_args__ = (UniqueConstraint("name_zh"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Support(Base):
    """A factory that a sponsor supports."""

    __tablename__ = "support"

    sponsor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sponsor.id"), primary_key=True)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), primary_key=True, index=True)


class PaperSession(Base):
    """A session held on paper, as somebody entered it: counted apart from what was done here. A removed one stays as a row."""

    __tablename__ = "paper_session"
    __table_args__ = (CheckConstraint("attended > 0", name="somebody_came"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), index=True)
    course_id: Mapped[str] = mapped_column(String(80))
    held_on: Mapped[date]
    trainer: Mapped[str] = mapped_column(String(60))
    minutes: Mapped[int]
    attended: Mapped[int]
    entered_at: Mapped[datetime] = mapped_column(default=now)
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    removed_at: Mapped[datetime | None]


class PaperName(Base):
    """Somebody who came to a session on paper and ticked that the factory may see the name."""

    __tablename__ = "paper_name"

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("paper_session.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
