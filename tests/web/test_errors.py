"""What goes wrong: each answer says in the reader's language what happened and how to go on, and nothing has changed."""

import pytest
from flask import Flask
from werkzeug.exceptions import ImATeapot, ServiceUnavailable

from mpt.models import Learner
from mpt.services import learning
from mpt.web.phone import COOKIE
from mpt.web.transaction import db
from tests.cast import AFANG, OUR_SITE, Phone
from tests.sample import ALL_RIGHT, SAMPLE
from tests.web.acts import (
    COURSE_PAGE,
    at,
    complete,
    contents,
    counts,
    database_of,
    form,
    in_both_languages,
    in_each_language,
    on_sqlite,
    read,
    says,
    words,
)
from tests.web.hostile import EVALUATED, TEXTS
from tests.web.staff_acts import trainer

GARBLED = "Nothing was changed. Please go back, load the page again and try once more."
NOT_HERE = "This page isn't here"
BROKEN = "Something broke on our side"
TAGS = {"zh": "zh-Hans-CN", "en": "en-GB"}

LOOKED_AT = (
    "/",
    "/help",
    "/call-times",
    "/me",
    "/signed-out",
    "/verify",
    "/verify/7K3M9PQR2TVW",
    COURSE_PAGE,
    at(),
    at("quiz/result"),
)
SENT = (at("skip"),)
BOTH = ("/keep", "/sign-in", "/sign-out", at("hear-them"), at("quiz"))


@in_both_languages
@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/a/b/c/d/e",
        "/Me",
        "/me/",
        "/.git/config",
        "/wp-login.php",
        "/%00",
        "/%ff%fe",
        "/%ED%A0%80",
        "/" + "a" * 3000,
        "/courses/%3Cscript%3E",
        "/..%2f..%2fetc/passwd",
    ],
)
@on_sqlite
def test_what_is_not_there_is_said_in_the_language_of_the_address(app: Flask, language: str, path: str) -> None:
    other = {"zh": "en", "en": "zh"}[language]
    page = Phone(app, language).get(path, headers={"Accept-Language": other})
    assert page.status_code == 404
    assert says(page, language, NOT_HERE)
    assert f'<html lang="{TAGS[language]}">' in page.get_data(as_text=True)
    assert f'href="/{language}/"' in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "private, no-store"


@in_both_languages
@on_sqlite
@pytest.mark.parametrize(
    "path",
    [
        "/fr/",
        "/fr/help",
        "/ZH/",
        "/zh-CN/",
        "/nowhere",
        "/favicon.ico",
        "/robots.txt",
        "/zh%00/",
        "/media/x/y/z",
        "/e n/help",
    ],
)
def test_without_a_language_in_the_address_the_browsers_is_spoken(app: Flask, language: str, path: str) -> None:
    page = app.test_client().get(path, headers={"Accept-Language": language}, follow_redirects=True)
    assert page.status_code == 404
    assert says(page, language, NOT_HERE)


@in_each_language
def test_wrong_methods_change_nothing(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    before = contents(app)
    wrong = [
        *((path, method) for path in LOOKED_AT for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")),
        *((path, method) for path in BOTH for method in ("PUT", "DELETE", "PATCH")),
        *((path, method) for path in SENT for method in ("GET", "PUT", "DELETE")),
    ]
    for path, method in wrong:
        page = phone.client.open(f"/{language}{path}", method=method, headers=OUR_SITE)
        assert page.status_code in {404, 405}, (path, method)
        assert says(page, language, NOT_HERE), (path, method)
    assert contents(app) == before


def test_head_and_options_look_and_change_nothing(app: Flask, factory_code: str) -> None:
    """A chat app's preview of a link sends HEAD: it must join nobody, sign nobody out and make nobody."""
    phone = Phone(app)
    code = complete(phone)
    phone.keep(AFANG)
    before = contents(app)
    for path in (*LOOKED_AT, *BOTH, f"/join/{factory_code}", "/join", f"/certificates/{code}"):
        for visitor in (phone, Phone(app)):
            got, head = visitor.client.get(f"/zh{path}"), visitor.client.head(f"/zh{path}")
            assert head.status_code == got.status_code, path
            assert head.data == b""
            assert head.headers.get("Location") == got.headers.get("Location")
            options = visitor.client.options(f"/zh{path}")
            assert options.status_code == 200
            assert "GET" in options.headers["Allow"]
    assert contents(app) == before


MULTIPART = {
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "empty boundary": ("multipart/form-data; boundary=", b"--x\r\n"),
    "cut off": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nabc'),
    "no end": ("multipart/form-data; boundary=x", b"--x"),
    "nothing": ("multipart/form-data; boundary=x", b""),
    "boundary that is no text": ("multipart/form-data; boundary=\xff", b"--\xff\r\n"),
    "long boundary": (f"multipart/form-data; boundary={'x' * 2000}", b"--x\r\n"),
    "headers that are none": ("multipart/form-data; boundary=x", b"--x\r\n\xff\xfe\r\n\r\nabc\r\n--x--\r\n"),
    "a file for a name": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="name"; filename="a.exe"\r\n\r\nMZ\r\n--x--\r\n',
    ),
    "no name": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n"),
    "a strange charset": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="name"\r\nContent-Type: text/plain; charset=rot13\r\n\r\nabc\r\n--x--\r\n',
    ),
    "a bad transfer": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="name"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\r\n--x--\r\n',
    ),
    "JSON": ("application/json", b'{"name": "a", "pin": "402817"}'),
    "broken JSON": ("application/json", b"{"),
    "XML": ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "text": ("text/plain", b"name=a&pin=402817"),
    "no type": ("", b"name=a&pin=402817"),
    "type that is none": ("\xff/;;;=", b"name=a&pin=402817"),
    "charset that is none": ("application/x-www-form-urlencoded; charset=x", b"\xff\xfe\x00"),
}


@in_each_language
def test_bodies_that_arent_our_forms_change_nothing(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    before = contents(app)
    for name, (kind, body) in MULTIPART.items():
        for path in ("/keep", at("quiz")):
            page = phone.post(path, body, content_type=kind)
            assert page.status_code in {400, 413, 422}, (name, path)
            assert page.mimetype == "text/html", name
        page = phone.post("/sign-in", body, content_type=kind)
        assert page.status_code in {400, 413, 422, 429}, name
        assert says(page, language, "Sign in") or page.status_code != 422, name
    after = contents(app)
    assert {**after, "sign_in_failure": []} == {**before, "sign_in_failure": []}


@on_sqlite
def test_a_body_that_is_announced_longer_than_it_is(app: Flask, phone: Phone) -> None:
    before = contents(app)
    for length in ("10", "-1", "x", "99999999999999999999"):
        page = phone.client.post(
            f"/zh{at('quiz')}", data=b"a=b", headers=OUR_SITE, environ_overrides={"CONTENT_LENGTH": length}
        )
        assert page.status_code in {400, 413, 422}, length
    assert contents(app) == before


@in_both_languages
@pytest.mark.parametrize("query", ["\xff", "a=\xff\xfe", "code=\xd6\xd0"])
@on_sqlite
def test_a_query_in_another_encoding_is_refused_kindly(app: Flask, language: str, query: str) -> None:
    """A phone that sends what was typed into the address in its own encoding, such as GBK."""
    phone = Phone(app, language)
    for path in ("/", "/help", "/me", "/sign-in", "/verify", "/join", "/nowhere", COURSE_PAGE, at("hear-them")):
        page = phone.get(path, environ_overrides={"QUERY_STRING": query})
        assert page.status_code == 400
        assert says(page, language, GARBLED)


@on_sqlite
@pytest.mark.parametrize(
    "host", ["", "a b", "..", "[::1", "a@b", "x:port", "\xff", "evil.example", "a" * 300, "localhost:99999", "<script>"]
)
def test_whatever_a_host_is_called_no_page_breaks(app: Flask, host: str) -> None:
    client = app.test_client()
    for path in ("/", "/zh/", "/zh", "/zh/nowhere", f"/zh{at('hear-them')}", "/healthz"):
        assert client.get(path, headers={"Host": host}).status_code < 500
    before = contents(app)
    assert client.post(f"/zh{at('hear-them')}", headers={"Host": host}).status_code in {400, 403}
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize(
    "name",
    [
        "Accept-Language",
        "Accept-Encoding",
        "If-None-Match",
        "If-Modified-Since",
        "Range",
        "If-Range",
        "Content-Type",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "Authorization",
        "Referer",
        "User-Agent",
        "Cookie",
    ],
)
def test_no_header_breaks_a_page(app: Flask, name: str) -> None:
    client = app.test_client(use_cookies=False)
    for value in (
        "\xff\xfe",
        ';;q=,=,"',
        "x" * 9000,
        'W/"',
        "bytes=-",
        "bytes=9-1",
        "zh;q=nan",
        "zh;q=1e999",
        "*",
        "-1",
        "Basic ====",
        "{{7191*7}}",
    ):
        for path in ("/", "/zh/", f"/zh{at('hear-them')}", "/zh/sign-in", "/progress/sample"):
            page = client.get(path, headers={name: value})
            assert page.status_code < 500, (value, path)
            assert EVALUATED.encode() not in page.data


@on_sqlite
def test_two_slashes_lead_to_no_other_site(app: Flask) -> None:
    client = app.test_client()
    for path in (
        "//evil.example",
        "//evil.example/zh/",
        "/zh//evil.example",
        "///",
        "/zh//",
        "//zh/help",
        "/\\evil.example",
    ):
        place = client.get("/", environ_overrides={"PATH_INFO": path}).headers.get("Location", "/")
        assert place.startswith(("/", "http://localhost/"))
        assert not place.startswith("//")


def break_down(*_: object, **__: object) -> None:
    """Break, as nothing should."""
    raise RuntimeError("broken on purpose")


@in_each_language
def test_what_breaks_is_undone_logged_and_said_without_its_reason(
    app: Flask, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(app, language)
    before = contents(app)
    with monkeypatch.context() as patch:
        patch.setattr(learning, "settle", break_down)
        page = phone.post(at("quiz"), form(ALL_RIGHT))
    assert page.status_code == 500
    assert says(page, language, BROKEN)
    assert "broken on purpose" not in page.get_data(as_text=True)
    assert "RuntimeError" not in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers, "the learner of this cookie was undone"
    assert contents(app) == before
    assert "broken on purpose" in caplog.text
    caplog.clear()
    assert phone.post(at("quiz"), form(ALL_RIGHT)).status_code == 200


@in_each_language
def test_a_commit_that_fails_confirms_nothing(
    app: Flask, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(app, language)
    before = contents(app)
    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.orm.Session.commit", break_down)
        page = phone.client.post(f"/{language}{at('hear-them')}", headers=OUR_SITE)
    assert page.status_code == 500
    assert says(page, language, BROKEN)
    assert "Set-Cookie" not in page.headers
    assert contents(app) == before
    assert caplog.records
    caplog.clear()


@in_both_languages
@on_sqlite
def test_without_its_database_a_page_says_so_also_to_who_is_signed_in(
    app: Flask, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(app, language)
    phone.keep(AFANG)
    assert phone.get(at("hear-them")).status_code == 200
    monkeypatch.setattr(type(database_of(app)), "session", break_down)
    for path in ("/", "/me", at("quiz/result")):
        page = phone.get(path)
        assert page.status_code == 500
        assert says(page, language, BROKEN)
    assert phone.client.get("/healthz").status_code == 500
    assert says(phone.get("/nowhere"), language, NOT_HERE)
    caplog.clear()


@on_sqlite
def test_the_pulse_is_felt(phone: Phone) -> None:
    answer = phone.client.get("/healthz")
    assert (answer.status_code, answer.data) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "private, no-store"


@in_both_languages
@on_sqlite
@pytest.mark.parametrize(("error", "message"), [(ImATeapot(), GARBLED), (ServiceUnavailable(), BROKEN)])
def test_errors_without_words_of_their_own_have_words_too(
    app: Flask, language: str, error: Exception, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_it() -> None:
        db().add(Learner())
        raise error

    monkeypatch.setitem(app.view_functions, "site.help_page", raise_it)
    page = Phone(app, language).get("/help")
    assert page.status_code == error.code
    assert says(page, language, message)
    assert counts(app)["learner"] == 0


@pytest.mark.parametrize("path", ["/studio/%00", f"/studio/{SAMPLE}/learned/%00", f"/studio/{SAMPLE}/write/%00/x"])
def test_a_sign_that_no_database_takes_is_nobodys_address(app: Flask, path: str) -> None:
    assert trainer(app).get(path).status_code == 404


def test_hostile_words_everywhere_an_address_takes_them(app: Flask) -> None:
    phone = Phone(app)
    complete(phone)
    phone.keep(AFANG)
    before = contents(app)
    for text in TEXTS:
        word = text.replace("/", "").strip() or "x"
        for path in (
            f"/courses/{word}",
            f"/courses/sample/{word}",
            at(word),
            at("quiz", word),
            f"/certificates/{word}",
            f"/certificates/{word}.pdf",
            f"/verify/{word}",
            f"/join/{word}",
            f"/{word}",
        ):
            for page in (phone.get(path, follow_redirects=True), phone.post(path)):
                assert page.status_code in {200, 404, 405}, path
                html = page.get_data(as_text=True)
                assert "<script>alert" not in html
                assert "<img src=x" not in html
                assert EVALUATED not in html
        for path in (
            f"/progress/{word}",
            f"/media/{word}/{word}/{word}",
            f"/media/sample/{word}/01-listening/zh.md",
            f"/{word}/",
            f"/{word}/help",
        ):
            assert phone.client.get(path, follow_redirects=True).status_code in {200, 404}, path
        page = phone.get("/", query_string={"joined": text, text: text})
        assert text not in words(page)
    assert contents(app) == before
    assert phone.client.get_cookie(COOKIE)
