"""The headers that every answer carries, and the pages that live by them."""

import base64
import hashlib
import re

import html5lib
import pytest
from flask import Flask

from tests.cast import AFANG, Phone
from tests.sample import ALL_RIGHT
from tests.web.acts import COURSE_PAGE, answer, at, complete, form, in_both_languages, on_sqlite, put_name

pytestmark = on_sqlite

FOR_EVERYBODY = (COURSE_PAGE, at(), at("hear-them"), at("tonight"), at("quiz"))
PERSONAL = (
    "/",
    "/me",
    "/keep",
    "/sign-in",
    "/sign-out",
    "/signed-out",
    "/help",
    "/call-times",
    "/call-times.ics",
    "/verify",
    "/join",
    "/verify/X",
    "/join/X",
    at("quiz/result"),
    "/nowhere",
)


@pytest.fixture
def her(app: Flask) -> Phone:
    """Afang's phone, everything done."""
    phone = Phone(app)
    put_name(phone, complete(phone), AFANG.name)
    return phone


@in_both_languages
def test_every_answer_is_guarded(app: Flask, her: Phone, language: str) -> None:
    her.language = language
    answers = [her.get(path) for path in (*FOR_EVERYBODY, *PERSONAL)]
    answers += [
        her.client.get(path) for path in ("/", "/progress/sample", "/healthz", "/media/a/b/c", "/verify/X", "/join/X")
    ]
    answers += [
        answer(her, {}),
        her.post(at("quiz"), form(ALL_RIGHT), follow_redirects=False),
        her.post("/nowhere"),
        her.post("/keep", {}, headers={}),
    ]
    for each in answers:
        assert "frame-ancestors 'none'" in each.headers["Content-Security-Policy"]
        if each.mimetype == "text/html":
            policy = dict(part.split(" ", 1) for part in each.headers["Content-Security-Policy"].split("; "))
            assert policy["default-src"] == policy["base-uri"] == "'none'"
            assert policy["script-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
            assert policy["manifest-src"] == policy["worker-src"] == "'self'"
        assert "unsafe" not in each.headers["Content-Security-Policy"]
        assert each.headers["X-Content-Type-Options"] == "nosniff"
        assert each.headers["Referrer-Policy"] == "same-origin"
        assert each.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert each.headers["Cache-Control"]


@in_both_languages
def test_what_is_personal_stays_in_no_cache(her: Phone, language: str) -> None:
    her.language = language
    for path in PERSONAL:
        page = her.get(path)
        assert page.headers["Cache-Control"] == "private, no-store", path
        assert "ETag" not in page.headers
    assert her.client.get("/progress/sample").headers["Cache-Control"] == "private, no-store"
    assert answer(her, {}).headers["Cache-Control"] == "private, no-store"


@in_both_languages
def test_no_page_needs_what_the_policy_forbids(her: Phone, language: str) -> None:
    her.language = language
    for path in (*FOR_EVERYBODY, *PERSONAL):
        page = her.get(path, follow_redirects=True)
        html = page.get_data(as_text=True)
        styles = re.findall(r"(?s)<style>(.*?)</style>", html)
        digest = base64.b64encode(hashlib.sha256("".join(styles).encode()).digest()).decode()
        assert f"style-src 'self' 'sha256-{digest}'" in page.headers["Content-Security-Policy"]
        assert len(styles) == 1
        for element in html5lib.HTMLParser(namespaceHTMLElements=False).parse(html).iter():
            assert not [name for name in element.attrib if name == "style" or str(name).startswith("on")]
            assert element.tag != "script" or element.get("src", "").startswith("/mpt.js?v=")
            assert element.tag not in {"iframe", "object", "embed", "base"}


@in_both_languages
def test_every_form_goes_to_a_page_of_ours_that_takes_it(app: Flask, her: Phone, language: str) -> None:
    her.language = language
    urls = app.url_map.bind("localhost")
    for path in (*FOR_EVERYBODY, *PERSONAL):
        html = her.get(path, follow_redirects=True).get_data(as_text=True)
        for method, action in re.findall(r'<form[^>]*method="(\w+)" action="([^"]+)"', html):
            endpoint, _values = urls.match(action, method=method.upper())
            assert endpoint


@in_both_languages
def test_every_link_leads_somewhere(app: Flask, her: Phone, language: str) -> None:
    her.language = language
    for path in (*FOR_EVERYBODY, *PERSONAL):
        html = her.get(path, follow_redirects=True).get_data(as_text=True)
        for address in set(re.findall(r'<a [^>]*href="(/[^"]*)"', html)):
            page = her.client.get(address.replace("&amp;", "&"))
            asked_again = address.endswith("/call-times.ics")
            gone = path in {"/nowhere", "/verify/X", "/join/X"} and address.endswith(path)
            assert page.status_code in ({404} if gone else {422} if asked_again else {200, 302, 303}), (
                f"{path} -> {address}"
            )
