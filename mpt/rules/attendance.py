"""What can be said of a session that was held on paper."""

from collections.abc import Sequence
from datetime import date

from mpt.rules import names
from mpt.rules.days import FIRST
from mpt.rules.names import RefusedError

MOST_NAMES = 500
MOST_ATTENDED = 10_000
MOST_MINUTES = 600


class HeldOnError(RefusedError):
    """The session wasn't held on a day from FIRST to today."""


class MinutesError(RefusedError):
    """The session didn't last from 1 to MOST_MINUTES minutes."""


class AttendedError(RefusedError):
    """Nobody came, or more than MOST_ATTENDED."""


class MoreNamesError(RefusedError):
    """More names are written down than people came, or more than MOST_NAMES."""


class NamesLineError(RefusedError):
    """The name in one line can't be taken; `line` says in which, `because` why."""

    def __init__(self, line: int, because: RefusedError) -> None:
        super().__init__()
        self.line = line
        self.because = because


def clean_names(text: str) -> list[str]:
    """Return the names that were typed one a line, as they are kept; two people may have the same.

    Raises NamesLineError, or MoreNamesError for more than MOST_NAMES.
    """
    cleaned = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            cleaned.append(names.clean_name(line))
        except RefusedError as error:
            raise NamesLineError(number, error) from None
    if len(cleaned) > MOST_NAMES:
        raise MoreNamesError
    return cleaned


def check_held_on(day: date | None, today: date) -> date:
    """Return the day on which a session was held. Raises HeldOnError."""
    if day is None or not FIRST <= day <= today:
        raise HeldOnError
    return day


def check_minutes(minutes: int | None) -> int:
    """Return how many minutes a session lasted. Raises MinutesError."""
    if minutes is None or not 1 <= minutes <= MOST_MINUTES:
        raise MinutesError
    return minutes


def check_attended(attended: int | None, written: Sequence[str]) -> int:
    """Return how many people came: as many as names are written down, where no number was given.

    Raises AttendedError or MoreNamesError.
    """
    came = len(written) if attended is None else attended
    if not 1 <= came <= MOST_ATTENDED:
        raise AttendedError
    if len(written) > came:
        raise MoreNamesError
    return came
