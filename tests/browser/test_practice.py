"""A practice kept for tonight's call, asked about after the night, told in one tap: by the clocks where each parent is."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from mpt.content.folder import load_folder
from mpt.content.reader import read_course
from mpt.i18n import catalogue
from mpt.models import KeptPractice
from mpt.models.base import now
from mpt.models.database import Database, open_database
from mpt.rules.completion import practice_of
from mpt.services import factories
from tests.cast import COURSE, COURSES
from tests.server import Server

pytestmark = pytest.mark.browser

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
KINDS = [("zh", True), ("zh", False), ("en", True), ("en", False)]
"""The phones' languages, and whether they have scripts."""
KEPT, ASKS = "Kept for tonight. Tomorrow you can say how it went; nobody else sees it.", "How did it go?"
SAID = "她说：“妈妈，你听懂了。”"

# Moves the clock of each Python that starts with it.
_CLOCK = """\
import os
from datetime import datetime
import time_machine
time_machine.travel(datetime.fromisoformat(os.environ["TEST_NOW"]), tick=True).start()
"""


class Clock:
    """A server that can be told what time it is."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def is_at(self, moment: datetime) -> None:
        """Go on serving at another moment."""
        self.server.kill()
        self.server.environ["TEST_NOW"] = moment.isoformat()
        self.server.start()


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Clock]:
    """A server of its own, on Sunday evening in China."""
    (tmp_path / "sitecustomize.py").write_text(_CLOCK, encoding="utf-8")
    environ = {"PYTHONPATH": str(tmp_path), "TEST_NOW": "2026-11-29T13:30:00+00:00", "MPT_WORKERS": "1"}
    with Server(tmp_path, **environ) as server:
        yield Clock(server)


def database_of(server: Server) -> Database:
    """Open a server's database."""
    return open_database(f"sqlite:///{server.environ['MPT_DATA']}/mpt.sqlite3")


def open_factory(server: Server, timezone: str) -> str:
    """Open a factory whose clocks are those of `timezone`, and return its code."""
    database = database_of(server)
    with database.session(writes=True) as session:
        factory, code = factories.open_factory(session, f"厂 {timezone}", timezone)
        factory.timezone = timezone
        joining = code.code
        session.commit()
    database.dispose()
    return joining


def kept(server: Server) -> list[KeptPractice]:
    """Return what is kept, whoever kept it."""
    database = database_of(server)
    with database.session(writes=False) as session:
        found = list(session.scalars(select(KeptPractice).order_by(KeptPractice.kept_on)))
    database.dispose()
    return found


@dataclass(frozen=True)
class Parent:
    """Somebody with a phone."""

    page: Page
    language: str

    def says(self, message: str) -> str:
        """Return a message of the pages in this parent's language."""
        return catalogue(self.language).gettext(message)

    def open(self, path: str) -> Page:
        """Open a page, and hold it against axe and the phone's width."""
        self.page.goto(f"/{self.language}{path}")
        return self.look()

    def look(self) -> Page:
        """Hold the page in hand against axe and the phone's width."""
        assert self.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), self.page.url
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        return self.page

    def press(self, message: str, leads_to: str) -> None:
        """Press the one button that says `message`, and look at where it leads."""
        self.page.get_by_role("button", name=self.says(message), exact=True).click()
        self.page.wait_for_url(leads_to)
        self.look()

    def join(self, code: str) -> None:
        """Join a factory by its code."""
        self.page.goto(f"/{self.language}/join/{code}")
        self.page.get_by_role("button", name=self.says("Join and begin")).click()
        self.page.wait_for_url(f"**/{self.language}/?joined*")

    def home_says(self, message: str, *, not_: str) -> None:
        """See that home says one thing and not the other."""
        self.page.goto(f"/{self.language}/")
        main = self.page.locator("main")
        expect(main).to_contain_text(self.says(message))
        expect(main).not_to_contain_text(self.says(not_))


def practice_address(language: str) -> str:
    """Return where the first practice of the first course is, without the language."""
    course = read_course(COURSE, load_folder(COURSES / COURSE)).course
    assert course is not None
    module = course.modules[0]
    practice = practice_of(module, language)
    assert practice is not None
    return f"/courses/{COURSE}/{module.id}/{practice.id}"


def parents(make_phone: Any, clock: Clock, timezone: str) -> list[Parent]:
    """Give a phone of each kind to a parent of a new factory, who keeps the first practice for tonight."""
    code, found = open_factory(clock.server, timezone), []
    for language, scripts in KINDS:
        context = make_phone(LOCALES[language], scripts=True, base_url=clock.server.url)
        if not scripts:
            context.route("**/mpt.js*", lambda route: route.abort())
        parent = Parent(context.new_page(), language)
        parent.join(code)
        parent.open(practice_address(language))
        parent.press("Keep this for tonight", f"**/{language}/")
        parent.home_says(KEPT, not_=ASKS)
        found.append(parent)
    return found


def test_nobody_is_asked_before_the_night_is_over_where_they_are(make_phone: Any, clock: Clock) -> None:
    in_shanghai = parents(make_phone, clock, "Asia/Shanghai")  # half past nine in the evening
    in_mexico = parents(make_phone, clock, "America/Mexico_City")  # half past seven in the morning
    assert {row.kept_on for row in kept(clock.server)} == {date(2026, 11, 29)}

    # Half past midnight in Shanghai: the break of a night shift.
    clock.is_at(datetime(2026, 11, 29, 16, 30, tzinfo=UTC))
    for parent in in_shanghai:
        parent.home_says(KEPT, not_=ASKS)

    # Past four on Monday morning there; in Mexico it's two on Sunday afternoon.
    clock.is_at(datetime(2026, 11, 29, 20, 1, tzinfo=UTC))
    for parent in in_shanghai:
        parent.home_says(ASKS, not_=KEPT)
        tells_and_writes(parent)
    for parent in in_mexico:
        parent.home_says(KEPT, not_=ASKS)

    clock.is_at(datetime(2026, 11, 30, 9, 58, tzinfo=UTC))  # not yet four in Mexico
    in_mexico[0].home_says(KEPT, not_=ASKS)

    clock.is_at(datetime(2026, 11, 30, 10, 1, tzinfo=UTC))
    for parent in in_mexico:
        parent.home_says(ASKS, not_=KEPT)
        keeps_again(parent)
    assert {(row.kept_on, row.went) for row in kept(clock.server)} == {
        (date(2026, 11, 29), "done"),
        (date(2026, 11, 29), "not-yet"),
        (date(2026, 11, 30), None),
    }


def tells_and_writes(parent: Parent) -> None:
    """Tell by one tap that it was done, write a note, find it in the list, and delete it."""
    page = parent.page
    parent.press("Did it", "**/me/practice/**")
    expect(page.locator("h1")).to_have_text(parent.says("You did it"))
    page.get_by_label(parent.says("A note for yourself")).fill(SAID)
    parent.press("Keep the note", "**/me/practice?note=kept")
    expect(page.locator("main")).to_contain_text(SAID)
    parent.open("/me")
    page.get_by_role("link", name=parent.says("What I tried"), exact=True).click()
    page.wait_for_url("**/me/practice")
    page.locator(".path a").click()
    expect(page.locator("textarea")).to_have_value(SAID)
    page.locator("summary").click()
    parent.press("Delete the note", "**/me/practice?note=gone")
    expect(page.locator("main")).not_to_contain_text(SAID)
    expect(page.locator(".path .lit")).to_have_count(1)


def keeps_again(parent: Parent) -> None:
    """Tell that it wasn't yet, which is fine, and keep it for the next evening."""
    parent.press("Not yet", "**/me/practice/**")
    expect(parent.page.locator("h1")).to_have_text(parent.says("Not yet is fine"))
    parent.press("Keep it for tonight again", f"**/{parent.language}/")
    parent.home_says(KEPT, not_=ASKS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_a_network_it_waits_and_belongs_to_the_evening_of_the_tap(
    make_phone: Any, own_server: Server, language: str
) -> None:
    context = make_phone(LOCALES[language], base_url=own_server.url)
    parent = Parent(context.new_page(), language)
    page = parent.open(practice_address(language))
    before, tapped = {row.learner_id for row in kept(own_server)}, now()
    context.set_offline(True)
    page.get_by_role("button", name=parent.says("Keep this for tonight")).click()
    expect(page.get_by_text(parent.says("Kept on this phone. It's sent when there is a network."))).to_be_visible()
    page.wait_for_timeout(3000)
    with page.expect_response("**/practice/tonight") as sent:
        context.set_offline(False)
    assert int(sent.value.request.headers["mpt-age"]) >= 3000
    owner = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "mpt_owner")
    (row,) = (row for row in kept(own_server) if row.learner_id not in before)
    assert row.learner_id == uuid.UUID(owner)
    assert abs((row.kept_at - tapped).total_seconds()) < 2.5
    parent.home_says(KEPT, not_=ASKS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_note_is_not_lost_where_the_network_is(make_phone: Any, own_server: Server, language: str) -> None:
    context = make_phone(LOCALES[language], base_url=own_server.url)
    parent = Parent(context.new_page(), language)
    page = parent.open(practice_address(language))
    parent.press("Keep this for tonight", f"**/{language}/")
    page.locator(".tonight summary").click()
    parent.press("Tried", "**/me/practice/**")
    context.set_offline(True)
    page.locator("textarea").fill(SAID)
    page.get_by_role("button", name=parent.says("Keep the note")).click()
    expect(page.locator("#state")).to_contain_text(
        parent.says("No network just now. Nothing is lost: try again in a moment.")
    )
    expect(page.locator("textarea")).to_have_value(SAID)
    assert SAID not in page.evaluate("() => JSON.stringify(Object.assign({}, localStorage, sessionStorage))")
    context.set_offline(False)
    parent.press("Keep the note", "**/me/practice?note=kept")
    expect(page.locator("main")).to_contain_text(SAID)


@pytest.mark.parametrize(("language", "scripts"), KINDS)
def test_calls_of_a_changing_shift_go_into_the_calendar(
    make_phone: Any, own_server: Server, language: str, *, scripts: bool
) -> None:
    page = make_phone(LOCALES[language], scripts=scripts, base_url=own_server.url).new_page()
    says = catalogue(language).gettext
    page.goto(f"/{language}/call-times")
    for shift in ("Night shift", "Changes every two weeks", "Changes every week"):
        page.get_by_role("link", name=says(shift), exact=True).click()
        expect(page.locator("[aria-current]")).to_have_text(says(shift))
    page.get_by_label(says("Night shift"), exact=True).check()
    page.get_by_label(says("Wednesday"), exact=True).check()
    with page.expect_download() as download:
        page.locator("form .big").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == text.count("INTERVAL=2") == 2
