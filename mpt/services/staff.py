"""Staff: who they are and what they may see; invited by a link, ended when they leave. How they come in: `staffdoor`."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from mpt.models import Invitation, RecoveryCode, Staff, StaffRole, StaffSession
from mpt.models.base import now
from mpt.models.once import insert_once, locked
from mpt.rules import names, passwords
from mpt.rules.permissions import Grant, Role, go_together
from mpt.services import proof


class UnknownStaffError(Exception):
    """Nobody of the staff has this id."""


class LastOfficeError(Exception):
    """Nobody who can sign in would be left in the office."""


class RolesApartError(names.RefusedError):
    """These roles don't go together: a counsellor has no other."""


class OwnAccountError(Exception):
    """Nobody ends their own account: a colleague does."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff, and what they may see."""

    staff: Staff
    grants: frozenset[Grant]

    def places(self, role: Role) -> list[uuid.UUID]:
        """Return the factories or sponsors where this colleague has a role."""
        return [grant.place for grant in self.grants if grant.role is role and grant.place]

    @property
    def is_office(self) -> bool:
        """Whether this colleague is of the office."""
        return Grant(Role.OFFICE) in self.grants


def invite(session: Session, email: str, name: str, grant: Grant) -> tuple[Staff, str | None]:
    """Give somebody a role, adding them to the staff if they are new. Return them, and the token of their invitation.

    Whoever has a password already needs no invitation, and the token is None. The last name written counts. Raises the
    refusals of `mpt.rules.passwords` and `mpt.rules.names`, and RolesApartError; then the caller must undo.
    """
    email, name = passwords.clean_email(email), names.clean_name(name)
    key = passwords.email_key(email)
    insert_once(session, Staff, id=uuid.uuid4(), email=email, email_key=key, name=name, created_at=now())
    statement = select(Staff).where(Staff.email_key == key).with_for_update()
    staff = session.scalars(statement, execution_options={"populate_existing": True}).one()
    staff.name, staff.ended_at = name, None
    give(session, staff.id, grant)
    return staff, None if staff.password_hash else new_link(session, staff.id)


def new_link(session: Session, staff_id: uuid.UUID) -> str:
    """Return the token of a link by which somebody sets a new password; links given before open nothing any more.

    Raises UnknownStaffError.
    """
    staff = locked(session, Staff, staff_id)
    if staff is None or staff.ended_at:
        raise UnknownStaffError(str(staff_id))
    session.execute(delete(Invitation).where(Invitation.staff_id == staff_id))
    token = proof.new_token()
    session.add(Invitation(token_hash=proof.token_hash(token), staff_id=staff_id))
    session.flush()
    return token


def everybody(session: Session) -> list[Colleague]:
    """Return all the staff who haven't ended, by name, with what they may see."""
    grants: dict[uuid.UUID, set[Grant]] = {}
    for role in session.scalars(select(StaffRole)):
        grants.setdefault(role.staff_id, set()).add(_grant(role))
    staff = session.scalars(select(Staff).where(Staff.ended_at.is_(None)).order_by(Staff.name, Staff.email_key))
    return [Colleague(one, frozenset(grants.get(one.id, ()))) for one in staff]


def find(session: Session, staff_id: uuid.UUID) -> Colleague:
    """Return somebody of the staff who hasn't ended. Raises UnknownStaffError."""
    staff = session.get(Staff, staff_id)
    if staff is None or staff.ended_at:
        raise UnknownStaffError(str(staff_id))
    return Colleague(staff, grants_of(session, staff_id))


def called(session: Session, email: str) -> Staff:
    """Return who of the staff signs in with an address. Raises UnknownStaffError."""
    statement = select(Staff).where(Staff.email_key == passwords.email_key(email), Staff.ended_at.is_(None))
    staff = session.scalar(statement)
    if staff is None:
        raise UnknownStaffError(email)
    return staff


def grants_of(session: Session, staff_id: uuid.UUID) -> frozenset[Grant]:
    """Return what somebody may see."""
    return frozenset(_grant(role) for role in session.scalars(select(StaffRole).where(StaffRole.staff_id == staff_id)))


def holders(session: Session, grant: Grant) -> list[Staff]:
    """Return who has a role at its place, by name."""
    statement = select(Staff).join(StaffRole, StaffRole.staff_id == Staff.id).where(*_is(grant))
    return list(session.scalars(statement.order_by(Staff.name, Staff.email_key)))


def give(session: Session, staff_id: uuid.UUID, grant: Grant) -> bool:
    """Give somebody a role. Return whether it's new to them. Raises RolesApartError."""
    # Locked, so that two roles given at once are seen together.
    locked(session, Staff, staff_id)
    if not go_together(grants_of(session, staff_id) | {grant}):
        raise RolesApartError
    places = _place_columns(grant)
    return insert_once(session, StaffRole, id=uuid.uuid4(), staff_id=staff_id, role=str(grant.role), **places)


def take(session: Session, staff_id: uuid.UUID, grant: Grant) -> bool:
    """Take a role from somebody. Return whether they had it. Raises LastOfficeError."""
    if grant.role is Role.OFFICE:
        check_office_remains(session, without=staff_id)
    statement = delete(StaffRole).where(StaffRole.staff_id == staff_id, *_is(grant))
    return session.scalar(statement.returning(StaffRole.id)) is not None


def end(session: Session, staff_id: uuid.UUID, by: uuid.UUID) -> Staff | None:
    """Let somebody of the staff in no more; `by` is the colleague who does it. Return them; None where they had ended before.

    Raises UnknownStaffError, OwnAccountError or LastOfficeError.
    """
    if staff_id == by:
        raise OwnAccountError
    check_office_remains(session, without=staff_id)
    staff = locked(session, Staff, staff_id)
    if staff is None:
        raise UnknownStaffError(str(staff_id))
    if staff.ended_at:
        return None
    staff.ended_at, staff.password_hash = now(), None
    staff.totp = staff.totp_since = staff.totp_step = None
    for table in (StaffRole, Invitation, StaffSession, RecoveryCode):
        session.execute(delete(table).where(table.staff_id == staff_id))
    return staff


def check_office_remains(session: Session, without: uuid.UUID) -> None:
    """Raise LastOfficeError unless somebody else of the office can sign in."""
    # Locked, so that two of the office who take the role from each other at once don't both succeed.
    office = select(StaffRole.staff_id).where(*_is(Grant(Role.OFFICE))).order_by(StaffRole.id).with_for_update()
    others = set(session.scalars(office)) - {without}
    can_sign_in = select(Staff.id).where(Staff.id.in_(others), Staff.password_hash.is_not(None)).limit(1)
    if session.scalar(can_sign_in) is None:
        raise LastOfficeError


def _grant(role: StaffRole) -> Grant:
    return Grant(Role(role.role), role.factory_id or role.sponsor_id)


def _place_columns(grant: Grant) -> dict[str, uuid.UUID | None]:
    return {
        "factory_id": grant.place if grant.role is Role.COORDINATOR else None,
        "sponsor_id": grant.place if grant.role is Role.SPONSOR else None,
    }


def _is(grant: Grant) -> list[ColumnElement[bool]]:
    columns = StaffRole.__table__.columns
    places = [columns[name] == place for name, place in _place_columns(grant).items()]  # IS NULL where there is none
    return [StaffRole.role == str(grant.role), *places]
