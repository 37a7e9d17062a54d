"""A trainer reads a lesson aloud in a real browser, whose microphone is made up: it beeps once a second."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Page, expect

from mpt.content.media import recording_seconds
from mpt.content.parts import part_of
from mpt.i18n import catalogue
from tests.browser.conftest import PHONE
from tests.browser.desks import DESK, LEAVING, drafted
from tests.cast import COURSE, MEI
from tests.media.files import photo, saved, tone, wav
from tests.server import Server

pytestmark = pytest.mark.browser

MODULE = "your-feelings-count"
LESSON = "not-only-you"
FOLDER = f"01-{MODULE}"
MEDIA = f"studio/{COURSE}/media/{MODULE}"
RECORD = f"{MEDIA}/record/{LESSON}"
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
DENIED = (
    """() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError")); }"""
)
UNHEARD = (
    "() => { AudioContext.prototype.decodeAudioData = () => Promise.reject(new DOMException('', 'EncodingError')); }"
)
HEARKEN = """(said) => {
  window.told = [];
  new MutationObserver(() => window.told.push(said.textContent)).observe(said, { childList: true });
}"""
"""Notes what is announced to somebody who hears the page."""
TAPPED = "main button, main .quiet, main .big, main .parts a, main a.spoken, main [type=range]"
TOO_SMALL = """(tapped) => [...document.querySelectorAll(tapped)]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.height > 0 && box.height < 44).map(([one]) => one.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A Chromium of its own, with a microphone that beeps: the other tests' has none."""
    with browser_type.launch(
        **{**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *MICROPHONE]}
    ) as hearing:
        yield hearing


def there(server: Server, path: str) -> bytes:
    """Return a file of the module as it's being written; nothing where there is none."""
    return drafted(server, f"{FOLDER}/{path}")


def says(page: Page, message: str, language: str = "zh", **values: object) -> None:
    """Wait until a page says something."""
    expect(page.locator("main")).to_contain_text(catalogue(language).gettext(message, **values).replace("{}", ""))


def record(page: Page, seconds: float = 2.5) -> None:
    """Record for a while."""
    page.locator("button[data-record]").click()
    expect(page.locator("button[data-stop]")).to_be_focused()
    page.wait_for_function("() => Number(document.querySelector('meter').value) > 0.05")
    page.wait_for_timeout(seconds * 1000)
    page.locator("button[data-stop]").click()
    expect(page.locator("[data-keep]")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_lesson_is_recorded_cut_listened_to_and_kept(make_desk: Any, studio: Server, language: str) -> None:
    page = make_desk(MEI, language).new_page()
    page.goto(f"/{language}/{RECORD}/{language}")
    record(page)
    whole = float(page.locator("#cut-end").input_value())
    assert whole > 2
    page.locator("#cut-begin").fill("0.5")
    page.locator("#cut-end").fill("2")
    page.locator("button[data-listen]").click()
    expect(page.locator("button[data-listen]")).to_have_text(catalogue(language).gettext("Stop"))
    expect(page.locator("button[data-listen]")).to_have_text(catalogue(language).gettext("Listen"))
    page.locator("[data-keep]").click()
    page.wait_for_url("**saved=1")
    says(page, "The recording is kept. Parents hear it once the course is published.", language)
    assert recording_seconds(there(studio, f"{LESSON}-{language}.mp3")) in {1, 2}
    assert f":audio: {LESSON}-{language}.mp3 {{of=" in part_of(there(studio, f"{language}.md").decode(), LESSON).text
    # What was kept can be heard, and nothing of it was fetched before.
    page.locator("audio").evaluate("(audio) => audio.play()")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")


def test_a_recording_survives_a_network_that_is_gone(make_desk: Any, studio: Server) -> None:
    page = make_desk().new_page()
    page.goto(f"/zh/{MEDIA}/record/tell-one-person/zh")
    record(page, 1.5)
    page.context.set_offline(True)
    page.locator("[data-keep]").click()
    says(page, "It could not be sent. The recording is still here: try again when the network is back.")
    page.context.set_offline(False)
    page.locator("[data-keep]").click()
    page.wait_for_url("**saved=1")
    assert there(studio, "tell-one-person-zh.mp3")


def test_whoever_leaves_before_keeping_it_is_asked(make_desk: Any) -> None:
    page = make_desk().new_page()
    page.goto(f"/zh/{RECORD}/zh")
    record(page, 1.2)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


def test_browsers_of_before_2023_ask_too(make_desk: Any) -> None:
    page = make_desk().new_page()
    page.goto(f"/zh/{RECORD}/zh")
    assert page.evaluate(LEAVING) == [False, ""]
    record(page, 1.2)
    assert page.evaluate(LEAVING) == [True, "true"]


def test_who_hears_the_page_is_told_when_it_starts_and_stops_alone(make_desk: Any) -> None:
    page = make_desk(MEI, "en").new_page()
    page.goto(f"/en/{RECORD}/en")
    page.locator("[data-recorder] [data-said]").evaluate(HEARKEN)
    record(page, 1.2)
    assert re.fullmatch("0:0[1-9]", page.locator("[data-clock]").text_content() or "")
    started, stopped = page.evaluate("() => window.told")
    assert started == "Recording …"
    assert stopped.startswith("Recorded: 0:0")


def test_a_recording_of_nothing_is_not_called_a_file(make_desk: Any) -> None:
    page = make_desk().new_page()
    page.goto(f"/zh/{RECORD}/zh")
    page.evaluate(UNHEARD)
    page.locator("button[data-record]").click()
    page.locator("button[data-stop]").click()
    says(page, "Nothing is heard. Is the right microphone switched on?")


@pytest.mark.parametrize("status", [413, 503])
def test_whoever_refuses_it_without_our_words_is_not_called_the_network(
    make_desk: Any, tmp_path: Path, status: int
) -> None:
    file = tmp_path / "voice.wav"
    file.write_bytes(wav(tone(3)))
    page = make_desk(MEI, "en").new_page()
    page.goto(f"/en/{RECORD}/en")
    page.locator("#file").set_input_files(file)
    page.route("**/record/**", lambda route: route.fulfill(status=status, content_type="text/html", body="<p>No"))
    page.locator("[data-keep]").click()
    says(page, "It was not taken. The recording is still here: try again in a minute, or cut it shorter.", "en")
    expect(page.locator("[data-keep]")).to_be_enabled()


def test_a_file_is_opened_and_cut_in_the_browser(make_desk: Any, studio: Server, tmp_path: Path) -> None:
    file = tmp_path / "voice.wav"
    file.write_bytes(wav(tone(6)))
    page = make_desk().new_page()
    page.goto(f"/zh/{RECORD}/zh")
    page.locator("#file").set_input_files(file)
    expect(page.locator("[data-keep]")).to_be_visible()
    assert float(page.locator("#cut-end").input_value()) == pytest.approx(6, abs=0.1)
    page.locator("#cut-end").fill("3")
    page.locator("[data-keep]").click()
    page.wait_for_url("**saved=1")
    assert recording_seconds(there(studio, f"{LESSON}-zh.mp3")) == 3


def test_what_the_server_refuses_is_said_and_the_recording_stays(make_desk: Any, tmp_path: Path) -> None:
    file = tmp_path / "silence.wav"
    file.write_bytes(wav(tone(3, 0)))
    page = make_desk().new_page()
    page.goto(f"/zh/{RECORD}/zh")
    page.locator("#file").set_input_files(file)
    says(page, "Nothing is heard. Is the right microphone switched on?")
    page.locator("[data-keep]").click()
    says(page, "Nothing can be heard in this recording. Is the right microphone switched on?")
    expect(page.locator("[data-keep]")).to_be_enabled()


def test_without_leave_to_hear_it_says_so(make_desk: Any) -> None:
    page = make_desk().new_page()
    page.goto(f"/zh/{RECORD}/zh")
    page.evaluate(DENIED)
    page.locator("button[data-record]").click()
    says(page, "The browser may not use the microphone. Allow it beside the address above, then try again.")


def test_only_the_record_page_may_hear(make_desk: Any) -> None:
    page = make_desk().new_page()
    may = "() => document.featurePolicy ? document.featurePolicy.allowsFeature('microphone') : null"
    page.goto(f"/zh/{RECORD}/zh")
    assert page.evaluate(may) is True
    page.goto(f"/zh/{MEDIA}")
    assert page.evaluate(may) is False


def test_without_scripts_a_file_is_sent_as_it_is(make_desk: Any, studio: Server, tmp_path: Path) -> None:
    file = tmp_path / "voice.wav"
    file.write_bytes(wav(tone(5)))
    page = make_desk(MEI, "en", java_script_enabled=False).new_page()
    page.goto(f"/en/{MEDIA}/record/tell-one-person/en")
    expect(page.locator("button[data-record]")).to_be_hidden()
    page.locator("#file").set_input_files(file)
    page.locator("#begin").fill("1")
    page.locator("#end").fill("3")
    page.locator("form[data-brought] button").click()
    page.wait_for_url("**saved=1#main")
    says(page, "The recording is kept. Parents hear it once the course is published.", "en")
    assert recording_seconds(there(studio, "tell-one-person-en.mp3")) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "screen"), [("zh", PHONE), ("en", DESK)], ids=["zh-phone", "en-desk"])
def test_the_pages_fit_everyone(
    make_desk: Any, tmp_path: Path, language: str, screen: dict[str, Any], scheme: str
) -> None:
    picture = tmp_path / "窗.jpg"
    picture.write_bytes(saved(photo(1200, 800), "JPEG"))
    page = make_desk(MEI, language, **screen, color_scheme=scheme).new_page()
    page.goto(f"/{language}/{MEDIA}")
    fit(page)
    page.locator("#file").set_input_files(picture)
    page.locator("[id='alt.zh']").fill("一扇亮着的窗")
    page.locator("[id='alt.en']").fill("A lit window")
    page.locator("#add button").click()
    page.wait_for_url("**/file/*")
    expect(page.locator(".shown img")).to_have_js_property("complete", value=True)
    fit(page)
    page.locator("a[href$='/remove']").click()
    page.wait_for_url("**/remove")
    fit(page)
    page.goto(f"/{language}/{RECORD}/{language}")
    record(page, 1.2)
    fit(page)
    page.locator("[data-keep]").click()
    page.wait_for_url("**saved=1")
    fit(page)
    page.goto(f"/{language}/{MEDIA}")
    fit(page)


def fit(page: Page) -> None:
    """See that nothing is wider than the screen, too small to tap, or out of reach of anybody."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(TOO_SMALL, TAPPED) == []
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
