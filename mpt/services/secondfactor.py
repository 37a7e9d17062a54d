"""Two-step sign-in: after the password six digits from an app on one's phone, for whoever of the staff wants it.

The secret is sealed, so nobody who reads the database can make the digits; of a recovery code only a keyed hash is kept.
"""

import base64
import binascii
import logging
import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mpt.models import RecoveryCode, Staff
from mpt.models.base import now
from mpt.models.once import locked
from mpt.rules import names, passwords, totp
from mpt.rules.codes import read_code
from mpt.services import staffdoor, throttling
from mpt.services.sealing import Sealer, UnsealableError

log = logging.getLogger(__name__)

HALFWAY = timedelta(minutes=10)
"""How long after the password the digits may come."""
_HALFWAY_PLACE = "signing in"


class WrongDigitsError(names.RefusedError):
    """These aren't the digits of now, or they were used, and it's no recovery code that is left."""


def begin(session: Session, sealer: Sealer, staff_id: uuid.UUID) -> None:
    """Give somebody a new secret, which holds once `confirm` has seen its digits. Changes nothing where one holds already."""
    staff = _locked(session, staff_id)
    if staff.totp_since is None:
        staff.totp = sealer.seal(totp.new_secret(), _place(staff_id))
        session.flush()


def waiting(sealer: Sealer, staff: Staff) -> str | None:
    """Return the secret that somebody has begun with and hasn't confirmed; None where there is none that can be read."""
    return _secret(sealer, staff) if staff.totp and staff.totp_since is None else None


def confirm(session: Session, sealer: Sealer, staff_id: uuid.UUID, typed: str) -> tuple[str, ...]:
    """Let the second step hold from now on. Return the recovery codes, to be shown this once; none where it held before.

    Raises WrongDigitsError.
    """
    staff = _locked(session, staff_id)
    if staff.totp_since:
        return ()
    if staff.totp is None or not _takes_digits(sealer, staff, typed):
        raise WrongDigitsError
    staff.totp_since = now()
    return new_codes(session, sealer, staff_id)


def check(session: Session, sealer: Sealer, staff_id: uuid.UUID, typed: str, address: str) -> None:
    """Let somebody go on who types the digits of now, or a recovery code: both are used up by it.

    Raises WrongDigitsError, whose count of failures the caller must commit, or TooManyTriesError, whatever was typed.
    """
    # Locked, so that the same digits typed twice at once go on once.
    staff = _locked(session, staff_id)
    key = throttle_key(staff.email)
    throttling.check(session, key, address)
    if not (_takes_digits(sealer, staff, typed) or _takes_code(session, sealer, staff_id, typed)):
        throttling.count_failure(session, key, address)
        raise WrongDigitsError
    throttling.forgive(session, key)


def new_codes(session: Session, sealer: Sealer, staff_id: uuid.UUID) -> tuple[str, ...]:
    """Return new recovery codes for somebody, to be shown this once; those from before open nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = totp.new_recovery_codes()
    session.add_all(RecoveryCode(staff_id=staff_id, code_hash=_hash(sealer, staff_id, code)) for code in codes)
    session.flush()
    return codes


def codes_left(session: Session, staff_id: uuid.UUID) -> int:
    """Return how many recovery codes somebody hasn't used."""
    counted = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.staff_id == staff_id)
    return session.scalar(counted) or 0


def take_away(session: Session, staff_id: uuid.UUID) -> bool:
    """Let somebody sign in by their password alone. Return whether they had a second step, begun ones not counted."""
    staff = _locked(session, staff_id)
    was_on = staff.totp_since is not None
    staff.totp = staff.totp_since = staff.totp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    throttling.forgive(session, throttle_key(staff.email))
    return was_on


def halfway(sealer: Sealer, staff: Staff) -> str:
    """Return what a browser holds between the password and the digits. It opens nothing by itself."""
    text = f"{staff.id} {int(now().timestamp())} {_fingerprint(sealer, staff)}"
    return base64.urlsafe_b64encode(sealer.seal(text, _HALFWAY_PLACE)).decode()


def who_is_halfway(session: Session, sealer: Sealer, token: str) -> Staff | None:
    """Return who has typed their password in the browser that holds `token`, at most HALFWAY ago, and none since."""
    try:
        staff_id, since, fingerprint = sealer.unseal(base64.urlsafe_b64decode(token), _HALFWAY_PLACE).split()
    except (binascii.Error, ValueError, UnsealableError):
        return None
    staff = session.get(Staff, uuid.UUID(staff_id))
    is_late = datetime.fromtimestamp(int(since), UTC) < now() - HALFWAY
    if staff is None or is_late or staff.totp_since is None or fingerprint != _fingerprint(sealer, staff):
        return None
    return staff


def come_in(session: Session, sealer: Sealer, staff_id: uuid.UUID, typed: str, address: str, browser: str) -> str:
    """Sign somebody in who is halfway, and return the token for the cookie. Raises as `check` does."""
    check(session, sealer, staff_id, typed, address)
    return staffdoor.sign_in_browser(session, staff_id, browser)


def throttle_key(email: str) -> str:
    """Return under which key wrong digits are counted: apart from passwords, because a right one forgives the wrong ones."""
    return f"digits {passwords.email_key(email)}"[: names.LONGEST_KEY]


def _locked(session: Session, staff_id: uuid.UUID) -> Staff:
    staff = locked(session, Staff, staff_id)
    if staff is None:
        raise LookupError(staff_id)
    return staff


def _takes_digits(sealer: Sealer, staff: Staff, typed: str) -> bool:
    digits = totp.read_digits(typed)
    secret = _secret(sealer, staff) if digits and staff.totp else None
    step = totp.step_of(secret, digits, now(), used=staff.totp_step) if digits and secret else None
    staff.totp_step = staff.totp_step if step is None else step
    return step is not None


def _takes_code(session: Session, sealer: Sealer, staff_id: uuid.UUID, typed: str) -> bool:
    is_it = (RecoveryCode.staff_id == staff_id, RecoveryCode.code_hash == _hash(sealer, staff_id, read_code(typed)))
    statement = delete(RecoveryCode).where(*is_it).returning(RecoveryCode.staff_id)
    return session.scalar(statement) is not None


def _secret(sealer: Sealer, staff: Staff) -> str | None:
    try:
        return sealer.unseal(staff.totp or b"", _place(staff.id))
    except UnsealableError:
        # No digits fit any more, and the recovery codes were hashed with the same key: whoever runs it has to take it away.
        log.warning(
            "the second step of %s was sealed with another key: take it away with `mpt staff one-step`", staff.id
        )
        return None


def _place(staff_id: uuid.UUID) -> str:
    return f"staff/totp/{staff_id}"


def _hash(sealer: Sealer, staff_id: uuid.UUID, code: str) -> str:
    return sealer.digest(code, f"recovery code {staff_id}").hex()


def _fingerprint(sealer: Sealer, staff: Staff) -> str:
    # A password that was changed meanwhile must be typed anew.
    return sealer.digest(staff.password_hash or "", _HALFWAY_PLACE).hex()[:16]
