"""A plan: what the rows of an uploaded table come to, or all that keeps them from being taken.

Making a plan changes nothing. Its steps are of the same transaction in which it was made.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from mpt.rules import days, names, passwords, places
from mpt.rules.names import RefusedError
from mpt.services.uploading.spelled import Spelled

Thing = TypeVar("Thing")
Cleaned = TypeVar("Cleaned")
Otherwise = TypeVar("Otherwise")

Step = Callable[[Session], Any]


class Trouble(Enum):
    """One way in which a well-formed row can't be taken. `mpt/web/office/row_faults.py` has the words for each."""

    NO_NAME = auto()
    LONG_NAME = auto()
    HIDDEN_NAME = auto()
    NO_EMAIL = auto()
    NO_COUNTRY = auto()
    NO_TIMEZONE = auto()
    TOO_MANY_PEOPLE = auto()
    MORE_PARENTS = auto()
    FAR_DAY = auto()
    UNKNOWN_FACTORY = auto()
    UNKNOWN_SPONSOR = auto()
    UNKNOWN_COURSE = auto()
    UNKNOWN_ROLE = auto()
    ROLES_APART = auto()
    SEVERAL = auto()
    NO_PLACE = auto()
    NO_PLACE_WANTED = auto()
    TWICE = auto()
    DIFFERS = auto()


_TROUBLES: Mapping[type[RefusedError], Trouble] = {
    names.NameMissingError: Trouble.NO_NAME,
    names.NameTooLongError: Trouble.LONG_NAME,
    names.NameHiddenError: Trouble.HIDDEN_NAME,
    passwords.EmailShapeError: Trouble.NO_EMAIL,
    places.TimezoneError: Trouble.NO_TIMEZONE,
    places.PeopleError: Trouble.TOO_MANY_PEOPLE,
    days.DayError: Trouble.FAR_DAY,
}


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a cell: its row and the key of its column, what stands in it, and the row that it's at odds with."""

    row: int
    column: str
    trouble: Trouble
    value: str
    first: str = ""


class Row(Protocol):
    """A row of a table: its number as Excel shows it, and for the key of every column a text, maybe empty."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def cells(self) -> Mapping[str, str]:
        """Its texts."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Either faults, from top to bottom; or the names of what is new and what changes, how much is the same, and the steps."""

    faults: tuple[RowFault, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    steps: tuple[Step, ...]


Planner = Callable[[Session, Sequence[Row]], Plan]
"""What makes a plan of a table's rows and of what is there now."""


class Draft:
    """A plan while its rows are read."""

    def __init__(self) -> None:
        self._faults: list[RowFault] = []
        self._first: dict[Hashable, int] = {}
        self._said: dict[Hashable, tuple[int, object]] = {}
        self._new: list[str] = []
        self._changed: list[str] = []
        self._same = 0
        self._steps: list[Step] = []

    def fault(self, row: Row, column: str, trouble: Trouble, first: int | None = None) -> None:
        """Write down what is wrong with a cell; `first` is the row that it's at odds with."""
        said = "" if first is None else str(first)
        self._faults.append(RowFault(row.number, column, trouble, row.cells[column], said))

    def cleaned(
        self, row: Row, column: str, clean: Callable[[str], Cleaned], otherwise: Otherwise
    ) -> Cleaned | Otherwise:
        """Return a cell as it's kept; `otherwise` where it's refused, which is written down."""
        try:
            return clean(row.cells[column])
        except RefusedError as error:
            self.fault(row, column, _TROUBLES[type(error)])
            return otherwise

    def name(self, row: Row, column: str) -> str:
        """Return a name as it's kept; an empty text where it can't be one, which is written down."""
        return self.cleaned(row, column, names.clean_name, "")

    def known(self, row: Row, column: str, things: Spelled[Thing], unknown: Trouble) -> Thing | None:
        """Return what a cell calls by its name; None where there is no such thing, or several, which is written down."""
        if not things.called(row.cells[column]):
            self.fault(row, column, unknown)
        return self.if_known(row, column, things)

    def if_known(self, row: Row, column: str, things: Spelled[Thing]) -> Thing | None:
        """Return what a cell calls by its name; None where it's new, or where several are called so, which is written down."""
        found = things.called(row.cells[column])
        if len(found) > 1:
            self.fault(row, column, Trouble.SEVERAL)
        return found[0] if len(found) == 1 else None

    def is_first(self, row: Row, column: str, key: Hashable) -> bool:
        """Say whether no row above is about the same; one that is, is written down."""
        first = self._first.setdefault(key, row.number)
        if first != row.number:
            self.fault(row, column, Trouble.TWICE, first)
        return first == row.number

    def agrees(self, row: Row, column: str, key: Hashable, value: object) -> bool:
        """Say whether a cell says of the same thing what the first row about it said; where not, it's written down."""
        first, before = self._said.setdefault((column, key), (row.number, value))
        if before != value:
            self.fault(row, column, Trouble.DIFFERS, first)
        return before == value

    def put(self, name: str, before: object | None, after: object, step: Step) -> None:
        """Plan a step that makes a thing so as `after` says; None before means that it's new."""
        if before == after:
            self._same += 1
            return
        (self._new if before is None else self._changed).append(name)
        self._steps.append(step)

    def done(self) -> Plan:
        """Return the plan: nothing of it is to be done where anything is wrong."""
        if self._faults:
            return Plan(tuple(sorted(self._faults, key=lambda fault: fault.row)), (), (), 0, ())
        return Plan((), tuple(self._new), tuple(self._changed), self._same, tuple(self._steps))
