"""What is counted of the programme besides what its learners do here now: earlier figures, and what stays of the erased."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Baseline(Base):
    """A figure from before this platform, or from beside it, with its source: shown apart and in the sum.

    `element` and `figure` are of `mpt.rules.elements`. It's of a year; of a country, a factory and a sponsor where that is
    known. A removed one stays as a row and no longer counts.
    """

    __tablename__ = "baseline"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    element: Mapped[str] = mapped_column(String(20))
    figure: Mapped[str] = mapped_column(String(30))
    year: Mapped[int]
    country: Mapped[str] = mapped_column(String(2))
    factory_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("factory.id"))
    sponsor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sponsor.id"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    as_of: Mapped[date]
    entered_at: Mapped[datetime] = mapped_column(default=now)
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    removed_at: Mapped[datetime | None]


class BareFact(Base):
    """How many people whose data were erased had done something by which a factory's figures are counted, and on which day.

    What one of them did isn't together in a row, and no row says when they were erased. `course_id` and `module_id` are empty
    where the measure has none.
    """

    __tablename__ = "bare_fact"
    # On SQLite no row id tells which rows were written together.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), primary_key=True)
    place_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    measure: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int]


class BareReach(Base):
    """How many people whose data were erased count in the programme's impact: by year, factory, course and measure.

    It keeps no day, so whoever is in it counts from the beginning of the year on.

    `factory` is a factory's id, or empty for those of none; `course_id` is empty where each is counted once, whichever course.
    """

    __tablename__ = "bare_reach"
    # On SQLite no row id tells which rows were written together.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    year: Mapped[int] = mapped_column(primary_key=True)
    factory: Mapped[str] = mapped_column(String(36), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    measure: Mapped[str] = mapped_column(String(10), primary_key=True)
    people: Mapped[int]


class ErasedLearner(Base):
    """A hash of an id that a learner had whose data were erased: nothing begins under that id again.

    A phone of theirs that hears of it later may still hold what they did; it's told to delete that. The id was made by chance
    and is in no other row, so nobody learns from its hash whose it was. Ids of deleted cases of the helpline are here, too: the
    form that began one, sent again, doesn't bring it back.
    """

    __tablename__ = "erased_learner"
    # On SQLite no row id tells which rows were written together.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
