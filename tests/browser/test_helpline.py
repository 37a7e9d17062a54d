"""From a shared phone to a counsellor and back on another phone; and what is left of it where nobody may find it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect
from playwright.sync_api import Error as PlaywrightError

from mpt.i18n import catalogue
from tests.browser.conftest import PHONE
from tests.cast import PASSWORD, QIU
from tests.server import Server
from tests.web.helpline.acts import Paper

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1280, "height": 800}}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
TEXTS = {
    "zh": ("鼯鼠咬断了蓑衣。\n砚台碎在榫头旁，我怕。", ("鼯鼠", "蓑衣", "砚台", "榫头")),
    "en": (
        "Quillweed and marrowfen, every evening.\nTarnbrisk oxlips.",
        ("quillweed", "marrowfen", "tarnbrisk", "oxlips"),
    ),
}
"""What a worker writes, and words of it that occur nowhere else."""
ANSWERS = {"zh": "谢谢你写信来。你现在安全吗？", "en": "Thank you for writing. Are you safe now?"}
MORE = {"zh": "现在安全了。", "en": "I am safe now."}
MODULE = "/courses/far-away-still-close/your-feelings-count"

STORED = """async () => {
  const kept = [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), JSON.stringify(history.state)];
  for (const { name } of await indexedDB.databases()) {
    const opened = await new Promise((good) => { indexedDB.open(name).onsuccess = (event) => good(event.target.result); });
    for (const store of opened.objectStoreNames) {
      const all = opened.transaction(store).objectStore(store).getAll();
      kept.push(JSON.stringify(await new Promise((good) => { all.onsuccess = () => good(all.result); })));
    }
    opened.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) { kept.push(request.url, await (await cache.match(request)).text()); }
  }
  return kept.join("\\n");
}"""


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each in turn."""
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """With and without."""
    return bool(request.param)


@pytest.fixture(scope="module")
def helpline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own with one counsellor: tests search all of its files."""
    with Server(tmp_path_factory.mktemp("helpline"), MPT_WORKERS="1") as running:
        yield running


@pytest.fixture(scope="module")
def at_desk(browser: Browser, helpline: Server) -> Any:
    """The sign-in of a counsellor."""
    link = helpline.run("staff", "add", QIU.email, QIU.name, "--role", "counsellor").split()[-1]
    context = browser.new_context(**DESK, locale="zh-CN", base_url=helpline.url)
    page = context.new_page()
    page.goto(link)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form .big").click()
    expect(page.locator("h1")).to_have_text(catalogue("zh").gettext("Inbox"))
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def desk(browser: Browser, helpline: Server, at_desk: Any, language: str) -> Iterator[Page]:
    """A counsellor's desk."""
    context = browser.new_context(**DESK, locale=LOCALES[language], base_url=helpline.url, storage_state=at_desk)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def shared_phone(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    helpline: Server,
    tmp_path: Path,
    language: str,
    scripts: bool,
) -> Iterator[BrowserContext]:
    """A phone whose profile is on disk, as a phone's is."""
    context = browser_type.launch_persistent_context(
        tmp_path / "profile",
        **{**browser_type_launch_args, **PHONE},
        locale=LOCALES[language],
        base_url=helpline.url,
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def a_phone(browser: Browser, helpline: Server, language: str) -> Iterator[Any]:
    """Give phones: `a_phone(scripts=True)`."""
    contexts: list[BrowserContext] = []

    def make(*, scripts: bool) -> BrowserContext:
        own = {"locale": LOCALES[language], "base_url": helpline.url, "java_script_enabled": scripts}
        contexts.append(browser.new_context(**{**PHONE, **own}))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def other_phone(a_phone: Any, scripts: bool) -> Page:
    """Another phone."""
    context: BrowserContext = a_phone(scripts=scripts)
    return context.new_page()


def judge(page: Page, *, scripts: bool = True) -> None:
    """Hold a page against the width of a phone, and against axe where scripts may run."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
    if scripts:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def press(page: Page, language: str, message: str) -> None:
    """Press a button, or follow a link, by what it says."""
    said = catalogue(language).gettext(message)
    page.get_by_role("button", name=said, exact=True).or_(page.get_by_role("link", name=said, exact=True)).first.click()


def write(page: Page, language: str, text: str, *, scripts: bool) -> Paper:
    """From a lesson to what is written down: Help, write, send."""
    page.goto(f"/{language}{MODULE}")
    page.locator("header .pill").first.click()
    expect(page.locator("h1")).to_have_text(catalogue(language).gettext("Somebody to talk to"))
    judge(page, scripts=scripts)
    press(page, language, "Write to us without a name")
    expect(page.locator("#topic")).to_be_visible()
    judge(page, scripts=scripts)
    page.locator("#text").fill(text)
    page.locator("#topic").select_option("harassment")
    page.locator(".next .big").click()
    expect(page.locator(".name-big")).to_have_count(2)
    judge(page, scripts=scripts)
    code, words = page.locator(".name-big").all_inner_texts()
    return Paper(code, " ".join(words.split()))


def come_back(page: Page, language: str, shown: Paper, *, scripts: bool) -> None:
    """From the start page to the open case, with what was written down."""
    page.goto(f"/{language}/")
    page.locator("header .pill").first.click()
    press(page, language, "Read the answer")
    expect(page.locator("#words")).to_be_visible()
    judge(page, scripts=scripts)
    page.locator("#code").fill(shown.code)
    page.locator("#words").fill(shown.words)
    page.locator(".next .big").click()
    expect(page.locator(".say").first).to_be_visible()
    judge(page, scripts=scripts)


def traces(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Return where any of these words is in the files of a folder, as programs write text and as browsers send it."""
    wanted = {word: {form.lower() for form in _forms(word)} for word in words}
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        content = path.read_bytes().lower()
        found += [f"{word} in {path}" for word, forms in wanted.items() if any(form in content for form in forms)]
    return found


def _forms(word: str) -> Iterator[bytes]:
    yield from (word.encode(), word.encode("utf-16-le"), word.encode("gb18030"), json.dumps(word)[1:-1].encode())
    yield from (quote(word).encode(), quote_plus(word).encode())


def test_nothing_of_it_stays_on_the_phone_or_in_the_database(
    shared_phone: BrowserContext,
    other_phone: Page,
    desk: Page,
    helpline: Server,
    tmp_path: Path,
    language: str,
    scripts: bool,
) -> None:
    text, rare = TEXTS[language]
    page = shared_phone.pages[0]
    shown = write(page, language, text, scripts=scripts)
    secrets = (*rare, shown.code, shown.code.replace("-", ""), shown.words)
    if scripts:
        stored = page.evaluate(STORED).lower()
        assert "/offline" in stored, "the search looks where something is"
        assert not [word for word in secrets if word.lower() in stored]
    assert not [word for word in secrets if word.lower() in repr(shared_phone.storage_state()).lower()]
    press(page, language, "I have written it down")
    expect(page.locator("h1")).to_have_text(catalogue(language).gettext("Somebody to talk to"))

    answer(desk, language, shown, text)

    come_back(other_phone, language, shown, scripts=scripts)
    expect(other_phone.locator(".say").last).to_contain_text(ANSWERS[language])
    other_phone.locator("#text").fill(MORE[language])
    other_phone.locator(".next .big").click()
    expect(other_phone.locator(".say").last).to_contain_text(MORE[language])
    expect(other_phone.locator("#text")).to_have_value("")
    desk.goto(f"/{language}/helpline?box=mine")
    desk.get_by_role("link", name=shown.code, exact=True).click()
    expect(desk.locator("main")).to_contain_text(MORE[language])

    come_back(page, language, shown, scripts=scripts)
    expect(page.locator(".say").last).to_contain_text(MORE[language])
    shared_phone.close()
    secrets = (*secrets, ANSWERS[language], MORE[language])
    assert traces(tmp_path / "profile", ("/help/write",)), "the search looks where something is"
    assert traces(tmp_path / "profile", secrets) == []
    kept = Path(helpline.environ["MPT_DATA"])
    assert (kept / "mpt.sqlite3-wal").exists()
    assert traces(kept, (shown.code.replace("-", ""),)), "the search looks where something is"
    assert traces(kept, (*rare, ANSWERS[language], MORE[language], shown.words)) == []


def answer(desk: Page, language: str, shown: Paper, text: str) -> None:
    """Find a case in the inbox, look at each page on the way, and answer."""
    desk.goto(f"/{language}/helpline")
    judge(desk)
    row = desk.locator("tbody tr", has_text=shown.code)
    expect(row).to_contain_text(catalogue(language).gettext("Harassment or violence"))
    desk.get_by_role("link", name=shown.code, exact=True).click()
    for line in text.split("\n"):
        expect(desk.locator("main")).to_contain_text(line)
    judge(desk)
    desk.locator("#text").fill(ANSWERS[language])
    press(desk, language, "Send the answer")
    expect(desk.locator("[role=status]")).to_be_visible()
    judge(desk)


def test_whoever_goes_back_on_a_shared_phone_finds_nothing(
    other_phone: Page, at_desk: Any, language: str, scripts: bool
) -> None:
    text, rare = TEXTS[language]
    shown = write(other_phone, language, text, scripts=scripts)
    come_back(other_phone, language, shown, scripts=scripts)
    press(other_phone, language, "I've finished here")
    expect(other_phone.locator("h1")).to_have_text(catalogue(language).gettext("Somebody to talk to"))
    for _step in range(6):
        with suppress(PlaywrightError):  # without scripts, Chromium asks whether to send the form again
            other_phone.go_back()
        other_phone.wait_for_timeout(150)
        seen = " ".join(other_phone.locator("body").inner_text().split())
        assert not [word for word in (*rare, shown.code, shown.words) if word.lower() in seen.lower()]


def test_whoever_goes_back_and_sends_the_form_again_finds_nothing(a_phone: Any, at_desk: Any, language: str) -> None:
    page = a_phone(scripts=False).new_page()
    text, rare = TEXTS[language]
    shown = write(page, language, text, scripts=False)
    come_back(page, language, shown, scripts=False)
    page.locator("#text").fill(MORE[language])
    page.locator(".next .big").click()
    expect(page.locator(".say").last).to_contain_text(MORE[language])
    press(page, language, "I've finished here")
    expect(page.locator("h1")).to_have_text(catalogue(language).gettext("Somebody to talk to"))
    for _form in range(2):  # the message, and code and words before it
        with suppress(PlaywrightError):
            page.go_back()
        page.wait_for_timeout(500)
        with page.expect_request(lambda sent: sent.method == "POST"):
            page.reload()  # which is what the phone does once somebody has confirmed it
        expect(page.locator("#words")).to_have_value("")
        seen = page.content().lower()
        assert not [word for word in (*rare, MORE[language], shown.code, shown.words) if word.lower() in seen]


@pytest.mark.parametrize("scripts", [True], ids=["scripts"])
def test_each_word_stays_on_one_line(a_phone: Any, at_desk: Any, language: str, scripts: bool) -> None:
    page = a_phone(scripts=True).new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    write(page, language, TEXTS[language][0], scripts=True)
    lines = "spans => spans.map(span => span.getClientRects().length)"
    for width in (360, 160):  # and where letters are twice as big
        page.set_viewport_size({"width": width, "height": 640})
        assert page.locator(".name-big span").evaluate_all(lines) == [1, 1, 1, 1]


def test_whoever_is_in_danger_sees_the_number_first(
    other_phone: Page, at_desk: Any, language: str, scripts: bool
) -> None:
    other_phone.goto(f"/{language}/help/write")
    other_phone.locator("#text").fill(TEXTS[language][0])
    other_phone.locator("[name=danger]").check()
    other_phone.locator(".next .big").click()
    expect(other_phone.locator(".name-big")).to_have_count(2)
    expect(other_phone.locator("main a").first).to_have_attribute("href", "tel:110")
    expect(other_phone.locator("main a").first).to_be_in_viewport()
    judge(other_phone, scripts=scripts)


def test_erasing_from_the_phone(other_phone: Page, desk: Page, language: str, scripts: bool) -> None:
    shown = write(other_phone, language, TEXTS[language][0], scripts=scripts)
    come_back(other_phone, language, shown, scripts=scripts)
    press(other_phone, language, "Erase everything now")
    expect(other_phone.locator("h1")).to_have_text(catalogue(language).gettext("Erase everything?"))
    judge(other_phone, scripts=scripts)
    press(other_phone, language, "Erase everything")
    expect(other_phone.locator("h1")).to_have_text(catalogue(language).gettext("It's erased"))
    judge(other_phone, scripts=scripts)
    desk.goto(f"/{language}/helpline")
    expect(desk.get_by_role("link", name=shown.code, exact=True)).to_have_count(0)


def test_what_is_typed_stays_where_the_network_is_lost(a_phone: Any, at_desk: Any, language: str) -> None:
    context: BrowserContext = a_phone(scripts=True)
    page = context.new_page()
    page.goto(f"/{language}/help/write")
    page.locator("#text").fill(TEXTS[language][0])
    context.set_offline(True)
    page.locator(".next .big").click()
    expect(page.locator("#state")).not_to_be_empty()
    expect(page.locator("#text")).to_have_value(TEXTS[language][0])
    stored = page.evaluate(STORED).lower()
    assert not [word for word in TEXTS[language][1] if word in stored]
    page.locator("#text").fill(TEXTS[language][0] + "!")
    context.set_offline(False)
    page.locator(".next .big").click()
    expect(page.locator(".name-big")).to_have_count(2)


def test_the_counsellors_pages_fit_a_phone_too(desk: Page, language: str) -> None:
    desk.set_viewport_size({"width": 360, "height": 640})
    desk.goto(f"/{language}/helpline")
    addresses = [str(link.get_attribute("href")) for link in desk.locator("nav a, tbody a").all()]
    for address in [*addresses, f"/{language}/helpline/replies/new"]:
        desk.goto(address)
        judge(desk)
