"""The telephone lines of this installation, and which of them the police is."""

import re

from flask import current_app

from mpt.config import Helpline


def lines() -> tuple[Helpline, ...]:
    """Return all lines that may be called."""
    found: tuple[Helpline, ...] = current_app.config["MPT"].helplines
    return found


def emergency() -> Helpline | None:
    """Return the line to call where somebody is in danger, or None where the installation names none.

    It's known by its three digits, as emergency numbers have them nearly everywhere: 110, 113, 119, 911.
    """
    return next((line for line in lines() if re.fullmatch("[0-9]{3}", line.number)), None)


def others() -> list[Helpline]:
    """Return the lines that aren't the emergency's."""
    return [line for line in lines() if line != emergency()]
