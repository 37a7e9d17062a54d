"""Every page as it lies on a cheap phone: nothing cut off, nothing too small for a thumb, nothing that axe objects to."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.cast import COURSE, COURSE_IDS

pytestmark = pytest.mark.browser

SENSITIVE = "my-wellbeing-my-rights"
MODULE = f"/courses/{COURSE}/your-feelings-count"
PAGES = [
    "/",
    f"/courses/{COURSE}",
    *(f"/courses/{course_id}" for course_id in COURSE_IDS if course_id != COURSE),
    f"/courses/{SENSITIVE}/survey",
    f"/courses/{SENSITIVE}/no-to-harassment",
    f"/courses/{SENSITIVE}/no-to-harassment/it-counts",
    MODULE,
    f"/courses/{COURSE}/safe-bodies-safe-online",
    f"{MODULE}/quiz",
    f"{MODULE}/quiz/result",
    "/me",
    "/keep",
    "/sign-in",
    "/sign-out",
    "/help",
    "/help/write",
    "/help/case",
    "/call-times",
    "/privacy",
    "/me/data",
    "/me/erase",
    "/me/practice",
    "/verify",
    "/verify/0000",
    "/join",
    "/join/ZZZZZZ",
    "/nothing-here",
]
TARGETS = "button, input:not([type=hidden]), .face, summary, .big, .quiet, .pill, .back, .path a, .foot a"
TOO_SMALL = """(targets) => [...document.querySelectorAll(targets)]
  .map((one) => [one, (one.closest("label") || one).getBoundingClientRect()])
  .filter(([one, box]) => box.height < 44 && box.height > 0)
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} is ${box.height} px high`)"""
# Without what scripts say of acts and kept courses: it comes and goes.
SIZES = """() => [...document.body.querySelectorAll("*")].filter((one) => one.innerText && one.getClientRects().length)
  .filter((one) => !one.closest(".state, .keep"))
  .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
# Words beside or below the box that should hold them, or in a column too narrow to be read.
CUT_OFF = """() => [...document.body.querySelectorAll("*")]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((one) => !one.closest(".wide") && one.getClientRects().length)
  .filter((one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    const box = words.getBoundingClientRect();
    return box.right > innerWidth + 1 || box.left < -1
      || (box.height > 200 && box.width < 2 * parseFloat(getComputedStyle(one).fontSize));
  })
  .map((one) => one.outerHTML.slice(0, 120))"""
ON_OTHER_HOSTS = """() => performance.getEntriesByType("resource").map((one) => one.name)
  .filter((address) => !address.startsWith(location.origin))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_a_phone_and_everyone(make_phone: Any, language: str, scheme: str) -> None:
    page = make_phone({"zh": "zh-CN", "en": "en-GB"}[language], color_scheme=scheme).new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    _begin(page, language)
    for path in [*PAGES, *_lessons(page, language)]:
        page.goto(path if path.startswith(f"/{language}/courses") else f"/{language}{path}")
        _judge(page)
    assert not [error for error in errors if "404" not in error]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_a_desk(make_phone: Any, language: str) -> None:
    page = make_phone("zh-CN", viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False).new_page()
    _begin(page, language)
    for path in PAGES:
        page.goto(f"/{language}{path}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_at_twice_its_size_still_fits(make_phone: Any, language: str) -> None:
    page = make_phone({"zh": "zh-CN", "en": "en-GB"}[language]).new_page()
    _begin(page, language)
    lessons = [path.removeprefix(f"/{language}") for path in _lessons(page, language)]
    for path in [*PAGES, *lessons]:
        page.goto(f"/{language}{path}")
        small = page.evaluate(SIZES)
        # What a reader sets in the phone is the size of the root.
        page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        assert page.evaluate(SIZES) == [2 * size for size in small], page.url
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
        assert page.evaluate(CUT_OFF) == [], page.url


def _begin(page: Page, language: str) -> None:
    """Read a lesson and answer a quiz wrongly, so that home, result and `/me` have something to show."""
    page.goto(f"/{language}{MODULE}")
    # Each click has led on before the next page is asked for: else that is broken off by the page which is on its way. By its
    # address: the script's own entries in the history would pass for a navigation.
    for _ in range(2):
        before = page.url
        page.locator(".next .big").click()
        page.wait_for_function("(before) => location.href !== before && document.readyState === 'complete'", arg=before)
    expect(page.locator("#state")).not_to_be_empty()
    page.goto(f"/{language}{MODULE}/quiz")
    for fieldset in page.locator("fieldset").all():
        fieldset.locator("input").first.check()
    page.locator(".next .big").click()
    page.wait_for_url("**/quiz/result?sent=1")


def _lessons(page: Page, language: str) -> list[str]:
    page.goto(f"/{language}{MODULE}")
    return [str(link.get_attribute("href")) for link in page.locator(".path a").all()]


def _judge(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate(TOO_SMALL, TARGETS) == [], page.url
    assert page.evaluate(ON_OTHER_HOSTS) == [], page.url
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
