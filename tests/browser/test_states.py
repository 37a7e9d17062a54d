"""What pages become when something is asked, waits or fails: axe finds nothing there either, and nothing is cut off."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from mpt.rules.completion import lessons_of
from tests.browser.test_offline import METERED, SENSITIVE, has_kept, load, says

pytestmark = pytest.mark.browser

LANGUAGES = [("zh", "zh-CN", "light"), ("zh", "zh-CN", "dark"), ("en", "en-GB", "light"), ("en", "en-GB", "dark")]


def judge(page: Page) -> None:
    """Find nothing that keeps anybody out."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
    small = """() => [...document.querySelectorAll("button, .state a, a.quiet")].filter((one) => one.offsetHeight)
      .filter((one) => one.offsetHeight < 44).map((one) => one.outerHTML)"""
    assert page.evaluate(small) == []
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def answer_anything(page: Page) -> None:
    """Choose the first choice of every question, and send."""
    for fieldset in page.locator("fieldset").all():
        fieldset.locator("input").first.check()
    page.locator(".next .big").click()


@pytest.mark.parametrize(("language", "locale", "scheme"), LANGUAGES)
def test_every_state_is_for_everyone(make_phone: Any, language: str, locale: str, scheme: str) -> None:
    phone: BrowserContext = make_phone(locale, color_scheme=scheme)
    phone.add_init_script(METERED)
    page = phone.new_page()
    module = load(SENSITIVE).modules[0]
    here = f"/{language}/courses/{SENSITIVE}/{module.id}"
    first, second = lessons_of(module, language)[:2]

    page.goto(f"{here}/{first.id}")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(second.heading)
    expect(page.locator("#state")).to_have_text(says(language, "Saved"))
    take = page.get_by_role("button", name=says(language, "Keep it here"))
    expect(take).to_be_visible()
    judge(page)
    take.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.className").startswith("card keep")
    has_kept(page, language)
    judge(page)

    phone.set_offline(True)
    page.goto(f"{here}/quiz")
    answer_anything(page)
    expect(page.locator("[data-later]")).to_be_visible()
    judge(page)
    page.goto(f"/{language}/me")
    expect(page.locator("h1")).to_have_text(says(language, "No network just now"))
    judge(page)
    phone.set_offline(False)
    expect(page.locator("#state a")).to_have_text(says(language, "Your answers have arrived. See how it went"))
    judge(page)

    page.goto(f"/{language}/keep")
    page.locator("#name").fill("阿芳")
    page.locator("#pin").fill("402817")
    phone.set_offline(True)
    page.locator(".next .big").click()
    expect(page.locator("#state")).to_have_text(
        says(language, "No network just now. Nothing is lost: try again in a moment.")
    )
    judge(page)
    phone.set_offline(False)
    page.locator("#pin").fill("1")
    page.locator(".next .big").click()
    expect(page.locator(".fault")).to_be_visible()
    # What is to be mended has the focus, and what was typed is there.
    assert page.evaluate("() => document.activeElement.id") == "pin"
    assert page.locator("#name").input_value() == "阿芳"
    judge(page)


@pytest.mark.parametrize(("language", "locale", "scheme"), LANGUAGES[::3])
def test_leaving_with_something_unsent_is_for_everyone(
    make_phone: Any, language: str, locale: str, scheme: str
) -> None:
    phone: BrowserContext = make_phone(locale, color_scheme=scheme)
    page = phone.new_page()
    module = load().modules[0]
    first, second = lessons_of(module, language)[:2]
    page.goto(f"/{language}/courses/{load().id}/{module.id}/{first.id}")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(second.heading)
    expect(page.locator("#state")).to_have_text(says(language, "Saved"))
    phone.route("**/courses/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.locator(".next .big").click()
    expect(page.locator("#state")).to_have_text(says(language, "Waiting to send: {}").format(1))
    page.goto(f"/{language}/sign-out")
    expect(page.locator("[data-still-waiting]")).to_be_visible()
    judge(page)
