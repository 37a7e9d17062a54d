"""What the office has switched on for this installation."""

from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from mpt.models import Switch
from mpt.models.base import now
from mpt.models.once import insert_once


class Switchable(StrEnum):
    """What can be switched on."""

    PUBLIC_IMPACT = "public-impact"
    """The page on which everybody sees what the programme has reached."""


def is_on(session: Session, what: Switchable) -> bool:
    """Say whether something is switched on. Nothing is until the office does it."""
    return session.get(Switch, str(what)) is not None


def turn(session: Session, what: Switchable, *, on: bool) -> bool:
    """Switch something on or off, and say whether that changed anything."""
    if on:
        return insert_once(session, Switch, name=str(what), on_since=now())
    gone = session.execute(delete(Switch).where(Switch.name == str(what)).returning(Switch.name))
    return gone.first() is not None
