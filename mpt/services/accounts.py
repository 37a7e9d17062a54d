"""Learners: begun without a word, kept by a name and a PIN, signed in on any phone, gone from a shared one."""

import hashlib
import secrets
import uuid

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import Learner, SignIn, SignInFailure
from mpt.models.base import now
from mpt.rules import names, throttle
from mpt.services.merging import merge

# OWASP's second choice for argon2id: 19 MiB, two passes. About 25 ms, and bearable for a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

# What a PIN is compared with where there's no such account, so that the answer takes as long as for one.
_NOBODY = _HASHER.hash(secrets.token_hex(16))


class NameTakenError(names.RefusedError):
    """Somebody keeps their progress under this name already."""


class AlreadyKeptError(Exception):
    """This learner has a name already."""


class WrongPinError(names.RefusedError):
    """Name and PIN don't belong together. The failure was counted: the caller must commit."""


class TooManyTriesError(names.RefusedError):
    """This account must rest before the next try; nothing was tried."""


def begin(session: Session) -> tuple[Learner, str]:
    """Make an anonymous learner, signed in on this phone. Return it and the token for the phone's cookie."""
    learner = Learner()
    session.add(learner)
    session.flush()
    return learner, _sign_in_phone(session, learner.id)


def learner_of(session: Session, token: str) -> Learner | None:
    """Return who is signed in on the phone that holds `token`, or None."""
    statement = (
        select(Learner).join(SignIn, SignIn.learner_id == Learner.id).where(SignIn.token_hash == _token_hash(token))
    )
    return session.scalar(statement)


def keep(session: Session, learner_id: uuid.UUID, name: str, pin: str) -> Learner:
    """Give an anonymous learner a name and a PIN to come back with.

    Raises AlreadyKeptError, the refusals of `mpt.rules.names`, or NameTakenError.
    """
    learner = session.get_one(Learner, learner_id, with_for_update=True)
    if learner.name:
        raise AlreadyKeptError
    name = names.clean_name(name)
    pin = names.clean_pin(pin, name)
    key = names.name_key(name)
    pin_hash = _HASHER.hash(pin)
    try:
        with session.begin_nested():
            learner.name, learner.name_key, learner.pin_hash = name, key, pin_hash
    except IntegrityError:
        raise NameTakenError from None
    return learner


def sign_in(session: Session, name: str, pin: str, address: str, here: uuid.UUID | None) -> tuple[Learner, str]:
    """Sign a learner in on this phone; what was done on it anonymously, by learner `here`, goes to the account.

    Return the learner and the token for the phone's cookie. Raises WrongPinError, whose count of failures the caller
    must commit, or TooManyTriesError.
    """
    key, address = names.name_key(name)[: names.LONGEST_KEY], address[:64]
    learner = session.scalar(select(Learner).where(Learner.name_key == key).with_for_update())
    if not throttle.may_try(
        _failures(session, SignInFailure.name_key == key), _failures(session, SignInFailure.address == address)
    ):
        raise TooManyTriesError
    if not _pin_fits(learner, pin) or learner is None:
        _count_failure(session, key, address)
        raise WrongPinError
    session.execute(delete(SignInFailure).where(SignInFailure.name_key == key))
    if here and here != learner.id:
        merge(session, here, learner.id)
    return learner, _sign_in_phone(session, learner.id)


def sign_out(session: Session, token: str) -> None:
    """Sign out the phone that holds `token`; its cookie is worth nothing from now on."""
    session.execute(delete(SignIn).where(SignIn.token_hash == _token_hash(token)))


def sign_out_everywhere(session: Session, learner_id: uuid.UUID) -> None:
    """Sign a learner out on every phone."""
    session.execute(delete(SignIn).where(SignIn.learner_id == learner_id))


def _sign_in_phone(session: Session, learner_id: uuid.UUID) -> str:
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_hash=_token_hash(token), learner_id=learner_id))
    session.flush()
    return token


def _token_hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()


def _pin_fits(learner: Learner | None, pin: str) -> bool:
    try:
        return _HASHER.verify(learner.pin_hash if learner and learner.pin_hash else _NOBODY, names.plain_pin(pin))
    except VerificationError:
        return False


def _failures(session: Session, whose: ColumnElement[bool]) -> int:
    since = now() - throttle.WINDOW
    statement = select(func.count()).select_from(SignInFailure).where(whose, SignInFailure.failed_at > since)
    return session.scalar(statement) or 0


def _count_failure(session: Session, key: str, address: str) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at < now() - throttle.WINDOW))
    session.add(SignInFailure(name_key=key, address=address))
    session.flush()
