"""Opening a page on the cheap phone, and what is measured of it.

All times count from the start: of the navigation, or the moment the finger touched the button (`pointerdown`).

- first paint, first contentful paint, largest contentful paint, layout shift, long tasks: the browser's own entries. Layout
  shift is the sum of all shifts without a tap before them; blocked is what long tasks took beyond 50 ms each, from the
  first contentful paint on.
- readable: when the page's `h1` was painted, as element timing has it. After a tap it must be the heading of the page that
  the button leads to. It's the time at which a parent can begin to read: the main text follows its heading in the same
  stylesheet and the same font, in the same paint or the next.
- quiet: when the last request ended after which none was made for `SILENCE_S`.
- a request is one that left the phone, whoever made it, page or service worker. "needed" are the document and what the
  browser says blocks rendering (`renderBlockingStatus`); "act" are those that send something; "afterwards" began after the
  page was readable.
- bytes are those of the wire, headers included (`encodedDataLength`). 1 KB is 1000 bytes. "left out" are requests that the
  devtools didn't tell of, but the server saw; they are counted with the rest, their bytes without headers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error

from bench.cheap_phone import CheapPhone
from bench.traffic import Exchange, ServerLog

SILENCE_S = 3.0
LONGEST_S = 90.0
LOGGED_MS = 300
"""The server logs a request once it was answered: so long what came before is given to be logged."""
KINDS = ("document", "script", "image", "other")
_SEEN = """() => ({
  ...window.benchSeen,
  origin: performance.timeOrigin,
  tap: Number(sessionStorage.getItem("benchTap")),
  blocking: performance.getEntriesByType("resource")
    .filter((entry) => entry.renderBlockingStatus === "blocking").map((entry) => entry.name),
})"""


class NotSeenError(Exception):
    """A page wasn't painted, or isn't the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Start:
    """From where a visit is counted: what the bench did, and the heading that it must lead to ("" for any)."""

    act: Callable[[], object]
    tapped: bool = False
    heading: str = ""


def opening(phone: CheapPhone, path: str) -> Start:
    """Return the start of a visit by address."""
    return Start(lambda: phone.page.goto(path, wait_until="commit"))


def tapping(phone: CheapPhone, selector: str, heading: str) -> Start:
    """Return the start of a visit by tapping a button on the page that is open."""
    return Start(lambda: phone.page.locator(selector).tap(no_wait_after=True), tapped=True, heading=heading)


def visit(phone: CheapPhone, start: Start, log: ServerLog | None = None) -> dict[str, float]:
    """Do it, wait until all is quiet, and return the figures."""
    phone.page.wait_for_timeout(LOGGED_MS)
    already = log.length() if log else 0
    began = time.time()
    start.act()
    wait_until_quiet(phone, began)
    seen = phone.page.evaluate(_SEEN)
    zero = seen["tap"] / 1000 if start.tapped else seen["origin"] / 1000
    if zero < began - 0.1:
        raise NotSeenError("the browser's start lies before the bench's: nothing was opened or tapped")
    at = {**_moments(seen, start, zero), "began": zero}
    exchanges = [one for one in phone.exchanges(min(began, zero)) if one.network]
    left_out = log.left_out(already, exchanges) if log else []
    counts = _counts([*exchanges, *left_out], at, set(seen["blocking"]))
    return {**_times(seen, at, exchanges), **counts, "requests_left_out": len(left_out)}


def wait_until_quiet(phone: CheapPhone, since: float, silence: float = SILENCE_S) -> None:
    """Wait until nothing was asked for in `silence` seconds and nothing is under way."""
    while time.time() < since + LONGEST_S:
        phone.page.wait_for_timeout(100)
        exchanges = phone.exchanges(since - 1)
        last = max((one.ended or time.time() for one in exchanges), default=since)
        if time.time() - max(last, since) > silence:
            return


def _moments(seen: dict[str, Any], start: Start, zero: float) -> dict[str, float]:
    """Return the moments of paints, in seconds since 1970."""
    origin = seen["origin"] / 1000
    painted = [moment for text, moment in seen["headings"] if not start.heading or text == start.heading]
    after = [origin + moment / 1000 for moment in painted if origin + moment / 1000 >= zero]
    if not after or "first-paint" not in seen:
        raise NotSeenError(f"no heading {start.heading!r} was painted; there were {seen['headings']}")
    return {
        "first_paint": origin + seen["first-paint"] / 1000,
        "first_contentful_paint": origin + seen["first-contentful-paint"] / 1000,
        "largest_contentful_paint": origin + seen.get("largest", seen["first-contentful-paint"]) / 1000,
        "readable": after[0],
    }


def _times(seen: dict[str, Any], at: dict[str, float], exchanges: list[Exchange]) -> dict[str, float]:
    zero = at["began"]
    contentful = (at["first_contentful_paint"] - seen["origin"] / 1000) * 1000
    long = [duration for moment, duration in seen["long"] if moment + duration > contentful]
    quiet = max([one.ended for one in exchanges if one.ended], default=at["readable"])
    return {
        **{f"{name}_s": moment - zero for name, moment in at.items() if name != "began"},
        "quiet_s": max(quiet, at["readable"]) - zero,
        "layout_shift": seen["shift"],
        "blocked_ms": sum(duration - 50 for duration in long),
    }


def _counts(exchanges: list[Exchange], at: dict[str, float], blocking: set[str]) -> dict[str, float]:
    acts = [one for one in exchanges if one.kind == "act"]
    rest = [one for one in exchanges if one.kind != "act"]
    before = [one for one in rest if one.begun <= at["readable"]]
    after = [one for one in rest if one.begun > at["readable"]]
    own = [one for one in before if one.kind == "document" and not one.by_worker]
    needed = own + [one for one in before if one.url in blocking and one not in own]
    return {
        "requests": len(exchanges),
        "requests_before_paint": sum(one.begun <= at["first_paint"] for one in rest),
        "requests_before_readable": len(before),
        "requests_needed": len(needed),
        "requests_act": len(acts),
        "requests_afterwards": len(after),
        "requests_by_worker": sum(one.by_worker for one in exchanges),
        "bytes": _size(exchanges),
        "bytes_needed": _size(needed),
        "bytes_act": _size(acts),
        "bytes_afterwards": _size(after),
        **{f"bytes_{kind}": _size([one for one in exchanges if one.kind == kind]) for kind in KINDS},
    }


def _size(exchanges: list[Exchange]) -> int:
    return sum(one.size for one in exchanges)


def is_kept_by_a_worker(phone: CheapPhone) -> bool:
    """Say whether a service worker looks after the page that is open."""
    return bool(phone.page.evaluate("() => Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)"))


def visit_offline(phone: CheapPhone, path: str) -> dict[str, float] | None:
    """Open an address without any network, or return None where the phone doesn't have the page."""
    phone.go_offline()
    try:
        return visit(phone, opening(phone, path))
    except (Error, NotSeenError):
        return None
