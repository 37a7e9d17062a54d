"""A Family-Friendly Space or an After-School Center: when it's open, which children it takes, how a day there is counted.

How one is planned is in `mpt.rules.space_plans`.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from mpt.rules.days import WEEKDAYS
from mpt.rules.names import RefusedError


class Kind(StrEnum):
    """A Family-Friendly Space is for some weeks of a summer and has a last day; an After-School Center is for all year."""

    SPACE = "space"
    CENTER = "center"


class State(StrEnum):
    """Whether a space's days are still to come, or are now, or are over."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"


BANDS = ("0-2", "3-5", "6-8", "9-11", "12-15")
"""The age bands, in years. With a card's number, one is all that is known of a child."""
MOST_CHILDREN = 9
"""How many children one family has at most."""
MOST_HEADS = 1000
"""How many children can be counted on one day."""
DAYS_BACK = 7
"""For how many days after it a day can still be entered, from a list on paper."""


class NoChildrenError(RefusedError):
    """Places are asked for no child at all."""


class TooManyChildrenError(RefusedError):
    """Places are asked for more than MOST_CHILDREN children, or for more than the space has places."""


class ChildrenError(RefusedError):
    """How many children there are of an age band isn't a whole number from 0 to MOST_CHILDREN."""


class BandError(RefusedError):
    """The space doesn't take children of this age band, or there is no such band."""


class HeadcountError(RefusedError):
    """A headcount isn't a whole number from 0 to MOST_HEADS."""


class HeadcountTooLowError(RefusedError):
    """Fewer children were counted than cards were tapped on that day."""


class Calendar(Protocol):
    """What has days: a space, or the plan of one."""

    @property
    def opens_on(self) -> date:
        """The first day."""

    @property
    def closes_on(self) -> date | None:
        """The last day, where there is one."""

    @property
    def weekdays(self) -> str:
        """The days of the week on which it's open: `MO,TU,WE`."""


class Ages(Protocol):
    """What takes children of some ages: a space, or the plan of one."""

    @property
    def youngest(self) -> int:
        """From how many years on."""

    @property
    def oldest(self) -> int:
        """Up to how many years."""


def weekdays_of(space: Calendar) -> tuple[str, ...]:
    """Return the days of the week on which a space is open, Monday first."""
    return tuple(space.weekdays.split(","))


def is_open_on(space: Calendar, day: date) -> bool:
    """Say whether a space is open on a day, by its dates and its days of the week.

    That it was ended before its last day isn't asked here: the moment is known, its day only where the factory is.
    """
    return (
        space.opens_on <= day
        and (space.closes_on is None or day <= space.closes_on)
        and WEEKDAYS[day.weekday()] in weekdays_of(space)
    )


def state(space: Calendar, today: date, *, is_ended: bool = False) -> State:
    """Return whether a space's days are to come, are now or are over."""
    if is_ended or (space.closes_on is not None and space.closes_on < today):
        return State.OVER
    return State.COMING if today < space.opens_on else State.OPEN


def days_to_note(space: Calendar, today: date) -> list[date]:
    """Return the days for which attendance can be entered, newest first: today and DAYS_BACK days before, where it's open."""
    latest = (today - timedelta(days=back) for back in range(DAYS_BACK + 1))
    return [day for day in latest if is_open_on(space, day)]


def bands_of(space: Ages) -> tuple[str, ...]:
    """Return the age bands that a space takes: those that share an age with it, the youngest first."""
    return tuple(band for band in BANDS if _shares_an_age(space, band))


def _shares_an_age(space: Ages, band: str) -> bool:
    first, last = map(int, band.split("-"))
    return first <= space.oldest and space.youngest <= last


def read_children(typed: Mapping[str, str]) -> dict[str, int]:
    """Return how many children of each band were typed into a form; an empty field is none. Raises ChildrenError."""
    return {band: _whole(text, MOST_CHILDREN, ChildrenError) for band, text in typed.items() if text.strip()}


def clean_bands(space: Ages, places: int, bands: Mapping[str, int]) -> dict[str, int]:
    """Return how many children of each band places are asked for, without the bands that have none, the youngest first.

    Raises BandError, ChildrenError, NoChildrenError or TooManyChildrenError.
    """
    if any(number < 0 for number in bands.values()):
        raise ChildrenError
    asked = {band: number for band, number in bands.items() if number}
    taken = bands_of(space)
    if not set(asked) <= set(taken):
        raise BandError
    if not asked:
        raise NoChildrenError
    if sum(asked.values()) > min(MOST_CHILDREN, places):
        raise TooManyChildrenError
    return {band: asked[band] for band in taken if band in asked}


def read_headcount(text: str) -> int:
    """Return how many children were counted, as typed. Raises HeadcountError."""
    return _whole(text, MOST_HEADS, HeadcountError)


def check_headcount(children: int, cards: int) -> int:
    """Return how many children were counted on a day on which so many cards were tapped.

    Raises HeadcountError or HeadcountTooLowError.
    """
    if not 0 <= children <= MOST_HEADS:
        raise HeadcountError
    if children < cards:
        raise HeadcountTooLowError
    return children


def child_days(cards: int, headcount: int | None) -> int:
    """Return how many children were there on a day: those counted, else a card each.

    Cards that are tapped after the heads were counted are children too, so it's never fewer than the cards.
    """
    return cards if headcount is None else max(cards, headcount)


def percent_of_places(child_days: int, place_days: int) -> int | None:
    """Return which share of its places a space used, in percent, a half rounded up; None where no attendance was taken.

    More than 100 where more children came than there are places.
    """
    return (200 * child_days + place_days) // (2 * place_days) if place_days else None


def _whole(text: str, most: int, refusal: type[RefusedError]) -> int:
    plain = unicodedata.normalize("NFKC", text[:40]).strip()
    if not re.fullmatch(r"[0-9]{1,6}", plain) or int(plain) > most:
        raise refusal
    return int(plain)
