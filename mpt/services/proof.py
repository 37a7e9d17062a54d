"""What proves who somebody is: a secret that they know, hashed slowly, and a token that their browser keeps, hashed fast."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

# OWASP's second choice for argon2id: 19 MiB, two passes. About 25 ms, and bearable for a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

# What a secret is compared with where there's no such account, so that the answer takes as long as for one.
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def hash_secret(secret: str) -> str:
    """Return the argon2id hash of a PIN or a password."""
    return _HASHER.hash(secret)


def fits(secret_hash: str | None, secret: str) -> bool:
    """Say whether a secret is the one that was hashed; for None it takes as long to say no."""
    try:
        return _HASHER.verify(secret_hash or _NOBODY, secret) and secret_hash is not None
    except VerificationError:
        return False


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is kept of a token. 256 random bits need no slow hash: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
