"""Codes that people read off paper and type: join codes and certificate codes.

The alphabet is Crockford's base 32 (no I, L, O, U), so that what looks alike on a bad print is the same code.
"""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
JOIN_LENGTH = 6
CERTIFICATE_LENGTH = 12

_LOOKALIKES = str.maketrans("OIL", "011")


def new_code(length: int) -> str:
    """Return a random code: 5 bits a character, so 12 characters can't be guessed and 6 can't be stumbled upon."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(text: str) -> str:
    """Return the code that a person meant: any case and width, with or without hyphens; empty if it can't be one."""
    plain = unicodedata.normalize("NFKC", text[:64]).upper().translate(_LOOKALIKES)
    code = re.sub(r"[\s‐-―-]", "", plain)
    return code if code and set(code) <= set(ALPHABET) else ""


def grouped(code: str) -> str:
    """Write a code as it's printed: `7K3M-9PQR-2TVW`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
