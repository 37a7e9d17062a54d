"""The network cut at every step of reading, answering, keeping and signing in: in the end there is one record of each act."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mpt.content.folder import load_folder
from mpt.content.reader import read_course
from mpt.rules.completion import lessons_of
from tests.browser.bad_network import BadNetwork, Fate
from tests.browser.test_offline import TRACES, says
from tests.cast import AFANG, COURSE, COURSES, LIJIE, Person
from tests.server import Server

pytestmark = pytest.mark.browser

MODULE = read_course(COURSE, load_folder(COURSES / COURSE)).course.modules[0]  # type: ignore[union-attr]
FIRST, SECOND, THIRD = lessons_of(MODULE, "zh")[:3]
HERE = f"/zh/courses/{COURSE}/{MODULE.id}"
CUTS = [Fate.REQUEST_IS_LOST, Fate.REPLY_IS_LOST, Fate.DOUBLED, Fate.SIGN_IN_PAGE]


@pytest.fixture
def network(own_server: Server) -> Iterator[BadNetwork]:
    """The network between the phones of a test and the server."""
    with BadNetwork(own_server.url) as between:
        yield between


@pytest.fixture
def phone(make_phone: Any, network: BadNetwork) -> BrowserContext:
    """A phone on that network."""
    made: BrowserContext = make_phone("zh-CN", base_url=network.url)
    return made


def cut(network: BadNetwork, path: str, fate: Fate, times: int = 1) -> None:
    """Let the network do something to the next POSTs to a path."""
    left = [times]

    def decide(method: str, asked: str) -> Fate:
        if method == "POST" and asked.startswith(path) and left[0]:
            left[0] -= 1
            return fate
        return Fate.PASSES

    network.fate = decide


def rows(server: Server, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask the database."""
    database = sqlite3.connect(Path(server.environ["MPT_DATA"]) / "mpt.sqlite3")
    try:
        return database.execute(query, values).fetchall()
    finally:
        database.close()


def learner_of(page: Page) -> str:
    """Return whose acts this phone makes, as the database has it."""
    # The address changes before the page's script has run.
    page.wait_for_function("() => window.Outbox")
    return uuid.UUID(page.evaluate("() => Outbox.known()")).hex


def tap_until(page: Page, done: Callable[[], bool]) -> None:
    """Tap the big button, and again when it's there again, as somebody would whose network comes and goes."""
    for _try in range(5):
        page.locator(".next .big").click()
        for _look in range(20):
            if done():
                return
            page.wait_for_timeout(100)
    raise AssertionError(page.url)


def keep(page: Page, person: Person, name: str) -> None:
    """Keep this phone's progress."""
    page.goto("/zh/keep")
    page.locator("#name").fill(name)
    page.locator("#pin").fill(person.pin)
    page.locator(".next .big").click()


@pytest.mark.parametrize("fate", CUTS)
def test_a_first_lesson_read_is_one_lesson_of_one_learner(
    phone: BrowserContext, network: BadNetwork, own_server: Server, fate: Fate
) -> None:
    (before,) = rows(own_server, "SELECT count(*) FROM learner")[0]
    page = phone.new_page()
    page.goto(f"{HERE}/{FIRST.id}")
    cut(network, f"{HERE}/{FIRST.id}", fate)
    tap_until(page, lambda: page.locator("h1").inner_text() == SECOND.heading)
    page.reload()
    page.wait_for_function("() => Outbox.all().then((acts) => { window.none = !acts.length; }) && window.none")
    assert rows(own_server, "SELECT lesson_id FROM lesson_done WHERE learner_id = ?", learner_of(page)) == [(FIRST.id,)]
    assert rows(own_server, "SELECT count(*) FROM learner") == [(before + 1,)]


@pytest.mark.parametrize("fate", CUTS)
def test_a_quiz_answered_is_one_attempt(
    phone: BrowserContext, network: BadNetwork, own_server: Server, fate: Fate
) -> None:
    page = phone.new_page()
    page.goto(f"{HERE}/quiz")
    for fieldset in page.locator("fieldset").all():
        fieldset.locator("input").first.check()
    cut(network, f"{HERE}/quiz", fate)
    tap_until(page, lambda: "/quiz/result" in page.url)
    expect(page.locator("main .saved")).to_be_visible()
    assert rows(own_server, "SELECT count(*) FROM attempt WHERE learner_id = ?", learner_of(page)) == [(1,)]


@pytest.mark.parametrize("fate", CUTS)
def test_keeping_ones_progress_makes_one_account_that_can_be_signed_in_to(
    phone: BrowserContext, network: BadNetwork, own_server: Server, fate: Fate
) -> None:
    name = f"{AFANG.name} {fate.name}"
    page = phone.new_page()
    page.goto(f"{HERE}/{FIRST.id}")
    tap_until(page, lambda: page.locator("h1").inner_text() == SECOND.heading)
    learner = learner_of(page)
    while page.evaluate("() => Outbox.all()"):
        page.wait_for_timeout(50)
    cut(network, "/zh/keep", fate)
    keep(page, AFANG, name)
    if fate is not Fate.DOUBLED:
        # Nothing that was typed is lost, and the page says what happened.
        expect(page.locator("#state")).not_to_be_empty()
        assert (page.locator("#name").input_value(), page.locator("#pin").input_value()) == (name, AFANG.pin)
        page.locator(".next .big").click()
    if fate in {Fate.REPLY_IS_LOST, Fate.DOUBLED}:
        # The name is hers, but the phone never saw the answer: the page says so, with the name in its place.
        expect(page.locator(".fault")).to_have_text(
            says("zh", "Your progress is kept under this name already. Sign in with your PIN.")
        )
        assert page.locator("#name").input_value() == name
        page.locator("#pin").fill(AFANG.pin)
        page.locator(".next .big").click()
        page.wait_for_url("**/zh/")
    else:
        page.wait_for_url("**/zh/me?kept=1")
    assert rows(own_server, "SELECT id FROM learner WHERE name = ?", name) == [(learner,)]
    assert learner_of(page) == learner
    assert rows(own_server, "SELECT lesson_id FROM lesson_done WHERE learner_id = ?", learner) == [(FIRST.id,)]


@pytest.mark.parametrize("fate", CUTS)
def test_signing_in_brings_what_was_done_here_once(
    make_phone: Any, phone: BrowserContext, network: BadNetwork, own_server: Server, fate: Fate
) -> None:
    name = f"{LIJIE.name} {fate.name}"
    first = make_phone("zh-CN", base_url=network.url).new_page()
    first.goto(f"{HERE}/{FIRST.id}")
    tap_until(first, lambda: first.locator("h1").inner_text() == SECOND.heading)
    keep(first, LIJIE, name)
    first.wait_for_url("**/zh/me?kept=1")
    account = learner_of(first)
    page = phone.new_page()
    page.goto(f"{HERE}/{SECOND.id}")
    tap_until(page, lambda: page.locator("h1").inner_text() == THIRD.heading)
    page.goto("/zh/sign-in")
    page.locator("#name").fill(name)
    page.locator("#pin").fill(LIJIE.pin)
    cut(network, "/zh/sign-in", fate)
    tap_until(page, lambda: page.url.endswith("/zh/"))
    assert learner_of(page) == account
    done = rows(own_server, "SELECT lesson_id FROM lesson_done WHERE learner_id = ? ORDER BY 1", account)
    assert done == sorted([(FIRST.id,), (SECOND.id,)])


def test_what_waits_on_a_shared_phone_is_asked_about_before_it_goes_to_an_account(
    make_phone: Any, phone: BrowserContext, network: BadNetwork, own_server: Server
) -> None:
    afang = make_phone("zh-CN", base_url=network.url).new_page()
    keep(afang, AFANG, f"{AFANG.name} 借手机")
    afang.wait_for_url("**/zh/me?kept=1")
    lijie = phone.new_page()
    lijie.goto(f"{HERE}/{FIRST.id}")
    cut(network, HERE, Fate.REQUEST_IS_LOST, times=100)
    lijie.locator(".next .big").click()
    expect(lijie.locator("#state")).to_have_text(says("zh", "Waiting to send: {}").format(1))
    lijie.goto("/zh/sign-in")
    lijie.locator("#name").fill(f"{AFANG.name} 借手机")
    lijie.locator("#pin").fill(AFANG.pin)
    cut(network, "/nothing", Fate.PASSES)
    lijie.locator(".next .big").click()
    question = lijie.get_by_role("checkbox")
    expect(question).to_be_visible()
    question.uncheck()
    lijie.locator(".next .big").click()
    lijie.wait_for_url("**/zh/")
    assert rows(own_server, "SELECT * FROM lesson_done WHERE learner_id = ?", learner_of(lijie)) == []


def test_an_act_that_always_fails_locks_nobody_out(phone: BrowserContext, network: BadNetwork) -> None:
    other = phone.new_page()
    keep(other, AFANG, f"{AFANG.name} 卡住")
    other.wait_for_url("**/zh/me?kept=1")
    other.goto("/zh/sign-out")
    other.locator(".next .big").click()
    expect(other.locator("h1")).to_have_text(says("zh", "You are signed out"))
    page = phone.new_page()
    page.route("**/courses/**", lambda route: (
        route.fulfill(status=500, content_type="application/json", body='{"refused": false}')
        if route.request.method == "POST" else route.continue_()
    ))  # fmt: skip
    page.goto(f"{HERE}/{FIRST.id}")
    page.locator(".next .big").click()
    expect(page.locator("#state")).to_have_text(says("zh", "Waiting to send: {}").format(1))
    page.goto("/zh/sign-in")
    page.locator("#name").fill(f"{AFANG.name} 卡住")
    page.locator("#pin").fill(AFANG.pin)
    page.locator(".next .big").click()
    page.wait_for_url("**/zh/")


def test_signing_out_ends_a_download_that_is_under_way(phone: BrowserContext, network: BadNetwork) -> None:
    page = phone.new_page()
    page.goto(f"{HERE}/{FIRST.id}")
    tap_until(page, lambda: page.locator("h1").inner_text() == SECOND.heading)
    network.fate = lambda _method, path: Fate.SLOW if "/packages/" in path else Fate.PASSES
    page.goto("/zh/courses/my-wellbeing-my-rights")
    page.get_by_role("button", name=says("zh", "Keep it here")).click()
    page.goto("/zh/sign-out")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(says("zh", "You are signed out"))
    page.wait_for_timeout(2000)
    assert page.evaluate(TRACES) == []


def test_what_waits_is_said_before_anything_is_tried_and_goes_though_the_answer_is_lost(
    phone: BrowserContext, network: BadNetwork
) -> None:
    page = phone.new_page()
    page.goto(f"{HERE}/{FIRST.id}")
    tap_until(page, lambda: page.locator("h1").inner_text() == SECOND.heading)
    page.goto(f"{HERE}/quiz")
    for fieldset in page.locator("fieldset").all():
        fieldset.locator("input").first.check()
    cut(network, HERE, Fate.REQUEST_IS_LOST, times=100)
    page.locator(".next .big").click()
    expect(page.locator("[data-later]")).to_be_visible()
    network.fate = lambda method, path: (
        Fate.REPLY_IS_LOST if path == "/zh/sign-out" and method == "POST"
        else Fate.REQUEST_IS_LOST if method == "POST" else Fate.PASSES
    )  # fmt: skip
    page.goto("/zh/sign-out")
    expect(page.locator("[data-still-waiting]")).to_contain_text("1")
    page.locator(".next .big").click()
    expect(page.locator("#state")).not_to_be_empty()
    page.reload()
    expect(page.locator("h1")).to_have_text(says("zh", "You are signed out"))
    page.wait_for_timeout(500)
    assert page.evaluate("() => Outbox.all()") == []
    assert page.evaluate("() => localStorage.length") == 0


def test_going_back_after_signing_out_shows_nothing_that_was_typed(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{HERE}/quiz")
    for fieldset in page.locator("fieldset").all():
        fieldset.locator("input").first.check()
    page.locator(".next .big").click()
    page.wait_for_url("**/quiz/result?sent=1")
    page.goto(f"{HERE}/quiz")
    page.locator("fieldset input").first.check()
    keep(page, AFANG, f"{AFANG.name} 往回走")
    page.wait_for_url("**/zh/me?kept=1")
    page.goto("/zh/sign-out")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(says("zh", "You are signed out"))
    for _step in range(4):
        page.go_back()
        page.wait_for_timeout(300)
        assert page.locator("input:checked").count() == 0, page.url
        assert "往回走" not in page.content()
        if page.locator("#name").count():
            assert page.locator("#name").input_value() == ""


def test_a_portals_own_json_signs_nobody_out(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{HERE}/{FIRST.id}")
    tap_until(page, lambda: page.locator("h1").inner_text() == SECOND.heading)
    page.route("**/sign-out", lambda route: (
        route.fulfill(status=200, content_type="application/json", body='{"login": "required"}')
        if route.request.method == "POST" else route.continue_()
    ))  # fmt: skip
    page.goto("/zh/sign-out")
    page.locator(".next .big").click()
    expect(page.locator("#state")).to_have_text(
        says("zh", "No network just now. Nothing is lost: try again in a moment.")
    )
    assert page.url.endswith("/zh/sign-out")
