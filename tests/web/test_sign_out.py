"""Leaving a phone that others use too: nothing of one's own stays on it."""

from unittest.mock import ANY

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mpt.config import Config, read_config
from mpt.web.phone import COOKIE
from tests.cast import AFANG, LIJIE, Phone
from tests.sample import SAMPLE
from tests.web.acts import (
    COURSE_PAGE,
    answer,
    at,
    complete,
    contents,
    counts,
    in_both_languages,
    in_each_language,
    on_sqlite,
    put_name,
    read,
    says,
    went_to,
    words,
)
from tests.web.hostile import ELSEWHERE

PLACES = (
    "/",
    "/me",
    "/keep",
    "/sign-in",
    "/sign-out",
    COURSE_PAGE,
    at(),
    at("hear-them"),
    at("quiz"),
    at("quiz/result"),
    "/help",
    "/signed-out",
)


def leave(phone: Phone, **fields: str) -> TestResponse:
    """Press the button that signs out."""
    return phone.post("/sign-out", fields)


@in_each_language
def test_nothing_of_hers_stays_on_the_phone(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    code = complete(phone)
    phone.keep(AFANG)
    put_name(phone, code, "王小芳")
    token = phone.client.get_cookie(COOKIE).value
    page = phone.post("/sign-out", follow_redirects=False)
    assert page.headers["Clear-Site-Data"] == '"cache", "cookies"'  # what waits in storage may be another's
    assert phone.client.get_cookie(COOKIE) is None
    page = phone.get("/signed-out")
    assert says(page, language, "You are signed out")
    for place in (*PLACES, f"/certificates/{code}", f"/certificates/{code}.pdf"):
        answer = phone.get(place, follow_redirects=True)
        assert AFANG.name not in words(answer), place
        assert "王小芳" not in answer.get_data(as_text=True), place
        assert not answer.request.path.endswith("result"), place
    assert phone.client.get(f"/progress/{SAMPLE}").json == {"read": [], "done": [], "skipped": [], "version": ANY}
    # A copy of the cookie opens nothing.
    phone.client.set_cookie(COOKIE, token)
    assert AFANG.name not in words(phone.get("/me"))
    assert phone.get(f"/certificates/{code}").status_code == 302


def test_what_is_personal_was_never_cached(phone: Phone) -> None:
    complete(phone)
    phone.keep(AFANG)
    for place in PLACES:
        page = phone.get(place)
        if AFANG.name in words(page) or page.headers["Cache-Control"] != "public, no-cache":
            assert page.headers["Cache-Control"] == "private, no-store", place


def test_her_progress_is_safe_under_her_name(phone: Phone, second_phone: Phone) -> None:
    read(phone, "hear-them")
    phone.keep(AFANG)
    leave(phone)
    second_phone.sign_in(AFANG)
    assert second_phone.client.get(f"/progress/{SAMPLE}").json["read"]


@in_both_languages
@on_sqlite
def test_who_has_no_name_yet_is_told_what_leaving_means(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    page = phone.get("/sign-out")
    assert says(page, language, "Your progress has no name yet. If you clear this phone now, it can't be found again.")
    assert says(page, language, "Keep my progress first")
    assert "everywhere" not in page.get_data(as_text=True)
    phone.keep(AFANG)
    page = phone.get("/sign-out")
    assert says(page, language, "Nothing of yours stays on this phone. Your progress is safe under your name.")


def test_looking_at_the_page_signs_nobody_out(app: Flask, phone: Phone) -> None:
    phone.keep(AFANG)
    before = contents(app)
    assert phone.get("/sign-out").status_code == 200
    assert phone.client.head("/zh/sign-out").status_code == 200
    assert contents(app) == before


def test_the_other_phone_stays_signed_in_unless_she_says_everywhere(phone: Phone, second_phone: Phone) -> None:
    phone.keep(AFANG)
    second_phone.sign_in(AFANG)
    leave(phone)
    assert AFANG.name in words(second_phone.get("/me"))
    phone.sign_in(AFANG)
    page = leave(phone, everywhere="1")
    assert went_to(page) == "/zh/signed-out"
    assert AFANG.name not in words(second_phone.get("/me"))
    assert AFANG.name not in words(phone.get("/me"))


def test_everywhere_is_hers_alone(app: Flask, phone: Phone, second_phone: Phone) -> None:
    phone.keep(AFANG)
    second_phone.keep(LIJIE)
    leave(phone, everywhere="1")
    assert LIJIE.name in words(second_phone.get("/me"))
    assert counts(app)["sign_in"] == 1


def test_the_next_one_on_the_phone_begins_anew(app: Flask, phone: Phone) -> None:
    read(phone, "hear-them")
    phone.keep(AFANG)
    leave(phone)
    read(phone, "ask-once")
    phone.keep(LIJIE)
    assert phone.client.get(f"/progress/{SAMPLE}").json["read"] == ["listening/ask-once"]
    assert AFANG.name not in words(phone.get("/me"))


def test_twice_and_without_a_cookie_is_fine(app: Flask, phone: Phone) -> None:
    before = contents(app)
    for _tap in range(2):
        assert went_to(leave(phone, everywhere="1")) == "/zh/signed-out"
    assert contents(app) == before


def test_an_act_on_a_signed_out_phone_makes_somebody_new(app: Flask, phone: Phone) -> None:
    phone.keep(AFANG)
    token = phone.client.get_cookie(COOKIE).value
    leave(phone)
    phone.client.set_cookie(COOKIE, token)
    answer(phone)
    assert counts(app)["learner"] == 2
    assert AFANG.name not in words(phone.get("/me"))
    assert phone.client.get("/progress/sample").json["read"] == []


class TestCookie:
    """What the cookie is like."""

    @on_sqlite
    def test_no_script_and_no_other_site_gets_it(self, phone: Phone) -> None:
        cookie = phone.post(at("hear-them"), follow_redirects=False).headers["Set-Cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
        assert "Domain" not in cookie

    @on_sqlite
    def test_the_database_holds_no_token(self, app: Flask, phone: Phone) -> None:
        read(phone, "hear-them")
        assert phone.client.get_cookie(COOKIE).value not in repr(contents(app))


class TestBehindHttps:
    """An installation whose address begins with https."""

    @pytest.fixture
    def settings(self, settings: Config) -> Config:
        """Served at https://mpt.example."""
        return read_config({"MPT_DATABASE_URL": settings.database_url, "MPT_PUBLIC_URL": "https://mpt.example"})

    @on_sqlite
    def test_the_cookie_travels_encrypted_only(self, phone: Phone) -> None:
        assert "Secure" in phone.post(at("hear-them"), follow_redirects=False).headers["Set-Cookie"]


@on_sqlite
def test_who_isnt_me_signs_out_and_goes_on_to_the_poster(phone: Phone, factory_code: str) -> None:
    phone.keep(AFANG)
    code = factory_code.replace("-", "")
    page = phone.get(f"/sign-out?then=/zh/join/{code}")
    assert f'name="then" value="/zh/join/{code}"' in page.get_data(as_text=True)
    assert went_to(leave(phone, then=f"/zh/join/{code}")) == f"/zh/join/{code}"


@on_sqlite
@pytest.mark.parametrize("then", ELSEWHERE)
def test_nobody_is_sent_elsewhere_by_leaving(phone: Phone, then: str) -> None:
    for visitor in ("nobody", "afang"):
        assert (
            phone.get("/sign-out", query_string={"then": then}).headers.get("Location", "/zh/signed-out")
            == "/zh/signed-out"
        )
        left = phone.post("/sign-out", {"then": then}, follow_redirects=False)
        assert left.headers["Location"] == "/zh/signed-out", visitor
        phone.keep(AFANG)


def test_opening_the_address_without_being_signed_in_clears_nothing(app: Flask, phone: Phone) -> None:
    phone.client.set_cookie(COOKIE, "an old one")
    page = phone.get("/sign-out")
    assert page.headers["Location"] == "/zh/signed-out"
    assert "Clear-Site-Data" not in page.headers
