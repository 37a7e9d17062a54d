"""What staff sign in with: an e-mail address and a password. Length over rules (NIST SP 800-63B): a sentence does better
than signs nobody can remember, so nothing is asked of a password but that it be long and not the first that comes to mind.
"""

import re
import unicodedata

from mpt.rules.names import HIDDEN, RefusedError

SHORTEST = 12
LONGEST = 128
LONGEST_EMAIL = 120
_SHORTEST_TELLING = 4
"""From how many signs on a part of the address gives a password away: two can be in any sentence."""

_EMAIL = re.compile(r"[^\s@,;<>\"()\[\]\\]+@[^\s@,;<>\"()\[\]\\]+\.[^\s@,;<>\"()\[\]\\.]{2,}")
_COMMON = ("password", "123456", "qwerty", "abcdef", "111111", "admin", "woaini", "factory")


class EmailShapeError(RefusedError):
    """This can't be an e-mail address."""


class PasswordShortError(RefusedError):
    """The password has fewer than SHORTEST characters."""


class PasswordLongError(RefusedError):
    """The password has more than LONGEST characters."""


class PasswordEasyError(RefusedError):
    """The password is among the first that anyone would try: the address, a few signs again and again, a common beginning."""


def clean_email(text: str) -> str:
    """Return an e-mail address as it's kept. Raises EmailShapeError."""
    email = unicodedata.normalize("NFKC", text).strip()
    hidden = any(unicodedata.category(character) in HIDDEN for character in email)
    is_long = len(email) > LONGEST_EMAIL or len(email.casefold()) > LONGEST_EMAIL
    if hidden or is_long or not _EMAIL.fullmatch(email):
        raise EmailShapeError
    return email


def email_key(text: str) -> str:
    """Return an address as two spellings of it are compared."""
    return unicodedata.normalize("NFKC", text[: 2 * LONGEST_EMAIL]).strip().casefold()[:LONGEST_EMAIL]


def clean_password(text: str, email: str) -> str:
    """Return a password as it's hashed. Raises PasswordShortError, PasswordLongError or PasswordEasyError."""
    password = plain_password(text)
    if len(password) < SHORTEST:
        raise PasswordShortError
    if len(password) > LONGEST:
        raise PasswordLongError
    if _is_easy(password.casefold(), email_key(email).partition("@")[0]):
        raise PasswordEasyError
    return password


def plain_password(text: str) -> str:
    """Return a password as it's compared: composed, so that two keyboards that write é differently mean the same."""
    return unicodedata.normalize("NFC", text)


def _is_easy(password: str, own: str) -> bool:
    is_own = len(own) >= _SHORTEST_TELLING and own in password
    return is_own or len(set(password)) < 5 or password.startswith(_COMMON)
