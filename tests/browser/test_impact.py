"""The office enters a figure from before this platform, and lets everybody see the sum, on the page and on paper."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from mpt.i18n import catalogue
from mpt.models.database import open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import staffdoor
from mpt.web.staff import COOKIE
from tests.cast import LIN
from tests.server import Server
from tests.services.staff_acts import DESKS, settled

pytestmark = pytest.mark.browser

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SIZES = {"phone": (360, 640), "desk": (1280, 800)}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: nothing has happened there."""
    with Server(tmp_path, MPT_WORKERS="1") as running:
        yield running


def token_of(server: Server) -> str:
    """Sign somebody of the office in, and return what the browser's cookie is to hold."""
    database = open_database(f"sqlite:///{server.environ['MPT_DATA']}/mpt.sqlite3")
    with database.session(writes=True) as session:
        key = settled(session, LIN, Grant(Role.OFFICE))
        token = staffdoor.sign_in(session, LIN.email, key, DESKS, "Chromium, Linux")[1]
        session.commit()
    database.dispose()
    return token


def look(page: Page) -> None:
    """Hold a page against axe, and against its own width."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize(("language", "size"), [("zh", "phone"), ("en", "desk"), ("en", "phone")])
def test_a_figure_from_before_is_in_the_sum_and_everybody_may_see_it(
    browser: Browser, empty: Server, language: str, size: str
) -> None:
    _ = catalogue(language).gettext
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, locale=LOCALES[language], base_url=empty.url)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": COOKIE, "value": token_of(empty), "url": empty.url}])
    page = context.new_page()
    page.goto(f"/{language}/office/impact")
    look(page)
    page.get_by_role("link", name=_("Figures from before and beside this platform")).click()
    look(page)
    page.get_by_role("link", name=_("Enter a figure")).click()
    look(page)
    page.locator("#figure").select_option("trained")
    page.locator("#number").fill("1,130")
    page.locator("#year").fill("2019")
    page.locator("#as_of").fill("2019-12-31")
    page.locator("#source").fill("2019 年报告 / Report 2019")
    page.get_by_role("button", name=_("Enter the figure")).click()
    expect(page.locator("td.n")).to_have_text("1,130")
    look(page)
    page.goto(f"/{language}/office/impact?year=2019")
    expect(page.locator(".keys .figure").first).to_have_text("1,130")
    look(page)
    page.get_by_role("button", name=_("Switch it on")).click()
    page.goto(f"/{language}/impact")
    expect(page.locator("section.card b").first).to_contain_text("1,130")
    look(page)
    pdf = PdfReader(io.BytesIO(context.request.get(f"/{language}/impact.pdf").body()))
    assert len(pdf.pages) == 2
    assert "1,130" in pdf.pages[0].extract_text()
    context.close()
