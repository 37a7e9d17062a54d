"""Failed tries to sign in, of learners and staff alike: counted, and swept when they no longer matter."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from mpt.models import SignInFailure
from mpt.models.base import now
from mpt.rules import names, throttle


class TooManyTriesError(names.RefusedError):
    """This account must rest before the next try; nothing was tried."""


def check(session: Session, key: str, address: str) -> None:
    """Raise TooManyTriesError where an account must rest. `key` names the account, `address` where the try comes from."""
    if not throttle.may_try(_failures(session, key, address[:64])):
        raise TooManyTriesError


def count_failure(session: Session, key: str, address: str) -> None:
    """Count a failed try."""
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at < now() - throttle.DAY))
    session.add(SignInFailure(name_key=key, address=address[:64]))
    session.flush()


def forgive(session: Session, key: str) -> None:
    """Forget an account's failures: it was its owner who came in."""
    session.execute(delete(SignInFailure).where(SignInFailure.name_key == key))


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
