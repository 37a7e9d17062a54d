"""Staff: invited by a link, signed in with a password in one browser or more, ended when they leave."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mpt.models import Invitation, Staff, StaffRole, StaffSession
from mpt.models.base import now
from mpt.models.once import insert_once, locked
from mpt.rules import names, passwords
from mpt.rules.permissions import Grant, Role
from mpt.services import proof, throttling

SESSION_HOURS = 12
"""How long a browser stays signed in: a working day, for a desk that others sit at too."""
INVITATION_DAYS = 7


class WrongPasswordError(names.RefusedError):
    """Address and password don't belong together. The failure was counted: the caller must commit."""


class UnknownInvitationError(Exception):
    """There is no such invitation, it's older than INVITATION_DAYS, or it was used."""


class UnknownStaffError(Exception):
    """Nobody of the staff has this id."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff who is signed in, and what they may see."""

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

    Whoever has a password already needs no invitation, and the token is None. Raises the refusals of
    `mpt.rules.passwords` and `mpt.rules.names`.
    """
    email, name = passwords.clean_email(email), names.clean_name(name)
    key = passwords.email_key(email)
    insert_once(session, Staff, id=uuid.uuid4(), email=email, email_key=key, name=name, created_at=now())
    staff = session.scalars(select(Staff).where(Staff.email_key == key)).one()
    staff.ended_at = None
    give(session, staff.id, grant)
    return staff, None if staff.password_hash else _new_invitation(session, staff.id)


def new_link(session: Session, staff_id: uuid.UUID) -> str:
    """Return the token of a link by which somebody sets a new password; links given before open nothing any more.

    Raises UnknownStaffError.
    """
    return _new_invitation(session, find(session, staff_id).id)


def invited(session: Session, token: str) -> Staff:
    """Return whom an invitation is for. Raises UnknownInvitationError."""
    invitation = session.get(Invitation, proof.token_hash(token))
    if invitation is None or invitation.created_at < now() - timedelta(days=INVITATION_DAYS):
        raise UnknownInvitationError
    staff = session.get_one(Staff, invitation.staff_id)
    if staff.ended_at:
        raise UnknownInvitationError
    return staff


def accept(session: Session, token: str, password: str, browser: str) -> tuple[Staff, str]:
    """Set the password of whom an invitation is for, and sign them in here and nowhere else.

    Return them and the token for the browser's cookie. The invitation is used up. Raises UnknownInvitationError or the
    refusals of `mpt.rules.passwords`.
    """
    staff = invited(session, token)
    staff.password_hash = proof.hash_secret(passwords.clean_password(password, staff.email))
    session.execute(delete(Invitation).where(Invitation.staff_id == staff.id))
    sign_out_everywhere(session, staff.id)
    throttling.forgive(session, _throttle_key(staff.email))
    return staff, _sign_in_browser(session, staff.id, browser)


def prove(session: Session, email: str, password: str) -> uuid.UUID | None:
    """Return to whom of the staff address and password belong together, or None. Slow on purpose; it only reads."""
    statement = select(Staff).where(Staff.email_key == passwords.email_key(email), Staff.ended_at.is_(None))
    staff = session.scalar(statement)
    fits = proof.fits(staff.password_hash if staff else None, passwords.plain_password(password)[: passwords.LONGEST])
    return staff.id if fits and staff else None


def sign_in(session: Session, email: str, proven: uuid.UUID | None, address: str, browser: str) -> tuple[Staff, str]:
    """Sign somebody in in this browser. `proven` is what `prove` returned; return them and the token for the cookie.

    Raises WrongPasswordError, whose count of failures the caller must commit, or TooManyTriesError, whatever was proven.
    """
    statement = select(Staff).where(Staff.email_key == passwords.email_key(email)).with_for_update()
    staff, key = session.scalar(statement), _throttle_key(email)
    throttling.check(session, key, address)
    if staff is None or staff.id != proven:
        throttling.count_failure(session, key, address)
        raise WrongPasswordError
    throttling.forgive(session, key)
    return staff, _sign_in_browser(session, staff.id, browser)


def colleague_of(session: Session, token: str) -> Colleague | None:
    """Return who is signed in in the browser that holds `token`, or None."""
    earliest = now() - timedelta(hours=SESSION_HOURS)
    statement = (
        select(Staff)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(StaffSession.token_hash == proof.token_hash(token), StaffSession.created_at > earliest)
        .where(Staff.ended_at.is_(None))
    )
    staff = session.scalar(statement)
    return Colleague(staff, grants_of(session, staff.id)) if staff else None


def sign_out(session: Session, token: str) -> None:
    """Sign out the browser that holds `token`."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == proof.token_hash(token)))


def sign_out_everywhere(session: Session, staff_id: uuid.UUID, *, but: str | None = None) -> None:
    """Sign somebody out in every browser, or in every other one than that which holds the token `but`."""
    kept = proof.token_hash(but) if but else ""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.token_hash != kept))


def sessions_of(session: Session, staff_id: uuid.UUID) -> list[StaffSession]:
    """Return the browsers in which somebody is signed in, newest first."""
    earliest = now() - timedelta(hours=SESSION_HOURS)
    statement = select(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.created_at > earliest)
    return list(session.scalars(statement.order_by(StaffSession.created_at.desc())))


def everybody(session: Session) -> list[Colleague]:
    """Return all the staff who haven't ended, by name, with what they may see."""
    grants: dict[uuid.UUID, set[Grant]] = {}
    for role in session.scalars(select(StaffRole)):
        grants.setdefault(role.staff_id, set()).add(_grant(role))
    staff = session.scalars(select(Staff).where(Staff.ended_at.is_(None)).order_by(Staff.name, Staff.email_key))
    return [Colleague(one, frozenset(grants.get(one.id, ()))) for one in staff]


def find(session: Session, staff_id: uuid.UUID) -> Staff:
    """Return somebody of the staff who hasn't ended. Raises UnknownStaffError."""
    staff = session.get(Staff, staff_id)
    if staff is None or staff.ended_at:
        raise UnknownStaffError(str(staff_id))
    return staff


def grants_of(session: Session, staff_id: uuid.UUID) -> frozenset[Grant]:
    """Return what somebody may see."""
    return frozenset(_grant(role) for role in session.scalars(select(StaffRole).where(StaffRole.staff_id == staff_id)))


def give(session: Session, staff_id: uuid.UUID, grant: Grant) -> None:
    """Give somebody a role; nothing changes for who has it."""
    insert_once(session, StaffRole, id=uuid.uuid4(), staff_id=staff_id, role=str(grant.role), **_place_columns(grant))


def take(session: Session, staff_id: uuid.UUID, grant: Grant) -> None:
    """Take a role from somebody; nothing changes for who hasn't it."""
    columns = StaffRole.__table__.columns
    same = (
        columns[name] == place if place else columns[name].is_(None) for name, place in _place_columns(grant).items()
    )
    session.execute(delete(StaffRole).where(StaffRole.staff_id == staff_id, StaffRole.role == str(grant.role), *same))


def end(session: Session, staff_id: uuid.UUID) -> Staff:
    """Let somebody of the staff in no more, and return them. Raises UnknownStaffError."""
    staff = find(session, staff_id)
    staff.ended_at = now()
    session.execute(delete(StaffRole).where(StaffRole.staff_id == staff_id))
    session.execute(delete(Invitation).where(Invitation.staff_id == staff_id))
    sign_out_everywhere(session, staff_id)
    return staff


def _new_invitation(session: Session, staff_id: uuid.UUID) -> str:
    locked(session, Staff, staff_id)
    session.execute(delete(Invitation).where(Invitation.staff_id == staff_id))
    token = proof.new_token()
    session.add(Invitation(token_hash=proof.token_hash(token), staff_id=staff_id))
    session.flush()
    return token


def _sign_in_browser(session: Session, staff_id: uuid.UUID, browser: str) -> str:
    session.execute(delete(StaffSession).where(StaffSession.created_at < now() - timedelta(hours=SESSION_HOURS)))
    token = proof.new_token()
    session.add(StaffSession(token_hash=proof.token_hash(token), staff_id=staff_id, browser=browser[:60]))
    session.flush()
    return token


def _throttle_key(email: str) -> str:
    # No learner's key has a space in it, so nobody's PIN tries count against the staff.
    return f"staff {passwords.email_key(email)}"[: names.LONGEST_KEY]


def _grant(role: StaffRole) -> Grant:
    return Grant(Role(role.role), role.factory_id or role.sponsor_id)


def _place_columns(grant: Grant) -> dict[str, uuid.UUID | None]:
    return {
        "factory_id": grant.place if grant.role is Role.COORDINATOR else None,
        "sponsor_id": grant.place if grant.role is Role.SPONSOR else None,
    }
