"""The studio's pages of courses and modules in a real browser: every size and light, by keyboard, and without scripts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mpt.content.model import Kind
from mpt.models.database import open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import sections, staffdoor, structure
from mpt.services.sections import NewSection
from mpt.web.staff import COOKIE
from tests.cast import COURSE, MEI
from tests.server import Server
from tests.services.staff_acts import DESKS, settled

pytestmark = pytest.mark.browser

MODULE = "your-feelings-count"
PAGES = (
    "",
    "/new",
    f"/{COURSE}",
    f"/{COURSE}/modules/{MODULE}",
    f"/{COURSE}/modules/-",
    f"/{COURSE}/modules/{MODULE}/remove",
    f"/{COURSE}/settings",
    f"/{COURSE}/discard",
    f"/{COURSE}/past/{MODULE}/zh",
    "/begun",
)
SIZES = {"phone": {"width": 360, "height": 640}, "desk": {"width": 1280, "height": 800}}
TOO_SMALL = """() => [...document.querySelectorAll("main button, main summary, main .quiet, main .big, main .state, .ways a")]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.height > 0 && box.height < 44).map(([one]) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server of its own with a course that was changed and one just begun, and the token of Teacher Mei's sign-in."""
    folder = tmp_path_factory.mktemp("studio")
    with Server(folder, MPT_WORKERS="1") as running:
        database = open_database(f"sqlite:///{folder}/mpt.sqlite3")
        with database.session(writes=True) as session:
            mei = settled(session, MEI, Grant(Role.TRAINER))
            token = staffdoor.sign_in(session, MEI.email, mei, DESKS, "Chromium")[1]
            sections.add(session, COURSE, MODULE, NewSection(Kind.LESSON, "等一等"), mei)
            structure.new_course(session, "begun", ["zh", "en"], "打电话回家", mei)
            session.commit()
        database.dispose()
        yield running, token


@pytest.fixture
def make_desk(browser: Browser, studio: tuple[Server, str]) -> Iterator[Any]:
    """Give browsers in which Teacher Mei is signed in."""
    server, token = studio
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=server.url, **options)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": COOKIE, "value": token, "url": server.url}])
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("zh", "phone", "light"), ("en", "phone", "dark"), ("en", "desk", "light"), ("zh", "desk", "dark")],
)
def test_every_page_can_be_read_and_used(make_desk: Any, language: str, size: str, scheme: str) -> None:
    page = make_desk(viewport=SIZES[size], color_scheme=scheme).new_page()
    for address in PAGES:
        page.goto(f"/{language}/studio{address}")
        for summary in page.locator("main details > summary").all():
            summary.click()
        assert not _judged(page), address
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"], address


def test_a_course_is_begun_without_scripts(make_desk: Any) -> None:
    page = make_desk(java_script_enabled=False, viewport=SIZES["phone"]).new_page()
    page.goto("/en/studio")
    page.get_by_role("link", name="Begin a new course").click()
    page.get_by_label("Title").fill("Calling home")
    page.get_by_label("Short name").fill("calling-home")
    page.get_by_label("In which language will you write it?").select_option("en")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Title").fill("The first call")
    page.get_by_role("button", name="Add the module").click()
    page.get_by_label("Heading").fill("Breathe first")
    page.get_by_role("button", name="Add it and write").click()
    page.wait_for_url("**/en/studio/calling-home/write/the-first-call/breathe-first")
    page.goto("/en/studio/calling-home/modules/the-first-call")
    page.get_by_role("button", name="Move up: Breathe first").click()
    rows = page.locator("tbody th a")
    expect(rows).to_have_text(
        ["Title and outcome", "Breathe first", "First lesson", "Try it tonight", "Check yourself"]
    )
    page.get_by_role("link", name="Take out: First lesson").click()
    page.get_by_role("button", name="Take it out").click()
    expect(rows).to_have_text(["Title and outcome", "Breathe first", "Try it tonight", "Check yourself"])


def test_what_comes_next_is_reached_by_keyboard(make_desk: Any) -> None:
    page = make_desk(viewport=SIZES["desk"]).new_page()
    page.goto(f"/en/studio/{COURSE}")
    next_step = page.get_by_role("link", name="Go on writing")
    for _ in range(25):
        page.keyboard.press("Tab")
        if next_step.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert f"/write/{MODULE}/" in page.url


def _judged(page: Page) -> list[str]:
    """Return what axe says against a page, and what of it is too small for a thumb."""
    found = Axe().run(page)
    return [
        *(json.dumps(one["nodes"][0]["html"]) + one["id"] for one in found.response["violations"]),
        *page.evaluate(TOO_SMALL),
    ]
