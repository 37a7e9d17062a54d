"""Factories, the codes by which their workers join, and who belongs to them."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Factory(Base):
    """A factory of the programme, named in both languages."""

    __tablename__ = "factory"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)

    def name_in(self, language: str) -> str:
        """Return the name in `language`; languages without one of their own get the English."""
        return self.name_zh if language == "zh" else self.name_en


class JoinCode(Base):
    """What a factory's poster says. It names a factory, never a person, and may be used by everybody who sees it."""

    __tablename__ = "join_code"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Membership(Base):
    """A learner in a factory, from joining to leaving. Progress doesn't hang on it: it's the worker's own."""

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
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(default=now)
    left_at: Mapped[datetime | None]
