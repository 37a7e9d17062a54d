"""Writing to the helpline for the first time: no name, a code and four words, and nothing left on the phone."""

import re
import uuid

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.rules.permissions import Grant, Role
from mpt.services import staff
from mpt.services.helpline import writing
from mpt.services.helpline.writing import FloodedError
from tests.cast import AFANG, OUR_SITE, QIU, Phone
from tests.web.acts import (
    contents,
    counts,
    heading,
    in_both_languages,
    in_each_language,
    on_sqlite,
    says,
    words,
)
from tests.web.acts import (
    writing as changing,
)
from tests.web.helpline.acts import (
    TEXT,
    Paper,
    area,
    come_back,
    erase,
    field,
    first_form,
    others_write_meanwhile,
    paper,
    write,
)
from tests.web.hostile import TEXTS
from tests.web.staff_acts import Desk, staff_id

WRITE = "/help/write"
ARRIVED = (
    "This was sent before and has arrived, so it isn't shown here again. "
    "Would you like to write something else? Write it below."
)


@in_each_language
def test_what_one_should_know_stands_before_the_form(app: Flask, qiu: Desk, language: str) -> None:
    page = Phone(app, language).get(WRITE)
    html = page.get_data(as_text=True)
    for message in (
        "Nobody at work learns of it.",
        "You need no name. Please leave out the names of others too.",
        (
            "Afterwards you see a code and four words, once. They open the answer. "
            "Whoever loses the words can't get in any more, and neither can we."
        ),
    ):
        assert says(page, language, message)
    assert "180" in words(page)
    assert html.index("180") < html.index("<form")
    assert 'href="tel:110"' in html.partition("<form")[0]


@in_each_language
def test_code_and_four_words_are_shown_and_the_text_is_kept_sealed(app: Flask, qiu: Desk, language: str) -> None:
    phone = Phone(app, language)
    page = phone.post(WRITE, first_form(phone))
    shown = paper(page)
    assert heading(page) == {"zh": "收到了。现在就记下来", "en": "It has arrived. Write this down now"}[language]
    assert re.fullmatch("[0-9A-Z]{4}-[0-9A-Z]{4}", shown.code)
    assert len(shown.words.split()) == 4
    assert shown.words.isascii() == (language == "en")
    assert says(page, language, "It is shown only now.")
    assert counts(app)["helpline_case"] == counts(app)["helpline_message"] == 1
    rows = repr(contents(app))
    assert "班长" not in rows
    assert TEXT.encode().hex() not in rows
    assert shown.words not in rows


@on_sqlite
def test_nothing_is_left_on_the_phone(app: Flask, qiu: Desk) -> None:
    phone = Phone(app)
    sent = first_form(phone)
    for answer in (phone.get(WRITE), phone.post(WRITE, sent), phone.post(WRITE, {**sent, "text": ""})):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in answer.headers
        assert answer.history == ()
        assert answer.request.path == f"/zh{WRITE}"
        assert not answer.request.args
    html = phone.get(WRITE).get_data(as_text=True)
    fields = re.findall(r"<(?:form|input|textarea|select)\b[^>]*>", html)
    assert all(re.search('autocomplete="off"|type="hidden"| hidden>', tag) for tag in fields)
    assert "data-act" not in html
    assert 'type="password" name="unkept" value="1"' in html  # so that Chromium keeps nothing for a crash
    assert phone.client._cookies == {}


@on_sqlite
def test_what_is_written_from_a_phone_that_is_signed_in_is_nobodys(app: Flask, qiu: Desk) -> None:
    phone = Phone(app)
    phone.keep(AFANG)
    before = contents(app)
    write(phone)
    after = contents(app)
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"helpline_case", "helpline_message", "helpline_count", "helpline_arrival"}
    learner = next(iter(after["learner"])).split("'")[1]
    assert all(learner not in row for table in changed for row in after[table])


@in_each_language
def test_the_same_form_again_shows_the_same(app: Flask, qiu: Desk, language: str) -> None:
    phone = Phone(app, language)
    sent = first_form(phone)
    first, second = (paper(phone.post(WRITE, sent)) for _tap in range(2))
    assert first == second
    assert counts(app)["helpline_case"] == counts(app)["helpline_message"] == 1


@in_each_language
def test_after_ten_minutes_it_shows_nothing_to_whoever_has_the_phone_then(app: Flask, qiu: Desk, language: str) -> None:
    with time_machine.travel("2026-11-30T04:00:00Z", tick=False) as clock:
        phone = Phone(app, language)
        sent = first_form(phone, topic="pay", danger="1")
        shown = paper(phone.post(WRITE, sent))
        clock.shift(10 * 60 - 1)
        assert paper(phone.post(WRITE, sent)) == shown
        clock.shift(1)
        page = phone.post(WRITE, sent)
    assert_shows_nothing(page, language, sent, shown)


def assert_shows_nothing(page: TestResponse, language: str, sent: dict[str, str], shown: Paper) -> None:
    """Hold a page against what a form said that was sent again by whoever has the phone now."""
    assert page.status_code == 422
    assert says(page, language, ARRIVED)
    assert area(page) == ""
    html = page.get_data(as_text=True)
    assert " selected>" not in html
    assert " checked>" not in html
    # The four words as one: each of them is an everyday word, which the page may say itself.
    for secret in ("班长", shown.code, shown.words):
        assert secret not in html
        assert secret not in words(page)
    assert field(page, "submission") != sent["submission"]


@in_each_language
def test_what_was_erased_doesnt_come_back_with_its_form(app: Flask, qiu: Desk, language: str) -> None:
    phone = Phone(app, language)
    sent = first_form(phone, topic="pay", danger="1")
    shown = paper(phone.post(WRITE, sent))
    erase(phone, come_back(phone, shown))
    before = contents(app)
    assert_shows_nothing(phone.post(WRITE, sent), language, sent, shown)
    assert contents(app) == before
    assert counts(app)["helpline_case"] == 0


@on_sqlite
def test_nobody_waits_while_code_and_words_are_made(app: Flask, qiu: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Phone(app)
    hashed = others_write_meanwhile(app, monkeypatch, "hash_secret")
    write(phone)
    assert hashed == [1]


@in_both_languages
@on_sqlite
def test_a_changed_text_isnt_lost_but_another_one(app: Flask, qiu: Desk, language: str) -> None:
    phone = Phone(app, language)
    sent = first_form(phone)
    phone.post(WRITE, sent)
    page = phone.post(WRITE, {**sent, "text": "我改了一句。"})
    assert page.status_code == 422
    assert says(
        page,
        language,
        "This was sent before, with other words, and those have arrived. To send these too, press the button again.",
    )
    assert area(page) == "我改了一句。"
    again = phone.post(WRITE, {**sent, "text": area(page), "submission": field(page, "submission")})
    assert paper(again)
    assert counts(app)["helpline_case"] == 2


@in_each_language
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \r\n ", "Please write something first."),
        ("长" * 2001, "That's too long. Please use 2,000 characters or fewer, and send the rest after it."),
    ],
)
def test_what_cannot_be_taken_is_said_and_stays(app: Flask, qiu: Desk, language: str, text: str, message: str) -> None:
    phone = Phone(app, language)
    sent = first_form(phone, text, topic="pay", danger="1")
    before = contents(app)
    page = phone.post(WRITE, sent)
    assert page.status_code == 422
    assert says(page, language, message)
    assert area(page) == text.replace("\r\n", "\n").rstrip("\n") or not text.strip()
    html = page.get_data(as_text=True)
    assert '<option value="pay" selected>' in html
    assert re.search(r'name="danger" value="1"[^>]* checked', html)
    assert field(page, "submission") == sent["submission"]
    assert contents(app) == before
    assert paper(phone.post(WRITE, {**sent, "text": "短一点。"}))


@in_each_language
def test_whoever_is_in_danger_is_told_first_what_to_do(app: Flask, qiu: Desk, language: str) -> None:
    phone = Phone(app, language)
    page = phone.post(WRITE, first_form(phone, danger="1"))
    html = page.get_data(as_text=True)
    assert (
        heading(page) == {"zh": "有人有危险，先做这几件事", "en": "If somebody is in danger, do this first"}[language]
    )
    assert html.index('href="tel:110"') < html.index('class="name-big')
    for number in ("12355", "12338"):
        assert f'href="tel:{number}"' in html
    assert paper(page)


@on_sqlite
def test_words_that_speak_of_danger_do_too(app: Flask, qiu: Desk) -> None:
    phone = Phone(app)
    page = phone.post(WRITE, first_form(phone, "他打孩子，孩子身上有伤。"))
    assert 'href="tel:110"' in page.get_data(as_text=True)


@in_each_language
def test_a_flood_is_told_to_call_and_keeps_what_was_typed(
    app: Flask, qiu: Desk, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise FloodedError

    monkeypatch.setattr(writing, "begin", full)
    phone = Phone(app, language)
    page = phone.post(WRITE, first_form(phone))
    assert page.status_code == 429
    assert area(page) == TEXT
    assert 'href="tel:12355"' in page.get_data(as_text=True)
    assert says(
        page,
        language,
        "Very many messages come from here just now, so yours isn't sent. "
        "Try again in ten minutes. If it can't wait, please call.",
    )


@in_each_language
def test_where_nobody_reads_nobody_is_asked_to_write(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    page = phone.get(WRITE)
    assert heading(page) == {"zh": "现在还没有人看信", "en": "Nobody reads here yet"}[language]
    assert "<form" not in page.get_data(as_text=True).partition("<main")[2]


@on_sqlite
def test_a_counsellor_who_has_left_reads_no_more(app: Flask, qiu: Desk) -> None:
    with changing(app) as session:
        staff.take(session, staff_id(app, QIU), Grant(Role.COUNSELLOR))
    assert "<textarea" not in Phone(app).get(WRITE).get_data(as_text=True)


@on_sqlite
@pytest.mark.parametrize(
    "change", [{"submission": ""}, {"submission": "1"}, {"topic": "nothing"}, {"text": "a\0b"}], ids=repr
)
def test_what_no_form_of_ours_sends_is_refused(app: Flask, qiu: Desk, change: dict[str, str]) -> None:
    phone = Phone(app)
    sent = {**first_form(phone), **change}
    before = contents(app)
    assert phone.post(WRITE, sent).status_code == 400
    assert contents(app) == before


@on_sqlite
def test_another_site_cannot_write_here(app: Flask, qiu: Desk) -> None:
    phone = Phone(app)
    sent = first_form(phone)
    assert phone.post(WRITE, sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert counts(app)["helpline_case"] == 0


@on_sqlite
def test_a_script_gets_the_page_and_no_address(app: Flask, qiu: Desk) -> None:
    phone = Phone(app)
    page = phone.post(WRITE, first_form(phone), headers={**OUR_SITE, "Mpt-Form": "1"})
    assert page.mimetype == "text/html"
    assert paper(page)
    assert 'id="state"' in page.get_data(as_text=True)


@on_sqlite
def test_hostile_texts_are_kept_or_refused_and_never_run(app: Flask, qiu: Desk) -> None:
    for text in TEXTS:
        page = Phone(app).post(WRITE, {"submission": str(uuid.uuid4()), "text": text, "topic": text})
        assert page.status_code in {200, 400, 422, 429}
        assert "<script>alert" not in page.get_data(as_text=True)
