"""The helpline: cases, what was written in them, and what is counted of them. Nothing here says who wrote."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now
from mpt.models.factory import Named


class HelplineCase(Base):
    """A worker's conversation with the helpline. Whoever has its code and its passphrase opens it; nobody knows who that is.

    Of the passphrase only an argon2id hash is kept, so nobody can give it out again. `topic` is one of
    `mpt.rules.helpline.Topic`. `is_danger` puts a case first. `is_aside` marks one that came with a flood of others. `staff_id`
    is the counsellor whose case it is. `wrote_at` is when the worker wrote last, `answered_at` when somebody answered last.
    """

    __tablename__ = "helpline_case"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    passphrase_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(20))
    is_danger: Mapped[bool] = mapped_column(default=False)
    is_aside: Mapped[bool] = mapped_column(default=False)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    wrote_at: Mapped[datetime] = mapped_column(default=now, index=True)
    answered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class HelplineMessage(Base):
    """What somebody wrote in a case, encrypted with a key that isn't in the database. Without `staff_id` it's the worker.

    `id` is worked out from the UUID of the form that it was written in, so that two taps write once.
    """

    __tablename__ = "helpline_message"
    __table_args__ = (Index(None, "case_id", "written_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helpline_case.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    written_at: Mapped[datetime] = mapped_column(default=now)


class HelplineEvent(Base):
    """What a counsellor did with a case besides answering: who opened it, took it, handed it over, closed it."""

    __tablename__ = "helpline_event"
    __table_args__ = (Index(None, "case_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helpline_case.id"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    act: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now)


class HelplineOpening(Base):
    """A case that is open on some phone, for half an hour. The page holds the token, the phone keeps nothing."""

    __tablename__ = "helpline_opening"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helpline_case.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=now, index=True)


class HelplineArrival(Base):
    """That a first message came from somewhere: a keyed hash of the address that changes every day, kept for a day."""

    __tablename__ = "helpline_arrival"
    __table_args__ = (Index(None, "address_hash", "came_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    came_at: Mapped[datetime] = mapped_column(default=now, index=True)


class HelplineCount(Base):
    """How many cases of a topic began in a month, which is named by its first day. It outlasts the cases."""

    __tablename__ = "helpline_count"

    month: Mapped[date] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    cases: Mapped[int]


class SavedReply(Named, Base):
    """Words that counsellors need again and again, in both languages."""

    __tablename__ = "saved_reply"
    __table_args__ = (CheckConstraint("text_zh <> '' AND text_en <> ''", name="in_both_languages"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    text_zh: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    def text_in(self, language: str) -> str:
        """Return the words in `language`; languages without their own get the English."""
        return self.text_zh if language == "zh" else self.text_en


class SealingKey(Base):
    """By what the key is known again that texts here are encrypted with: a start with another key would read none of them."""

    __tablename__ = "sealing_key"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=now)
