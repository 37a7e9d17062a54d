"""Pages that are the same bytes for everyone: the first lesson of somebody on a slow network, and what caches may keep."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mpt import create_app
from mpt.config import read_config
from mpt.content.folder import load_folder
from mpt.content.model import Course, Folder, Lesson, Module, Question
from mpt.content.render import inline
from mpt.models.database import open_database
from mpt.rules.completion import lessons_of, quiz_of
from mpt.services.publishing import Edition, publish
from mpt.web.public import Press
from mpt.web.shelf import shelf
from tests.cast import AFANG, COURSE_IDS, COURSES, LAO_ZHOU, Phone
from tests.sample import LISTENING, SAMPLE, sample_folder
from tests.web.acts import COURSE_PAGE, at, in_both_languages, on_sqlite, read, words, writing

LANGUAGES = ("zh", "en")
MOST_BYTES_BEFORE_READING = 14 * 1024
SERVERS_OWN_HEADERS = (
    b"HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: Tue, 24 Nov 2026 02:00:00 GMT\r\nConnection: keep-alive\r\n\r\n"
)


@pytest.fixture(scope="module")
def real_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the real courses, for looking only."""
    folder = tmp_path_factory.mktemp("real")
    url = f"sqlite:///{folder / 'mpt.sqlite3'}"
    database = open_database(url)
    database.migrate()
    with database.session(writes=True) as session:
        for course_id in COURSE_IDS:
            publish(session, course_id, load_folder(COURSES / course_id))
        session.commit()
    database.dispose()
    app = create_app(read_config({"MPT_DATA": str(folder), "MPT_DATABASE_URL": url}))
    yield app
    app.extensions["mpt.database"].dispose()


@pytest.fixture(scope="module", params=COURSE_IDS)
def course(real_app: Flask, request: pytest.FixtureRequest) -> Course:
    """Each of the real courses."""
    with real_app.app_context():
        return shelf().edition(request.param).course


def lesson_addresses(course: Course) -> list[str]:
    """Return the address of every lesson in every language."""
    return [
        f"/{language}/courses/{course.id}/{module.id}/{lesson.id}"
        for language in LANGUAGES
        for module in course.modules
        for lesson in lessons_of(module, language)
    ]


def quizzes(course: Course) -> list[tuple[str, Lesson]]:
    """Return the address of every quiz in every language, and the quiz."""
    return [
        (f"/{language}/courses/{course.id}/{module.id}/quiz", quiz)
        for language in LANGUAGES
        for module in course.modules
        if (quiz := quiz_of(module, language))
    ]


def on_the_wire(answer: TestResponse) -> int:
    """Return how many bytes an answer takes, the headers of the server included."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
    return len(SERVERS_OWN_HEADERS) + len(headers.encode()) + len(answer.data)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_the_first_lesson_is_one_request_of_14_kb(real_app: Flask, course: Course, encoding: str) -> None:
    client, unpack = real_app.test_client(), {"br": brotli.decompress, "gzip": gzip.decompress}[encoding]
    for address in lesson_addresses(course):
        answer = client.get(address, headers={"Accept-Encoding": f"{encoding}"})
        assert answer.status_code == 200
        assert answer.content_encoding == encoding
        assert on_the_wire(answer) <= MOST_BYTES_BEFORE_READING, f"{address}: {on_the_wire(answer)} bytes"
        assert unpack(answer.data) == client.get(address).data


def test_nothing_else_blocks_reading_and_nothing_comes_from_a_third_party(real_app: Flask, course: Course) -> None:
    client = real_app.test_client()
    for address in [*lesson_addresses(course), *(address for address, _quiz in quizzes(course))]:
        page = client.get(address).get_data(as_text=True)
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
        assert [element.get("rel") for element in tree.iter("link")] == ["icon", "apple-touch-icon", "manifest"]
        assert all("defer" in script.attrib and script.get("src") for script in tree.iter("script"))
        assert len(list(tree.iter("script"))) == 1
        assert "@import" not in page
        assert "url(" not in page
        # A chat wants the whole address of a page's picture; no browser fetches it.
        card = '<meta property="og:image" content="http://127.0.0.1:8000/'
        assert page.count(card) == 1
        assert "://" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "").replace(card, "")
        for element in tree.iter():
            for name in (
                "src",
                "href",
                "action",
                "formaction",
                "srcset",
                "poster",
                "data",
                "{http://www.w3.org/1999/xlink}href",
            ):
                assert re.match(r"/(?!/)|#|tel:", element.get(name, "/")), f"{address}: {element.get(name)}"


@on_sqlite
def test_all_scripts_together_have_at_most_6_kb(phone: Phone) -> None:
    size = 0
    for address in ("/mpt.js", "/sw.js"):
        answer = phone.client.get(address, headers={"Accept-Encoding": "br, gzip"})
        assert answer.headers["Content-Encoding"] == "br"
        size += len(answer.data)
    assert size <= 6 * 1024


@on_sqlite
def test_nobody_keeps_todays_script_under_another_versions_name(phone: Phone) -> None:
    for address in ("/mpt.js", "/mpt.js?v=0123456789"):
        assert phone.client.get(address).headers["Cache-Control"] == "private, no-store"


@on_sqlite
def test_script_and_icons_may_be_kept_for_ever_because_their_address_names_them(phone: Phone) -> None:
    page = phone.get(at("hear-them")).get_data(as_text=True)
    for address in re.findall(r'"(/(?:static/|icons/|mpt.js)[^"]+)"', page):
        with phone.client.get(address) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            drawn_later = address.startswith("/icons/")  # named by what it's made of
            assert drawn_later or hashlib.sha256(answer.data).hexdigest().startswith(address.partition("?v=")[2])
            assert "Set-Cookie" not in answer.headers


def test_two_learners_and_nobody_get_the_same_bytes(app: Flask) -> None:
    afang, lao_zhou, nobody = Phone(app), Phone(app), Phone(app)
    afang.keep(AFANG)
    read(lao_zhou)
    lao_zhou.keep(LAO_ZHOU)
    for address in (COURSE_PAGE, at(), at("hear-them"), at("tonight"), at("quiz")):
        answers = [phone.get(address) for phone in (afang, lao_zhou, nobody)]
        assert len({answer.data for answer in answers}) == 1
        for answer in answers:
            assert answer.headers["Cache-Control"] == "public, no-cache"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert "Set-Cookie" not in answer.headers


@on_sqlite
@pytest.mark.parametrize("first", ["?from=evil", "?a=1&b=2", "?%22%3E%3Cscript%3E", ""])
def test_what_one_reader_adds_to_the_address_reaches_no_other(phone: Phone, second_phone: Phone, first: str) -> None:
    for address in (COURSE_PAGE, at(), at("hear-them"), at("quiz")):
        one = phone.get(f"{address}{first}")
        other = second_phone.get(address)
        assert one.data == other.data
        assert f'href="/en{address}"' in other.get_data(as_text=True)


@on_sqlite
@pytest.mark.parametrize("encoding", ["br", "gzip", "identity", "br;q=0, gzip;q=0.1", "zstd, *;q=0"])
def test_a_page_that_is_known_already_is_not_sent_again(phone: Phone, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    first = phone.client.get(f"/zh{at('hear-them')}", headers=headers)
    assert first.status_code == 200
    again = phone.client.get(f"/zh{at('hear-them')}", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    other = phone.client.get(f"/zh{at('ask-once')}", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@on_sqlite
def test_a_browser_gets_the_encoding_that_it_takes(phone: Phone) -> None:
    for asked, given in (
        ("br", "br"),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip", "gzip"),
        ("", None),
        ("identity", None),
    ):
        answer = phone.client.get(f"/zh{at('hear-them')}", headers={"Accept-Encoding": asked})
        assert answer.content_encoding == given


def test_a_new_release_has_another_etag(app: Flask, phone: Phone) -> None:
    first = phone.get(COURSE_PAGE)
    folder = sample_folder()
    changed = {**folder, "zh.md": folder["zh.md"].replace("欢迎。".encode(), "欢迎回来。".encode())}
    digest = hashlib.sha256(changed["zh.md"]).hexdigest()[:8].encode()
    changed["en.md"] = re.sub(rb"translated_from: \w+", b"translated_from: " + digest, changed["en.md"])
    with writing(app) as session:
        publish(session, SAMPLE, changed)
    second = phone.get(COURSE_PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "欢迎回来。" in words(second)


@on_sqlite
def test_a_module_that_is_called_course_doesnt_take_the_courses_page(app: Flask, phone: Phone) -> None:
    folder = {re.sub(r"^02-hard-days/", "02-course/", path): data for path, data in sample_folder().items()}
    folder["course.toml"] = folder["course.toml"].replace(b"02-hard-days", b"02-course")
    with writing(app) as session:
        publish(session, SAMPLE, folder)
    assert phone.get(f"{COURSE_PAGE}/course").data != phone.get(COURSE_PAGE).data


def plain(text: str) -> str:
    """Return a Markdown text as a page's words."""
    from html import unescape  # noqa: PLC0415

    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", inline(text))).split())


def test_a_quiz_holds_no_word_of_what_comes_after_answering(real_app: Flask, course: Course) -> None:
    for address, quiz in quizzes(course):
        said = words(real_app.test_client().get(address))
        for question in quiz.questions:
            assert plain(question.stem) in said
            for secret in (question.explanation, *(choice.feedback for choice in question.choices)):
                assert not secret or plain(secret) not in said, f"{address}: {secret}"


def turned(question: Question) -> Question:
    """Return a question with another key, other feedback and another explanation, and as many right choices."""
    flags = [choice.correct for choice in question.choices]
    choices = tuple(
        replace(choice, correct=flag, feedback="!")
        for choice, flag in zip(question.choices, flags[1:] + flags[:1], strict=True)
    )
    return replace(question, choices=choices, explanation="!", see="")


def turned_module(module: Module) -> Module:
    """Return a module with other keys."""
    texts = {
        language: replace(
            text, lessons=tuple(replace(each, questions=tuple(map(turned, each.questions))) for each in text.lessons)
        )
        for language, text in module.texts.items()
    }
    return replace(module, texts=texts)


class OneShelf:
    """A shelf with one edition that no database knows."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def edition(self, _course_id: str) -> Edition:
        """Return it, whatever is asked for."""
        return self._edition


def test_with_another_key_every_quiz_is_the_same_bytes(
    real_app: Flask, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = real_app.test_client()
    before = {address: client.get(address).data for address, _quiz in quizzes(course)}
    other = replace(course, modules=tuple(map(turned_module, course.modules)))
    assert other != course
    with real_app.app_context():
        served = shelf().edition(course.id)
    monkeypatch.setitem(real_app.extensions, "mpt.shelf", OneShelf(replace(served, course=other)))
    monkeypatch.setitem(real_app.extensions, "mpt.press", Press())
    for address, page in before.items():
        assert client.get(address).data == page, address


def test_the_key_is_in_no_other_page_either(real_app: Flask, course: Course) -> None:
    client = real_app.test_client()
    feedback = {
        plain(choice.feedback)
        for _address, quiz in quizzes(course)
        for each in quiz.questions
        for choice in each.choices
    }
    pages = lesson_addresses(course) + [
        f"/{language}/courses/{course.id}/{module.id}" for language in LANGUAGES for module in course.modules
    ]
    for address in pages:
        said = words(client.get(address))
        assert not [each for each in feedback if len(each) > 12 and each in said], address


def test_a_course_whose_files_are_asked_for_by_name_gives_none(real_app: Flask, course: Course) -> None:
    client = real_app.test_client()
    folder: Folder = load_folder(COURSES / course.id)
    for path, data in folder.items():
        digest = hashlib.sha256(data).hexdigest()[:16]
        expected = 200 if Path(path).suffix in {".png", ".jpg", ".jpeg", ".webp", ".mp3"} else 404
        assert client.get(f"/media/{course.id}/{digest}/{path}").status_code == expected
    for path in ("../../mpt/config.py", "..%2f..%2fapp.py", "%00", "course.toml"):
        assert client.get(f"/media/{course.id}/0000000000000000/{path}").status_code in {308, 404}


@in_both_languages
@on_sqlite
def test_the_language_switch_of_a_lesson_leads_to_the_same_lesson(app: Flask, language: str) -> None:
    other = {"zh": "en", "en": "zh"}[language]
    page = Phone(app, language).get(at("hear-them")).get_data(as_text=True)
    assert f'href="/{other}{at("hear-them")}" hreflang="{other}"' in page
    assert LISTENING in page
