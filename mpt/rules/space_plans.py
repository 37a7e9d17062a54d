"""How a space is planned: what a coordinator types, and each thing that can be wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Any

from mpt.rules import days, names
from mpt.rules.days import WEEKDAYS
from mpt.rules.names import RefusedError
from mpt.rules.spaces import Kind

MOST_DAYS = 120
"""How long a Family-Friendly Space may last, its first and its last day with it."""
MOST_PLACES = 500
YOUNGEST_MOST = 15
OLDEST_MOST = 17
"""Up to how many years the oldest may be. The youngest must fit into the last of the age bands."""
LONGEST_LINE = 120
LONGEST_BRING = 500

_HOUR = re.compile(r"([0-9]{1,2})\s*(?:[:.点时]\s*([0-9]{2})?\s*分?)?(?::00)?")


class PlanError(RefusedError):
    """The plan can't be taken: `faults` says why, a refusal for each field that something is wrong with."""

    def __init__(self, faults: Mapping[str, RefusedError]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


class KindError(RefusedError):
    """This is neither kind of space."""


class FirstDayMissingError(RefusedError):
    """No first day was given."""


class LastDayMissingError(RefusedError):
    """A Family-Friendly Space needs a last day; only an After-School Center may go on without one."""


class LastDayBeforeFirstError(RefusedError):
    """The last day comes before the first."""


class TooManyDaysError(RefusedError):
    """A Family-Friendly Space lasts MOST_DAYS at most; what lasts longer is an After-School Center."""


class WeekdaysError(RefusedError):
    """No day of the week was chosen, or something that is none."""


class NeverOpenError(RefusedError):
    """None of the days of the week that were chosen comes between the first day and the last."""


class HourError(RefusedError):
    """This is no time of day."""


class HoursOrderError(RefusedError):
    """It closes before it opens."""


class PlacesError(RefusedError):
    """There isn't a whole number of places from 1 to MOST_PLACES."""


class AgeError(RefusedError):
    """This isn't an age in whole years from 0 to OLDEST_MOST; the youngest are YOUNGEST_MOST at most."""


class AgesOrderError(RefusedError):
    """The oldest are younger than the youngest."""


class RoomMissingError(RefusedError):
    """Nothing says where in the factory it is."""


class ContactMissingError(RefusedError):
    """Nothing says whom to ask."""


class BringMissingError(RefusedError):
    """Nothing says what to bring, in any language."""


class LineTooLongError(RefusedError):
    """Room or contact has more than LONGEST_LINE characters."""


class BringTooLongError(RefusedError):
    """What to bring has more than LONGEST_BRING characters."""


class HiddenError(RefusedError):
    """A text holds characters that can't be seen."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A space as it's planned: the columns of `mpt.models.Space`, cleaned. `read_plan` makes one."""

    name_zh: str
    name_en: str
    kind: Kind
    opens_on: date
    closes_on: date | None
    weekdays: str
    opens_at: time
    closes_at: time
    places: int
    youngest: int
    oldest: int
    room: str
    contact: str
    bring_zh: str
    bring_en: str


def read_plan(typed: Mapping[str, str]) -> Plan:
    """Return the plan that was typed into a form of FIELDS; a field that is missing is empty.

    What to bring may be written in one language alone: then it stands so in both. Raises PlanError with all faults at once.
    """
    read: dict[str, Any] = {}
    faults: dict[str, RefusedError] = {}
    for field, clean in _CLEANED.items():
        try:
            read[field] = clean(typed.get(field, ""))
        except RefusedError as error:
            faults[field] = error
    for needed, check in _TOGETHER.items():
        # Only what could be read can be compared.
        if not faults.keys() & set(needed) and (refusal := check(*(read[field] for field in needed))):
            faults[needed[0]] = refusal
    if faults:
        raise PlanError(faults)
    read["bring_zh"], read["bring_en"] = read["bring_zh"] or read["bring_en"], read["bring_en"] or read["bring_zh"]
    return Plan(**read)


def _kind(text: str) -> Kind:
    try:
        return Kind(text.strip())
    except ValueError:
        raise KindError from None


def _first_day(text: str) -> date:
    day = days.clean_day(text)
    if day is None:
        raise FirstDayMissingError
    return day


def _weekdays(text: str) -> str:
    chosen = {weekday.strip() for weekday in text.split(",")}
    if not chosen <= set(WEEKDAYS):
        raise WeekdaysError
    return ",".join(weekday for weekday in WEEKDAYS if weekday in chosen)


def _hour(text: str) -> time:
    """Read 8:30, 8：30 as a Chinese input method types it, 8.30, 8点30 or 8点; browsers send 08:30, some 08:30:00."""
    found = _HOUR.fullmatch(unicodedata.normalize("NFKC", text[:40]).strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise HourError
    return time(int(found[1]), int(found[2] or 0))


def _whole(least: int, most: int, refusal: type[RefusedError]) -> Callable[[str], int]:
    def read(text: str) -> int:
        plain = unicodedata.normalize("NFKC", text[:40]).strip()
        if not re.fullmatch(r"[0-9]{1,6}", plain) or not least <= int(plain) <= most:
            raise refusal
        return int(plain)

    return read


def _line(missing: type[RefusedError]) -> Callable[[str], str]:
    def clean(text: str) -> str:
        line = _visible(text)
        if not line:
            raise missing
        if len(line) > LONGEST_LINE:
            raise LineTooLongError
        return line

    return clean


def _bring(text: str) -> str:
    """Return what to bring, one thing a line where it was typed so, without empty lines."""
    bring = "\n".join(filter(None, map(_visible, text.splitlines())))
    if len(bring) > LONGEST_BRING:
        raise BringTooLongError
    return bring


def _visible(text: str) -> str:
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(sign) in names.HIDDEN for sign in line):
        raise HiddenError
    return line


_CLEANED: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "kind": _kind,
        "name_zh": names.clean_name,
        "name_en": names.clean_name,
        "opens_on": _first_day,
        "closes_on": days.clean_day,
        "weekdays": _weekdays,
        "opens_at": _hour,
        "closes_at": _hour,
        "places": _whole(1, MOST_PLACES, PlacesError),
        "youngest": _whole(0, YOUNGEST_MOST, AgeError),
        "oldest": _whole(0, OLDEST_MOST, AgeError),
        "room": _line(RoomMissingError),
        "contact": _line(ContactMissingError),
        "bring_zh": _bring,
        "bring_en": _bring,
    }
)
FIELDS = tuple(_CLEANED)
"""The fields of a form that plans a space, in the order in which it asks. `weekdays` has commas between those chosen."""


def _check_last_day(last: date | None, first: date, kind: Kind) -> RefusedError | None:
    if last is None:
        return LastDayMissingError() if kind is Kind.SPACE else None
    if last < first:
        return LastDayBeforeFirstError()
    is_too_long = kind is Kind.SPACE and (last - first).days >= MOST_DAYS
    return TooManyDaysError() if is_too_long else None


def _check_weekdays(weekdays: str, first: date, last: date | None) -> RefusedError | None:
    first_week = (first + timedelta(days=later) for later in range(len(WEEKDAYS)))
    ever_open = any(WEEKDAYS[day.weekday()] in weekdays for day in first_week if last is None or day <= last)
    return None if ever_open else NeverOpenError()


_TOGETHER: Mapping[tuple[str, ...], Callable[..., RefusedError | None]] = MappingProxyType(
    {
        ("closes_on", "opens_on", "kind"): _check_last_day,
        ("weekdays", "opens_on", "closes_on"): _check_weekdays,
        ("closes_at", "opens_at"): lambda closes, opens: None if opens < closes else HoursOrderError(),
        ("oldest", "youngest"): lambda oldest, youngest: None if youngest <= oldest else AgesOrderError(),
        ("bring_zh", "bring_en"): lambda zh, en: None if zh or en else BringMissingError(),
    }
)
"""What fields have to say to each other; the first of them is the one that a fault is told beside."""
