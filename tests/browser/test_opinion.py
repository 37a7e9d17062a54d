"""Was this helpful? Said in one tap after a lesson, changed, and taken back: on a phone with scripts, and on one without."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from mpt.content.folder import load_folder
from mpt.content.reader import read_course
from mpt.i18n import catalogue
from mpt.rules.completion import lessons_of
from tests.cast import COURSE, COURSES

pytestmark = pytest.mark.browser

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SAID = "我照着说了，她笑了。"


def fits(page: Page, *, scripts: bool) -> None:
    """Hold a page against the width of a phone, and against axe where scripts may run."""
    if scripts:
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("language", "scripts"), [("zh", True), ("en", False)])
def test_it_is_said_changed_and_taken_back(make_phone: Any, language: str, scripts: bool) -> None:
    course = read_course(COURSE, load_folder(COURSES / COURSE)).course
    assert course is not None
    module, say = course.modules[0], catalogue(language).gettext
    page = make_phone(LOCALES[language], scripts=scripts).new_page()
    page.goto(f"/{language}/courses/{COURSE}/{module.id}/{lessons_of(module, language)[0].id}")
    page.locator("form.next .big").click()
    page.wait_for_url(f"**/{lessons_of(module, language)[1].id}")

    page.goto(f"/{language}/courses/{COURSE}/{module.id}")
    page.get_by_role("link", name=say("Was this helpful?")).click()
    expect(page.locator("h1")).to_have_text(say("Was this helpful?"))
    fits(page, scripts=scripts)
    page.get_by_role("button", name=say("It helped"), exact=True).click()
    expect(page.get_by_text(say("Saved. Thank you."))).to_be_visible()

    page.locator("#sentence-text").fill(SAID)
    page.get_by_role("button", name=say("Keep the sentence")).click()
    page.get_by_role("button", name=say("It didn't help"), exact=True).click()
    expect(page.locator('[aria-pressed="true"]')).to_contain_text(say("It didn't help"))
    expect(page.locator("#sentence-text")).to_have_value(SAID)
    fits(page, scripts=scripts)
    if scripts:
        kept = page.evaluate("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
        assert SAID not in kept, "nothing of it waits on a shared phone"

    page.locator("summary", has_text=say("Take it back")).click()
    page.get_by_role("button", name=say("Delete what I said")).click()
    expect(page.locator("#sentence-text")).to_have_count(0)
    expect(page.locator('[aria-pressed="true"]')).to_have_count(0)
