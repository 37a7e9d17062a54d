"""The poll as a worker meets it: who asks, nobody tells who answered, and nothing of it stays on the phone."""

import re
import uuid
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.models import PollAnswer
from mpt.services import polls
from tests.cast import AFANG, OUR_SITE, Phone
from tests.web.acts import (
    contents,
    counts,
    heading,
    in_each_language,
    on_sqlite,
    says,
    watched,
    went_to,
    words,
    writing,
)
from tests.web.hostile import TEXTS
from tests.web.office_acts import factory

ANSWERS = {"q.trust": "3", "q.satisfied": "", "q.stay": "0", "q.unattended": "2"}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It's the last day of November."""
    with time_machine.travel("2026-11-30T04:00:00Z"):
        yield


@pytest.fixture
def code(app: Flask) -> str:
    """What leads to a poll that is open since today."""
    return opened(app, date(2026, 11, 30), date(2026, 12, 13))


def opened(app: Flask, first: date, last: date) -> str:
    """Open a poll at a factory, and return its code."""
    factory_id = factory(app)
    with writing(app) as session:
        return polls.open_poll(session, uuid.uuid4(), factory_id, first, last).code


def form_of(phone: Phone, code: str, **answers: str) -> dict[str, str]:
    """Open the poll and fill it in."""
    submission = re.search(
        r'name="submission" value="([0-9a-f-]{36})"', phone.get(f"/poll/{code}").get_data(as_text=True)
    )
    assert submission
    return {"submission": submission[1], **(answers or ANSWERS)}


def kept(app: Flask) -> list[dict[str, int]]:
    with writing(app) as session:
        return [row.answers for row in session.query(PollAnswer)]


def cookies(response: TestResponse) -> list[str]:
    return response.headers.getlist("Set-Cookie")


@in_each_language
def test_it_says_who_asks_and_what_is_kept(app: Flask, code: str, language: str) -> None:
    page = Phone(app, language).get(f"/poll/{code}")
    assert {"zh": "青石电子厂", "en": "Bluestone Electronics"}[language] in words(page)
    for message in (
        "How is it to work here?",
        "With your answer no name, no number, no phone and no time is kept.",
        "The factory sees only totals of ten answers and more, and only after the last day.",
        "I trust the management of this factory.",
        "Do you plan to stay here for two more years?",
        "More than 30 hours",
    ):
        assert says(page, language, message)


@in_each_language
def test_it_is_answered_and_says_thank_you(app: Flask, code: str, language: str) -> None:
    phone = Phone(app, language)
    thanks = phone.post(f"/poll/{code}", form_of(phone, code))
    assert went_to(thanks) == f"/{language}/poll/{code}/thanks"
    assert says(thanks, language, "Thank you")
    assert f'href="/{language}/poll/{code}"' in thanks.get_data(as_text=True)
    assert kept(app) == [{"stay": 0, "trust": 3, "unattended": 2}]


def test_two_taps_answer_once_and_two_workers_on_one_phone_twice(app: Flask, phone: Phone, code: str) -> None:
    sent = form_of(phone, code)
    for _tap in range(2):
        assert went_to(phone.post(f"/poll/{code}", sent)) == f"/zh/poll/{code}/thanks"
    assert len(kept(app)) == 1
    phone.post(f"/poll/{code}", form_of(phone, code, **{"q.stay": "2"}))
    assert sorted(map(len, kept(app))) == [1, 3]


@on_sqlite
def test_every_question_can_be_left_out_and_all_of_them(app: Flask, phone: Phone, code: str) -> None:
    html = phone.get(f"/poll/{code}").get_data(as_text=True)
    assert html.count("<fieldset") == html.count('value=""><span') == 4
    assert " required" not in html
    assert " checked" not in html
    thanks = phone.post(f"/poll/{code}", form_of(phone, code, **{"q.stay": ""}))
    assert went_to(thanks) == f"/zh/poll/{code}/thanks"
    assert kept(app) == []


def test_the_phone_is_neither_asked_who_it_is_nor_left_anything(app: Flask, phone: Phone, code: str) -> None:
    phone.keep(AFANG)
    known = {name: phone.client.get_cookie(name) for name in ("mpt", "mpt_owner")}
    assert all(known.values())
    sent = form_of(phone, code)
    before = contents(app)
    with watched(app) as statements:
        pages = [
            phone.client.get(f"/zh/poll/{code}"),
            phone.client.post(f"/zh/poll/{code}", data=sent, headers=OUR_SITE),
            phone.client.get(f"/zh/poll/{code}/thanks"),
            phone.client.get("/zh/poll"),
            phone.client.get(f"/poll/{code}"),
        ]
    assert [page.status_code for page in pages] == [200, 303, 200, 200, 302]
    assert [cookies(page) for page in pages] == [[]] * 5
    assert all(page.headers["Cache-Control"] == "private, no-store" for page in pages)
    # Nobody looked who is there: no question was about learners or how they signed in.
    assert statements
    assert not [each for each in statements if "learner" in each or "sign_in" in each]
    after = contents(app)
    assert {table for table in after if after[table] != before[table]} == {"poll_answer"}


@on_sqlite
def test_no_page_of_it_has_a_script(phone: Phone, code: str) -> None:
    pages = [phone.get(path) for path in (f"/poll/{code}", f"/poll/{code}/thanks", "/poll", "/poll/ZZZZZZ")]
    assert not [page for page in pages if "<script" in page.get_data(as_text=True)]


@in_each_language
def test_before_its_first_day_and_after_its_last_it_takes_nothing(app: Flask, language: str) -> None:
    phone, code = Phone(app, language), opened(app, date(2026, 12, 1), date(2026, 12, 2))
    sent = {"submission": str(uuid.uuid4()), **ANSWERS}
    for moment, status, message in (
        ("2026-11-30T15:00:00Z", 404, "This poll hasn't begun yet"),
        ("2026-12-02T17:00:00Z", 410, "This poll is over"),
    ):
        with time_machine.travel(moment):
            for page in (phone.get(f"/poll/{code}"), phone.post(f"/poll/{code}", sent)):
                assert page.status_code == status
                assert says(page, language, message)
                assert heading(page) in words(page)
    assert counts(app)["poll_answer"] == 0


@in_each_language
def test_a_code_that_no_poll_has_leads_to_the_form_for_codes(app: Flask, code: str, language: str) -> None:
    phone = Phone(app, language)
    wrong = {"submission": str(uuid.uuid4()), **ANSWERS}
    for page in (
        phone.get("/poll/ZZZZZZ"),
        phone.post("/poll/ZZZZZZ", wrong),
        phone.get("/poll/ZZZZZZ/thanks"),
        phone.get("/poll?code=ZZZZZZ", follow_redirects=True),
        phone.get("/poll?code=我的"),
    ):
        assert page.status_code == 404
        assert says(page, language, "We don't know this code")
    assert says(phone.get("/poll"), language, "The code is on the poll's poster, below the square picture.")
    typed = phone.get(f"/poll?code={code[:3].lower()} {code[3:]}", follow_redirects=True)
    assert went_to(typed) == f"/{language}/poll/{code}"


@on_sqlite
def test_the_posters_link_goes_on_in_the_phones_language(app: Flask, code: str) -> None:
    client = app.test_client()
    for path in ("/poll", f"/poll/{code}", "/poll/%E6%88%91"):
        answer = client.get(path, headers={"Accept-Language": "en"})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/en/poll")
        assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "change",
    [
        {"submission": ""},
        {"submission": "1"},
        {"q.trust": "5"},
        {"q.stay": "-1"},
        {"q.name": "0"},
        {"q.stay": ["0", "1"]},
    ],
)
def test_what_our_page_cannot_have_sent_changes_nothing(
    app: Flask, phone: Phone, code: str, change: dict[str, object]
) -> None:
    sent = {**form_of(phone, code), **change}
    before = contents(app)
    page = phone.post(f"/poll/{code}", sent)
    assert page.status_code == 400
    assert says(page, "zh", "That didn't arrive as it should")
    assert contents(app) == before


@on_sqlite
def test_another_site_cannot_answer(app: Flask, phone: Phone, code: str) -> None:
    sent = form_of(phone, code)
    assert phone.post(f"/poll/{code}", sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert kept(app) == []


@on_sqlite
def test_hostile_codes_are_shown_as_typed_or_not_at_all(phone: Phone) -> None:
    for typed in TEXTS:
        page = phone.get("/poll", query_string={"code": typed})
        assert page.status_code in {200, 302, 404}
        assert "<script>alert" not in page.get_data(as_text=True)
