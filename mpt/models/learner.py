"""Learners, the phones they are signed in on, and failed tries to sign in."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Learner(Base):
    """A parent. Anonymous until `name`, `name_key` and `pin_hash` are set, which happens together.

    `merged_into` is set on an anonymous learner whose progress went to an account on signing in. Such a learner is
    never signed in again; the row stays so that an act that was still on its way finds the account.
    """

    __tablename__ = "learner"
    __table_args__ = (
        CheckConstraint(
            "(name IS NULL) = (name_key IS NULL) AND (name IS NULL) = (pin_hash IS NULL)",
            name="kept_whole_or_not_at_all",
        ),
        # Whoever has a name is a person of their own: no sign-in on a shared phone may swallow an account.
        CheckConstraint("merged_into IS NULL OR name IS NULL", name="no_account_is_merged"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str | None] = mapped_column(String(60))
    # The name as it is compared: two spellings that look alike to a person must not be two accounts.
    name_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    merged_into: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"))
    # When a desk let somebody set a new PIN: the account's phones are told, in case it wasn't its owner.
    pin_reset_at: Mapped[datetime | None]


class PinReset(Base):
    """Somebody stands at a factory's desk with a phone that shows `number`, and wants a new PIN.

    The desk lets the number through and learns neither name nor PIN; the phone, which alone holds the token, then sets it.
    """

    __tablename__ = "pin_reset"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    number: Mapped[str] = mapped_column(String(8), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    let_through_at: Mapped[datetime | None]


class SignIn(Base):
    """One phone on which a learner is signed in. Deleting the row signs that phone out, at once.

    Only a hash of the cookie's token is kept, so a copy of the database signs nobody in.
    """

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class SignInFailure(Base):
    """A wrong PIN. Rows older than a day mean nothing and are swept by the next failure."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "name_key", "failed_at"), Index(None, "address", "failed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name_key: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[datetime] = mapped_column(default=now, index=True)
