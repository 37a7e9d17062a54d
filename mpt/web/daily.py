"""What takes long to count and says the same for a whole day: kept by the process that counted it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from mpt.models.base import now
from mpt.web.language import local_day

Counted = TypeVar("Counted")
_MOST = 40


class Kept:
    """What was counted last, by a key that names the day it's of. The oldest goes first."""

    def __init__(self) -> None:
        self._counted: OrderedDict[Hashable, Any] = OrderedDict()
        self._counting = threading.Lock()

    def get(self, key: Hashable, count: Callable[[], Counted]) -> Counted:
        """Return what `count` counts, counted once for a key. Who asks meanwhile waits, and doesn't count again."""
        with self._counting:
            if key not in self._counted:
                self._counted[key] = count()
                while len(self._counted) > _MOST:
                    self._counted.popitem(last=False)
            found: Counted = self._counted[key]
            return found


def init_app(app: Flask) -> None:
    """Give `app` a place to keep what was counted."""
    app.extensions["mpt.kept"] = Kept()


def kept(key: Hashable, count: Callable[[], Counted]) -> Counted:
    """Return what `count` counts, from what this process has kept where it has it."""
    found: Kept = current_app.extensions["mpt.kept"]
    return found.get(key, count)


def zone() -> ZoneInfo:
    """Return the time zone in which the days of this installation begin."""
    found: ZoneInfo = current_app.config["MPT"].timezone
    return found


def yesterday() -> date:
    """Return the last day that has ended in this installation: what is counted up to it stays the same for today."""
    return local_day(now()) - timedelta(days=1)


def last_month_end() -> date:
    """Return the last day of the month before this one."""
    return local_day(now()).replace(day=1) - timedelta(days=1)
