"""What isn't kept any longer: cases whose time is over, cases that their writer erased, traces of addresses."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mpt.models import ErasedLearner, HelplineCase, HelplineEvent, HelplineMessage, HelplineOpening, SignInFailure
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import helpline
from mpt.services import accounts, throttling
from mpt.services.helpline import arrivals

TABLES = (HelplineMessage, HelplineEvent, HelplineOpening, HelplineCase)
"""Where a case has rows."""


def sweep(session: Session, days: int) -> int:
    """Delete the cases in which nobody has written for `days` days; return how many.

    Also what is older than a day of addresses, failed tries and open pages.
    """
    arrivals.forget_old(session)
    session.execute(delete(HelplineOpening).where(HelplineOpening.opened_at <= now() - helpline.DAY))
    tried = (SignInFailure.name_key.startswith(throttle_key("")), SignInFailure.failed_at <= now() - helpline.DAY)
    session.execute(delete(SignInFailure).where(*tried))
    answered = func.coalesce(HelplineCase.answered_at, HelplineCase.wrote_at)
    earliest = now() - timedelta(days=days)
    # Locked, so that nobody writes in one meanwhile.
    over = select(HelplineCase).where(HelplineCase.wrote_at < earliest, answered < earliest).with_for_update()
    cases = list(session.scalars(over, execution_options={"populate_existing": True}))
    for case in cases:
        forget(session, case)
    return len(cases)


def forget(session: Session, case: HelplineCase) -> None:
    """Delete a case that is locked, and every row about it. What the month counted stays.

    So does a hash of its id, which was made by chance: else the form that began it, sent again, would begin it anew.
    """
    for table in (HelplineMessage, HelplineEvent, HelplineOpening):
        session.execute(delete(table).where(table.case_id == case.id))
    throttling.forgive(session, throttle_key(case.code))
    insert_once(session, ErasedLearner, id_hash=accounts.id_hash(case.id))
    session.delete(case)
    session.flush()


def last_written(case: HelplineCase) -> datetime:
    """Return when somebody wrote in a case last."""
    return max(case.wrote_at, case.answered_at or case.wrote_at)


def throttle_key(code: str) -> str:
    """Return under what failed tries to open a case are counted. No learner's key has a space in it, and no staff's begins so."""
    return f"case {code}"
