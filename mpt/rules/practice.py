"""What a parent keeps for tonight's call, on which evening that is, and when to ask how it went."""

import unicodedata
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from mpt.rules.names import RefusedError

EVENING_ENDS = time(4)
"""Until when, on the parent's own clocks, a night still belongs to the evening before.

Whoever keeps a practice at 23:00 and calls in the break at 00:30 is in the same night: at midnight nobody is asked how it
went. At four even the late shift has had its break, and nobody has got up yet to call a child before school.
"""

ASKED_FOR_DAYS = 7
"""For how many days home asks. After a week nobody remembers, and a question that stays is a reproach."""

LONGEST_NOTE = 300


class Went(StrEnum):
    """How it went. None of them is a failure, so none is counted."""

    DONE = "done"
    TRIED = "tried"
    NOT_YET = "not-yet"


class NoteTooLongError(RefusedError):
    """The note has more than LONGEST_NOTE characters."""


def evening(moment: datetime, zone: tzinfo) -> date:
    """Return the day to whose evening a moment belongs where the clocks are those of `zone`."""
    there = moment.astimezone(zone)
    # By what the clock shows, not by hours gone: a night with one hour more or less ends at the same four o'clock.
    return there.date() - timedelta(days=1) if there.time() < EVENING_ENDS else there.date()


def is_asked(kept_on: date, tonight: date) -> bool:
    """Say whether home asks on `tonight`'s day how an evening's practice went, so long as nobody has told."""
    return 1 <= (tonight - kept_on).days <= ASKED_FOR_DAYS


def stays_in_log(went: Went, kept_on: date, tonight: date, *, has_note: bool) -> bool:
    """Say whether what was told is in the list of what was tried.

    "Not yet" is there while it may still become something else, and where the parent wrote to it; else it would add up to a
    list of what didn't happen.
    """
    return went is not Went.NOT_YET or has_note or (tonight - kept_on).days <= ASKED_FOR_DAYS


def clean_note(text: str) -> str:
    """Return a note as it's kept: lines that end in one sign, nothing around them. Raises NoteTooLongError."""
    lines = "\n".join(text.splitlines())
    note = "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc").strip()
    if len(note) > LONGEST_NOTE:
        raise NoteTooLongError
    return note
