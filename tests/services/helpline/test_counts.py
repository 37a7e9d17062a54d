"""What may be shown of how many wrote to the helpline."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import HelplineCount
from mpt.rules.helpline import Topic
from mpt.services.helpline import counts
from tests.services.helpline.acts import ZONE, begin

TODAY = date(2026, 11, 30)


def fill(session: Session, month: date, **topics: int) -> None:
    session.add_all(HelplineCount(month=month, topic=topic, cases=cases) for topic, cases in topics.items())
    session.flush()


def shown(month: counts.Month) -> dict[str, int]:
    return {str(topic): cases for topic, cases in month.topics.items() if cases is not None}


def test_a_case_is_counted_in_the_month_that_it_is_where_we_are(session: Session) -> None:
    for at in (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC)):
        with time_machine.travel(at, tick=False):
            begin(session, topic=Topic.PREGNANCY, zone=ZONE)
    rows = {(row.month, row.topic): row.cases for row in session.scalars(select(HelplineCount))}
    assert rows == {(date(2026, 11, 1), "pregnancy"): 1, (date(2026, 12, 1), "pregnancy"): 1}


@pytest.mark.parametrize(("cases", "number"), [(0, None), (9, None), (10, 10), (19, 10), (20, 20), (105, 100)])
def test_numbers_are_full_tens_and_none_under_ten(session: Session, cases: int, number: int | None) -> None:
    fill(session, date(2026, 9, 1), hours=10)
    fill(session, date(2026, 10, 1), pay=cases)
    assert counts.by_month(session, TODAY).months[0].topics[Topic.PAY] == number


def test_sums_are_sums_of_what_is_shown(session: Session) -> None:
    fill(session, date(2026, 9, 1), pay=25, hours=9, child=11)
    fill(session, date(2026, 10, 1), pay=19, hours=9, family=5)
    found = counts.by_month(session, TODAY)
    assert [(month.first, shown(month), month.total) for month in found.months] == [
        (date(2026, 10, 1), {"pay": 10}, 10),
        (date(2026, 9, 1), {"pay": 20, "child": 10}, 30),
    ]
    assert {topic: cases for topic, cases in found.topics.items() if cases} == {Topic.PAY: 30, Topic.CHILD: 10}
    assert found.topics[Topic.HOURS] is None
    assert found.total == 40
    assert set(found.topics) == set(Topic)


def test_the_month_that_is_not_over_is_not_shown(session: Session) -> None:
    fill(session, date(2026, 11, 1), pay=50)
    assert counts.by_month(session, TODAY) == counts.Counted([], dict.fromkeys(Topic), None)
    assert counts.by_month(session, date(2026, 12, 1)).total == 50


def test_a_month_of_nobodys_is_as_one_of_few(session: Session) -> None:
    fill(session, date(2026, 5, 1), pay=3)
    fill(session, date(2026, 7, 1), pay=10)
    fill(session, date(2026, 9, 1), pay=9)
    months = counts.by_month(session, TODAY).months
    assert [month.first.month for month in months] == [10, 9, 8, 7], "and none before the first that's shown"
    assert [month.total for month in months] == [None, None, None, 10]
