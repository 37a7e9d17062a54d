"""How quickly the server answers a trainer who types: the phone page and the faults of a module of 2,000 characters.

Asked over the application itself, without a network, as a script of the page asks. Beside it stands a bare Flask page, so that
what was measured on one machine can be compared with another. Run as `python -m bench.studio [count]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from flask import Flask

from bench.record import end_cleanly, spread, write
from mpt import create_app
from mpt.config import ROOT, read_config
from mpt.content.folder import load_folder
from mpt.content.parts import part_of, parts_of
from mpt.models.database import Database, open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import drafts, staffdoor
from mpt.services.publishing import publish
from mpt.web.staff import COOKIE
from tests.cast import COURSE, MEI, OUR_SITE
from tests.services.staff_acts import DESKS, settled

BUDGET_MS = 150
CHARACTERS = 2000
MODULE, PATH = "your-feelings-count", "01-your-feelings-count/zh.md"
PARTS = ("_front", "not-only-you", "check")
"""What is typed in: the page of the module, a lesson with a picture, the quiz."""


def long_module(text: str) -> str:
    """Return a module with lessons repeated until it has CHARACTERS of them."""
    lesson, number = part_of(text, "five-slow-breaths").text, 0
    while len(text) < CHARACTERS:
        number += 1
        text = text.replace("## 今晚", lesson.replace("five-slow-breaths", f"more-{number}") + "## 今晚", 1)
    return text


def ready(database: Database) -> tuple[str, str]:
    """Publish the courses, begin a draft with the long module, and sign a trainer in; return the token and the module."""
    with database.session(writes=True) as session:
        for folder in sorted(path for path in (ROOT / "courses").iterdir() if path.is_dir()):
            publish(session, folder.name, load_folder(folder))
        staff_id = settled(session, MEI, Grant(Role.TRAINER))
        text = long_module((drafts.file(session, COURSE, PATH) or b"").decode())
        drafts.put_file(session, COURSE, PATH, text.encode(), staff_id)
        _staff, token = staffdoor.sign_in(session, MEI.email, staff_id, DESKS, "bench")
        session.commit()
    return token, text


def bare() -> Callable[[], int]:
    """Return what asks an application that does nothing for a page."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "ok")
    client = app.test_client()
    return lambda: client.get("/").status_code


def typing(app: Flask, token: str, text: str, part: str) -> Callable[[], int]:
    """Return what sends a part with one more sign in it each time, as a script of the page does."""
    client, typed = app.test_client(), [part_of(text, part).text]
    client.set_cookie(COOKIE, token)

    def send() -> int:
        typed[0] = typed[0].rstrip("\n") + "。\n"
        address = f"/zh/studio/{COURSE}/write/{MODULE}/{part}/zh/preview"
        headers = {**OUR_SITE, "Accept": "application/json"}
        return client.post(address, data={"text": typed[0]}, headers=headers).status_code

    return send


def milliseconds(work: Callable[[], int]) -> float:
    """Return how long some work takes. Raises RuntimeError where it isn't answered."""
    start = time.perf_counter()
    status = work()
    taken = (time.perf_counter() - start) * 1000
    if status != 200:
        raise RuntimeError(str(status))
    return taken


def measure(works: dict[str, Callable[[], int]], count: int) -> dict[str, list[float]]:
    """Return the times of `count` rounds of everything, taken in turn, so that a busy moment hits all alike."""
    for work in works.values():
        milliseconds(work)
    times: dict[str, list[float]] = {what: [] for what in works}
    for _ in range(count):
        for what, work in works.items():
            times[what].append(milliseconds(work))
    return times


def main(count: int) -> None:
    """Measure, print, write the results."""
    end_cleanly()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        database = open_database(url)
        database.migrate()
        token, text = ready(database)
        app = create_app(read_config({"MPT_DATA": folder, "MPT_DATABASE_URL": url}))
        works = {part: typing(app, token, text, part) for part in PARTS}
        times = measure({"bare": bare(), **works}, count)
        app.extensions["mpt.database"].dispose()
        database.dispose()
    figures = {
        what: {**spread(values, 2), "p95": round(quantiles(values, n=20)[18], 2)} for what, values in times.items()
    }
    ratios = {part: round(figures[part]["median"] / figures["bare"]["median"], 1) for part in PARTS}
    module = {"characters": len(text), "parts": len(parts_of(text))}
    write("studio", {"count": count, "budget_ms": BUDGET_MS, "module": module, "ms": figures, "to_a_bare_page": ratios})
    for what, figure in figures.items():
        print(f"{what:14} median {figure['median']:7.2f} ms   p95 {figure['p95']:7.2f} ms   {ratios.get(what, 1)}")
    print(f"a module of {module['characters']} characters; budget {BUDGET_MS} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
