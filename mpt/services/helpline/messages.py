"""What is written in a case, sealed."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import HelplineMessage
from mpt.rules import names
from mpt.services.sealing import Sealer, UnsealableError


class AlreadySentError(names.RefusedError):
    """This form was sent before, with another text or too long ago. What came first is kept, this isn't.

    The page keeps what was typed, and gives the form a new submission. For a form that begins a case: no passphrase is given
    any more.
    """


class ArrivedError(AlreadySentError):
    """What this form says arrived before, and isn't shown again: it may be somebody else who has the phone now."""


def new_id(sealer: Sealer, whose: str, submission: uuid.UUID) -> uuid.UUID:
    """Return the id of the row that a form makes, the same for the same submission.

    Not the submission itself: ids stand on counsellors' pages, and whoever has the submission of a worker's first form is shown
    the passphrase again.
    """
    return uuid.UUID(bytes=sealer.digest(f"{whose} {submission}", "helpline row")[:16], version=4)


def post(
    session: Session,
    sealer: Sealer,
    case_id: uuid.UUID,
    submission: uuid.UUID,
    text: str,
    at: datetime,
    staff_id: uuid.UUID | None = None,
) -> None:
    """Keep a message of a case that is locked, or new. It wasn't sent before: ask `was_sent`."""
    row_id = new_id(sealer, str(case_id), submission)
    sealed = sealer.seal(text, _place(case_id, row_id))
    session.add(HelplineMessage(id=row_id, case_id=case_id, staff_id=staff_id, sealed=sealed, written_at=at))
    session.flush()


def has_arrived(session: Session, sealer: Sealer, case_id: uuid.UUID, submission: uuid.UUID) -> bool:
    """Say whether a form has arrived in a case before, with whatever text."""
    return session.get(HelplineMessage, new_id(sealer, str(case_id), submission)) is not None


def was_sent(session: Session, sealer: Sealer, case_id: uuid.UUID, submission: uuid.UUID, text: str) -> bool:
    """Say whether a form has arrived in a case before with this text. Raises AlreadySentError where it had another."""
    found = session.get(HelplineMessage, new_id(sealer, str(case_id), submission))
    if found is None:
        return False
    if read(sealer, found) != text:
        raise AlreadySentError
    return True


def read(sealer: Sealer, message: HelplineMessage) -> str | None:
    """Return what a message says; None where it's damaged: one that can't be read mustn't take the others along."""
    try:
        return sealer.unseal(message.sealed, _place(message.case_id, message.id))
    except UnsealableError:
        return None


def messages_of(session: Session, case_id: uuid.UUID) -> list[HelplineMessage]:
    """Return the messages of a case, oldest first."""
    order = (HelplineMessage.written_at, HelplineMessage.id)
    return list(session.scalars(select(HelplineMessage).where(HelplineMessage.case_id == case_id).order_by(*order)))


def last_id(session: Session, case_id: uuid.UUID) -> uuid.UUID | None:
    """Return the id of the last message of a case."""
    order = (HelplineMessage.written_at.desc(), HelplineMessage.id.desc())
    return session.scalar(
        select(HelplineMessage.id).where(HelplineMessage.case_id == case_id).order_by(*order).limit(1)
    )


def _place(case_id: uuid.UUID, row_id: uuid.UUID) -> str:
    # The case too: a row that is put into another case isn't read there.
    return f"helpline_message/{case_id}/{row_id}"
