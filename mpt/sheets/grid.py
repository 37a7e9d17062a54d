"""What stands in a sheet, cell by cell, before anyone asks what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from mpt.sheets.table import Problem, faulty

MOST_COLUMNS = 100
LONGEST_CELL = 10_000
LAST_ROW = 1_048_576
"""Excel has no more rows than this."""


class Flaw(NamedTuple):
    """A cell that holds no value that could be taken, and why."""

    problem: Problem
    values: Mapping[str, str] = {}


Value = str | float | bool | date | Flaw
"""A cell that isn't empty. A number is a float, as in Excel."""


class Block(NamedTuple):
    """Cells that were merged into one: the first and last column and row."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class Grid:
    """The cells of a sheet that aren't empty, by row and column, both from 1; and what Excel does with them."""

    most_rows: int
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    merged: list[Block] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    other_sheets: tuple[str, ...] = ()

    def put(self, row: int, column: int, value: Value) -> None:
        """Take the value of a cell. Raises FaultySheetError where there are too many rows or columns."""
        if isinstance(value, str) and (not value or value.isspace()):
            return
        if column > MOST_COLUMNS:
            raise faulty(Problem.TOO_MANY_COLUMNS, row, get_column_letter(column), most=str(MOST_COLUMNS))
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            value = Flaw(Problem.HUGE_CELL, {"most": f"{LONGEST_CELL:,}"})
        self.rows.setdefault(row, {})[column] = value
        # The row of headings doesn't count.
        if len(self.rows) > self.most_rows + 1:
            raise faulty(Problem.TOO_MANY_ROWS, most=f"{self.most_rows:,}")
