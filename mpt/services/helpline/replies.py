"""Words that counsellors need again and again, in both languages."""

import uuid

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mpt.models import SavedReply
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules.helpline import clean_text
from mpt.rules.names import clean_name


class UnknownReplyError(Exception):
    """There is no such saved reply."""


def everyone(session: Session) -> list[SavedReply]:
    """Return all saved replies, by their English name."""
    return list(session.scalars(select(SavedReply).order_by(SavedReply.name_en, SavedReply.id)))


def find(session: Session, reply_id: uuid.UUID) -> SavedReply:
    """Return a saved reply. Raises UnknownReplyError."""
    found = session.get(SavedReply, reply_id)
    if found is None:
        raise UnknownReplyError(str(reply_id))
    return found


def save(session: Session, reply_id: uuid.UUID, name_zh: str, name_en: str, text_zh: str, text_en: str) -> SavedReply:
    """Save a reply: a new one under the form's submission, or a changed one under its id. What was written last stands.

    Raises the refusals of `mpt.rules.names.clean_name` and `mpt.rules.helpline.clean_text`.
    """
    values = {
        "name_zh": clean_name(name_zh),
        "name_en": clean_name(name_en),
        "text_zh": clean_text(text_zh),
        "text_en": clean_text(text_en),
        "changed_at": now(),
    }
    insert_once(session, SavedReply, id=reply_id, **values)
    found = session.get_one(SavedReply, reply_id, populate_existing=True)
    for column, value in values.items():
        setattr(found, column, value)
    session.flush()
    return found


def remove(session: Session, reply_id: uuid.UUID) -> None:
    """Remove a saved reply; one that is gone already is no fault."""
    session.execute(delete(SavedReply).where(SavedReply.id == reply_id))
