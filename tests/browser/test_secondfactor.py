"""Two-step sign-in in a browser: the square is read by a camera, and the phone's digits open the door; so does the paper."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from mpt.models.base import now
from tests.cast import MEI, PASSWORD
from tests.server import Server

pytestmark = pytest.mark.browser

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SCREENS = {
    "zh": {"viewport": {"width": 360, "height": 640}, "color_scheme": "dark"},
    "en": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
}


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each in turn, one on a phone in the dark, one on a desk by day."""
    return str(request.param)


@pytest.fixture
def page(browser: Browser, server: Server, language: str) -> Iterator[Page]:
    """A browser of the staff."""
    options: dict[str, Any] = {**SCREENS[language], "locale": LOCALES[language], "base_url": server.url}
    context = browser.new_context(**options)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def look(page: Page) -> None:
    """Hold a page against the width of its screen, and against axe."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def scanned(page: Page) -> pyotp.TOTP:
    """Return what an app on a phone has after its camera has read the square."""
    picture = Image.open(io.BytesIO(page.locator("main [role=img]").screenshot()))
    app = pyotp.parse_uri(zxingcpp.read_barcodes(picture)[0].text)
    assert isinstance(app, pyotp.TOTP)
    return app


def sign_in(page: Page, language: str, email: str) -> None:
    """Type address and password."""
    page.locator("header form button").click()
    page.goto(f"/{language}/staff/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button.big").click()
    expect(page.locator("#digits")).to_be_visible()


def test_a_phone_and_a_paper_open_the_door(page: Page, server: Server, language: str) -> None:
    email = f"{language}.{MEI.email}"
    link = server.run("staff", "add", email, MEI.name, "--role", "trainer").splitlines()[-1]
    page.goto(link)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button.big").click()
    page.wait_for_url(re.compile(f"/{language}/studio$"))

    page.goto(f"/{language}/staff/me")
    look(page)
    page.locator('main a[href$="/two-steps"]').click()
    look(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button.big").click()
    look(page)
    app = scanned(page)
    page.locator("#digits").fill(app.now())
    page.locator("main button.big").click()
    codes = page.locator(".codes li")
    expect(codes).to_have_count(10)
    look(page)
    paper = codes.first.inner_text()
    page.locator("main a.big").click()
    look(page)

    # The digits that switched it on are used, so the next half minute's are typed: a phone's clock may be ahead.
    sign_in(page, language, email)
    look(page)
    page.locator("#digits").fill("no digits")
    page.locator("main button.big").click()
    expect(page.locator("#digits-fault")).to_be_visible()
    look(page)
    page.locator("#digits").fill(app.at(now() + timedelta(seconds=30)))
    page.locator("main button.big").click()
    page.wait_for_url(re.compile(f"/{language}/studio$"))

    sign_in(page, language, email)
    page.locator("#digits").fill(paper.lower())
    page.locator("main button.big").click()
    page.wait_for_url(re.compile(f"/{language}/studio$"))
