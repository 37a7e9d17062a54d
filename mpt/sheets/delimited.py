"""A csv, as Excel, WPS and personnel systems save it: in several encodings, with several separators."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from mpt.sheets.columns import Column, fold
from mpt.sheets.grid import LAST_ROW, LONGEST_CELL, Flaw, Grid, Value
from mpt.sheets.guard import unguarded
from mpt.sheets.table import FaultySheetError, Problem, faulty

LONGEST_LINE = 100_000
SEPARATORS = ",;\t"

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class _LongLineError(Exception):
    """A line is longer than that of any table."""


def read_csv(data: bytes, columns: Sequence[Column], most_rows: int) -> Grid:
    """Return a csv's cells; its separator is the one that finds the most known headings. Raises FaultySheetError."""
    text = _decoded(data)
    grid = Grid(most_rows)
    for row, cells in enumerate(_records(text, _separator(text, columns)), 1):
        for column, cell in enumerate(cells, 1):
            if cell:
                grid.put(row, column, _value(cell))
    if not grid.rows:
        raise faulty(Problem.EMPTY_FILE)
    return grid


def _decoded(data: bytes) -> str:
    """Return a file's text. Raises FaultySheetError where it isn't text, or is a web page."""
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise faulty(Problem.ENCODING) from error
    if "\0" in text or "\N{REPLACEMENT CHARACTER}" in text:
        raise faulty(Problem.ENCODING)
    if text.lstrip().startswith("<"):
        raise faulty(Problem.WEB_PAGE)
    return text


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    text = data.decode("utf-8", "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    # Chinese in UTF-8 with one bad byte can be read as GB 18030 too, and is nonsense then. Where most is good UTF-8, it's that.
    return "gb18030" if damaged * 2 > beyond_ascii else "utf-8"


def _separator(text: str, columns: Sequence[Column]) -> str:
    known = {fold(title) for column in columns for title in column.titles}
    return max(SEPARATORS, key=lambda separator: len(known & _first_row(text, separator)))


def _first_row(text: str, separator: str) -> set[str]:
    try:
        return next(
            (found for cells in _records(text, separator) if (found := {fold(cell) for cell in cells} - {""})), set()
        )
    except FaultySheetError:
        return set()  # with this separator; should all be alike, it's found again when the rows are read


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """Yield each row's cells. Raises FaultySheetError, which says in which row a quotation mark isn't closed."""
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader, None)
        except _LongLineError as error:
            raise faulty(Problem.HUGE_CELL, row, most=f"{LONGEST_CELL:,}") from error
        except csv.Error as error:
            raise faulty(Problem.QUOTE, row) from error
        if cells is None:
            return
        if row > LAST_ROW:
            raise faulty(Problem.TOO_MANY_ROWS, most=f"{LAST_ROW:,}")
        yield cells


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise _LongLineError
        yield line


def _value(cell: str) -> Value:
    if cell.startswith("="):
        return Flaw(Problem.FORMULA, {"formula": cell})
    return unguarded(cell)
