"""A factory's anonymous poll: never linked to anybody, not even to a moment."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Poll(Base):
    """A few days on which a factory's workers are asked. Whoever has its code may answer."""

    __tablename__ = "poll"
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="opens_before_it_closes"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), index=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(default=now)


class PollAnswer(Base):
    """What somebody answered: `{"trust": 3}`. No learner, no phone, no time.

    `id` is worked out from the UUID of the form with a key, so that two taps answer once. It's as good as random, and on SQLite
    rows lie in its order: there's no row id that would count them as they came.
    """

    __tablename__ = "poll_answer"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    poll_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("poll.id"), index=True)
    answers: Mapped[dict[str, int]] = mapped_column(JSON)
