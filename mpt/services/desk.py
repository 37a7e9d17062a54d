"""A forgotten PIN: the phone shows a number, the desk of the worker's factory lets it through, and the phone sets a new PIN.

The desk learns neither name nor PIN: the number says nothing, and the token that it's made of is the phone's alone. For a
name that nobody has, or nobody who is of a factory, all goes the same way, only that its number opens nothing.
"""

import hashlib
import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, func, select
from sqlalchemy.orm import Session

from mpt.models import Factory, Learner, Membership, PinReset
from mpt.models.base import now
from mpt.models.once import insert_once, locked
from mpt.rules import names
from mpt.services import accounts, proof, throttling
from mpt.services.merging import lock_learner

OPEN = timedelta(minutes=15)
"""How long a number is good for at the desk, and how long after it the phone may take to set the PIN."""
TOLD_DAYS = 30
"""For how long an account is told that its PIN was changed at a desk."""
DIGITS = 8
"""How long a number is."""

_last_touched = func.coalesce(PinReset.let_through_at, PinReset.created_at)


class UnknownNumberError(names.RefusedError):
    """No worker of this factory shows this number now. The failure was counted: the caller must commit."""


class NotLetThroughError(Exception):
    """No desk has let this phone through, or it was too long ago, or a new PIN was set since."""


def ask(session: Session, name: str, address: str) -> str:
    """Return a token for a phone whose owner forgot the PIN; `number_of` says what the phone shows at the desk.

    Each time counts, whoever's the name is. Raises NameMissingError, or TooManyTriesError.
    """
    if not names.name_key(name):
        raise names.NameMissingError
    key = asking_key(name)
    throttling.check(session, key, address)
    throttling.count_failure(session, key, address)
    session.execute(delete(PinReset).where(_last_touched < now() - OPEN))
    return _open(session, _member_called(session, name))


def number_of(token: str) -> str:
    """Return the digits that a phone with this token shows. Nobody can tell the token from them."""
    digest = hashlib.sha256(f"number {token}".encode()).hexdigest()
    return str(int(digest, 16) % 10**DIGITS).zfill(DIGITS)


def let_through(session: Session, factory_id: uuid.UUID, number: str, address: str) -> bool:
    """Let the phone of a worker of this factory that shows `number` set a new PIN.

    Return whether it's the first time that it's let through. Raises UnknownNumberError, or TooManyTriesError.
    """
    # The lock makes guesses at one desk wait for each other, so that many at once are no more than the rule allows.
    locked(session, Factory, factory_id)
    key = f"desk {factory_id}"
    throttling.check(session, key, address)
    reset = session.scalar(_shown_by_worker(factory_id, number))
    if reset is None:
        throttling.count_failure(session, key, address)
        raise UnknownNumberError
    throttling.forgive(session, key)
    is_first = reset.let_through_at is None
    reset.let_through_at = reset.let_through_at or now()
    session.flush()
    return is_first


def whose_turn(session: Session, token: str) -> Learner | None:
    """Return who may set a new PIN on the phone that holds `token`; None while no desk has let it through."""
    statement = select(Learner).join(PinReset, PinReset.learner_id == Learner.id)
    return session.scalars(statement.where(_lets_through(token))).first()


def set_pin(session: Session, token: str, pin: str, address: str, here: uuid.UUID | None = None) -> tuple[Learner, str]:
    """Set a new PIN on a phone that was let through, and sign it in there and nowhere else.

    What was done on the phone anonymously, by learner `here`, goes to the account. Return the learner and the token for
    the phone's cookie. Raises NotLetThroughError, or the refusals of `mpt.rules.names`.
    """
    found = select(PinReset.learner_id).where(_lets_through(token))
    learner_id = session.scalar(found)
    learner = lock_learner(session, learner_id) if learner_id else None
    # Asked once more: while this phone waited for the lock, another of the same name may have set its PIN.
    if learner is None or session.scalar(found) is None:
        raise NotLetThroughError
    name = learner.name or ""
    learner.pin_hash = proof.hash_secret(names.clean_pin(pin, name))
    learner.pin_reset_at = now()
    session.execute(delete(PinReset).where(PinReset.learner_id == learner.id))
    accounts.sign_out_everywhere(session, learner.id)
    for key in (names.name_key(name), asking_key(name)):
        throttling.forgive(session, key)
    return accounts.sign_in(session, name, learner.id, address, here)


def changed_at(session: Session, learner_id: uuid.UUID) -> datetime | None:
    """Return when a learner's PIN was changed at a desk, if that was in the last TOLD_DAYS."""
    at = session.get_one(Learner, learner_id).pin_reset_at
    return at if at and at > now() - timedelta(days=TOLD_DAYS) else None


def _member_called(session: Session, name: str) -> uuid.UUID | None:
    """Return the learner of this name, if any factory's desk could let them through."""
    statement = (
        select(Learner.id)
        .join(Membership, Membership.learner_id == Learner.id)
        .where(Learner.name_key == names.name_key(name)[: names.LONGEST_KEY], Membership.left_at.is_(None))
    )
    return session.scalars(statement).first()


def _open(session: Session, learner_id: uuid.UUID | None) -> str:
    """Return a new token whose number no other phone shows, and keep it if it's somebody's."""
    token = proof.new_token()
    number = number_of(token)
    if learner_id is None:
        is_free = session.scalar(select(PinReset.number).where(PinReset.number == number)) is None
    else:
        row = {"token_hash": proof.token_hash(token), "learner_id": learner_id, "number": number, "created_at": now()}
        is_free = insert_once(session, PinReset, **row)
    return token if is_free else _open(session, learner_id)


def _shown_by_worker(factory_id: uuid.UUID, number: str) -> Select[PinReset]:
    workers = select(Membership.learner_id).where(Membership.factory_id == factory_id, Membership.left_at.is_(None))
    open_ones = select(PinReset).where(PinReset.number == names.plain_pin(number), _last_touched > now() - OPEN)
    return open_ones.where(PinReset.learner_id.in_(workers)).with_for_update()


def _lets_through(token: str) -> ColumnElement[bool]:
    return and_(PinReset.token_hash == proof.token_hash(token), PinReset.let_through_at > now() - OPEN)


def asking_key(name: str) -> str:
    """Return under which key it's counted that somebody asks for a new PIN for a name."""
    # No learner's key has a space in it, so asking for a new PIN counts against nobody who signs in.
    return f"new pin {names.name_key(name)}"[: names.LONGEST_KEY]
