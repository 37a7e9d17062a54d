"""The parent's whole way in the oldest browser that everything works in: a real Chromium 78."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mpt.content.folder import load_folder
from mpt.content.model import Course, Module
from mpt.content.reader import read_course
from mpt.rules.completion import lessons_of, quiz_of
from tests.browser.old_chromium import OldChromium
from tests.browser.test_whole_way import SAYS
from tests.cast import AFANG, COURSE, COURSES
from tests.floor import need_old_chromium
from tests.server import Server

pytestmark = pytest.mark.browser

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SHORT_COURSE = "after-work"
"""The shortest of the bundled courses."""
FITS = "document.documentElement.scrollWidth <= innerWidth"

MakePhone = Callable[..., OldChromium]


@pytest.fixture
def make_old_phone(tmp_path: Path) -> Iterator[MakePhone]:
    """Give phones with Chromium 78, `make_old_phone("zh")`; in the end none may have met a fault."""
    need_old_chromium()
    phones: list[OldChromium] = []
    with ExitStack() as all_phones:

        def make(language: str, *, scripts: bool = True) -> OldChromium:
            folder = tmp_path / f"phone-{len(phones)}"
            folder.mkdir()
            phones.append(all_phones.enter_context(OldChromium(LOCALES[language], folder, scripts=scripts)))
            return phones[-1]

        yield make
        assert [phone.faults for phone in phones if phone.faults] == []


@pytest.mark.parametrize(("language", "scripts"), [("zh", True), ("en", True), ("zh", False)])
def test_from_the_poster_to_the_certificate(
    make_old_phone: MakePhone, server: Server, join_link: str, language: str, scripts: bool
) -> None:
    course = read_course(SHORT_COURSE, load_folder(COURSES / SHORT_COURSE)).course
    assert course is not None
    phone = make_old_phone(language, scripts=scripts)

    phone.goto(join_link)
    phone.see_address(f"/{language}/join/")
    assert "HeadlessChrome/78." in phone.evaluate("navigator.userAgent")
    phone.click(".next .big")
    phone.see_address(f"/{language}/[?]joined=1$")
    phone.click(f'a.course[href="/{language}/courses/{course.id}"]')
    phone.see_heading(course.texts[language].title)
    phone.click(".next a")
    answer_survey(phone, course, language)
    for module in course.modules:
        read_module(phone, module, language)
        answer_quiz(phone, module, language)
        phone.see_address("/quiz/result")
        phone.see(".saved")
        phone.click(".next .big")

    phone.see_address("/certificates/")
    phone.fill("#name", "王𠮷芳")
    phone.click(".next .big")
    phone.see(".name-big", "王𠮷芳")
    phone.click(".next .big")
    phone.see_picture("img.sheet", 1080)
    code = phone.evaluate("location.pathname").rpartition("/")[2]

    stranger = make_old_phone("en")
    stranger.goto(f"{server.url}/verify/{code}")
    stranger.see_heading(SAYS["en"]["valid"])
    stranger.see("main", "王**")


def test_her_progress_is_kept_and_found_again(make_old_phone: MakePhone, server: Server) -> None:
    module = f"{server.url}/zh/courses/{COURSE}/your-feelings-count"
    name = f"{AFANG.name} 老手机"
    phone = make_old_phone("zh")
    phone.goto(module)
    for _ in range(2):
        heading = phone.text("h1")
        phone.click(".next .big")
        phone.wait_until(f"document.querySelector('h1').innerText.trim() !== {heading!r}", "the next page")
    phone.goto(module)
    phone.see(".path .lamp.lit")

    phone.goto(f"{server.url}/zh/keep")
    phone.fill("#name", name)
    phone.fill("#pin", AFANG.pin)
    phone.click(".next .big")
    phone.see_address("/zh/me")
    phone.see("[role=status]")
    phone.see("main", name)

    phone.goto(f"{server.url}/zh/sign-out")
    phone.click(".next .big")
    phone.see_heading("已经退出了")
    phone.goto(f"{server.url}/zh/me")
    assert name not in phone.text("main")

    phone.goto(f"{server.url}/zh/sign-in")
    phone.fill("#name", name)
    phone.fill("#pin", AFANG.pin)
    phone.click(".next .big")
    phone.see_address("/zh/([?]|$)")
    phone.goto(module)
    phone.see(".path .lamp.lit")


def answer_survey(phone: OldChromium, course: Course, language: str) -> None:
    """Answer every other question; the others are left out."""
    survey = course.texts[language].survey
    assert survey is not None
    phone.see_heading(survey.heading)
    for question in survey.questions[::2]:
        phone.check(f'#{question.id} input[value="1"]')
    assert phone.evaluate(FITS)
    phone.click("form.survey .big")


def read_module(phone: OldChromium, module: Module, language: str) -> None:
    """From the module's page through all its lessons, by the one big button each has."""
    phone.see_heading(module.texts[language].title)
    phone.click(".next .big")
    for lesson in lessons_of(module, language):
        phone.see_heading(lesson.heading)
        assert phone.evaluate(FITS), lesson.heading
        phone.click(".next .big")


def answer_quiz(phone: OldChromium, module: Module, language: str) -> None:
    """Answer the module's quiz, all of it right."""
    quiz = quiz_of(module, language)
    assert quiz is not None
    phone.see_heading(quiz.heading)
    for question in quiz.questions:
        for place in question.key:
            phone.check(f'#{question.id} input[value="{place}"]')
    assert phone.evaluate(FITS)
    phone.click(".next .big")


def test_the_network_can_be_taken_from_this_phone(make_old_phone: MakePhone, server: Server) -> None:
    ask = "fetch('/healthz').then(() => 'came', () => 'failed')"
    phone = make_old_phone("zh")
    phone.goto(f"{server.url}/zh/help")
    for is_offline, outcome in ((True, "failed"), (False, "came")):
        phone.offline(is_offline)
        assert phone.evaluate(ask) == outcome
