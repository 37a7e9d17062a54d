"""Staff: who they are, what they may see, where they are signed in, and what they looked at."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base, now


class Staff(Base):
    """Somebody who works for the programme, a factory or a sponsor. Without a password until the invitation is accepted.

    Whoever has ended can't sign in; the row stays, because the audit log names it. `totp` is the sealed secret of an app
    that shows six digits, asked after the password once `totp_since` is set; `totp_step` is the last half minute whose digits
    were used.
    """

    __tablename__ = "staff"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    email: Mapped[str] = mapped_column(String(120))
    # The address as it is compared: Lin@Office.Example is lin@office.example.
    email_key: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_since: Mapped[datetime | None]
    totp_step: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class StaffRole(Base):
    """What a member of staff may see: the office all but names, a coordinator a factory, a sponsor's staff its totals.

    A counsellor sees the helpline's cases and nothing else; nobody is both that and of the office. A trainer writes courses.
    """

    __tablename__ = "staff_role"
    __table_args__ = (
        UniqueConstraint("staff_id", "factory_id"),
        UniqueConstraint("staff_id", "sponsor_id"),
        # Two empty places are two different ones to a database, so the roles without a place have an index of their own. It's
        # of the person alone: whoever sees all factories must not read what workers write to the helpline.
        Index(
            "uq_staff_role_office",
            "staff_id",
            unique=True,
            sqlite_where=text("role IN ('office', 'counsellor')"),
            postgresql_where=text("role IN ('office', 'counsellor')"),
        ),
        Index(
            "uq_staff_role_trainer",
            "staff_id",
            unique=True,
            sqlite_where=text("role = 'trainer'"),
            postgresql_where=text("role = 'trainer'"),
        ),
        # A coordinator of no factory, or of all, would be a hole.
        CheckConstraint(
            "(role IN ('office', 'counsellor', 'trainer') AND factory_id IS NULL AND sponsor_id IS NULL)"
            " OR (role = 'coordinator' AND factory_id IS NOT NULL AND sponsor_id IS NULL)"
            " OR (role = 'sponsor' AND factory_id IS NULL AND sponsor_id IS NOT NULL)",
            name="role_has_its_place",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    factory_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("factory.id"), index=True)
    sponsor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sponsor.id"), index=True)


class RecoveryCode(Base):
    """A code that stands in for the six digits of a lost phone, once. Only a hash of it is kept."""

    __tablename__ = "recovery_code"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class StaffSession(Base):
    """One browser in which a member of staff is signed in. Deleting the row signs it out, at once."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    browser: Mapped[str] = mapped_column(String(60))


class Invitation(Base):
    """A link by which a member of staff sets a password, once. Only a hash of it is kept."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class AuditEntry(Base):
    """One look of staff at data of persons, or one change that staff made. Never changed, never deleted.

    `act` is one of `mpt.services.audit.Act`; `detail` says of what, and never holds what a worker did.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "factory_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    factory_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("factory.id"))
    act: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(200))


class Upload(Base):
    """A file that was looked at and waits to be applied. Its bytes go when it's applied, or after a day."""

    __tablename__ = "upload"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(20))
    factory_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("factory.id"))
    filename: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    applied_at: Mapped[datetime | None]


class Switch(Base):
    """Something that the office has switched on for this installation: the public page."""

    __tablename__ = "switch"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    on_since: Mapped[datetime] = mapped_column(default=now)
