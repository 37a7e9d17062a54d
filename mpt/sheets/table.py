"""What comes out of an uploaded sheet: a table, or the faults that keep it from being one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

MOST_FAULTS = 200
LONGEST_SHOWN = 40


class Problem(Enum):
    """One way in which a sheet can be wrong. `mpt/web/faulty_sheets.py` has the words for each."""

    # The file
    EMPTY_FILE = auto()
    FILE_TOO_LARGE = auto()
    NOT_A_SHEET = auto()
    WEB_PAGE = auto()
    OLD_EXCEL = auto()
    OPEN_DOCUMENT = auto()
    PACKED = auto()
    MACROS = auto()
    PROTECTED = auto()
    DAMAGED = auto()
    TOO_LARGE_INSIDE = auto()
    ENCODING = auto()
    # The sheet
    EMPTY_SHEET = auto()
    HIDDEN_SHEET = auto()
    TOO_MANY_ROWS = auto()
    TOO_MANY_COLUMNS = auto()
    NO_HEADINGS = auto()
    MISSING_COLUMN = auto()
    COLUMN_TWICE = auto()
    NO_HEADING = auto()
    NO_ROWS = auto()
    MERGED = auto()
    HIDDEN_ROW = auto()
    HIDDEN_COLUMN = auto()
    QUOTE = auto()
    # A cell
    HUGE_CELL = auto()
    FORMULA = auto()
    LINKED = auto()
    ERROR_CELL = auto()
    NARROW = auto()
    BOOLEAN = auto()
    MADE_A_DAY = auto()
    EMPTY = auto()
    TOO_LONG = auto()
    INVISIBLE = auto()
    NOT_WHOLE = auto()
    DECIMALS = auto()
    NEGATIVE = auto()
    TOO_HIGH = auto()
    NOT_A_DAY = auto()
    NUMBER_FOR_DAY = auto()
    FAR_DAY = auto()
    SCIENTIFIC = auto()
    ROUNDED = auto()
    NOT_AN_EMAIL = auto()
    TWICE = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, as Excel numbers rows and the file names columns, and what its message needs."""

    row: int | None
    column: str | None
    problem: Problem
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as Excel shows it, and for the key of every column that was asked for a text, maybe empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it was asked for.

    `titles` are the headings of the columns that were asked for and are there, by the columns' keys, in its order;
    `ignored` the headings that nobody asked for; `other_sheets` the titles of further sheets with something in them,
    which weren't read.
    """

    titles: Mapping[str, str]
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The keys of the columns that it has, in its order."""
        return tuple(self.titles)


class FaultySheetError(Exception):
    """A sheet that can't be taken: its faults from top to bottom, the first MOST_FAULTS of them, and how many `more`.

    `sound` are the rows without one, so that all else that is wrong with them can be said at once; None where the
    headings are at fault.
    """

    def __init__(self, faults: Iterable[Fault], sound: Table | None = None) -> None:
        self.sound = sound
        found = sorted(faults, key=lambda fault: fault.row or 0)
        self.faults = tuple(found[:MOST_FAULTS])
        self.more = len(found) - len(self.faults)
        super().__init__(", ".join(fault.problem.name for fault in self.faults[:3]))


def fault(problem: Problem, row: int | None = None, column: str | None = None, **values: str) -> Fault:
    """Return a fault, its texts shortened to what fits a line."""
    return Fault(row, column and shown(column), problem, {name: shown(value) for name, value in values.items()})


def faulty(problem: Problem, row: int | None = None, column: str | None = None, **values: str) -> FaultySheetError:
    """Return the error for a sheet with this one fault, to be raised."""
    return FaultySheetError([fault(problem, row, column, **values)])


def shown(text: str) -> str:
    """Return a text from a file as a message may show it: short, on one line, without what can't be seen."""
    visible = "".join(sign if sign.isprintable() else " " for sign in text[: LONGEST_SHOWN + 1])
    return visible if len(text) <= LONGEST_SHOWN else visible[: LONGEST_SHOWN - 1] + "…"
