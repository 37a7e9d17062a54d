"""The outbox against a network that does its worst, hundreds of times: nothing lost, nothing twice.

Each run is a new learner on a phone with two tabs. Its seed is in the test's name and in what a failure prints.
"""

import json
import random
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from mpt.content.folder import load_folder
from mpt.content.model import Course
from mpt.content.reader import read_course
from mpt.rules.completion import lessons_of, quiz_of
from tests.browser.bad_network import BadNetwork, Fate
from tests.cast import COURSE, COURSES
from tests.server import Server

pytestmark = pytest.mark.browser

RUNS_IN_A_BATCH = 25
BATCHES = [0, 1, *(pytest.param(batch, marks=pytest.mark.long) for batch in range(2, 8))]
MOST_ROUNDS = 60
# The acts as forms, added in the page's own outbox; some at once in both tabs, some with a try to send in between.
ADD = """async (acts) => {
  for (const act of acts) {
    const form = document.createElement("form");
    form.setAttribute("action", act.url);
    for (const [name, value] of act.fields) {
      const field = document.createElement("input");
      field.name = name;
      field.value = value;
      form.append(field);
    }
    const id = await Outbox.add(form);
    if (!id) { throw new Error("not kept"); }
    if (act.tries) { Outbox.drain(); }
  }
}"""
BEGIN = "() => { window.draining = Outbox.drain(); }"
END = "() => window.draining.then((told) => told.waiting)"


@pytest.fixture(scope="module")
def course() -> Course:
    """The course that everybody learns here."""
    read = read_course(COURSE, load_folder(COURSES / COURSE)).course
    assert read is not None
    return read


def acts_of(chance: random.Random, course: Course) -> list[dict[str, Any]]:
    """Return what one learner does: lessons, some of them twice, and quizzes, no two of a module answered alike."""
    acts: list[dict[str, Any]] = []
    module = chance.choice(course.modules)
    acts += [
        {"url": f"/zh/courses/{COURSE}/{module.id}/{lesson.id}", "fields": [], "lesson": lesson.id}
        for lesson in chance.choices(lessons_of(module, "zh"), k=chance.randint(2, 5))
    ]
    quiz = quiz_of(module, "zh")
    assert quiz is not None
    places = range(min(len(question.choices) for question in quiz.questions))
    for place in chance.sample(list(places), chance.randint(0, 2)):
        fields = [("submission", str(uuid.UUID(int=chance.getrandbits(128), version=4)))]
        fields += [(f"q.{question.id}", str(place)) for question in quiz.questions]
        acts.append({"url": f"/zh/courses/{COURSE}/{module.id}/quiz", "fields": fields, "submission": fields[0][1]})
    chance.shuffle(acts)
    return [{**act, "tries": chance.random() < 0.4} for act in acts]


def kept(server: Server, learner: str) -> tuple[list[str], list[str], int]:
    """Return the lessons and the attempts that the database has of a learner, and how many learners there are."""
    path = Path(server.environ["MPT_DATA"]) / "mpt.sqlite3"
    key = uuid.UUID(learner).hex
    with sqlite3.connect(path) as database:
        lessons = database.execute("SELECT lesson_id FROM lesson_done WHERE learner_id = ?", (key,)).fetchall()
        attempts = database.execute("SELECT id FROM attempt WHERE learner_id = ?", (key,)).fetchall()
        (people,) = database.execute("SELECT count(*) FROM learner").fetchone()
    database.close()
    return [row[0] for row in lessons], [str(uuid.UUID(row[0])) for row in attempts], people


@pytest.mark.parametrize("batch", BATCHES)
def test_nothing_is_lost_and_nothing_counts_twice(
    make_phone: Any, own_server: Server, course: Course, batch: int
) -> None:
    with BadNetwork(own_server.url) as network:
        phone: BrowserContext = make_phone("zh-CN", base_url=network.url, service_workers="block")
        if batch % 2:  # a browser in which acts wait in localStorage
            phone.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
        tabs = [phone.new_page(), phone.new_page()]
        for tab in tabs:
            tab.goto("/zh/offline")
        people = kept(own_server, str(uuid.uuid4()))[2]
        for run in range(RUNS_IN_A_BATCH):
            seed = 1000 * batch + run
            one_learner(phone, tabs, network, own_server, course, seed)
            people += 1
            assert kept(own_server, str(uuid.uuid4()))[2] == people, f"seed {seed}: another learner"


def one_learner(
    phone: BrowserContext, tabs: list[Page], network: BadNetwork, server: Server, course: Course, seed: int
) -> None:
    """Do one run: acts on a bad network, with a server that may go down, until nothing waits any more."""
    chance = random.Random(seed)
    phone.clear_cookies()
    worst = [Fate.REQUEST_IS_LOST, Fate.REPLY_IS_LOST, Fate.DOUBLED, Fate.LATE, Fate.SLOW, Fate.SIGN_IN_PAGE]
    network.seen.clear()
    network.fate = lambda method, _path: (
        chance.choice(worst) if method == "POST" and chance.random() < 0.6 else Fate.PASSES
    )
    acts = acts_of(chance, course)
    share = chance.randint(0, len(acts))
    tabs[0].evaluate(ADD, acts[:share])
    tabs[1].evaluate(ADD, acts[share:])
    goes_down = seed % 25 == 7
    if goes_down:
        server.kill()
        tabs[0].evaluate(BEGIN)
        server.start()
    learner = tabs[0].evaluate("() => Outbox.known()")
    for _round in range(MOST_ROUNDS):
        # Both tabs at once, as when the network comes back.
        for tab in tabs:
            tab.evaluate(BEGIN)
        waiting = [tab.evaluate(END) for tab in tabs]
        if waiting == [0, 0]:
            break
    network.fate = lambda _method, _path: Fate.PASSES
    tabs[0].wait_for_timeout(150 if any(fate is Fate.LATE for _, _, fate in network.seen) else 0)
    lessons, attempts, _ = kept(server, learner)
    said = f"seed {seed}: {json.dumps([str(one) for one in network.seen], ensure_ascii=False)}"
    assert tabs[0].evaluate("() => Outbox.all()") == [], said
    assert sorted(lessons) == sorted({act["lesson"] for act in acts if "lesson" in act}), said
    assert sorted(attempts) == sorted(act["submission"] for act in acts if "submission" in act), said
