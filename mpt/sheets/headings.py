"""The first row that isn't empty: which column of the sheet is which of those that were asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from mpt.sheets.columns import Column, fold
from mpt.sheets.grid import Flaw, Grid, Value
from mpt.sheets.table import Fault, Problem, fault, faulty, shown


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading as the file has it, and the column that it means; none where nobody asked for it."""

    words: str
    column: Column | None


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of headings: its number, and what it says of each position."""

    row: int
    at: Mapping[int, Heading]
    faults: tuple[Fault, ...]

    @property
    def wanted(self) -> dict[int, tuple[Column, str]]:
        """The columns that were asked for and are there, by position, with the words of their heading."""
        return {place: (heading.column, heading.words) for place, heading in self.at.items() if heading.column}

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headings that nobody asked for."""
        return tuple(heading.words for heading in self.at.values() if not heading.column)


def read_headings(grid: Grid, columns: Sequence[Column]) -> Headings:
    """Return the row of headings, with what is wrong with it. Raises FaultySheetError where it has no known one."""
    row = min(grid.rows)
    by_title = {fold(title): column for column in columns for title in column.titles}
    at = {place: _heading(value, by_title) for place, value in sorted(grid.rows[row].items())}
    if not any(heading.column for heading in at.values()):
        raise faulty(Problem.NO_HEADINGS, row, wanted=", ".join(column.titles[0] for column in columns))
    faults = (*_flawed(row, grid.rows[row]), *_missing(row, at, columns), *_twice(row, at))
    return Headings(row, at, faults)


def _heading(value: Value, by_title: Mapping[str, Column]) -> Heading:
    words = shown(" ".join(value.split())) if isinstance(value, str) else ""
    return Heading(words, by_title.get(fold(words)))


def _flawed(row: int, cells: Mapping[int, Value]) -> Iterator[Fault]:
    for place, value in cells.items():
        if isinstance(value, Flaw):
            yield fault(value.problem, row, get_column_letter(place), **value.values)


def _missing(row: int, at: Mapping[int, Heading], columns: Sequence[Column]) -> Iterator[Fault]:
    there = {heading.column.key for heading in at.values() if heading.column}
    for column in columns:
        if column.required and column.key not in there:
            yield fault(Problem.MISSING_COLUMN, row, titles=" / ".join(column.titles))


def _twice(row: int, at: Mapping[int, Heading]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for place, heading in at.items():
        if not heading.column:
            continue
        letter = get_column_letter(place)
        if heading.column.key in first:
            yield fault(Problem.COLUMN_TWICE, row, heading.words, first=first[heading.column.key], second=letter)
        first.setdefault(heading.column.key, letter)
