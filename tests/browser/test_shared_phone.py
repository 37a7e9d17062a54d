"""Phones that are shared, lost, or opened twice: what is a person's own stays theirs, and counts once."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.cast import AFANG, COURSE, LIJIE, Person

pytestmark = pytest.mark.browser

MODULE = f"/zh/courses/{COURSE}/your-feelings-count"


def read_one_lesson(page: Page, *, scripts: bool = True) -> None:
    """Open the first module and read its first lesson."""
    page.goto(MODULE)
    page.locator(".next .big").click()
    first = page.locator("h1").inner_text()
    page.locator(".next .big").click()
    expect(page.locator("h1")).not_to_have_text(first)
    if scripts:
        expect(page.locator("#state")).to_have_text("保存好了")


def keep(page: Page, person: Person, suffix: str) -> str:
    """Keep this phone's progress; returns the name, made unique for this test."""
    name = f"{person.name}{suffix}"
    page.goto("/zh/keep")
    page.get_by_label("登录用的名字").fill(name)
    page.locator("#pin").fill(person.pin)
    page.locator(".next .big").click()
    expect(page.locator(".note")).to_be_visible()
    return name


def sign_in(page: Page, name: str, person: Person) -> None:
    """Sign in on a phone."""
    page.goto("/zh/sign-in")
    page.locator("#name").fill(name)
    page.locator("#pin").fill(person.pin)
    page.locator(".next .big").click()
    page.wait_for_url("**/zh/")


def lit_lamps(page: Page) -> int:
    """Return how many lamps the script has lit on the module's page."""
    page.goto(MODULE)
    page.wait_for_load_state("networkidle")
    return page.locator(".path .lamp.lit").count()


@pytest.mark.parametrize("scripts", [True, False])
def test_after_signing_out_the_back_button_shows_nothing_of_hers(make_phone: Any, scripts: bool) -> None:
    phone: BrowserContext = make_phone("zh-CN", scripts=scripts)
    page = phone.new_page()
    read_one_lesson(page, scripts=scripts)
    name = keep(page, AFANG, f" 退出{scripts}")
    expect(page.locator("main")).to_contain_text(name)
    page.goto("/zh/sign-out")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text("已经退出了")
    page.go_back()
    page.go_back()
    expect(page.locator("main")).not_to_contain_text(name)
    assert phone.cookies() == []
    page.goto("/zh/me")
    expect(page.locator("main")).not_to_contain_text(name)
    expect(page.locator(".path")).to_have_count(0)


def test_progress_follows_her_to_a_second_phone_and_grows_by_what_was_done_there(make_phone: Any) -> None:
    first = make_phone("zh-CN").new_page()
    read_one_lesson(first)
    name = keep(first, LIJIE, " 两部手机")
    second = make_phone("zh-CN").new_page()
    second.goto(f"{MODULE}/quiz")
    for fieldset in second.locator("fieldset").all():
        fieldset.locator("input").first.check()
    second.locator(".next .big").click()
    second.wait_for_url("**/quiz/result?sent=1")
    sign_in(second, name, LIJIE)
    assert lit_lamps(second) == 1
    second.goto(f"{MODULE}/quiz/result")
    expect(second.locator(".saved")).to_be_visible()
    first.goto(f"{MODULE}/quiz/result")
    expect(first.locator(".saved")).to_be_visible()


def test_the_quiz_in_two_tabs_counts_once(make_phone: Any) -> None:
    phone: BrowserContext = make_phone("zh-CN")
    tabs = [phone.new_page(), phone.new_page()]
    read_one_lesson(tabs[0])
    for tab in tabs:
        tab.goto(f"{MODULE}/quiz")
        for fieldset in tab.locator("fieldset").all():
            fieldset.locator("input").first.check()
    for tab in tabs:
        tab.locator(".next .big").click(no_wait_after=True)
    for tab in tabs:
        expect(tab.locator(".saved")).to_be_visible()
    results = {tab.locator("main").inner_text() for tab in tabs}
    assert len(results) == 1


def test_the_language_switch_keeps_the_place(make_phone: Any) -> None:
    page = make_phone("zh-CN").new_page()
    for path in (MODULE, f"{MODULE}/quiz", "/zh/me", "/zh/join/ABCDEF?x=1", "/zh/nothing/here"):
        page.goto(path)
        page.locator(".pill[lang=en]").click()
        assert page.url.endswith(path.replace("/zh/", "/en/"))
        page.locator(".pill[lang=zh]").click()
        assert page.url.endswith(path)


def test_a_chinese_phone_gets_chinese_and_an_english_one_english(make_phone: Any) -> None:
    for locale, language in (("zh-CN", "zh"), ("zh-TW", "zh"), ("en-US", "en"), ("fr-FR", "zh")):
        page = make_phone(locale).new_page()
        page.goto("/")
        assert page.url.endswith(f"/{language}/")


def test_a_double_tap_is_sent_once(make_phone: Any, join_link: str) -> None:
    page = make_phone("zh-CN").new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(join_link)
    page.locator(".next .big").dblclick(no_wait_after=True)
    page.wait_for_url("**/zh/?joined=1")
    assert len(sent) == 1
