"""Learners: begun without a word, kept by a name and a PIN, signed in on any phone, gone from a shared one."""

import hashlib
import secrets
import uuid
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import Learner, SignIn, SignInFailure
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import names, throttle
from mpt.services.merging import lock_learner, merge

# OWASP's second choice for argon2id: 19 MiB, two passes. About 25 ms, and bearable for a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

# What a PIN is compared with where there's no such account, so that the answer takes as long as for one.
_NOBODY = _HASHER.hash(secrets.token_hex(16))

# How a token begins that was given before there was anybody to sign in.
_UNUSED = "new."
_SHORTEST = 40


class NameTakenError(names.RefusedError):
    """Somebody keeps their progress under this name already."""


class AlreadyKeptError(Exception):
    """This learner has a name already."""


class WrongPinError(names.RefusedError):
    """Name and PIN don't belong together. The failure was counted: the caller must commit."""


class TooManyTriesError(names.RefusedError):
    """This account must rest before the next try; nothing was tried."""


def new_token() -> str:
    """Return a token for the cookie of a phone that has done nothing yet."""
    return _UNUSED + secrets.token_urlsafe(32)


def is_unused(token: str) -> bool:
    """Say whether a token was made, here or by our script, for a phone that had done nothing; it may have by now."""
    return token.startswith(_UNUSED) and len(token) >= _SHORTEST


def begin(session: Session, token: str | None = None, learner_id: uuid.UUID | None = None) -> tuple[Learner, str]:
    """Make an anonymous learner, signed in on this phone. Return it and the token for the phone's cookie.

    A `token` from `new_token` becomes the learner's; given again, it returns the same learner. Any other is taken for a
    sign-in that has ended, and replaced. `learner_id` is what the phone calls its learner already, in acts that wait in
    its outbox; an id that somebody has opens nothing: the learner gets another.
    """
    if token is None or not is_unused(token):
        token = new_token()
    chosen = learner_id or uuid.uuid4()
    if not insert_once(session, Learner, id=chosen, created_at=now()):
        # Either this is the same act again, or the id is another's.
        known = learner_of(session, token)
        return (known, token) if known else begin(session, token)
    if not insert_once(session, SignIn, token_hash=_token_hash(token), learner_id=chosen, created_at=now()):
        session.execute(delete(Learner).where(Learner.id == chosen))
        return session.scalars(_signed_in(token)).one(), token
    return session.get_one(Learner, chosen), token


def adopt(session: Session, stray: uuid.UUID, learner_id: uuid.UUID) -> None:
    """Give a learner the acts of an id that nobody has: a signed-in phone made them that had lost sight of whose it is."""
    insert_once(session, Learner, id=stray, created_at=now(), merged_into=learner_id)


def owner_of(session: Session, learner_id: uuid.UUID) -> uuid.UUID | None:
    """Return whose an act of `learner_id` is: theirs, or the account's that they were merged into; None for nobody's."""
    learner = session.get(Learner, learner_id)
    if learner is None:
        return None
    return owner_of(session, learner.merged_into) if learner.merged_into else learner.id


def learner_of(session: Session, token: str) -> Learner | None:
    """Return who is signed in on the phone that holds `token`, or None."""
    return session.scalar(_signed_in(token))


def keep(session: Session, learner_id: uuid.UUID, name: str, pin: str) -> tuple[Learner, str]:
    """Give an anonymous learner a name and a PIN to come back with.

    Return the learner and a new token for the phone's cookie: whoever had the phone before may have copied the old one,
    which mustn't open what now has a name. Raises AlreadyKeptError, the refusals of `mpt.rules.names`, or NameTakenError.
    """
    learner = lock_learner(session, learner_id)
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
    sign_out_everywhere(session, learner.id)
    return learner, _sign_in_phone(session, learner.id)


def id_of(session: Session, name: str) -> uuid.UUID | None:
    """Return the learner who keeps their progress under a name, or None."""
    return session.scalar(select(Learner.id).where(Learner.name_key == _key(name)))


def prove(session: Session, name: str, pin: str) -> uuid.UUID | None:
    """Return the learner to whom name and PIN belong together, or None.

    Slow on purpose, so it's apart from `sign_in` and only reads: on SQLite, nobody else's act has to wait for it.
    """
    learner = session.scalar(select(Learner).where(Learner.name_key == _key(name)))
    return learner.id if _pin_fits(learner, pin) and learner else None


def sign_in(
    session: Session, name: str, proven: uuid.UUID | None, address: str, here: uuid.UUID | None
) -> tuple[Learner, str]:
    """Sign a learner in on this phone; what was done on it anonymously, by learner `here`, goes to the account.

    `proven` is what `prove` returned. Return the learner and the token for the phone's cookie. Raises WrongPinError,
    whose count of failures the caller must commit, or TooManyTriesError, whatever was proven.
    """
    key, address = _key(name), address[:64]
    # The lock makes guesses at one account wait for each other, so that many at once are no more than the rule allows.
    learner = session.scalar(select(Learner).where(Learner.name_key == key).with_for_update())
    if not throttle.may_try(_failures(session, key, address)):
        raise TooManyTriesError
    if learner is None or learner.id != proven:
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


def _signed_in(token: str) -> Select[Learner]:
    return select(Learner).join(SignIn, SignIn.learner_id == Learner.id).where(SignIn.token_hash == _token_hash(token))


def _token_hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()


def _pin_fits(learner: Learner | None, pin: str) -> bool:
    try:
        return _HASHER.verify(learner.pin_hash if learner and learner.pin_hash else _NOBODY, names.plain_pin(pin))
    except VerificationError:
        return False


def _key(name: str) -> str:
    return names.name_key(name)[: names.LONGEST_KEY]


def _failures(session: Session, key: str, address: str) -> throttle.Failures:
    of_account, of_address = SignInFailure.name_key == key, SignInFailure.address == address
    return throttle.Failures(
        account=_count(session, of_account, throttle.WINDOW),
        account_in_a_day=_count(session, of_account, throttle.DAY),
        address=_count(session, of_address, throttle.WINDOW),
    )


def _count(session: Session, whose: ColumnElement[bool], window: timedelta) -> int:
    statement = select(func.count()).select_from(SignInFailure).where(whose, SignInFailure.failed_at > now() - window)
    return session.scalar(statement) or 0


def _count_failure(session: Session, key: str, address: str) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at < now() - throttle.DAY))
    session.add(SignInFailure(name_key=key, address=address))
    session.flush()
