"""From where cases begin, for as long as a flood is told by it: a keyed hash, another one each day, kept for a day.

Nobody without the key can work out an address from it, and nobody with the key after that day.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mpt.models import HelplineArrival
from mpt.models.base import now
from mpt.rules import helpline
from mpt.rules.helpline import Arrivals, Reception
from mpt.services.sealing import Sealer


def hash_of(sealer: Sealer, address: str) -> str:
    """Return what is kept of an address today, a day of UTC: 64 hexadecimal digits."""
    return sealer.digest(f"{now().date()} {helpline.source_of(address)}", "helpline arrival").hex()


def receive(session: Session, sealer: Sealer, address: str) -> Reception:
    """Say what becomes of a case that begins now at an address."""
    here = HelplineArrival.address_hash == hash_of(sealer, address)
    lately = HelplineArrival.came_at > now() - helpline.LATELY
    counted = (func.count().filter(here), func.count().filter(here, lately), func.count().filter(lately))
    statement = select(*counted).select_from(HelplineArrival)
    return helpline.receive(Arrivals(*session.execute(statement).one()))


def note(session: Session, sealer: Sealer, address: str) -> None:
    """Count a case that has begun; forget what is older than a day."""
    forget_old(session)
    session.add(HelplineArrival(address_hash=hash_of(sealer, address), came_at=_minute(now())))


def forget_old(session: Session) -> None:
    """Forget what is older than a day."""
    session.execute(delete(HelplineArrival).where(HelplineArrival.came_at <= now() - helpline.DAY))


def _minute(at: datetime) -> datetime:
    # Only the minute, so that at a busy time it doesn't tell which case came from there.
    return at - timedelta(seconds=at.second, microseconds=at.microsecond)
