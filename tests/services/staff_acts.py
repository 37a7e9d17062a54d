"""What happens to the staff, for the tests of what comes of it."""

import uuid
from functools import cache

import pyotp
from sqlalchemy import delete
from sqlalchemy.orm import Session

from mpt.models import Invitation, Staff
from mpt.models.base import now
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, proof, secondfactor, sponsors, staff, staffdoor
from mpt.services.sealing import Sealer
from tests.cast import LIN, PASSWORD, StaffPerson

OFFICE = Grant(Role.OFFICE)
DESKS = "192.0.2.1"
"""The one address that all desks of an office share."""


def settled(session: Session, person: StaffPerson = LIN, *grants: Grant) -> uuid.UUID:
    """Make somebody one of the staff, of the office where no role is named, with PASSWORD. Return their id."""
    for grant in grants or (OFFICE,):
        found = staff.invite(session, person.email, person.name, grant)[0]
    found.password_hash = found.password_hash or _password_hash()
    session.execute(delete(Invitation).where(Invitation.staff_id == found.id))
    return found.id


def sign_in(session: Session, email: str, password: str = PASSWORD, address: str = DESKS) -> str:
    """Sign in as the page does, prove first, then count and come in. Return the token for the browser's cookie."""
    proven = staffdoor.prove(session, email, password)
    return staffdoor.sign_in(session, email, proven, address, "Firefox, Linux")[1]


def two_steps(session: Session, sealer: Sealer, staff_id: uuid.UUID) -> tuple[str, tuple[str, ...]]:
    """Switch on somebody's two-step sign-in, with no digits of now used. Return their phone's secret and the recovery codes."""
    secondfactor.begin(session, sealer, staff_id)
    secret = secondfactor.waiting(sealer, session.get_one(Staff, staff_id))
    assert secret is not None
    codes = secondfactor.confirm(session, sealer, staff_id, digits(secret))
    session.get_one(Staff, staff_id).totp_step = None
    session.flush()
    return secret, codes


def digits(secret: str) -> str:
    """Return what the app on a phone shows now."""
    return pyotp.TOTP(secret).at(now())


def coordinates(session: Session, name_zh: str = "青石电子厂", name_en: str = "Bluestone Electronics") -> Grant:
    """Open a factory, and return what its coordinators may."""
    return Grant(Role.COORDINATOR, factories.open_factory(session, name_zh, name_en)[0].id)


def works_for_sponsor(session: Session) -> Grant:
    """Add a sponsor, and return what its staff may."""
    return Grant(Role.SPONSOR, sponsors.add(session, "好玩具公司", "Good Toys").id)


@cache
def _password_hash() -> str:
    # Slow on purpose, so once a run.
    return proof.hash_secret(PASSWORD)
