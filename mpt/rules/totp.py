"""The second step of signing in: six digits that an app on a phone shows, new ones every half minute (RFC 6238), and the
codes that stand in for them when the phone is lost.
"""

import re
import unicodedata
from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError

from mpt.rules.codes import grouped, new_code

DIGITS = 6
RECOVERY_CODES = 10
ISSUER = "Migrant Parent Training"
"""How the app on the phone calls us."""
_DRIFT = 1
"""By how many half minutes a phone's clock may differ from ours."""
_CODE_LENGTH = 12


def new_secret() -> str:
    """Return what phone and server share: 160 random bits in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """Return the address that an app reads off a QR code. `email` says in the app whose digits they are."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def typed_key(secret: str) -> str:
    """Return a secret as somebody types it who can't scan: in groups of four."""
    return grouped(secret).replace("-", " ")


def read_digits(text: str) -> str:
    """Return the six digits that a person meant, of any width, with or without spaces; empty if it can't be them."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text[:64]))
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def step_of(secret: str, digits: str, at: datetime, *, used: int | None) -> int | None:
    """Return the half minute whose digits these are, counted from 1970; None for none, or for one that was used.

    `used` is the last that was: whoever looks over a shoulder, or records what is sent, can't come in by the same digits.
    """
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=at, valid_window=_DRIFT)
    except OTPVerificationError:
        return None
    return step if used is None or step > used else None


def new_recovery_codes() -> tuple[str, ...]:
    """Return the codes for a day without the phone, each good once: 60 bits, as `mpt.rules.codes` writes and reads them."""
    return tuple(new_code(_CODE_LENGTH) for _ in range(RECOVERY_CODES))
