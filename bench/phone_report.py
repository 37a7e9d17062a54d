"""The tables of what a cheap phone shows: for the terminal, and as Markdown for docs/phone.md. All from the results' file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tabulate import tabulate

NAMES = {
    "floor": "Floor: a plain page of 10 KB",
    "first_lesson": "First lesson, nothing kept",
    "second_lesson": "Second lesson, by the button",
    "offline_lesson": "A third lesson, no network",
    "home": "Home of who has begun",
    "quiz": "Quiz",
    "certificate": "Certificate",
}
PEERS = {
    "Moodle": {"kb": 1236, "requests": 21, "first_paint_s": 8.1, "quiet_s": 29.8},
    "Kolibri": {"kb": 2435, "requests": 35, "first_paint_s": 23.4, "quiet_s": 51.3},
}
"""A lesson page of others with nothing kept, measured earlier on this same emulation, not in the run of the results."""
PEERS_NOTE = "Moodle and Kolibri were measured earlier on this same emulation, not in this run."
NO_WORKER = "No lesson without a network was measured: no service worker kept this course's pages."
BEGIN, END = "<!-- measured: python -m bench.phone -->", "<!-- end of what was measured -->"
"""Marks in docs/phone.md; what stands between them is written by the bench."""
Table = tuple[list[str], list[list[str]]]


@dataclass(frozen=True, slots=True)
class Budget:
    """What a page must keep to."""

    says: str
    limit: float
    of: Callable[[dict[str, Any]], float]
    digits: int = 1


def _median(page: str, figure: str, scale: float = 1) -> Callable[[dict[str, Any]], float]:
    return lambda pages: pages[page][figure]["median"] / scale


def _paint_to_floor(pages: dict[str, Any]) -> float:
    return pages["first_lesson"]["first_paint_s"]["median"] / pages["floor"]["first_paint_s"]["median"]


def _second_before_readable(pages: dict[str, Any]) -> float:
    return float(pages["second_lesson"]["requests_before_readable"]["most"])


BUDGETS = (
    Budget("First lesson: first paint, times the floor's", 1.3, _paint_to_floor, 2),
    Budget("First lesson: requests needed before reading", 1, _median("first_lesson", "requests_needed"), 0),
    Budget("First lesson: KB that block reading", 14, _median("first_lesson", "bytes_needed", 1000)),
    Budget("First lesson: KB in all", 40, _median("first_lesson", "bytes", 1000)),
    Budget("First lesson: KB of script", 6, _median("first_lesson", "bytes_script", 1000)),
    Budget("Second lesson: s from the tap until readable", 0.3, _median("second_lesson", "readable_s"), 2),
    Budget("Second lesson: requests before it's readable, the act apart", 0, _second_before_readable, 0),
)


def pages_table(pages: dict[str, Any]) -> Table:
    """Return when each page is there."""
    floor = pages["floor"]["first_paint_s"]["median"]
    heads = [
        "Median (least to most)",
        "First paint, s",
        "Times the floor",
        "Readable, s",
        "Largest paint, s",
        "Quiet, s",
        "Shift",
        "Blocked, ms",
    ]
    rows = [
        [
            NAMES[page],
            _span(figures["first_paint_s"], 2),
            f"{figures['first_paint_s']['median'] / floor:.2f}",
            _span(figures["readable_s"], 2),
            *(f"{figures[name]['median']:.2f}" for name in ("largest_contentful_paint_s", "quiet_s")),
            f"{figures['layout_shift']['median']:.3f}",
            f"{figures['blocked_ms']['median']:.0f}",
        ]
        for page, figures in _known(pages)
    ]
    return heads, rows


def requests_table(pages: dict[str, Any]) -> Table:
    """Return how many requests each page makes."""
    names = (
        "requests_needed",
        "requests_before_paint",
        "requests_act",
        "requests_afterwards",
        "requests",
        "requests_by_worker",
    )
    heads = ["Requests", "Needed", "Before first paint", "Act", "Afterwards", "In all", "By the service worker"]
    return heads, [[NAMES[page], *(_whole(figures[name]) for name in names)] for page, figures in _known(pages)]


def bytes_table(pages: dict[str, Any]) -> Table:
    """Return what each page weighs on the wire."""
    names = ("needed", "document", "script", "image", "other", "act", "afterwards")
    heads = ["KB over the wire", "Needed", "Documents", "Script", "Images", "Other", "Act", "Afterwards", "In all"]
    rows = [
        [NAMES[page], *(_kb(figures[f"bytes_{name}"]) for name in names), _kb(figures["bytes"])]
        for page, figures in _known(pages)
    ]
    return heads, rows


def budgets_table(pages: dict[str, Any]) -> Table:
    """Return what was promised beside what came."""
    rows = []
    for budget in BUDGETS:
        value = budget.of(pages)
        verdict = "PASS" if value <= budget.limit else "MISS"
        rows.append([budget.says, f"{budget.limit:g}", f"{value:.{budget.digits}f}", verdict])
    return ["Budget", "At most", "Measured", ""], rows


def peers_table(pages: dict[str, Any]) -> Table:
    """Return our first lesson beside a lesson of others."""
    first = {name: figure["median"] for name, figure in pages["first_lesson"].items()}
    ours = {**first, "kb": first["bytes"] / 1000}
    rows = [
        [who, f"{of['kb']:,.0f}", f"{of['requests']:.0f}", f"{of['first_paint_s']:.1f}", f"{of['quiet_s']:.1f}"]
        for who, of in {"This platform": ours, **PEERS}.items()
    ]
    return ["A lesson, nothing kept", "KB", "Requests", "First paint, s", "Quiet, s"], rows


def notes(result: dict[str, Any]) -> list[str]:
    """Return what must be said of the figures."""
    pages, phone, machine = result["pages"], result["phone"], result["machine"]
    said = [
        (
            f"{result['rounds']} rounds; {phone['browser']}, screen {phone['screen']}, processor"
            f" {phone['processor_slower']} times slower, latency {phone['latency_ms']} ms, {phone['kbit_s']} kbit/s each way;"
            f" Python {machine['python']} on {machine['machine']}, {machine['cores']} cores."
        )
    ]
    if "offline_lesson" not in pages:
        said.append(NO_WORKER)
    return said


def tables(result: dict[str, Any]) -> str:
    """Return all tables as Markdown."""
    return _joined(result, "pipe")


def show(result: dict[str, Any]) -> None:
    """Print all tables for a terminal."""
    print(_joined(result, "simple"), end="")


def write_docs(path: Path, result: dict[str, Any]) -> None:
    """Put the tables between the marks of a page of the docs."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path.name} lacks the marks {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n{tables(result)}{END}{after}", encoding="utf-8")


def _joined(result: dict[str, Any], style: str) -> str:
    pages = result["pages"]
    parts = [*notes(result)]
    for heads, rows in (table(pages) for table in (pages_table, requests_table, bytes_table, budgets_table)):
        parts.append(_drawn(heads, rows, style))
    parts += [_drawn(*peers_table(pages), style), PEERS_NOTE]
    return "\n\n".join(parts) + "\n"


def _drawn(heads: list[str], rows: list[list[str]], style: str) -> str:
    aligned = ("left", *["right"] * (len(heads) - 1))
    return str(tabulate(rows, heads, tablefmt=style, colalign=aligned, disable_numparse=True))


def _known(pages: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(page, pages[page]) for page in NAMES if page in pages]


def _span(figure: dict[str, float], digits: int) -> str:
    return f"{figure['median']:.{digits}f} ({figure['least']:.{digits}f} to {figure['most']:.{digits}f})"


def _whole(figure: dict[str, float]) -> str:
    return f"{figure['median']:.0f}"


def _kb(figure: dict[str, float]) -> str:
    return f"{figure['median'] / 1000:.1f}"
