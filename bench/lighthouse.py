"""What Lighthouse says of home, a lesson and a quiz, in each language. Run as `python -m bench.lighthouse`.

Lighthouse comes with `npm ci` and uses the system's Chromium, as a phone, with its own throttles. The server is `mpt serve`
as in production, with a fresh database. SEO is told, not promised. Writes bench/results/lighthouse.json: the scores, and
each audit that isn't perfect, with what Lighthouse says of it.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tabulate import tabulate

from bench import record
from bench.acts import books
from bench.cheap_phone import chromium
from mpt.config import ROOT
from tests.server import Server

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LANGUAGES = ("zh", "en")
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu"
PATIENCE_S = 180
MOST_ITEMS = 5
REHEARSALS = 6
NOT_JUDGED = {"notApplicable", "manual"}


def lighthouse() -> str:
    """Return where Lighthouse is, or end with a line that says how to get it."""
    ours = ROOT / "node_modules" / ".bin" / "lighthouse"
    found = str(ours) if ours.exists() else shutil.which("lighthouse")
    if found is None:
        sys.exit("no Lighthouse found: 'npm ci' brings it")
    return found


def report(url: str, folder: Path) -> dict[str, Any]:
    """Let Lighthouse look at a page, and return its report. It's ended, with its browser, when it takes too long."""
    target = folder / "report.json"
    command = [
        lighthouse(), url, "--quiet", "--output=json", f"--output-path={target}", "--no-enable-error-reporting",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={CHROME_FLAGS}", "--disable-full-page-screenshot",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "CHROME_PATH": chromium()}, start_new_session=True)
    try:
        status = process.wait(PATIENCE_S)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    if status:
        sys.exit(f"Lighthouse ended with {status} at {url}")
    return dict(json.loads(target.read_text(encoding="utf-8")))


def judged(found: dict[str, Any]) -> dict[str, Any]:
    """Return the scores of a report, 0 to 100, and its audits that aren't perfect."""
    faults = {
        name: [_fault(found["audits"][ref["id"]], ref["weight"]) for ref in category["auditRefs"]]
        for name, category in found["categories"].items()
    }
    return {
        "scores": {name: round((category["score"] or 0) * 100) for name, category in found["categories"].items()},
        "not_perfect": {name: [one for one in of if one] for name, of in faults.items()},
    }


def _fault(audit: dict[str, Any], weight: float) -> dict[str, Any] | None:
    """Return what is wrong in an audit, or None. Without weight it doesn't touch the score."""
    score, failed = audit["score"], audit["scoreDisplayMode"] == "error"
    if not failed and (audit["scoreDisplayMode"] in NOT_JUDGED or score is None or score >= 1):
        return None
    said = {"audit": audit["id"], "title": audit["title"], "score": score, "weight": weight}
    items = audit.get("details", {}).get("items", [])
    places = [_item(item) for item in items[:MOST_ITEMS]] if isinstance(items, list) else [_unmet(items)]
    value = audit.get("errorMessage") if failed else audit.get("displayValue")
    details = {"value": value, "items": [place for place in places if place]}
    return {**said, **{name: value for name, value in details.items() if value}}


def _unmet(checks: dict[str, Any]) -> dict[str, Any]:
    """Return what isn't so of a list of checks."""
    return {name: check["label"] for name, check in checks.items() if not check["value"]}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    """Return what helps to find the place: an address without its host, a node, a description, sizes."""
    said: dict[str, Any] = {}
    if isinstance(item.get("node"), dict):
        said["node"] = item["node"].get("snippet", "")[:200]
        said["explanation"] = item["node"].get("explanation", "")[:300]
    for name in ("url", "description", "sourceLocation", "label", "wastedBytes", "wastedMs", "total", "duration"):
        if isinstance(item.get(name), str | int | float):
            said[name] = item[name]
    if isinstance(said.get("url"), str) and said["url"].startswith("http://127.0.0.1"):
        said["url"] = "/" + said["url"].split("/", 3)[-1]
    return {name: value for name, value in said.items() if value not in ("", None)}


def pages(language: str) -> dict[str, str]:
    """Return the addresses that are looked at."""
    book = books(language)[0]
    lesson = book.lessons()[0][0]
    return {"home": f"/{language}/", "lesson": lesson, "quiz": book.address(book.course.modules[0], "quiz")}


def rehearse(url: str) -> None:
    """Let each process of the server make the page: a parent is never the first."""
    for _ in range(REHEARSALS):
        urlopen(Request(url, headers={"Accept-Encoding": "br"}), timeout=10).close()


def measure() -> tuple[dict[str, Any], str]:
    """Return what Lighthouse says of each page, and its version."""
    said: dict[str, Any] = {}
    version = ""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        for language in LANGUAGES:
            for name, path in pages(language).items():
                rehearse(server.url + path)
                found = report(server.url + path, Path(folder))
                version = found["lighthouseVersion"]
                said[f"{name}, {language}"] = {"address": path, **judged(found)}
    return said, version


def show(said: dict[str, Any]) -> None:
    """Print the scores, and what isn't perfect."""
    rows = [[page, *(of["scores"][category] for category in CATEGORIES)] for page, of in said.items()]
    print(tabulate(rows, ["Lighthouse", *CATEGORIES]))
    for page, of in said.items():
        for category, faults in of["not_perfect"].items():
            for fault in faults:
                print(f"{page}: {category}: {fault['title']} {fault.get('value', '')} (weight {fault['weight']})")


def main() -> None:
    """Measure, print, write the results."""
    record.end_cleanly()
    said, version = measure()
    record.write("lighthouse", {"lighthouse": version, "pages": said})
    show(said)


if __name__ == "__main__":
    main()
