"""The office's page of impact, against numbers worked out by hand (`tests/services/reached.py`): on screen and in the file."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.rules.elements import WOMENS_COURSE
from mpt.services import factories
from mpt.services.audit import Act
from mpt.web.definitions import DEFINITIONS
from mpt.web.office.impact_tables import DEFINED
from tests.cast import HE, OUR_SITE, Phone
from tests.sample import SAMPLE
from tests.services.reached import GONE, LIST, REPORT, SHEET, THIS_MORNING, enter_baselines, fill, fill_elements
from tests.web.acts import contents, in_both_languages, in_each_language, on_sqlite, says, watched, words, writing
from tests.web.staff_acts import Desk, coordinator, office
from tests.web.tabled import agree, keys_on, notes_of, on_page, sheets_of

PAGE = "/office/impact"
ELEMENTS = (
    "Migrant Parent Training", "Worker Helpline", "Family-Friendly Spaces", "After-School Centers", "Women's Empowerment"
)  # fmt: skip
LEADING = (
    "Workers trained", "Courses finished", "Came to sessions on paper", "Children in spaces", "Children in centers",
    "Workers who finished the course",
)  # fmt: skip
"""The figures of the tables by country and factory."""


@pytest.fixture(autouse=True)
def this_morning() -> Iterator[None]:
    """It's 09:00 in Shanghai on 30 November 2026."""
    with time_machine.travel(THIS_MORNING, tick=False):
        yield


@dataclass(frozen=True)
class World:
    """What an address can name."""

    toys: uuid.UUID
    sponsor: uuid.UUID


@pytest.fixture
def programme(app: Flask) -> World:
    """What happened, a hundred times over, and what had happened before."""
    with writing(app) as session:
        places, sponsor = fill_elements(session, of_each=100)
        enter_baselines(session, places["Toys"], sponsor)
        return World(places["Toys"].id, sponsor.id)


@pytest.fixture
def lin(app: Flask) -> Desk:
    """Somebody of the office, at work in English."""
    desk = office(app)
    desk.language = "en"
    return desk


def test_the_page_shows_what_was_worked_out_by_hand(lin: Desk, programme: World) -> None:
    page = lin.get(PAGE)
    assert "All years · All courses · as of the end of 29 November 2026" in words(page)
    assert keys_on(page) == {
        "Migrant Parent Training": "1,731", "Worker Helpline": "23,020", "Family-Friendly Spaces": "4,018",
        "After-School Centers": "24", "Women's Empowerment": "250",
    }  # fmt: skip
    tables, three = on_page(page), ["Figure", "On this platform", "Before and beside it", "In sum"]
    assert {name: tables.pop(name) for name in ELEMENTS} == {
        "Migrant Parent Training": [
            three,
            ["Workers trained", "601", "1,130", "1,731"],
            ["Courses finished", "701", "", "701"],
            ["Workers who began", "702", "", "702"],
            ["Factories", "3", "", "3"],
            ["Countries", "2", "", "2"],
            ["Sessions on paper", "4", "", "4"],
            ["Came to sessions on paper", "59", "", "59"],
        ],
        "Worker Helpline": [three, ["Cases", "20", "23,000", "23,020"]],
        "Family-Friendly Spaces": [
            three,
            ["Spaces", "1", "", "1"],
            ["Children in spaces", "18", "4,000", "4,018"],
            ["Child-days in spaces", "30", "", "30"],
            ["Places used in spaces", "75%", "", "75%"],
        ],
        # Nothing was entered from before: one number is enough.
        "After-School Centers": [
            ["Figure", "Number"],
            ["Centers", "1"],
            ["Children in centers", "24"],
            ["Child-days in centers", "24"],
            ["Places used in centers", "75%"],
        ],
        "Women's Empowerment": [
            three,
            ["Workers who finished the course", "100", "150", "250"],
            ["Workers who began the course", "100", "", "100"],
            ["Sessions of the course on paper", "1", "", "1"],
            ["Came to those sessions", "20", "", "20"],
        ],
    }
    assert tables == {
        "By course": [
            ["Course", "Courses finished", "Workers who began"],
            ["A small course", "501", "602"],
            [GONE, "100", "100"],
            [WOMENS_COURSE, "100", "100"],
            ["All courses", "701", "702"],
        ],
        "Before and beside it": [
            ["Figure", "Number", "Year", "Where", "Source", "As of"],
            ["Migrant Parent Training · Workers trained", "1,130", "2019", "China", SHEET, "31 December 2019"],
            ["Worker Helpline · Cases", "23,000", "2023", "All countries", LIST, "31 January 2024"],
            ["Family-Friendly Spaces · Children in spaces", "4,000", "2022", "All countries", REPORT, "31 December 2022"],
            ["Women's Empowerment · Workers who finished the course", "150", "2018", "Toys · China · Good Toys", SHEET, "31 December 2018"],  # noqa: E501
        ],
        "By year": [
            ["Year", *LEADING[:3], "Cases", *LEADING[3:]],
            ["2026", "400", "500", "47", "20", "18", "14", "100"],
            ["2025", "201", "201", "0", "0", "0", "10", "0"],
            ["2024", "0", "0", "12", "0", "0", "0", "0"],
            ["2023", "0", "0", "0", "23,000", "0", "0", "0"],
            ["2022", "0", "0", "0", "0", "4,000", "0", "0"],
            ["2021", "0", "0", "0", "0", "0", "0", "0"],
            ["2020", "0", "0", "0", "0", "0", "0", "0"],
            ["2019", "1,130", "0", "0", "0", "0", "0", "0"],
            ["2018", "0", "0", "0", "0", "0", "0", "150"],
            ["All years", "1,731", "701", "59", "23,020", "4,018", "24", "250"],
        ],
        "By country": [
            ["Country", *LEADING],
            ["China", "1,431", "401", "39", "18", "0", "150"],
            ["Vietnam", "200", "200", "20", "0", "24", "100"],
            ["None, or not known", "100", "100", "0", "4,000", "0", "0"],
            ["Sum", "1,731", "701", "59", "4,018", "24", "250"],
        ],
        "By factory": [
            ["Factory", "Country", *LEADING],
            ["Garments", "Vietnam", "200", "200", "20", "0", "24", "100"],
            ["Shoes", "China", "100", "100", "0", "0", "0", "0"],
            ["Toys", "China", "201", "301", "39", "18", "0", "150"],
            ["None, or not known", "", "1,230", "100", "0", "4,000", "0", "0"],
            ["Sum", "", "1,731", "701", "59", "4,018", "24", "250"],
        ],
        "Courses finished, by course and year": [
            ["Course", "All years", "2026", "2025", "2024"],
            ["A small course", "501", "300", "201", "0"],
            [GONE, "100", "100", "0", "0"],
            [WOMENS_COURSE, "100", "100", "0", "0"],
            ["All courses", "701", "500", "201", "0"],
        ],
        "On paper": [
            ["Course", "Sessions on paper", "Came to sessions on paper"],
            ["A small course", "2", "19"],
            [GONE, "1", "20"],
            [WOMENS_COURSE, "1", "20"],
            ["All courses", "4", "59"],
        ],
    }  # fmt: skip


def numbers_of(page: TestResponse, element: str) -> list[list[str]]:
    """Return what stands beside the figures of an element."""
    return [row[1:] for row in on_page(page)[element][1:]]


@on_sqlite
def test_a_year_a_country_a_factory_and_a_sponsor_can_be_chosen_by_the_address(lin: Desk, programme: World) -> None:
    training = "Migrant Parent Training"
    year = lin.get(f"{PAGE}?year=2025")
    assert "2025 · All courses · as of" in words(year)
    assert [row[0] for row in numbers_of(year, training)] == ["201", "201", "302", "1", "1", "0", "0"]
    assert numbers_of(year, "After-School Centers") == [["1"], ["10"], ["10"], ["63%"]]
    assert not {"By year", "Courses finished, by course and year", "Before and beside it"} & set(on_page(year))
    country = lin.get(f"{PAGE}?country=VN")
    assert "All years · Vietnam · All courses" in words(country)
    assert [row[0] for row in numbers_of(country, training)] == ["200", "200", "200", "1", "1", "1", "20"]
    assert [row[0] for row in on_page(country)["By factory"][1:]] == ["Garments", "Sum"]
    factory = lin.get(f"{PAGE}?factory={programme.toys}&year=2025")
    assert [row[0] for row in numbers_of(factory, training)] == ["101", "101", "202", "1", "1", "0", "0"]
    assert not {"By year", "By country", "By factory"} & set(on_page(factory))
    sponsor = lin.get(f"{PAGE}?sponsor={programme.sponsor}")
    assert "All years · Good Toys · All courses" in words(sponsor)
    # What was entered for China in 2019 isn't known to be of Toys.
    assert [row[-1] for row in numbers_of(sponsor, training)] == ["201", "301", "302", "1", "1", "3", "39"]
    assert numbers_of(sponsor, "Women's Empowerment")[0] == ["0", "150", "150"]
    nothing = lin.get(f"{PAGE}?sponsor={programme.sponsor}&country=VN&factory={programme.toys}&year=2026")
    assert {row[0] for row in numbers_of(nothing, training)} == {"0"}


@on_sqlite
def test_cases_have_a_dash_and_the_reason_where_a_place_is_chosen(lin: Desk, programme: World) -> None:
    said = "This isn't counted by country, factory or sponsor."
    for chosen in (f"factory={programme.toys}", "country=CN", f"sponsor={programme.sponsor}"):
        page = lin.get(f"{PAGE}?{chosen}")
        assert numbers_of(page, "Worker Helpline") == [["—"]]
        assert said in words(page)
        assert f"Cases: {said}" in notes_of(lin.get(f"{PAGE}.xlsx?{chosen}"))
    assert said not in words(lin.get(f"{PAGE}?year=2026"))


@on_sqlite
def test_a_course_can_be_chosen_for_what_is_counted_by_course(lin: Desk, programme: World) -> None:
    page = lin.get(f"{PAGE}?course={SAMPLE}")
    assert [row[0] for row in numbers_of(page, "Migrant Parent Training")] == ["—", "501", "602", "—", "—", "2", "19"]
    assert "This isn't counted by course." in words(page)
    assert {row[0] for element in ELEMENTS[1:] for row in numbers_of(page, element)} == {"—"}
    assert on_page(page)["On paper"][1:] == [["A small course", "2", "19"]]
    assert "By course" not in on_page(page)
    # By year too only what is counted by course, and that is what is drawn.
    assert on_page(page)["By year"] == [
        ["Year", "Courses finished", "Came to sessions on paper"],
        ["2026", "300", "7"], ["2025", "201", "0"], ["2024", "0", "12"], ["2023", "0", "0"], ["2022", "0", "0"],
        ["2021", "0", "0"], ["2020", "0", "0"], ["2019", "0", "0"], ["2018", "0", "0"], ["All years", "501", "19"],
    ]  # fmt: skip
    assert "By year: Courses finished" in page.get_data(as_text=True)
    one = lin.get(f"{PAGE}?course={SAMPLE}&factory={programme.toys}&year=2026")
    assert [row[0] for row in numbers_of(one, "Migrant Parent Training")] == ["—", "100", "100", "—", "—", "1", "7"]


@in_each_language
@pytest.mark.parametrize(
    "chosen", ["", "?year=2026", f"?course={SAMPLE}", "?country=CN", "?factory={toys}&year=2025", "?sponsor={sponsor}"]
)
def test_the_file_equals_the_screen_to_the_digit(
    app: Flask, lin: Desk, programme: World, language: str, chosen: str
) -> None:
    lin.language = language
    chosen = chosen.format(toys=programme.toys, sponsor=programme.sponsor)
    page, file = lin.get(PAGE + chosen), lin.get(f"{PAGE}.xlsx{chosen}")
    elements, *sheets = sheets_of(file)
    tables = on_page(page)
    shown = [[name, *row] for name in list(tables)[:5] for row in tables.pop(name)[1:]]
    assert len(shown) == len(elements) - 1
    for row, kept in zip(shown, elements[1:], strict=True):
        # Where nothing comes from before, the page has one number for the file's first and last.
        wide = row if len(row) == 5 else [*row[:2], row[2], "", row[2]]
        assert agree([wide], [kept], language), (row, kept)
    assert len(tables) == len(sheets)
    for table in tables.values():
        assert [sheet for sheet in sheets if agree(table, sheet, language)], table
    assert "2026" in notes_of(file)[0]
    assert any(entry for entry in contents(app)["audit_entry"] if str(Act.TOOK_FIGURES) in entry)


@in_both_languages
@on_sqlite
@pytest.mark.usefixtures("programme")
def test_each_figure_stands_with_its_definition_on_the_page_and_in_the_file(lin: Desk, language: str) -> None:
    lin.language = language
    page, notes = lin.get(PAGE), notes_of(lin.get(f"{PAGE}.xlsx"))
    for each in DEFINITIONS:
        if each.key in DEFINED:
            assert says(page, language, each.title)
            assert says(page, language, each.definition)
    assert len(notes) == 1 + len(DEFINED) == 24
    assert all(note.partition(": ")[2] in words(page) for note in notes[1:])


@on_sqlite
@pytest.mark.usefixtures("programme")
def test_it_is_counted_once_a_day(app: Flask, lin: Desk) -> None:
    before = on_page(lin.get(PAGE))
    with writing(app) as session:
        fill(session)
    with watched(app) as statements:
        assert on_page(lin.get(PAGE)) == before
        lin.get(f"{PAGE}?year=2026")
    assert not [each for each in statements if "enrolment" in each or "certificate" in each]
    with time_machine.travel("2026-11-30T16:00:00Z", tick=False):
        lin = office(app)
        lin.language = "en"
        assert "as of the end of 30 November 2026" in words(lin.get(PAGE))
        assert numbers_of(lin.get(PAGE), "Migrant Parent Training")[2] == ["809", "", "809"]


@in_both_languages
@on_sqlite
def test_before_anything_happened_it_says_so(lin: Desk, language: str) -> None:
    lin.language = language
    page = lin.get(PAGE)
    assert says(page, language, "Nothing was counted yet. What happens today is here tomorrow.")
    assert set(keys_on(page).values()) == {"0"}
    assert len(on_page(page)) == 5
    assert len(sheets_of(lin.get(f"{PAGE}.xlsx"))) == 1


@on_sqlite
@pytest.mark.parametrize("chosen", [
        "year=2017", "year=2027", "year=abcd", "course=nothing", "country=XX", "country=cn", "factory=abc", "sponsor=abc",
        f"factory={uuid.UUID(int=1)}", f"sponsor={uuid.UUID(int=1)}", "year=2026&country=XX",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("programme")
def test_what_there_is_not_is_no_page(lin: Desk, chosen: str) -> None:
    for page in (PAGE, f"{PAGE}.xlsx"):
        assert lin.get(f"{page}?{chosen}").status_code == 404


@on_sqlite
@pytest.mark.parametrize(
    "page",
    [
        "",
        ".xlsx",
        "/public",
        "/report.pdf",
        "/baselines",
        "/baselines/new",
        f"/survey/{SAMPLE}",
        f"/survey/{SAMPLE}.xlsx",
    ],
)
def test_it_is_the_offices_alone(app: Flask, page: str) -> None:
    with writing(app) as session:
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
    he = coordinator(app, factory.id, HE)
    before = contents(app)
    assert he.get(PAGE + page).status_code == 404
    assert Desk(app).get(PAGE + page).headers["Location"] == f"/zh/staff/sign-in?then=/zh{PAGE}{page}"
    assert Phone(app).get(PAGE + page).status_code == 302
    assert contents(app) == before


@on_sqlite
def test_nobody_else_switches_the_public_page_on(app: Flask) -> None:
    with writing(app) as session:
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
    he = coordinator(app, factory.id, HE)
    before = contents(app)
    assert he.post(f"{PAGE}/public", {"on": "1"}).status_code == 404
    nobody = Desk(app).client.post(f"/zh{PAGE}/public", data={"on": "1"}, headers=OUR_SITE)
    assert nobody.headers["Location"] == "/zh/staff/sign-in"
    assert contents(app) == before
    assert Phone(app).get("/impact").status_code == 404
