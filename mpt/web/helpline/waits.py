"""How long something has lasted, in words."""

from datetime import datetime

from mpt.models.base import now
from mpt.web.language import words

_HOUR = 60
_DAY = 24 * _HOUR


def how_long(since: datetime) -> str:
    """Return how long it is since a moment, in full minutes, hours, or from two days on days."""
    minutes = max(0, int((now() - since).total_seconds()) // 60)
    if minutes >= 2 * _DAY:
        return words().ngettext("%(n)s day", "%(n)s days", minutes // _DAY)
    if minutes >= _HOUR:
        return words().ngettext("%(n)s hour", "%(n)s hours", minutes // _HOUR)
    return words().ngettext("%(n)s minute", "%(n)s minutes", minutes)
