"""A quiz: asked, marked, kept once; and its result, which is the learner's own."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from mpt.content.folder import hash8
from mpt.services.publishing import publish
from mpt.web.phone import COOKIE
from tests.cast import AFANG, OUR_SITE, Phone
from tests.sample import ALL_RIGHT, ALL_WRONG, HALF_RIGHT, HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.web.acts import (
    answer,
    at,
    contents,
    counts,
    form,
    heading,
    in_both_languages,
    in_each_language,
    on_sqlite,
    read,
    says,
    went_to,
    words,
    writing,
)
from tests.web.hostile import LONG, MARKUP, NUL, SURROGATE

FEEDBACK = {"zh": "孩子会一直等。", "en": "Your child goes on waiting."}
EXPLANATION = {"zh": "先道歉，再说下次几点。", "en": "Say sorry, then say when you call next."}


@in_both_languages
@on_sqlite
def test_each_question_asks_for_one_or_for_several(app: Flask, language: str) -> None:
    page = Phone(app, language).get(at("quiz"))
    html = page.get_data(as_text=True)
    assert html.count('type="radio" name="q.q-late"') == 2
    assert html.count('type="checkbox" name="q.q-listen"') == 3
    assert says(page, language, "Choose all that fit.")
    assert " checked" not in html
    assert FEEDBACK[language] not in words(page)
    assert EXPLANATION[language] not in words(page)


@in_both_languages
@on_sqlite
def test_all_right_is_said_and_explained(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    page = answer(phone, ALL_RIGHT)
    assert went_to(page) == f"/{language}{at('quiz/result')}"
    assert says(page, language, "All of it. Well done.")
    assert EXPLANATION[language] in words(page)
    assert says(page, language, "Saved")
    assert page.headers["Cache-Control"] == "private, no-store"


@in_both_languages
@on_sqlite
def test_wrong_answers_get_feedback_what_to_read_and_another_try(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    page = answer(phone, ALL_WRONG)
    html = page.get_data(as_text=True)
    assert says(page, language, "Not yet, and that's fine.")
    assert FEEDBACK[language] in words(page)
    assert EXPLANATION[language] not in words(page)
    assert f'href="/{language}{at("hear-them")}"' in html
    assert f'href="/{language}{at("quiz")}"' in html
    assert says(page, language, "Try again")
    assert says(answer(phone, ALL_RIGHT), language, "All of it. Well done.")


@in_both_languages
@on_sqlite
def test_half_of_what_fits_is_not_called_wrong(app: Flask, language: str) -> None:
    page = answer(Phone(app, language), HALF_RIGHT)
    assert says(page, language, "Right so far. There is more that fits.")
    assert says(page, language, "%(right)s of %(all)s questions right", right=1, all=2)


@in_both_languages
@on_sqlite
def test_passing_before_reading_says_what_is_left(app: Flask, language: str) -> None:
    page = answer(Phone(app, language))
    assert f'href="/{language}{at("hear-them")}"' in page.get_data(as_text=True)
    assert not says(page, language, "Try again")


@on_sqlite
def test_the_result_leads_to_the_next_module_and_at_the_end_to_the_certificate(phone: Phone) -> None:
    read(phone)
    assert f'href="/zh{at(module=HARD_DAYS)}"' in answer(phone).get_data(as_text=True)
    read(phone, module=HARD_DAYS)
    assert says(answer(phone, module=HARD_DAYS), "zh", "Your certificate is ready")


@on_sqlite
def test_a_result_with_a_name_doesnt_ask_to_keep_it(phone: Phone) -> None:
    assert says(answer(phone), "zh", "Saved on this phone.")
    phone.keep(AFANG)
    assert not says(phone.get(at("quiz/result")), "zh", "Saved on this phone.")


def test_passed_stays_passed_whatever_comes_after(phone: Phone) -> None:
    read(phone)
    answer(phone, ALL_RIGHT)
    answer(phone, ALL_WRONG)
    assert phone.client.get(f"/progress/{SAMPLE}").json["done"] == [LISTENING]


def test_one_submission_sent_twice_counts_once(app: Flask, phone: Phone) -> None:
    submission = str(uuid.uuid4())
    answer(phone, ALL_WRONG, submission=submission)
    once = contents(app)
    page = answer(phone, ALL_WRONG, submission=submission)
    assert page.status_code == 200
    assert contents(app) == once
    answer(phone, ALL_RIGHT, submission=submission)  # a cached form sent again with other answers: the first counted
    assert contents(app) == once
    assert counts(app)["attempt"] == 1


def test_two_tabs_without_scripts_count_once(app: Flask, phone: Phone) -> None:
    for _tab in range(2):
        assert answer(phone, HALF_RIGHT, submission="").status_code == 200
    assert counts(app)["attempt"] == 1
    answer(phone, ALL_RIGHT)
    assert counts(app)["attempt"] == 2


def test_two_tabs_at_the_same_moment_count_once(app: Flask, phone: Phone) -> None:
    read(phone, "hear-them")
    cookie = phone.client.get_cookie(COOKIE)
    assert cookie
    gate = Barrier(4)

    def send(_tab: int) -> int:
        tab = app.test_client()
        tab.set_cookie(COOKIE, cookie.value)
        gate.wait(timeout=30)
        return tab.post(f"/zh{at('quiz')}", data=form(ALL_RIGHT), headers=OUR_SITE).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [303] * 4
    assert counts(app)["attempt"] == 1


@in_each_language
@pytest.mark.parametrize("known", [False, True])
def test_open_questions_are_asked_for_and_the_other_answers_kept(app: Flask, language: str, known: bool) -> None:
    phone = Phone(app, language)
    if known:
        read(phone, "hear-them")
    before = contents(app)
    page = answer(phone, {"q-listen": frozenset({0, 1})})
    assert page.status_code == 422
    html = page.get_data(as_text=True)
    assert says(page, language, "Please choose an answer here.")
    assert html.count('name="q.q-listen" value="0" checked') == html.count('name="q.q-listen" value="1" checked') == 1
    assert html.count(" checked") == 2
    assert FEEDBACK[language] not in words(page)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert known or "Set-Cookie" not in page.headers
    assert contents(app) == before


@on_sqlite
@in_both_languages
def test_nothing_answered_asks_for_everything(app: Flask, language: str) -> None:
    page = answer(Phone(app, language), {})
    assert page.status_code == 422
    assert words(page).count(words(page)) == 1
    assert page.get_data(as_text=True).count('class="fault"') == 2


RIGHT = form(ALL_RIGHT)
UNSENDABLE = {
    "unknown question": {**RIGHT, "q.q-none": "0"},
    "no question": {**RIGHT, "q.": "0"},
    "question of another module": {**RIGHT, "q.q-tired": "0"},
    "unknown choice": {**RIGHT, "q.q-late": "2"},
    "far choice": {**RIGHT, "q.q-late": "999"},
    "too far choice": {**RIGHT, "q.q-late": "1000"},
    "negative choice": {**RIGHT, "q.q-late": "-1"},
    "no number": {**RIGHT, "q.q-late": "a"},
    "empty choice": {**RIGHT, "q.q-late": ""},
    "digits of another script": {**RIGHT, "q.q-late": "１"},
    "superscript": {**RIGHT, "q.q-late": "¹"},
    "two answers for a choose-one": {**RIGHT, "q.q-late": ["0", "1"]},
    "markup": {**RIGHT, f"q.{MARKUP}": MARKUP},
    "NUL": {**RIGHT, f"q.{NUL}": "0"},
    "surrogate": {**RIGHT, f"q.{SURROGATE}": "0"},
    "wrong UUID": {**RIGHT, "submission": "1"},
    "UUID and more": {**RIGHT, "submission": f"{uuid.uuid4()}x"},
    "UUID with NUL": {**RIGHT, "submission": f"{uuid.uuid4()}\0"},
    "long UUID": {**RIGHT, "submission": "a" * 3000},
    "negative UUID": {**RIGHT, "submission": "-" + "1" * 31},
    "1,000 fields": {**RIGHT, **{f"q.q-{number}": "0" for number in range(1000)}},
    "1,000 times one field": {**RIGHT, "q.q-late": ["7"] * 1000},
}


@in_each_language
@pytest.mark.parametrize("known", [False, True])
def test_what_no_page_of_ours_sends_changes_nothing(app: Flask, language: str, known: bool) -> None:
    phone = Phone(app, language)
    if known:
        read(phone, "hear-them")
    before = contents(app)
    for name, data in UNSENDABLE.items():
        page = phone.post(at("quiz"), data)
        assert page.status_code == 400, name
        assert says(page, language, "Nothing was changed. Please go back, load the page again and try once more."), name
        assert "onerror=" not in page.get_data(as_text=True), name
        assert "Set-Cookie" not in page.headers, name
        assert contents(app) == before, name


@in_each_language
@pytest.mark.parametrize("multipart", [False, True])
def test_too_much_is_refused_kindly(app: Flask, language: str, multipart: bool) -> None:
    phone = Phone(app, language)
    before = contents(app)
    kind = {"content_type": "multipart/form-data"} if multipart else {}
    page = phone.post(at("quiz"), {**RIGHT, "note": LONG * 12}, **kind)
    assert page.status_code == 413
    assert says(page, language, "That was too much at once")
    assert contents(app) == before


@on_sqlite
def test_a_multipart_form_of_1000_parts_is_refused(app: Flask, phone: Phone) -> None:
    before = contents(app)
    page = phone.post(at("quiz"), {f"q.q-{number}": "0" for number in range(1000)}, content_type="multipart/form-data")
    assert page.status_code == 413
    assert contents(app) == before


def test_a_uuid_that_belongs_to_another_quiz_changes_nothing(app: Flask, phone: Phone) -> None:
    submission = str(uuid.uuid4())
    answer(phone, submission=submission)
    before = contents(app)
    assert answer(phone, module=HARD_DAYS, submission=submission).status_code == 400
    assert contents(app) == before


def test_two_learners_may_have_the_same_uuid(app: Flask, phone: Phone, second_phone: Phone) -> None:
    submission = str(uuid.uuid4())
    assert heading(answer(phone, ALL_WRONG, submission=submission)) != heading(
        answer(second_phone, ALL_RIGHT, submission=submission)
    )
    assert counts(app)["attempt"] == 2


@on_sqlite
def test_fields_that_arent_answers_are_passed_over(app: Flask, phone: Phone) -> None:
    page = phone.post(at("quiz"), MultiDict([*MultiDict(RIGHT).items(multi=True), ("utm", MARKUP), ("Q.q-late", "9")]))
    assert says(page, "zh", "All of it. Well done.")


@on_sqlite
def test_without_an_attempt_the_result_leads_to_the_quiz(phone: Phone) -> None:
    for _visit in ("nobody", "learner"):
        assert phone.get(at("quiz/result")).headers["Location"] == f"/zh{at('quiz')}"
        read(phone, "hear-them")
    assert phone.get(f"/courses/{SAMPLE}/none/quiz/result").status_code == 404


@on_sqlite
def test_the_result_is_the_newest(phone: Phone) -> None:
    answer(phone, ALL_RIGHT)
    answer(phone, ALL_WRONG)
    assert says(phone.get(at("quiz/result")), "zh", "Not yet, and that's fine.")
    phone.language = "en"
    assert says(phone.get(at("quiz/result")), "en", "Not yet, and that's fine.")


@in_each_language
def test_a_browser_without_cookies_is_told_why_nothing_is_shown(app: Flask, language: str) -> None:
    client = app.test_client(use_cookies=False)
    sent = client.post(f"/{language}{at('quiz')}", data=RIGHT, headers=OUR_SITE)
    page = client.get(sent.headers["Location"])
    assert page.status_code == 400
    assert says(page, language, "This phone doesn't keep what you do")


class TestNewRelease:
    """The trainer publishes while somebody is answering."""

    @pytest.fixture
    def release(self, app: Flask, phone: Phone) -> str:
        """The release whose questions the phone shows; then another comes, with one question of the two and a new id."""
        shown = re.search(r'name="release" value="(\d+)"', phone.get(at("quiz")).get_data(as_text=True))
        assert shown
        folder = sample_folder()
        zh, en = (folder[f"01-listening/{language}.md"].decode() for language in ("zh", "en"))
        new_zh = zh[: zh.index("### 怎样听")].replace("q-late", "q-later")
        new_en = (
            en[: en.index("### How do you")]
            .replace("q-late", "q-later")
            .replace(hash8(zh.encode()), hash8(new_zh.encode()))
        )
        with writing(app) as session:
            publish(
                session,
                SAMPLE,
                {**folder, "01-listening/zh.md": new_zh.encode(), "01-listening/en.md": new_en.encode()},
            )
        return shown[1]

    def test_answers_are_marked_by_the_questions_that_were_shown(self, app: Flask, phone: Phone, release: str) -> None:
        page = phone.post(at("quiz"), {**RIGHT, "release": release})
        assert says(page, "zh", "All of it. Well done.")
        assert "电话打晚了，先说什么？" in words(page)
        assert not says(page, "zh", "Look once more")
        assert counts(app)["attempt"] == 1

    def test_the_old_questions_are_not_answers_to_the_new_ones(self, app: Flask, phone: Phone, release: str) -> None:
        before = contents(app)
        assert phone.post(at("quiz"), RIGHT).status_code == 400
        assert contents(app) == before

    def test_an_open_question_of_the_old_release_is_asked_again(self, app: Flask, phone: Phone, release: str) -> None:
        before = contents(app)
        page = phone.post(at("quiz"), {"q.q-late": "1", "release": release})
        assert page.status_code == 422
        assert contents(app) == before


@pytest.mark.parametrize("release", ["x", "-1", "１", "9" * 10, "1\0", "1 ", "1.0"])
@on_sqlite
def test_a_release_that_is_no_number_is_refused(app: Flask, phone: Phone, release: str) -> None:
    before = contents(app)
    assert phone.post(at("quiz"), {**RIGHT, "release": release}).status_code == 400
    assert contents(app) == before


@pytest.mark.parametrize("release", ["0", "999", "999999999"])
def test_a_release_that_never_was_is_taken_for_the_one_that_is(phone: Phone, release: str) -> None:
    assert says(phone.post(at("quiz"), {**RIGHT, "release": release}), "zh", "All of it. Well done.")
