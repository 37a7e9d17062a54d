"""Family-Friendly Spaces and After-School Centers: who asked for places, the children's cards, and who came. No child's name."""

import uuid
from datetime import date, datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now
from mpt.models.factory import Named


class Space(Named, Base):
    """A Family-Friendly Space (`kind` is space: some weeks of a summer) or an After-School Center (center: all year).

    `weekdays` are those on which it's open, such as `MO,TU,WE`; `youngest` and `oldest` are ages in years. `closes_on` is
    the last day, where there is one.
    """

    __tablename__ = "space"
    __table_args__ = (
        CheckConstraint("kind IN ('space', 'center')", name="kind"),
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("closes_on IS NULL OR closes_on >= opens_on", name="opens_before_it_closes"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]
    weekdays: Mapped[str] = mapped_column(String(30))
    opens_at: Mapped[time]
    closes_at: Mapped[time]
    places: Mapped[int]
    youngest: Mapped[int]
    oldest: Mapped[int]
    room: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(120))
    bring_zh: Mapped[str] = mapped_column(String(500))
    bring_en: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    def bring_in(self, language: str) -> str:
        """Return what to bring, in `language`; languages without their own get the English."""
        return self.bring_zh if language == "zh" else self.bring_en


class SpaceEnrolment(Base):
    """Places in a space that a parent asked for. `bands` says how many children of each age band: `{"6-8": 2}`.

    `code` is what the parent shows at the desk. Without `learner_id` the desk wrote it down for somebody without a phone, or
    the parent's data were erased. `given_at` is when there was room: before that it waits.
    """

    __tablename__ = "space_enrolment"
    __table_args__ = (
        CheckConstraint("children BETWEEN 1 AND 9", name="children"),
        # Two taps, or two phones at once, ask for one family's places once.
        Index(
            "uq_space_enrolment_open",
            "space_id",
            "learner_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(None, "space_id", "asked_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("space.id"))
    learner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"), index=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    children: Mapped[int]
    bands: Mapped[dict[str, int]] = mapped_column(JSON)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    given_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class ChildCard(Base):
    """A numbered card that a child wears in a space: all that is known of the child besides an age band."""

    __tablename__ = "child_card"

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("space.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("space_enrolment.id"), index=True)
    band: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime] = mapped_column(default=now)
    returned_at: Mapped[datetime | None]


class Presence(Base):
    """That the child with a card was there on a day. The key makes a second tap change nothing."""

    __tablename__ = "presence"

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("space.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime] = mapped_column(default=now)
    noted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))


class Headcount(Base):
    """How many children were counted in a space on a day, cards or not. The day has so many, or as many as cards came if more."""

    __tablename__ = "headcount"
    __table_args__ = (CheckConstraint("children >= 0", name="children"),)

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("space.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    children: Mapped[int]
    noted_at: Mapped[datetime] = mapped_column(default=now)
    noted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
