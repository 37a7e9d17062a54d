"""A case on a counsellor's desk: what is seen and done, and that an answer which is being written is never lost."""

import re
import uuid

import pytest
from flask import Flask

from mpt.rules.permissions import Grant, Role
from mpt.services import staff
from tests.cast import QIU, Phone
from tests.web.acts import contents, counts, in_each_language, on_sqlite, says, words, writing
from tests.web.helpline.acts import (
    ANSWER,
    answer,
    area,
    come_back,
    field,
    only_case,
    press,
    reply_form,
    selected,
    write,
    write_on,
)
from tests.web.helpline.conftest import WEI
from tests.web.hostile import TEXTS
from tests.web.staff_acts import Desk, staff_id

DRAFT = "我写了一半，\n还没写完"


@in_each_language
def test_the_conversation_and_who_did_what_are_seen(
    app: Flask, qiu: Desk, wei: Desk, phone: Phone, language: str
) -> None:
    qiu.language = wei.language = language
    shown = write(phone, topic="harassment")
    address = only_case(qiu)
    page = qiu.get(address)
    assert "班长说加班费下个月再算，<br>我不敢多问。" in page.get_data(as_text=True)
    assert says(page, language, "Nobody has it yet.")
    assert {"zh": "骚扰或暴力", "en": "Harassment or violence"}[language] in words(page)
    page = answer(qiu, address)
    assert says(page, language, "Your answer is there. The worker reads it with code and words.")
    assert says(page, language, "It's yours.")
    assert says(page, language, "The worker hasn't read the last answer yet.")
    come_back(phone, shown)
    page = wei.get(address)
    assert says(page, language, "The worker has read the last answer.")
    assert says(page, language, "%(who)s has it.", who=QIU.name)
    for who in (QIU.name, WEI.name):
        assert says(page, language, "%(who)s opened the case.", who=who)
    assert ANSWER in words(page)


@in_each_language
def test_danger_shows_what_to_do_now(app: Flask, qiu: Desk, phone: Phone, language: str) -> None:
    qiu.language = language
    write(phone, danger="1")
    page = qiu.get(only_case(qiu))
    for message in (
        "What to do now",
        "Answer at once, in short, plain words. First ask: are you and the child safe right now?",
        "Tell your child-protection officer today, if a child is concerned.",
        (
            "Don't promise to keep it secret. Say that you may have to tell those who protect children, "
            "and say it before you do."
        ),
    ):
        assert says(page, language, message)
    for number in ("110", "12355", "12338"):
        assert number in words(page)
    calm = press(qiu, page, "calm")
    assert not says(calm, language, "What to do now")
    assert says(press(qiu, calm, "danger"), language, "What to do now")


ACTS = ["take", "give", "topic", "danger", "close", "insert"]


@in_each_language
@pytest.mark.parametrize("act", ACTS)
def test_whatever_is_done_what_is_being_written_stays(
    app: Flask, qiu: Desk, wei: Desk, phone: Phone, language: str, act: str
) -> None:
    qiu.language = language
    write(phone)
    qiu.post("/helpline/replies/new", reply_form(qiu))
    page = press(qiu, qiu.get(only_case(qiu)), act, text=DRAFT)
    assert page.status_code == 200
    assert area(page) == DRAFT


@in_each_language
@pytest.mark.parametrize(
    ("act", "message"),
    [
        ("take", "The case is yours now."),
        ("give", "The case is handed over."),
        ("topic", "The topic is changed."),
        ("danger", "The case is put first."),
        ("close", "The case is closed. If the worker writes again, it's open again."),
    ],
)
def test_what_was_done_is_said_and_stands_in_the_case(
    app: Flask, qiu: Desk, wei: Desk, phone: Phone, language: str, act: str, message: str
) -> None:
    qiu.language = language
    write(phone)
    page = press(qiu, qiu.get(only_case(qiu)), act, topic="child")
    assert says(page, language, message)
    assert QIU.name in words(page).partition({"zh": "个案处理记录", "en": "What was done with this case"}[language])[2]
    assert page.request.args["done"] == act


@on_sqlite
def test_a_case_is_handed_over_to_a_colleague(app: Flask, qiu: Desk, wei: Desk, phone: Phone) -> None:
    write(phone)
    address = only_case(qiu)
    press(qiu, qiu.get(address), "give")
    assert only_case(wei, "mine") == address
    assert says(wei.get(address), "zh", "It's yours.")


@on_sqlite
def test_whoever_is_alone_hands_over_to_nobody(app: Flask, qiu: Desk, phone: Phone) -> None:
    write(phone)
    assert 'name="to"' not in qiu.get(only_case(qiu)).get_data(as_text=True)


@in_each_language
def test_a_colleague_who_has_left_meanwhile_gets_nothing(
    app: Flask, qiu: Desk, wei: Desk, phone: Phone, language: str
) -> None:
    qiu.language = language
    write(phone)
    page = qiu.get(only_case(qiu))
    with writing(app) as session:
        staff.take(session, staff_id(app, WEI), Grant(Role.COUNSELLOR))
    page = press(qiu, page, "give", to=str(staff_id(app, WEI)), text=DRAFT)
    assert page.status_code == 422
    assert says(page, language, "This colleague is no counsellor any more. Please choose another.")
    assert area(page) == DRAFT


@in_each_language
def test_a_colleagues_answer_meanwhile_is_shown_and_nothing_typed_is_lost(
    app: Flask, qiu: Desk, wei: Desk, phone: Phone, language: str
) -> None:
    qiu.language = language
    shown = write(phone)
    address = only_case(qiu)
    page = qiu.get(address)
    answer(wei, address, "魏的回信。")
    before = counts(app)["helpline_message"]
    page = press(qiu, page, "answer", text=DRAFT)
    assert page.status_code == 422
    assert says(
        page,
        language,
        "Somebody has written in this case meanwhile. Nothing was sent. Look at it, and do it again if it still fits.",
    )
    assert "魏的回信。" in words(page)
    assert area(page) == DRAFT
    assert counts(app)["helpline_message"] == before
    assert says(press(qiu, page, "answer"), language, "Your answer is there. The worker reads it with code and words.")
    assert "还没写完" in words(come_back(phone, shown))


@on_sqlite
def test_a_worker_who_writes_meanwhile_isnt_closed_away(app: Flask, qiu: Desk, phone: Phone) -> None:
    shown = write(phone)
    address = only_case(qiu)
    page = qiu.get(address)
    write_on(phone, come_back(phone, shown), "还有一件事")
    page = press(qiu, page, "close")
    assert page.status_code == 422
    assert "还有一件事" in words(page)
    assert only_case(qiu) == address


@in_each_language
def test_two_counsellors_do_not_take_one_case(app: Flask, qiu: Desk, wei: Desk, phone: Phone, language: str) -> None:
    qiu.language = language
    write(phone)
    address = only_case(qiu)
    page = qiu.get(address)
    press(wei, wei.get(address), "take")
    page = press(qiu, page, "take", text=DRAFT)
    assert page.status_code == 422
    assert says(page, language, "A colleague has taken this case meanwhile.")
    assert area(page) == DRAFT
    assert says(press(qiu, page, "take", text=""), language, "The case is yours now.")


@on_sqlite
def test_two_taps_answer_once(app: Flask, qiu: Desk, phone: Phone) -> None:
    write(phone)
    page = qiu.get(only_case(qiu))
    for _tap in range(2):
        assert says(press(qiu, page, "answer", text=ANSWER), "zh", "The worker hasn't read the last answer yet.")
    assert counts(app)["helpline_message"] == 2
    other = press(qiu, page, "answer", text="改了一句")
    assert other.status_code == 422
    assert area(other) == "改了一句"


@in_each_language
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Please write something first."),
        ("长" * 2001, "That's too long. Please use 2,000 characters or fewer, and send the rest after it."),
    ],
)
def test_an_answer_that_cannot_be_sent_stays(
    app: Flask, qiu: Desk, phone: Phone, language: str, text: str, message: str
) -> None:
    qiu.language = language
    write(phone)
    page = press(qiu, qiu.get(only_case(qiu)), "answer", text=text)
    assert page.status_code == 422
    assert says(page, language, message)
    assert area(page) == text


@on_sqlite
def test_a_saved_reply_comes_below_what_is_written_in_the_workers_language(app: Flask, qiu: Desk, phone: Phone) -> None:
    qiu.post("/helpline/replies/new", reply_form(qiu))
    for language, text in (("zh", "你写的，我们看到了。"), ("en", "We have read it.")):
        phone.language = language
        write(phone)
        address = only_case(qiu)
        page = qiu.get(address)
        reply = re.search(
            r'<select id="reply".*?<option value="([0-9a-f-]{36})"', page.get_data(as_text=True), re.DOTALL
        )
        assert reply
        assert area(press(qiu, page, "insert", reply=reply[1])) == text
        page = press(qiu, page, "insert", reply=reply[1], text=DRAFT)
        assert area(page) == f"{DRAFT}\n\n{text}"
        assert selected(page, "reply") == ""
        press(qiu, page, "answer")
        assert qiu.get(address).get_data(as_text=True).count(text) >= 1
    assert area(press(qiu, page, "insert", text="")) == ""


@in_each_language
def test_a_saved_reply_that_is_gone_meanwhile_takes_nothing_along(
    app: Flask, qiu: Desk, phone: Phone, language: str
) -> None:
    qiu.language = language
    write(phone)
    page = press(qiu, qiu.get(only_case(qiu)), "insert", text=DRAFT, reply=str(uuid.UUID(int=1)))
    assert page.status_code == 422
    assert says(page, language, "A colleague has removed this saved reply meanwhile. Please choose another.")
    assert area(page) == DRAFT


@on_sqlite
def test_a_closed_case_is_opened_again(app: Flask, qiu: Desk, phone: Phone) -> None:
    write(phone)
    address = only_case(qiu)
    page = press(qiu, qiu.get(address), "close")
    assert says(page, "zh", "Case closed")
    page = press(qiu, page, "reopen")
    assert says(page, "zh", "The case is open again.")
    assert only_case(qiu) == address


@on_sqlite
@pytest.mark.parametrize(
    "change",
    [
        {"do": ""},
        {"do": "erase"},
        {"do": "answer", "submission": "1"},
        {"do": "answer", "last": ""},
        {"do": "give", "to": "nobody"},
        {"do": "topic", "topic": "nothing"},
        {"do": "insert", "reply": "1"},
        {"do": "take", "holder": "1"},
    ],
    ids=repr,
)
def test_what_no_form_of_ours_sends_is_refused(app: Flask, qiu: Desk, phone: Phone, change: dict[str, str]) -> None:
    write(phone)
    page = qiu.get(only_case(qiu))
    before = contents(app)
    assert press(qiu, page, change.pop("do"), **{"text": DRAFT, **change}).status_code == 400
    assert contents(app) == before


@on_sqlite
def test_hostile_texts_are_shown_as_typed(app: Flask, qiu: Desk, phone: Phone) -> None:
    write(phone)
    address = only_case(qiu)
    for text in TEXTS:
        page = press(qiu, qiu.get(address), "answer", text=text)
        assert page.status_code in {200, 400, 422}
        assert "<script>alert" not in page.get_data(as_text=True)


@on_sqlite
def test_no_cache_keeps_a_case(app: Flask, qiu: Desk, phone: Phone) -> None:
    write(phone)
    page = qiu.get(only_case(qiu))
    for one in (page, press(qiu, page, "insert", text=DRAFT), qiu.get("/helpline")):
        assert one.headers["Cache-Control"] == "private, no-store"
    assert field(page, "last") != field(page, "submission")
