"""Joining a factory's course group by the code on its poster."""

import pytest
import sqlalchemy as sa
from flask import Flask

from mpt.models import Membership
from mpt.services import factories, parts
from mpt.services.factories import Place
from mpt.services.parts import People
from tests.cast import AFANG, Phone
from tests.web.acts import (
    COURSE_PAGE,
    contents,
    counts,
    database_of,
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

NAMES = {"zh": "青石电子厂", "en": "Bluestone Electronics"}


@in_each_language
def test_the_poster_says_whose_it_is_what_the_factory_sees_and_asks(
    app: Flask, factory_code: str, language: str
) -> None:
    phone = Phone(app, language)
    before = contents(app)
    page = phone.get(f"/join/{factory_code}")
    assert NAMES[language] in words(page)
    assert says(page, language, "Your factory sees:")
    assert says(page, language, "Just look, without joining")
    assert contents(app) == before
    home = phone.post(f"/join/{factory_code}")
    assert went_to(home) == f"/{language}/"
    assert says(home, language, "You're in. Start whenever you have five minutes.")
    assert counts(app)["membership"] == counts(app)["learner"] == 1


@on_sqlite
@pytest.mark.parametrize(
    ("accepted", "language"), [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB", "en"), ("fr", "zh"), ("", "zh")]
)
def test_the_qr_leads_on_in_the_phones_language(phone: Phone, factory_code: str, accepted: str, language: str) -> None:
    answer = phone.client.get(f"/join/{factory_code}", headers={"Accept-Language": accepted})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{language}/join/{factory_code.replace('-', '')}"
    assert "Accept-Language" in answer.headers["Vary"]


@on_sqlite
def test_a_code_may_be_typed_as_it_is_read(phone: Phone, factory_code: str) -> None:
    plain = factory_code.replace("-", "")
    for typed in (
        plain.lower(),
        f" {plain[:3]} {plain[3:]} ",
        f"{plain[:2]}-{plain[2:]}",
        plain.replace("0", "O"),
        plain.replace("1", "l"),
    ):
        page = phone.get(f"/join?code={typed}", follow_redirects=True)
        assert NAMES["zh"] in words(page)


@in_both_languages
@on_sqlite
def test_an_unknown_code_is_said_with_a_way_on(app: Flask, language: str) -> None:
    page = Phone(app, language).get("/join/ZZZZZZ")
    assert page.status_code == 404
    assert says(page, language, "We don't know this code")
    assert f'href="/{language}/"' in page.get_data(as_text=True)
    assert says(Phone(app, language).get("/join"), language, "Join with a code")


@pytest.fixture
def line_code(app: Flask, factory_code: str) -> str:
    """What stands on the poster of a line of the factory."""
    with writing(app) as session:
        factory = factories.factory_of(session, factory_code.replace("-", ""))
        department = parts.add_department(session, factory.id, "装配部", "Assembly", People())
        line = parts.add_line(session, Place(factory, department), "A3线", "Line A3")
        return factories.make_code(session, Place(factory, department, line)).code


def memberships(app: Flask) -> list[Membership]:
    with database_of(app).session(writes=False) as session:
        return list(session.scalars(sa.select(Membership)))


@in_each_language
def test_the_poster_of_a_line_says_which_and_a_number_may_be_added(app: Flask, line_code: str, language: str) -> None:
    phone = Phone(app, language)
    page = phone.get(f"/join/{line_code}")
    place = {"zh": "青石电子厂 · 装配部 · A3线", "en": "Bluestone Electronics · Assembly · Line A3"}[language]
    assert place in words(page)
    assert says(page, language, "Add my work number (you needn't)")
    assert "<details>" in page.get_data(as_text=True)
    phone.post(f"/join/{line_code}", {"number": " gd 1024 "})
    Phone(app).post(f"/join/{line_code}", {"number": ""})
    kept = {each.number: each.line_id for each in memberships(app)}
    assert set(kept) == {"GD1024", None}
    assert all(kept.values())


@in_both_languages
@on_sqlite
def test_a_number_that_can_be_none_is_said_and_nobody_joins(app: Flask, factory_code: str, language: str) -> None:
    phone = Phone(app, language)
    before = counts(app)
    page = phone.post(f"/join/{factory_code}", {"number": "1" * 41})
    assert page.status_code == 422
    assert says(page, language, "That can't be a work number: it's too long, or has signs that can't be seen.")
    assert "<details open>" in page.get_data(as_text=True)
    assert counts(app) == before


@in_both_languages
@on_sqlite
def test_whoever_is_in_already_is_told_so_and_where(
    app: Flask, factory_code: str, line_code: str, language: str
) -> None:
    phone = Phone(app, language)
    phone.post(f"/join/{line_code}", {"number": "7"})
    page = phone.get(f"/join/{factory_code}")
    assert says(page, language, "You have joined here already. There is nothing more to do.")
    assert {"zh": "A3线", "en": "Line A3"}[language] in words(page)
    assert "<form" not in page.get_data(as_text=True)
    phone.post(f"/join/{factory_code}", {"number": "8"})
    assert [each.number for each in memberships(app)] == ["7"]


@in_each_language
def test_a_closed_code_says_so_kindly_and_what_to_do(app: Flask, factory_code: str, language: str) -> None:
    code = factory_code.replace("-", "")
    with writing(app) as session:
        factories.close_code(session, factories.factory_of(session, code).id, code)
    phone = Phone(app, language)
    before = contents(app)
    typed = phone.get(f"/join?code={code}", follow_redirects=True)
    for page in (phone.get(f"/join/{code}"), phone.post(f"/join/{code}"), typed):
        assert page.status_code == 410
        assert says(page, language, "This code is no longer in use")
        assert f'href="/{language}/"' in page.get_data(as_text=True)
        assert NAMES[language] not in words(page)
    assert contents(app) == before


def test_joining_twice_and_from_two_phones_is_one_membership(
    app: Flask, phone: Phone, second_phone: Phone, factory_code: str
) -> None:
    phone.post(f"/join/{factory_code}")
    phone.post(f"/join/{factory_code}")
    phone.keep(AFANG)
    second_phone.post(f"/join/{factory_code}")
    assert counts(app)["membership"] == 2
    second_phone.sign_in(AFANG, along="1")
    assert counts(app)["membership"] == 1


@in_both_languages
@on_sqlite
def test_a_shared_phone_says_who_would_join(app: Flask, factory_code: str, language: str) -> None:
    phone = Phone(app, language)
    phone.keep(AFANG)
    page = phone.get(f"/join/{factory_code}")
    assert says(page, language, "This phone is signed in as %(name)s.", name=AFANG.name)
    assert says(page, language, "That isn't me")


def test_joining_keeps_what_was_learned_before(phone: Phone, factory_code: str) -> None:
    read(phone, "hear-them")
    phone.post(f"/join/{factory_code}")
    assert phone.client.get("/progress/sample").json["read"]
    assert phone.get(COURSE_PAGE).status_code == 200


@in_each_language
def test_hostile_codes_join_nothing_and_are_shown_as_typed_or_not_at_all(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    before = contents(app)
    for code in TEXTS:
        for page in (
            phone.get("/join", query_string={"code": code}, follow_redirects=True),
            phone.get(f"/join/{code.replace('/', '')}"),
            phone.post(f"/join/{code.replace('/', '')}"),
        ):
            assert page.status_code in {200, 404}
            html = page.get_data(as_text=True)
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert EVALUATED not in html
            assert "Set-Cookie" not in page.headers
    assert contents(app) == before
