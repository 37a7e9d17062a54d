"""Days are the workers': what a night shift does at two in the morning isn't dated yesterday."""

from datetime import UTC, datetime

import time_machine
from flask import Flask

from tests.cast import Phone
from tests.web.acts import complete, on_sqlite, words

pytestmark = on_sqlite

TWO_IN_THE_MORNING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def test_a_certificate_bears_the_day_of_the_place(app: Flask) -> None:
    with time_machine.travel(TWO_IN_THE_MORNING, tick=True):
        phone = Phone(app)
        code = complete(phone)
        assert "2026年11月25日" in words(phone.get(f"/verify/{code}"))
