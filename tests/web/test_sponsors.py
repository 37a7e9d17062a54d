"""Sponsors, as the office looks after them."""

import uuid

import pytest
from flask import Flask

from mpt.models import Sponsor, Support
from mpt.services import audit, factories, sponsors
from mpt.services.audit import Act
from tests.cast import LIN, MAYA
from tests.services.acts import count
from tests.web.acts import contents, in_both_languages, in_each_language, on_sqlite, says, went_to, words, writing
from tests.web.hostile import TEXTS
from tests.web.staff_acts import Desk, coordinator, office, sponsor_staff

TOYS = ("好玩具公司", "Good Toys")
FACTORY = ("青石电子厂", "Bluestone Electronics")


def factory(app: Flask) -> uuid.UUID:
    with writing(app) as session:
        return factories.open_factory(session, *FACTORY)[0].id


def sponsor(app: Flask, *names: str) -> uuid.UUID:
    with writing(app) as session:
        return sponsors.add(session, *(names or TOYS)).id


def noted(app: Flask) -> list[tuple[Act, str, uuid.UUID | None]]:
    """Return what the log has, oldest first."""
    with writing(app) as session:
        entries, _has_older = audit.entries(session)
        return [(one.act, one.detail, one.factory.id if one.factory else None) for one in reversed(entries)]


def fields(name_zh: str = TOYS[0], name_en: str = TOYS[1]) -> dict[str, str]:
    return {"name_zh": name_zh, "name_en": name_en}


@in_each_language
def test_a_sponsor_is_added(app: Flask, language: str) -> None:
    desk = office(app)
    desk.language = language
    assert says(desk.get("/office/sponsors"), language, "None yet.")
    assert desk.get("/office/sponsors/new").status_code == 200
    page = desk.post("/office/sponsors/new", fields())
    assert says(page, language, "Saved.")
    assert all(name in words(page) for name in TOYS)
    assert (TOYS[0] if language == "zh" else TOYS[1]) in words(desk.get("/office/sponsors"))
    assert noted(app) == [(Act.CHANGED_SPONSOR, "+ 好玩具公司 / Good Toys", None)]


@on_sqlite
def test_two_taps_add_one(app: Flask) -> None:
    desk = office(app)
    pages = [desk.post("/office/sponsors/new", fields()) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert went_to(pages[1]) == "/zh/office/sponsors"
    with writing(app) as session:
        assert count(session, Sponsor) == 1
    assert len(noted(app)) == 1


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (fields(name_zh=""), "Please write this name."),
        (fields(name_en=" "), "Please write this name."),
        (fields(name_en="T" * 41), "That's too long. Please use 40 characters or fewer."),
        (fields(name_en="Other Toys"), "There is one with this Chinese name already."),
    ],
)
@in_both_languages
@on_sqlite
def test_what_cannot_be_taken_is_told_and_nothing_typed_is_lost(
    app: Flask, language: str, typed: dict[str, str], fault: str
) -> None:
    sponsor(app)
    other, desk = sponsor(app, "远足鞋业", "Long Walk Shoes"), office(app)
    desk.language = language
    before = contents(app)
    for path in ("/office/sponsors/new", f"/office/sponsors/{other}/change"):
        page = desk.post(path, typed)
        assert page.status_code == 422
        assert says(page, language, fault)
        assert all(
            f'value="{name.strip() and name}"' in page.get_data(as_text=True) for name in typed.values() if name.strip()
        )
    assert contents(app) == before


@on_sqlite
def test_whatever_is_typed_is_answered(app: Flask) -> None:
    desk = office(app)
    for text in TEXTS:
        assert desk.post("/office/sponsors/new", fields(text, text)).status_code in {200, 400, 422}, text


@in_both_languages
@on_sqlite
def test_a_sponsor_is_called_otherwise(app: Flask, language: str) -> None:
    toys, desk = sponsor(app), office(app)
    desk.language = language
    assert f'value="{TOYS[0]}"' in desk.get(f"/office/sponsors/{toys}/change").get_data(as_text=True)
    page = desk.post(f"/office/sponsors/{toys}/change", fields(name_en="Better Toys"))
    assert went_to(page) == f"/{language}/office/sponsors/{toys}"
    assert "Better Toys" in words(page)
    assert noted(app) == [(Act.CHANGED_SPONSOR, "好玩具公司 / Good Toys → 好玩具公司 / Better Toys", None)]


@in_both_languages
@on_sqlite
def test_a_factory_is_linked_and_let_go(app: Flask, language: str) -> None:
    toys, here, desk = sponsor(app), factory(app), office(app)
    desk.language = language
    assert says(desk.get(f"/office/sponsors/{toys}"), language, "None yet: its totals are empty.")
    page = desk.post(f"/office/sponsors/{toys}/support", {"factory": str(here)})
    assert says(page, language, "Saved.")
    assert f"/office/factories/{here}" in page.get_data(as_text=True)
    assert 'class="n">1</td>' in desk.get("/office/sponsors").get_data(as_text=True)
    page = desk.post(f"/office/sponsors/{toys}/stop", {"factory": str(here)})
    assert says(page, language, "None yet: its totals are empty.")
    assert noted(app) == [
        (Act.CHANGED_SPONSOR, "+ 好玩具公司 / Good Toys", here),
        (Act.CHANGED_SPONSOR, "- 好玩具公司 / Good Toys", here),
    ]


@on_sqlite
def test_two_taps_link_one_factory_and_are_one_act_in_the_log(app: Flask) -> None:
    toys, here, desk = sponsor(app), factory(app), office(app)
    for way in ("support", "support", "stop", "stop", "support"):
        assert desk.post(f"/office/sponsors/{toys}/{way}", {"factory": str(here)}).status_code == 200
    with writing(app) as session:
        assert count(session, Support) == 1
    assert [detail[0] for _act, detail, _factory in noted(app)] == ["+", "-", "+"]


@on_sqlite
def test_its_staff_stand_on_its_page_and_are_invited_from_there(app: Flask) -> None:
    toys, desk = sponsor(app), office(app)
    sponsor_staff(app, toys)
    page = desk.get(f"/office/sponsors/{toys}")
    assert MAYA.name in words(page)
    way = f"/zh/office/staff/new?role=sponsor:{toys}"
    assert f'href="{way}"' in page.get_data(as_text=True)
    assert f'value="sponsor:{toys}" selected' in desk.client.get(way).get_data(as_text=True)


@pytest.mark.parametrize("way", ["", "/change"])
@on_sqlite
def test_a_sponsor_that_is_not_there_is_not_found(app: Flask, way: str) -> None:
    desk = office(app)
    assert desk.get(f"/office/sponsors/{uuid.UUID(int=0)}{way}").status_code == 404


@on_sqlite
def test_what_is_not_there_is_not_linked(app: Flask) -> None:
    toys, here, desk = sponsor(app), factory(app), office(app)
    nobody = uuid.UUID(int=0)
    before = contents(app)
    for way in ("support", "stop"):
        assert desk.post(f"/office/sponsors/{toys}/{way}", {"factory": str(nobody)}).status_code == 404
        assert desk.post(f"/office/sponsors/{nobody}/{way}", {"factory": str(here)}).status_code == 404
        assert desk.post(f"/office/sponsors/{toys}/{way}", {"factory": "all"}).status_code == 400
    assert contents(app) == before


@on_sqlite
def test_nobody_but_the_office_comes_here(app: Flask) -> None:
    toys, here = sponsor(app), factory(app)
    office(app)
    before = contents(app)
    for desk in (coordinator(app, here), sponsor_staff(app, toys), Desk(app)):
        before = contents(app)
        for path in ("/office/sponsors", "/office/sponsors/new", f"/office/sponsors/{toys}"):
            answer = desk.get(path)
            assert answer.status_code in {302, 404}
            assert LIN.name not in answer.get_data(as_text=True)
        for way in ("new", f"{toys}/change", f"{toys}/support", f"{toys}/stop"):
            answer = desk.post(f"/office/sponsors/{way}", {**fields(), "factory": str(here)}, follow_redirects=False)
            assert answer.status_code in {302, 404}
        assert contents(app) == before
