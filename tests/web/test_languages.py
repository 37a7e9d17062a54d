"""Two languages: in the address, and nowhere else."""

import re

import pytest
from flask import Flask

from mpt.i18n import LANGUAGES
from tests.cast import Phone
from tests.web.acts import COURSE_PAGE, answer, at, in_both_languages, on_sqlite, read, says, words

pytestmark = on_sqlite

PLACES = (
    "/",
    "/help",
    "/call-times",
    "/me",
    "/keep",
    "/sign-in",
    "/sign-out",
    "/signed-out",
    "/join",
    "/join/ZZZZZZ",
    "/verify",
    "/verify/7K3M",
    COURSE_PAGE,
    at(),
    at("hear-them"),
    at("tonight"),
    at("quiz"),
    at("quiz/result"),
    "/nowhere",
    "/nowhere/at/all",
)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("en", "en"),
        ("zh-Hant-TW", "zh"),
        ("ZH", "zh"),
        ("fr-FR,en;q=0.5", "en"),
        ("fr", "zh"),
        ("en;q=0.1, zh;q=0.9", "zh"),
        ("*", "zh"),
        ("", "zh"),
        (None, "zh"),
        ("\xff;;q", "zh"),
    ],
)
def test_the_door_leads_in_by_what_the_browser_asks_for(app: Flask, accepted: str | None, language: str) -> None:
    door = app.test_client().get("/", headers={} if accepted is None else {"Accept-Language": accepted})
    assert door.status_code == 302
    assert door.headers["Location"] == f"/{language}/"
    assert "Accept-Language" in door.headers["Vary"]
    assert "Set-Cookie" not in door.headers


@in_both_languages
def test_the_address_decides_and_not_the_browser(app: Flask, language: str) -> None:
    phone, other = Phone(app, language), {"zh": "en", "en": "zh"}[language]
    read(phone)
    answer(phone)
    for place in PLACES:
        page = phone.get(place, headers={"Accept-Language": other})
        assert {"zh": '<html lang="zh-Hans-CN">', "en": '<html lang="en-GB">'}[language] in page.get_data(
            as_text=True
        ), place
        assert "Accept-Language" not in page.headers.get("Vary", ""), place


@in_both_languages
def test_one_switch_keeps_the_place_and_its_query(app: Flask, language: str) -> None:
    phone, other = Phone(app, language), {"zh": "en", "en": "zh"}[language]
    answer(phone)
    for place in (*PLACES, "/me?kept=1", "/sign-in?then=/zh/me", "/nowhere?a=%E8%8A%B3&amp;b=1"):
        html = phone.get(place.replace("&amp;", "&")).get_data(as_text=True)
        switch = re.search(rf'href="([^"]*)" hreflang="{other}"', html)
        assert switch
        assert switch[1] == f"/{other}{place}"
        assert f">{LANGUAGES[other]}</a>" in html


@pytest.mark.parametrize("place", PLACES)
def test_an_english_page_has_no_chinese_but_the_switch(english_phone: Phone, place: str) -> None:
    page = english_phone.get(place, follow_redirects=True)
    assert not re.search("[一-鿿]", words(page).replace(LANGUAGES["zh"], ""))


@pytest.mark.parametrize("place", PLACES)
def test_a_chinese_page_has_no_english_but_the_switch_and_codes(phone: Phone, place: str) -> None:
    page = phone.get(place, follow_redirects=True)
    said = words(page).replace(LANGUAGES["en"], "").replace("ZZZZZZ", "").replace("7K3M", "")
    assert not re.findall("[A-Za-z]{3,}", said)


def test_an_act_stays_in_its_language(app: Flask) -> None:
    for language in LANGUAGES:
        phone = Phone(app, language)
        for place in (at("hear-them"), at("quiz"), at("skip", module="hard-days"), "/sign-out"):
            done = phone.post(place, {"q.q-late": "1", "q.q-listen": "0"}, follow_redirects=False)
            assert done.headers["Location"].startswith(f"/{language}/")
    assert says(Phone(app, "en").get("/"), "en", "Courses")


def test_a_path_that_looks_like_another_language_is_not_one(app: Flask) -> None:
    for path in ("/zhen/", "/zh.en/", "/en-GB/help", "/zh;en/", "/%7ah/help"):
        page = app.test_client().get(path)
        assert page.status_code in {200, 404}, path
        assert (page.status_code == 200) is (path == "/%7ah/help")


@pytest.mark.parametrize("typed", ["/", "/join", "/verify", "/help", "/join/", "/help/"])
@pytest.mark.parametrize(("accepts", "language"), [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB", "en")])
def test_what_is_typed_from_paper_leads_to_the_phones_language(
    app: Flask, typed: str, accepts: str, language: str
) -> None:
    answer = app.test_client().get(typed, headers={"Accept-Language": accepts})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{language}{typed.rstrip('/') or '/'}"
    assert "Accept-Language" in answer.headers["Vary"]
