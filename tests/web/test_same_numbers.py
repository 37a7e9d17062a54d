"""A factory's figures, worked out by hand, on the screen, in the workbook, in the text file and on paper: all the same.

The factory: 装配部 with A1线 and A2线, and 包装部 without lines. Who joined, began and finished the small course:

| joined at | joined 1 Sep | began 2 Sep | finished 20 Sep | joined 2 Nov | began 3 Nov | finished 25 Nov |
|---|---|---|---|---|---|---|
| A1线 | 35 | 30 | 12 | 10 | 8 | 7 |
| A2线 | 14 | 14 | 9 | - | - | - |
| 包装部 | 61 | 50 | 41 | - | - | - |
| the factory alone | 5 | 5 | 5 | - | - | - |

By hand, as of 29 November. At each place whole pairs count, and never all who joined. In brackets what that may be at the
most for who sees its tens alone: 8 more, but no more than its pairs can come to.

| | joined | began | finished |
|---|---|---|---|
| A1线 | 45: 40 | 38: 30 (38) | 19, so 18: 10 (18) |
| A2线 | 14: 10 | 14, so 12: 10 (12), shown as 0: ten less than the joined | 9, so 8: 0 (8) |
| 装配部 | 59: 50 | 38 + 12 = 50; held back to 38 + 12 - 8 = 42: 40 (48) | 26; held back to 18 + 8 - 8 = 18: 10 (18) |
| 包装部 | 61: 60 | 50: 50 (58) | 41, so 40: 40 (48) |
| the factory alone | 5: 0 | 5, so 4: 0 (4) | 4: 0 (4) |
| 青石电子厂 | 125: 120 | 104; held back to 48 + 58 + 4 - 8 = 102: 100 | 70; held back to 18 + 48 + 4 - 8 = 62: 60 |

A month before, on 29 October, A1线 had joined 35, began 30, finished 12.
"""

import csv
import io
import re
import uuid
from dataclasses import dataclass
from datetime import date

import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from mpt.i18n import catalogue
from mpt.services import factories, parts
from mpt.services.factories import Place
from mpt.services.publishing import current_releases, read_edition
from mpt.web.factory.tables import DEFINITIONS
from tests.crowd import Did, crowd
from tests.sample import SAMPLE
from tests.web.acts import in_each_language, on_sqlite, words, writing
from tests.web.staff_acts import Desk, coordinator

pytestmark = pytest.mark.usefixtures("monday")

SEPTEMBER, LATER = date(2026, 9, 1), date(2026, 11, 2)


@dataclass(frozen=True)
class House:
    """The factory, by its places' ids."""

    factory: uuid.UUID
    assembly: uuid.UUID
    a1: uuid.UUID
    packing: uuid.UUID


@pytest.fixture
def house(app: Flask) -> House:
    """The factory of the table above."""
    with writing(app) as session:
        edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
        assembly = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People(120, 70))
        packing = parts.add_department(session, factory.id, "包装部", "Packing", parts.People(90, None))
        a1, a2 = (parts.add_line(session, Place(factory, assembly), f"A{n}线", f"Line A{n}") for n in (1, 2))
        for place, joined, began, finished in (
            (Place(factory, assembly, a1), 35, 30, 12),
            (Place(factory, assembly, a2), 14, 14, 9),
            (Place(factory, packing), 61, 50, 41),
            (Place(factory), 5, 5, 5),
        ):
            did = {"began": Did(began, date(2026, 9, 2)), "finished": Did(finished, date(2026, 9, 20))}
            crowd(session, place, joined, SEPTEMBER, edition, **did)
        did = {"began": Did(8, date(2026, 11, 3)), "finished": Did(7, date(2026, 11, 25))}
        crowd(session, Place(factory, assembly, a1), 10, LATER, edition, **did)
        return House(factory.id, assembly.id, a1.id, packing.id)


def tables_on_screen(html: str) -> list[list[list[str]]]:
    """Return the tables of a page, each a list of rows of cells, heads first."""
    found = []
    for table in re.findall(r"(?s)<table.*?</table>", html):
        rows = re.findall(r"(?s)<tr>(.*?)</tr>", table)
        cells = [re.findall(r"(?s)<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
        found.append([[re.sub(r"<[^>]*>", "", cell).strip() for cell in row] for row in cells])
    return found


def figures_file(response: TestResponse) -> bytes:
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    return response.data


def tables_in_workbook(data: bytes) -> list[list[list[str]]]:
    """Return the tables of a workbook's sheets, without the notes below them."""
    book, found = openpyxl.load_workbook(io.BytesIO(data)), []
    for sheet in book:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        end = next(place for place, row in enumerate(rows) if not any(row))
        found.append(rows[:end])
    return found


def tables_in_text(data: bytes) -> list[list[list[str]]]:
    """Return the tables of a text file: each below a line with its title, a line that is empty before it."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    blocks: list[list[list[str]]] = [[]]
    for row in rows[2:]:
        if any(row):
            blocks[-1].append(row)
        else:
            blocks.append([])
    return [block[1:] for block in blocks[1:-1]]


PLACES = (
    "",
    "?place={house.assembly}",
    "?place={house.a1}",
    "?place={house.packing}&day=2026-10-15",
    "?day=2026-09-21",
)


def desk_of(app: Flask, house: House, language: str) -> Desk:
    desk = coordinator(app, house.factory)
    desk.language = language
    return desk


def rows_of(desk: Desk, house: House, title: str, query: str = "") -> list[list[str]]:
    """Return the rows of the table on the factory's page whose first head is `title`."""
    page = desk.get(f"/factory/{house.factory}{query}").get_data(as_text=True)
    return next(table[1:] for table in tables_on_screen(page) if table[0][0] == title)


@on_sqlite
def test_the_whole_factory_as_of_the_last_day_that_ended(app: Flask, house: House) -> None:
    desk = desk_of(app, house, "en")
    assert rows_of(desk, house, "Figure") == [
        ["Joined", "120", "110", "10"],
        ["Began", "100", "90", "10"],
        ["Finished", "60", "60", "0"],
        ["Left", "—", "—", "—"],
        ["Rate", "46%", "50%", "—"],
    ]
    assert rows_of(desk, house, "Department") == [
        ["Packing", "90", "—", "60", "—", "50", "40", "57%"],
        ["Assembly", "120", "70", "50", "—", "40", "10", "16%"],
    ]
    assert rows_of(desk, house, "Up to module") == [["Listening", "60"], ["Hard days", "60"]]
    assert rows_of(desk, house, "Course") == [["A small course", "120", "100", "60", "46%", ""]]


@on_sqlite
def test_a_department_by_its_lines(app: Flask, house: House) -> None:
    desk = desk_of(app, house, "en")
    query = f"?place={house.assembly}"
    assert rows_of(desk, house, "Figure", query)[:3] == [
        ["Joined", "50", "40", "10"],
        ["Began", "40", "30", "10"],
        ["Finished", "10", "10", "0"],
    ]
    assert rows_of(desk, house, "Line", query) == [
        ["Line A1", "40", "—", "30", "10", "20%"],
        ["Line A2", "10", "—", "—", "—", "—"],
    ]


@on_sqlite
def test_week_after_week(app: Flask, house: House) -> None:
    weeks = rows_of(desk_of(app, house, "en"), house, "End of the week")
    assert len(weeks) == 13
    assert weeks[0] == ["2026-09-06", "110", "90", "—"]
    assert weeks[2:9] == [[day, "110", "90", "60"] for day in (
        "2026-09-20", "2026-09-27", "2026-10-04", "2026-10-11", "2026-10-18", "2026-10-25", "2026-11-01",
    )]  # fmt: skip
    assert weeks[-1] == ["2026-11-29", "120", "100", "60"]


@in_each_language
def test_workbook_and_text_file_are_the_screen_to_the_digit(app: Flask, house: House, language: str) -> None:
    desk = desk_of(app, house, language)
    for place in PLACES:
        query = place.format(house=house)
        on_screen = tables_on_screen(desk.get(f"/factory/{house.factory}{query}").get_data(as_text=True))
        assert len(on_screen) >= 4
        for read, ending in ((tables_in_workbook, "xlsx"), (tables_in_text, "csv")):
            file = read(figures_file(desk.get(f"/factory/{house.factory}/figures.{ending}{query}")))
            assert sorted(file) == sorted(on_screen)


@in_each_language
def test_on_paper_stands_what_is_on_the_screen(app: Flask, house: House, language: str) -> None:
    desk = desk_of(app, house, language)
    for place in PLACES:
        query = place.format(house=house)
        on_screen = tables_on_screen(desk.get(f"/factory/{house.factory}{query}").get_data(as_text=True))
        pdf = PdfReader(io.BytesIO(figures_file(desk.get(f"/factory/{house.factory}/evidence.pdf{query}"))))
        text = squeezed(" ".join(page.extract_text() for page in pdf.pages))
        for table in on_screen:
            for row in table:
                assert squeezed("".join(row)) in text


def squeezed(text: str) -> str:
    """Return a text without its spaces: a typesetter has its own."""
    return "".join(text.split())


@in_each_language
def test_each_file_says_what_its_figures_mean_and_as_of_when(app: Flask, house: House, language: str) -> None:
    desk = desk_of(app, house, language)
    meanings = [catalogue(language).gettext(meaning) for _word, meaning in DEFINITIONS]
    page = words(desk.get(f"/factory/{house.factory}"))
    text = figures_file(desk.get(f"/factory/{house.factory}/figures.csv")).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(figures_file(desk.get(f"/factory/{house.factory}/figures.xlsx"))))
    cells = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert all(meaning in said for meaning in meanings for said in (page, text, cells))
    assert all("2026-11-29" in said for said in (page, text, cells))
