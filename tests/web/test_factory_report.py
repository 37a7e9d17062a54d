"""The factory's page: what a coordinator chooses to see, and what is said where there is nothing or too little to see."""

import uuid
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from mpt.models import AuditEntry, Figure
from mpt.services import factories, offers, paper_sessions, parts
from mpt.services.factories import Place
from mpt.services.paper_sessions import Held
from mpt.services.publishing import current_releases, read_edition
from tests.cast import CHEN
from tests.crowd import PRIVATE, Did, crowd, private_course
from tests.sample import SAMPLE
from tests.web.acts import heading, in_each_language, on_sqlite, says, words, writing
from tests.web.staff_acts import coordinator, office, staff_id

pytestmark = pytest.mark.usefixtures("monday")

OCTOBER, SUNDAY = date(2026, 10, 5), date(2026, 11, 29)


@pytest.fixture
def factory(app: Flask) -> uuid.UUID:
    """A factory of 40 workers in one department; 30 began, 25 finished, of the open and of the sensitive course."""
    with writing(app) as session:
        edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
        private = private_course(session)
        opened = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
        department = parts.add_department(session, opened.id, "装配部", "Assembly", parts.People(90, 60))
        for course in (edition, private):
            crowd(
                session, Place(opened, department), 40, OCTOBER, course,
                began=Did(30, OCTOBER), finished=Did(25, SUNDAY),
            )  # fmt: skip
        return opened.id


def department_of(app: Flask, factory_id: uuid.UUID) -> uuid.UUID:
    with writing(app) as session:
        return parts.parts_of(session, factory_id)[0].department.id


@in_each_language
def test_a_coordinator_comes_for_one_page(app: Flask, factory: uuid.UUID, language: str) -> None:
    desk = coordinator(app, factory)
    desk.language = language
    page = desk.get(f"/factory/{factory}?course={SAMPLE}")
    assert page.status_code == 200
    assert heading(page) == {"zh": "青石电子厂", "en": "Bluestone Electronics"}[language]
    assert says(page, language, "What the figures mean")
    assert page.get_data(as_text=True).count('<svg class="chart') >= 3


@on_sqlite
def test_the_first_look_of_a_day_counts_and_the_second_does_not(app: Flask, factory: uuid.UUID) -> None:
    desk = coordinator(app, factory)
    with writing(app) as session:
        assert session.scalars(select(Figure)).first() is None
    first = words(desk.get(f"/factory/{factory}"))
    with writing(app) as session:
        rows = [(one.day, one.shown) for one in session.scalars(select(Figure))]
        crowd(session, Place(factories.find(session, factory)), 40, OCTOBER)
    assert rows
    assert words(desk.get(f"/factory/{factory}")) == first


@on_sqlite
def test_an_empty_factory_says_what_to_do_first(app: Flask) -> None:
    with writing(app) as session:
        empty = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0].id
    page = coordinator(app, empty).get(f"/factory/{empty}")
    assert "目前加入的员工不到10人" in words(page)
    for ending in ("xlsx", "csv"):
        assert coordinator(app, empty).get(f"/factory/{empty}/figures.{ending}").status_code == 200
    assert coordinator(app, empty).get(f"/factory/{empty}/evidence.pdf").status_code == 200


@on_sqlite
@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-13-01", "That isn't a day. Write it as year, month and day, such as 2026-11-30."),
        ("gestern", "That isn't a day. Write it as year, month and day, such as 2026-11-30."),
        ("2026-11-30", "That day isn't over yet. Figures are counted when a day has ended."),
        ("0001-01-01", "Nobody could join before 2010. Choose a later day."),
        ("9999-12-31", "That day isn't over yet. Figures are counted when a day has ended."),
    ],
)
def test_a_day_that_cannot_be_shown_is_said(app: Flask, factory: uuid.UUID, day: str, message: str) -> None:
    page = coordinator(app, factory).get(f"/factory/{factory}?day={day}")
    assert page.status_code == 422
    assert says(page, "zh", message)


@on_sqlite
def test_a_day_before_anybody_joined_shows_nothing(app: Flask, factory: uuid.UUID) -> None:
    page = coordinator(app, factory).get(f"/factory/{factory}?day=2010-01-01")
    assert page.status_code == 200
    assert '<td class="n">—</td>' in page.get_data(as_text=True)
    assert says(page, "zh", "From joining to finishing")


@on_sqlite
@pytest.mark.parametrize("query", ["course=nothing", "place=nothing", "place=00000000-0000-4000-8000-000000000000"])
def test_what_the_factory_does_not_have_is_not_here(app: Flask, factory: uuid.UUID, query: str) -> None:
    desk = coordinator(app, factory)
    for page in ("", "/figures.xlsx", "/figures.csv", "/evidence.pdf"):
        assert desk.get(f"/factory/{factory}{page}?{query}").status_code == 404


@on_sqlite
def test_another_factorys_department_is_not_here(app: Flask, factory: uuid.UUID) -> None:
    with writing(app) as session:
        other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
        theirs = parts.add_department(session, other.id, "包装部", "Packing", parts.People()).id
    assert coordinator(app, factory).get(f"/factory/{factory}?place={theirs}").status_code == 404


@on_sqlite
def test_of_a_sensitive_course_only_totals_are_shown(app: Flask, factory: uuid.UUID) -> None:
    desk, department = coordinator(app, factory), department_of(app, factory)
    page = desk.get(f"/factory/{factory}?course={PRIVATE}")
    said = "This course is sensitive: only totals of the whole factory are shown, and nobody learns who takes it."
    assert says(page, "zh", said)
    assert not says(page, "zh", "By department")
    assert not says(page, "zh", "By module")
    part = desk.get(f"/factory/{factory}?course={PRIVATE}&place={department}")
    assert words(part) == words(page), "whatever part is asked for, it's the whole factory"
    for file in ("figures.csv", "figures.xlsx"):
        address = f"/factory/{factory}/{file}?course={PRIVATE}"
        assert desk.get(address).data == desk.get(f"{address}&place={department}").data


@on_sqlite
def test_only_courses_that_are_offered_are_shown_with_their_due_day(app: Flask, factory: uuid.UUID) -> None:
    with writing(app) as session:
        offers.put_offer(session, factory, SAMPLE, date(2026, 12, 31))
    desk = coordinator(app, factory)
    page = words(desk.get(f"/factory/{factory}"))
    assert "2026-12-31" in page
    assert desk.get(f"/factory/{factory}?course={PRIVATE}").status_code == 404


@on_sqlite
def test_sessions_on_paper_stand_apart(app: Flask, factory: uuid.UUID) -> None:
    desk = coordinator(app, factory)
    before = words(desk.get(f"/factory/{factory}"))
    with writing(app) as session:
        held = Held(date(2026, 11, 20), SAMPLE, "周老师", 90, 33)
        paper_sessions.enter(session, uuid.uuid4(), factory, staff_id(app, CHEN), held)
    page = words(desk.get(f"/factory/{factory}"))
    assert "周老师" in page
    assert "33" in page
    assert page.startswith(before[:300])
    assert "周老师" not in words(desk.get(f"/factory/{factory}?day=2026-11-19"))


@on_sqlite
def test_who_takes_a_file_is_in_the_log(app: Flask, factory: uuid.UUID) -> None:
    desk = coordinator(app, factory)
    for file in ("figures.xlsx", "figures.csv", "evidence.pdf"):
        desk.get(f"/factory/{factory}/{file}")
    with writing(app) as session:
        noted = [(one.act, one.factory_id, one.staff_id) for one in session.scalars(select(AuditEntry))]
    by = staff_id(app, CHEN)
    acts = ["took evidence", "took figures", "took figures"]
    assert sorted(noted) == [(act, factory, by) for act in acts]


@on_sqlite
def test_the_office_sees_the_figures_too(app: Flask, factory: uuid.UUID) -> None:
    assert office(app).get(f"/factory/{factory}").status_code == 200


@on_sqlite
def test_a_view_can_be_kept_by_its_address(app: Flask, factory: uuid.UUID) -> None:
    desk = coordinator(app, factory)
    query = f"?course={SAMPLE}&place={department_of(app, factory)}&day=2026-11-20"
    page = desk.get(f"/factory/{factory}{query}").get_data(as_text=True)
    for file in ("figures.xlsx", "figures.csv", "evidence.pdf"):
        assert f"/zh/factory/{factory}/{file}{query.replace('&', '&amp;')}" in page
    assert f"/en/factory/{factory}{query.replace('&', '&amp;')}" in page
