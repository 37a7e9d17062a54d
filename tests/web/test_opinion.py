"""Was this helpful? One tap after the quiz, a sentence if one likes, and nobody learns whose it is."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from mpt.models import Attempt, Opinion
from mpt.rules.opinions import LONGEST_SENTENCE
from mpt.services.publishing import publish
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Phone
from tests.sample import SAMPLE, sample_folder
from tests.web.acts import answer, at, contents, counts, database_of, in_each_language, on_sqlite, read, says, writing

HERE = at("opinion/mine")
SAID = "我照着说了，她笑了。"


def rows(app: Flask) -> list[Opinion]:
    """Return all that anybody said."""
    with database_of(app).session(writes=False) as session:
        return list(session.scalars(select(Opinion)))


def pressed(page: TestResponse) -> str:
    """Return which answer a page shows as given; empty where it shows none."""
    found = re.findall(
        r'name="helped" value="(\w+)"><button type="submit" class="quiet" data-wait="[^"]*"( aria-pressed="true")?',
        page.get_data(as_text=True),
    )
    return "".join(value for value, is_pressed in found if is_pressed)


def say(phone: Phone, helped: str = "yes", **fields: str) -> TestResponse:
    """Say whether `listening` helped."""
    return phone.post(HERE, {"helped": helped, **fields})


@in_each_language
def test_after_the_quiz_one_tap_says_it_and_a_sentence_may_follow(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone)
    result = answer(phone)
    assert says(result, language, "Was this helpful?")
    assert pressed(result) == ""
    page = say(phone, "no")
    assert page.request.path == f"/{language}{HERE}"
    assert says(page, language, "Saved. Thank you.")
    assert says(page, language, "Those who write the courses read it. They don't learn who said it, or when.")
    assert pressed(page) == "no"
    page = say(phone, "no", sentence=SAID)
    assert SAID in page.get_data(as_text=True)
    assert SAID.encode() not in b"".join(row.sentence or b"" for row in rows(app))
    assert [(row.helped, row.language) for row in rows(app)] == [(False, language)]
    result = phone.get(at("quiz/result"))
    assert pressed(result) == "no"
    assert says(result, language, "Say why, or change it")
    assert SAID not in result.get_data(as_text=True), "a result is shown around"


@in_each_language
def test_it_can_be_changed_and_taken_back(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    say(phone, sentence=SAID)
    assert pressed(say(phone, "no")) == "no"
    assert SAID in phone.get(HERE).get_data(as_text=True)
    page = phone.post(f"{HERE}/take-back")
    assert pressed(page) == ""
    assert rows(app) == []
    assert phone.post(f"{HERE}/take-back").status_code == 200


@on_sqlite
def test_sent_twice_it_is_kept_once_and_counts_as_nothing_else(phone: Phone, app: Flask) -> None:
    read(phone, "hear-them")
    before = counts(app)
    say(phone, sentence=SAID)
    first = [row.said_at for row in rows(app)]
    say(phone, sentence=SAID)
    after = counts(app)
    assert {table: after[table] - before[table] for table in after if after[table] != before[table]} == {"opinion": 1}
    assert [row.said_at for row in rows(app)] == first


@in_each_language
def test_who_has_read_nothing_is_told_so_and_makes_no_learner(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    before = contents(app)
    hint = "Read a lesson of this module first. Then you can say here whether it helped."
    assert says(phone.get(HERE), language, hint)
    page = say(phone)
    assert page.status_code == 422
    assert says(page, language, hint)
    phone.post(f"{HERE}/take-back")
    assert contents(app) == before
    read(phone, "hear-them", module="hard-days")
    assert says(say(phone), language, hint)
    assert rows(app) == []


@in_each_language
def test_too_long_a_sentence_changes_nothing_and_stays_on_the_page(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    say(phone)
    before, typed = contents(app), "说" * (LONGEST_SENTENCE + 1)
    page = say(phone, sentence=typed)
    assert page.status_code == 422
    assert says(page, language, "That's too long. Please use 200 characters or fewer.")
    assert typed in page.get_data(as_text=True)
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize("data", [{}, {"helped": ""}, {"helped": "maybe"}, {"helped": "yes", "release": "x"}])
def test_what_none_of_our_pages_sends_changes_nothing(phone: Phone, app: Flask, data: dict[str, str]) -> None:
    read(phone, "hear-them")
    before = contents(app)
    assert phone.post(HERE, data).status_code == 400
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize(
    "path", [at("opinion/mine", module="never-there"), "/courses/never-there/listening/opinion/mine"]
)
def test_of_what_no_course_has_there_is_no_page(phone: Phone, path: str) -> None:
    read(phone, "hear-them")
    assert phone.get(path).status_code == 404
    assert phone.post(path, {"helped": "yes"}).status_code == 404


@on_sqlite
def test_a_page_from_before_a_release_says_which_one_it_was(phone: Phone, app: Flask) -> None:
    read(phone, "hear-them")
    with writing(app) as session:
        publish(session, SAMPLE, sample_folder(summary="另一句。"))
    say(phone, release="1")
    assert [row.release_id for row in rows(app)] == [1]


@on_sqlite
def test_another_learner_on_a_shared_phone_sees_nothing_of_it(phone: Phone, app: Flask) -> None:
    read(phone, "hear-them")
    say(phone, sentence=SAID)
    phone.keep(AFANG)
    assert SAID in phone.get(HERE).get_data(as_text=True), "it's the account's now"
    phone.post("/sign-out")
    phone.keep(LAO_ZHOU)
    read(phone, "hear-them")
    page = phone.get(HERE)
    assert pressed(page) == ""
    assert SAID not in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "private, no-store"


@in_each_language
def test_words_of_danger_are_answered_with_the_helpline(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    weighs = "Something seems to weigh on you. Nobody can answer you here. The helpline can: call, or write without your name."
    assert not says(say(phone, sentence=SAID), language, weighs)
    assert says(say(phone, sentence="我不想活了"), language, weighs)


@on_sqlite
def test_a_lesson_may_be_called_opinion(phone: Phone, app: Flask) -> None:
    with writing(app) as session:
        publish(session, SAMPLE, sample_folder(more_lessons=("opinion",)))
    assert read(phone, "opinion").status_code == 200
    say(phone)
    assert [counts(app)[table] for table in ("lesson_done", "opinion")] == [1, 1]


@on_sqlite
def test_from_another_site_nobody_says_anything(phone: Phone, app: Flask) -> None:
    read(phone, "hear-them")
    before = contents(app)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert phone.post(HERE, {"helped": "no"}, headers=elsewhere).status_code == 403
    assert contents(app) == before


@on_sqlite
def test_a_script_that_sends_the_form_is_told_where_to_go_on(phone: Phone) -> None:
    read(phone, "hear-them")
    headers = {**OUR_SITE, "Mpt-Form": "1"}
    told = phone.post(HERE, {"helped": "yes"}, headers=headers, follow_redirects=False)
    assert told.json == {"next": f"/zh{HERE}?said=1"}


@in_each_language
def test_each_attempt_says_in_which_language_its_questions_were(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone)
    answer(phone)
    with database_of(app).session(writes=False) as session:
        assert list(session.scalars(select(Attempt.language))) == [language]
