"""Learners: begun without a word, kept by a name and a PIN, signed in on any phone, gone from a shared one."""

import hashlib
import uuid

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import ErasedLearner, Learner, SignIn
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import names
from mpt.services import proof, throttling
from mpt.services.merging import lock_learner, merge

# How a token begins that was given before there was anybody to sign in.
_UNUSED = "new."
_SHORTEST = 40


class NameTakenError(names.RefusedError):
    """Somebody keeps their progress under this name already."""


class AlreadyKeptError(Exception):
    """This learner has a name already."""


class WrongPinError(names.RefusedError):
    """Name and PIN don't belong together. The failure was counted: the caller must commit."""


class NotYourPinError(names.RefusedError):
    """This isn't the PIN of whoever is signed in. The failure was counted: the caller must commit."""


def new_token() -> str:
    """Return a token for the cookie of a phone that has done nothing yet."""
    return _UNUSED + proof.new_token()


def is_unused(token: str) -> bool:
    """Say whether a token was made, here or by our script, for a phone that had done nothing; it may have by now."""
    return token.startswith(_UNUSED) and len(token) >= _SHORTEST


def begin(session: Session, token: str | None = None, learner_id: uuid.UUID | None = None) -> tuple[Learner, str]:
    """Make an anonymous learner, signed in on this phone. Return it and the token for the phone's cookie.

    A `token` from `new_token` becomes the learner's; given again, it returns the same learner. Any other is taken for a
    sign-in that has ended, and replaced. `learner_id` is what the phone calls its learner already, in acts that wait in
    its outbox; an id that somebody has, or had whose data were erased, opens nothing: the learner gets another.
    """
    if token is None or not is_unused(token):
        token = new_token()
    chosen = learner_id if learner_id and not was_erased(session, learner_id) else uuid.uuid4()
    if not insert_once(session, Learner, id=chosen, created_at=now()):
        # Either this is the same act again, or the id is another's.
        known = learner_of(session, token)
        return (known, token) if known else begin(session, token)
    if not insert_once(session, SignIn, token_hash=proof.token_hash(token), learner_id=chosen, created_at=now()):
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


def was_erased(session: Session, learner_id: uuid.UUID) -> bool:
    """Say whether somebody had this id whose data were erased (`mpt.services.erasing`)."""
    return session.get(ErasedLearner, id_hash(learner_id)) is not None


def id_hash(learner_id: uuid.UUID) -> str:
    """Return by what an id is known again whose learner's data were erased."""
    return hashlib.sha256(learner_id.bytes).hexdigest()


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
    pin_hash = proof.hash_secret(pin)
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
    fits = proof.fits(learner.pin_hash if learner else None, names.plain_pin(pin))
    return learner.id if fits and learner else None


def prove_own(session: Session, token: str, pin: str) -> uuid.UUID | None:
    """Return who is signed in on the phone that holds `token` if the PIN is theirs, else None. It's slow and only reads, too."""
    learner = learner_of(session, token)
    fits = proof.fits(learner.pin_hash if learner else None, names.plain_pin(pin))
    return learner.id if fits and learner else None


def confirm(session: Session, learner_id: uuid.UUID, proven: uuid.UUID | None, address: str) -> None:
    """Let a learner who has a name do what only they may, on a phone that is signed in; `proven` is what `prove_own` returned.

    Raises NotYourPinError, whose count of failures the caller must commit, or TooManyTriesError, whatever was proven.
    """
    learner = lock_learner(session, learner_id)
    if learner.name_key is None:
        return
    throttling.check(session, learner.name_key, address)
    if learner.id != proven:
        throttling.count_failure(session, learner.name_key, address)
        raise NotYourPinError
    throttling.forgive(session, learner.name_key)


def sign_in(
    session: Session, name: str, proven: uuid.UUID | None, address: str, here: uuid.UUID | None
) -> tuple[Learner, str]:
    """Sign a learner in on this phone; what was done on it anonymously, by learner `here`, goes to the account.

    `proven` is what `prove` returned. Return the learner and the token for the phone's cookie. Raises WrongPinError,
    whose count of failures the caller must commit, or TooManyTriesError, whatever was proven.
    """
    key = _key(name)
    # The lock makes guesses at one account wait for each other, so that many at once are no more than the rule allows.
    learner = session.scalar(select(Learner).where(Learner.name_key == key).with_for_update())
    throttling.check(session, key, address)
    if learner is None or learner.id != proven:
        throttling.count_failure(session, key, address)
        raise WrongPinError
    throttling.forgive(session, key)
    if here and here != learner.id:
        merge(session, here, learner.id)
    return learner, _sign_in_phone(session, learner.id)


def sign_out(session: Session, token: str) -> None:
    """Sign out the phone that holds `token`; its cookie is worth nothing from now on."""
    session.execute(delete(SignIn).where(SignIn.token_hash == proof.token_hash(token)))


def sign_out_everywhere(session: Session, learner_id: uuid.UUID, *, but: str = "") -> None:
    """Sign a learner out on every phone but the one that holds the token `but`."""
    elsewhere = SignIn.token_hash != proof.token_hash(but)
    session.execute(delete(SignIn).where(SignIn.learner_id == learner_id, elsewhere))


def _sign_in_phone(session: Session, learner_id: uuid.UUID) -> str:
    token = proof.new_token()
    session.add(SignIn(token_hash=proof.token_hash(token), learner_id=learner_id))
    session.flush()
    return token


def _signed_in(token: str) -> Select[Learner]:
    return (
        select(Learner)
        .join(SignIn, SignIn.learner_id == Learner.id)
        .where(SignIn.token_hash == proof.token_hash(token))
    )


def _key(name: str) -> str:
    return names.name_key(name)[: names.LONGEST_KEY]
