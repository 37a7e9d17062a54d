"""Days as people type them, and what the days of a week are called."""

import re
import unicodedata
from datetime import date

from mpt.rules.names import RefusedError

FIRST = date(2010, 1, 1)
"""Before this day there was no programme."""
LAST = date(2099, 12, 31)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The days of the week as calendar files name them and as they're kept, Monday first."""

_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")


class DayError(RefusedError):
    """This is no day from FIRST to LAST."""


def clean_day(text: str) -> date | None:
    """Return the day that was typed, as 2026-12-31, 2026/12/31 or 2026年12月31日; None where nothing was. Raises DayError."""
    plain = unicodedata.normalize("NFKC", text[:40]).strip()
    if not plain:
        return None
    found = _DAY.fullmatch(plain)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not FIRST <= day <= LAST:
        raise DayError
    return day
