"""One sheet of an xlsx, read cell by cell into a grid."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from openpyxl.utils import column_index_from_string

from mpt.sheets.formats import Format
from mpt.sheets.grid import LAST_ROW, MOST_COLUMNS, Block, Flaw, Grid, Value
from mpt.sheets.parts import walk
from mpt.sheets.strings import Pieces, unescaped
from mpt.sheets.table import Problem, faulty

_MOST_MERGED = 10_000
_YES = ("1", "true")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_OTHER_FILE = re.compile(r"\[[0-9]+\]")
_DAY_ZERO = date(1899, 12, 30)
_DAY_ZERO_1904 = date(1904, 1, 1)
_LAST_DAY = 2_900_000  # within the year 9839; further on, and before day 1, a number is no day


class Book(NamedTuple):
    """What the cells of all sheets of a file refer to."""

    strings: list[str]
    formats: list[Format]
    from_1904: bool


def read_worksheet(part: bytes, grid: Grid, book: Book) -> None:
    """Put the cells of a sheet into `grid`. Raises FaultySheetError."""
    walk(part, _Cells(grid, book))


def is_filled(part: bytes) -> bool:
    """Say whether any cell of a sheet holds something; a glance, for a sheet that isn't read."""
    return _FILLED.search(part) is not None


class _Cells:
    """Visits a sheet. A cell `<c>` has its value in `<v>` or `<is>`, and before it `<f>` where it is computed."""

    def __init__(self, grid: Grid, book: Book) -> None:
        self._grid = grid
        self._book = book
        self._row = self._column = 0
        self._is_hidden = False
        self._cell: Mapping[str, str] = {}
        self._formula: str | None = None
        self._in_formula = False
        self._pieces = Pieces()
        self._begin = {"row": self._begin_row, "c": self._begin_cell, "mergeCell": self._merge, "col": self._columns}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        begin = self._begin.get(name)
        if begin:
            begin(attributes)
            return
        self._pieces.start(name)
        if name == "f":
            self._formula, self._in_formula = "", True

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
            return
        self._pieces.end(name)
        self._in_formula = False

    def text(self, text: str) -> None:
        self._pieces.add(text)
        if self._in_formula:
            self._formula = f"{self._formula}{text}"[:100]

    def _begin_row(self, row: Mapping[str, str]) -> None:
        self._row = int(row.get("r", self._row + 1))
        if not 1 <= self._row <= LAST_ROW:
            raise ValueError(self._row)
        self._column = 0
        self._is_hidden = row.get("hidden") in _YES

    def _begin_cell(self, cell: Mapping[str, str]) -> None:
        self._cell = cell
        self._column = _place(cell["r"])[0] if "r" in cell else self._column + 1
        self._formula = None
        self._pieces.take()

    def _end_cell(self) -> None:
        written = self._pieces.take()
        if self._formula is None and not written:
            return
        value = self._value(written) if self._formula is None else _formula(self._formula)
        self._grid.put(self._row, self._column, value)
        if self._is_hidden:
            self._grid.hidden_rows.add(self._row)

    def _value(self, written: str) -> Value:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._book.strings[int(written)]
        if kind == "n":
            return self._number(written)
        if kind == "b":
            return written.strip() in _YES
        if kind == "e":
            return Flaw(Problem.ERROR_CELL, {"value": written})
        return unescaped(written)

    def _number(self, written: str) -> Value:
        if not _NUMBER.fullmatch(written.strip()):
            raise ValueError(written)
        number = float(written)
        style = int(self._cell.get("s", 0))
        look = self._book.formats[style] if self._book.formats else Format(is_day=False, digits=0)
        if look.is_day and 1 <= number < _LAST_DAY:
            zero = _DAY_ZERO_1904 if self._book.from_1904 else _DAY_ZERO
            return zero + timedelta(days=int(number))
        # An employee's number that Excel shows as 00123 is 123 in the file.
        is_padded = look.digits > 0 and number.is_integer() and 0 <= number < 10 ** (look.digits - 1)
        return f"{int(number):0{look.digits}}" if is_padded else number

    def _merge(self, merged: Mapping[str, str]) -> None:
        if len(self._grid.merged) == _MOST_MERGED:
            raise faulty(Problem.TOO_LARGE_INSIDE)
        first, _, last = merged["ref"].partition(":")
        self._grid.merged.append(Block(*_place(first), *_place(last or first)))

    def _columns(self, columns: Mapping[str, str]) -> None:
        if columns.get("hidden") in _YES:
            last = min(int(columns["max"]), MOST_COLUMNS)
            self._grid.hidden_columns.update(range(int(columns["min"]), last + 1))


def _formula(text: str) -> Flaw:
    problem = Problem.LINKED if _OTHER_FILE.search(text) else Problem.FORMULA
    return Flaw(problem, {"formula": f"={text}"})


def _place(reference: str) -> tuple[int, int]:
    """Return column and row of a cell's name, such as B12. Raises ValueError."""
    match = _PLACE.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    return column_index_from_string(match[1]), int(match[2])
