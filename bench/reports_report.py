"""The tables of how quick a factory's page is: for the terminal, and for docs/reports.md. All from the results' file."""

from pathlib import Path
from typing import Any

from tabulate import tabulate

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ROWS = {
    ("pages", "bare"): "A bare Flask page",
    ("pages", "page"): "The factory's page",
    ("pages", "department"): "The same, of one department",
    ("pages", "impact"): "The office's impact page",
    ("files", "xlsx"): "Excel file",
    ("files", "evidence"): "Evidence pack (PDF)",
    ("from_server", "bare"): "A bare Flask page, from gunicorn",
    ("from_server", "page"): "The factory's page, from gunicorn",
}
"""What was asked for, by how it was asked and its name in the results."""
PAGE_MS, FIRST_COUNT_S, FURTHER_DAY_S = 100, 3, 1
"""What was promised: a page's 95th percentile, and how long whoever looks first waits."""
BEGIN, END = "<!-- measured: python -m bench.reports -->", "<!-- end of what was measured -->"
"""Marks in docs/reports.md; what stands between them is written by the bench."""
Run = dict[str, Any]
Table = tuple[list[str], list[list[str]]]


def making_table(runs: list[Run]) -> Table:
    """Return how long making up workers and counting them takes."""
    names = {
        "Making all up": "made_up_s",
        "The factory's first count": "first_count_s",
        "Its count of one more day": "further_day_s",
        "First count of all others": "others_counted_s",
    }
    return ["Seconds", *map(_head, runs)], [
        [what, *(f"{run[name]:,.1f}" for run in runs)] for what, name in names.items()
    ]


def pages_table(runs: list[Run]) -> Table:
    """Return how long each page and file takes."""
    rows = [[says, *(_times(run[how], what) for run in runs)] for (how, what), says in ROWS.items()]
    return ["Milliseconds", *map(_head, runs)], rows


def firsts_table(runs: list[Run]) -> Table:
    """Return how long a process takes for what it then keeps: templates, fonts, what the office's page counts once a day."""
    firsts = [("pages", "page"), ("files", "evidence"), ("pages", "impact")]
    rows = [[ROWS[how, what], *(f"{run[how][what]['first_ms']:,.0f}" for run in runs)] for how, what in firsts]
    return ["Milliseconds for a process's first", *map(_head, runs)], rows


def promises_table(runs: list[Run]) -> Table:
    """Return what was promised beside what came."""
    heads = ["Promise", "At most", *map(_head, runs)]
    rows = [
        _promise("The factory's page: 95th percentile, ms", PAGE_MS, [run["pages"]["page"]["p95_ms"] for run in runs]),
        _promise("The same from gunicorn, ms", PAGE_MS, [run["from_server"]["page"]["p95_ms"] for run in runs]),
        _promise("The factory's first count, s", FIRST_COUNT_S, [run["first_count_s"] for run in runs]),
        _promise("Its count of one more day, s", FURTHER_DAY_S, [run["further_day_s"] for run in runs]),
    ]
    return heads, rows


def notes(result: Run) -> str:
    """Return what must be said of the figures."""
    machine = result["machine"]
    return (
        f"A factory of {result['workers']:,} workers beside so many other learners; {result['rounds']} requests of each page"
        f" and {result['file_rounds']} of each file, in turns: median / 95th percentile, and the median in times the bare"
        f" page's. Python {machine['python']} on {machine['machine']}, {machine['cores']} cores, with a load of"
        f" {machine['load']} when the run began."
    )


def tables(result: Run) -> str:
    """Return all tables as Markdown."""
    return _joined(result, "pipe")


def show(result: Run) -> None:
    """Print all tables for a terminal."""
    print(_joined(result, "simple"), end="")


def write_docs(path: Path, result: Run) -> None:
    """Put the tables between the marks of a page of the docs."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path.name} lacks the marks {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n{tables(result)}{END}{after}", encoding="utf-8")


def _joined(result: Run, style: str) -> str:
    drawn = [
        tabulate(rows, heads, tablefmt=style, colalign=("left", *["right"] * (len(heads) - 1)), disable_numparse=True)
        for heads, rows in (table(result["runs"]) for table in TABLES)
    ]
    return "\n\n".join([notes(result), *drawn]) + "\n"


def _head(run: Run) -> str:
    return f"{KINDS[run['database']]}, {run['others']:,}"


def _times(figures: dict[str, dict[str, float]], what: str) -> str:
    median, p95, bare = figures[what]["median_ms"], figures[what]["p95_ms"], figures["bare"]["median_ms"]
    return f"{median:.1f} / {p95:.1f} ({median / bare:.0f})"


def _promise(says: str, most: float, values: list[float]) -> list[str]:
    return [says, f"{most:g}", *(f"{value:.1f} {'PASS' if value <= most else 'MISS'}" for value in values)]


TABLES = (pages_table, firsts_table, making_table, promises_table)
