"""Join codes: made for a place, printed, sent around, followed by a worker, closed."""

import io
import uuid

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from werkzeug.test import TestResponse

from mpt.models import Membership
from mpt.services import factories
from mpt.services.audit import Act
from tests.cast import Phone
from tests.web.acts import contents, counts, database_of, in_each_language, on_sqlite, says, went_to, words, writing
from tests.web.office_acts import factory, is_kept_out, log, outsiders, place, with_line
from tests.web.staff_acts import Desk, coordinator, office

PRINTS = ("poster.pdf", "poster.png", "sign-in-sheet.pdf")


@pytest.fixture
def bluestone(app: Flask) -> uuid.UUID:
    """A factory."""
    return factory(app)


@pytest.fixture
def desk(app: Flask, bluestone: uuid.UUID) -> Desk:
    """Its coordinator's desk."""
    return coordinator(app, bluestone)


def at(factory_id: uuid.UUID, *more: object) -> str:
    """Return the address of a page of a factory's codes."""
    return "/".join(("/factory", str(factory_id), "codes", *map(str, more)))


def code_of(app: Flask, factory_id: uuid.UUID, department_id: uuid.UUID | None = None) -> str:
    """Return the open code that leads to a factory or a department."""
    with database_of(app).session(writes=False) as session:
        found = factories.code_of(session, place(app, factory_id, department_id))
    assert found
    return found.code


def text_of(pdf: bytes) -> str:
    """Return what a PDF says, without spaces: typesetters part lines where they like."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def make(desk: Desk, factory_id: uuid.UUID, department: object = "", line: object = "") -> TestResponse:
    """Tap "make a code" beside a place."""
    return desk.post(at(factory_id), {"department": department, "line": line})


@in_each_language
def test_all_places_are_there_each_with_its_code_or_a_way_to_make_one(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    assert says(desk.get(at(bluestone)), language, "This factory has no departments here. The office can add them.")
    with_line(app, bluestone)
    page = desk.get(at(bluestone))
    for name in {"zh": ("青石电子厂", "装配部", "A3线"), "en": ("Bluestone Electronics", "Assembly", "Line A3")}[
        language
    ]:
        assert name in words(page)
    assert f"http://127.0.0.1:8000/join/{code_of(app, bluestone)}" in words(page)
    assert page.get_data(as_text=True).count(f'action="/{language}{at(bluestone)}"') == 2


def test_a_worker_who_scans_a_departments_picture_is_in_that_department(
    app: Flask, desk: Desk, bluestone: uuid.UUID, phone: Phone
) -> None:
    department_id, _line_id = with_line(app, bluestone)
    page = make(desk, bluestone, department_id)
    code = code_of(app, bluestone, department_id)
    assert went_to(page) == f"/zh{at(bluestone, code)}"
    assert says(page, "zh", "The code is made. It works from now on.")
    assert log(app) == [(Act.MADE_CODE, f"{code}, 青石电子厂 · 装配部", bluestone)]
    picture = desk.get(at(bluestone, code, "poster.png"))
    (scanned,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.data)))
    address = scanned.text.removeprefix("http://127.0.0.1:8000")
    assert "青石电子厂" in words(phone.client.get(address, follow_redirects=True))
    phone.post(address)
    with database_of(app).session(writes=False) as session:
        joined = session.query(Membership).one()
        assert (joined.factory_id, joined.department_id, joined.line_id) == (bluestone, department_id, None)


def test_a_code_for_a_line_and_two_taps_make_one(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    department_id, line_id = with_line(app, bluestone)
    first = make(desk, bluestone, department_id, line_id)
    assert "青石电子厂 · 装配部 · A3线" in words(first)
    before = contents(app)
    assert went_to(make(desk, bluestone, department_id, line_id)) == f"/zh{at(bluestone)}"
    assert went_to(make(desk, bluestone)) == f"/zh{at(bluestone)}"
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize("fields", [{"department": "x"}, {"line": "1"}, {"department": "\0"}])
def test_a_part_that_can_be_none_is_refused(
    app: Flask, desk: Desk, bluestone: uuid.UUID, fields: dict[str, str]
) -> None:
    before = contents(app)
    assert desk.post(at(bluestone), fields).status_code == 400
    assert contents(app) == before


@on_sqlite
def test_no_code_is_made_for_another_factorys_part(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    other = factory(app, ("远足鞋厂", "Long Walk Shoes"))
    department_id, line_id = with_line(app, other)
    before = contents(app)
    assert make(desk, bluestone, department_id).status_code == 404
    assert make(desk, bluestone, "", line_id).status_code == 404
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize(
    ("tongue", "said", "unsaid"),
    [
        ("zh", ("青石电子厂", "装配部", "有难处，可以打"), ("Bluestone", "Assembly")),
        ("en", ("BluestoneElectronics", "Assembly", "Whenitgetshard,call"), ("青石", "装配")),
        ("both", ("青石电子厂", "BluestoneElectronics", "装配部", "Assembly"), ()),
    ],
)
def test_a_poster_says_whose_it_is_in_the_languages_that_were_chosen(
    app: Flask, desk: Desk, bluestone: uuid.UUID, tongue: str, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    department_id, _line_id = with_line(app, bluestone)
    make(desk, bluestone, department_id)
    code = code_of(app, bluestone, department_id)
    answer = desk.get(at(bluestone, code, f"poster.pdf?in={tongue}"))
    assert answer.mimetype == "application/pdf"
    assert f"filename=poster-{code}-{tongue}.pdf" in answer.headers["Content-Disposition"]
    text = text_of(answer.data)
    for part in (*said, "12355", "127.0.0.1:8000/join", code[:3], code[3:]):
        assert part in text
    for part in unsaid:
        assert part not in text


@on_sqlite
def test_a_sheet_to_sign_says_where_and_asks_what_the_page_asks(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    text = text_of(desk.get(at(bluestone, code_of(app, bluestone), "sign-in-sheet.pdf?in=zh")).data)
    for part in ("青石电子厂", "日期", "讲课人", "分钟", "到课人数", "厂里可以看到我的姓名"):
        assert part in text


@on_sqlite
def test_every_print_is_one_tap_away(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    code = code_of(app, bluestone)
    page = desk.get(at(bluestone, code)).get_data(as_text=True)
    for name in PRINTS:
        for tongue in ("zh", "en", "both"):
            assert f'href="/zh{at(bluestone, code, name)}?in={tongue}"' in page
        answer = desk.get(at(bluestone, code, name))
        assert answer.data.startswith(b"\x89PNG" if name.endswith("png") else b"%PDF-")
        assert answer.headers["Cache-Control"] == "private, no-store"


@on_sqlite
@pytest.mark.parametrize("name", ["poster.gif", "poster", "poster.pdf?in=fr", "poster.pdf?in=", "close.pdf"])
def test_what_cannot_be_printed_is_not_there(app: Flask, desk: Desk, bluestone: uuid.UUID, name: str) -> None:
    assert desk.get(at(bluestone, code_of(app, bluestone), name)).status_code == 404


@in_each_language
def test_a_closed_code_lets_nobody_in_and_whoever_came_stays(
    app: Flask, desk: Desk, bluestone: uuid.UUID, phone: Phone, second_phone: Phone, language: str
) -> None:
    desk.language = language
    code = code_of(app, bluestone)
    phone.post(f"/join/{code}")
    before = contents(app)
    assert says(desk.get(at(bluestone, code, "close")), language, "Close the code %(code)s?", code=code)
    assert contents(app) == before
    page = desk.post(at(bluestone, code, "close"))
    assert says(page, language, "The code is closed: nobody comes in by it any more.")
    assert went_to(desk.post(at(bluestone, code, "close"))) == f"/{language}{at(bluestone)}"
    assert log(app) == [(Act.CLOSED_CODE, code, bluestone)]
    assert second_phone.post(f"/join/{code}").status_code == 410
    assert counts(app)["membership"] == 1
    for name in ("", *PRINTS, "close"):
        assert desk.get(at(bluestone, code, name).rstrip("/")).status_code == 404
    assert code not in words(desk.get(at(bluestone)))


@on_sqlite
def test_the_office_prints_for_every_factory(app: Flask, bluestone: uuid.UUID) -> None:
    lin = office(app)
    assert lin.get(at(bluestone)).status_code == 200
    assert lin.get(at(bluestone, code_of(app, bluestone), "poster.pdf")).data.startswith(b"%PDF-")


ROUTES = [
    ("GET", ""),
    ("POST", ""),
    ("GET", "/{code}"),
    *(("GET", f"/{{code}}/{name}") for name in PRINTS),
    ("GET", "/{code}/close"),
    ("POST", "/{code}/close"),
]


@on_sqlite
def test_nobody_from_elsewhere_comes_in(app: Flask, bluestone: uuid.UUID) -> None:
    code = code_of(app, bluestone)
    for desk in outsiders(app):
        for method, route in ROUTES:
            assert is_kept_out(app, desk, method, at(bluestone) + route.format(code=code)), route


@on_sqlite
def test_another_factorys_code_is_not_this_ones(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    other = factory(app, ("远足鞋厂", "Long Walk Shoes"))
    for code in (code_of(app, other), "ZZZZZZ", "x" * 80):
        for method, route in ROUTES[2:]:
            assert is_kept_out(app, desk, method, at(bluestone) + route.format(code=code)), route
    with writing(app) as session:
        assert factories.code_of(session, place(app, other))
