"""What a cell means in its column: a text that can be relied upon, or why there is none."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Literal

from mpt.sheets.columns import HIDDEN, Column, Kind
from mpt.sheets.grid import Flaw, Value
from mpt.sheets.table import Problem

FIRST_YEAR, LAST_YEAR = 1950, 2100
_LONGEST_NUMBER = 40
_MOST_EXACT = 10.0**15  # Excel keeps 15 digits of a number; an identity card has 18

_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_NARROW = re.compile(r"##+")
_WHOLE = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?")
_DAY = re.compile(
    r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?日?(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{2,}")
_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def plain(value: Value | None, column: Column) -> str | Flaw:
    """Return a cell as its column has it: numbers in digits, days as 2026-12-31; or what is wrong with it."""
    if value is None:
        return Flaw(Problem.EMPTY) if column.required else ""
    if isinstance(value, Flaw):
        return value
    if isinstance(value, bool):
        return Flaw(Problem.BOOLEAN, {"value": str(value).upper()})
    if isinstance(value, date):
        return _near(value) if column.kind is Kind.DAY else Flaw(Problem.MADE_A_DAY, {"value": value.isoformat()})
    if isinstance(value, float):
        return _NUMBERS[column.kind](value, column)
    return _from_text(value, column)


def _from_text(value: str, column: Column) -> str | Flaw:
    text = " ".join(value.split())
    most = _LONGEST_NUMBER if column.kind in (Kind.WHOLE, Kind.DAY) else column.longest
    form: Literal["NFC", "NFKC"] = "NFC" if column.kind is Kind.TEXT else "NFKC"
    # Counted before and after: composing a very long text takes very long, and one character can become 18.
    if len(text) > most or len(text := unicodedata.normalize(form, text)) > most:
        return Flaw(Problem.TOO_LONG, {"most": str(most)})
    if _ERROR.fullmatch(text):
        return Flaw(Problem.ERROR_CELL, {"value": text})
    if _NARROW.fullmatch(text):
        return Flaw(Problem.NARROW)
    unseen = next((sign for sign in text if unicodedata.category(sign) in HIDDEN), None)
    if unseen:
        return Flaw(Problem.INVISIBLE, {"code": f"U+{ord(unseen):04X}"})
    return _TEXTS[column.kind](text, column)


def _whole(text: str, column: Column) -> str | Flaw:
    match = _WHOLE.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if not match:
        return Flaw(Problem.NOT_WHOLE, {"value": text})
    sign, digits, decimals = match.groups()
    if (decimals or "").strip("0"):
        return Flaw(Problem.DECIMALS, {"value": text})
    return _counted(int(sign + digits.replace(",", "")), column)


def _whole_number(number: float, column: Column) -> str | Flaw:
    if abs(number) < _MOST_EXACT and not number.is_integer():
        return Flaw(Problem.DECIMALS, {"value": _digits(number)})
    return _counted(number, column)


def _counted(number: float, column: Column) -> str | Flaw:
    if number < 0:
        return Flaw(Problem.NEGATIVE, {"value": _digits(number)})
    if number >= 10**column.longest:
        return Flaw(Problem.TOO_HIGH, {"most": f"{10**column.longest - 1:,}"})
    return str(int(number))


def _day(text: str, _column: Column) -> str | Flaw:
    match = _DAY.fullmatch(text)
    try:
        return _near(date(*map(int, match.groups()))) if match else Flaw(Problem.NOT_A_DAY, {"value": text})
    except ValueError:
        return Flaw(Problem.NOT_A_DAY, {"value": text})


def _near(day: date) -> str | Flaw:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day.isoformat()
    return Flaw(Problem.FAR_DAY, {"value": day.isoformat(), "first": str(FIRST_YEAR), "last": str(LAST_YEAR)})


def _number_text(text: str, _column: Column) -> str | Flaw:
    if _SCIENTIFIC.fullmatch(text):
        return Flaw(Problem.SCIENTIFIC, {"value": text})
    match = _WHOLE_FLOAT.fullmatch(text)
    return match[1] if match else text


def _text_of_digits(number: float, column: Column) -> str | Flaw:
    if number < 0:
        return Flaw(Problem.NEGATIVE, {"value": _digits(number)})
    if number < _MOST_EXACT and not number.is_integer():
        return Flaw(Problem.DECIMALS, {"value": _digits(number)})
    return _text_of_number(number, column)


def _text_of_number(number: float, column: Column) -> str | Flaw:
    if abs(number) >= _MOST_EXACT:
        return Flaw(Problem.ROUNDED)
    text = _digits(number)
    return text if len(text) <= column.longest else Flaw(Problem.TOO_LONG, {"most": str(column.longest)})


def _digits(number: float) -> str:
    """Write a number with the 15 digits that Excel shows of it."""
    return f"{number:.15g}"


def _email(text: str, _column: Column) -> str | Flaw:
    return text if _EMAIL.fullmatch(text) else Flaw(Problem.NOT_AN_EMAIL, {"value": text})


_TEXTS: dict[Kind, Callable[[str, Column], str | Flaw]] = {
    Kind.TEXT: lambda text, _column: text,
    Kind.WHOLE: _whole,
    Kind.DAY: _day,
    Kind.EMAIL: _email,
    Kind.NUMBER_TEXT: _number_text,
}
_NUMBERS: dict[Kind, Callable[[float, Column], str | Flaw]] = {
    Kind.TEXT: _text_of_number,
    Kind.WHOLE: _whole_number,
    Kind.DAY: lambda number, _column: Flaw(Problem.NUMBER_FOR_DAY, {"value": _digits(number)}),
    Kind.EMAIL: lambda number, _column: Flaw(Problem.NOT_AN_EMAIL, {"value": _digits(number)}),
    Kind.NUMBER_TEXT: _text_of_digits,
}
