"""Saved replies: in both languages always, ours to begin with."""

import re
import uuid

import pytest
from flask import Flask

from tests.web.acts import contents, counts, in_each_language, on_sqlite, says, words
from tests.web.helpline.acts import area, reply_form
from tests.web.hostile import TEXTS
from tests.web.staff_acts import Desk

REPLIES = "/helpline/replies"


def only_reply(desk: Desk) -> str:
    """Return the address of the one saved reply."""
    (found,) = set(re.findall(rf'href="/\w\w({REPLIES}/[0-9a-f-]{{36}})"', desk.get(REPLIES).get_data(as_text=True)))
    return str(found)


@in_each_language
def test_a_reply_is_added_changed_and_removed(app: Flask, qiu: Desk, language: str) -> None:
    qiu.language = language
    assert says(qiu.get(REPLIES), language, "None yet.")
    page = qiu.post(f"{REPLIES}/new", reply_form(qiu))
    assert says(page, language, "Saved.")
    for part in {"zh": ("收到", "你写的，我们看到了。"), "en": ("Received", "We have read it.")}[language]:
        assert part in words(page)
    address = only_reply(qiu)
    form = qiu.get(address)
    assert area(form, "text_zh") == "你写的，我们看到了。"
    page = qiu.post(address, {**reply_form(qiu), "text_zh": "看到了。", "text_en": "Read."})
    assert {"zh": "看到了。", "en": "Read."}[language] in words(page)
    assert only_reply(qiu) == address
    page = qiu.post(f"{address}/remove")
    assert says(page, language, "The reply is removed. What was answered with it stays.")
    assert counts(app)["saved_reply"] == 0
    assert qiu.get(address).status_code == 404


@on_sqlite
def test_two_taps_make_one(app: Flask, qiu: Desk) -> None:
    sent = reply_form(qiu)
    for _tap in range(2):
        qiu.post(f"{REPLIES}/new", sent)
    assert counts(app)["saved_reply"] == 1


@in_each_language
@pytest.mark.parametrize("missing", ["name_zh", "name_en", "text_zh", "text_en"])
def test_both_languages_are_asked_for_and_what_was_typed_stays(
    app: Flask, qiu: Desk, language: str, missing: str
) -> None:
    qiu.language = language
    sent = reply_form(qiu, **{missing: " "})
    page = qiu.post(f"{REPLIES}/new", sent)
    assert page.status_code == 422
    html = page.get_data(as_text=True)
    assert html.count('class="fault"') == 1
    assert f'id="{missing}-fault"' in html
    for field in {"text_zh", "text_en"} - {missing}:
        assert area(page, field) == sent[field]
    assert counts(app)["saved_reply"] == 0
    qiu.post(f"{REPLIES}/new", {**sent, missing: "补上了"})
    assert counts(app)["saved_reply"] == 1


@on_sqlite
def test_all_that_is_wrong_is_said_at_once(qiu: Desk) -> None:
    page = qiu.post(f"{REPLIES}/new", reply_form(qiu, name_zh="", name_en="长" * 41, text_zh="", text_en="长" * 2001))
    assert page.get_data(as_text=True).count('class="fault"') == 4
    assert area(page, "text_en") == "长" * 2001


@on_sqlite
def test_a_change_that_is_refused_shows_what_was_typed(app: Flask, qiu: Desk) -> None:
    qiu.post(f"{REPLIES}/new", reply_form(qiu))
    address, before = only_reply(qiu), contents(app)
    page = qiu.post(address, reply_form(qiu, text_en="", text_zh="新的"))
    assert page.status_code == 422
    assert area(page, "text_zh") == "新的"
    assert contents(app) == before


@in_each_language
def test_one_may_begin_with_our_six(app: Flask, qiu: Desk, wei: Desk, language: str) -> None:
    qiu.language = wei.language = language
    assert {"zh": "先用我们准备的 6 条", "en": "Begin with our 6 replies"}[language] in words(qiu.get(REPLIES))
    assert f"/{language}{REPLIES}/first" in qiu.get(REPLIES).get_data(as_text=True)
    page = qiu.post(f"{REPLIES}/first")
    wei.post(f"{REPLIES}/first")
    assert counts(app)["saved_reply"] == 6
    assert says(page, language, "These are ours to begin with. Change them into your own words.")
    assert says(page, language, "Three questions")
    assert f"{REPLIES}/first" not in page.get_data(as_text=True)
    with_both = contents(app)["saved_reply"]
    assert all(re.search("[\u4e00-\u9fff]{8}", row) and re.search("[a-z]{4} [a-z]+", row) for row in with_both)


@on_sqlite
def test_ours_never_write_over_the_counsellors_own(app: Flask, qiu: Desk) -> None:
    qiu.post(f"{REPLIES}/new", reply_form(qiu))
    before = contents(app)
    qiu.post(f"{REPLIES}/first")
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize("submission", ["", "1"])
def test_what_no_form_of_ours_sends_is_refused(app: Flask, qiu: Desk, submission: str) -> None:
    before = contents(app)
    assert qiu.post(f"{REPLIES}/new", reply_form(qiu) | {"submission": submission}).status_code == 400
    assert contents(app) == before


@on_sqlite
def test_a_reply_that_is_gone_isnt_there(app: Flask, qiu: Desk) -> None:
    gone = f"{REPLIES}/{uuid.UUID(int=1)}"
    assert qiu.get(gone).status_code == qiu.post(gone, reply_form(qiu)).status_code == 404
    assert says(qiu.post(f"{gone}/remove"), "zh", "The reply is removed. What was answered with it stays.")
    assert counts(app)["saved_reply"] == 0


@on_sqlite
def test_hostile_texts_are_refused_or_shown_as_typed(qiu: Desk) -> None:
    for text in TEXTS:
        page = qiu.post(f"{REPLIES}/new", reply_form(qiu, name_zh=text, name_en=text, text_zh=text, text_en=text))
        assert page.status_code in {200, 400, 413, 422}
        assert "<script>alert" not in page.get_data(as_text=True)
