"""Trainers write in a real browser: nothing typed is ever lost, nothing is written over, and what is saved is always said."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from mpt.content.parts import UnknownPartError, part_of
from mpt.i18n import catalogue
from mpt.web.staff import COOKIE
from tests.browser.conftest import PHONE
from tests.browser.desks import LEAVING, drafted, signed_in
from tests.cast import COURSE, MEI, TAN
from tests.server import Server

pytestmark = pytest.mark.browser

MODULE = "your-feelings-count"
PATH = f"01-{MODULE}"
UNTOUCHED = "a-call-to-count-on"
"""A module in which no test writes."""
TOO_SMALL = """() => [...document.querySelectorAll("main button, main summary, main .parts a, main .quiet, main .big")]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.height > 0 && box.height < 44).map(([one]) => one.outerHTML.slice(0, 80))"""

SLOW = """() => {
  const plain = window.fetch, pause = () => new Promise((done) => setTimeout(done, 1500));
  window.fetch = async function (address, asked) {
    if (!address.endsWith("/zh")) { return plain(address, asked); }
    window.fetch = plain;
    const answer = await plain(address, asked), json = answer.json.bind(answer);
    answer.json = async () => { await pause(); return json(); };
    await pause();
    return answer;
  };
}"""
"""The answer to the next save begins late, and ends later still."""
UNDONE = """(area) => [area.value + "x", area.value].forEach((text) => {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
})"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };"
"""A browser that keeps nothing."""


def there(server: Server, part: str, tongue: str = "zh") -> str:
    """Return a part as it stands in the draft."""
    return part_of(drafted(server, f"{PATH}/{tongue}.md").decode(), part).text


def open_part(desk: BrowserContext, part: str, language: str = "zh", query: str = "", *, module: str = MODULE) -> Page:
    """Open the page of a part, and wait until its scripts are there."""
    page = desk.new_page()
    page.goto(f"/{language}/studio/{COURSE}/write/{module}/{part}{query}")
    expect(page.locator(".tabbed")).to_be_attached()
    expect(page.frame_locator("iframe").locator("main h1")).to_be_attached()
    return page


def field(page: Page, tongue: str = "zh") -> Locator:
    """Return the field with the text in a language."""
    return page.locator(f"#in-{tongue}-text")


def add(page: Page, text: str, tongue: str = "zh") -> None:
    """Type a paragraph at the end of a text."""
    field(page, tongue).focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(f"\n{text}\n")


def said(page: Page, message: str, language: str = "zh", tongue: str = "zh") -> None:
    """Wait until the page says of what is typed that it's saved, or where it's kept."""
    words = re.escape(catalogue(language).gettext(message)).replace(re.escape("{}"), r"\d\d:\d\d")
    expect(page.locator(f"#in-{tongue} [data-said]")).to_have_text(re.compile(f"^{words}$"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_typed_shows_on_the_phone_and_saves_itself(make_desk: Any, studio: Server, language: str) -> None:
    page = open_part(make_desk(MEI, language), "not-only-you", language)
    errors = _errors(page)
    add(page, f"今天也说一句（{language}）。")
    expect(page.frame_locator("iframe").locator("main")).to_contain_text(f"今天也说一句（{language}）。")
    said(page, "Saved {}", language)
    assert f"今天也说一句（{language}）。" in there(studio, "not-only-you")
    page.reload()
    assert f"今天也说一句（{language}）。" in field(page).input_value()
    assert errors == []


def test_two_trainers_in_one_lesson_see_each_other_and_write_nothing_over(make_desk: Any, studio: Server) -> None:
    mei = open_part(make_desk(MEI), "not-about-you")
    tan = open_part(make_desk(TAN), "not-about-you")
    expect(tan.locator("[data-others]")).to_contain_text(MEI.name)
    add(mei, "梅老师的话。")
    said(mei, "Saved {}")
    add(tan, "谭老师的话。")
    said(tan, "Not saved: somebody else changed this meanwhile. Both texts are here.")
    assert "谭老师的话。" in field(tan).input_value()
    expect(tan.locator("[data-conflict] .there")).to_contain_text("梅老师的话。")
    expect(tan.locator("[data-conflict] mark").first).to_be_visible()
    assert _judged(tan) == []
    assert "梅老师的话。" in there(studio, "not-about-you")
    assert "谭老师的话。" not in there(studio, "not-about-you")
    # Whoever has read both takes over what is good, and says which it is to be.
    add(tan, "梅老师的话。")
    tan.locator("[data-mine]").click()
    said(tan, "Saved {}")
    text = there(studio, "not-about-you")
    assert "梅老师的话。" in text
    assert "谭老师的话。" in text
    # The first one hasn't typed since: they are told, and nothing changes under their hands.
    mei.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(mei.locator("#in-zh [data-said]")).to_have_text(
        catalogue("zh").gettext("Somebody has saved a newer text of this part.")
    )
    mei.locator("#in-zh .kept button").click()
    expect(field(mei)).to_have_value(re.compile("谭老师的话。"))


def test_the_other_text_can_be_taken_and_ones_own_brought_back(make_desk: Any, studio: Server) -> None:
    mei, tan = open_part(make_desk(MEI), "tell-one-person"), open_part(make_desk(TAN), "tell-one-person")
    add(mei, "一边。")
    said(mei, "Saved {}")
    add(tan, "另一边。")
    tan.locator("[data-theirs]").click()
    expect(field(tan)).to_have_value(there(studio, "tell-one-person"))
    tan.locator("#in-zh .kept button").click()
    expect(field(tan)).to_have_value(re.compile("另一边。"))
    said(tan, "Saved {}")


def test_a_draft_survives_a_lost_network_and_a_closed_browser(make_desk: Any, studio: Server) -> None:
    desk = make_desk()
    page = open_part(desk, "tonight")
    desk.set_offline(True)
    add(page, "没有网的时候写的。")
    said(page, "Waiting for the network; kept in this browser")
    page.close()
    assert "没有网的时候写的。" not in there(studio, "tonight")
    desk.set_offline(False)
    page = open_part(desk, "tonight")
    expect(field(page)).to_have_value(re.compile("没有网的时候写的。"))
    said(page, "Saved {}")
    assert "没有网的时候写的。" in there(studio, "tonight")
    desk.set_offline(True)
    add(page, "又断了。")
    said(page, "Waiting for the network; kept in this browser")
    desk.set_offline(False)
    said(page, "Saved {}")
    assert "又断了。" in there(studio, "tonight")


def test_a_draft_that_comes_back_writes_nothing_over(make_desk: Any, studio: Server) -> None:
    desk = make_desk()
    page = open_part(desk, "five-slow-breaths")
    desk.set_offline(True)
    add(page, "路上写的。")
    said(page, "Waiting for the network; kept in this browser")
    page.close()
    tan = open_part(make_desk(TAN), "five-slow-breaths")
    add(tan, "办公室里写的。")
    said(tan, "Saved {}")
    desk.set_offline(False)
    page = open_part(desk, "five-slow-breaths")
    said(page, "Not saved: somebody else changed this meanwhile. Both texts are here.")
    assert "路上写的。" in field(page).input_value()
    assert "办公室里写的。" in there(studio, "five-slow-breaths")


def test_what_one_trainer_typed_is_not_shown_to_another_at_the_same_desk(make_desk: Any, studio: Server) -> None:
    desk = make_desk()
    page = open_part(desk, "_front")
    page.route("**/write/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    add(page, "x")
    said(page, "Waiting for the network; kept in this browser")
    page.close()
    desk.add_cookies([{"name": COOKIE, "value": signed_in(studio, TAN), "url": studio.url}])
    page = open_part(desk, "_front")
    expect(field(page)).to_have_value(there(studio, "_front"))


def lose_answer(page: Page, part: str) -> None:
    """Let the next save of a part arrive, and its answer get lost on the way back."""

    def arrive(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(f"**/{part}/zh", arrive, times=1)


def test_a_lost_answer_is_no_conflict_with_oneself(make_desk: Any, studio: Server) -> None:
    page = open_part(make_desk(), "five-slow-breaths")
    before = field(page).input_value()
    lose_answer(page, "five-slow-breaths")
    add(page, "到了，没有回音。")
    said(page, "Waiting for the network; kept in this browser")
    assert "到了，没有回音。" in there(studio, "five-slow-breaths")
    add(page, "接着写。")
    said(page, "Saved {}")
    assert "到了，没有回音。\n\n接着写。" in there(studio, "five-slow-breaths")
    # What is taken back meanwhile is taken back there too.
    lose_answer(page, "five-slow-breaths")
    field(page).fill(before + "\n这一句不要了。")
    said(page, "Waiting for the network; kept in this browser")
    field(page).fill(before)
    said(page, "Saved {}")
    assert there(studio, "five-slow-breaths").rstrip() == before.rstrip()
    expect(page.locator("[data-conflict]")).to_be_hidden()


def test_what_is_typed_while_an_answer_is_on_its_way_is_saved_after_it(make_desk: Any, studio: Server) -> None:
    page = open_part(make_desk(), "not-only-you")
    page.evaluate(SLOW)
    answers: list[int] = []
    page.on(
        "response", lambda answer: answers.append(answer.status) if answer.url.endswith("/not-only-you/zh") else None
    )
    with page.expect_response("**/not-only-you/zh"):
        add(page, "先写的。")
    add(page, "后写的。")
    page.wait_for_timeout(2000)
    field(page).blur()
    expect(page.locator("#in-zh .kept")).to_have_attribute("data-state", "saved")
    assert "先写的。\n\n后写的。" in there(studio, "not-only-you")
    assert answers == [200, 200]


def test_what_is_mended_while_it_is_refused_is_saved(make_desk: Any, studio: Server) -> None:
    page = open_part(make_desk(), "not-only-you")
    page.evaluate(SLOW)
    right = f"{field(page).input_value()}\n标题回来了。\n"
    with page.expect_response("**/not-only-you/zh") as refused:
        field(page).fill(right.removeprefix("## "))
    assert refused.value.status == 422
    field(page).fill(right)
    said(page, "Saved {}")
    assert "标题回来了。" in there(studio, "not-only-you")


def test_what_is_undone_is_said_to_be_as_it_was(make_desk: Any) -> None:
    page = open_part(make_desk(), "tonight")
    field(page).evaluate(UNDONE)
    said(page, "As it was saved last.")
    assert page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('mpt-writing'))") == []
    add(page, "又一句。")
    said(page, "Saved {}")
    field(page).evaluate(UNDONE)
    said(page, "Saved {}")


def test_whoever_leaves_a_browser_that_keeps_nothing_is_asked(make_desk: Any) -> None:
    desk = make_desk()
    desk.add_init_script(FULL)
    page = open_part(desk, "tonight")
    assert page.evaluate(LEAVING) == [False, ""]
    desk.set_offline(True)
    add(page, "不要丢。")
    said(page, "Waiting for the network; kept in this browser")
    assert page.evaluate(LEAVING) == [True, "true"]


def test_signed_out_keeps_what_was_typed(make_desk: Any, studio: Server) -> None:
    desk = make_desk()
    page = open_part(desk, "not-only-you")
    desk.clear_cookies()
    add(page, "门关上了。")
    said(
        page,
        "You are signed out. What you typed is kept in this browser: sign in again in another window, then go on here.",
    )
    desk.add_cookies([{"name": COOKIE, "value": signed_in(studio, MEI), "url": studio.url}])
    said(page, "Saved {}")
    assert "门关上了。" in there(studio, "not-only-you")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_faults_stand_beside_the_lines_and_one_tap_mends_them(make_desk: Any, studio: Server, language: str) -> None:
    page = open_part(make_desk(MEI, language), "check", language)
    before = field(page).input_value()
    wrong = before.replace("## 想一想 {#check .quiz}", "＃＃ 想一想 ｛#check .quiz｝").replace("- [x] ", "- 【X】", 1)
    field(page).fill(wrong)
    spots = page.locator("#in-zh .spots li")
    expect(spots).to_have_count(2)
    expect(page.locator("#in-zh .lines .spot")).to_have_count(2)
    assert _darkest(page.locator("#in-zh .lines .spot").first) < 90, "a marked line can be read"
    assert _judged(page) == []
    spots.first.get_by_role("button", name=catalogue(language).gettext("Mend"), exact=True).click()
    expect(spots).to_have_count(1)
    spots.first.get_by_role("button", name=catalogue(language).gettext("Mend"), exact=True).click()
    expect(spots).to_have_count(0)
    expect(field(page)).to_have_value(before)
    # A mend is taken back as if it had been typed.
    page.keyboard.press("Control+z")
    expect(field(page)).not_to_have_value(before)
    page.keyboard.press("Control+y")
    expect(field(page)).to_have_value(before)


def test_buttons_put_in_what_has_a_form_of_its_own(make_desk: Any) -> None:
    words = catalogue("zh").gettext
    page = open_part(make_desk(), "check")
    field(page).focus()
    page.keyboard.press("Control+End")
    page.locator("[data-tools]").get_by_role("button", name=words("Question"), exact=True).click()
    page.keyboard.insert_text("新的问题？")
    assert "### 新的问题？ {#q-1}\n> \n" in field(page).input_value()
    expect(page.frame_locator("iframe").locator("legend").last).to_contain_text("新的问题？")
    page.keyboard.press("Control+End")
    page.locator("[data-tools]").get_by_role("button", name=words("Choice"), exact=True).click()
    page.keyboard.insert_text("第三个")
    expect(page.frame_locator("iframe").locator(".choice").last).to_contain_text("第三个")
    page.locator("[data-answers]").click()
    expect(page.frame_locator("iframe").locator("main")).to_contain_text(words("Right answer"))
    page = open_part(make_desk(), "not-only-you")
    page.locator(".pick summary", has_text=words("Picture")).click()
    page.locator(".picked [data-put]").first.click()
    page.keyboard.insert_text("一盏灯")
    assert "![一盏灯](" in field(page).input_value()


def test_a_second_heading_becomes_a_part_of_its_own_when_somebody_says_so(make_desk: Any, studio: Server) -> None:
    page = open_part(make_desk(), "tell-one-person")
    add(page, "\n## 再多一课 {#one-more}\n\n说给他听。")
    expect(page.locator("#in-zh [data-said]")).to_have_text(re.compile(r"\d"))
    expect(page.locator("#in-zh .kept")).to_have_attribute("data-state", "waiting")
    # To look elsewhere says nothing.
    field(page).blur()
    with pytest.raises(UnknownPartError):
        there(studio, "one-more")
    with page.expect_navigation():
        page.get_by_role("button", name=catalogue("zh").gettext("Save"), exact=True).click()
    assert there(studio, "one-more").startswith("## 再多一课 {#one-more}")
    assert "再多一课" not in field(page).input_value()
    expect(page.locator(".parts").first).to_contain_text("再多一课")


def test_another_id_goes_on_under_another_address(make_desk: Any, studio: Server) -> None:
    page = open_part(make_desk(), "one-more")
    field(page).fill(field(page).input_value().replace("{#one-more}", "{#and-one-more}"))
    said(page, "Saved {}")
    assert page.url.partition("?")[0].endswith("/and-one-more")
    add(page, "还在写。")
    said(page, "Saved {}")
    assert "还在写。" in there(studio, "and-one-more")


def test_both_languages_are_written_beside_each_other(make_desk: Any, studio: Server) -> None:
    page = open_part(make_desk(MEI, "en"), "not-only-you", "en", "?beside=en")
    add(page, "Say one thing more.", "en")
    expect(page.frame_locator("iframe").locator("main")).to_contain_text("Say one thing more.")
    said(page, "Saved {}", "en", "en")
    assert "Say one thing more." in there(studio, "not-only-you", "en")
    field(page).focus()
    expect(page.frame_locator("iframe").locator("main")).not_to_contain_text("Say one thing more.")


@pytest.mark.parametrize("is_looked_at", [True, False], ids=["looked at", "as it came"])
def test_the_second_text_is_mended_without_being_touched_before(make_desk: Any, *, is_looked_at: bool) -> None:
    desk = make_desk(MEI, "en")
    page = open_part(desk, "tonight", "en", "?beside=en")
    right = field(page, "en").input_value()
    field(page, "en").fill(right.replace("## ", "＃＃ ", 1))
    said(page, "Saved {}", "en", "en")
    page.close()
    if not is_looked_at:
        desk.route("**/en/preview", lambda route: route.abort())
    page = open_part(desk, "tonight", "en", "?beside=en")
    expect(page.locator("#in-en [name=mend]")).to_have_count(0 if is_looked_at else 1)
    expect(page.frame_locator("iframe").locator("html")).to_have_attribute("lang", re.compile("^zh"))
    page.locator("#in-en").get_by_role("button", name="Mend", exact=True).click()
    expect(field(page, "en")).to_have_value(right)
    said(page, "Saved {}", "en", "en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_narrow_screen_there_are_tabs(make_desk: Any, language: str, scheme: str) -> None:
    page = open_part(make_desk(MEI, language, color_scheme=scheme, **PHONE), "not-only-you", language, "?beside=en")
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(3)
    for place, shown in ((0, "#in-zh"), (1, "#in-en"), (2, "#on-the-phone")):
        tabs.nth(place).click()
        for pane in ("#in-zh", "#in-en", "#on-the-phone"):
            expect(page.locator(pane)).to_be_visible(visible=pane == shown)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert _judged(page) == []
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#in-en")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", ["_front", "regular-beats-long", "check"])
def test_the_page_is_for_everyone(make_desk: Any, part: str, scheme: str) -> None:
    page = open_part(make_desk(MEI, "en", color_scheme=scheme), part, "en", "?beside=en", module=UNTOUCHED)
    errors = _errors(page)
    assert _judged(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"/en/studio/{COURSE}/write/{UNTOUCHED}/{part}/zh/preview")
    assert _judged(page) == []
    assert errors == []


def test_without_scripts_everything_is_there_too(make_desk: Any, studio: Server) -> None:
    words = catalogue("zh").gettext
    page = make_desk(java_script_enabled=False).new_page()
    page.goto(f"/zh/studio/{COURSE}/write/{MODULE}/tonight")
    field(page).fill(field(page).input_value().replace("## 今晚", "＃＃ 今晚"))
    page.get_by_role("button", name=words("Look at it"), exact=True).click()
    expect(page.frame_locator("iframe").locator("h1")).to_have_text(re.compile("今晚"))
    page.get_by_role("button", name=words("Save"), exact=True).click()
    page.wait_for_url("**/tonight?*saved=1*")
    page.get_by_role("button", name=words("Mend"), exact=True).click()
    expect(field(page)).to_have_value(re.compile("^## 今晚"))
    assert there(studio, "tonight").startswith("## 今晚")
    expect(page.locator("[data-tools]")).to_be_hidden()


def _errors(page: Page) -> list[str]:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


def _darkest(line: Locator) -> int:
    """Return how dark the darkest spot of a line is on the screen: 0 is black, 255 white."""
    with Image.open(BytesIO(line.screenshot())) as shown:
        return int(shown.convert("L").getextrema()[0])


def _judged(page: Page) -> list[str]:
    """Return what axe says against a page, and what of it is too small for a thumb."""
    found = Axe().run(page)
    return [
        *(json.dumps(one["nodes"][0]["html"]) + one["id"] for one in found.response["violations"]),
        *page.evaluate(TOO_SMALL),
    ]
