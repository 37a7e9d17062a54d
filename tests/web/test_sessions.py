"""Sessions on paper: entered by whoever coordinates a factory, counted apart, their names for the factory alone."""

import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.models import PaperName
from mpt.services.audit import Act
from tests.sample import SAMPLE
from tests.web.acts import (
    contents,
    counts,
    database_of,
    in_each_language,
    on_sqlite,
    says,
    submission_in,
    went_to,
    words,
)
from tests.web.hostile import TEXTS
from tests.web.office_acts import factory, is_kept_out, log, outsiders
from tests.web.staff_acts import Desk, coordinator, office

SENT = {"held_on": "2026-11-20", "course": SAMPLE, "trainer": "何平", "minutes": "40", "attended": "34", "names": ""}
SHORT = f"2026-11-20, {SAMPLE}, 34"
WANG, LI = "王芳", "李小雨"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It's the last day of November."""
    with time_machine.travel("2026-11-30T04:00:00Z"):
        yield


@pytest.fixture
def bluestone(app: Flask) -> uuid.UUID:
    """A factory."""
    return factory(app)


@pytest.fixture
def desk(app: Flask, bluestone: uuid.UUID) -> Desk:
    """Its coordinator's desk."""
    return coordinator(app, bluestone)


def at(factory_id: uuid.UUID, *more: object) -> str:
    """Return the address of a page of a factory's sessions."""
    return "/".join(("/factory", str(factory_id), "sessions", *map(str, more)))


def form_of(desk: Desk, factory_id: uuid.UUID, **fields: str) -> dict[str, str]:
    """Open the form and fill it in."""
    html = desk.get(at(factory_id, "new")).get_data(as_text=True)
    return {**SENT, **fields, "submission": submission_in(html)}


def enter(desk: Desk, factory_id: uuid.UUID, **fields: str) -> TestResponse:
    """Enter a session."""
    return desk.post(at(factory_id, "new"), form_of(desk, factory_id, **fields))


def session_page(desk: Desk, factory_id: uuid.UUID) -> str:
    """Return the address of the first session in the list, without its language."""
    found = re.search(rf'href="/\w\w({at(factory_id)}/[0-9a-f-]+)"', desk.get(at(factory_id)).get_data(as_text=True))
    assert found
    return found[1]


def names(app: Flask) -> list[str]:
    """Return all names that are written down."""
    with database_of(app).session(writes=False) as session:
        return [one.name for one in session.query(PaperName).order_by(PaperName.place)]


@in_each_language
def test_a_session_is_entered_and_listed(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    page = enter(desk, bluestone)
    assert went_to(page) == f"/{language}{at(bluestone)}"
    assert says(page, language, "The session is entered.")
    for part in ("2026-11-20", "何平", "40", "34"):
        assert part in words(page)
    assert log(app) == [(Act.ENTERED_SESSION, SHORT, bluestone)]


def test_two_taps_make_one(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    sent = form_of(desk, bluestone, names=f"{WANG}\n{LI}")
    for _tap in range(2):
        assert went_to(desk.post(at(bluestone, "new"), sent)) == f"/zh{at(bluestone)}"
    assert (counts(app)["paper_session"], counts(app)["paper_name"]) == (1, 2)
    assert len(log(app)) == 1


def test_names_are_seen_by_the_coordinator_alone_and_the_look_is_written_down(
    app: Flask, desk: Desk, bluestone: uuid.UUID
) -> None:
    page = enter(desk, bluestone, attended="", names=f" {WANG} \n\n{LI}")
    lin, address = office(app), session_page(desk, bluestone)
    for looker in (desk, lin):
        assert WANG not in words(looker.get(at(bluestone)))
        assert WANG not in words(looker.get(address))
    assert WANG not in words(page)
    assert f"{address}/names" in desk.get(address).get_data(as_text=True)
    assert f"{address}/names" not in lin.get(address).get_data(as_text=True)
    assert is_kept_out(app, lin, "GET", f"{address}/names")
    shown = desk.get(f"{address}/names")
    assert f"{WANG} {LI}" in words(shown)
    assert log(app)[0] == (Act.SAW_SESSION_NAMES, f"2026-11-20, {SAMPLE}, 2", bluestone)


@on_sqlite
def test_without_names_there_is_no_way_to_any(desk: Desk, bluestone: uuid.UUID) -> None:
    enter(desk, bluestone)
    assert "/names" not in desk.get(session_page(desk, bluestone)).get_data(as_text=True).partition("<main")[2]


def test_the_office_enters_numbers_and_never_names(app: Flask, bluestone: uuid.UUID) -> None:
    lin = office(app)
    assert 'name="names"' not in lin.get(at(bluestone, "new")).get_data(as_text=True)
    before = contents(app)
    assert enter(lin, bluestone, names=WANG).status_code == 400
    assert contents(app) == before
    assert says(enter(lin, bluestone), "zh", "The session is entered.")


@in_each_language
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"held_on": ""}, "Please write a day from 2010 to today, as 2026-12-31."),
        ({"held_on": "last Friday"}, "Please write a day from 2010 to today, as 2026-12-31."),
        ({"held_on": "2026-12-01"}, "Please write a day from 2010 to today, as 2026-12-31."),
        ({"held_on": "2009-12-31"}, "Please write a day from 2010 to today, as 2026-12-31."),
        ({"trainer": " "}, "Please write this name."),
        ({"trainer": "何" * 41}, "That's too long. Please use 40 characters or fewer."),
        ({"trainer": "何\u202e平"}, "There are invisible characters in it. Please type it again by hand."),
        ({"minutes": ""}, "Please write how many minutes it lasted, from 1 to 600."),
        ({"minutes": "601"}, "Please write how many minutes it lasted, from 1 to 600."),
        ({"minutes": "long"}, "Please write a whole number, such as 30."),
        ({"attended": ""}, "Please write how many people came, from 1 to 10,000."),
        ({"attended": "0"}, "Please write how many people came, from 1 to 10,000."),
        ({"attended": "-3"}, "Please write a whole number, such as 30."),
        (
            {"attended": "1", "names": f"{WANG}\n{LI}"},
            "There are more names here than people who came, or more than 500.",
        ),
        ({"names": f"{WANG}\n" * 501}, "There are more names here than people who came, or more than 500."),
    ],
)
def test_what_cannot_have_been_is_said_and_what_was_typed_stays(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str, change: dict[str, str], message: str
) -> None:
    desk.language = language
    sent = form_of(desk, bluestone, **change)
    before = contents(app)
    page = desk.post(at(bluestone, "new"), sent)
    assert page.status_code == 422
    assert says(page, language, message)
    for field in ("held_on", "minutes", "attended"):
        assert f'name="{field}"' in page.get_data(as_text=True)
        assert f'value="{sent[field]}"' in page.get_data(as_text=True)
    assert contents(app) == before


@in_each_language
def test_of_a_name_that_cannot_be_taken_the_line_is_said(desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    page = enter(desk, bluestone, names=f"{WANG}\n\n{'芳' * 41}\n{LI}")
    assert page.status_code == 422
    assert {"zh": "第3行：太长了", "en": "Line 3: That's too long."}[language] in words(page)
    assert f"\n{WANG}\n\n{'芳' * 41}\n{LI}</textarea>" in page.get_data(as_text=True)


@on_sqlite
def test_all_that_is_wrong_is_said_at_once(desk: Desk, bluestone: uuid.UUID) -> None:
    page = enter(desk, bluestone, held_on="x", minutes="x", attended="x", names="芳" * 41)
    assert page.get_data(as_text=True).count('class="fault"') == 4


@on_sqlite
def test_five_hundred_long_names_fit_through_the_form(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    many = "\r\n".join(["𠮷" * 40] * 500)
    assert says(enter(desk, bluestone, attended="", names=many), "zh", "The session is entered.")
    assert len(names(app)) == 500
    assert enter(desk, bluestone, names=many * 3).status_code == 413


@on_sqlite
@pytest.mark.parametrize(
    ("change", "status"),
    [({"course": "nowhere"}, 404), ({"course": ""}, 404), ({"submission": ""}, 400), ({"submission": "1"}, 400)],
)
def test_what_no_form_of_ours_sends_is_refused(
    app: Flask, desk: Desk, bluestone: uuid.UUID, change: dict[str, str], status: int
) -> None:
    before = contents(app)
    assert desk.post(at(bluestone, "new"), form_of(desk, bluestone) | change).status_code == status
    assert contents(app) == before


@in_each_language
def test_a_session_that_was_a_mistake_is_removed_and_its_names_are_forgotten(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    enter(desk, bluestone, names=WANG)
    address = session_page(desk, bluestone)
    page = desk.post(f"{address}/remove")
    assert says(page, language, "The session is removed and no longer counted.")
    assert "2026-11-20" not in words(page)
    assert went_to(desk.post(f"{address}/remove")) == f"/{language}{at(bluestone)}"
    assert (counts(app)["paper_session"], names(app)) == (1, [])
    assert log(app)[0] == (Act.REMOVED_SESSION, SHORT, bluestone)
    assert len(log(app)) == 2
    assert desk.get(address).status_code == desk.get(f"{address}/names").status_code == 404


ROUTES = [
    ("GET", ""),
    ("GET", "/new"),
    ("POST", "/new"),
    ("GET", "/{session}"),
    ("GET", "/{session}/names"),
    ("POST", "/{session}/remove"),
]


@on_sqlite
def test_nobody_from_elsewhere_comes_in(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    enter(desk, bluestone, names=WANG)
    session_id = session_page(desk, bluestone).rpartition("/")[2]
    for other in outsiders(app):
        for method, route in ROUTES:
            assert is_kept_out(app, other, method, at(bluestone) + route.format(session=session_id)), route


@on_sqlite
def test_another_factorys_sessions_are_not_this_ones(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    other = factory(app, ("远足鞋厂", "Long Walk Shoes"))
    enter(office(app), other)
    theirs = session_page(office(app), other).rpartition("/")[2]
    for session_id in (theirs, str(uuid.UUID(int=1))):
        for method, route in ROUTES[3:]:
            assert is_kept_out(app, desk, method, at(bluestone) + route.format(session=session_id)), route
    assert words(desk.get(at(bluestone))).count("2026-11-20") == 0


@on_sqlite
def test_hostile_texts_are_refused_or_shown_as_typed(desk: Desk, bluestone: uuid.UUID) -> None:
    for text in TEXTS:
        page = enter(desk, bluestone, held_on=text, trainer=text, minutes=text, attended=text, names=text)
        assert page.status_code in {400, 422}
        assert "<script>alert" not in page.get_data(as_text=True)
