"""Home: what there is, and for whoever has begun, where to go on."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from mpt.services import factories, offers
from mpt.services.publishing import publish
from tests.cast import AFANG, LAO_ZHOU, Phone
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.web.acts import (
    answer,
    at,
    complete,
    heading,
    in_each_language,
    on_sqlite,
    put_name,
    read,
    says,
    words,
    writing,
)

TITLES = {"zh": "小课", "en": "A small course"}


@in_each_language
def test_a_newcomer_sees_the_courses_and_is_asked_for_nothing(app: Flask, language: str) -> None:
    page = Phone(app, language).get("/")
    assert page.status_code == 200
    assert says(page, language, "Far from your child, and close")
    assert TITLES[language] in words(page)
    assert f'href="/{language}/courses/{SAMPLE}"' in page.get_data(as_text=True)
    assert "<form" not in page.get_data(as_text=True)
    assert says(page, language, "Learned here before on another phone?")


@in_each_language
def test_who_has_begun_goes_on_with_the_next_lesson(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    page = phone.get("/")
    assert says(page, language, "Go on where you were")
    assert f'href="/{language}{at("ask-once")}"' in page.get_data(as_text=True)
    assert says(page, language, "Keep your progress")


@in_each_language
def test_after_all_lessons_the_questions_come(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone)
    page = phone.get("/")
    assert says(page, language, "Continue: the questions")
    assert f'href="/{language}{at("quiz")}"' in page.get_data(as_text=True)


@on_sqlite
def test_a_finished_module_is_followed_by_the_next(phone: Phone) -> None:
    read(phone)
    answer(phone)
    assert f'href="/zh{at("hear-them", module=HARD_DAYS)}"' in phone.get("/").get_data(as_text=True)
    assert says(phone.get("/"), "zh", "%(done)s of %(all)s modules done", done=1, all=2) or "1" in words(phone.get("/"))


@on_sqlite
def test_tonight_stays_on_home_while_the_module_is_the_latest(phone: Phone) -> None:
    read(phone, "hear-them")
    assert f'href="/zh{at("tonight")}"' in phone.get("/").get_data(as_text=True)


def test_at_the_end_home_shows_the_certificate_and_asks_to_continue_nothing(phone: Phone) -> None:
    code = complete(phone)
    page = phone.get("/")
    assert not says(page, "zh", "Go on where you were")
    assert f"/zh/certificates/{code}" in page.get_data(as_text=True)
    put_name(phone, code, AFANG.name)
    assert AFANG.name not in words(phone.get("/"))


@on_sqlite
def test_with_a_name_home_no_longer_asks_to_keep(phone: Phone) -> None:
    read(phone, "hear-them")
    phone.keep(AFANG)
    page = phone.get("/")
    assert not says(page, "zh", "Keep your progress")
    assert not says(page, "zh", "Learned here before on another phone?")


@on_sqlite
def test_one_learners_home_is_not_anothers(phone: Phone, second_phone: Phone) -> None:
    read(phone, "hear-them")
    second_phone.keep(LAO_ZHOU)
    assert not says(second_phone.get("/"), "zh", "Go on where you were")


@on_sqlite
def test_an_installation_without_courses_says_so(app: Flask, phone: Phone) -> None:
    from mpt.models import CurrentRelease  # noqa: PLC0415

    read(phone, "hear-them")
    with writing(app) as session:
        session.delete(session.get(CurrentRelease, SAMPLE))
    for page in (phone.get("/"), Phone(app).get("/")):
        assert page.status_code == 200
        assert says(page, "zh", "There is no course here yet. Please come back soon.")
    assert phone.get("/me").status_code == 200
    assert phone.get(at("hear-them")).status_code == 404


def test_a_new_release_changes_the_page_and_takes_nothing_away(app: Flask, phone: Phone) -> None:
    read(phone)
    answer(phone)
    phone.keep(AFANG)
    with writing(app) as session:
        publish(session, SAMPLE, sample_folder(summary="一门更好的小课。", more_lessons=("one-more",)))
    page = phone.get("/")
    assert "一门更好的小课。" in words(page)
    assert phone.client.get(f"/progress/{SAMPLE}").json["done"] == [LISTENING]
    assert phone.get(at("one-more")).status_code == 200
    assert heading(phone.get(at("quiz/result"))) != ""


NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
SECOND = "second"
ASKS = "Your factory asks you to finish by %(day)s"
ASKED = "Your factory asked for it by %(day)s. That day is past; finishing still counts."
DAYS = {"zh": "2026年12月12日", "en": "12 December 2026"}


@pytest.fixture
def member(app: Flask, factory_code: str) -> Phone:
    """A phone that has joined a factory; there are two courses, and nothing is asked for."""
    with writing(app) as session:
        publish(session, SECOND, sample_folder(summary="另一门。"))
    phone = Phone(app)
    phone.post(f"/join/{factory_code}")
    return phone


def ask_for(app: Flask, factory_code: str, course_id: str, due_on: date | None) -> None:
    """Offer a course to the factory."""
    with writing(app) as session:
        factory = factories.factory_of(session, factory_code.replace("-", ""))
        offers.put_offer(session, factory.id, course_id, due_on)


def order(phone: Phone) -> list[str]:
    """Return the courses of home, in their order."""
    return re.findall(r'class="card course" href="/../courses/([a-z]+)"', phone.get("/").get_data(as_text=True))


@in_each_language
def test_members_see_first_what_their_factory_asks_for_and_by_when(
    app: Flask, member: Phone, factory_code: str, language: str
) -> None:
    member.language = language
    assert order(member) == [SAMPLE, SECOND]
    ask_for(app, factory_code, SAMPLE, None)
    ask_for(app, factory_code, SECOND, date(2026, 12, 12))
    with time_machine.travel(NOON, tick=False):
        assert order(member) == [SECOND, SAMPLE]
        assert says(member.get("/"), language, ASKS, day=DAYS[language])
        assert words(member.get("/")).count(DAYS[language]) == 1
        stranger = Phone(app, language)
        assert order(stranger) == [SAMPLE, SECOND]
        assert DAYS[language] not in words(stranger.get("/"))


@on_sqlite
def test_on_the_day_itself_there_is_time_and_afterwards_it_still_counts(
    app: Flask, member: Phone, factory_code: str
) -> None:
    ask_for(app, factory_code, SAMPLE, date(2026, 12, 12))
    for moment, said in (
        (datetime(2026, 12, 12, 15, 59, tzinfo=UTC), ASKS),
        (datetime(2026, 12, 12, 16, 1, tzinfo=UTC), ASKED),
    ):
        with time_machine.travel(moment, tick=False):
            page = member.get("/")
            assert says(page, "zh", said, day=DAYS["zh"])
            assert [each for each in (ASKS, ASKED) if says(page, "zh", each, day=DAYS["zh"])] == [said]


@on_sqlite
def test_whoever_has_finished_is_asked_no_more(app: Flask, member: Phone, factory_code: str) -> None:
    ask_for(app, factory_code, SAMPLE, date(2026, 12, 12))
    ask_for(app, factory_code, SECOND, date(2026, 12, 20))
    complete(member)
    assert order(member) == [SECOND, SAMPLE]
    assert DAYS["zh"] not in words(member.get("/"))


@on_sqlite
def test_what_is_past_comes_after_what_there_is_time_for(app: Flask, member: Phone, factory_code: str) -> None:
    ask_for(app, factory_code, SAMPLE, date(2026, 11, 20))
    ask_for(app, factory_code, SECOND, date(2026, 12, 12))
    with time_machine.travel(NOON, tick=False):
        assert order(member) == [SECOND, SAMPLE]
    with time_machine.travel(datetime(2026, 12, 20, tzinfo=UTC), tick=False):
        assert order(member) == [SAMPLE, SECOND]
