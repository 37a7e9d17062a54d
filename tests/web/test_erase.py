"""Deleting all of one's data: said beforehand, confirmed by who it belongs to, done once, and nothing comes back of it."""

import re
import uuid

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from mpt.models import BareFact, ErasedLearner, Learner, LessonDone
from mpt.services import accounts, factories
from mpt.web.phone import COOKIE, OWNER_COOKIE
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, PASSWORD, Phone
from tests.sample import SAMPLE
from tests.web.acts import (
    at,
    complete,
    contents,
    counts,
    database_of,
    in_each_language,
    on_sqlite,
    put_name,
    read,
    says,
    went_to,
    words,
    writing,
)
from tests.web.staff_acts import office
from tests.web.test_outbox import send

AFTER = {"bare_fact", "bare_reach", "erased_learner"}
"""The tables that may have more rows afterwards than before anybody learned."""


@pytest.fixture
def nobody(app: Flask, factory_code: str) -> dict[str, int]:
    """How many rows each table has before anybody came."""
    return dict(counts(app))


@pytest.fixture
def afang(app: Flask, phone: Phone, factory_code: str, nobody: dict[str, int]) -> Phone:
    """Afang's phone: she has completed the course, joined a factory and kept her progress."""
    code = complete(phone)
    phone.post(f"/join/{factory_code}", {"number": "GD1"})
    phone.keep(AFANG)
    put_name(phone, code, "王小芳")
    return phone


def whose(phone: Phone) -> str:
    """Return to whom this phone counts its acts."""
    cookie = phone.client.get_cookie(OWNER_COOKIE)
    assert cookie
    return cookie.value


def erase(phone: Phone, pin: str = AFANG.pin, **fields: str) -> TestResponse:
    """Press the button."""
    return phone.post("/me/erase", {"whose": whose(phone), "pin": pin, **fields})


def learners(app: Flask) -> list[str | None]:
    with database_of(app).session(writes=False) as session:
        return list(session.scalars(sa.select(Learner.name)))


@in_each_language
def test_she_is_told_beforehand_what_goes_and_what_stays(app: Flask, afang: Phone, language: str) -> None:
    afang.language = language
    before = contents(app)
    page = afang.get("/me/erase")
    assert says(page, language, "Nobody can undo this, we neither.")
    assert f'href="/{language}/me/data.html"' in page.get_data(as_text=True)
    shown = words(page)
    month = {
        "zh": r"青石电子厂的总数里，仍有一个20\d\d年\d+月加入的人",
        "en": r"goes on counting one person who joined in [A-Z]\w+ 20\d\d",
    }
    assert re.search(month[language], shown)
    assert {"zh": "你读过的 6 课", "en": "6 lessons that you read"}[language] in shown
    assert says(
        page, language, "your name “%(name)s” and your PIN: you can't sign in any more, on no phone", name=AFANG.name
    )
    assert contents(app) == before


@in_each_language
def test_with_her_pin_all_of_it_is_gone(app: Flask, afang: Phone, nobody: dict[str, int], language: str) -> None:
    afang.language = language
    other = Phone(app)
    other.sign_in(AFANG)
    page = erase(afang)
    assert went_to(page) == f"/{language}/erased"
    assert says(page, language, "Your data is deleted")
    assert {table: n for table, n in counts(app).items() if table not in AFTER} == {
        table: n for table, n in nobody.items() if table not in AFTER
    }
    assert afang.client.get_cookie(COOKIE) is afang.client.get_cookie(OWNER_COOKIE) is None
    assert says(afang.get("/me"), language, "Learned here before?")
    assert other.client.get("/zh/me/data").status_code == 302
    assert says(other.post("/sign-in", {"name": AFANG.name, "pin": AFANG.pin}), "zh", "Sign in")
    assert "王小芳" not in str(contents(app))


@on_sqlite
def test_the_phone_is_told_to_forget(afang: Phone) -> None:
    answer = afang.post("/me/erase", {"whose": whose(afang), "pin": AFANG.pin}, follow_redirects=False)
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies"'
    assert 'data-forget="1"' in afang.get("/erased").get_data(as_text=True)


@in_each_language
def test_without_her_pin_nothing_is_gone(app: Flask, afang: Phone, language: str) -> None:
    afang.language = language
    before = {table: rows for table, rows in contents(app).items() if table != "sign_in_failure"}
    for pin in ("", LAO_ZHOU.pin, "１２３４５６"):
        page = erase(afang, pin, sure="1")
        assert page.status_code == 422
        assert says(page, language, "That isn't your PIN. Look at it once more.")
    assert {table: rows for table, rows in contents(app).items() if table != "sign_in_failure"} == before


@in_each_language
def test_guesses_at_her_pin_are_as_few_as_at_the_door(app: Flask, afang: Phone, language: str) -> None:
    afang.language = language
    for _ in range(5):
        erase(afang, LAO_ZHOU.pin)
    page = erase(afang)
    assert page.status_code == 429
    assert says(
        page, language, "Too many tries. To keep you safe, please wait 15 minutes; after very many, until tomorrow."
    )
    assert learners(app) == [AFANG.name]
    assert Phone(app).sign_in(AFANG).status_code == 429


@in_each_language
def test_who_has_no_name_ticks_that_they_are_sure(app: Flask, phone: Phone, language: str) -> None:
    phone.language = language
    read(phone, "hear-them")
    page = phone.post("/me/erase", {"whose": whose(phone)})
    assert page.status_code == 422
    assert says(page, language, "Please tick that you're sure.")
    assert len(learners(app)) == 1
    assert says(phone.post("/me/erase", {"whose": whose(phone), "sure": "1"}), language, "Your data is deleted")
    assert learners(app) == []


@on_sqlite
def test_a_second_tap_says_that_it_is_done(app: Flask, afang: Phone) -> None:
    cookies = {name: afang.client.get_cookie(name).value for name in (COOKIE, OWNER_COOKIE)}
    form = {"whose": whose(afang), "pin": AFANG.pin}
    erase(afang)
    before = contents(app)
    again = Phone(app)
    for name, value in cookies.items():
        again.client.set_cookie(name, value)
    assert went_to(again.post("/me/erase", form)) == "/zh/erased", "sent before the first answer came"
    assert again.client.get_cookie(COOKIE) is None
    assert went_to(afang.post("/me/erase", form)) == "/zh/erased", "sent again by going back"
    assert contents(app) == before


@on_sqlite
def test_a_page_of_hers_on_a_phone_that_is_another_s_by_now_erases_nobody(app: Flask, afang: Phone) -> None:
    hers = whose(afang)
    shared = Phone(app)
    read(shared, "hear-them")
    shared.keep(LAO_ZHOU)
    before = contents(app)
    page = shared.post("/me/erase", {"whose": hers, "pin": LAO_ZHOU.pin, "sure": "1"})
    assert went_to(page) == "/zh/sign-in"
    for stray in ("", "x", str(uuid.uuid4())):
        assert went_to(shared.post("/me/erase", {"whose": stray, "pin": LAO_ZHOU.pin})) in {
            "/zh/me/erase",
            "/zh/sign-in",
        }
    assert contents(app) == before


@on_sqlite
def test_nobody_and_staff_have_nothing_to_erase(app: Flask, afang: Phone) -> None:
    desk, nobody = office(app), Phone(app)
    before = contents(app)
    for visitor in (desk, nobody):
        assert went_to(visitor.get("/me/erase", follow_redirects=True)) == "/zh/me"
        page = visitor.post("/me/erase", {"whose": whose(afang), "pin": AFANG.pin, "sure": "1", "password": PASSWORD})
        assert went_to(page) == "/zh/sign-in"
    assert contents(app) == before


@on_sqlite
def test_it_is_refused_from_another_site(app: Flask, afang: Phone) -> None:
    before = contents(app)
    form = {"whose": whose(afang), "pin": AFANG.pin}
    assert afang.client.post("/zh/me/erase", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert contents(app) == before


# What a phone still holds that was away


@pytest.fixture
def away(app: Flask, afang: Phone) -> Phone:
    """Another phone of hers, which hears of nothing."""
    phone = Phone(app)
    phone.sign_in(AFANG)
    erase(afang)
    return phone


def lessons(app: Flask) -> list[uuid.UUID]:
    with database_of(app).session(writes=False) as session:
        return list(session.scalars(sa.select(LessonDone.learner_id)))


def test_acts_that_waited_there_are_refused_for_good(app: Flask, away: Phone) -> None:
    hers, before = whose(away), contents(app)
    answer = send(away, at("hear-them"), hers)
    assert (answer.status_code, answer.json) == (410, {"refused": True})
    assert contents(app) == before


def test_so_they_are_from_a_phone_that_is_another_s_by_now(app: Flask, away: Phone) -> None:
    hers = whose(away)
    away.post("/sign-out")
    read(away, "hear-them")
    away.keep(LAO_ZHOU)
    before = contents(app)
    assert send(away, at("ask-once"), hers).json == {"refused": True}
    away.client.set_cookie(OWNER_COOKIE, hers)
    assert send(away, at("ask-once"), hers).json == {"refused": True}
    assert contents(app) == before


def test_whoever_reads_there_next_is_somebody_of_their_own(app: Flask, away: Phone) -> None:
    hers = whose(away)
    away.post(at("hear-them"))
    assert [str(one) for one in lessons(app)] == [whose(away)]
    assert whose(away) != hers
    assert learners(app) == [None]
    assert AFANG.name not in away.get("/me").get_data(as_text=True)


@on_sqlite
def test_a_page_opened_there_gives_the_phone_another_id(app: Flask, away: Phone) -> None:
    hers = whose(away)
    away.get("/me")
    assert whose(away) != hers
    assert send(away, at("hear-them"), whose(away)).json == {"next": f"/zh{at('ask-once')}"}
    assert learners(app) == [None]


@on_sqlite
def test_an_act_on_its_way_from_the_phone_itself_begins_nothing_under_her_id(app: Flask, afang: Phone) -> None:
    late = app.test_client()
    hers = whose(afang)
    for name in (COOKIE, OWNER_COOKIE):
        late.set_cookie(name, afang.client.get_cookie(name).value)
    erase(afang)
    answer = late.post(f"/zh{at('hear-them')}", headers={**OUR_SITE, "Mpt-Owner": hers})
    assert answer.json == {"refused": True}
    assert learners(app) == []


@on_sqlite
def test_one_without_a_name_does_not_come_back_either(app: Flask, phone: Phone) -> None:
    read(phone, "hear-them")
    cookies = {name: phone.client.get_cookie(name).value for name in (COOKIE, OWNER_COOKIE)}
    phone.post("/me/erase", {"whose": whose(phone), "sure": "1"})
    late = Phone(app)
    for name, value in cookies.items():
        late.client.set_cookie(name, value)
    assert send(late, at("hear-them"), cookies[OWNER_COOKIE]).json == {"refused": True}
    late.post(at("hear-them"))
    assert cookies[OWNER_COOKIE] not in {str(one) for one in lessons(app)}
    with writing(app) as session:
        assert accounts.was_erased(session, uuid.UUID(cookies[OWNER_COOKIE]))
        assert session.scalar(sa.select(sa.func.count()).select_from(ErasedLearner)) == 1


@on_sqlite
def test_what_waits_under_no_known_id_is_still_taken(phone: Phone) -> None:
    phone.client.set_cookie(COOKIE, accounts.new_token())
    owner = str(uuid.uuid4())
    phone.client.set_cookie(OWNER_COOKIE, owner)
    assert "next" in send(phone, at("hear-them"), owner).json


@on_sqlite
def test_the_factory_goes_on_counting_her(app: Flask, afang: Phone) -> None:
    erase(afang)
    with writing(app) as session:
        (factory,) = factories.everywhere(session)
        found = session.scalars(sa.select(BareFact).where(BareFact.factory_id == factory.id)).all()
        assert {(fact.measure, fact.course_id, fact.people) for fact in found} == {
            ("joined", "", 1),
            ("began", SAMPLE, 1),
            ("through", SAMPLE, 1),
            ("finished", SAMPLE, 1),
        }
