"""What can be said of a baseline: a figure from before this platform, or from beside it."""

import re
import unicodedata
from datetime import date

from mpt.rules.days import FIRST, DayError, clean_day
from mpt.rules.elements import FIGURES, Figure
from mpt.rules.names import HIDDEN, RefusedError

MOST = 100_000_000
LONGEST_SOURCE = 300


class FigureError(RefusedError):
    """This is no figure to which anything can be added."""


class YearError(RefusedError):
    """This isn't a year from the programme's first to this one."""


class NumberError(RefusedError):
    """This isn't a whole number from 1 to MOST."""


class SourceMissingError(RefusedError):
    """Nothing says where the number comes from."""


class SourceLongError(RefusedError):
    """The source has more than LONGEST_SOURCE characters, or some that can't be seen."""


class AsOfError(RefusedError):
    """This isn't a day from the baseline's year to today."""


class NotByFactoryError(RefusedError):
    """This figure isn't counted by country, factory or sponsor."""


class OtherCountryError(RefusedError):
    """The factory is in another country."""


def clean_figure(key: str) -> Figure:
    """Return the figure that a baseline is of. Raises FigureError."""
    figure = FIGURES.get(key)
    if figure is None or not figure.adds:
        raise FigureError
    return figure


def clean_year(text: str, today: date) -> int:
    """Return the year that was typed. Raises YearError."""
    plain = _plain(text)
    if not re.fullmatch(r"[0-9]{4}", plain) or not FIRST.year <= int(plain) <= today.year:
        raise YearError
    return int(plain)


def clean_number(text: str) -> int:
    """Return the number that was typed, with commas or without. Raises NumberError."""
    plain = _plain(text).replace(",", "")
    if not re.fullmatch(r"[0-9]{1,9}", plain) or not 1 <= int(plain) <= MOST:
        raise NumberError
    return int(plain)


def clean_source(text: str) -> str:
    """Return where the number comes from, on one line. Raises SourceMissingError or SourceLongError."""
    source = " ".join(unicodedata.normalize("NFC", text).split())
    if not source:
        raise SourceMissingError
    if len(source) > LONGEST_SOURCE or any(unicodedata.category(sign) in HIDDEN for sign in source):
        raise SourceLongError
    return source


def clean_as_of(text: str, year: int, today: date) -> date:
    """Return the day as of which the number was right. Raises AsOfError."""
    try:
        day = clean_day(text)
    except DayError:
        raise AsOfError from None
    if day is None or not date(year, 1, 1) <= day <= today:
        raise AsOfError
    return day


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:40]).strip()
