"""The whole way of a trainer: a module written in Chinese, with a picture and a recording, translated, published.

A parent reads it; the source is changed, the stale translation mended, both published and taken back. What is done stays done.
"""

import io
import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from sqlalchemy.orm import Session

from mpt.content.check import check_course
from mpt.content.parts import part_of
from mpt.content.reader import read_course
from mpt.formats.zips import read_zip
from mpt.models.database import open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import drafts, learning, publishing, staffdoor
from mpt.web.phone import OWNER_COOKIE
from mpt.web.staff import COOKIE
from tests.browser.conftest import PHONE
from tests.browser.learning import answer_quiz
from tests.cast import MEI
from tests.sample import LESSONS, LISTENING, sample_folder
from tests.server import Server
from tests.services.staff_acts import DESKS, settled

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1280, "height": 800}}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
MODULE = "read-together"
FRONTS = {
    "zh": "---\ntitle: 一起读书\noutcome: 你能和孩子一起读书。\nminutes: 4\n---\n",
    "en": "---\ntitle: Read together\noutcome: You can read with your child.\nminutes: 4\n---\n",
}
ADDED = {"zh": "睡前读一页也好。", "en": "One page before bed is fine."}
"""What is written into the first lesson later."""
WITHIN_SECONDS = 5


@dataclass(frozen=True)
class Studio:
    """A course of this test alone on a server, and the trainer's browser."""

    server: Server
    course_id: str
    language: str
    page: Page

    @property
    def address(self) -> str:
        """The address of the course in the studio."""
        return f"/{self.language}/studio/{self.course_id}"

    def open(self, path: str) -> None:
        """Open a page of the course, and hold it against axe."""
        self.page.goto(f"{self.address}{path}")
        judge(self.page)

    def look(self, act: Callable[[Session], Any]) -> Any:
        """Look into the database."""
        database = open_database(f"sqlite:///{self.server.environ['MPT_DATA']}/mpt.sqlite3")
        with database.session(writes=False) as session:
            found = act(session)
        database.dispose()
        return found


def judge(page: Page) -> None:
    """See that nothing lies beside the screen, and hold a page against axe."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.fixture(scope="module")
def hearing(launch_browser: Callable[..., Browser], browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser with a microphone that beeps."""
    launched = launch_browser(args=[*browser_type_launch_args["args"], *MICROPHONE])
    yield launched
    launched.close()


@pytest.fixture(params=["zh", "en"])
def studio(request: pytest.FixtureRequest, hearing: Browser, own_server: Server) -> Iterator[Studio]:
    """The small course, published under a name of its own, and Mei at her desk."""
    language, course_id = str(request.param), f"way-{request.param}-{uuid.uuid4().hex[:6]}"
    database = open_database(f"sqlite:///{own_server.environ['MPT_DATA']}/mpt.sqlite3")
    with database.session(writes=True) as session:
        publishing.publish(session, course_id, sample_folder())
        mei = settled(session, MEI, Grant(Role.TRAINER))
        _staff, token = staffdoor.sign_in(session, MEI.email, mei, DESKS, "Chromium")
        session.commit()
    database.dispose()
    context: BrowserContext = hearing.new_context(**DESK, locale=LOCALES[language], base_url=own_server.url)
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": COOKIE, "value": token, "url": own_server.url}])
    yield Studio(own_server, course_id, language, context.new_page())
    context.close()


@pytest.fixture
def parent(hearing: Browser, own_server: Server) -> Iterator[Page]:
    """A mother's phone, in Chinese."""
    context: BrowserContext = hearing.new_context(**PHONE, locale="zh-CN", base_url=own_server.url)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def body(kind: str, tongue: str) -> str:
    """Return what stands below a heading in the small course: as long as it has to be, in plain words."""
    text = part_of(sample_folder()[f"01-listening/{tongue}.md"].decode(), kind).text
    return text.partition("\n")[2].replace(" see=hear-them", "")


def kind_of(text: str) -> str:
    """Return which part of the small course a part is like, by the marks in its heading."""
    heading = text.partition("\n")[0]
    return "check" if ".quiz" in heading else "tonight" if ".practice" in heading else "hear-them"


def marks(text: str) -> str:
    """Return what stands in braces in the heading of a part: its id and what it is."""
    found = re.search(r"\{[^}]*\}", text.partition("\n")[0])
    assert found, text
    return found[0]


def learns(studio: Studio, parent: Page) -> uuid.UUID:
    """Let the mother do the first module; return who she is."""
    course = read_course(studio.course_id, sample_folder()).course
    assert course
    first = course.modules[0].texts["zh"].lessons[0]
    # The server looks for new releases every few seconds, and the course has only just been published.
    reads(parent, f"/zh/courses/{studio.course_id}/{LISTENING}/{LESSONS[0]}", first.heading)
    for following in (LESSONS[1], "tonight", "quiz"):
        parent.locator(".next .big").click()
        parent.wait_for_url(f"**/{following}")
    answer_quiz(parent, course.modules[0], "zh")
    owner = next(cookie["value"] for cookie in parent.context.cookies() if cookie["name"] == OWNER_COOKIE)
    return uuid.UUID(owner)


def done(studio: Studio, learner: uuid.UUID) -> frozenset[str]:
    """Return the modules that somebody has done."""
    return studio.look(lambda session: learning.progress_in(session, learner, studio.course_id).done)  # type: ignore[no-any-return]


def reads(parent: Page, address: str, text: str, *, gone: bool = False) -> None:
    """See that a parent reads a text at an address, or no longer, within five seconds."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while (text in read_at(parent, address)) is gone:
        assert time.monotonic() < deadline, f"{text} at {address}"
        time.sleep(0.2)


def read_at(parent: Page, address: str) -> str:
    """Open a page on the phone, and return what stands on it; nothing where it isn't there yet."""
    answer = parent.goto(address)
    return parent.locator("main").inner_text() if answer and answer.ok else ""


def add_module(studio: Studio) -> list[str]:
    """Add the module and a second lesson by their forms; return the addresses of its parts."""
    page = studio.page
    studio.open("")
    page.locator("details:has([name=module_id]) summary").click()
    page.locator("[name=title]").fill("一起读书")
    page.locator("[name=module_id]").fill(MODULE)
    page.locator("form:has([name=module_id]) [type=submit]").click()
    page.wait_for_url(f"**/modules/{MODULE}?begun=1")
    judge(page)
    page.locator("[name=heading]").fill("再读一遍")
    page.locator("form:has([name=heading]) [type=submit]").click()
    page.wait_for_url(f"**/write/{MODULE}/**")
    studio.open(f"/modules/{MODULE}")
    links = page.locator("table.shape tbody th a").all()
    return [str(link.get_attribute("href")) for link in links]


def write(studio: Studio, address: str, written: Callable[[str], str]) -> None:
    """Write a part anew where it's written, and wait until it has saved itself."""
    page = studio.page
    page.goto(address)
    field = page.locator("#in-zh-text")
    expect(page.locator(".tabbed")).to_be_attached()
    was = field.input_value()
    with page.expect_response(is_saved):
        field.fill(written(was))
    judge(page)


def is_saved(response: Response) -> bool:
    """Say whether this is the answer to a text that saved itself."""
    return response.request.method == "POST" and response.url.partition("?")[0].endswith("/zh") and response.ok


def in_chinese(was: str) -> str:
    """Return a part as it's to be, in place of what it holds when it's begun."""
    if not was.startswith("## "):
        return FRONTS["zh"]
    title = was.partition("\n")[0].partition("{")[0]
    return f"{title}{marks(was)}\n\n{body(kind_of(was), 'zh').strip()}\n"


def in_english(source: str) -> str:
    """Return the translation of a part: its marks and its picture are the source's."""
    if not source.startswith("## "):
        return FRONTS["en"]
    picture = re.search(r"!\[[^\]]*\]\(([^)]*)\)", source)
    shown = f"![A child reads to her mother]({picture[1]})\n\n" if picture else ""
    return f"## Read together {marks(source)}\n\n{shown}{body(kind_of(source), 'en').strip()}\n"


def add_picture(studio: Studio) -> None:
    """Put a picture into the first lesson, with its words; there is no English lesson yet that they could stand in."""
    page = studio.page
    studio.open(f"/media/{MODULE}")
    page.locator("#add [name=file]").set_input_files(
        {"name": "照片.png", "mimeType": "image/png", "buffer": a_picture()}
    )
    page.locator("#add [name='alt.zh']").fill("孩子给妈妈读书")
    expect(page.locator("#add [name='alt.en']")).to_have_count(0)
    page.locator("#add .big").click()
    page.wait_for_url(f"**/media/{MODULE}/file/**")
    judge(page)


def a_picture() -> bytes:
    """Return a small drawing as a photo's file."""
    image = Image.new("RGB", (600, 400), "#fbf6ec")
    ImageDraw.Draw(image).ellipse((200, 100, 400, 300), fill="#f0b042")
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def record(studio: Studio, lesson: str) -> None:
    """Read the first lesson aloud, and keep the recording."""
    page = studio.page
    studio.open(f"/media/{MODULE}/record/{lesson}/zh")
    page.locator("[data-record]").click()
    page.wait_for_timeout(2500)
    page.locator("button[data-stop]").click()
    page.locator("[data-keep]").click()
    page.wait_for_url("**saved=1**")
    judge(page)


def translate(studio: Studio, translated: Callable[[str, str], str]) -> None:
    """Translate what isn't fresh, part by part, until nothing is left. `translated` has the source and what the field holds."""
    page = studio.page
    studio.open("/translate/en")
    page.locator("main a.big").click()
    for _ in range(12):
        page.wait_for_load_state()
        if "done" in page.url and "/_" not in page.url and not page.locator("#text").count():
            break
        judge(page)
        held = page.locator("#text").input_value()
        sources = page.locator(".sides section").last.locator(".there").inner_text()
        page.locator("#text").fill(translated(sources, held))
        with page.expect_navigation():
            page.locator("form:has(#text) .big").click()
    judge(page)
    assert not page.locator("main a.big").count()


def publish(studio: Studio, note: str) -> None:
    """Look at what changes, and publish it."""
    page = studio.page
    studio.open("/publish")
    expect(page.locator("section.warn")).to_have_count(0)
    page.locator("[name=note]").fill(note)
    page.locator("form:has([name=note]) .big").click()
    page.wait_for_url("**/publish?published=1")


def test_from_a_first_word_to_parents_and_back(studio: Studio, parent: Page) -> None:
    page, learner = studio.page, learns(studio, parent)
    assert done(studio, learner) == {LISTENING}

    parts = add_module(studio)
    for address in parts:
        write(studio, address, in_chinese)
    lesson = parts[1].partition("?")[0].rpartition("/")[2]
    add_picture(studio)
    record(studio, lesson)
    translate(studio, lambda source, _held: in_english(source))
    publish(studio, "新的一个模块")

    address = f"/zh/courses/{studio.course_id}/{MODULE}/{lesson}"
    reads(parent, address, "先听孩子把话说完。")
    judge(page)
    expect(parent.locator("main picture img, main img").first).to_be_visible()
    expect(parent.locator("audio, [data-audio], .audio").first).to_be_attached()
    assert done(studio, learner) == {LISTENING}

    # The source is written on: the recording and the translation are told, and mended.
    write(studio, parts[1], lambda was: f"{was.rstrip()}\n\n{ADDED['zh']}\n")
    studio.open(f"/media/{MODULE}/record/{lesson}/zh")
    page.locator("form[action$='/fits'] button").click()
    page.wait_for_url("**fits=1**")
    studio.open("/publish")
    expect(page.locator("section.warn a[href*='/translate/en']")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_count(0)
    studio.open("/translate/en")
    page.locator("main a.big").click()
    expect(page.locator(".there ins").first).to_contain_text(ADDED["zh"])
    translate(studio, lambda _source, held: f"{held.rstrip()}\n\n{ADDED['en']}\n")
    publish(studio, "多一句话")
    reads(parent, address, ADDED["zh"])
    reads(parent, address.replace("/zh/", "/en/"), ADDED["en"])

    # One tap takes it back; what is written stays, and so does what the mother has done.
    judge(page)
    page.locator("form.act [type=submit]").click()
    page.wait_for_url("**/history?again=1")
    reads(parent, address, ADDED["zh"], gone=True)
    assert "先听孩子把话说完。" in parent.locator("main").inner_text()
    judge(page)
    expect(page.locator("table.figures tbody tr")).to_have_count(4)
    assert done(studio, learner) == {LISTENING}

    # The folder as a file passes the check, and is what is written here, byte for byte.
    taken = read_zip(page.request.get(f"{studio.address}/course.zip").body())
    assert (taken.name, taken.leftovers) == (studio.course_id, ())
    assert check_course(studio.course_id, taken.folder) == ()
    assert taken.folder == studio.look(lambda session: drafts.folder(session, studio.course_id))
