"""The survey, as a tired parent meets it: before the first lesson, after the certificate, weeks later, easy to leave out."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mpt.content.model import FACES
from mpt.models import Certificate, SurveyResponse
from mpt.services.publishing import publish
from mpt.web.survey import FACE_WORDS
from tests.cast import AFANG, OUR_SITE, Phone
from tests.content.folders import translated
from tests.sample import SAMPLE, sample_folder
from tests.web.acts import (
    COURSE_PAGE,
    at,
    certificate_code,
    complete,
    contents,
    counts,
    heading,
    in_both_languages,
    in_each_language,
    on_sqlite,
    put_name,
    read,
    says,
    went_to,
    words,
    writing,
)

SURVEY = f"{COURSE_PAGE}/survey"
ANSWERS = {"q.confides": "1", "q.stress": "", "q.teacher": "0"}


def send(phone: Phone, moment: str = "before", **answers: str) -> TestResponse:
    """Send the survey's form."""
    return phone.post(SURVEY, {"moment": moment, **answers})


def kept(app: Flask) -> list[tuple[str, dict[str, int]]]:
    with writing(app) as session:
        return sorted((row.moment, row.answers) for row in session.query(SurveyResponse))


@in_each_language
def test_the_course_begins_with_it_and_it_leads_on(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    course = phone.get(COURSE_PAGE)
    assert f'href="/{language}{SURVEY}"' in course.get_data(as_text=True)
    page = phone.get(SURVEY)
    assert heading(page) == {"zh": "你和孩子这阵子", "en": "You and your child lately"}[language]
    assert says(page, language, "Before you start")
    sent = phone.post(SURVEY, {"moment": "before", **ANSWERS})
    assert went_to(sent) == f"/{language}{at()}"
    assert kept(app) == [("before", {"confides": 1, "teacher": 0})]


@on_sqlite
@in_both_languages
def test_it_is_in_one_language_and_leads_to_itself_in_the_other(app: Flask, language: str) -> None:
    html = Phone(app, language).get(SURVEY).get_data(as_text=True)
    other = {"zh": "en", "en": "zh"}[language]
    assert f'<html lang="{ {"zh": "zh-Hans-CN", "en": "en-GB"}[language] }">' in html
    assert f'href="/{other}{SURVEY}" hreflang="{other}"' in html


@in_each_language
def test_nobody_has_to_answer(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    page = phone.get(SURVEY)
    html = page.get_data(as_text=True)
    assert says(page, language, "Start without answering")
    assert f'href="/{language}{at()}"' in html
    assert " required" not in html
    assert html.count('value=""') == html.count("<fieldset") == 3
    assert " checked" not in html
    assert counts(app)["survey_response"] == 0


def test_it_has_five_faces_glad_or_sad_at_the_end(phone: Phone) -> None:
    html = phone.get(SURVEY).get_data(as_text=True)
    assert re.findall(r'name="q\.confides" value="(\d)"><svg aria-hidden="true"><use href="#face-(\d)"', html) == [
        ("0", "0"), ("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"),
    ]  # fmt: skip
    assert re.findall(r'name="q\.stress" value="(\d)"><svg aria-hidden="true"><use href="#face-(\d)"', html) == [
        ("0", "4"), ("1", "3"), ("2", "2"), ("3", "1"), ("4", "0"),
    ]  # fmt: skip
    assert set(re.findall(r'<symbol id="face-(\d)"', html)) == set("01234")


@on_sqlite
def test_it_is_not_asked_twice_nor_in_the_middle(phone: Phone, second_phone: Phone) -> None:
    send(phone, **ANSWERS)
    assert went_to(phone.get(SURVEY, follow_redirects=True)) == f"/zh{at()}"
    read(second_phone, "hear-them")
    assert went_to(second_phone.get(SURVEY, follow_redirects=True)) == f"/zh{at()}"


def test_sent_twice_it_is_there_once(app: Flask, phone: Phone) -> None:
    send(phone, **ANSWERS)
    once = contents(app)
    send(phone, **ANSWERS)
    send(phone, **{"q.confides": "4"})
    assert contents(app) == once


@in_each_language
def test_the_certificate_offers_it_once_more(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    code = complete(phone)
    named = put_name(phone, code, "阿芳")
    assert says(named, language, "How is it now?")
    page = phone.get(SURVEY)
    assert says(page, language, "Now that you have finished")
    assert says(page, language, "No, thank you")
    thanks = phone.post(SURVEY, {"moment": "completion", **ANSWERS})
    assert went_to(thanks) == f"/{language}/me"
    assert says(thanks, language, "Thank you. Your answers are saved, and nobody at work sees them.")
    assert kept(app) == [("completion", {"confides": 1, "teacher": 0})]
    assert not says(phone.get(f"/certificates/{code}"), language, "How is it now?")


@on_sqlite
def test_no_thank_you_is_an_answer_too(app: Flask, phone: Phone) -> None:
    code = complete(phone)
    put_name(phone, code, "阿芳")
    page = send(phone, "completion")
    assert went_to(page) == "/zh/me"
    assert "谢谢你。你的回答存好了" not in words(page)
    assert kept(app) == [("completion", {})]
    assert not says(phone.get(f"/certificates/{code}"), "zh", "How is it now?")


def weeks_go_by(app: Flask, weeks: int) -> None:
    """Let the certificate have been issued so many weeks ago."""
    with writing(app) as session:
        session.query(Certificate).one().issued_at -= timedelta(weeks=weeks)


@in_each_language
def test_eight_weeks_later_home_asks_once_how_it_is(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    complete(phone)
    assert SURVEY not in phone.get("/").get_data(as_text=True)
    weeks_go_by(app, 8)
    home = phone.get("/")
    assert says(
        home,
        language,
        "You finished this course some weeks ago. Answer what you like, or nothing at all. Nobody at work sees it.",
    )
    assert f'href="/{language}{SURVEY}"' in home.get_data(as_text=True)
    assert re.search(r"<h2>3 [^<]+</h2>", home.get_data(as_text=True))
    page = phone.get(SURVEY)
    assert says(page, language, "Some weeks later")
    assert says(
        page, language, "You may remember these questions. Answer as it is now. We ask once more, and then never again."
    )
    assert says(page, language, "No, thank you")
    thanks = phone.post(SURVEY, {"moment": "later", **ANSWERS})
    assert went_to(thanks) == f"/{language}/me"
    assert says(thanks, language, "Thank you. Your answers are saved, and nobody at work sees them.")
    assert kept(app) == [("later", {"confides": 1, "teacher": 0})]
    assert f'href="/{language}{SURVEY}"' not in phone.get("/").get_data(as_text=True)
    assert went_to(phone.get(SURVEY, follow_redirects=True)) == f"/{language}/me"


@on_sqlite
def test_whoever_says_no_on_home_stays_there_and_is_never_asked_again(app: Flask, phone: Phone) -> None:
    complete(phone)
    weeks_go_by(app, 9)
    home = phone.get("/").get_data(as_text=True)
    assert re.search(rf'action="/zh{SURVEY}">\s*<input type="hidden" name="moment" value="later">', home)
    assert went_to(send(phone, "later")) == "/zh/"
    assert kept(app) == [("later", {})]
    weeks_go_by(app, 100)
    assert f"/zh{SURVEY}" not in phone.get("/").get_data(as_text=True)
    assert not says(phone.get("/me"), "zh", "Some weeks later")


@on_sqlite
def test_what_was_for_completion_is_not_taken_weeks_later(app: Flask, phone: Phone) -> None:
    complete(phone)
    assert send(phone, "later", **ANSWERS).status_code == 409
    weeks_go_by(app, 8)
    assert send(phone, "completion", **ANSWERS).status_code == 409
    assert kept(app) == []


@on_sqlite
def test_home_asks_for_one_course_at_a_time_and_only_where_there_is_a_survey(app: Flask, phone: Phone) -> None:
    complete(phone)
    weeks_go_by(app, 8)
    folder = sample_folder()
    bare = {path: folder[path][: folder[path].index(b"\n## ")] for path in ("zh.md", "en.md")}
    with writing(app) as session:
        publish(session, SAMPLE, translated({**folder, **bare}))
    assert "/survey" not in phone.get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"moment": "sometime"},
        {"moment": "before", "q.confides": "5"},
        {"moment": "before", "q.confides": "-1"},
        {"moment": "before", "q.nothing": "1"},
        {"moment": "before", "q.confides": ["1", "2"]},
        {"moment": "before", "q.confides": "1", "release": "x"},
    ],
)
def test_what_our_page_cannot_have_sent_changes_nothing(app: Flask, phone: Phone, form: dict[str, object]) -> None:
    before = contents(app)
    page = phone.post(SURVEY, form)
    assert page.status_code == 400
    assert says(page, "zh", "That didn't arrive as it should")
    assert contents(app) == before


@in_both_languages
@pytest.mark.parametrize("moment", ["before", "completion", "later"])
def test_answers_of_another_moment_are_not_taken_for_those_of_now(app: Flask, language: str, moment: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    before = contents(app)
    page = phone.post(SURVEY, {"moment": moment, "q.confides": "1"})
    assert page.status_code == 409
    assert says(page, language, "These questions were for another time")
    assert contents(app) == before


@on_sqlite
def test_a_part_without_a_name_is_passed_over(app: Flask, phone: Phone) -> None:
    part = "--b\r\nContent-Disposition: form-data"
    body = f'{part}\r\n\r\n1\r\n{part}; name="moment"\r\n\r\nbefore\r\n--b--\r\n'
    sent = phone.client.post(
        f"/zh{SURVEY}", data=body, content_type="multipart/form-data; boundary=b", headers=OUR_SITE
    )
    assert sent.status_code == 303
    assert kept(app) == [("before", {})]


@on_sqlite
def test_a_form_that_was_open_when_the_survey_went_is_still_taken(app: Flask, phone: Phone) -> None:
    release = re.search(r'name="release" value="(\d+)"', phone.get(SURVEY).get_data(as_text=True))
    assert release
    folder = sample_folder()
    bare = {path: folder[path][: folder[path].index(b"\n## ")] for path in ("zh.md", "en.md")}
    with writing(app) as session:
        publish(session, SAMPLE, translated({**folder, **bare}))
    assert phone.get(SURVEY).status_code == 404
    send(phone, release=release[1], **ANSWERS)
    assert kept(app) == [("before", {"confides": 1, "teacher": 0})]
    assert f'href="/zh{at()}"' in phone.get(COURSE_PAGE).get_data(as_text=True)
    assert send(Phone(app), **ANSWERS).status_code == 404


@on_sqlite
def test_another_site_cannot_send_it(app: Flask, phone: Phone) -> None:
    page = phone.post(SURVEY, {"moment": "before"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403
    assert counts(app)["survey_response"] == 0


@on_sqlite
def test_a_course_that_is_not_there_has_none(phone: Phone) -> None:
    assert phone.get("/courses/none/survey").status_code == 404
    assert phone.post("/courses/none/survey", {"moment": "before"}).status_code == 404


@on_sqlite
def test_who_answers_again_is_told_that_the_first_answers_stand(app: Flask, phone: Phone) -> None:
    complete(phone)
    send(phone, "completion", **ANSWERS)
    again = send(phone, "completion", **{"q.confides": "4"})
    assert says(again, "zh", "You had answered already. Your first answers stand.")
    assert "谢谢你。你的回答存好了" not in words(again)
    assert "谢谢你。你的回答存好了" in words(send(phone, "completion", **ANSWERS))
    assert kept(app) == [("completion", {"confides": 1, "teacher": 0})]


def test_there_is_a_word_for_each_face() -> None:
    assert len(FACE_WORDS) == FACES


@on_sqlite
def test_two_taps_at_the_very_start_are_one_learner(app: Flask, phone: Phone) -> None:
    phone.get(SURVEY)
    cookie = phone.client.get_cookie("mpt")
    assert cookie
    for _tap in range(2):
        tap = app.test_client()
        tap.set_cookie("mpt", cookie.value)
        assert tap.post(f"/zh{SURVEY}", data={"moment": "before", **ANSWERS}, headers=OUR_SITE).status_code == 303
    made = counts(app)
    assert (made["learner"], made["survey_response"]) == (1, 1)


@on_sqlite
def test_signing_in_brings_the_answers_along(app: Flask, phone: Phone, second_phone: Phone) -> None:
    second_phone.keep(AFANG)
    send(phone, **ANSWERS)
    phone.sign_in(AFANG, along="1")
    assert went_to(second_phone.get(SURVEY, follow_redirects=True)) == f"/zh{at()}"


def test_it_can_be_done_on_the_way_to_a_certificate(phone: Phone) -> None:
    send(phone, **ANSWERS)
    complete(phone)
    assert certificate_code(phone)
