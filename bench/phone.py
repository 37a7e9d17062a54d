"""What a cheap phone on a bad network shows, and when. Run as `python -m bench.phone [ROUNDS]`.

A real Chromium is the phone (bench/cheap_phone.py), `mpt serve` as in production the server, with a fresh database. Each
round opens a plain page of 10 KB from a static file server, the floor; then, as parents do, the first lesson with nothing
kept, the second by its button, and, where a service worker keeps pages, a third without any network; then home, a quiz and
a certificate, each with nothing kept and a learner who got there. What the figures mean: bench/visit.py.

Writes bench/results/phone.json, and its tables into docs/phone.md. `python -m bench.phone --table` prints them from there.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from bench import record
from bench.acts import Book, begin, books, earn_certificate, smallest
from bench.cheap_phone import (
    BYTES_PER_SECOND,
    LATENCY_MS,
    SCREEN,
    SLOWER,
    CheapPhone,
    cheap_phones,
    chromium,
    free_port,
)
from bench.phone_report import show, tables, write_docs
from bench.traffic import ServerLog
from bench.visit import is_kept_by_a_worker, opening, tapping, visit, visit_offline, wait_until_quiet
from mpt.config import ROOT
from tests.server import Server

LANGUAGE = "zh"
FLOOR_BYTES = 10_000
REST_S = 6.0
"""How long a parent reads, at least, before the button is tapped."""
DOCS = ROOT / "docs" / "phone.md"
REHEARSALS = 6
Figures = dict[str, float]


def floor_page() -> bytes:
    """Return a plain page of exactly 10 KB: a heading and text, nothing to fetch but itself."""
    head = '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    start = f"{head}<link rel='icon' href='data:,'><title>10 KB</title><h1>打电话的时间</h1>".encode()
    paragraph = "<p>先听孩子说完，再说自己的话。每次通话，都让孩子知道下次是什么时候。</p>\n".encode()
    text = start + paragraph * ((FLOOR_BYTES - len(start)) // len(paragraph))
    return text + b" " * (FLOOR_BYTES - len(text))


@contextmanager
def static_site() -> Iterator[str]:
    """Serve the floor's page with Python's own file server, and give its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_bytes(floor_page())
        command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            urlopen(address, timeout=2).close()
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def lessons(new: Any, url: str, log: ServerLog, book: Book) -> Iterator[tuple[str, Figures]]:
    """Yield the first lesson with nothing kept, the second by its button, and the third without a network."""
    (first, _), (_, second_heading), (third, _), *_ = book.lessons()
    with new(url) as phone:
        yield "first_lesson", visit(phone, opening(phone, first), log)
        _rest(phone)
        yield "second_lesson", visit(phone, tapping(phone, ".next .big", second_heading), log)
        _rest(phone)
        figures = visit_offline(phone, third) if is_kept_by_a_worker(phone) else None
        if figures:
            yield "offline_lesson", figures


def _rest(phone: CheapPhone) -> None:
    """Let the page lie for a while, until all that it does by itself is done."""
    wait_until_quiet(phone, time.time(), REST_S)


def others(new: Any, url: str, log: ServerLog, book: Book) -> Iterator[tuple[str, Figures]]:
    """Yield home, a quiz and a certificate: each on a phone that kept nothing, of a learner who got there."""
    with new(url) as phone:
        begin(phone.context.request, book)
        yield "home", visit(phone, opening(phone, f"/{LANGUAGE}/"), log)
    with new(url) as phone:
        yield "quiz", visit(phone, opening(phone, book.address(book.course.modules[0], "quiz")), log)
    with new(url) as phone:
        address = earn_certificate(phone.context.request, smallest(LANGUAGE))
        yield "certificate", visit(phone, opening(phone, address), log)


def measure(rounds: int) -> dict[str, list[Figures]]:
    """Return the figures of each page, a round after another, so that a busy moment hits all alike."""
    figures: dict[str, list[Figures]] = {}
    book = books(LANGUAGE)[0]
    with tempfile.TemporaryDirectory() as folder, static_site() as floor, sync_playwright() as playwright:
        log = ServerLog(Path(folder))
        with Server(Path(folder), **log.environ) as server, cheap_phones(playwright) as new:
            rehearse(new, server.url, log, book)
            for number in range(rounds):
                for what, measured in _round(new, floor, server.url, log, book):
                    figures.setdefault(what, []).append(measured)
                    print(f"round {number + 1}: {what:14} readable after {measured['readable_s']:6.2f} s", flush=True)
    return figures


def rehearse(new: Any, url: str, log: ServerLog, book: Book) -> None:
    """Let each process of the server make its pages, and the browser read its fonts: a parent is never the first."""
    paths = [f"/{LANGUAGE}/", book.address(book.course.modules[0], "quiz"), *(path for path, _ in book.lessons())]
    with new(url) as phone:
        for path in paths * REHEARSALS:
            phone.context.request.get(path, headers={"Accept-Encoding": "br", "Connection": "close"})
        visit(phone, opening(phone, paths[-1]), log)


def _round(new: Any, floor: str, url: str, log: ServerLog, book: Book) -> Iterator[tuple[str, Figures]]:
    with new(floor) as phone:
        yield "floor", visit(phone, opening(phone, "/"))
    yield from lessons(new, url, log, book)
    yield from others(new, url, log, book)


def summary(rounds: list[Figures]) -> dict[str, dict[str, float]]:
    """Return median and spread of each figure of a page."""
    digits = {"s": 2, "shift": 3}
    return {
        name: record.spread([one[name] for one in rounds], digits.get(name.rpartition("_")[2], 0)) for name in rounds[0]
    }


def phone_facts() -> dict[str, Any]:
    """Return what the phone and its network are."""
    version = subprocess.run([chromium(), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    screen = SCREEN["viewport"]
    return {
        "browser": " ".join(version.split()[:2]),
        "screen": f"{screen['width']}x{screen['height']} at {SCREEN['device_scale_factor']}",
        "processor_slower": SLOWER,
        "latency_ms": LATENCY_MS,
        "kbit_s": BYTES_PER_SECOND * 8 // 1000,
    }


def main(rounds: int) -> None:
    """Measure, print, write the results."""
    record.end_cleanly()
    pages = {what: summary(measured) for what, measured in measure(rounds).items()}
    record.write("phone", {"rounds": rounds, "phone": phone_facts(), "pages": pages})
    show(record.read("phone"))
    write_docs(DOCS, record.read("phone"))


if __name__ == "__main__":
    if sys.argv[1:] == ["--table"]:
        print(tables(record.read("phone")), end="")
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
