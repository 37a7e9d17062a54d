"""How quick a factory's page is beside many other learners. Run as `python -m bench.reports [OTHERS...]`.

For SQLite and PostgreSQL (`--databases sqlite` for one alone) and each number of others, in a database of its own: `mpt demo`
makes up a factory of 6,000 workers and the others beside it, in factories of their own; the factory's figures are counted,
then those of the others. Its pages are asked for in turns with a bare Flask page: within this process, and the first of them
also from one process of gunicorn over loopback. PostgreSQL is started here, or the one that MPT_TEST_DATABASE_URL names.

Writes bench/results/reports.json, and its tables into docs/reports.md. `python -m bench.reports --table` prints them.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from itertools import product
from pathlib import Path
from typing import Any

from werkzeug.test import Client

from bench import record
from bench.reports_ground import BARE, Factory, database_at, mpt, served, settle, site
from bench.reports_report import show, tables, write_docs
from mpt.config import ROOT
from mpt.models.database import Database, open_database
from mpt.services import counting, factories, publishing
from mpt.web.staff import COOKIE

OTHERS = [6_000, 100_000, 1_000_000]
DATABASES = ["sqlite", "postgresql"]
WORKERS = 6_000
"""How many work in the factory: the size of the first one that `mpt demo` makes."""
ROUNDS, FILE_ROUNDS = 200, 40
REHEARSALS = 5
HEADERS = {"Accept-Encoding": "gzip, deflate, br"}
DOCS = ROOT / "docs" / "reports.md"
Ask = Callable[[], object]
Figures = dict[str, dict[str, float]]


def measure(kind: str, others: int) -> dict[str, Any]:
    """Return what came of a database of a kind with so many learners beside the factory's."""
    with tempfile.TemporaryDirectory(prefix="mpt-reports-") as folder, database_at(kind, Path(folder)) as url:
        environ = {"MPT_DATA": folder, "MPT_DATABASE_URL": url}
        seconds = {"made_up_s": mpt(environ, "demo", "--learners", str(WORKERS + others))}
        database = open_database(url)
        factory = settle(database)
        seconds |= count(database, factory)
        database.dispose()
        seconds["others_counted_s"] = mpt(environ, "count")
        times = {**by_wsgi(environ, factory), "from_server": by_server(environ, factory)}
    return {"database": kind, "others": others, **seconds, **times}


def count(database: Database, factory: Factory) -> dict[str, float]:
    """Return how long the first count of the factory's 18 months takes, and the count of one more day."""
    first = _count_seconds(database, factory)
    with database.session(writes=True) as session:
        counted = factories.find(session, factory.id)
        counted.counted_through = counting.last_whole_day(counted) - timedelta(days=1)
        session.commit()
    return {"first_count_s": first, "further_day_s": _count_seconds(database, factory)}


def _count_seconds(database: Database, factory: Factory) -> float:
    """Count as whoever looks first does, and return how long that one waits."""
    with database.session(writes=False) as session:
        modules = publishing.open_courses(session)
        start = time.perf_counter()
        counted = counting.count(session, factory.id, modules)
    with database.session(writes=True) as session:
        counting.keep(session, counted)
        session.commit()
    return round(time.perf_counter() - start, 2)


def by_wsgi(environ: Mapping[str, str], factory: Factory) -> dict[str, Figures]:
    """Return how long each page takes within this process, and each file: those apart, because they take much longer."""
    client = Client(site(environ))
    client.set_cookie(COOKIE, factory.token)

    def asking(path: str) -> Ask:
        return lambda: _answered(client.get(path, headers=HEADERS, buffered=True).status_code)

    page = f"/en/factory/{factory.id}"
    department = f"{page}?place={factory.department}"
    pages = {"bare": BARE, "page": page, "department": department, "impact": "/en/office/impact"}
    files = {"bare": BARE, "xlsx": f"{page}/figures.xlsx", "evidence": f"{page}/evidence.pdf"}
    return {
        "pages": in_turns({what: asking(path) for what, path in pages.items()}, ROUNDS),
        "files": in_turns({what: asking(path) for what, path in files.items()}, FILE_ROUNDS),
    }


def by_server(environ: Mapping[str, str], factory: Factory) -> Figures:
    """Return how long the factory's page takes from a server, over one connection that stays open."""
    with served(environ) as port, closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:

        def asking(path: str) -> Ask:
            return lambda: _fetch(connection, path, {**HEADERS, "Cookie": f"{COOKIE}={factory.token}"})

        return in_turns({"bare": asking(BARE), "page": asking(f"/en/factory/{factory.id}")}, ROUNDS)


def _fetch(connection: HTTPConnection, path: str, headers: dict[str, str]) -> None:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    _answered(answer.status)


def _answered(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"a page answered {status}")


def in_turns(asks: Mapping[str, Ask], rounds: int) -> Figures:
    """Return the first time of each, then median and 95th percentile of `rounds` in turns: a busy moment hits all alike."""
    first = {what: _milliseconds(ask) for what, ask in asks.items()}
    for ask in list(asks.values()) * REHEARSALS:
        ask()
    times: dict[str, list[float]] = {what: [] for what in asks}
    for _round in range(rounds):
        for what, ask in asks.items():
            times[what].append(_milliseconds(ask))
    return {what: {"first_ms": first[what], **_summary(taken)} for what, taken in times.items()}


def _summary(times: list[float]) -> dict[str, float]:
    return {"median_ms": round(statistics.median(times), 2), "p95_ms": round(statistics.quantiles(times, n=20)[18], 2)}


def _milliseconds(ask: Ask) -> float:
    start = time.perf_counter()
    ask()
    return round((time.perf_counter() - start) * 1000, 2)


def main(databases: list[str], sizes: list[int]) -> None:
    """Measure, print, write the results: after each database, for the whole takes long."""
    record.end_cleanly()
    facts = {"rounds": ROUNDS, "file_rounds": FILE_ROUNDS, "workers": WORKERS}
    load, runs = round(os.getloadavg()[0], 1), []
    for kind, others in product(databases, sizes):
        runs.append(measure(kind, others))
        print(f"{kind}, {others:,} others: made up in {runs[-1]['made_up_s']:,.0f} s", flush=True)
        record.write("reports", {**facts, "runs": runs, "machine": {"load": load}})
        write_docs(DOCS, record.read("reports"))
    show(record.read("reports"))


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.reports")
    parser.add_argument("others", nargs="*", type=int, default=OTHERS, metavar="OTHERS")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=DATABASES)
    parser.add_argument("--table", action="store_true", help="print the tables of the last run")
    return parser.parse_args()


if __name__ == "__main__":
    asked = arguments()
    if asked.table:
        print(tables(record.read("reports")), end="")
    else:
        main(asked.databases, asked.others)
