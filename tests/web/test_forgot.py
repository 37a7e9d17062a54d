"""Afang forgot her PIN: her phone shows a number, her factory's desk lets it through, and she sets a new one."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from mpt.i18n import catalogue
from mpt.services import factories
from mpt.web.forgot import COOKIE
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Person, Phone
from tests.web.acts import (
    contents,
    counts,
    heading,
    in_both_languages,
    in_each_language,
    on_sqlite,
    read,
    says,
    went_to,
    words,
    writing,
)
from tests.web.hostile import EVALUATED, TEXTS
from tests.web.staff_acts import Desk, coordinator

NEW = Person(AFANG.name, "837465")
TEN = datetime(2026, 11, 30, 2, tzinfo=UTC)
NOT_YET = "Not yet. The desk must type the number first."
CHANGED = "Your PIN was changed at the factory's desk on %(day)s. If that wasn't you, ask the helpline."
DAYS = {"zh": "2026年11月30日", "en": "30 November 2026"}


@pytest.fixture
def desk(app: Flask, factory_code: str) -> Desk:
    """The desk of Afang's factory."""
    with writing(app) as session:
        factory_id = factories.factory_of(session, factory_code.replace("-", "")).id
    desk = coordinator(app, factory_id)
    desk.address = f"/factory/{factory_id}/desk"  # type: ignore[attr-defined]
    return desk


@pytest.fixture
def afang(app: Flask, factory_code: str) -> Phone:
    """The phone on which Afang joined her factory and kept her progress."""
    phone = Phone(app)
    read(phone, "hear-them")
    phone.post(f"/join/{factory_code}")
    phone.keep(AFANG)
    return phone


def ask(phone: Phone, name: str = AFANG.name) -> str:
    """Ask for a new PIN, and return the number that the phone shows."""
    page = phone.post("/forgot", {"name": name})
    assert page.status_code == 200
    return number_on(page.get_data(as_text=True))


def number_on(html: str) -> str:
    found = re.search(r'class="name-big code">([0-9]{4} [0-9]{4})<', html)
    assert found
    return found[1]


def let_through(desk: Desk, number: str) -> int:
    """Type a number at the desk and say yes; return the status of what comes of it."""
    sure = desk.post(desk.address, {"number": number})  # type: ignore[attr-defined]
    assert number in words(sure)
    return desk.post(desk.address, {"number": number, "sure": "1"}).status_code  # type: ignore[attr-defined]


@in_each_language
def test_she_shows_a_number_is_let_through_and_comes_in_with_a_new_pin(
    app: Flask, afang: Phone, desk: Desk, language: str
) -> None:
    phone = Phone(app, language)
    with time_machine.travel(TEN, tick=False):
        assert f'href="/{language}/forgot"' in phone.get("/sign-in").get_data(as_text=True)
        assert says(phone.get("/forgot"), language, "Forgot your PIN?")
        number = ask(phone)
        assert number_on(phone.get("/forgot").get_data(as_text=True)) == number, "the same when she comes back"
        assert not says(phone.get("/forgot"), language, NOT_YET)
        assert says(phone.get("/forgot?looked=1"), language, NOT_YET)
        assert let_through(desk, number) == 200
        page = phone.get("/forgot?looked=1")
        assert says(page, language, "Set a new PIN")
        assert AFANG.name in words(page)
        me = phone.post("/forgot/pin", {"pin": NEW.pin})
    assert went_to(me) == f"/{language}/me"
    assert AFANG.name in words(me)
    assert says(me, language, CHANGED, day=DAYS[language])
    assert phone.client.get_cookie(COOKIE) is None
    assert AFANG.name not in words(afang.get("/me")), "other phones are signed out"
    assert Phone(app).sign_in(AFANG).status_code == 422
    assert Phone(app).sign_in(NEW).status_code == 200


def test_an_unknown_name_looks_the_same_all_the_way(app: Flask, afang: Phone, desk: Desk) -> None:
    nobody = Phone(app)
    nobody.keep(LAO_ZHOU)  # has a name, and is of no factory
    pages = []
    for name in (AFANG.name, LAO_ZHOU.name, "没有这个人"):
        phone = Phone(app)
        answer = phone.post("/forgot", {"name": name}, follow_redirects=False)
        shown = phone.get("/forgot?looked=1")
        html = shown.get_data(as_text=True)
        cookie = re.sub(r"=[^;]*", "=", answer.headers["Set-Cookie"])
        pages.append((answer.status_code, cookie, shown.status_code, html.replace(number_on(html), "number")))
        pages[-1] += (phone.post("/forgot/pin", {"pin": NEW.pin}).status_code,)
        if name != AFANG.name:
            assert let_through(desk, number_on(html)) == 422
            assert phone.get("/forgot?looked=1").get_data(as_text=True) == html
    assert pages[0] == pages[1] == pages[2]


@on_sqlite
@in_both_languages
def test_five_times_are_enough_for_a_name_that_somebody_has_and_for_any_other(
    app: Flask, afang: Phone, language: str
) -> None:
    for name in (AFANG.name, "没有这个人"):
        for _time in range(5):
            ask(Phone(app), name)
        page = Phone(app, language).post("/forgot", {"name": name})
        assert page.status_code == 429
        assert says(
            page, language, "Asked for too often. Please wait 15 minutes; after very many times, until tomorrow."
        )
        assert COOKIE not in page.headers.get("Set-Cookie", "")


@on_sqlite
@in_both_languages
def test_without_a_name_it_is_asked_for(app: Flask, language: str) -> None:
    for data in ({}, {"name": " "}):
        page = Phone(app, language).post("/forgot", data)
        assert page.status_code == 422
        assert says(page, language, "Please write the name that you sign in with.")


@on_sqlite
@in_both_languages
def test_a_pin_that_is_no_good_is_said_and_mended(app: Flask, afang: Phone, desk: Desk, language: str) -> None:
    phone = Phone(app, language)
    let_through(desk, ask(phone))
    page = phone.post("/forgot/pin", {"pin": "123456"})
    assert page.status_code == 422
    assert says(page, language, "That PIN is too easy to guess. Please choose another, and no birthday.")
    assert went_to(phone.get("/forgot/pin", follow_redirects=True)) == f"/{language}/forgot"
    assert went_to(phone.post("/forgot/pin", {"pin": NEW.pin})) == f"/{language}/me"


@on_sqlite
@in_both_languages
def test_two_taps_set_the_pin_once_and_the_second_leads_to_signing_in(
    app: Flask, afang: Phone, desk: Desk, language: str
) -> None:
    phone = Phone(app, language)
    let_through(desk, ask(phone))
    token = phone.client.get_cookie(COOKIE)
    phone.post("/forgot/pin", {"pin": NEW.pin})
    second = app.test_client()
    second.set_cookie(COOKIE, token.value)
    page = second.post(f"/{language}/forgot/pin", data={"pin": "118822"}, headers=OUR_SITE)
    assert page.status_code == 409
    assert says(page, language, "If you have set a new PIN, sign in with it. If not, ask for a new number.")
    assert Phone(app).sign_in(NEW).status_code == 200


@pytest.mark.parametrize("along", ["1", ""])
def test_what_she_did_on_this_phone_meanwhile_may_come_along(app: Flask, afang: Phone, desk: Desk, along: str) -> None:
    phone = Phone(app)
    read(phone, "ask-once")
    let_through(desk, ask(phone))
    assert 'name="along"' in phone.get("/forgot").get_data(as_text=True)
    phone.post("/forgot/pin", {"pin": NEW.pin, "along": along})
    progress = phone.client.get("/progress/sample").json["read"]
    assert progress == [*(["listening/ask-once"] if along else []), "listening/hear-them"]
    assert says(phone.get("/"), "zh", "Go on where you were")


@on_sqlite
def test_where_nothing_was_done_meanwhile_nothing_is_asked(app: Flask, afang: Phone, desk: Desk) -> None:
    phone = Phone(app)
    let_through(desk, ask(phone))
    assert 'name="along"' not in phone.get("/forgot").get_data(as_text=True)


@on_sqlite
def test_a_number_is_over_after_a_quarter_of_an_hour(app: Flask, afang: Phone, desk: Desk) -> None:
    phone = Phone(app)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        number = ask(phone)
        clock.shift(timedelta(minutes=15, seconds=1))
        assert let_through(desk, number) == 422
        assert number_on(phone.get("/forgot?looked=1").get_data(as_text=True)) == number
        assert "<form" in phone.get("/forgot?again=1").get_data(as_text=True)
        number = ask(phone)
        assert let_through(desk, number) == 200
        clock.shift(timedelta(minutes=15, seconds=1))
        assert phone.post("/forgot/pin", {"pin": NEW.pin}).status_code == 409
    assert Phone(app).sign_in(AFANG).status_code == 200


@on_sqlite
def test_of_two_phones_that_ask_for_one_name_the_desk_opens_the_one_it_sees(
    app: Flask, afang: Phone, desk: Desk
) -> None:
    hers, anothers = Phone(app), Phone(app)
    number, other = ask(hers), ask(anothers)
    assert number != other
    let_through(desk, number)
    assert number_on(anothers.get("/forgot?looked=1").get_data(as_text=True)) == other
    assert anothers.post("/forgot/pin", {"pin": "118822"}).status_code == 409
    assert hers.post("/forgot/pin", {"pin": NEW.pin}).status_code == 200


@in_each_language
@pytest.mark.parametrize("page", ["/", "/me"])
def test_the_phone_that_was_signed_out_by_it_is_told_once(
    app: Flask, afang: Phone, desk: Desk, language: str, page: str
) -> None:
    afang.language = language
    afang.get(page)
    with time_machine.travel(TEN, tick=False):
        phone = Phone(app)
        let_through(desk, ask(phone))
        phone.post("/forgot/pin", {"pin": NEW.pin})
        assert says(afang.get(page), language, CHANGED, day=DAYS[language])
        for again in ("/", "/me"):
            assert not says(afang.get(again), language, CHANGED, day=DAYS[language]), "whoever uses it next isn't told"
        assert not says(phone.get("/"), "zh", CHANGED, day=DAYS["zh"])


@on_sqlite
def test_a_phone_that_was_signed_out_otherwise_is_told_nothing(app: Flask, afang: Phone) -> None:
    other = Phone(app)
    other.sign_in(AFANG)
    other.post("/sign-out", {"everywhere": "1"})
    day = catalogue("zh").day(datetime.now(UTC).date())
    assert not says(afang.get("/"), "zh", CHANGED, day=day)


@on_sqlite
def test_the_notice_goes_after_thirty_days(app: Flask, afang: Phone, desk: Desk) -> None:
    phone = Phone(app)
    with time_machine.travel(TEN, tick=False):
        let_through(desk, ask(phone))
        phone.post("/forgot/pin", {"pin": NEW.pin})
    with time_machine.travel(TEN + timedelta(days=29), tick=False):
        assert says(phone.get("/me"), "zh", CHANGED, day=DAYS["zh"])
    with time_machine.travel(TEN + timedelta(days=31), tick=False):
        assert not says(phone.get("/me"), "zh", CHANGED, day=DAYS["zh"])


@on_sqlite
def test_what_the_phone_holds_is_out_of_reach_of_scripts_and_of_no_use_to_others(
    app: Flask, afang: Phone, desk: Desk
) -> None:
    phone = Phone(app)
    answer = phone.post("/forgot", {"name": AFANG.name}, follow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    token = phone.client.get_cookie(COOKIE).value
    assert token not in repr(contents(app))
    assert token not in phone.get("/forgot").get_data(as_text=True)
    assert phone.get("/forgot").headers["Cache-Control"] == "private, no-store"


@in_each_language
def test_hostile_names_pins_and_cookies_open_nothing_and_break_nothing(app: Flask, afang: Phone, language: str) -> None:
    before = counts(app)
    for text in TEXTS:
        phone = Phone(app, language)
        for page in (
            phone.post("/forgot", {"name": text}),
            phone.get("/forgot", query_string={"again": text}),
            phone.post("/forgot/pin", {"pin": text, "along": text}),
        ):
            html = page.get_data(as_text=True)
            assert page.status_code in {200, 400 if "\0" in text else 422, 409, 413}
            assert "<script>alert" not in html
            assert EVALUATED not in html
    for cookie in ("", "x", "a" * 3000, "\xff", "'; DROP TABLE pin_reset"):
        phone = Phone(app, language)
        phone.client.set_cookie(COOKIE, cookie)
        assert heading(phone.get("/forgot"))
        assert phone.post("/forgot/pin", {"pin": NEW.pin}).status_code == 409
    after = counts(app)
    assert {**after, "sign_in_failure": 0, "pin_reset": 0} == {**before, "sign_in_failure": 0, "pin_reset": 0}
