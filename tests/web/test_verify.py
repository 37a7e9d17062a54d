"""Checking a certificate: valid or revoked, course, date, masked name, and nothing more."""

import pytest
from flask import Flask

from mpt.rules.codes import grouped
from mpt.services.certificates import revoke
from tests.cast import AFANG, Phone
from tests.web.acts import (
    complete,
    contents,
    in_both_languages,
    in_each_language,
    on_sqlite,
    put_name,
    says,
    words,
    writing,
)
from tests.web.hostile import EVALUATED, TEXTS

NAME = "王小芳"


@pytest.fixture
def code(phone: Phone) -> str:
    """The code of Afang's certificate, her name on it."""
    found = complete(phone)
    phone.keep(AFANG)
    put_name(phone, found, NAME)
    return found


@in_each_language
def test_a_stranger_learns_that_it_is_valid_and_no_more(app: Flask, code: str, language: str) -> None:
    page = Phone(app, language).get(f"/verify/{code}")
    said = words(page)
    assert says(page, language, "This certificate is valid")
    assert {"zh": "小课", "en": "A small course"}[language] in said
    assert "王**" in said
    assert grouped(code) in said
    for secret in (NAME, AFANG.name, "小芳", "qingshi"):
        assert secret not in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "private, no-store"


@in_each_language
def test_a_revoked_one_says_so(app: Flask, code: str, language: str) -> None:
    with writing(app) as session:
        revoke(session, code)
    page = Phone(app, language).get(f"/verify/{code}")
    assert says(page, language, "This certificate was revoked")
    assert not says(page, language, "This certificate is valid")
    assert NAME not in words(page)


@on_sqlite
def test_before_it_has_a_name_it_is_valid_without_one(phone: Phone, second_phone: Phone) -> None:
    page = second_phone.get(f"/verify/{complete(phone)}")
    assert says(page, "zh", "This certificate is valid")
    assert not says(page, "zh", "Name")


@on_sqlite
def test_the_code_may_be_typed_as_it_is_read_off_paper(phone: Phone, second_phone: Phone) -> None:
    code = complete(phone)
    for typed in (
        code,
        code.lower(),
        grouped(code),
        grouped(code).replace("-", " "),
        code.replace("0", "o").replace("1", "I"),
    ):
        page = second_phone.get("/verify", query_string={"code": typed}, follow_redirects=True)
        assert says(page, "zh", "This certificate is valid")


@on_sqlite
@pytest.mark.parametrize(("accepted", "language"), [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en", "en"), ("", "zh")])
def test_the_qr_leads_on_in_the_phones_language(phone: Phone, accepted: str, language: str) -> None:
    answer = phone.client.get("/verify/7K3M-9PQR-2TVW", headers={"Accept-Language": accepted})
    assert answer.headers["Location"] == f"/{language}/verify/7K3M9PQR2TVW"


@in_both_languages
@on_sqlite
def test_an_unknown_code_is_said_with_another_try(app: Flask, language: str) -> None:
    page = Phone(app, language).get("/verify/7K3M9PQR2TVW")
    assert page.status_code == 404
    assert says(page, language, "No such certificate")
    assert "7K3M9PQR2TVW" in words(page)
    assert says(Phone(app, language).get("/verify"), language, "Check a certificate")


@in_each_language
def test_hostile_codes_find_nothing_and_break_nothing(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    before = contents(app)
    for code in TEXTS:
        for page in (
            phone.get("/verify", query_string={"code": code}, follow_redirects=True),
            phone.get(f"/verify/{code.replace('/', '')}"),
        ):
            assert page.status_code in {200, 404}
            html = page.get_data(as_text=True)
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert EVALUATED not in html
    assert contents(app) == before
