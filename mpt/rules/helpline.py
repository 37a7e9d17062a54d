"""The helpline: what may be written to it, what speaks of danger, and what is a flood."""

import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum, auto

from mpt.rules import danger, names

MOST_CHARACTERS = 2000
"""How long one message may be: some three screens of a phone, and whoever has more to say sends another."""

LATELY = timedelta(minutes=10)
DAY = timedelta(days=1)
# A factory of 6,000 workers shares one address, and begins a case a day, perhaps five after a payday without pay. Ten within ten
# minutes is a training at which the whole room tries it, or somebody who floods: aside, where counsellors see them, just later.
NEW_LATELY_FROM_ADDRESS = 10
# From everywhere: many times what all factories together begin in the busiest ten minutes, so somebody uses many addresses.
NEW_LATELY = 60
# One worker in twenty of that factory within a day. More isn't read by anybody, and each takes room for months. But only while
# it goes on: else whoever floods from a factory would shut its workers out for the rest of the day.
NEW_A_DAY_FROM_ADDRESS = 300

HOUR = timedelta(hours=1)
MOST_WRITTEN_IN_AN_HOUR = 20
"""How many messages one case takes within an HOUR: one every three minutes, which nobody in need has kept up by hand."""

# They turn the line around for whoever reads it. Other signs that can't be seen stay: emoji are joined by them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_UNSEEN = names.HIDDEN | {"Zs"}


class TextMissingError(names.RefusedError):
    """Nothing was written."""


class TextTooLongError(names.RefusedError):
    """The text has more than MOST_CHARACTERS characters."""


class Topic(StrEnum):
    """What a case is about. The worker chooses, a counsellor may correct it."""

    PAY = "pay"
    CONTRACT = "contract"
    HOURS = "hours"
    INSURANCE = "insurance"
    PREGNANCY = "pregnancy"
    HARASSMENT = "harassment"
    CHILD = "child"
    FAMILY = "family"
    FEELINGS = "feelings"
    OTHER = "other"


class Reception(Enum):
    """What becomes of a new case."""

    WELCOME = auto()
    ASIDE = auto()
    """It came with many others: kept, in a box of its own."""
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many cases have begun: from the same address within a DAY and LATELY, and from everywhere LATELY."""

    from_address_in_a_day: int
    from_address_lately: int
    lately: int


def clean_text(text: str) -> str:
    """Return a text as it's kept: composed (NFC), lines ended by `\\n`, no controls, nothing that turns lines around.

    Raises TextMissingError or TextTooLongError.
    """
    lines = unicodedata.normalize("NFC", text).splitlines()
    clean = "\n".join("".join(filter(_may_stay, line)).rstrip() for line in lines).strip()
    if all(unicodedata.category(sign) in _UNSEEN for sign in clean):
        raise TextMissingError
    if len(clean) > MOST_CHARACTERS:
        raise TextTooLongError
    return clean


def _may_stay(sign: str) -> bool:
    # A tab is the one control that people type; half a surrogate pair can't be written as UTF-8.
    return sign == "\t" or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _TURNING)


def speaks_of_danger(text: str) -> bool:
    """Say whether a text may speak of danger: violence, abuse, suicide, a missing child, weapons, somebody locked in.

    In Chinese and English, whatever language the page has. A false alarm costs a counsellor a minute; a miss may cost a life.
    """
    return danger.is_spoken_of(text)


def receive(arrivals: Arrivals) -> Reception:
    """Say what becomes of one more case, after those that have arrived."""
    floods = arrivals.from_address_lately >= NEW_LATELY_FROM_ADDRESS
    if floods and arrivals.from_address_in_a_day >= NEW_A_DAY_FROM_ADDRESS:
        return Reception.REFUSED
    return Reception.ASIDE if floods or arrivals.lately >= NEW_LATELY else Reception.WELCOME


def source_of(address: str) -> str:
    """Return what of an address is one place: all of an IPv4 one; half of an IPv6 one, the rest of which changes at will."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)).network_address)
