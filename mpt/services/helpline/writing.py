"""The worker's side of a case: begin it, come back with its code and passphrase, write on, erase it. Nobody signs in for it.

Code and passphrase are worked out from the form's submission with the installation's key, so that a form that is sent again
after a lost answer shows the same. Of the passphrase only a hash is kept: whoever loses it has lost the case.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mpt.models import HelplineCase, HelplineMessage, HelplineOpening
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import helpline, names, passphrases
from mpt.rules.codes import read_code
from mpt.rules.helpline import Reception, Topic
from mpt.services import accounts, proof, throttling
from mpt.services.helpline import arrivals, counts, messages, retention
from mpt.services.helpline.messages import AlreadySentError, ArrivedError
from mpt.services.sealing import Sealer
from mpt.services.throttling import TooManyTriesError

__all__ = [
    "AlreadySentError",
    "ArrivedError",
    "Begun",
    "CaseFullError",
    "Conversation",
    "FloodedError",
    "OpeningOverError",
    "Said",
    "TooManyTriesError",
    "WrongPassphraseError",
    "begin",
    "conversation",
    "erase",
    "has_arrived",
    "leave",
    "open_case",
    "prove",
    "write_on",
]

OPEN_MINUTES = 30
"""For how long the page that opened a case may read and write in it."""
SHOWN_AGAIN_MINUTES = 10
"""For how long a form that is sent again with the same text shows the same code and passphrase again.

Long enough for a lost answer, short because without scripts whoever has the phone next may send it again by going back.
"""


class FloodedError(names.RefusedError):
    """Too much comes from here now; nothing was kept. Whoever needs help calls instead."""


class CaseFullError(FloodedError):
    """This case took as many messages within an hour as one may; nothing was kept."""


class WrongPassphraseError(names.RefusedError):
    """Code and passphrase don't belong together. The failure was counted: the caller must commit."""


class OpeningOverError(Exception):
    """The case was opened more than OPEN_MINUTES ago, was left, or it's gone: open it again with its code and passphrase."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A case that has begun: what the worker must keep, shown once. `code` is without hyphens, see `mpt.rules.codes.grouped`.

    `passphrase` is four words with spaces between.
    """

    code: str
    passphrase: str
    is_danger: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a case, as the worker sees it. `text` is None where it's damaged."""

    is_worker: bool
    text: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """A case as the worker sees it. It's deleted on the day `deleted_on` unless somebody writes in it before."""

    code: str
    topic: Topic
    is_danger: bool
    is_closed: bool
    said: list[Said]
    deleted_on: date


def begin(  # noqa: PLR0913 - each is something that the form or the installation says
    session: Session,
    sealer: Sealer,
    *,
    submission: uuid.UUID,
    text: str,
    language: str,
    topic: Topic,
    is_danger: bool,
    address: str,
    zone: ZoneInfo,
) -> Begun:
    """Begin a case, or show again what the same form with the same text began within SHOWN_AGAIN_MINUTES.

    `is_danger` is the worker's own tick, `zone` the installation's time zone (config.timezone), in whose months cases are
    counted. Raises the refusals of `mpt.rules.helpline.clean_text`, FloodedError, AlreadySentError, or ArrivedError for the same
    text later than that and for a case that is deleted.
    """
    text = helpline.clean_text(text)
    # Slow on purpose, so before the first statement: on SQLite, nobody else's act has to wait for it.
    secret_hash = proof.hash_secret(passphrases.clean_phrase(_passphrase(sealer, submission, language)))
    case_id = messages.new_id(sealer, "case", submission)
    if session.get(HelplineCase, case_id) is None:
        if accounts.was_erased(session, case_id):
            raise ArrivedError
        reception = arrivals.receive(session, sealer, address)
        if reception is Reception.REFUSED:
            raise FloodedError
        values = {
            "passphrase_hash": secret_hash,
            "language": language,
            "topic": str(topic),
            "is_danger": is_danger or helpline.speaks_of_danger(text),
            "is_aside": reception is Reception.ASIDE,
        }
        if _insert(session, sealer, case_id, submission, values):
            case = session.get_one(HelplineCase, case_id)
            messages.post(session, sealer, case_id, submission, text, case.wrote_at)
            counts.count(session, counts.month_of(case.created_at, zone), topic)
            arrivals.note(session, sealer, address)
    return _shown(session, sealer, session.get_one(HelplineCase, case_id), submission, text)


def _insert(
    session: Session, sealer: Sealer, case_id: uuid.UUID, submission: uuid.UUID, values: dict[str, Any]
) -> bool:
    """Insert a case; False where another tap of the same form has just done it."""
    fixed = {"id": case_id, **dict.fromkeys(("created_at", "wrote_at"), now())}
    attempt = 0
    while not insert_once(session, HelplineCase, code=_code(sealer, submission, attempt), **fixed, **values):
        if session.get(HelplineCase, case_id) is not None:
            return False
        attempt += 1  # another case has this code, once in a million million
    return True


def _shown(session: Session, sealer: Sealer, case: HelplineCase, submission: uuid.UUID, text: str) -> Begun:
    is_late = case.created_at <= now() - timedelta(minutes=SHOWN_AGAIN_MINUTES)
    if not messages.was_sent(session, sealer, case.id, submission, text) or is_late:
        raise ArrivedError
    return Begun(case.code, _passphrase(sealer, submission, case.language), case.is_danger)


def _passphrase(sealer: Sealer, submission: uuid.UUID, language: str) -> str:
    return passphrases.passphrase_from(sealer.digest(str(submission), "helpline passphrase"), language)


def _code(sealer: Sealer, submission: uuid.UUID, attempt: int) -> str:
    return passphrases.code_from(sealer.digest(f"{submission} {attempt}", "helpline code"))


def prove(session: Session, code: str, passphrase: str) -> uuid.UUID | None:
    """Return the case that code and passphrase open, or None.

    Slow on purpose, as slow for a code that no case has, so it's apart from `open_case` and only reads: on SQLite, nobody
    else's act has to wait for it.
    """
    code = read_code(code)
    if len(code) != passphrases.CODE_LENGTH:
        return None
    case = session.scalar(select(HelplineCase).where(HelplineCase.code == code))
    fits = proof.fits(case.passphrase_hash if case else None, passphrases.clean_phrase(passphrase))
    return case.id if fits and case else None


def open_case(session: Session, sealer: Sealer, code: str, proven: uuid.UUID | None, address: str, form: str) -> str:
    """Open the case with the code that the worker typed; return the token that the page holds, good for OPEN_MINUTES.

    `proven` is what `prove` returned; `form` names the form that was sent: the same one again opens nothing more than the first
    time, and nothing after `leave`. Raises WrongPassphraseError, whose count of failures the caller must commit,
    TooManyTriesError, whatever was proven, or OpeningOverError.
    """
    code = read_code(code)
    if len(code) != passphrases.CODE_LENGTH:
        raise WrongPassphraseError  # no case has such a code, so nobody's tries are used up
    # The lock makes guesses at one case wait for each other, so that many at once are no more than the rule allows.
    statement = select(HelplineCase).where(HelplineCase.code == code).with_for_update()
    case = session.scalar(statement, execution_options={"populate_existing": True})
    # No address is kept beside a case, not even for the day that failures are kept.
    key, here = retention.throttle_key(code), arrivals.hash_of(sealer, address)
    throttling.check(session, key, here)
    if case is None or case.id != proven:
        throttling.count_failure(session, key, here)
        raise WrongPassphraseError
    throttling.forgive(session, key)
    return _opening(session, sealer, case, form)


def _opening(session: Session, sealer: Sealer, case: HelplineCase, form: str) -> str:
    # Those that are over are still known for a day, so that no form that was sent brings one back.
    session.execute(delete(HelplineOpening).where(HelplineOpening.opened_at <= now() - helpline.DAY))
    token = sealer.digest(f"{case.id} {form}", "helpline opening").hex()
    if not insert_once(session, HelplineOpening, token_hash=proof.token_hash(token), case_id=case.id, opened_at=now()):
        _opened(session, token)
    return token


def leave(session: Session, token: str) -> None:
    """End what a page has opened: neither it nor the form that opened it shows anything any more. Over before, it stays so."""
    opening = session.get(HelplineOpening, proof.token_hash(token))
    if opening is not None:
        opening.opened_at = min(opening.opened_at, _earliest())
        session.flush()


def has_arrived(session: Session, sealer: Sealer, token: str, code: str, submission: uuid.UUID) -> bool:
    """Say whether what a form says may have arrived before, so that its page doesn't show it again.

    The case is the one that `token` has opened, be it over by now, or the one with this code. Of a case that is gone nobody
    knows any more, so it may have.
    """
    opening = session.get(HelplineOpening, proof.token_hash(token))
    case_id = (
        opening.case_id
        if opening
        else session.scalar(select(HelplineCase.id).where(HelplineCase.code == read_code(code)))
    )
    return case_id is None or messages.has_arrived(session, sealer, case_id, submission)


def conversation(session: Session, sealer: Sealer, token: str, days: int, zone: ZoneInfo) -> Conversation:
    """Return an open case, and remember that its answers were read (this writes).

    `days` is config.helpline_days, `zone` config.timezone. Raises OpeningOverError.
    """
    case = _opened(session, token)
    found = messages.messages_of(session, case.id)
    # Not this moment but that of the last answer on the page: one that comes right now hasn't been read.
    case.read_at = max((each.written_at for each in found if each.staff_id), default=case.read_at)
    session.flush()
    return Conversation(
        code=case.code,
        topic=Topic(case.topic),
        is_danger=case.is_danger,
        is_closed=case.closed_at is not None,
        said=[Said(each.staff_id is None, messages.read(sealer, each), each.written_at) for each in found],
        deleted_on=(retention.last_written(case) + timedelta(days=days)).astimezone(zone).date(),
    )


def write_on(session: Session, sealer: Sealer, token: str, submission: uuid.UUID, text: str) -> None:
    """Write another message; a closed case is open again. The same form twice writes once.

    Raises OpeningOverError, the refusals of `clean_text`, AlreadySentError for the same form with another text, or CaseFullError.
    """
    case = _opened(session, token)
    text = helpline.clean_text(text)
    if messages.was_sent(session, sealer, case.id, submission, text):
        return
    _check_room(session, case.id)
    case.wrote_at, case.closed_at, case.is_aside = now(), None, False
    case.is_danger = case.is_danger or helpline.speaks_of_danger(text)
    messages.post(session, sealer, case.id, submission, text, case.wrote_at)


def _check_room(session: Session, case_id: uuid.UUID) -> None:
    """Raise CaseFullError where a case took as many messages of its worker within an hour as one may."""
    mine = (HelplineMessage.case_id == case_id, HelplineMessage.staff_id.is_(None))
    lately = HelplineMessage.written_at > now() - helpline.HOUR
    written = session.scalar(select(func.count()).select_from(HelplineMessage).where(*mine, lately)) or 0
    if written >= helpline.MOST_WRITTEN_IN_AN_HOUR:
        raise CaseFullError


def erase(session: Session, token: str) -> None:
    """Delete an open case with all that was written in it; the month's count stays. Raises OpeningOverError."""
    retention.forget(session, _opened(session, token))


def _opened(session: Session, token: str) -> HelplineCase:
    """Return the case that a page has opened, locked: what is done in it waits for what is being done."""
    statement = (
        select(HelplineCase)
        .join(HelplineOpening, HelplineOpening.case_id == HelplineCase.id)
        .where(HelplineOpening.token_hash == proof.token_hash(token), HelplineOpening.opened_at > _earliest())
        .with_for_update(of=HelplineCase)
    )
    case = session.scalar(statement, execution_options={"populate_existing": True})
    if case is None:
        raise OpeningOverError
    return case


def _earliest() -> datetime:
    return now() - timedelta(minutes=OPEN_MINUTES)
