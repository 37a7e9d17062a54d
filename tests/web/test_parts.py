"""Departments and lines on the office's pages."""

import uuid

import pytest
from flask import Flask

from mpt.services import factories, parts
from mpt.services.audit import Act
from tests.web.acts import contents, counts, heading, in_each_language, on_sqlite, says, went_to, words, writing
from tests.web.office_acts import (
    ASSEMBLY,
    LINE,
    factory,
    is_kept_out,
    log,
    outsiders,
    place,
    two_names,
    with_line,
)
from tests.web.staff_acts import Desk, coordinator, office

IN_USE = "It can't be removed: a join code leads here, or workers joined here. Its names can still be changed."


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Lin's desk, in the office."""
    return office(app)


@pytest.fixture
def bluestone(app: Flask) -> uuid.UUID:
    """A factory without departments."""
    return factory(app)


def at(factory_id: uuid.UUID, *more: object) -> str:
    """Return the address of a page of a factory's parts."""
    return "/".join(("/office/factories", str(factory_id), *map(str, more)))


@in_each_language
def test_a_department_is_added_with_its_people(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    assert desk.get(at(bluestone, "departments", "new")).status_code == 200
    sent = two_names(ASSEMBLY, headcount="1,200", parents=" ４００ ")
    for _tap in range(2):
        page = desk.post(at(bluestone, "departments", "new"), sent)
        assert went_to(page) == f"/{language}{at(bluestone)}"
        assert says(page, language, "Saved.")
        assert "1200" in words(page)
    assert counts(app)["department"] == 1
    assert log(app) == [(Act.CHANGED_FACTORY, "+ 装配部 / Assembly", bluestone)]


def test_a_department_is_changed(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    department_id, _line_id = with_line(app, bluestone)
    page = desk.get(at(bluestone, "departments", department_id))
    assert heading(page) == "装配部"
    assert 'value="1200"' in page.get_data(as_text=True)
    desk.post(at(bluestone, "departments", department_id), two_names(("总装部", "Final"), headcount="", parents="0"))
    changed = place(app, bluestone, department_id).department
    assert changed
    assert (changed.name_zh, changed.name_en, changed.headcount, changed.parents) == ("总装部", "Final", None, 0)
    assert 'value="0"' in desk.get(at(bluestone, "departments", department_id)).get_data(as_text=True)
    assert log(app) == [(Act.CHANGED_FACTORY, "总装部 / Final", bluestone)]


@in_each_language
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name_zh": ""}, "Please write this name."),
        ({"name_en": "A" * 41}, "That's too long. Please use 40 characters or fewer."),
        ({"headcount": "many"}, "Please write a whole number, such as 120, or leave it empty."),
        ({"parents": "-1"}, "Please write a whole number, such as 120, or leave it empty."),
        ({"headcount": "10", "parents": "11"}, "There can't be more parents than people who work there."),
        ({"name_zh": ASSEMBLY[0]}, "There is one with this Chinese name already."),
    ],
)
def test_what_cannot_be_a_department_is_said_and_what_was_typed_stays(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str, change: dict[str, str], message: str
) -> None:
    desk.language = language
    with_line(app, bluestone)
    with writing(app) as session:
        packing = parts.add_department(session, bluestone, "包装部", "Packing", parts.People()).id
    before = contents(app)
    sent = two_names(("质检部", "Quality"), headcount="380", parents="90") | change
    for address in (at(bluestone, "departments", "new"), at(bluestone, "departments", packing)):
        page = desk.post(address, sent)
        assert page.status_code == 422
        assert says(page, language, message)
        for field in ("name_zh", "name_en", "headcount", "parents"):
            assert f'value="{sent[field]}"' in page.get_data(as_text=True)
    assert contents(app) == before


@on_sqlite
def test_all_that_is_wrong_is_said_at_once(desk: Desk, bluestone: uuid.UUID) -> None:
    sent = two_names(("", ""), headcount="a", parents="b")
    page = desk.post(at(bluestone, "departments", "new"), sent)
    assert page.get_data(as_text=True).count('class="fault"') == 4


@in_each_language
def test_a_line_is_added_and_changed(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    department_id, line_id = with_line(app, bluestone)
    add = at(bluestone, "departments", department_id, "lines", "new")
    assert desk.get(add).status_code == 200
    for _tap in range(2):
        page = desk.post(add, two_names(("A4线", "Line A4")))
        assert went_to(page) == f"/{language}{at(bluestone, 'departments', department_id)}"
        assert {"zh": "A4线", "en": "Line A4"}[language] in words(page)
    assert heading(desk.get(at(bluestone, "lines", line_id))) == {"zh": "A3线", "en": "Line A3"}[language]
    page = desk.post(at(bluestone, "lines", line_id), two_names(("B1线", "Line B1")))
    assert {"zh": "B1线", "en": "Line B1"}[language] in words(page)
    assert [detail for _act, detail, _of in log(app)] == [
        "装配部 / Assembly · B1线 / Line B1",
        "+ 装配部 / Assembly · A4线 / Line A4",
    ]


@on_sqlite
@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("", "Line A4"), "Please write this name."),
        (("A4线", ""), "Please write this name."),
        ((LINE[0], "Line A4"), "There is one with this Chinese name already."),
    ],
)
def test_what_cannot_be_a_line_is_said(
    app: Flask, desk: Desk, bluestone: uuid.UUID, names: tuple[str, str], message: str
) -> None:
    department_id, _line_id = with_line(app, bluestone)
    with writing(app) as session:
        department = parts.place_in(session, bluestone, department_id, None)
        other = parts.add_line(session, department, "A9线", "Line A9").id
    before = contents(app)
    for address in (at(bluestone, "departments", department_id, "lines", "new"), at(bluestone, "lines", other)):
        page = desk.post(address, two_names(names))
        assert page.status_code == 422
        assert says(page, "zh", message)
    assert contents(app) == before


def test_a_line_and_then_its_department_are_removed(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    department_id, line_id = with_line(app, bluestone)
    page = desk.post(at(bluestone, "lines", line_id, "remove"))
    assert went_to(page) == f"/zh{at(bluestone, 'departments', department_id)}"
    page = desk.post(at(bluestone, "departments", department_id, "remove"))
    assert went_to(page) == f"/zh{at(bluestone)}"
    assert (counts(app)["department"], counts(app)["line"]) == (0, 0)
    details = [detail for _act, detail, _of in log(app)]
    assert details == ["- 装配部 / Assembly", "- 装配部 / Assembly · A3线 / Line A3"]


@in_each_language
def test_what_a_code_leads_to_stays_and_it_is_said_why(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    department_id, line_id = with_line(app, bluestone)
    with writing(app) as session:
        factories.make_code(session, parts.place_in(session, bluestone, None, line_id))
    before = contents(app)
    for part in (("lines", line_id), ("departments", department_id)):
        page = desk.post(at(bluestone, *part, "remove"))
        assert says(page, language, IN_USE)
        assert went_to(page) == f"/{language}{at(bluestone, *part)}"
    assert contents(app) == before


ROUTES = [
    ("GET", "departments/new"),
    ("POST", "departments/new"),
    ("GET", "departments/{department}"),
    ("POST", "departments/{department}"),
    ("POST", "departments/{department}/remove"),
    ("GET", "departments/{department}/lines/new"),
    ("POST", "departments/{department}/lines/new"),
    ("GET", "lines/{line}"),
    ("POST", "lines/{line}"),
    ("POST", "lines/{line}/remove"),
]


@on_sqlite
def test_nobody_but_the_office_comes_in(app: Flask, bluestone: uuid.UUID) -> None:
    department_id, line_id = with_line(app, bluestone)
    for desk in (*outsiders(app), coordinator(app, bluestone)):
        for method, route in ROUTES:
            address = at(bluestone, route.format(department=department_id, line=line_id))
            assert is_kept_out(app, desk, method, address), route


@on_sqlite
def test_another_factorys_parts_are_not_this_ones(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    department_id, line_id = with_line(app, bluestone)
    other = factory(app, ("远足鞋厂", "Long Walk Shoes"))
    for method, route in ROUTES[2:]:
        for ids in ((department_id, line_id), (uuid.UUID(int=1), uuid.UUID(int=1))):
            address = at(other, route.format(department=ids[0], line=ids[1]))
            assert is_kept_out(app, desk, method, address), route
