"""Coming back to a case with code and words: reading, writing on, erasing; nothing stays."""

import re
import uuid

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from mpt.models import HelplineCase, HelplineMessage
from tests.cast import Phone
from tests.services.helpline.test_retention import bytes_of
from tests.web.acts import contents, counts, database_of, heading, in_each_language, on_sqlite, says, words
from tests.web.acts import writing as changing
from tests.web.helpline.acts import (
    ANSWER,
    TEXT,
    Paper,
    answer,
    area,
    come_back,
    door_form,
    erase,
    field,
    first_form,
    only_case,
    others_write_meanwhile,
    paper,
    press,
    write,
    write_on,
)
from tests.web.hostile import TEXTS
from tests.web.staff_acts import Desk

CASE = "/help/case"
OVER = (
    "It was open for half an hour, or it's gone. So that nobody else reads it here, please type code and words again."
)


@in_each_language
def test_an_answer_is_read_on_another_phone(
    app: Flask, qiu: Desk, second_phone: Phone, phone: Phone, language: str
) -> None:
    phone.language = second_phone.language = language
    shown = write(phone)
    page = come_back(second_phone, shown)
    assert "班长说加班费下个月再算，<br>我不敢多问。" in page.get_data(as_text=True)
    assert says(page, language, "There is no answer to that yet. Counsellors read on every day that they work.")
    answer(qiu, only_case(qiu))
    page = come_back(second_phone, shown)
    assert heading(page) == {"zh": "你的信", "en": "Your messages"}[language]
    assert words(page).index("我不敢多问") < words(page).index(ANSWER)
    assert not says(page, language, "There is no answer to that yet. Counsellors read on every day that they work.")
    assert "邱老师" not in words(page)


@in_each_language
def test_one_writes_on_and_two_taps_write_once(app: Flask, qiu: Desk, phone: Phone, language: str) -> None:
    phone.language = language
    page = come_back(phone, write(phone))
    token, submission = field(page, "token"), field(page, "submission")
    for _tap in range(2):
        page = write_on(phone, page, "今天又来了。", token=token, submission=submission)
        assert says(page, language, "Your message has arrived.")
        assert words(page).count("今天又来了。") == 1
    assert counts(app)["helpline_message"] == 2
    assert area(page) == ""


@on_sqlite
def test_nothing_is_left_on_the_phone_and_no_address_tells(app: Flask, qiu: Desk, phone: Phone) -> None:
    shown = write(phone)
    page = come_back(phone, shown)
    pages = [phone.get(CASE), page, write_on(phone, page, "再写一句"), phone.post(CASE, act("ask", page))]
    for one in pages:
        assert one.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in one.headers
        assert (one.request.path, dict(one.request.args)) == (f"/zh{CASE}", {})
        for part in (shown.code, shown.code.replace("-", ""), *shown.words.split()):
            assert part not in " ".join(re.findall(r'(?:href|action)="([^"]*)"', one.get_data(as_text=True)))
    fields = re.findall(r"<(?:form|input|textarea)\b[^>]*>", "".join(one.get_data(as_text=True) for one in pages))
    assert all(re.search('autocomplete="off"|type="hidden"| hidden>', tag) for tag in fields)
    assert phone.client._cookies == {}
    for one in pages:
        main = one.get_data(as_text=True).partition("<main")[2]
        assert main.count('type="password" name="unkept" value="1"') == main.count("<form") > 0


def act(name: str, page: object) -> dict[str, str]:
    """Return a form that goes on with the case that a page has opened."""
    return {"do": name, "token": field(page, "token")}  # type: ignore[arg-type]


@in_each_language
def test_wrong_words_open_nothing_and_what_was_typed_can_be_mended(
    app: Flask, qiu: Desk, phone: Phone, language: str
) -> None:
    phone.language = language
    shown = write(phone)
    page = come_back(phone, Paper(shown.code, "one two three four"))
    assert page.status_code == 422
    assert says(page, language, "Code and words don't fit together. Look at both once more.")
    assert 'value="one two three four"' in page.get_data(as_text=True)
    assert f'value="{shown.code}"' in page.get_data(as_text=True)
    assert "班长" not in words(page)
    assert counts(app)["sign_in_failure"] == 1
    assert "班长" in words(come_back(phone, shown))


@in_each_language
def test_a_code_that_nobody_has_is_told_the_same(app: Flask, qiu: Desk, phone: Phone, language: str) -> None:
    phone.language = language
    write(phone)
    page = come_back(phone, Paper("7K3M-9PQR", "one two three four"))
    assert page.status_code == 422
    assert says(page, language, "Code and words don't fit together. Look at both once more.")


@on_sqlite
def test_whoever_tries_often_rests(app: Flask, qiu: Desk, phone: Phone) -> None:
    shown = write(phone)
    for _try in range(5):
        come_back(phone, Paper(shown.code, "one two three four"))
    page = come_back(phone, shown)
    assert page.status_code == 429
    assert "班长" not in words(page)


@in_each_language
def test_after_half_an_hour_it_asks_again_and_what_was_being_written_is_sent_then(
    app: Flask, qiu: Desk, phone: Phone, language: str
) -> None:
    phone.language = language
    with time_machine.travel("2026-11-30T04:00:00Z", tick=False) as clock:
        shown = write(phone)
        page = come_back(phone, shown)
        clock.shift(31 * 60)
        over = write_on(phone, page, "写了很久\n的话")
        assert over.status_code == 422
        assert says(over, language, OVER)
        assert says(over, language, "What you were writing isn't sent yet. It's below.")
        assert area(over) == "写了很久\n的话"
        assert "班长" not in words(over)
        sent = {name: field(over, name) for name in ("do", "stamp", "submission")}
        page = phone.post(CASE, {**sent, "code": shown.code, "words": shown.words, "text": area(over)})
    assert says(page, language, "Your message has arrived.")
    assert "写了很久<br>的话" in page.get_data(as_text=True)


@in_each_language
def test_a_form_with_code_and_words_cannot_be_sent_again_by_whoever_has_the_phone_later(
    app: Flask, qiu: Desk, phone: Phone, language: str
) -> None:
    phone.language = language
    with time_machine.travel("2026-11-30T04:00:00Z", tick=False) as clock:
        form = door_form(phone, write(phone))
        assert "班长" in words(phone.post(CASE, form))
        clock.shift(14 * 60)
        assert "班长" in words(phone.post(CASE, form))
        clock.shift(60)
        page = phone.post(CASE, form)
        assert page.status_code == 422
        assert "班长" not in words(page)
        assert form["words"] not in page.get_data(as_text=True)
        assert form["code"] not in page.get_data(as_text=True)
        assert says(page, language, "This page was open for long. So that nobody else uses it, please type both again.")


@on_sqlite
@pytest.mark.parametrize("change", ["", "1", "x.y", "99999999999.", "1764475200.0000", "²."])
def test_nobody_says_when_a_form_was_made(app: Flask, qiu: Desk, phone: Phone, change: str) -> None:
    form = door_form(phone, write(phone))
    made, mark = form["stamp"].split(".")
    seconds, own = made.split("-")
    for stamp in (change, f"{int(seconds) + 1}-{own}.{mark}", f"{seconds}-{own[::-1]}.{mark}"):
        page = phone.post(CASE, {**form, "stamp": stamp})
        assert page.status_code == 422
        assert "班长" not in words(page)


@in_each_language
def test_who_has_finished_leaves_nothing_to_whoever_goes_back(
    app: Flask, qiu: Desk, phone: Phone, language: str
) -> None:
    phone.language = language
    shown = write(phone)
    form = door_form(phone, shown)
    page = phone.post(CASE, form)
    sent = {"do": "write", "token": field(page, "token"), "submission": field(page, "submission"), "text": "再写一句"}
    page = phone.post(CASE, sent)
    for _tap in range(2):
        left = phone.post(CASE, act("leave", page))
        assert (left.status_code, left.request.path) == (200, f"/{language}/help")
    for again in (form, sent, act("look", page), act("ask", page), act("erase", page)):
        over = phone.post(CASE, again)
        assert over.status_code == 422
        assert says(over, language, OVER)
        # The four words as one: each of them is an everyday word, which the page may say itself.
        for secret in ("班长", "再写一句", shown.code, shown.words):
            assert secret not in over.get_data(as_text=True)
            assert secret not in words(over)
    assert counts(app)["helpline_case"] == 1
    assert "再写一句" in words(come_back(phone, shown))


@on_sqlite
def test_what_has_arrived_isnt_shown_to_whoever_sends_the_form_again_later(app: Flask, qiu: Desk, phone: Phone) -> None:
    with time_machine.travel("2026-11-30T04:00:00Z", tick=False) as clock:
        shown = write(phone)
        form = {**door_form(phone, shown), "submission": str(uuid.uuid4()), "text": "写了很久"}
        page = phone.post(CASE, form)
        assert says(page, "zh", "Your message has arrived.")
        sent = {"do": "write", "token": field(page, "token"), "submission": field(page, "submission"), "text": "再写"}
        assert says(phone.post(CASE, sent), "zh", "Your message has arrived.")
        clock.shift(31 * 60)
        for again in (form, sent):
            assert not {"写了很久", "再写"} & set(re.findall("写了很久|再写", words(phone.post(CASE, again))))
        assert area(phone.post(CASE, {**form, "submission": str(uuid.uuid4())})) == "写了很久", "this one hasn't"
        erase(phone, come_back(phone, shown))
        for again in (form, sent):
            assert not re.search("写了很久|再写", words(phone.post(CASE, again)))


@on_sqlite
def test_nobody_waits_while_words_are_proven(
    app: Flask, qiu: Desk, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = write(phone)
    proven = others_write_meanwhile(app, monkeypatch, "fits")
    assert come_back(phone, Paper("7K3M-9PQR", shown.words)).status_code == 422
    assert come_back(phone, shown).status_code == 200
    assert proven == [1, 1], "a code that nobody has takes as long"


@on_sqlite
def test_a_damaged_message_takes_no_other_along(app: Flask, qiu: Desk, phone: Phone) -> None:
    shown = write(phone)
    write_on(phone, come_back(phone, shown), "再写一句")
    with changing(app) as session:
        first = session.query(HelplineMessage).order_by(HelplineMessage.written_at).first()
        assert first
        first.sealed = first.sealed[::-1]
    for page in (come_back(phone, shown), qiu.get(only_case(qiu))):
        assert says(page, "zh", "This message can't be read any more.")
        assert "再写一句" in words(page)
        assert "班长" not in words(page)


@on_sqlite
def test_no_browser_sends_the_words_away_to_be_mended_or_translated(app: Flask, qiu: Desk, phone: Phone) -> None:
    first = phone.get("/help/write")
    begun = phone.post("/help/write", first_form(phone))
    open_page = come_back(phone, paper(begun))
    desk_page = qiu.get(only_case(qiu))
    for page in (first, begun, phone.get(CASE), open_page, phone.post(CASE, act("ask", open_page)), desk_page):
        assert '<meta name="google" content="notranslate">' in page.get_data(as_text=True).partition("</head>")[0]
    for page in (first, phone.get(CASE), open_page, desk_page):
        fields = re.findall(r'<(?:textarea|input id="(?:code|words)")[^>]*>', page.get_data(as_text=True))
        assert fields
        assert all('spellcheck="false"' in tag and 'autocorrect="off"' in tag for tag in fields)
    for page in (open_page, desk_page):
        assert re.search(r'<p translate="no"[^>]*>班长', page.get_data(as_text=True))
    assert begun.get_data(as_text=True).count('translate="no"') == 2
    assert "notranslate" not in phone.get("/help").get_data(as_text=True)


@on_sqlite
def test_what_was_erased_is_gone_from_the_files_at_once(app: Flask, qiu: Desk, phone: Phone, database_url: str) -> None:
    page = come_back(phone, write(phone))
    with database_of(app).session(writes=False) as session:
        sealed = session.scalars(select(HelplineMessage.sealed)).one()
    assert sealed[:12] in bytes_of(database_url)
    erase(phone, page)
    assert sealed[:12] not in bytes_of(database_url)


@in_each_language
def test_erasing_says_before_what_goes_and_then_it_is_gone(app: Flask, qiu: Desk, phone: Phone, language: str) -> None:
    phone.language = language
    shown = write(phone)
    answer(qiu, only_case(qiu))
    page = come_back(phone, shown)
    asked = phone.post(CASE, act("ask", page))
    assert heading(asked) == {"zh": "全部删掉吗？", "en": "Erase everything?"}[language]
    assert says(
        asked,
        language,
        "All that you wrote and all our answers are gone at once and for good. "
        "Code and words open nothing any more, and nobody can answer you.",
    )
    assert counts(app)["helpline_message"] == 2
    kept = phone.post(CASE, act("look", asked))
    assert "班长" in words(kept)
    gone = phone.post(CASE, act("erase", asked))
    assert heading(gone) == {"zh": "删掉了", "en": "It's erased"}[language]
    for table in ("helpline_case", "helpline_message", "helpline_event", "helpline_opening"):
        assert counts(app)[table] == 0, table
    assert counts(app)["helpline_count"] == 1
    for again in ("erase", "look", "ask"):
        assert says(phone.post(CASE, act(again, asked)), language, OVER)
    assert come_back(phone, shown).status_code == 422
    assert qiu.get("/helpline/cases/" + "0" * 8 + "-0000-4000-8000-" + "0" * 12).status_code == 410


@in_each_language
def test_a_closed_case_says_so_and_opens_again_with_what_is_written(
    app: Flask, qiu: Desk, phone: Phone, language: str
) -> None:
    phone.language = language
    shown = write(phone)
    address = only_case(qiu)
    answer(qiu, address)
    press(qiu, qiu.get(address), "close")
    page = come_back(phone, shown)
    message = "The helpline has closed this. If you write again, it's open again."
    assert says(page, language, message)
    assert not says(write_on(phone, page, "还有一件事"), language, message)
    assert only_case(qiu, "mine") == address


@in_each_language
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Please write something first."),
        ("长" * 2001, "That's too long. Please use 2,000 characters or fewer, and send the rest after it."),
    ],
)
def test_what_cannot_be_taken_stays_in_the_open_case(
    app: Flask, qiu: Desk, phone: Phone, language: str, text: str, message: str
) -> None:
    phone.language = language
    page = write_on(phone, come_back(phone, write(phone)), text)
    assert page.status_code == 422
    assert says(page, language, message)
    assert area(page) == text
    assert "班长" in words(page)
    assert counts(app)["helpline_message"] == 1


@on_sqlite
def test_the_day_of_deletion_is_said_and_danger_names_the_police(app: Flask, qiu: Desk, phone: Phone) -> None:
    with time_machine.travel("2026-11-30T04:00:00Z", tick=False):
        page = come_back(phone, write(phone, danger="1"))
    assert "2027年5月29日" in words(page)
    assert 'href="tel:110"' in page.get_data(as_text=True)


@on_sqlite
def test_another_language_leads_to_the_same_door(app: Flask, qiu: Desk, phone: Phone) -> None:
    page = come_back(phone, write(phone))
    assert 'hreflang="en"' not in page.get_data(as_text=True)  # what is open would be gone
    assert 'href="/en/help/case"' in phone.get(CASE).get_data(as_text=True)


@on_sqlite
@pytest.mark.parametrize(
    "change", [{"do": ""}, {"do": "nothing"}, {"do": "write", "submission": "1"}, {"text": "a\0b"}], ids=repr
)
def test_what_no_form_of_ours_sends_is_refused(app: Flask, qiu: Desk, phone: Phone, change: dict[str, str]) -> None:
    page = come_back(phone, write(phone))
    sent = {"do": "write", "token": field(page, "token"), "submission": field(page, "submission"), "text": TEXT}
    before = contents(app)
    assert phone.post(CASE, {**sent, **change}).status_code == 400
    assert contents(app) == before


@on_sqlite
def test_hostile_texts_open_nothing(app: Flask, qiu: Desk, phone: Phone) -> None:
    form = door_form(phone, write(phone))
    for text in TEXTS:
        page = phone.post(CASE, {**form, "code": text, "words": text})
        assert page.status_code in {400, 422}
        assert "<script>alert" not in page.get_data(as_text=True)
        assert phone.post(CASE, {"do": "look", "token": text}).status_code in {400, 422}


@on_sqlite
def test_what_was_read_is_remembered(app: Flask, qiu: Desk, phone: Phone) -> None:
    shown = write(phone)
    answer(qiu, only_case(qiu))
    come_back(phone, shown)
    with database_of(app).session(writes=False) as session:
        assert session.query(HelplineCase).one().read_at is not None
