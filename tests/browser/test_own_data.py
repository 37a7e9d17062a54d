"""My data in a browser: looked at, taken along, deleted; and then nothing of it is on the phone, nor does it come back."""

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from mpt.i18n import catalogue
from tests.browser.test_offline import TRACES, wait_until
from tests.cast import COURSE, LAO_ZHOU, LIJIE

pytestmark = pytest.mark.browser

MODULE = f"/courses/{COURSE}/your-feelings-count"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
ACTS = """() => new Promise((good) => {
  const asked = indexedDB.open("mpt", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("acts", {keyPath: "id"});
  asked.onsuccess = () => {
    const all = asked.result.transaction("acts").objectStore("acts").getAll();
    all.onsuccess = () => { asked.result.close(); good(all.result.length); };
  };
})"""
WAITING = """(owner) => new Promise((good) => {
  const asked = indexedDB.open("mpt", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("acts", {keyPath: "id"});
  asked.onsuccess = () => {
    const stored = asked.result.transaction("acts", "readwrite");
    const url = "/zh/courses/far-away-still-close/your-feelings-count/skip";
    stored.objectStore("acts").put({id: owner + url, owner, url, since: Date.now(), body: ""});
    stored.oncomplete = () => { asked.result.close(); good(); };
  };
})"""
"""An act that waits on the phone, as the outbox keeps it."""
STORES = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


def says(language: str, message: str) -> str:
    return catalogue(language).gettext(message)


def look(page: Page, *, scripts: bool) -> None:
    """Hold a page against the width of a phone, and against axe where scripts may run."""
    if scripts:
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def begin(page: Page, language: str, name: str, join_link: str) -> None:
    """Join a factory, read a lesson, and keep it under a name."""
    page.goto(join_link.replace("/join", f"/{language}/join", 1))
    page.locator("main summary").click()
    page.locator("#number").fill("GD-88012")
    page.locator(".next .big").click()
    page.wait_for_url("**/?joined=1")
    page.goto(f"/{language}{MODULE}")
    page.locator(".next .big").click()
    first = page.locator("h1").inner_text()
    page.locator(".next .big").click()
    expect(page.locator("h1")).not_to_have_text(first)
    page.goto(f"/{language}/keep")
    page.locator("#name").fill(name)
    page.locator("#pin").fill(LIJIE.pin)
    page.locator(".next .big").click()
    page.wait_for_url("**/me?kept=1")


def take_along(page: Page, language: str, ending: str) -> str:
    """Save one of the two files, and return what is in it."""
    with page.expect_download() as started:
        page.locator(f'main a[href="/{language}/me/data.{ending}"]').first.click()
    assert started.value.suggested_filename.endswith(f".{ending}")
    return Path(started.value.path()).read_text(encoding="utf-8")


def erase(page: Page, pin: str) -> None:
    page.locator("#pin").fill(pin)
    page.locator(".next .big").click()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_she_looks_takes_along_and_deletes(make_phone: Any, join_link: str, language: str, scripts: bool) -> None:
    phone: BrowserContext = make_phone(LOCALES[language], scripts=scripts, accept_downloads=True)
    page = phone.new_page()
    name = f"Lijie own {language} {scripts}"
    begin(page, language, name, join_link)
    page.get_by_role("link", name=says(language, "My data"), exact=True).click()
    expect(page.locator("h1")).to_have_text(says(language, "My data"))
    look(page, scripts=scripts)
    for summary in page.locator("summary").all():
        summary.click()
    expect(page.locator("main")).to_contain_text("GD-88012")
    look(page, scripts=scripts)
    assert name in take_along(page, language, "html")
    assert json.loads(take_along(page, language, "json"))["factories"][0]["number"] == "GD-88012"
    page.locator(f'main a[href="/{language}/me/erase"]').click()
    expect(page.locator("h1")).to_have_text(says(language, "Delete all your data?"))
    look(page, scripts=scripts)
    erase(page, LAO_ZHOU.pin)
    expect(page.locator(".fault")).to_have_text(says(language, "That isn't your PIN. Look at it once more."))
    erase(page, LIJIE.pin)
    expect(page.locator("h1")).to_have_text(says(language, "Your data is deleted"))
    look(page, scripts=scripts)
    assert phone.cookies() == []
    if scripts:
        wait_until(page, f"async () => (await ({ACTS})()) === 0")
        assert page.evaluate(STORES) == []
        wait_until(page, f"async () => (await ({TRACES})()).length === 0")
        page.go_back()
        expect(page.locator("main")).not_to_contain_text(name)
    page.goto(f"/{language}/me")
    expect(page.locator("main")).not_to_contain_text(name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_how_data_is_kept_is_read_from_the_foot_of_any_page(make_phone: Any, language: str) -> None:
    page = make_phone(LOCALES[language]).new_page()
    page.goto(f"/{language}/help")
    page.locator(f'.foot a[href="/{language}/privacy"]').click()
    expect(page.locator("h1")).to_have_text(says(language, "How we keep your data"))
    look(page, scripts=True)


def test_what_waited_on_another_phone_is_deleted_there_and_does_not_come_back(make_phone: Any, join_link: str) -> None:
    first, second = make_phone("zh-CN"), make_phone("zh-CN")
    page, other = first.new_page(), second.new_page()
    begin(page, "zh", "Lijie two phones", join_link)
    other.goto("/zh/sign-in")
    other.locator("#name").fill("Lijie two phones")
    other.locator("#pin").fill(LIJIE.pin)
    other.locator(".next .big").click()
    other.wait_for_url("**/zh/")
    other.goto(f"/zh{MODULE}")
    other.locator(".next .big").click()
    expect(other.locator("form .big").first).to_be_visible()
    second.set_offline(True)
    other.locator(".next .big").click()
    wait_until(other, f"async () => (await ({ACTS})()) === 1")
    page.goto("/zh/me/erase")
    page.evaluate(WAITING, next(one["value"] for one in first.cookies() if one["name"] == "mpt_owner"))
    erase(page, LIJIE.pin)
    expect(page.locator("h1")).to_have_text(says("zh", "Your data is deleted"))
    wait_until(page, f"async () => (await ({ACTS})()) === 0")
    second.set_offline(False)
    wait_until(other, f"async () => (await ({ACTS})()) === 0", "/zh/")
    other.goto("/zh/me")
    expect(other.locator("main")).not_to_contain_text("Lijie two phones")
    expect(other.locator(".path")).to_have_count(0)
