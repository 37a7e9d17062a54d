"""What factories and their parts are described by: a country, a time zone, how many people, a worker's number."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mpt.rules.names import HIDDEN, RefusedError

ZONES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CN": ("Asia/Shanghai",),
        "BD": ("Asia/Dhaka",),
        "ID": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
        "IN": ("Asia/Kolkata",),
        "KH": ("Asia/Phnom_Penh",),
        "LK": ("Asia/Colombo",),
        "MM": ("Asia/Yangon",),
        "MX": (
            "America/Mexico_City",
            "America/Ciudad_Juarez",
            "America/Hermosillo",
            "America/Tijuana",
            "America/Cancun",
        ),
        "MY": ("Asia/Kuala_Lumpur",),
        "PH": ("Asia/Manila",),
        "PK": ("Asia/Karachi",),
        "TH": ("Asia/Bangkok",),
        "TR": ("Europe/Istanbul",),
        "VN": ("Asia/Ho_Chi_Minh",),
    }
)
"""The time zones of each country where the programme works or is asked for (CURRICULUM 1 and 9), its usual one first."""

COUNTRIES = tuple(ZONES)
"""These countries, as ISO 3166-1 writes them, the programme's first one first."""

MOST_PEOPLE = 1_000_000
LONGEST_NUMBER = 40


class CountryError(RefusedError):
    """This is none of COUNTRIES."""


class TimezoneError(RefusedError):
    """There is no such time zone."""


class PeopleError(RefusedError):
    """This isn't a whole number of people from 0 to MOST_PEOPLE."""


class MoreParentsError(RefusedError):
    """There can't be more parents than people."""


class NumberError(RefusedError):
    """This can't be a worker's number: too long, or with signs that none has."""


def clean_country(text: str) -> str:
    """Return a country's code as it's kept. Raises CountryError."""
    country = unicodedata.normalize("NFKC", text).strip().upper()
    if country not in COUNTRIES:
        raise CountryError
    return country


def clean_timezone(text: str, country: str) -> str:
    """Return a time zone's name as it's kept, the usual one of `country` where none was given. Raises TimezoneError."""
    name = text.strip() or ZONES[country][0]
    try:
        ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise TimezoneError from None
    return name


def clean_people(text: str) -> int | None:
    """Return how many people there are; None where nothing was given. Raises PeopleError."""
    plain = unicodedata.normalize("NFKC", text[:40]).strip().replace(",", "")
    if not plain:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", plain) or int(plain) > MOST_PEOPLE:
        raise PeopleError
    return int(plain)


def check_parents(headcount: int | None, parents: int | None) -> None:
    """Raise MoreParentsError where more parents are said to work somewhere than people."""
    if headcount is not None and parents is not None and parents > headcount:
        raise MoreParentsError


def clean_number(text: str) -> str:
    """Return a worker's number as it's compared: no spaces, capitals, half width; empty where none was given.

    Raises NumberError.
    """
    joined = "".join(unicodedata.normalize("NFKC", text[:200]).upper().split())
    # Once more: an accent that stood behind a space stands on a letter now.
    number = unicodedata.normalize("NFKC", joined)
    if len(number) > LONGEST_NUMBER or any(unicodedata.category(sign) in HIDDEN for sign in number):
        raise NumberError
    return number
