"""What was confirmed is there after a crash, once; and a new release reaches every process."""

import hashlib
import http.client
import itertools
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from mpt.content.folder import load_folder
from mpt.content.model import Lesson
from mpt.content.reader import read_course
from mpt.models import Attempt
from mpt.models.database import open_database
from mpt.rules.completion import quiz_of
from mpt.web.phone import COOKIE
from tests.cast import COURSE, COURSES, OUR_SITE
from tests.server import ROOT, Server

CLIENTS, SUBMISSIONS, CONFIRMED_BEFORE_THE_CRASH = 8, 500, 200


def the_quiz() -> tuple[str, Lesson]:
    """Return the first module's id and its quiz."""
    course = read_course(COURSE, load_folder(COURSES / COURSE)).course
    assert course is not None
    quiz = quiz_of(course.modules[0], "zh")
    assert quiz is not None
    return course.modules[0].id, quiz


class Client(threading.Thread):
    """A phone that sends one quiz after another, and again whatever wasn't confirmed, until each is."""

    def __init__(self, server: Server, forms: list[dict[str, str]], path: str) -> None:
        super().__init__()
        self.server, self.forms, self.path = server, forms, path
        self.confirmed: list[str] = []
        self.retries = 0
        self.cookie = ""
        self.give_up_at = time.monotonic() + 120

    def run(self) -> None:
        for form in self.forms:
            while not self._send(form):
                self.retries += 1
                if time.monotonic() > self.give_up_at:
                    return
                time.sleep(0.05)
            self.confirmed.append(form["submission"])

    def _send(self, form: dict[str, str]) -> bool:
        headers = {**OUR_SITE, "Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            connection.request("POST", self.path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and value.startswith(f"{COOKIE}="):
                self.cookie = value.partition(";")[0]
        return answer.status == 303


def forms_for(quiz: Lesson, count: int) -> list[dict[str, str]]:
    """Return `count` submissions, no two neighbours with the same answers."""
    places = [
        [(f"q.{question.id}", str(place)) for place in range(len(question.choices))] for question in quiz.questions
    ]
    answers = itertools.cycle(itertools.product(*places))
    return [{**dict(next(answers)), "submission": str(uuid.uuid4())} for _ in range(count)]


def test_a_crash_among_500_submissions_loses_none_and_doubles_none(tmp_path: Path) -> None:
    module, quiz = the_quiz()
    share = [len(range(number, SUBMISSIONS, CLIENTS)) for number in range(CLIENTS)]
    with Server(tmp_path) as server:
        path = f"/zh/courses/{COURSE}/{module}/quiz"
        clients = [Client(server, forms_for(quiz, count), path) for count in share]
        for client in clients:
            client.start()
        while sum(len(client.confirmed) for client in clients) < CONFIRMED_BEFORE_THE_CRASH:
            assert any(client.is_alive() for client in clients)
            time.sleep(0.01)
        server.kill()
        confirmed_before = {each for client in clients for each in client.confirmed}
        server.start()
        kept_through = kept(tmp_path)
        for client in clients:
            client.join()

    # Every answer confirmed before the crash was there right after the restart ...
    assert len(confirmed_before) >= CONFIRMED_BEFORE_THE_CRASH
    assert confirmed_before <= kept_through.keys()
    # ... and in the end each of the 500 is there exactly once, although some were sent twice.
    sent = {form["submission"] for client in clients for form in client.forms}
    assert sum(client.retries for client in clients) > 0
    assert kept(tmp_path) == dict.fromkeys(sent, 1)


def kept(folder: Path) -> dict[str, int]:
    """Return how often each submission is in the database."""
    database = open_database(f"sqlite:///{folder / 'mpt.sqlite3'}")
    with database.session(writes=False) as session:
        rows = session.execute(sa.select(Attempt.id, sa.func.count()).group_by(Attempt.id)).all()
    database.dispose()
    return {str(submission): count for submission, count in rows}


def test_a_release_published_beside_one_process_is_served_by_the_other_within_5_seconds(tmp_path: Path) -> None:
    changed = tmp_path / "changed" / COURSE
    shutil.copytree(COURSES / COURSE, changed)
    text = (changed / "zh.md").read_text(encoding="utf-8")
    (changed / "zh.md").write_text(text.replace("title: 离得远，心不远", "title: 离得远，心很近"), encoding="utf-8")
    with Server(tmp_path) as one, Server(tmp_path) as other:
        assert "离得远，心不远" in page(one) and "离得远，心不远" in page(other)  # noqa: PT018
        refused = publish(changed, one)
        assert refused.returncode == 1, "the English is stale now, so the folder doesn't check"
        mend_translation(changed)
        published = publish(changed, one)
        assert published.returncode == 0, published.stderr + published.stdout
        deadline = time.monotonic() + 5
        while not all("离得远，心很近" in page(server) for server in (one, other)):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def mend_translation(folder: Path) -> None:
    """Say that the English was made from the Chinese as it is now."""
    digest = hashlib.sha256((folder / "zh.md").read_bytes()).hexdigest()[:8]
    lines = (folder / "en.md").read_text(encoding="utf-8").splitlines(keepends=True)
    mended = [f"translated_from: {digest}\n" if line.startswith("translated_from:") else line for line in lines]
    (folder / "en.md").write_text("".join(mended), encoding="utf-8")


def publish(folder: Path, server: Server) -> subprocess.CompletedProcess[str]:
    """Run `mpt publish` beside a running server."""
    return subprocess.run(
        [sys.executable, "-m", "mpt.cli", "publish", str(folder)],
        cwd=ROOT, env={**os.environ, **server.environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def page(server: Server) -> str:
    """Return the course's page as a server gives it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", f"/zh/courses/{COURSE}")
    text = connection.getresponse().read().decode()
    connection.close()
    return text
