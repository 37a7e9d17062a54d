"""Texts that nobody may read in the database: encrypted with a key that isn't in it.

AES-256 in Galois/Counter Mode (NIST SP 800-38D) with a random nonce of 96 bits. Where a text belongs is bound in, so that
nobody who can write to the database moves one person's words into another's case.
"""

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import SealingKey
from mpt.models.once import insert_once

KEY_BYTES = 32
_NONCE_BYTES = 12


class UnsealableError(Exception):
    """A text was encrypted with another key, for another place, or has been changed."""


class OtherKeyError(Exception):
    """This database's texts were encrypted with another key than the one that is here."""


class Sealer:
    """Seals and unseals with one key of KEY_BYTES bytes."""

    def __init__(self, key: bytes) -> None:
        self._key, self._cipher = key, AESGCM(key)

    def seal(self, text: str, place: str) -> bytes:
        """Return `text` encrypted. `place` says where it belongs, such as `helpline_message/` and the ids of case and row."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())

    def unseal(self, sealed: bytes, place: str) -> str:
        """Return the text. Raises UnsealableError."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError):
            raise UnsealableError(place) from None

    def digest(self, text: str, purpose: str) -> bytes:
        """Return 32 bytes that only who has the key can work out of `text`; others for another `purpose`."""
        own = hmac.new(self._key, purpose.encode(), hashlib.sha256).digest()
        return hmac.new(own, text.encode(), hashlib.sha256).digest()

    @property
    def fingerprint(self) -> str:
        """By what this key is known again; it tells nothing of it."""
        return self.digest("", "fingerprint").hex()


def new_key() -> str:
    """Return a new key as a setting writes it."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def read_key(text: str) -> bytes:
    """Return the key that a setting writes. Raises ValueError for what isn't one."""
    key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key is {KEY_BYTES} bytes, not {len(key)}")
    return key


def load_key(setting: str, file: Path) -> bytes:
    """Return the key that a setting writes; without one, that of `file`, which is made where it isn't there.

    Processes that start at once make one file: whoever comes second reads the first one's. Raises ValueError for what isn't a
    key.
    """
    if setting:
        return read_key(setting)
    if not file.exists():
        _make(file)
    return read_key(file.read_text(encoding="ascii"))


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Whole before it has its name, and on disk: a key that is lost in a power cut takes all that was sealed with it.
    descriptor, own = mkstemp(dir=file.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(new_key())
        opened.flush()
        os.fsync(descriptor)
    with suppress(FileExistsError):
        os.link(own, file)
    Path(own).unlink()


def check_key(session: Session, sealer: Sealer) -> None:
    """Remember a new database's key; raise OtherKeyError where another one was used before.

    Going on with another key would lose all that was written: it could be neither read nor told from damage.
    """
    known = session.scalars(select(SealingKey.fingerprint)).first()
    if known is None:
        insert_once(session, SealingKey, fingerprint=sealer.fingerprint)
    elif known != sealer.fingerprint:
        raise OtherKeyError
