"""The office's page of impact, against numbers worked out by hand (`tests/services/reached.py`): on screen and in the file."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from mpt.services import factories
from mpt.services.audit import Act
from mpt.web.definitions import DEFINITIONS
from tests.cast import HE, OUR_SITE, Phone
from tests.sample import SAMPLE
from tests.services.reached import GONE, THIS_MORNING, fill
from tests.web.acts import contents, in_both_languages, in_each_language, on_sqlite, says, watched, words, writing
from tests.web.staff_acts import Desk, coordinator, office
from tests.web.tabled import agree, keys_on, notes_of, on_page, sheets_of

PAGE = "/office/impact"


@pytest.fixture(autouse=True)
def this_morning() -> Iterator[None]:
    """It's 09:00 in Shanghai on 30 November 2026."""
    with time_machine.travel(THIS_MORNING, tick=False):
        yield


@pytest.fixture
def programme(app: Flask) -> None:
    """What happened, a hundred times over."""
    with writing(app) as session:
        fill(session, of_each=100)


@pytest.fixture
def lin(app: Flask) -> Desk:
    """Somebody of the office, at work in English."""
    desk = office(app)
    desk.language = "en"
    return desk


@pytest.mark.usefixtures("programme")
def test_the_page_shows_what_was_worked_out_by_hand(lin: Desk) -> None:
    page = lin.get(PAGE)
    assert "All years · All courses · as of the end of 29 November 2026" in words(page)
    assert keys_on(page) == {
        "Workers trained": "500", "Courses finished": "600", "Workers who began": "600", "Factories": "3",
        "Countries": "2", "Sessions on paper": "3", "Came to sessions on paper": "39",
    }  # fmt: skip
    assert on_page(page) == {
        "By year": [
            ["Year", "Workers trained", "Courses finished", "Workers who began", "Factories", "Countries"],
            ["2026", "300", "400", "300", "2", "1"],
            ["2025", "200", "200", "300", "1", "1"],
            ["2024", "0", "0", "0", "0", "0"],
            ["All years", "500", "600", "600", "3", "2"],
        ],
        "By course": [
            ["Course", "Courses finished", "Workers who began"],
            ["A small course", "500", "600"],
            [GONE, "100", "100"],
            ["All courses", "600", "600"],
        ],
        "Courses finished, by course and year": [
            ["Course", "All years", "2026", "2025", "2024"],
            ["A small course", "500", "300", "200", "0"],
            [GONE, "100", "100", "0", "0"],
            ["All courses", "600", "400", "200", "0"],
        ],
        "On paper": [
            ["Course", "Sessions on paper", "Came to sessions on paper"],
            ["A small course", "2", "19"],
            [GONE, "1", "20"],
            ["All courses", "3", "39"],
        ],
    }


@on_sqlite
@pytest.mark.usefixtures("programme")
def test_a_year_and_a_course_can_be_chosen_by_the_address(lin: Desk) -> None:
    year = lin.get(f"{PAGE}?year=2026")
    assert keys_on(year) == {
        "Workers trained": "300", "Courses finished": "400", "Workers who began": "300", "Factories": "2",
        "Countries": "1", "Sessions on paper": "2", "Came to sessions on paper": "27",
    }  # fmt: skip
    assert list(on_page(year)) == ["By course", "On paper"]
    course = lin.get(f"{PAGE}?course={SAMPLE}")
    assert keys_on(course) == {
        "Courses finished": "500", "Workers who began": "600", "Sessions on paper": "2", "Came to sessions on paper": "19",
    }  # fmt: skip
    assert on_page(course) == {
        "By year": [
            ["Year", "Courses finished", "Workers who began"],
            ["2026", "300", "300"],
            ["2025", "200", "300"],
            ["2024", "0", "0"],
            ["All years", "500", "600"],
        ],
        "On paper": [["Course", "Sessions on paper", "Came to sessions on paper"], ["A small course", "2", "19"]],
    }
    both = lin.get(f"{PAGE}?year=2025&course={GONE}")
    assert set(keys_on(both).values()) == {"0"}
    assert on_page(both) == {}


@in_each_language
@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize("chosen", ["", "?year=2026", f"?course={SAMPLE}", f"?year=2026&course={GONE}"])
def test_the_file_equals_the_screen_to_the_digit(app: Flask, lin: Desk, language: str, chosen: str) -> None:
    lin.language = language
    page, file = lin.get(PAGE + chosen), lin.get(f"{PAGE}.xlsx{chosen}")
    totals, *tables = sheets_of(file)
    assert agree([list(key) for key in keys_on(page).items()], totals[1:], language)
    shown = list(on_page(page).values())
    assert len(shown) == len(tables)
    for table, sheet in zip(
        sorted(shown), sorted(tables, key=lambda rows: [str(cell) for cell in rows[0]]), strict=True
    ):
        assert agree(table, sheet, language), (table, sheet)
    assert "2026" in notes_of(file)[0]
    assert any(entry for entry in contents(app)["audit_entry"] if str(Act.TOOK_FIGURES) in entry)


@in_both_languages
@on_sqlite
@pytest.mark.usefixtures("programme")
def test_each_figure_stands_with_its_definition_on_the_page_and_in_the_file(lin: Desk, language: str) -> None:
    lin.language = language
    page, notes = lin.get(PAGE), notes_of(lin.get(f"{PAGE}.xlsx"))
    for each in DEFINITIONS:
        if each.key in {"trained", "finished", "began", "factories", "countries", "sessions", "came", "as_of"}:
            assert says(page, language, each.title)
            assert says(page, language, each.definition)
    assert len(notes) == 9
    assert all(note.partition(": ")[2] in words(page) for note in notes[1:])


@on_sqlite
@pytest.mark.usefixtures("programme")
def test_it_is_counted_once_a_day(app: Flask, lin: Desk) -> None:
    before = lin.get(PAGE).data
    with writing(app) as session:
        fill(session)
    with watched(app) as statements:
        assert lin.get(PAGE).data == before
        lin.get(f"{PAGE}?year=2026")
    assert not [each for each in statements if "enrolment" in each or "certificate" in each]
    with time_machine.travel("2026-11-30T16:00:00Z", tick=False):
        lin = office(app)
        lin.language = "en"
        assert "as of the end of 30 November 2026" in words(lin.get(PAGE))
        assert keys_on(lin.get(PAGE))["Workers who began"] == "707"


@in_both_languages
@on_sqlite
def test_before_anything_happened_it_says_so(lin: Desk, language: str) -> None:
    lin.language = language
    page = lin.get(PAGE)
    assert says(page, language, "Nothing was counted yet. What happens today is here tomorrow.")
    assert set(keys_on(page).values()) == {"0"}
    assert on_page(page) == {}
    assert len(sheets_of(lin.get(f"{PAGE}.xlsx"))) == 1


@on_sqlite
@pytest.mark.parametrize("chosen", ["year=2019", "year=abcd", "course=nothing", "year=2026"])
def test_a_year_or_a_course_that_there_is_not_is_no_page(lin: Desk, chosen: str) -> None:
    for page in (PAGE, f"{PAGE}.xlsx"):
        assert lin.get(f"{page}?{chosen}").status_code == 404


@on_sqlite
@pytest.mark.parametrize(
    "page",
    ["", ".xlsx", "/public", f"/survey/{SAMPLE}", f"/survey/{SAMPLE}.xlsx"],
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
