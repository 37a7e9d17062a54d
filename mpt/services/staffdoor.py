"""How staff come in: by the link of an invitation, once, then with a password, in one browser or more; and how they leave.

Whoever has a second step (`secondfactor`) is halfway in with the password alone: no browser is signed in by it.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from mpt.models import Invitation, Staff, StaffSession
from mpt.models.base import now
from mpt.rules import names, passwords
from mpt.services import proof, throttling
from mpt.services.staff import Colleague, grants_of

SESSION_HOURS = 12
"""How long a browser stays signed in: a working day, for a desk that others sit at too."""
INVITATION_DAYS = 7


class WrongPasswordError(names.RefusedError):
    """Address and password don't belong together. The failure was counted: the caller must commit."""


class UnknownInvitationError(Exception):
    """There is no such invitation, it's older than INVITATION_DAYS, or it was used."""


def invited(session: Session, token: str) -> Staff:
    """Return whom an invitation is for. Raises UnknownInvitationError."""
    return _found(session, _by_invitation(token))


def accept(session: Session, token: str, password: str, browser: str) -> tuple[Staff, str]:
    """Set the password of whom an invitation is for, and sign them in here and nowhere else.

    Return them and the token for the browser's cookie, which is empty where their second step is still to come. The
    invitation is used up. Raises UnknownInvitationError or the refusals of `mpt.rules.passwords`.
    """
    # Both rows are locked: of two who open the link at once, the second finds that it's gone.
    staff = _found(session, _by_invitation(token).with_for_update())
    staff.password_hash = proof.hash_secret(passwords.clean_password(password, staff.email))
    session.execute(delete(Invitation).where(Invitation.staff_id == staff.id))
    sign_out_everywhere(session, staff.id)
    throttling.forgive(session, throttle_key(staff.email))
    return staff, _first_step(session, staff, browser)


def prove(session: Session, email: str, password: str) -> uuid.UUID | None:
    """Return to whom of the staff address and password belong together, or None. Slow on purpose; it only reads."""
    staff = session.scalar(select(Staff).where(Staff.email_key == passwords.email_key(email)))
    fits = proof.fits(staff.password_hash if staff else None, passwords.plain_password(password))
    return staff.id if fits and staff else None


def sign_in(session: Session, email: str, proven: uuid.UUID | None, address: str, browser: str) -> tuple[Staff, str]:
    """Sign somebody in in this browser. `proven` is what `prove` returned; return them and the token for the cookie.

    It's empty where their second step is still to come.

    Raises WrongPasswordError, whose count of failures the caller must commit, or TooManyTriesError, whatever was proven.
    """
    # The lock makes guesses at one account wait for each other, so that many at once are no more than the rule allows.
    statement = select(Staff).where(Staff.email_key == passwords.email_key(email)).with_for_update()
    staff = session.scalar(statement, execution_options={"populate_existing": True})
    key = throttle_key(email)
    throttling.check(session, key, address)
    if staff is None or staff.id != proven or staff.ended_at:
        throttling.count_failure(session, key, address)
        raise WrongPasswordError
    throttling.forgive(session, key)
    return staff, _first_step(session, staff, browser)


def sign_in_browser(session: Session, staff_id: uuid.UUID, browser: str) -> str:
    """Sign somebody in who has shown all that they must, and return the token for the browser's cookie."""
    session.execute(delete(StaffSession).where(StaffSession.created_at <= _earliest()))
    token = proof.new_token()
    session.add(StaffSession(token_hash=proof.token_hash(token), staff_id=staff_id, browser=browser[:60]))
    session.flush()
    return token


def colleague_of(session: Session, token: str) -> Colleague | None:
    """Return who is signed in in the browser that holds `token`, or None."""
    statement = (
        select(Staff)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(StaffSession.token_hash == proof.token_hash(token), StaffSession.created_at > _earliest())
    )
    staff = session.scalar(statement)
    return Colleague(staff, grants_of(session, staff.id)) if staff else None


def sessions_of(session: Session, staff_id: uuid.UUID, token: str) -> list[tuple[StaffSession, bool]]:
    """Return the browsers in which somebody is signed in, newest first, and of each whether it's the one with `token`."""
    statement = select(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.created_at > _earliest())
    here = proof.token_hash(token)
    found = session.scalars(statement.order_by(StaffSession.created_at.desc(), StaffSession.token_hash))
    return [(one, one.token_hash == here) for one in found]


def sign_out(session: Session, token: str) -> None:
    """Sign out the browser that holds `token`."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == proof.token_hash(token)))


def sign_out_one(session: Session, staff_id: uuid.UUID, mark: str) -> None:
    """Sign somebody out in the one browser of theirs that has this mark (`mark_of`); nothing where none has it."""
    for one in session.scalars(select(StaffSession).where(StaffSession.staff_id == staff_id)):
        if mark_of(one) == mark:
            session.delete(one)


def mark_of(browser: StaffSession) -> str:
    """Return by what a page names one browser among somebody's own. It opens nothing."""
    return proof.token_hash(browser.token_hash)[:16]


def sign_out_everywhere(session: Session, staff_id: uuid.UUID, *, but: str = "") -> None:
    """Sign somebody out in every browser but the one that holds the token `but`."""
    elsewhere = StaffSession.token_hash != proof.token_hash(but)
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id, elsewhere))


def _by_invitation(token: str) -> Select[Staff]:
    earliest = now() - timedelta(days=INVITATION_DAYS)
    return (
        select(Staff)
        .join(Invitation, Invitation.staff_id == Staff.id)
        .where(Invitation.token_hash == proof.token_hash(token), Invitation.created_at > earliest)
    )


def _found(session: Session, statement: Select[Staff]) -> Staff:
    staff = session.scalar(statement, execution_options={"populate_existing": True})
    if staff is None:
        raise UnknownInvitationError
    return staff


def _first_step(session: Session, staff: Staff, browser: str) -> str:
    return "" if staff.totp_since else sign_in_browser(session, staff.id, browser)


def _earliest() -> datetime:
    return now() - timedelta(hours=SESSION_HOURS)


def throttle_key(email: str) -> str:
    """Return under which key tries to sign in with an address are counted."""
    # No learner's key has a space in it, so nobody's PIN tries count against the staff.
    return f"staff {passwords.email_key(email)}"[: names.LONGEST_KEY]
