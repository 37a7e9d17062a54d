"""Write tables as xlsx and csv: safe to open in Excel, and the same bytes for the same table."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from mpt.sheets.guard import guarded, looks_like_formula

Cell = str | int | float | date | None

_NARROWEST, _WIDEST = 8, 60
_LONGEST_TITLE = 31
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_XML = "\ufffe\uffff"
_BOLD = Font(bold=True)
# Nothing in a file says when it was made: two downloads of one table are the same file.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zones
_MADE_ZIP = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet to be written: a row of headings, the rows, and below them lines that explain what the figures mean."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


def write_xlsx(sheets: Sequence[SheetOut]) -> bytes:
    """Return an xlsx with these sheets, at least one: texts stay texts, numbers numbers and days days."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = ""
    book.properties.created = book.properties.modified = _MADE
    for sheet in sheets:
        _write_sheet(book.create_sheet(_title(sheet.title)), sheet)
    written = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(written, "w")).save()
    return _undated(written)


def write_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a csv that Excel opens in the right encoding; a text that it would compute is led by an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([guarded(_visible(head)) for head in heads])
    for row in rows:
        writer.writerow([guarded(_visible(cell)) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _write_sheet(page: Worksheet, sheet: SheetOut) -> None:
    page.freeze_panes = "A2"
    for place, column in enumerate(zip(sheet.heads, *sheet.rows, strict=True), 1):
        page.column_dimensions[get_column_letter(place)].width = _width(column)
    notes = ((), *((note,) for note in sheet.notes))
    for number, row in enumerate((sheet.heads, *sheet.rows, *notes), 1):
        for place, value in enumerate(row, 1):
            _write_cell(page, number, place, value)
    for cell in page[1]:
        cell.font = _BOLD


def _write_cell(page: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = page.cell(row, column)
    if isinstance(value, str):
        text = _visible(value)
        cell.value = _ESCAPE_LIKE.sub("_x005F_", text)
        cell.data_type = "s"  # openpyxl would make a formula of =1+1, and an error of #N/A
        cell.quotePrefix = looks_like_formula(text)  # so that it stays a text when somebody edits the cell
    else:
        cell.value = value
        cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "General"


def _visible(text: str) -> str:
    """Return a text on one line, without controls and what no file can hold."""
    spaced = re.sub(r"[\t\r\n]+", " ", text)
    return "".join(s for s in spaced if unicodedata.category(s) not in {"Cc", "Cs"} and s not in _NOT_IN_XML)


def _title(title: str) -> str:
    return _NOT_IN_TITLES.sub(" ", _visible(title))[:_LONGEST_TITLE].strip(" '") or "1"


def _width(column: Iterable[Cell]) -> int:
    """Return how wide a column is to be; a Chinese character takes the room of two letters."""
    longest = max(_room("" if cell is None else str(cell)) for cell in column)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _room(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:_WIDEST])


def _undated(written: io.BytesIO) -> bytes:
    """Return a zip file anew, packed, without the times at which its parts were written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as dated, zipfile.ZipFile(packed, "w") as undated:
        for name in dated.namelist():
            part = zipfile.ZipInfo(name, _MADE_ZIP)
            undated.writestr(part, dated.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
