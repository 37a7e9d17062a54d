"""Listening to a lesson: the trainer's recording, else the phone's own voice, else nothing that promises one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from mpt.content.folder import load_folder
from mpt.models.database import open_database
from mpt.services.publishing import publish
from tests.cast import COURSE, COURSES
from tests.recordings import mp3, with_recording
from tests.server import Server

pytestmark = pytest.mark.browser

MODULE = f"courses/{COURSE}/your-feelings-count"
RECORDED, READ_ALOUD = f"{MODULE}/not-only-you", f"{MODULE}/tell-one-person"
RECORDING = mp3(80)
SAYS = {"zh": ("听一听", "停下"), "en": ("Listen", "Stop")}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
VOICES = {"zh": "zh-CN", "en": "en-US"}

# Headless Chromium has no voice. This one says nothing either, but keeps what it was given and when it was hushed.
FAKE_VOICE = """(voices) => {
  const spoken = [];
  let ending = 0, now = null;
  const fake = {
    spoken, voices, onvoiceschanged: null, hushed: 0, speaking: false,
    getVoices: () => fake.voices,
    speak(one) {
      spoken.push({text: one.text, lang: one.lang, voice: one.voice.name});
      now = one;
      if (fake.pace) { ending = setTimeout(() => one.onend({}), fake.pace); }
    },
    cancel() {
      clearTimeout(ending);
      fake.hushed++;
      const was = now;
      now = null;
      if (was) { setTimeout(() => was.onerror({error: "canceled"}), 0); }
    },
    pace: 5,
  };
  Object.defineProperty(window, "speechSynthesis", {value: fake});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
}"""
MOVED = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().map((one) => one.value)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => resolve([]), 300);
})"""
WHERE = """() => [...document.querySelectorAll(".lamps i, article *, .next")]
  .map((one) => one.getBoundingClientRect().toJSON())"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose first lesson has a recording."""
    folder: Path = tmp_path_factory.mktemp("data")
    database = open_database(f"sqlite:///{folder / 'mpt.sqlite3'}")
    database.migrate()
    with database.session(writes=True) as session:
        publish(session, COURSE, with_recording(RECORDING, load_folder(COURSES / COURSE), RECORDED.rpartition("/")[2]))
        session.commit()
    database.dispose()
    with Server(folder, MPT_WORKERS="2") as running:
        yield running


def voice(lang: str, *, in_the_phone: bool = True, chosen: bool = False) -> dict[str, object]:
    """Return a voice as a browser lists it."""
    return {"name": f"{lang} {in_the_phone}", "lang": lang, "localService": in_the_phone, "default": chosen}


def with_voices(page: Page, *voices: dict[str, object]) -> None:
    """Give a page's browser these voices, and no others."""
    page.add_init_script(f"({FAKE_VOICE})({list(voices)})".replace("True", "true").replace("False", "false"))


def spoken(page: Page) -> list[dict[str, str]]:
    """Return what was read aloud so far."""
    found: list[dict[str, str]] = page.evaluate("() => speechSynthesis.spoken")
    return found


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_recording_says_what_it_costs_and_fetches_nothing_unasked(
    make_phone: Any, language: str, scripts: bool
) -> None:
    page: Page = make_phone(LOCALES[language], scripts=scripts).new_page()
    with_voices(page, voice(VOICES[language]))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/media/" in request.url else None)
    page.goto(f"/{language}/{RECORDED}")
    length = {"zh": "1 分 20 秒", "en": "1 min 20 s"}[language]
    expect(page.locator("figcaption")).to_have_text(f"{SAYS[language][0]} · {length} · 313 KB")
    expect(page.locator("audio")).to_have_accessible_name(SAYS[language][0])
    page.wait_for_load_state("networkidle")
    assert not asked
    expect(page.locator(".voice")).to_have_count(0)


def test_a_recording_plays_and_can_be_sought_in(make_phone: Any) -> None:
    page: Page = make_phone().new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/media/" in answer.url else None)
    page.goto(f"/zh/{RECORDED}")
    # The browser's own controls have no parts that a test could click: its keys do the same.
    page.locator("audio").focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")
    assert page.evaluate("() => document.querySelector('audio').duration") == pytest.approx(80, abs=0.2)
    page.evaluate("() => { document.querySelector('audio').currentTime = 70 }")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 70.2")
    assert page.evaluate("() => document.querySelector('audio').error") is None
    assert {answer.status for answer in answers} == {206}
    assert answers[0].headers["content-range"] == f"bytes 0-{len(RECORDING) - 1}/{len(RECORDING)}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_phones_voice_reads_the_lesson_a_sentence_at_a_time(make_phone: Any, language: str) -> None:
    page: Page = make_phone(LOCALES[language]).new_page()
    with_voices(page, voice("fr-FR"), voice("zh-HK"), voice("zh-CN"), voice("en-US"))
    page.goto(f"/{language}/{READ_ALOUD}")
    listen = SAYS[language][0]
    shown = page.locator("article").inner_text()
    page.get_by_role("button", name=listen, exact=True).click()
    # It says "Stop" while it reads; when it is itself again, everything was read.
    expect(page.get_by_role("button", name=listen, exact=True)).to_be_visible()
    read = spoken(page)
    assert read[0]["text"] == page.locator("h1").inner_text()
    assert "".join("".join(one["text"] for one in read).split()) == "".join(shown.split())
    assert max(len(one["text"]) for one in read) < {"zh": 60, "en": 160}[language]
    assert {one["lang"] for one in read} == {VOICES[language]}


def test_a_second_tap_stops_and_a_third_begins_anew(make_phone: Any) -> None:
    page: Page = make_phone().new_page()
    with_voices(page, voice("zh-CN"))
    page.goto(f"/zh/{READ_ALOUD}")
    page.evaluate("() => { speechSynthesis.pace = 0 }")
    button = page.locator(".voice")
    for _ in range(2):
        button.click()
        expect(button).to_have_accessible_name(SAYS["zh"][1])
        button.click()
        expect(button).to_have_accessible_name(SAYS["zh"][0])
    button.click()
    button.click()
    button.click()
    page.wait_for_timeout(50)  # what was hushed says so late, and mustn't stop what came after
    expect(button).to_have_text("停下")
    heading = page.locator("h1").inner_text()
    assert [one["text"] for one in spoken(page)] == [heading] * 4


def test_the_voice_falls_silent_when_the_page_is_left(make_phone: Any) -> None:
    page: Page = make_phone().new_page()
    with_voices(page, voice("zh-CN"))
    page.goto(f"/zh/{READ_ALOUD}")
    page.evaluate("() => { speechSynthesis.pace = 0 }")
    page.locator(".voice").click()
    page.evaluate("() => addEventListener('pagehide', () => sessionStorage.setItem('n', speechSynthesis.hushed))")
    page.locator(".next .big").click()
    page.wait_for_url(lambda address: not address.endswith(READ_ALOUD))
    assert page.evaluate("() => sessionStorage.getItem('n')") == "1"


@pytest.mark.parametrize(
    ("language", "voices"),
    [
        ("zh", []),
        ("zh", [voice("en-US")]),
        ("zh", [voice("zh-HK"), voice("en-GB")]),
        ("zh", [voice("zh-CN", in_the_phone=False)]),
        ("en", [voice("zh-CN")]),
    ],
)
def test_without_a_voice_of_the_pages_language_nothing_is_promised(
    make_phone: Any, language: str, voices: list[dict[str, object]]
) -> None:
    page: Page = make_phone(LOCALES[language]).new_page()
    with_voices(page, *voices)
    page.goto(f"/{language}/{READ_ALOUD}")
    page.wait_for_timeout(1200)
    expect(page.locator(".voice")).to_have_count(1)
    expect(page.locator(".voice")).to_be_hidden()


def test_a_browser_without_voices_or_scripts_shows_no_button(make_phone: Any) -> None:
    for scripts in (True, False):
        page: Page = make_phone(scripts=scripts).new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        page.add_init_script("delete window.speechSynthesis; delete window.SpeechSynthesisUtterance")
        page.goto(f"/zh/{READ_ALOUD}")
        expect(page.locator(".voice")).to_be_hidden()
        assert not errors


@pytest.mark.parametrize("said", [True, False])
def test_voices_that_come_late_bring_the_button_and_move_nothing(make_phone: Any, said: bool) -> None:
    page: Page = make_phone().new_page()
    with_voices(page)
    page.goto(f"/zh/{READ_ALOUD}")
    expect(page.locator(".voice")).to_be_hidden()
    before = page.evaluate(WHERE)
    page.evaluate(
        "([voice, said]) => { speechSynthesis.voices = [voice]; if (said) { speechSynthesis.onvoiceschanged() } }",
        [voice("zh_CN_#Hans"), said],
    )
    expect(page.locator(".voice")).to_be_visible()
    assert page.evaluate(WHERE) == before
    assert page.evaluate(MOVED) == []
    page.locator(".voice").click()
    assert spoken(page)[0]["lang"].startswith("zh-CN")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_ways_of_listening_fit_a_phone_and_everyone(make_phone: Any, language: str, scheme: str) -> None:
    page: Page = make_phone(LOCALES[language], color_scheme=scheme).new_page()
    with_voices(page, voice(VOICES[language]))
    page.goto(f"/{language}/{RECORDED}")
    assert Axe().run(page).violations_count == 0
    page.goto(f"/{language}/{READ_ALOUD}")
    button = page.locator(".voice")
    for _ in range(2):
        box, lamps = button.bounding_box(), page.locator(".lamps").bounding_box()
        assert box is not None
        assert lamps is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert lamps["x"] + lamps["width"] < box["x"]
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert Axe().run(page).violations_count == 0
        page.evaluate("() => { speechSynthesis.pace = 0 }")
        button.click()


def test_the_keyboard_goes_through_a_lesson_as_it_is_read(make_phone: Any) -> None:
    page: Page = make_phone(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False).new_page()
    with_voices(page, voice("zh-CN"))
    page.goto(f"/zh/{READ_ALOUD}")
    links = page.locator("article a").all_inner_texts()
    expected = [page.locator(".back").inner_text(), "求助", "English", "听一听", *links]
    expected = [" ".join(one.split()) for one in [*expected, page.locator(".next .big").inner_text()]]
    reached: list[str] = []
    for _ in expected:
        page.keyboard.press("Tab")
        reached.append(" ".join(str(page.evaluate("() => document.activeElement.innerText")).split()))
    assert reached == expected
    page.locator(".voice").focus()
    page.keyboard.press("Enter")
    assert spoken(page)
