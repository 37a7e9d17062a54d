"""Tables as a reader finds them: on a page, and in the workbook that goes with it."""

import io
from collections.abc import Sequence
from datetime import date

import html5lib
import openpyxl
from werkzeug.test import TestResponse

from mpt.i18n import catalogue


def on_page(response: TestResponse) -> dict[str, list[list[str]]]:
    """Return the tables of a page by their captions, each with its row of heads first and its total last."""
    page = html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False)
    return {
        _text(table.find("caption")): [[_text(cell) for cell in row] for row in table.iter("tr")]
        for table in page.iter("table")
    }


def keys_on(response: TestResponse) -> dict[str, str]:
    """Return the large figures of a page by their names."""
    page = html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False)
    groups = [group for group in page.iter("dl") if group.get("class") == "keys"]
    return {_text(each.find("dt")): _text(each.find("dd")) for group in groups for each in group.iter("div")}


def sheets_of(response: TestResponse) -> list[list[list[object]]]:
    """Return the tables of a workbook in order, without the notes below them."""
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    return [_rows(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def notes_of(response: TestResponse) -> list[str]:
    """Return what stands below the first table of a workbook."""
    sheet = openpyxl.load_workbook(io.BytesIO(response.data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    return [str(row[0]) for row in rows[len(_rows(rows)) :] if row[0]]


def agree(page: Sequence[Sequence[str]], sheet: Sequence[Sequence[object]], language: str) -> bool:
    """Say whether a table of a page holds just what a sheet does, to the digit."""
    return len(page) == len(sheet) and all(
        len(shown) == len(kept) and all(_same(*cells, language) for cells in zip(shown, kept, strict=True))
        for shown, kept in zip(page, sheet, strict=True)
    )


def _rows(rows: object) -> list[list[object]]:
    found: list[list[object]] = []
    for row in rows:  # type: ignore[attr-defined]
        if not any(cell is not None for cell in row):
            break
        found.append(list(row))
    return found


def _same(shown: str, kept: object, language: str) -> bool:
    if isinstance(kept, date):
        return shown == catalogue(language).day(kept)
    if isinstance(kept, (int, float)):
        return float(shown.replace(",", "").replace("−", "-")) == kept
    return shown == (kept or "")


def _text(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]
