"""Trainers translate in a real browser: what is typed outlives the page, and nothing is called right that nobody saw."""

import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from mpt.content.drift import State
from mpt.content.parts import part_of
from mpt.i18n import catalogue
from mpt.models.database import open_database
from mpt.services import translating
from mpt.web.staff import COOKIE
from tests.browser.conftest import PHONE
from tests.browser.desks import LEAVING, drafted, signed_in
from tests.cast import COURSE, MEI, TAN
from tests.server import Server

pytestmark = pytest.mark.browser

MODULE = "your-feelings-count"
PATH = f"01-{MODULE}"
TOO_SMALL = """() => [...document.querySelectorAll("main button, main summary, main .parts a, main .quiet, main .big")]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.height > 0 && box.height < 44).map(([one]) => one.outerHTML.slice(0, 80))"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };"
"""A browser that keeps nothing."""


def address(part: str, language: str = "en") -> str:
    """Return where a part is translated into English."""
    return f"/{language}/studio/{COURSE}/translate/en/{MODULE}/{part}"


def open_part(desk: BrowserContext, part: str, language: str = "en") -> Page:
    """Open the page on which a part is translated."""
    page = desk.new_page()
    page.goto(address(part, language))
    return page


def field(page: Page) -> Locator:
    """Return the field with the translation."""
    return page.locator("[data-translate] textarea")


def add(page: Page, text: str) -> None:
    """Type a paragraph at the end of the translation."""
    field(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(f"\n\n{text}")


def said(page: Page, message: str) -> None:
    """Wait until the page says that of what is typed."""
    expect(page.locator("[data-translate] .kept > span")).to_have_text(catalogue("en").gettext(message))


def save(page: Page) -> None:
    """Press the button that saves."""
    page.get_by_role("button", name="Save the translation").click()


def there(server: Server, part: str, tongue: str = "en") -> str:
    """Return a part as it stands in the draft."""
    return part_of(drafted(server, f"{PATH}/{tongue}.md").decode(), part).text


def state(server: Server, part: str) -> State:
    """Return how far the translation of a part is."""
    database = open_database(f"sqlite:///{server.environ['MPT_DATA']}/mpt.sqlite3")
    with database.session(writes=False) as session:
        found = translating.translation(session, COURSE, "en", MODULE).part(part).state
    database.dispose()
    return found


def test_a_translation_outlives_a_lost_network_and_a_closed_browser(make_desk: Any, studio: Server) -> None:
    desk = make_desk(MEI, "en")
    page = open_part(desk, "not-only-you")
    add(page, "Written on the train.")
    said(page, "Kept in this browser, not saved yet")
    desk.set_offline(True)
    save(page)
    said(page, "It could not be saved just now. What you typed is still here: press the button again.")
    assert "Written on the train." in field(page).input_value()
    page.close()
    assert "Written on the train." not in there(studio, "not-only-you")
    desk.set_offline(False)
    page = open_part(desk, "not-only-you")
    said(page, "What you typed before is back: it was kept in this browser.")
    expect(field(page)).to_have_value(re.compile("Written on the train."))
    save(page)
    page.wait_for_url("**?done=*")
    assert "Written on the train." in there(studio, "not-only-you")
    # What is saved is forgotten here: it never comes back over what somebody else makes of it.
    assert desk.pages[-1].evaluate("() => localStorage.length") == 0


def test_what_was_typed_can_be_given_up_for_what_is_saved(make_desk: Any, studio: Server) -> None:
    desk = make_desk(MEI, "en")
    page = open_part(desk, "tonight")
    before = field(page).input_value()
    add(page, "Better not.")
    page.reload()
    expect(field(page)).to_have_value(re.compile("Better not."))
    page.get_by_role("button", name="Show what is saved").click()
    expect(field(page)).to_have_value(before)
    assert page.evaluate("() => localStorage.length") == 0
    expect(page.locator("[data-translate] .kept")).to_be_hidden()


def test_who_is_signed_out_is_told_and_loses_nothing(make_desk: Any, studio: Server) -> None:
    desk = make_desk(MEI, "en")
    page = open_part(desk, "tell-one-person")
    add(page, "Behind a closed door.")
    desk.clear_cookies()
    save(page)
    said(
        page,
        "You are signed out. What you typed is kept in this browser: sign in again in another window, then go on here.",
    )
    desk.add_cookies([{"name": COOKIE, "value": signed_in(studio, MEI), "url": studio.url}])
    save(page)
    page.wait_for_url("**?done=*")
    assert "Behind a closed door." in there(studio, "tell-one-person")


def test_two_translators_see_each_other_and_write_nothing_over(make_desk: Any, studio: Server) -> None:
    mei, tan = open_part(make_desk(MEI, "en"), "not-about-you"), open_part(make_desk(TAN, "en"), "not-about-you")
    expect(tan.locator("[data-others]")).to_contain_text(MEI.name)
    # The page goes on asking: whoever came later is seen too.
    mei.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(mei.locator("[data-others]")).to_contain_text(TAN.name)
    add(mei, "Mei's words.")
    add(tan, "Tan's words.")
    save(mei)
    mei.wait_for_url("**?done=*")
    save(tan)
    expect(tan.locator(".there mark").first).to_be_visible()
    assert "Tan's words." in field(tan).input_value()
    assert "Tan's words." not in there(studio, "not-about-you")
    # Closed before it was settled, it comes back as it was, and is still made from the older text.
    tan.goto(address("not-about-you"))
    expect(field(tan)).to_have_value(re.compile("Tan's words."))
    save(tan)
    tan.get_by_role("button", name="Save mine instead").click()
    tan.wait_for_url("**?done=*")
    assert "Tan's words." in there(studio, "not-about-you")


def test_only_who_would_lose_something_is_asked_before_leaving(make_desk: Any) -> None:
    page = open_part(make_desk(MEI, "en"), "five-slow-breaths")
    add(page, "Kept.")
    assert not page.evaluate(LEAVING)[0]
    desk = make_desk(MEI, "en")
    desk.add_init_script(FULL)
    page = open_part(desk, "five-slow-breaths")
    assert not page.evaluate(LEAVING)[0]
    add(page, "Kept nowhere.")
    said(page, "This browser keeps nothing. Leave the page only when it says that it was saved.")
    assert page.evaluate(LEAVING)[0]


def test_who_writes_both_says_that_the_translation_fits(make_desk: Any, studio: Server) -> None:
    page = make_desk(MEI, "en").new_page()
    page.goto(f"/en/studio/{COURSE}/write/{MODULE}/not-only-you?beside=en")
    fits = page.get_by_role("button", name="This translation fits the source")
    expect(fits).to_be_hidden()
    for tongue, words in (("zh", "再说一句。"), ("en", "One thing more.")):
        page.locator(f"#in-{tongue}-text").focus()
        page.keyboard.press("Control+End")
        page.keyboard.insert_text(f"\n{words}\n")
    # Pressed before the last word is saved.
    fits.click()
    page.wait_for_url("**saved=1*")
    expect(fits).to_be_hidden()
    assert "再说一句。" in there(studio, "not-only-you", "zh")
    assert "One thing more." in there(studio, "not-only-you")
    assert state(studio, "not-only-you") is State.FRESH


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_page_is_for_everyone(make_desk: Any, size: str, scheme: str) -> None:
    page = open_part(make_desk(MEI, "en", color_scheme=scheme, **(PHONE if size == "phone" else {})), "check")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    add(page, "> A hint.")
    page.reload()
    said(page, "What you typed before is back: it was kept in this browser.")
    found = Axe().run(page).response["violations"]
    assert [json.dumps(one["nodes"][0]["html"]) + one["id"] for one in found] == []
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert errors == []
