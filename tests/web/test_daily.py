"""What takes long to count is counted once, whoever asks, and never without end."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from flask import Flask

from mpt.web import daily
from mpt.web.daily import Kept
from tests.web.acts import on_sqlite


def test_it_is_counted_once_for_a_key_also_where_several_ask_at_once() -> None:
    kept, counts, gate = Kept(), [], Barrier(4)

    def count() -> int:
        counts.append(1)
        return 7

    def ask(_number: int) -> int:
        gate.wait(timeout=30)
        return kept.get("monday", count)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [7] * 4
    assert len(counts) == 1


def test_the_oldest_goes_once_there_are_forty() -> None:
    kept = Kept()
    for day in range(41):
        assert kept.get(day, lambda day=day: day) == day
    assert kept.get(40, lambda: -1) == 40
    assert kept.get(1, lambda: -1) == 1
    assert kept.get(0, lambda: -1) == -1


def test_what_could_not_be_counted_is_counted_again() -> None:
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get("monday", lambda: 1 // 0)
    assert kept.get("monday", lambda: 1) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("moment", "yesterday", "month_end"),
    [
        ("2026-11-30T15:59:59Z", "2026-11-29", "2026-10-31"),
        ("2026-11-30T16:00:00Z", "2026-11-30", "2026-11-30"),
        ("2026-12-31T16:00:00Z", "2026-12-31", "2026-12-31"),
        ("2027-01-31T15:00:00Z", "2027-01-30", "2026-12-31"),
    ],
)
def test_days_and_months_end_where_the_workers_are(app: Flask, moment: str, yesterday: str, month_end: str) -> None:
    with time_machine.travel(moment, tick=False), app.test_request_context("/zh/"):
        assert (str(daily.yesterday()), str(daily.last_month_end())) == (yesterday, month_end)
        assert daily.zone().key == "Asia/Shanghai"
