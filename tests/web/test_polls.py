"""A factory's polls at its desk: opened, printed, and told of in full tens when they are over."""

import io
import re
import uuid
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from werkzeug.test import TestResponse

from mpt.content.model import FACES
from mpt.models import PollAnswer
from mpt.rules.polls import ITEMS
from mpt.services import polls
from mpt.services.audit import Act
from mpt.web.factory.poll_tables import DEFINED
from mpt.web.poll_words import _ANSWERS, _SAYS
from tests.cast import Phone
from tests.web.acts import contents, counts, in_each_language, on_sqlite, says, submission_in, went_to, words, writing
from tests.web.hostile import TEXTS
from tests.web.office_acts import factory, is_kept_out, log, outsiders
from tests.web.staff_acts import Desk, coordinator, office
from tests.web.tabled import agree, notes_of, on_page, sheets_of

DAYS = {"opens_on": "2026-11-30", "closes_on": "2026-12-13"}
OVER = "2026-12-14T04:00:00Z"


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
    """The office's desk, in English."""
    found = office(app)
    found.language = "en"
    return found


def at(factory_id: uuid.UUID, *more: object) -> str:
    """Return the address of a page of a factory's polls."""
    return "/".join(("/factory", str(factory_id), "polls", *map(str, more)))


def form_of(desk: Desk, factory_id: uuid.UUID, **days: str) -> dict[str, str]:
    """Open the form and fill it in."""
    html = desk.get(at(factory_id, "new")).get_data(as_text=True)
    return {**DAYS, **days, "submission": submission_in(html)}


def open_poll(desk: Desk, factory_id: uuid.UUID, **days: str) -> TestResponse:
    """Open a poll."""
    return desk.post(at(factory_id, "new"), form_of(desk, factory_id, **days))


def answered(app: Flask, factory_id: uuid.UUID, first: date, answers: list[dict[str, int]]) -> None:
    """Let a poll of the factory be answered that runs for a week from a day."""
    with time_machine.travel(first), writing(app) as session:
        poll = polls.open_poll(session, uuid.uuid4(), factory_id, first, first.replace(day=first.day + 6))
        for each in answers:
            session.add(PollAnswer(id=uuid.uuid4(), poll_id=poll.id, answers=each))


@in_each_language
def test_a_poll_is_opened_and_shown_with_what_to_send_around(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    assert says(desk.get(at(bluestone)), language, "There was no poll yet.")
    page = open_poll(desk, bluestone)
    assert says(page, language, "The poll is made. Hang up its poster, or send its picture around.")
    assert "http://127.0.0.1:8000/poll/" in words(page)
    assert went_to(page).startswith(f"/{language}{at(bluestone)}/")
    listed = words(desk.get(at(bluestone)))
    assert {"zh": "2026年11月30日", "en": "30 November 2026 to 13 December 2026"}[language] in listed
    assert log(app) == [(Act.OPENED_POLL, "2026-11-30 – 2026-12-13", bluestone)]


def test_two_taps_make_one(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    sent = form_of(desk, bluestone)
    pages = [went_to(desk.post(at(bluestone, "new"), sent)) for _tap in range(2)]
    assert pages[0] == pages[1]
    assert counts(app)["poll"] == len(log(app)) == 1


@in_each_language
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"opens_on": ""}, "Please write the day as 2026-12-31."),
        ({"closes_on": "soon"}, "Please write the day as 2026-12-31."),
        ({"opens_on": "2026-11-29"}, "The first day can't be before today. Please choose today or a later day."),
        ({"opens_on": "2026-12-14"}, "The last day is before the first. Please choose a later one."),
        ({"closes_on": "2026-12-31"}, "A poll runs for 31 days at most. Please choose an earlier last day."),
    ],
)
def test_days_that_cannot_be_are_said_and_what_was_typed_stays(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str, change: dict[str, str], message: str
) -> None:
    desk.language = language
    sent = form_of(desk, bluestone, **change)
    before = contents(app)
    page = desk.post(at(bluestone, "new"), sent)
    assert page.status_code == 422
    assert says(page, language, message)
    for field in DAYS:
        assert f'name="{field}" type="date" value="{sent[field]}"' in page.get_data(as_text=True)
    assert contents(app) == before


def test_a_worker_who_scans_the_picture_can_answer(app: Flask, desk: Desk, bluestone: uuid.UUID, phone: Phone) -> None:
    address = went_to(open_poll(desk, bluestone)).partition("?")[0].removeprefix("/en")
    picture = desk.get(f"{address}/poster.png")
    (scanned,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.data)))
    page = phone.client.get(scanned.text.removeprefix("http://127.0.0.1:8000"), follow_redirects=True)
    assert "青石电子厂" in words(page)
    poster = desk.get(f"{address}/poster.pdf?in=en")
    text = "".join("".join(one.extract_text() for one in PdfReader(io.BytesIO(poster.data)).pages).split())
    for part in ("BluestoneElectronics", "Howisittoworkhere?", "until13December2026", "127.0.0.1:8000/poll"):
        assert part in text
    for name in ("poster.gif", "poster.pdf?in=fr"):
        assert desk.get(f"{address}/{name}").status_code == 404


def test_nothing_is_told_while_it_runs(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    answered(app, bluestone, date(2026, 11, 24), [{"stay": 0}] * 30)
    for moment in ("2026-11-30T04:00:00Z", "2026-11-30T15:59:00Z"):
        with time_machine.travel(moment):
            page = desk.get(at(bluestone))
            assert "What was answered" not in words(page).partition("Now Code")[2]
            assert "30" not in words(page).partition("Polls")[2].replace("30 November", "")
            assert desk.get(f"{at(bluestone)}.xlsx").status_code == 404
    with time_machine.travel("2026-11-30T16:00:00Z"):
        assert on_page(desk.get(at(bluestone)))["Plan to stay for two years"][-1] == ["Answers counted", "30"]


def test_what_was_answered_is_told_beside_the_year_before(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    # The year before, 12 answered whether they stay, all alike; ten are counted. Now 20 did: 5 stay, 5 aren't sure, 10 go.
    answered(app, bluestone, date(2025, 11, 10), [{"stay": 0}] * 12)
    stay = [{"stay": 0}] * 5 + [{"stay": 1}] * 5 + [{"stay": 2}] * 10
    answered(app, bluestone, date(2026, 11, 10), [*stay, *[{"trust": 4}] * 9])
    page = desk.get(at(bluestone))
    tables = on_page(page)
    assert tables["Plan to stay for two years"] == [
        ["Answer given", "until 16 November 2026, %", "until 16 November 2025, %"],
        ["Yes, I do", "25", "100"],
        ["Not sure", "25", "0"],
        ["No, I don't", "50", "0"],
        ["Answers counted", "20", "10"],
    ]
    # Nine told whether they trust: nothing is shown.
    assert tables["Trust in the management"][1:] == [
        *[[word, "—", "—"] for word in ("Not at all", "Not really", "Partly", "Mostly", "Exactly")],
        ["Answers counted", "—", "—"],
    ]
    assert says(page, "en", "They were other groups of people, so a difference says nothing of its causes.")


@in_each_language
def test_the_file_equals_the_screen(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    answered(
        app, bluestone, date(2026, 11, 10), [{"stay": n % 3, "unattended": n % 6, "trust": n % 5} for n in range(40)]
    )
    tables, file = list(on_page(desk.get(at(bluestone))).values())[1:], desk.get(f"{at(bluestone)}.xlsx")
    assert len(tables) == len(sheets_of(file)) == len(ITEMS)
    for table, sheet in zip(tables, sheets_of(file), strict=True):
        assert agree(table, sheet, language)
    assert len(notes_of(file)) == 1 + len(DEFINED)
    assert log(app)[0][0] == Act.TOOK_FIGURES


@on_sqlite
def test_the_office_sees_and_opens_the_same(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    lin = office(app)
    assert says(open_poll(lin, bluestone), "zh", "The poll is made. Hang up its poster, or send its picture around.")
    assert f'href="/en{at(bluestone)}"' in desk.get(f"/factory/{bluestone}/sessions").get_data(as_text=True)
    address = re.search(rf'href="/zh({at(bluestone)}/[0-9a-f-]+)"', lin.get(at(bluestone)).get_data(as_text=True))
    assert address
    with time_machine.travel(OVER):
        page = office(app).get(address[1])
    assert says(page, "zh", "This poll is over. What was answered stands with the other polls.")
    assert "/poster.pdf" not in page.get_data(as_text=True)


ROUTES = [
    ("GET", ""),
    ("GET", ".xlsx"),
    ("GET", "/new"),
    ("POST", "/new"),
    ("GET", "/{poll}"),
    ("GET", "/{poll}/poster.pdf"),
]


@on_sqlite
def test_nobody_from_elsewhere_comes_in(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    poll = went_to(open_poll(desk, bluestone)).partition("?")[0].rpartition("/")[2]
    for other in outsiders(app):
        for method, route in ROUTES:
            assert is_kept_out(app, other, method, at(bluestone) + route.format(poll=poll)), route


@on_sqlite
def test_a_coordinator_sees_polls_and_opens_none(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    chen = coordinator(app, bluestone)
    page = chen.get(at(bluestone))
    assert says(
        page, "zh", "The programme's office opens polls, so that nobody at the factory chooses who is asked and when."
    )
    assert "/polls/new" not in page.get_data(as_text=True)
    for method in ("GET", "POST"):
        assert is_kept_out(app, chen, method, at(bluestone, "new"))
    poll = went_to(open_poll(desk, bluestone)).partition("?")[0].rpartition("/")[2]
    assert chen.get(at(bluestone, poll)).status_code == 200


@on_sqlite
def test_another_factorys_poll_is_not_this_ones(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    other = factory(app, ("远足鞋厂", "Long Walk Shoes"))
    theirs = went_to(open_poll(office(app), other)).partition("?")[0].rpartition("/")[2]
    for poll in (theirs, str(uuid.UUID(int=1))):
        for method, route in ROUTES[4:]:
            assert is_kept_out(app, desk, method, at(bluestone) + route.format(poll=poll)), route


@on_sqlite
def test_hostile_texts_are_refused(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    for typed in TEXTS:
        page = open_poll(desk, bluestone, opens_on=typed, closes_on=typed)
        assert page.status_code in {400, 422}
        assert "<script>alert" not in page.get_data(as_text=True)
    assert counts(app)["poll"] == 0


def test_there_are_words_for_every_answer() -> None:
    assert set(_SAYS) == {item.id for item in ITEMS}
    assert {item.id: item.places for item in ITEMS} == {
        **dict.fromkeys(("trust", "satisfied"), FACES), **{name: len(words_) for name, words_ in _ANSWERS.items()}
    }  # fmt: skip
