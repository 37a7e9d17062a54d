"""A language without a word of ours: a course is translated into it, published, and a parent goes the whole way in it."""

import json
import re
import uuid

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mpt.content.folder import hash8
from mpt.content.parts import digest, parts_of
from mpt.rules.permissions import Grant, Role
from mpt.services import drafts, factories, publishing, tongues, translating
from mpt.services.translating import Address
from tests.cast import AFANG, MEI, Phone
from tests.sample import SAMPLE, sample_folder
from tests.services.staff_acts import settled
from tests.web.acts import (
    COURSE_PAGE,
    answer,
    at,
    certificate_code,
    complete,
    on_sqlite,
    put_name,
    read,
    words,
    writing,
)
from tests.web.staff_acts import Desk, counsellor, trainer

pytestmark = on_sqlite

NOTICE = "Lessons: Tiếng Việt. Buttons: English."
TITLES = {"A small course": "Khóa nhỏ", "Listening": "Lắng nghe", "Hard days": "Ngày khó", "Welcome.": "Xin chào."}
OTHER = "another"


def vietnamese(english: str) -> str:
    """Return an English text of the small course with some of its words in Vietnamese."""
    for ours, theirs in TITLES.items():
        english = english.replace(ours, theirs)
    return re.sub("translated_from: .*\n", "", english)


def traditional(chinese: str) -> str:
    """Return a Chinese text of the small course with some of its characters as they are written in Taiwan."""
    return chinese.translate(str.maketrans("听难课们这", "聽難課們這"))


def translate(session: Session, who: uuid.UUID, language: str = "vi") -> None:
    """Translate the small course in the studio, part by part."""
    for one in translating.states(session, SAMPLE, language):
        is_chinese = language == "zh-Hant"
        text = sample_folder()[one.source_path if is_chinese else one.path.replace(f"{language}.md", "en.md")].decode()
        for part in parts_of(text):
            place = Address(SAMPLE, language, one.module_id, part.id)
            found = translating.translation(session, SAMPLE, language, one.module_id).part(part.id)
            new = traditional(part.text) if is_chinese else vietnamese(part.text)
            translating.save(session, place, new, digest(found.text), digest(found.source), who)


def another_course() -> dict[str, bytes]:
    """Return a course that has no Vietnamese."""
    folder = sample_folder(summary="另一门课。")
    source = folder["zh.md"].replace("小课".encode(), "大课".encode())
    english = re.sub(b"translated_from: .*", b"translated_from: " + hash8(source).encode(), folder["en.md"])
    return {**folder, "zh.md": source, "en.md": english.replace(b"A small course", b"A large course")}


@pytest.fixture
def vietnam(app: Flask) -> Flask:
    """The application with the small course in Chinese, English and Vietnamese, and another in two languages."""
    with writing(app) as session:
        mei = settled(session, MEI, Grant(Role.TRAINER))
        tongues.add_language(session, SAMPLE, "vi", mei)
        translate(session, mei)
        publishing.publish(session, SAMPLE, drafts.folder(session, SAMPLE))
        publishing.publish(session, OTHER, another_course())
    return app


def switches(html: str) -> list[str]:
    """Return the languages to which a page leads, in order."""
    return re.findall(r'class="pill" href="[^"]*" hreflang="([^"]*)"', html)


PLACES = (
    "/",
    "/help",
    "/call-times",
    "/me",
    "/keep",
    "/sign-in",
    "/join",
    "/verify",
    "/privacy",
    "/offline",
    "/help/case",
)


def test_pages_for_parents_are_there_and_say_which_words_they_borrow(vietnam: Flask) -> None:
    phone = Phone(vietnam, "vi")
    for place in (*PLACES, COURSE_PAGE, at(), at("hear-them"), at("tonight"), at("quiz"), "/nowhere"):
        page = phone.get(place)
        html = page.get_data(as_text=True)
        assert page.status_code == (404 if place == "/nowhere" else 200), place
        assert '<html lang="vi">' in html, place
        assert NOTICE in words(page), place
        assert '<main id="main" lang="en-GB">' in html, place
        assert switches(html) == ["zh", "en"], place


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_in_our_languages_say_nothing_of_it_but_lead_there(vietnam: Flask, language: str) -> None:
    phone, other = Phone(vietnam, language), {"zh": "en", "en": "zh"}[language]
    for place in (*PLACES, COURSE_PAGE, at("hear-them"), at("quiz"), "/nowhere"):
        html = phone.get(place).get_data(as_text=True)
        assert switches(html) == [other, "vi"], place
        assert 'class="soft borrowed"' not in html
        assert '<main id="main">' in html
        assert '<a class="pill" href="/vi/' in html
        assert 'hreflang="vi" lang="vi">Tiếng Việt</a>' in html


def test_a_course_leads_only_to_the_languages_that_it_has(vietnam: Flask) -> None:
    assert switches(Phone(vietnam, "en").get(f"/courses/{OTHER}").get_data(as_text=True)) == ["zh"]
    assert Phone(vietnam, "vi").get(f"/courses/{OTHER}").status_code == 404
    home = words(Phone(vietnam, "vi").get("/"))
    assert "Khóa nhỏ" in home
    assert "A large course" not in home


def test_a_language_that_no_course_is_in_has_no_page(app: Flask, vietnam: Flask) -> None:
    for language in ("id", "xx", "vie", "zh-Hant"):
        page = vietnam.test_client().get(f"/{language}/")
        assert page.status_code == 404
        assert '<html lang="zh-Hans-CN">' in page.get_data(as_text=True)


def test_before_it_is_published_nobody_sees_it(app: Flask) -> None:
    with writing(app) as session:
        tongues.add_language(session, SAMPLE, "vi", settled(session, MEI, Grant(Role.TRAINER)))
    assert app.test_client().get("/vi/").status_code == 404
    assert switches(Phone(app, "en").get("/").get_data(as_text=True)) == ["zh"]


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("vi-VN,vi;q=0.9,en;q=0.8", "vi"), ("zh-CN,vi;q=0.5", "zh"), ("id,en;q=0.5", "en"), ("fr", "zh")],
)
def test_a_phone_in_that_language_is_led_there(vietnam: Flask, accepts: str, language: str) -> None:
    for typed, place in (("/", "/"), ("/join", "/join"), ("/verify/7K3M", "/verify/7K3M"), ("/help", "/help")):
        door = vietnam.test_client().get(typed, headers={"Accept-Language": accepts})
        assert door.headers["Location"] == f"/{language}{place}"


def test_a_lesson_is_marked_in_its_language_within_borrowed_words(vietnam: Flask) -> None:
    html = Phone(vietnam, "vi").get(at("hear-them")).get_data(as_text=True)
    assert '<article class="text" lang="vi">' in html
    assert "<h1>Lắng nghe</h1>" in html
    assert '<span lang="vi">Lắng nghe</span>' in html
    # The phone's voice is asked for Chinese and English alone: better no button than a voice that can't read it.
    assert 'class="voice"' not in html
    assert 'class="voice"' in Phone(vietnam, "en").get(at("hear-them")).get_data(as_text=True)
    assert 'property="og:locale" content="vi"' in html
    assert 'property="og:locale" content="en_GB"' in Phone(vietnam, "en").get(at("hear-them")).get_data(as_text=True)


def test_a_lesson_is_the_same_bytes_for_everyone(vietnam: Flask) -> None:
    pages = [Phone(vietnam, "vi").get(at("hear-them")) for _ in range(2)]
    read(Phone(vietnam, "vi"), "hear-them")
    pages.append(Phone(vietnam, "vi").get(at("hear-them")))
    assert len({page.get_data() for page in pages}) == 1
    assert len({page.headers["ETag"] for page in pages}) == 1
    assert "Set-Cookie" not in pages[0].headers


def test_a_quiz_and_its_result_mark_what_is_the_courses(vietnam: Flask) -> None:
    phone = Phone(vietnam, "vi")
    html = phone.get(at("quiz")).get_data(as_text=True)
    assert '<h1 lang="vi">Lắng nghe</h1>' in html
    assert '<span lang="vi">Your call came late. What first?</span></legend>' in html
    assert '<div lang="vi"><p>Think of what your child waits for.</p></div></details>' in html
    assert '<span lang="vi">Say nothing</span></label>' in html
    result = answer(phone, {"q-late": frozenset({0}), "q-listen": frozenset({0, 2})})
    html = result.get_data(as_text=True)
    assert '<h2 lang="vi">Your call came late. What first?</h2>' in html
    assert '<div class="feedback" lang="vi">' in html
    assert "Saved" in words(result)


def test_a_parent_goes_the_whole_way_and_has_a_certificate(vietnam: Flask) -> None:
    phone = Phone(vietnam, "vi")
    code = complete(phone)
    assert phone.keep(AFANG).status_code == 200
    put_name(phone, code, AFANG.name)
    page = phone.get(f"/certificates/{code}")
    html = page.get_data(as_text=True)
    assert "Khóa nhỏ" in html
    assert f"/vi/certificates/{code}.png?in=vi" in html
    assert re.findall(r">([^<>]+)</a>", html[html.index("To print") : html.index("As a picture")]) == [
        "Tiếng Việt",
        "中文",
        "English",
        "中文 + English",
    ]
    for tongue in ("vi", "zh", "en", "both", None):
        query = f"?in={tongue}" if tongue else ""
        assert phone.get(f"/certificates/{code}.pdf{query}").get_data().startswith(b"%PDF"), tongue
    assert phone.get(f"/certificates/{code}.pdf?in=bn").status_code == 404
    assert "Khóa nhỏ" in words(phone.get(f"/verify/{code}"))
    assert Phone(vietnam, "en").get(f"/verify/{code}").status_code == 200
    assert re.search(r"tháng \d+, \d{4}", words(phone.get(f"/verify/{code}")))
    phone.language = "zh"
    assert certificate_code(phone) == code
    assert f"/zh/certificates/{code}.png?in=zh" in phone.get(f"/certificates/{code}").get_data(as_text=True)
    assert phone.get(f"/certificates/{code}.pdf?in=vi").status_code == 404


def test_a_certificate_is_in_our_languages_where_the_fonts_lack_its_letters(app: Flask) -> None:
    with writing(app) as session:
        mei = settled(session, MEI, Grant(Role.TRAINER))
        tongues.add_language(session, SAMPLE, "bn", mei)
        translate(session, mei, "bn")
        own = drafts.texts(session, SAMPLE)["bn.md"].replace("Khóa nhỏ".encode(), "ছোট পাঠ".encode())
        drafts.put_file(session, SAMPLE, "bn.md", own, mei)
        publishing.publish(session, SAMPLE, drafts.folder(session, SAMPLE))
    phone = Phone(app, "bn")
    code = complete(phone)
    phone.keep(AFANG)
    put_name(phone, code, AFANG.name)
    html = phone.get(f"/certificates/{code}").get_data(as_text=True)
    assert "ছোট পাঠ" in html
    assert f"/bn/certificates/{code}.png?in=en" in html
    assert phone.get(f"/certificates/{code}.pdf").get_data().startswith(b"%PDF")
    assert phone.get(f"/certificates/{code}.pdf?in=bn").status_code == 404


def test_many_languages_are_folded_and_traditional_chinese_borrows_chinese(app: Flask) -> None:
    with writing(app) as session:
        mei = settled(session, MEI, Grant(Role.TRAINER))
        for language in ("ur", "zh-Hant"):
            tongues.add_language(session, SAMPLE, language, mei)
            translate(session, mei, language)
        publishing.publish(session, SAMPLE, drafts.folder(session, SAMPLE))
    html = Phone(app, "zh-Hant").get(at("hear-them")).get_data(as_text=True)
    assert '<html lang="zh-Hant">' in html
    assert '<main id="main" lang="zh-Hans-CN">' in html
    assert '<details><summary class="pill"><span lang="zh-Hant">中文 (繁體)</span>' in html
    assert switches(html) == ["zh", "en", "ur"]
    assert '<article class="text" lang="ur" dir="rtl">' in Phone(app, "ur").get(at("hear-them")).get_data(as_text=True)
    assert '<details><summary class="pill"><span>English</span>' in Phone(app, "en").get("/help").get_data(as_text=True)
    for accepts, language in (("zh-Hant-TW", "zh-Hant"), ("zh-TW,zh;q=0.9", "zh")):
        door = app.test_client().get("/", headers={"Accept-Language": accepts})
        assert door.headers["Location"] == f"/{language}/"


def test_a_course_is_kept_whole_in_that_language_too(vietnam: Flask) -> None:
    package = json.loads(Phone(vietnam, "vi").get(f"/packages/{SAMPLE}").get_data(as_text=True))
    assert f"/vi{COURSE_PAGE}" in package["pages"]
    assert "/vi/help" in package["pages"]
    for address, html in package["pages"].items():
        assert address.startswith("/vi/")
        assert '<html lang="vi">' in html
        assert switches(html) == ["zh", "en"]
    english = json.loads(Phone(vietnam, "en").get(f"/packages/{OTHER}").get_data(as_text=True))
    # Its help page too leads where the course itself is: what a phone keeps is of one release, whatever else is published.
    assert {tuple(switches(html)) for html in english["pages"].values()} == {("zh",)}


def test_an_act_that_waited_on_the_phone_arrives(vietnam: Flask) -> None:
    phone = Phone(vietnam, "vi")
    read(phone, "hear-them")
    owner = phone.client.get_cookie("mpt_owner")
    assert owner
    sent = phone.client.post(
        f"/vi{at('ask-once')}", headers={"Mpt-Owner": owner.value, "Sec-Fetch-Site": "same-origin"}
    )
    assert sent.get_json() == {"next": f"/vi{at('tonight')}"}


def test_a_case_in_that_language_reaches_the_helpline(vietnam: Flask) -> None:
    desk = counsellor(vietnam)
    written = Phone(vietnam, "vi").post(
        "/help/write", {"submission": str(uuid.uuid4()), "text": "Tôi cần nói chuyện.", "topic": "other"}
    )
    assert written.status_code == 200
    assert switches(written.get_data(as_text=True)) == []
    inbox = desk.get("/helpline")
    assert "Tiếng Việt" in words(inbox)
    case = re.search(r'href="/zh(/helpline/cases/[^"]+)"', inbox.get_data(as_text=True))
    assert case
    assert "Tiếng Việt" in words(desk.get(case[1]))


def test_a_worker_joins_a_factory_in_that_language(vietnam: Flask) -> None:
    with writing(vietnam) as session:
        code = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[1].code
    page = Phone(vietnam, "vi").get(f"/join/{code}")
    assert page.status_code == 200
    assert "Bluestone Electronics" in words(page)


def test_the_staffs_pages_keep_to_our_languages(vietnam: Flask) -> None:
    desk: Desk = trainer(vietnam)
    for place in ("/staff", "/staff/sign-in", "/studio?a=1"):
        led = desk.client.get(f"/vi{place}")
        assert (led.status_code, led.headers["Location"]) == (302, f"/en{place}")
    assert 'hreflang="vi"' not in desk.get("/studio").get_data(as_text=True)
    assert desk.client.get("/id/studio").status_code == 404


def test_while_the_database_is_away_a_page_that_needs_none_stands(
    vietnam: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object, **_options: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    shelf = vietnam.extensions["mpt.shelf"]
    monkeypatch.setattr(shelf, "_editions", {})
    monkeypatch.setattr(shelf, "_look", away)
    assert switches(Phone(vietnam, "en").get("/help").get_data(as_text=True)) == ["zh"]
    assert vietnam.test_client().get("/vi/help").status_code == 404
