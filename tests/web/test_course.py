"""A course's page and a module's: what they are about, what is in them, where to begin."""

import pytest
from flask import Flask

from mpt.services.publishing import publish
from tests.cast import Phone
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.web.acts import COURSE_PAGE, READ, at, heading, in_both_languages, on_sqlite, says, words, writing

pytestmark = on_sqlite


@in_both_languages
def test_a_course_shows_its_modules_in_order_and_where_to_start(app: Flask, language: str) -> None:
    page = Phone(app, language).get(COURSE_PAGE)
    html = page.get_data(as_text=True)
    assert heading(page) == {"zh": "小课", "en": "A small course"}[language]
    assert {"zh": "欢迎。", "en": "Welcome."}[language] in words(page)
    assert 0 < html.index(f'"/{language}{at()}"') < html.index(f'"/{language}{at(module=HARD_DAYS)}"')
    assert f'data-progress="/progress/{SAMPLE}"' in html


@in_both_languages
def test_a_module_shows_its_lessons_in_order_and_its_quiz(app: Flask, language: str) -> None:
    page = Phone(app, language).get(at())
    html = page.get_data(as_text=True)
    assert heading(page) == {"zh": "好好听", "en": "Listening"}[language]
    places = [html.index(f'"/{language}{at(place)}"') for place in (*READ, "quiz")]
    assert places == sorted(places)
    assert says(page, language, "Module %(number)s of %(all)s", number=1, all=2)
    for lesson in READ:
        assert f'data-lesson="{LISTENING}/{lesson}"' in html


@in_both_languages
def test_only_a_module_that_may_be_left_out_offers_that_and_before_its_first_lesson(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    assert "/skip" not in phone.get(at()).get_data(as_text=True)
    page = phone.get(at(module=HARD_DAYS))
    html = page.get_data(as_text=True)
    assert says(page, language, "This may be hard to read")
    assert html.index("/skip") < html.index(at("hear-them", module=HARD_DAYS))
    assert {"zh": "这里讲到难过的日子。", "en": "This talks about hard days."}[language] in words(page)
    # The big button that stays in sight would lie over the way out.
    assert 'class="next stay"' not in html
    assert 'class="next stay"' in phone.get(at()).get_data(as_text=True)


@in_both_languages
@pytest.mark.parametrize(
    "address",
    [
        "/courses/none",
        "/courses/none/listening",
        f"{COURSE_PAGE}/none",
        f"{COURSE_PAGE}/none/quiz",
        f"{COURSE_PAGE}/none/hear-them",
        at("none"),
        at("check"),
        at("quiz", "none"),
        "/courses",
        "/courses/",
        f"{COURSE_PAGE}/",
    ],
)
def test_what_is_not_there_is_said_kindly(app: Flask, language: str, address: str) -> None:
    page = Phone(app, language).get(address)
    assert page.status_code == 404
    assert says(page, language, "This page isn't here")
    assert f'lang="{ {"zh": "zh-Hans-CN", "en": "en-GB"}[language] }"' in page.get_data(as_text=True)


@in_both_languages
def test_a_sensitive_course_says_first_what_the_factory_is_never_told(app: Flask, language: str) -> None:
    message = "We never tell your factory who takes this course."
    phone = Phone(app, language)
    assert not says(phone.get(COURSE_PAGE), language, message)
    folder = sample_folder()
    folder["course.toml"] = folder["course.toml"].replace(b"sensitive = false", b"sensitive = true")
    with writing(app) as session:
        publish(session, SAMPLE, folder)
    assert says(phone.get(COURSE_PAGE), language, message)
