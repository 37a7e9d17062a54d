"""What the office learns of the helpline: numbers of months that have ended, in full tens, and nothing else."""

import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from openpyxl import load_workbook

from mpt.models import HelplineCount
from mpt.services.audit import Act
from tests.cast import Phone
from tests.web.acts import in_each_language, on_sqlite, says, words, writing
from tests.web.helpline.acts import write
from tests.web.office_acts import factory, is_kept_out, log, outsiders
from tests.web.staff_acts import Desk, coordinator, office

COUNTS = "/office/helpline"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It's the last day of November."""
    with time_machine.travel("2026-11-30T04:00:00Z"):
        yield


def counted(app: Flask, *cells: tuple[date, str, int]) -> None:
    """Let cases have been counted."""
    with writing(app) as session:
        session.add_all(HelplineCount(month=month, topic=topic, cases=cases) for month, topic, cases in cells)


@in_each_language
def test_full_tens_by_month_and_topic(app: Flask, language: str) -> None:
    september, october = date(2026, 9, 1), date(2026, 10, 1)
    counted(app, (september, "pay", 39), (september, "child", 9), (october, "pay", 14), (october, "family", 20))
    lin = office(app)
    lin.language = language
    page = lin.get(COUNTS)
    rows = {row[0]: row[1:] for row in table(page.get_data(as_text=True))}
    assert rows["2026-10"] == ["30", "10", *["—"] * 6, "20", "—", "—"]
    assert rows["2026-09"] == ["30", "30", *["—"] * 9]
    assert rows[{"zh": "合计", "en": "Sum"}[language]] == ["60", "40", *["—"] * 6, "20", "—", "—"]
    assert says(page, language, "The month in which the case began. Months are shown once they have ended.")


def table(html: str) -> list[list[str]]:
    """Return the rows of a page's one table."""
    import re  # noqa: PLC0415

    rows = re.findall(r"(?s)<tr>(.*?)</tr>", html.partition("<tbody>")[2])
    return [[re.sub("<[^>]*>", "", cell).strip() for cell in re.findall(r"(?s)<t[hd].*?</t[hd]>", row)] for row in rows]


@in_each_language
def test_this_month_and_small_numbers_are_nowhere(app: Flask, qiu: Desk, phone: Phone, language: str) -> None:
    lin = office(app)
    lin.language = language
    empty = lin.get(COUNTS)
    assert says(empty, language, "No month that has ended has a number yet that may be shown.")
    counted(app, (date(2026, 11, 1), "pay", 500), (date(2026, 10, 1), "pay", 9))
    write(phone)
    assert lin.get(COUNTS).get_data(as_text=True) == empty.get_data(as_text=True)


@in_each_language
def test_the_file_has_the_same_numbers_and_says_what_they_mean(app: Flask, language: str) -> None:
    counted(app, (date(2026, 10, 1), "feelings", 25))
    lin = office(app)
    lin.language = language
    answer = lin.get(f"{COUNTS}.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[1][:3] == ["2026-10", 20, "—"]
    assert any("10" in str(row[0]) for row in rows[3:])
    assert log(app)[0] == (Act.TOOK_FIGURES, "helpline-2026-11-30", None)


@on_sqlite
def test_the_way_there_stands_among_the_offices(app: Flask) -> None:
    page = office(app).get(COUNTS)
    assert 'href="/zh/office/helpline" aria-current="true"' in page.get_data(as_text=True)
    assert "/zh/helpline" not in page.get_data(as_text=True)
    assert "个案" in words(page)


@on_sqlite
def test_nobody_else_comes_in(app: Flask, qiu: Desk, phone: Phone) -> None:
    for other in (qiu, phone, coordinator(app, factory(app)), *outsiders(app)):
        for route in (COUNTS, f"{COUNTS}.xlsx"):
            assert is_kept_out(app, other, "GET", route), route
