"""The page on which everybody sees what the programme has reached: once it's switched on, in full tens, once a month."""

import io
import uuid
from collections.abc import Iterator
from datetime import date

import html5lib
import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from mpt.models import PaperSession, Staff
from mpt.rules.elements import FIGURES
from mpt.rules.impact import Choice
from mpt.services import audit, baselines
from mpt.services.audit import Act
from mpt.services.baselines import Typed
from mpt.services.impact import count
from mpt.web.definitions import DEFINITIONS
from mpt.web.reach import public_view
from tests.cast import LIN, Browser, Phone
from tests.services.reached import GONE, LAST_DAY, SHANGHAI, THIS_MORNING, enter_baselines, fill, fill_elements
from tests.web.acts import (
    contents,
    database_of,
    in_both_languages,
    in_each_language,
    on_sqlite,
    says,
    watched,
    words,
    writing,
)
from tests.web.staff_acts import Desk, office
from tests.web.tabled import on_page, sheets_of

OFFICE, PAGE = "/office/impact", "/impact"


@pytest.fixture(autouse=True)
def this_morning() -> Iterator[None]:
    """It's 09:00 in Shanghai on 30 November 2026."""
    with time_machine.travel(THIS_MORNING, tick=False):
        yield


@pytest.fixture
def lin(app: Flask) -> Desk:
    """Somebody of the office."""
    return office(app)


@pytest.fixture
def reader(app: Flask) -> Browser:
    """Somebody out there, in English."""
    return Browser(app, "en")


def happened(app: Flask, of_each: int) -> None:
    with writing(app) as session:
        fill(session, of_each)


def switch(lin: Desk, *, on: bool) -> TestResponse:
    return lin.post(f"{OFFICE}/public", {"on": "1" if on else "0"})


@in_each_language
def test_it_is_there_while_it_is_switched_on(app: Flask, lin: Desk, language: str) -> None:
    lin.language = language
    reader = Browser(app, language)
    assert reader.get(PAGE).status_code == 404
    assert says(lin.get(OFFICE), language, "Off")
    page = switch(lin, on=True)
    assert (page.request.path, page.request.args["saved"]) == (f"/{language}{OFFICE}", "1")
    assert says(page, language, "Saved.")
    assert says(
        page, language, "Everybody can see it at %(address)s.", address=f"http://127.0.0.1:8000/{language}/impact"
    )
    assert reader.get(PAGE).status_code == 200
    switch(lin, on=False)
    assert reader.get(PAGE).status_code == 404


@on_sqlite
def test_each_switch_is_in_the_log_and_doing_it_twice_is_none(app: Flask, lin: Desk) -> None:
    switch(lin, on=False)
    for on in (True, True, False):
        switch(lin, on=on)
    with database_of(app).session(writes=False) as session:
        entries, _has_older = audit.entries(session)
    assert sorted((each.act, each.detail, each.staff.name) for each in entries) == [
        (Act.SWITCHED_PUBLIC_PAGE, "+", LIN.name),
        (Act.SWITCHED_PUBLIC_PAGE, "-", LIN.name),
    ]


def everything(app: Flask) -> None:
    """Let all that happen ten times over, and be entered what had happened before."""
    with writing(app) as session:
        places, sponsor = fill_elements(session, of_each=10)
        enter_baselines(session, places["Toys"], sponsor)


def test_people_are_in_full_tens_as_of_the_end_of_last_month(app: Flask, lin: Desk, reader: Browser) -> None:
    # Up to the end of October 61 finished a course, 71 courses in all, and 62 began. To sessions on paper came 12, 20, 7, the
    # 50 of one that was removed in November, and 20: 109.
    everything(app)
    switch(lin, on=True)
    page = words(reader.get(PAGE))
    before = "{} on this platform, {} before and beside it"
    assert "As of the end of 31 October 2026." in page
    for element in (
        (
            f"Migrant Parent Training Workers trained at least 1,190 {before.format('60', '1,130')} Courses finished at least 70"
            " Workers who began at least 60 Factories 3 Countries 2 Sessions on paper 5 Came to sessions on paper at least 100"
        ),
        f"Worker Helpline Cases at least 23,020 {before.format('20', '23,000')}",
        (
            f"Family-Friendly Spaces Spaces 1 Children in spaces at least 4,010 {before.format('10', '4,000')}"
            " Child-days in spaces at least 30 Places used in spaces 75%"
        ),
        (
            "After-School Centers Centers 1 Children in centers at least 20 Child-days in centers at least 20"
            " Places used in centers 75%"
        ),
        (
            f"Women's Empowerment Workers who finished the course at least 160 {before.format('10', '150')}"
            " Workers who began the course at least 10 Sessions of the course on paper 1 Came to those sessions at least 20"
        ),
    ):
        assert element in page


YEARS = [
    ["2026", "40", "50", "90", "20", "10", "10", "10"],
    ["2025", "20", "20", "—", "—", "—", "10", "—"],
    ["2024", "—", "—", "10", "—", "—", "—", "—"],
    ["2023", "—", "—", "—", "23,000", "—", "—", "—"],
    ["2022", "—", "—", "—", "—", "4,000", "—", "—"],
    ["2019", "1,130", "—", "—", "—", "—", "—", "—"],
    ["2018", "—", "—", "—", "—", "—", "—", "150"],
]
"""Year by year: trained, finished, came, cases, children in spaces and in centers, and who finished the women's course."""


@on_sqlite
def test_of_a_year_and_of_a_course_only_tens_are_told(app: Flask, lin: Desk, reader: Browser) -> None:
    everything(app)
    switch(lin, on=True)
    page = reader.get(PAGE)
    assert years_on(page) == YEARS
    assert f"{GONE} Courses finished 10 Workers who began 10 Came to sessions on paper 20" in words(page)


def years_on(page: TestResponse) -> list[list[str]]:
    """Return the columns of a page's one table but the first: a year each, and its figures."""
    found = html5lib.parse(page.get_data(as_text=True), namespaceHTMLElements=False)
    rows = [["".join(cell.itertext()).strip() for cell in row] for row in found.iter("tr")]
    return [list(column) for column in zip(*rows, strict=True)][1:]


@in_each_language
def test_on_paper_stands_what_is_on_the_page(app: Flask, lin: Desk, language: str) -> None:
    everything(app)
    switch(lin, on=True)
    reader, lin.language = Browser(app, language), language
    page, file = reader.get(PAGE), reader.get(f"{PAGE}.pdf")
    assert (file.mimetype, file.headers["Cache-Control"]) == ("application/pdf", "public, max-age=600")
    assert "Set-Cookie" not in file.headers
    pdf = PdfReader(io.BytesIO(file.data))
    assert len(pdf.pages) == 2
    text = squeezed("".join(each.extract_text() for each in pdf.pages))
    for row in YEARS:
        assert squeezed("".join(row)) in text
    said = squeezed(words(page))
    with app.test_request_context(f"/{language}{PAGE}"):
        view = public_view()
    for name, figures in view.elements:
        assert squeezed(name) in said
        assert squeezed(name) in text
        for each in figures:
            assert squeezed(f"{each.title}{each.least}{each.number}") in said
            assert squeezed(f"{each.least}{each.number}{each.title}") in text
            assert squeezed(f"{each.title}: {each.meaning}") in text
            assert squeezed(each.meaning) in said
    for source, _day in view.sources:
        assert squeezed(source) in said
        assert squeezed(source) in text
    assert lin.get(f"{OFFICE}/report.pdf").data == file.data
    assert [entry for entry in contents(app)["audit_entry"] if "impact-2026-10-31.pdf" in entry]


@on_sqlite
def test_on_screen_in_the_file_on_paper_and_for_everybody_the_numbers_are_the_same(app: Flask, lin: Desk) -> None:
    # On 1 December both the office and everybody see November's last day; all numbers of people here are full tens.
    with writing(app) as session:
        fill(session, of_each=10)
        session.execute(delete(PaperSession))
    lin.language = "en"
    with time_machine.travel("2026-12-01T04:00:00Z", tick=False):
        lin = office(app)
        lin.language = "en"
        switch(lin, on=True)
        shown = on_page(lin.get(OFFICE))["Migrant Parent Training"][1:]
        kept = [row[1:3] for row in sheets_of(lin.get(f"{OFFICE}.xlsx"))[0][1:8]]
        public, paper = words(Browser(app, "en").get(PAGE)), Browser(app, "en").get(f"{PAGE}.pdf")
    text = squeezed("".join(each.extract_text() for each in PdfReader(io.BytesIO(paper.data)).pages))
    assert shown == [[name, str(number)] for name, number in kept]
    assert dict(kept)["Workers trained"] == 50
    for name, number in kept[:5]:
        least = "at least " if name.startswith(("Workers", "Courses")) else ""
        assert f"{name} {least}{number}" in public
        assert squeezed(f"{least}{number}{name}") in text


@on_sqlite
def test_the_oldest_years_are_one_row_and_twelve_years_are_two_pages(app: Flask, lin: Desk, reader: Browser) -> None:
    everything(app)
    with writing(app) as session:
        by = session.scalars(select(Staff.id)).first()
        for year in range(2010, 2022):
            source = f"The annual report of {year}, " + "which somebody in the office has looked up and checked " * 3
            typed = Typed("space_children", str(year), "1000", source, f"{year}-12-31")
            baselines.add(session, uuid.uuid4(), by, typed, date(2026, 11, 30))
    switch(lin, on=True)
    rows = years_on(reader.get(PAGE))
    assert [row[0] for row in rows] == [*map(str, range(2026, 2017, -1)), "until 2017"]
    # Eight years at 1,000 each.
    assert rows[-1] == ["until 2017", "—", "—", "—", "—", "8,000", "—", "—"]
    assert rows[-2][5] == "1,000"
    pdf = PdfReader(io.BytesIO(reader.get(f"{PAGE}.pdf").data))
    assert len(pdf.pages) == 2
    text = squeezed("".join(each.extract_text() for each in pdf.pages))
    assert squeezed("".join(rows[-1])) in text
    # Twelve sources have room on paper, of sixteen.
    assert squeezed("and 4 more, on the page") in text


@on_sqlite
def test_on_paper_it_is_there_while_it_is_switched_on(app: Flask, lin: Desk, reader: Browser) -> None:
    assert reader.get(f"{PAGE}.pdf").status_code == 404
    # Before anything happened there is little on it, and it is two pages all the same.
    assert len(PdfReader(io.BytesIO(lin.get(f"{OFFICE}/report.pdf").data)).pages) == 2
    switch(lin, on=True)
    assert reader.get(f"{PAGE}.pdf").status_code == 200


@on_sqlite
def test_where_fewer_than_ten_did_anything_nothing_is_told_of_them(app: Flask, lin: Desk, reader: Browser) -> None:
    happened(app, 1)
    switch(lin, on=True)
    page = words(reader.get(PAGE))
    assert "Workers trained" not in page
    assert "2025" not in page


@in_both_languages
@on_sqlite
def test_before_anything_happened_it_says_so(app: Flask, lin: Desk, language: str) -> None:
    switch(lin, on=True)
    assert says(Browser(app, language).get(PAGE), language, "There isn't anything to tell yet.")


@in_both_languages
@on_sqlite
def test_each_figure_has_its_definition(app: Flask, lin: Desk, language: str) -> None:
    everything(app)
    switch(lin, on=True)
    page = Browser(app, language).get(PAGE)
    for each in DEFINITIONS:
        if each.key in {*FIGURES, "tens"}:
            assert says(page, language, each.definition)


@on_sqlite
def test_it_names_no_factory(app: Flask, lin: Desk, reader: Browser) -> None:
    happened(app, 10)
    switch(lin, on=True)
    page = reader.get(PAGE).get_data(as_text=True)
    assert not any(name in page for name in ("Toys", "Garments", "Shoes", "Bags", "Caps", "厂"))


@on_sqlite
def test_it_says_the_same_until_the_month_is_over(app: Flask, lin: Desk, reader: Browser) -> None:
    happened(app, 10)
    switch(lin, on=True)
    page = reader.get(PAGE).data
    with time_machine.travel("2026-11-30T15:59:00Z", tick=False):
        assert reader.get(PAGE).data == page
    with time_machine.travel("2026-11-30T16:00:00Z", tick=False):
        assert "As of the end of 30 November 2026." in words(reader.get(PAGE))


@on_sqlite
def test_it_is_everybodys_and_may_be_kept_for_a_while(app: Flask, lin: Desk, reader: Browser) -> None:
    happened(app, 10)
    switch(lin, on=True)
    first = reader.get(PAGE)
    assert first.headers["Cache-Control"] == "public, max-age=600"
    assert "Set-Cookie" not in first.headers
    assert Phone(app, "en").get(f"{PAGE}?from=lao-zhou").data == first.data
    again = reader.client.get(f"/en{PAGE}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    with watched(app) as statements:
        reader.get(PAGE)
    assert len(statements) == 2
    assert ["switch" in statements[0], "baseline" in statements[1]] == [True, True]


@on_sqlite
def test_the_office_sees_it_before_it_is_switched_on(app: Flask, lin: Desk, reader: Browser) -> None:
    happened(app, 10)
    lin.language = "en"
    preview = lin.get(f"{OFFICE}/public")
    assert preview.headers["Cache-Control"] == "private, no-store"
    switch(lin, on=True)
    assert words(preview) == words(reader.get(PAGE))


@on_sqlite
def test_it_says_no_more_than_what_the_office_counts(app: Flask, lin: Desk, reader: Browser) -> None:
    happened(app, 33)
    with writing(app) as session:
        counted = count(session, LAST_DAY, SHANGHAI)
    switch(lin, on=True)
    assert counted.number(FIGURES["trained"], Choice()) == 165
    assert "Workers trained at least 160" in words(reader.get(PAGE))


def squeezed(text: str) -> str:
    """Return a text without its spaces: a typesetter has its own."""
    return "".join(text.split())
