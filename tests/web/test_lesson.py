"""A lesson: read, marked as read by the one button, kept from then on."""

from unittest.mock import ANY

from flask import Flask

from tests.cast import AFANG, Phone
from tests.sample import HARD_DAYS, LISTENING, SAMPLE
from tests.web.acts import (
    READ,
    answer,
    at,
    contents,
    counts,
    heading,
    in_both_languages,
    on_sqlite,
    read,
    says,
    went_to,
    words,
)


def progress(phone: Phone) -> dict[str, list[str]]:
    """Return what the script that lights the lamps is told."""
    return phone.client.get(f"/progress/{SAMPLE}").json


@on_sqlite
@in_both_languages
def test_a_lesson_leads_to_the_next_and_the_last_to_the_questions(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    for number, lesson in enumerate(READ):
        page = phone.get(at(lesson))
        assert f'action="/{language}{at(lesson)}"' in page.get_data(as_text=True)
        assert says(page, language, "Next: the questions") is (number == len(READ) - 1)
        following = (*READ, "quiz")[number + 1]
        assert went_to(read(phone, lesson)) == f"/{language}{at(following)}"


def test_what_was_read_is_kept_and_counts_once(app: Flask, phone: Phone) -> None:
    read(phone, "hear-them")
    once = contents(app)
    read(phone, "hear-them")
    read(phone, "hear-them")
    assert contents(app) == once
    assert progress(phone) == {"read": [f"{LISTENING}/hear-them"], "done": [], "skipped": [], "version": ANY}
    assert counts(app)["learner"] == counts(app)["sign_in"] == counts(app)["lesson_done"] == 1


@on_sqlite
def test_the_same_lesson_in_two_languages_is_one(app: Flask, phone: Phone) -> None:
    read(phone, "hear-them")
    phone.language = "en"
    read(phone, "hear-them")
    assert counts(app)["lesson_done"] == 1


@on_sqlite
def test_lessons_may_be_read_in_any_order(phone: Phone) -> None:
    answer(phone)
    assert progress(phone)["done"] == []
    for lesson in reversed(READ):
        read(phone, lesson)
    assert progress(phone)["done"] == [LISTENING]


@on_sqlite
def test_after_a_passed_quiz_the_last_lesson_leads_to_its_result(phone: Phone) -> None:
    answer(phone)
    assert went_to(read(phone, "tonight")) == f"/zh{at('quiz/result')}"


@on_sqlite
def test_the_lesson_that_completes_the_course_leads_to_the_certificate(phone: Phone) -> None:
    for module in (LISTENING, HARD_DAYS):
        answer(phone, module=module)
        read(phone, "hear-them", "ask-once", module=module)
    read(phone, "tonight")
    page = read(phone, "tonight", module=HARD_DAYS)
    assert went_to(page).startswith("/zh/certificates/")
    assert heading(page)


@on_sqlite
def test_reading_alone_makes_nobody(app: Flask, phone: Phone) -> None:
    before = contents(app)
    for lesson in READ:
        assert phone.get(at(lesson)).status_code == 200
    assert contents(app) == before


def test_the_lamps_are_told_the_visitors_own_and_in_no_cache(phone: Phone, second_phone: Phone) -> None:
    read(phone)
    answer(phone)
    phone.post(at("skip", module=HARD_DAYS))
    told = phone.client.get(f"/progress/{SAMPLE}")
    assert told.json == {
        "read": sorted(f"{LISTENING}/{lesson}" for lesson in READ),
        "done": [LISTENING],
        "skipped": [HARD_DAYS],
        "version": ANY,
    }
    assert told.headers["Cache-Control"] == "private, no-store"
    assert progress(second_phone) == {"read": [], "done": [], "skipped": [], "version": ANY}


@on_sqlite
def test_a_lesson_shows_nothing_of_who_reads_it(phone: Phone, second_phone: Phone) -> None:
    read(phone)
    phone.keep(AFANG)
    assert phone.get(at("hear-them")).data == second_phone.get(at("hear-them")).data
    assert AFANG.name not in words(phone.get(at("hear-them")))
