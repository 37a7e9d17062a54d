"""What is known of one of the staff, told to them alone; their own account, ended and erased with the password."""

import json

import pytest
from flask import Flask

from mpt.services import audit, factories, staff
from mpt.services.audit import Act
from mpt.web.staff import COOKIE
from tests.cast import CHEN, HE, LIN, OUR_SITE, PASSWORD, Phone
from tests.web.acts import contents, in_each_language, on_sqlite, says, went_to, words, writing
from tests.web.staff_acts import Desk, coordinator, office, staff_id


@pytest.fixture
def chen(app: Flask) -> Desk:
    """Chen's desk: she coordinates a factory and has looked at names."""
    lin = office(app)
    assert lin
    with writing(app) as session:
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
    desk = coordinator(app, factory.id)
    with writing(app) as session:
        me = next(one.staff.id for one in staff.everybody(session) if one.staff.email == CHEN.email)
        audit.note(session, me, Act.SAW_NAMES, factory_id=factory.id)
        audit.note(session, me, Act.APPLIED_UPLOAD, "numbers.csv")
    return desk


@in_each_language
def test_all_that_is_known_of_her_is_on_a_page_of_hers(chen: Desk, language: str) -> None:
    chen.language = language
    assert f'href="/{language}/staff/me/data"' in chen.get("/staff/me").get_data(as_text=True)
    page = chen.get("/staff/me/data")
    for known in (CHEN.name, CHEN.email, "Firefox, Linux", "numbers.csv"):
        assert known in words(page)
    assert says(page, language, "%(who)s looked at the names of workers who agreed to be shown.", who=CHEN.name)
    assert says(page, language, "What the log says of me")


@on_sqlite
def test_the_file_has_all_of_it(chen: Desk) -> None:
    answer = chen.get("/staff/me/data.json")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    data = json.loads(answer.get_data(as_text=True))
    assert (data["account"]["email"], data["account"]["name"]) == (CHEN.email, CHEN.name)
    assert [role["role"] for role in data["roles"]] == ["coordinator"]
    assert [entry["act"] for entry in data["log"]] == ["saw names", "applied upload"]
    assert data["browsers"][0]["browser"] == "Firefox, Linux"


@on_sqlite
def test_whoever_did_nothing_yet_finds_an_empty_log(app: Flask) -> None:
    assert says(office(app).get("/staff/me/data"), "zh", "No entry here.")


@in_each_language
def test_with_her_password_she_ends_and_erases_her_account(app: Flask, chen: Desk, language: str) -> None:
    chen.language = language
    before = contents(app)
    assert says(chen.get("/staff/me/erase"), language, "End and erase your account?")
    assert contents(app) == before
    page = chen.post("/staff/me/erase", {"password": PASSWORD})
    assert went_to(page) == f"/{language}/staff/sign-in"
    assert says(page, language, "Your account is ended, and who you were here is erased.")
    assert chen.client.get_cookie(COOKIE) is None
    assert CHEN.email not in str(contents(app))
    assert chen.sign_in(CHEN).status_code == 422
    log = office(app, HE).get("/office/log")
    assert CHEN.name not in words(log)
    lin = office(app)
    lin.language = language
    assert says(lin.get("/office/log"), language, "%(who)s ended and erased their own account.",
                who={"zh": "一位已离开的人", "en": "Somebody who has left"}[language])  # fmt: skip


@in_each_language
def test_without_the_password_nothing_is_ended(app: Flask, chen: Desk, language: str) -> None:
    chen.language = language
    for password in ("", "not the password at all", PASSWORD.upper()):
        page = chen.post("/staff/me/erase", {"password": password})
        assert page.status_code == 422
        assert says(page, language, "That isn't your password. Look at it once more.")
    for _ in range(2):
        chen.post("/staff/me/erase", {"password": "not the password at all"})
    page = chen.post("/staff/me/erase", {"password": PASSWORD})
    assert page.status_code == 429
    assert staff_id(app, CHEN)


@in_each_language
def test_the_last_of_the_office_stays(app: Flask, language: str) -> None:
    lin = office(app)
    lin.language = language
    page = lin.post("/staff/me/erase", {"password": PASSWORD})
    assert page.status_code == 409
    assert says(page, language, "Somebody must stay in the office")
    assert staff_id(app, LIN)


@on_sqlite
def test_it_is_ones_own_alone(app: Flask, chen: Desk) -> None:
    with writing(app) as session:
        other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    he = coordinator(app, other.id, HE)
    for path in ("/staff/me/data", "/staff/me/data.json"):
        shown = he.get(path).get_data(as_text=True)
        assert HE.email in shown
        assert CHEN.email not in shown
        assert Phone(app).client.get(f"/zh{path}").status_code == 302
    before = contents(app)
    nobody = Phone(app)
    answer = nobody.client.post("/zh/staff/me/erase", data={"password": PASSWORD}, headers=OUR_SITE)
    assert answer.status_code == 302
    assert contents(app) == before
