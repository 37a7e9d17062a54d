"""Failed tries to sign in: what is kept of them, and for how long. What they come to: test_accounts, test_staffdoor."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import SignInFailure
from mpt.rules import throttle
from mpt.services import throttling

MORNING = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)


def test_an_address_longer_than_any_is_counted_by_its_beginning(session: Session) -> None:
    throttling.count_failure(session, "somebody", "1" * 80)
    assert session.scalars(select(SignInFailure.address)).one() == "1" * 64
    throttling.check(session, "somebody", "1" * 80)


def test_failures_are_swept_by_the_first_one_a_day_later_whosever_they_are(session: Session) -> None:
    with time_machine.travel(MORNING, tick=False):
        throttling.count_failure(session, "staff lin@office.example", "192.0.2.1")
    with time_machine.travel(MORNING + throttle.DAY + timedelta(seconds=1), tick=False):
        throttling.count_failure(session, "阿芳", "10.0.0.1")
    assert session.scalars(select(SignInFailure.name_key)).all() == ["阿芳"]
