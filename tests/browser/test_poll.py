"""A poll from its poster to its totals: answered on phones that hold nothing of it, told of at the desk when it's over."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from mpt.i18n import catalogue
from mpt.models import Poll
from mpt.models.database import Database, open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, polls, staffdoor
from mpt.services.sealing import Sealer
from tests.browser.conftest import PHONE
from tests.browser.test_pages import TARGETS, TOO_SMALL
from tests.cast import CHEN, LIN, StaffPerson
from tests.server import Server
from tests.services.staff_acts import DESKS, settled

pytestmark = pytest.mark.browser

LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: the days of its poll are moved."""
    with Server(tmp_path, MPT_WORKERS="1") as running:
        yield running


@pytest.fixture
def database(alone: Server) -> Iterator[Database]:
    """Its database."""
    found = open_database(f"sqlite:///{alone.environ['MPT_DATA']}/mpt.sqlite3")
    yield found
    found.dispose()


def open_poll(database: Database) -> tuple[uuid.UUID, str]:
    """Open a poll that runs today, and return the factory and the poll's code."""
    with database.session(writes=True) as session:
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
        today = polls.today_at(factory)
        code = polls.open_poll(session, uuid.uuid4(), factory.id, today, today + timedelta(days=1)).code
        session.commit()
        return factory.id, code


def nine_colleagues(database: Database, code: str) -> None:
    """Let nine others answer that they stay, and a week go by."""
    with database.session(writes=True) as session:
        for _ in range(9):
            polls.answer(session, Sealer(bytes(32)), code, uuid.uuid4(), {"stay": 0})
        poll = session.query(Poll).one()
        poll.opens_on -= timedelta(days=7)
        poll.closes_on -= timedelta(days=7)
        session.commit()


def desk_token(database: Database, person: StaffPerson, grant: Grant) -> str:
    """Return what signs somebody of the staff in."""
    with database.session(writes=True) as session:
        staff_id = settled(session, person, grant)
        token: str = staffdoor.sign_in(session, person.email, staff_id, DESKS, "Firefox, Linux")[1]
        session.commit()
        return token


def judge(page: Page, *, scripts: bool = True) -> None:
    """Hold that a page fits and that axe has nothing against it; without scripts none of them can look."""
    if scripts:
        assert page.evaluate(TOO_SMALL, TARGETS) == [], page.url
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.mark.parametrize(("language", "scripts"), [("zh", True), ("en", False)])
def test_a_worker_answers_and_the_phone_holds_nothing_of_it(
    browser: Browser, alone: Server, database: Database, language: str, scripts: bool
) -> None:
    says: Any = catalogue(language).gettext
    factory_id, code = open_poll(database)
    phone = browser.new_context(**PHONE, locale=LOCALES[language], base_url=alone.url, java_script_enabled=scripts)
    page = phone.new_page()
    page.goto(f"/poll/{code}")
    expect(page).to_have_url(f"{alone.url}/{language}/poll/{code}")
    expect(page.locator("h1")).to_have_text(says("How is it to work here?"))
    judge(page, scripts=scripts)
    page.locator('#trust label:has(input[value="4"])').click()
    page.locator('#stay label:has(input[value="2"])').click()
    with page.expect_navigation():
        page.locator(".big").click()
    expect(page.locator("h1")).to_have_text(says("Thank you"))
    judge(page, scripts=scripts)
    page.get_by_role("link", name=says("Somebody else answers on this phone")).click()
    expect(page.locator("input:checked")).to_have_count(0)
    assert phone.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
    phone.close()

    nine_colleagues(database, code)
    desk = browser.new_context(viewport={"width": 360, "height": 640}, locale=LOCALES[language], base_url=alone.url)
    coordinators = desk_token(database, CHEN, Grant(Role.COORDINATOR, factory_id))
    desk.add_cookies([{"name": "mpt_staff", "value": coordinators, "url": alone.url}])
    page = desk.new_page()
    page.goto(f"/{language}/factory/{factory_id}")
    page.get_by_role("link", name=says("Poll"), exact=True).click()
    judge(page)
    table = page.get_by_role("table", name=says("Plan to stay for two years"))
    expect(table.locator("tbody td")).to_have_text(["90", "0", "10"])
    # One answered whether they trust: nothing is shown.
    expect(page.get_by_role("table", name=says("Trust in the management")).locator("tbody td")).to_have_text(["—"] * 5)
    expect(page.get_by_role("link", name=says("Open a poll"))).to_have_count(0)

    # The office alone opens one.
    offices = desk_token(database, LIN, Grant(Role.OFFICE))
    desk.add_cookies([{"name": "mpt_staff", "value": offices, "url": alone.url}])
    page.reload()
    page.get_by_role("link", name=says("Open a poll")).click()
    judge(page)
    with page.expect_navigation():
        page.locator("form .big").last.click()
    expect(page.locator(".note")).to_have_text(
        says("The poll is made. Hang up its poster, or send its picture around.")
    )
    judge(page)
    desk.close()
