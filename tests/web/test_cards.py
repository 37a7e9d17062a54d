"""What a chat shows beside a link: of every page for everybody, of no page that is somebody's own."""

import hashlib
import io
import re
from html import unescape

import html5lib
import pytest
from flask import Flask
from PIL import Image

from mpt.services.publishing import publish
from tests.cast import Phone
from tests.sample import SAMPLE, sample_folder
from tests.web.acts import COURSE_PAGE, answer, at, complete, in_both_languages, on_sqlite, writing

pytestmark = on_sqlite

DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180">'
    b'<path fill="currentColor" d="M0 0H160V180H0z"/><path fill="var(--lamp)" d="M160 0H320V180H160z"/></svg>'
)
HOME = "http://127.0.0.1:8000"
PERSONAL = ("/me", "/keep", "/sign-in", "/sign-out", f"{COURSE_PAGE}/survey", at("quiz/result"), "/join", "/verify")


@pytest.fixture
def drawn(app: Flask) -> Flask:
    """The application; a lesson of the small course has a drawing, its other module has none."""
    folder = sample_folder()
    zh, en = folder["01-listening/zh.md"], folder["01-listening/en.md"].decode()
    old = hashlib.sha256(zh).hexdigest()[:8]
    zh = zh.replace(b"{#ask-once}\n", "{#ask-once}\n\n![两半](halves.svg)\n".encode())
    en = en.replace("{#ask-once}\n", "{#ask-once}\n\n![Two halves](halves.svg)\n")
    en = en.replace(old, hashlib.sha256(zh).hexdigest()[:8])
    changed = {"01-listening/halves.svg": DRAWING, "01-listening/zh.md": zh, "01-listening/en.md": en.encode()}
    with writing(app) as session:
        publish(session, SAMPLE, {**folder, **changed})
    return app


def told(phone: Phone, path: str) -> dict[str, str]:
    """Return what a page tells chats, by its names."""
    html = phone.get(path).get_data(as_text=True)
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    metas = [
        meta for meta in tree.iter("meta") if str(meta.get("property", meta.get("name"))).startswith(("og:", "tw"))
    ]
    return {meta.get("property") or meta.get("name"): meta.get("content") for meta in metas}


@in_both_languages
def test_a_page_for_everybody_says_what_it_is(drawn: Flask, language: str) -> None:
    phone = Phone(drawn, language)
    zh = language == "zh"
    for path, title, text in (
        (COURSE_PAGE, "小课" if zh else "A small course", "一门小课。" if zh else "Small."),
        (at(), "好好听" if zh else "Listening", "好好听" if zh else "Listening"),
        (at("hear-them"), "好好听" if zh else "Listening", "好好听" if zh else "Listening"),
        (at("quiz"), "好好听 · 好好听" if zh else "Listening · Listening", "好好听" if zh else "Listening"),
    ):
        found = told(phone, path)
        assert (found["og:title"], found["og:description"], found["og:type"]) == (title, text, "article")
        assert found["og:locale"] == ("zh_CN" if zh else "en_GB")
        assert found["og:image"].startswith(f"{HOME}/")
        assert found["og:image:width"] == found["og:image:height"] == "600"
        assert found["twitter:card"] == "summary"
    for path, kind in (("/", "website"), ("/help", "article"), ("/call-times", "article")):
        found = told(phone, path)
        assert found["og:type"] == kind
        assert found["og:title"]
        assert found["og:description"]
        assert found["og:image"].startswith(f"{HOME}/icons/card.png?v=")


def test_what_is_somebodys_own_has_no_card(phone: Phone) -> None:
    code = complete(phone)
    answer(phone)
    for path in (*PERSONAL, f"/certificates/{code}", f"/verify/{code}", "/nowhere"):
        assert told(phone, path) == {}, path


@in_both_languages
def test_a_lesson_is_shown_by_its_drawing_or_its_modules(drawn: Flask, language: str) -> None:
    phone = Phone(drawn, language)
    pictures = [told(phone, path)["og:image"] for path in (at("ask-once"), at("tonight"), at(), at("quiz"))]
    # All of them are called alike in the small course, and so are shown alike.
    assert len(set(pictures)) == 1
    assert re.fullmatch(f"{HOME}/{language}/cards/{SAMPLE}/[0-9a-f]{{16}}.png", pictures[0])
    got = phone.client.get(pictures[0].removeprefix(HOME))
    assert got.mimetype == "image/png"
    assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(got.data) <= 60_000
    image = Image.open(io.BytesIO(got.data)).convert("RGB")
    assert image.size == (600, 600)
    assert image.getpixel((100, 100)) == (0xB8, 0x39, 0x2A)
    assert image.getpixel((500, 100)) == (0xF0, 0xB0, 0x42)


def test_where_nothing_is_drawn_the_icon_stands(drawn: Flask) -> None:
    phone = Phone(drawn)
    for path in (COURSE_PAGE, at("tonight", module="hard-days")):
        assert told(phone, path)["og:image"].startswith(f"{HOME}/icons/card.png")


def test_nothing_is_drawn_but_what_a_current_release_holds(drawn: Flask) -> None:
    phone = Phone(drawn)
    address = told(phone, at())["og:image"].removeprefix(HOME)
    digest = address[-20:-4]
    for wrong in (
        address.replace(digest, "0" * 16),
        address.replace(digest, digest.upper()),
        address.replace(digest, digest[:8]),
        address.replace("/zh/", "/en/"),
        address.replace("/zh/", "/xx/"),
        address.replace(SAMPLE, "nothing"),
    ):
        assert wrong == address or phone.client.get(wrong).status_code == 404, wrong
    with writing(drawn) as session:
        publish(session, SAMPLE, sample_folder())
    assert phone.client.get(address).status_code == 404


def test_a_title_says_what_it_likes(app: Flask) -> None:
    title = '“好” "&" #panic() 🌹'
    folder = sample_folder()
    zh = folder["zh.md"].replace("title: 小课".encode(), f"title: '{title}'".encode())
    old, new = (hashlib.sha256(data).hexdigest()[:8].encode() for data in (folder["zh.md"], zh))
    manifest = b'cover = "cover.svg"\n' + folder["course.toml"]
    with writing(app) as session:
        publish(
            session,
            SAMPLE,
            {
                **folder,
                "zh.md": zh,
                "en.md": folder["en.md"].replace(old, new),
                "course.toml": manifest,
                "cover.svg": DRAWING,
            },
        )
    phone = Phone(app)
    found = told(phone, COURSE_PAGE)
    assert unescape(found["og:title"]) == title
    assert phone.client.get(found["og:image"].removeprefix(HOME)).status_code == 200
