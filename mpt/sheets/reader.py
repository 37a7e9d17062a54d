"""Read an uploaded sheet: find out what it is, then hold each cell against what its column may hold."""

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter

from mpt.sheets.columns import Column, fold
from mpt.sheets.delimited import read_csv
from mpt.sheets.grid import Flaw, Grid, Value
from mpt.sheets.headings import Headings, read_headings
from mpt.sheets.table import Fault, FaultySheetError, Problem, Row, Table, fault, faulty
from mpt.sheets.values import plain
from mpt.sheets.workbook import read_workbook

LARGEST_MB = 10

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WITH_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_WITH_MACROS = (".xlsm", ".xltm", ".xlam")


def read_sheet(data: bytes, filename: str, columns: Sequence[Column], most_rows: int) -> Table:
    """Return what an xlsx or csv holds in the columns that were asked for. Raises FaultySheetError with all its faults.

    The file is known by what is in it, not by its name; a name alone can only say that it has macros.
    """
    _refuse_others(data, filename)
    grid = read_workbook(data, most_rows) if data.startswith(_ZIP) else read_csv(data, columns, most_rows)
    headings = read_headings(grid, columns)
    faults = [*headings.faults, *_out_of_sight(grid, headings), *_unnamed(grid, headings)]
    rows = [_Row(number, headings, grid.rows[number]) for number in sorted(grid.rows) if number > headings.row]
    if not rows:
        faults.append(fault(Problem.NO_ROWS))
    for row in rows:
        faults.extend(row.faults)
    faults.extend(_twice(rows, headings))
    if faults:
        sound = [row for row in rows if not row.faults]
        raise FaultySheetError(faults, None if headings.faults else _table(grid, headings, columns, sound))
    return _table(grid, headings, columns, rows)


class _Row:
    """One row, held against its columns."""

    def __init__(self, number: int, headings: Headings, cells: Mapping[int, Value]) -> None:
        self.number = number
        self.cells: dict[str, str] = {}
        self.faults: list[Fault] = []
        for place, (column, words) in headings.wanted.items():
            found = plain(cells.get(place), column)
            if isinstance(found, Flaw):
                self.faults.append(fault(found.problem, number, words, **found.values))
            else:
                self.cells[column.key] = found


def _refuse_others(data: bytes, filename: str) -> None:
    """Refuse what is known at its first bytes to be neither xlsx nor csv, or is too large to look at."""
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise faulty(Problem.FILE_TOO_LARGE, most=str(LARGEST_MB))
    if data.startswith(_OLD_CONTAINER):
        raise faulty(Problem.PROTECTED if _WITH_PASSWORD in data else Problem.OLD_EXCEL)
    if data.startswith(_PACKED):
        raise faulty(Problem.PACKED)
    if data.startswith(_OTHERS):
        raise faulty(Problem.NOT_A_SHEET)
    if filename.lower().endswith(_WITH_MACROS):
        raise faulty(Problem.MACROS)


def _out_of_sight(grid: Grid, headings: Headings) -> Iterator[Fault]:
    """Yield what somebody who looks at the sheet can't see, or sees as something else than it is."""
    wanted = headings.wanted
    for row in sorted(grid.hidden_rows & grid.rows.keys()):
        yield fault(Problem.HIDDEN_ROW, row)
    for place in sorted(grid.hidden_columns & wanted.keys()):
        yield fault(Problem.HIDDEN_COLUMN, headings.row, wanted[place][1])
    last = max(grid.rows)
    for block in grid.merged:
        touched = [words for place, (_, words) in wanted.items() if block.left <= place <= block.right]
        if touched and block.bottom >= headings.row and block.top <= last:
            yield fault(Problem.MERGED, max(block.top, headings.row), touched[0])


def _unnamed(grid: Grid, headings: Headings) -> Iterator[Fault]:
    """Yield the first cell of each column that has no heading: a comma too many may have moved its row."""
    seen = set(headings.at)
    for row, cells in sorted(grid.rows.items()):
        for place in sorted(cells.keys() - seen):
            seen.add(place)
            yield fault(Problem.NO_HEADING, row, get_column_letter(place))


def _twice(rows: Sequence[_Row], headings: Headings) -> Iterator[Fault]:
    for column, words in headings.wanted.values():
        first: dict[str, int] = {}
        for row in rows if column.unique else ():
            text = row.cells.get(column.key)
            if text and first.setdefault(fold(text), row.number) != row.number:
                yield fault(Problem.TWICE, row.number, words, value=text, first=str(first[fold(text)]))


def _table(grid: Grid, headings: Headings, columns: Sequence[Column], rows: Sequence[_Row]) -> Table:
    nothing = {column.key: "" for column in columns}
    titles = {column.key: words for column, words in headings.wanted.values()}
    whole = tuple(Row(row.number, nothing | row.cells) for row in rows)
    return Table(titles, whole, headings.ignored, grid.other_sheets)
