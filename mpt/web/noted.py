"""The log's lines of whoever is signed in here."""

import uuid

from mpt.models.factory import Named
from mpt.services import audit
from mpt.services.audit import Act
from mpt.web import staff
from mpt.web.transaction import db


def note(act: Act, detail: str = "", factory_id: uuid.UUID | None = None) -> None:
    """Write into the log what the colleague who is signed in here looked at or changed."""
    audit.note(db(), staff.colleague().staff.id, act, detail, factory_id)


def both(thing: Named) -> str:
    """Return both names of a thing, as the log has them: it's read in either language."""
    return f"{thing.name_zh} / {thing.name_en}"
