"""A sponsor's page: what is published of its factories and their sums, against numbers worked out by hand.

Who joined the factories, began and finished the small course in September, and of it what may be shown (the own members of a
factory without parts: whole pairs, never all who joined, in tens, ten below the joined):

| factory | joined | began | finished |
|---|---|---|---|
| 晨光玩具厂 | 45: 40, from 2 November on 55: 50 | 38: 30 | 19, so 18: 10 |
| 远足鞋厂 | 61: 60 | 50: 50 | 41, so 40: 40 |
| 小包厂 | 5: - | 5, so 4: - | 5, so 4: - |
| sum | 100, from 2 November on 110 | 80 | 50 |

青石电子厂 isn't supported.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mpt.models import Factory, Figure, Headcount, PaperSession, Staff
from mpt.models.base import now
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, sponsors, staff
from mpt.services.audit import Act
from mpt.services.factories import Place
from mpt.services.publishing import current_releases, read_edition
from mpt.web.daily import Kept
from mpt.web.definitions import DEFINITIONS
from mpt.web.sponsor_tables import DEFINED
from tests.cast import CHEN, HE, StaffPerson
from tests.crowd import Did, crowd
from tests.sample import SAMPLE
from tests.services.reached import count_children
from tests.web.acts import contents, in_both_languages, in_each_language, on_sqlite, says, words, writing
from tests.web.staff_acts import Desk, coordinator, office, sponsor_staff
from tests.web.tabled import agree, keys_on, notes_of, on_page, sheets_of

SEPTEMBER = date(2026, 9, 1)
JAMAL = StaffPerson("Jamal", "jamal@shoes.example")
"""Works for another sponsor."""


@dataclass(frozen=True)
class World:
    """Two sponsors, and the factories of the first and one of nobody's."""

    toys_buyer: uuid.UUID
    shoes_buyer: uuid.UUID
    toys: uuid.UUID
    bluestone: uuid.UUID


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """It's Monday noon in China."""
    with time_machine.travel(datetime(2026, 11, 30, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    """The factories of the table above."""
    with writing(app) as session:
        buyer, other = (
            sponsors.add(session, *names) for names in (("好玩具公司", "Good Toys"), ("好鞋公司", "Good Shoes"))
        )
        edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
        opened: list[Factory] = []
        for name_zh, name_en, country, joined, began, finished in (
            ("晨光玩具厂", "Morning Light Toys", "CN", 45, 38, 19),
            ("远足鞋厂", "Long Walk Shoes", "VN", 61, 50, 41),
            ("小包厂", "Small Bags", "VN", 5, 5, 5),
            ("青石电子厂", "Bluestone Electronics", "CN", 90, 90, 90),
        ):
            factory = factories.open_factory(session, name_zh, name_en, country)[0]
            did = {"began": Did(began, date(2026, 9, 2)), "finished": Did(finished, date(2026, 9, 20))}
            crowd(session, Place(factory), joined, SEPTEMBER, edition, **did)
            opened.append(factory)
        toys, shoes, bags, bluestone = opened
        crowd(session, Place(toys), 10, date(2026, 11, 2))
        for each in (toys, shoes, bags):
            sponsors.support(session, buyer.id, each.id)
        _hold_sessions(session, toys, bags, bluestone)
        return World(buyer.id, other.id, toys.id, bluestone.id)


def _hold_sessions(session: Session, toys: Factory, bags: Factory, bluestone: Factory) -> None:
    for factory, held_on, attended in (
        (toys, date(2025, 6, 1), 18),
        (toys, date(2026, 11, 5), 19),
        (bags, date(2026, 11, 6), 9),
        (bluestone, date(2026, 11, 7), 99),
    ):
        chen = staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, factory.id))[0].id
        held = PaperSession(factory_id=factory.id, course_id=SAMPLE, held_on=held_on, trainer="何平", minutes=40)
        held.attended, held.entered_by = attended, chen
        session.add(held)
    session.flush()


@pytest.fixture
def maya(app: Flask, world: World) -> Desk:
    """Somebody of the sponsor, at work in English."""
    desk = sponsor_staff(app, world.toys_buyer)
    desk.language = "en"
    return desk


def page_of(sponsor_id: uuid.UUID, rest: str = "") -> str:
    return f"/sponsor/{sponsor_id}{rest}"


def test_the_page_shows_what_is_published_and_its_sums(maya: Desk, world: World) -> None:
    page = maya.get(page_of(world.toys_buyer))
    assert "Totals of the factories that are supported, as of the end of 29 November 2026" in words(page)
    assert keys_on(page) == {
        "Factories": "3", "Countries": "2", "Workers who joined": "110", "Courses begun": "80", "Courses finished": "50",
        "Sessions on paper": "3", "Came to sessions on paper": "30",
    }  # fmt: skip
    heads = [
        "Workers who joined",
        "Courses begun",
        "Courses finished",
        "Sessions on paper",
        "Came to sessions on paper",
    ]
    assert on_page(page) == {
        "By course": [["Course", "Courses finished", "Courses begun"], ["A small course", "50", "80"]],
        "By factory": [
            ["Factory", "Country", *heads],
            ["Long Walk Shoes", "Vietnam", "60", "50", "40", "0", "—"],
            ["Morning Light Toys", "China", "50", "30", "10", "2", "30"],
            ["Small Bags", "Vietnam", "—", "—", "—", "1", "—"],
            ["Sum", "", "110", "80", "50", "3", "30"],
        ],
        "Finished, by factory and course": [
            ["Factory", "A small course"],
            ["Long Walk Shoes", "40"],
            ["Morning Light Toys", "10"],
            ["Small Bags", "—"],
            ["Sum", "50"],
        ],
        "Year by year": [
            ["Until the end of", *heads],
            ["29 November 2026", "110", "80", "50", "3", "30"],
            ["31 December 2025", "—", "—", "—", "1", "10"],
        ],
    }


@on_sqlite
def test_spaces_and_children_are_shown_where_there_are_any_in_full_tens(app: Flask, maya: Desk, world: World) -> None:
    with writing(app) as session:
        chen = session.scalars(select(Staff.id)).all()[0]
        came = {"2025-07-01": 19, "2026-07-01": 12, "2026-07-02": 15, "2026-11-30": 90}
        count_children(session, Factory(id=world.toys), chen, "space", 30, came)
        count_children(session, Factory(id=world.bluestone), chen, "center", 30, {"2026-07-01": 70})
    page = maya.get(page_of(world.toys_buyer))
    # The most of one day in 2025 and in 2026: 19 and 15. Bluestone isn't supported, and the 30th isn't over.
    assert (keys_on(page)["Spaces and centers"], keys_on(page)["Children"]) == ("1", "30")
    rows = {row[0]: row[-2:] for row in on_page(page)["By factory"]}
    assert rows == {
        "Factory": ["Spaces and centers", "Children"],
        "Long Walk Shoes": ["0", "—"], "Morning Light Toys": ["1", "30"], "Small Bags": ["0", "—"], "Sum": ["1", "30"],
    }  # fmt: skip
    assert [row[-2:] for row in on_page(page)["Year by year"]][1:] == [["1", "30"], ["1", "10"]]
    assert "known by the numbers of their cards alone" in words(page)
    assert "Children" not in keys_on(maya.get(page_of(world.toys_buyer, "?day=2024-12-31")))
    sheets = sheets_of(maya.get(page_of(world.toys_buyer, "/totals.xlsx")))
    assert sheets[0][-2:] == [["Spaces and centers", 1], ["Children", 30]]


@on_sqlite
def test_years_of_spaces_alone_have_a_row_and_late_lists_move_nothing(app: Flask, maya: Desk, world: World) -> None:
    with writing(app) as session:
        chen = session.scalars(select(Staff.id)).all()[0]
        made = sponsors.add(session, "小熊公司", "Little Bear").id
        factory = factories.open_factory(session, "小熊厂", "Bears", "VN")[0]
        sponsors.support(session, made, factory.id)
        count_children(session, factory, chen, "space", 30, {"2024-07-01": 19, "2026-07-01": 12})
        count_children(session, Factory(id=world.toys), chen, "space", 30, {"2023-07-01": 19})
    bears = office(app)
    bears.language = "en"
    rows = {row[0]: row[-2:] for row in on_page(bears.get(page_of(made)))["Year by year"]}
    assert list(rows)[1:] == ["29 November 2026", "31 December 2025", "31 December 2024"]
    assert list(rows.values())[1:] == [["1", "30"], ["1", "10"], ["1", "10"]]
    assert on_page(maya.get(page_of(world.toys_buyer)))["Year by year"][-1][0] == "31 December 2023"
    with writing(app) as session:  # a list of Friday, entered on Monday morning
        count_children(session, factory, chen, "center", 30, {"2026-11-27": 50})
        session.execute(update(Headcount).where(Headcount.children == 50).values(noted_at=now()))
    app.extensions["mpt.kept"] = Kept()  # as in another process
    keys = keys_on(bears.get(page_of(made)))
    assert (keys["Spaces and centers"], keys["Children"]) == ("1", "30")


@on_sqlite
def test_it_can_be_seen_as_it_was_on_another_day(maya: Desk, world: World) -> None:
    page = maya.get(page_of(world.toys_buyer, "?day=2026-09-10"))
    assert "as of the end of 10 September 2026" in words(page)
    assert keys_on(page)["Workers who joined"] == "100"
    assert keys_on(page)["Courses finished"] == "—"
    assert [row[0] for row in on_page(page)["Year by year"][1:]] == ["10 September 2026", "31 December 2025"]
    before = maya.get(page_of(world.toys_buyer, "?day=2024-09-10"))
    assert list(on_page(before)) == ["By factory"]


@on_sqlite
@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("2026-11-30", "That day isn't over yet. Figures are counted when a day has ended."),
        ("2026-13-01", "That isn't a day. Write it as year, month and day, such as 2026-11-30."),
        ("yesterday", "That isn't a day. Write it as year, month and day, such as 2026-11-30."),
    ],
)
def test_a_day_that_can_not_be_shown_is_said_and_the_last_is_shown(
    maya: Desk, world: World, day: str, fault: str
) -> None:
    page = maya.get(page_of(world.toys_buyer, f"?day={day}"))
    assert page.status_code == 422
    assert fault in words(page)
    assert keys_on(page)["Workers who joined"] == "110"


@in_each_language
@pytest.mark.parametrize("chosen", ["", "?day=2026-09-10"])
def test_the_file_equals_the_screen_to_the_digit(
    app: Flask, maya: Desk, world: World, language: str, chosen: str
) -> None:
    maya.language = language
    page, file = (maya.get(page_of(world.toys_buyer, rest + chosen)) for rest in ("", "/totals.xlsx"))
    totals, *tables = sheets_of(file)
    assert agree([list(key) for key in keys_on(page).items()], totals[1:], language)
    shown = sorted(on_page(page).values(), key=lambda rows: rows[0])
    assert len(shown) == len(tables)
    for table, sheet in zip(shown, sorted(tables, key=lambda rows: [str(cell) for cell in rows[0]]), strict=True):
        assert agree(table, sheet, language), (table, sheet)
    assert any(entry for entry in contents(app)["audit_entry"] if str(Act.TOOK_FIGURES) in entry)


@in_both_languages
@on_sqlite
def test_each_figure_stands_with_its_definition_on_the_page_and_in_the_file(
    maya: Desk, world: World, language: str
) -> None:
    maya.language = language
    page, notes = maya.get(page_of(world.toys_buyer)), notes_of(maya.get(page_of(world.toys_buyer, "/totals.xlsx")))
    assert all(says(page, language, each.definition) for each in DEFINITIONS if each.key in DEFINED)
    assert len(notes) == 1 + len(DEFINED)
    assert all(note.partition(": ")[2] in words(page) for note in notes[1:])


@on_sqlite
def test_the_office_may_look_at_it_too(app: Flask, world: World) -> None:
    lin = office(app)
    lin.language = "en"
    page = lin.get(page_of(world.toys_buyer))
    assert keys_on(page)["Workers who joined"] == "110"
    assert "Sponsors Good Toys" in words(page)
    assert lin.get(page_of(uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("rest", ["", "/totals.xlsx"])
def test_nobody_else_sees_it(app: Flask, maya: Desk, world: World, rest: str) -> None:
    jamal = sponsor_staff(app, world.shoes_buyer, JAMAL)
    he = coordinator(app, world.toys, HE)
    before = contents(app)
    for stranger in (jamal, he):
        assert stranger.get(page_of(world.toys_buyer, rest)).status_code == 404
    assert maya.get(page_of(world.shoes_buyer, rest)).status_code == 404
    address = page_of(world.toys_buyer, rest)
    assert Desk(app).get(address).headers["Location"] == f"/zh/staff/sign-in?then=/zh{address}"
    assert contents(app) == before


@on_sqlite
def test_it_says_nothing_of_a_factory_that_is_not_supported_any_more(app: Flask, maya: Desk, world: World) -> None:
    with writing(app) as session:
        sponsors.stop_supporting(session, world.toys_buyer, world.toys)
    page = maya.get(page_of(world.toys_buyer))
    assert "Morning Light" not in words(page)
    assert "Bluestone" not in words(page)
    assert keys_on(page)["Workers who joined"] == "60"


@in_both_languages
@on_sqlite
def test_a_sponsor_of_no_factory_is_told_so(app: Flask, world: World, language: str) -> None:
    jamal = sponsor_staff(app, world.shoes_buyer, JAMAL)
    jamal.language = language
    page = jamal.get(page_of(world.shoes_buyer))
    assert says(page, language, "No factory is linked to you yet. The programme's office does that.")
    assert on_page(page) == {}
    assert len(sheets_of(jamal.get(page_of(world.shoes_buyer, "/totals.xlsx")))) == 1


@on_sqlite
def test_a_course_that_is_not_served_any_more_goes_by_its_id(app: Flask, maya: Desk, world: World) -> None:
    maya.get(page_of(world.toys_buyer))
    with writing(app) as session:
        key = {"factory_id": world.toys, "place_id": world.toys, "course_id": "gone", "module_id": ""}
        session.add(Figure(**key, measure="finished", day=date(2026, 10, 1), shown=20))
    rows = on_page(maya.get(page_of(world.toys_buyer)))["By course"]
    assert rows[1:] == [["A small course", "50", "80"], ["gone", "20", "—"]]
