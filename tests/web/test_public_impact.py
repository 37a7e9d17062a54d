"""The page on which everybody sees what the programme has reached: once it's switched on, in full tens, once a month."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.services import audit
from mpt.services.audit import Act
from mpt.services.impact import count
from mpt.web.definitions import DEFINITIONS
from tests.cast import LIN, Browser, Phone
from tests.services.reached import GONE, LAST_DAY, SHANGHAI, THIS_MORNING, fill
from tests.web.acts import database_of, in_both_languages, in_each_language, on_sqlite, says, watched, words, writing
from tests.web.staff_acts import Desk, office

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


def test_people_are_in_full_tens_as_of_the_end_of_last_month(app: Flask, lin: Desk, reader: Browser) -> None:
    # Up to the end of October five began and finished, one of them two courses: by sevens 35, 35 and 42. To sessions on
    # paper came 12, 20, 7, and the 50 of one that was removed in November: 89.
    happened(app, 7)
    switch(lin, on=True)
    page = words(reader.get(PAGE))
    assert "As of the end of 31 October 2026." in page
    for shown in ("Workers trained at least 30", "Courses finished at least 40", "Workers who began at least 30"):
        assert shown in page
    assert "Came to sessions on paper at least 80" in page
    assert "Factories 3" in page
    assert "Countries 2" in page
    assert "Sessions on paper 4" in page


@on_sqlite
def test_of_a_year_and_of_a_course_only_tens_are_told(app: Flask, lin: Desk, reader: Browser) -> None:
    happened(app, 7)
    switch(lin, on=True)
    page = words(reader.get(PAGE))
    # 2026: 21 finished a first course, 28 courses; 14 began. 2025: 14, 14, 21. 2024: 12 came to a session.
    assert (
        "2026 Workers trained at least 20 Courses finished at least 20 Workers who began at least 10"
        " Came to sessions on paper at least 70 2025 Workers trained at least 10 Courses finished at least 10"
        " Workers who began at least 20 2024 Came to sessions on paper at least 10 Course by course"
    ) in page
    # Of the course that's gone 7 began and finished, which isn't told, and 20 came to a session.
    assert f"{GONE} Came to sessions on paper at least 20" in page


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
    happened(app, 10)
    switch(lin, on=True)
    page = Browser(app, language).get(PAGE)
    for each in DEFINITIONS:
        if each.key in {"trained", "finished", "began", "factories", "countries", "sessions", "came", "tens"}:
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
    assert [statement.split()[-3].split(".")[0] for statement in statements] == ["switch"]


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
        counted = count(session, LAST_DAY, SHANGHAI).totals()
    switch(lin, on=True)
    assert counted.trained == 165
    assert "Workers trained at least 160" in words(reader.get(PAGE))
