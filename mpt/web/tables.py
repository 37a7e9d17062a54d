"""Tables that the screen and a file show alike: the same numbers from the same place, each written as its reader expects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mpt.sheets.writer import Cell, SheetOut
from mpt.web.charts import HIDDEN, thousands
from mpt.web.language import words


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name. The first cell of a row is the row's name; None is what isn't shown; `total` is the last row.

    A whole number is written 6,000, another with two decimals, a day in the language of the page.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None

    @property
    def numeric(self) -> list[int]:
        """The places of the columns that hold numbers, from 0."""
        return [place for place, column in enumerate(zip(*self.rows, strict=True)) if place and _are_numbers(column)]

    @property
    def on_screen(self) -> list[list[str]]:
        """The rows as a page writes them, without the total."""
        return [[written(cell) for cell in row] for row in self.rows]

    @property
    def total_on_screen(self) -> list[str] | None:
        """The total as a page writes it, or None."""
        return [written(cell) for cell in self.total] if self.total else None


def written(cell: Cell) -> str:
    """Return a cell as a page of this request's language writes it."""
    if cell is None:
        return HIDDEN
    if isinstance(cell, date):
        return words().day(cell)
    if isinstance(cell, int):
        return thousands(cell).replace("-", "−")
    return f"{cell:.2f}".replace("-", "−") if isinstance(cell, float) else cell


def sheets(tables: Sequence[Table], notes: Sequence[str]) -> list[SheetOut]:
    """Return tables as the sheets of a file, each with `notes` below that say what the figures mean."""
    return [SheetOut(table.title, table.heads, list(_rows(table)), notes) for table in tables]


def _rows(table: Table) -> Iterator[Sequence[Cell]]:
    for row in (*table.rows, *((table.total,) if table.total else ())):
        yield [HIDDEN if cell is None else cell for cell in row]


def _are_numbers(column: Sequence[Cell]) -> bool:
    return all(cell is None or isinstance(cell, int | float) for cell in column)
