"""From a poster's QR code to a certificate that anyone can check: the whole way through each course, as a parent goes it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mpt.content.folder import load_folder
from mpt.content.reader import read_course
from tests.browser.learning import answer_quiz, answer_survey, read_module
from tests.cast import COURSE_IDS, COURSES
from tests.server import Server

pytestmark = pytest.mark.browser

SAYS: dict[str, dict[str, str]] = {
    "zh": {
        "join": "加入，开始学",
        "name": "证书上的名字",
        "look": "看看写上去的样子",
        "yes": "对，就是这个名字",
        "valid": "这张证书是真的，有效",
        "answer": "来答一答",
        "thanks": "谢谢你",
    },
    "en": {
        "join": "Join and begin",
        "name": "Name on the certificate",
        "look": "See how it looks",
        "yes": "Yes, that's my name",
        "valid": "This certificate is valid",
        "answer": "Answer",
        "thanks": "Thank you",
    },
}


SHORTEST = "after-work"
LONGER = [course for course in COURSE_IDS if course != SHORTEST]
WAYS = [
    (SHORTEST, "zh", True),
    (SHORTEST, "en", True),
    (SHORTEST, "zh", False),
    *(pytest.param(course, language, True, marks=pytest.mark.long) for course in LONGER for language in ("zh", "en")),
]


@pytest.mark.parametrize(("course_id", "language", "scripts"), WAYS)
def test_from_the_poster_to_the_certificate(
    make_phone: Any, server: Server, join_link: str, course_id: str, language: str, scripts: bool
) -> None:
    says = SAYS[language]
    course = read_course(course_id, load_folder(COURSES / course_id)).course
    assert course is not None
    phone = make_phone({"zh": "zh-CN", "en": "en-GB"}[language], scripts=scripts)
    page: Page = phone.new_page()

    page.goto(join_link)
    assert page.url.startswith(f"{server.url}/{language}/join/")
    page.get_by_role("button", name=says["join"]).click()
    page.locator(f'a.course[href="/{language}/courses/{course_id}"]').click()
    page.locator(".next a").click()
    answer_survey(page, course, language)

    for module in course.modules:
        read_module(page, module, language)
        answer_quiz(page, module, language)
        expect(page.locator("h1")).to_be_visible()
        page.locator(".next .big").click()

    page.get_by_label(says["name"]).fill("王𠮷芳")
    page.get_by_role("button", name=says["look"]).click()
    expect(page.locator(".name-big")).to_have_text("王𠮷芳")
    page.get_by_role("button", name=says["yes"]).click()
    expect(page.locator("img.sheet")).to_be_visible()
    if scripts:
        expect(page.locator("img.sheet")).to_have_js_property("naturalWidth", 1080)

    code = page.url.rpartition("/")[2]
    printed = phone.request.get(f"/{language}/certificates/{code}.pdf?in=both")
    assert printed.body().startswith(b"%PDF-")
    picture = phone.request.get(f"/{language}/certificates/{code}.png?in={language}")
    assert picture.body().startswith(b"\x89PNG")

    page.get_by_role("link", name=says["answer"], exact=True).click()
    answer_survey(page, course, language)
    expect(page.locator("main").get_by_role("status")).to_contain_text(says["thanks"])

    stranger = make_phone("en-GB", scripts=scripts).new_page()
    stranger.goto(f"{server.url}/verify/{code}")
    expect(stranger.locator("h1")).to_have_text(SAYS["en"]["valid"])
    expect(stranger.locator("main")).to_contain_text("王**")
    expect(stranger.locator("main")).not_to_contain_text("王𠮷芳")
