"""Acts that waited on a phone: each counts once, and none goes to another's account."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from mpt.models import Attempt, Learner, LessonDone, SignIn
from mpt.services import accounts
from mpt.services.publishing import publish
from mpt.web.phone import COOKIE, OWNER_COOKIE
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Phone
from tests.sample import ALL_RIGHT, ALL_WRONG, HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.web.acts import (
    at,
    contents,
    counts,
    database_of,
    form,
    in_both_languages,
    in_each_language,
    on_sqlite,
    says,
    writing,
)


def fresh(phone: Phone) -> str:
    """Do what our script does on a phone that nobody has used: choose a token and whose acts they will be."""
    owner = str(uuid.uuid4())
    phone.client.set_cookie(COOKIE, accounts.new_token())
    phone.client.set_cookie(OWNER_COOKIE, owner)
    return owner


def release_of(phone: Phone) -> int:
    """Return the release that is served."""
    return int(phone.client.get("/progress/sample").json["version"].partition(".")[0])


def owner_of(phone: Phone) -> str:
    """Return to whom this phone counts its acts."""
    cookie = phone.client.get_cookie(OWNER_COOKIE)
    assert cookie
    return cookie.value


def send(phone: Phone, path: str, owner: str, data: dict[str, object] | None = None, **kwargs: object) -> TestResponse:
    """Send one act from the outbox."""
    headers = {**OUR_SITE, "Mpt-Owner": owner}
    return phone.post(path, data or {}, headers=headers, follow_redirects=False, **kwargs)


def rows(app: Flask, table: type) -> list[object]:
    """Return all rows of a table."""
    with database_of(app).session(writes=False) as session:
        return list(session.scalars(select(table)))


# What comes back


@in_each_language
def test_a_lesson_from_the_outbox_is_kept_and_says_where_it_leads(phone: Phone, app: Flask, language: str) -> None:
    phone.language = language
    answer = send(phone, at("hear-them"), fresh(phone))
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json == {"next": f"/{language}{at('ask-once')}"}
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert counts(app)["lesson_done"] == 1


@on_sqlite
def test_a_quiz_from_the_outbox_leads_to_its_result(phone: Phone) -> None:
    answer = send(phone, at("quiz"), fresh(phone), form(ALL_RIGHT, submission=str(uuid.uuid4())))
    assert answer.json == {"next": f"/zh{at('quiz/result')}?sent=1"}
    assert says(phone.get(at("quiz/result")), "zh", "All of it. Well done.")


@on_sqlite
@pytest.mark.parametrize(
    ("path", "data", "status"),
    [(at("never-there"), {}, 404), (at("quiz"), {"submission": "x"}, 400), (at("quiz"), form({"q": {0}}), 400)],
)
def test_what_can_never_be_taken_is_refused_for_good(
    phone: Phone, app: Flask, path: str, data: dict[str, object], status: int
) -> None:
    before = contents(app)
    answer = send(phone, path, fresh(phone), data)
    assert (answer.status_code, answer.json) == (status, {"refused": True})
    assert contents(app) == before


@on_sqlite
def test_what_breaks_on_our_side_may_come_again(
    phone: Phone, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    owner, before = fresh(phone), contents(app)
    with monkeypatch.context() as broken:
        broken.setattr("mpt.services.learning.settle", lambda *_: 1 / 0)
        answer = send(phone, at("hear-them"), owner)
    assert (answer.status_code, answer.json) == (500, {"refused": False})
    assert contents(app) == before
    caplog.clear()
    assert "next" in send(phone, at("hear-them"), owner).json


@on_sqlite
def test_nothing_from_another_site_comes_by_the_outbox(phone: Phone, app: Flask) -> None:
    owner, before = fresh(phone), contents(app)
    answer = phone.client.post(f"/zh{at('hear-them')}", headers={"Sec-Fetch-Site": "cross-site", "Mpt-Owner": owner})
    assert answer.status_code == 403
    assert contents(app) == before


@in_both_languages
def test_a_form_sent_by_a_script_is_answered_with_the_page_or_the_address(
    app: Flask, language: str, database_url: str
) -> None:
    phone = Phone(app, language)
    by_script = {**OUR_SITE, "Mpt-Form": "1"}
    phone.get("/keep")
    wrong = phone.post("/keep", {"name": AFANG.name, "pin": "1"}, headers=by_script)
    assert (wrong.status_code, wrong.mimetype) == (422, "text/html")
    right = phone.post("/keep", {"name": AFANG.name, "pin": AFANG.pin}, headers=by_script)
    assert right.json == {"next": f"/{language}/me?kept=1"}
    assert says(phone.get("/me"), language, "Sign out")


# Once


def test_a_first_act_whose_answer_was_lost_makes_one_learner(app: Flask, phone: Phone, second_phone: Phone) -> None:
    owner = fresh(phone)
    for name in (COOKIE, OWNER_COOKIE):  # the same phone, which never saw the answer
        second_phone.client.set_cookie(name, phone.client.get_cookie(name).value)
    for each in (phone, second_phone):
        assert send(each, at("hear-them"), owner).json == {"next": f"/zh{at('ask-once')}"}
    assert counts(app)["learner"] == counts(app)["sign_in"] == counts(app)["lesson_done"] == 1
    assert str(rows(app, Learner)[0].id) == owner == owner_of(phone)


def test_a_late_copy_of_a_repeated_try_is_no_other_try(phone: Phone, app: Flask) -> None:
    owner = fresh(phone)
    first, again, other = (str(uuid.uuid4()) for _ in range(3))
    for submission, answers in ((first, ALL_WRONG), (again, ALL_WRONG), (other, ALL_RIGHT), (again, ALL_WRONG)):
        send(phone, at("quiz"), owner, form(answers, submission=submission))
    assert {str(attempt.id) for attempt in rows(app, Attempt)} == {first, other}
    assert says(phone.get(at("quiz/result")), "zh", "All of it. Well done.")


@on_sqlite
def test_what_comes_back_late_undoes_no_sign_in(app: Flask, phone: Phone, second_phone: Phone) -> None:
    send(second_phone, at("hear-them"), fresh(second_phone))
    second_phone.keep(AFANG)
    owner = fresh(phone)
    for path in (at("hear-them"), at("ask-once")):
        assert "Set-Cookie" not in send(phone, path, owner).headers
    ended = phone.client.get_cookie(COOKIE).value
    phone.sign_in(AFANG, along="1")
    # Still on its way when she signed in: it arrives with the cookies of before.
    late = app.test_client()
    late.set_cookie(COOKIE, ended)
    late.set_cookie(OWNER_COOKIE, owner)
    answer = late.post(f"/zh{at('tonight')}", headers={**OUR_SITE, "Mpt-Owner": owner})
    assert answer.json == {"waits": True}
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in late.get("/progress/sample").headers
    assert "next" in send(phone, at("tonight"), owner).json


def test_a_signed_in_phone_that_lost_sight_of_whose_it_is_loses_nothing(app: Flask, phone: Phone) -> None:
    send(phone, at("hear-them"), fresh(phone))
    phone.keep(AFANG)
    hers, stray = owner_of(phone), str(uuid.uuid4())
    phone.client.set_cookie(OWNER_COOKIE, stray)  # as our script does where there is none
    assert "next" in send(phone, at("ask-once"), stray).json
    phone.get("/me")
    assert owner_of(phone) == hers
    assert "next" in send(phone, at("tonight"), stray).json
    assert {str(row.learner_id) for row in rows(app, LessonDone)} == {hers}
    assert len(rows(app, LessonDone)) == 3


@on_sqlite
@pytest.mark.parametrize("token", ["new.", "new.x", "x" * 60])
def test_a_token_that_can_be_guessed_is_replaced(app: Flask, phone: Phone, token: str) -> None:
    phone.client.set_cookie(COOKIE, token)
    phone.post(at("hear-them"))
    assert phone.client.get_cookie(COOKIE).value != token
    assert says(phone.get("/me"), "zh", "Keep your progress")


# A new release


def without(text: str, start: str, end: str) -> str:
    """Return a text without what is from `start` to before `end`."""
    return text[: text.index(start)] + text[text.index(end) :]


@pytest.fixture
def smaller(app: Flask) -> dict[str, bytes]:
    """The small course without its module `hard-days` and without the lesson `ask-once` in the other."""
    folder = {path: data for path, data in sample_folder().items() if not path.startswith("02")}
    folder["course.toml"] = without(folder["course.toml"].decode() + "\n#", '[[module]]\nfolder = "02', "\n#").encode()
    return folder


@on_sqlite
def test_what_was_read_counts_though_a_new_release_has_it_no_more(
    phone: Phone, app: Flask, smaller: dict[str, bytes]
) -> None:
    owner, release = fresh(phone), release_of(phone)
    with writing(app) as session:
        assert publish(session, SAMPLE, smaller).id != release
    was = {"release": str(release)}
    lesson = send(phone, at("hear-them", module=HARD_DAYS), owner, was)
    assert lesson.json == {"next": f"/zh{at(module=LISTENING)}"}
    quiz = send(phone, at("quiz", module=HARD_DAYS), owner, form({"q-tired": {0}}, submission=str(uuid.uuid4()), **was))
    assert "next" in quiz.json
    assert "next" in send(phone, at("skip", module=HARD_DAYS), owner, was).json
    assert [(row.module_id, row.release_id) for row in rows(app, LessonDone)] == [(HARD_DAYS, release)]
    assert [row.module_id for row in rows(app, Attempt)] == [HARD_DAYS]


# Whose


@in_each_language
def test_what_waits_for_one_never_goes_to_another(app: Flask, phone: Phone, second_phone: Phone, language: str) -> None:
    send(phone, at("hear-them"), fresh(phone))
    phone.keep(AFANG)
    hers = owner_of(phone)
    fresh(second_phone)
    second_phone.post(at("ask-once"))
    second_phone.keep(LAO_ZHOU)
    before = contents(app)
    second_phone.language = language
    answer = send(second_phone, at("tonight"), hers)
    assert (answer.status_code, answer.json) == (409, {"waits": True})
    assert contents(app) == before


def test_after_her_session_ended_it_waits_for_her_to_sign_in(app: Flask, phone: Phone, second_phone: Phone) -> None:
    send(phone, at("hear-them"), fresh(phone))
    phone.keep(AFANG)
    hers = owner_of(phone)
    second_phone.sign_in(AFANG)
    second_phone.post("/sign-out", {"everywhere": "1"})
    assert send(phone, at("ask-once"), hers).json == {"waits": True}
    assert counts(app)["lesson_done"] == 1
    # Whoever reads on this phone from the next page on is a learner of their own.
    phone.get("/me")
    assert owner_of(phone) != hers
    send(phone, at("tonight"), owner_of(phone))
    phone.sign_in(AFANG)
    assert owner_of(phone) == hers
    assert "next" in send(phone, at("ask-once"), hers).json
    assert {(str(row.learner_id), row.lesson_id) for row in rows(app, LessonDone) if str(row.learner_id) == hers} == {
        (hers, "hear-them"),
        (hers, "ask-once"),
    }


def test_what_waited_before_it_was_added_to_her_account_goes_there(
    app: Flask, phone: Phone, second_phone: Phone
) -> None:
    send(second_phone, at("hear-them"), fresh(second_phone))
    second_phone.keep(AFANG)
    nameless = fresh(phone)
    send(phone, at("ask-once"), nameless)
    phone.sign_in(AFANG, along="1")
    assert "next" in send(phone, at("tonight"), nameless).json
    assert {str(row.learner_id) for row in rows(app, LessonDone)} == {owner_of(second_phone)}


def test_an_id_that_somebody_has_opens_nothing(app: Flask, phone: Phone, second_phone: Phone) -> None:
    send(phone, at("hear-them"), fresh(phone))
    phone.keep(AFANG)
    hers = owner_of(phone)
    second_phone.client.set_cookie(COOKIE, accounts.new_token())
    second_phone.client.set_cookie(OWNER_COOKIE, hers)
    assert send(second_phone, at("tonight"), hers).json == {"waits": True}
    second_phone.client.set_cookie(COOKIE, accounts.new_token())
    second_phone.client.set_cookie(OWNER_COOKIE, hers)
    second_phone.post(at("tonight"))
    assert owner_of(second_phone) != hers
    assert AFANG.name not in second_phone.get("/me").get_data(as_text=True)
    assert len({row.learner_id for row in rows(app, LessonDone)}) == len(rows(app, SignIn)) == 2


@on_sqlite
@pytest.mark.parametrize("owner", ["", "x", "é", "1" * 5000, "{}", "one; two"])
def test_an_act_of_nobody_is_refused(phone: Phone, app: Flask, owner: str) -> None:
    before = contents(app)
    fresh(phone)
    answer = send(phone, at("hear-them"), owner.encode().decode("latin-1"))
    assert (answer.status_code, answer.json) == (400, {"refused": True})
    assert contents(app) == before


@on_sqlite
def test_a_phone_without_cookies_keeps_nothing_by_the_outbox(phone: Phone, app: Flask) -> None:
    before = contents(app)
    assert send(phone, at("hear-them"), str(uuid.uuid4())).json == {"waits": True}
    assert contents(app) == before


@on_sqlite
def test_the_cookie_that_scripts_read_says_who_is_here(phone: Phone) -> None:
    phone.post(at("hear-them"))
    hers = owner_of(phone)
    phone.client.set_cookie(OWNER_COOKIE, str(uuid.uuid4()))
    phone.get("/me")
    assert owner_of(phone) == hers
    cookie = phone.client.get_cookie(OWNER_COOKIE)
    assert not cookie.http_only
    assert phone.client.get_cookie(COOKIE).http_only
    phone.post("/sign-out")
    assert phone.client.get_cookie(OWNER_COOKIE) is phone.client.get_cookie(COOKIE) is None


@on_sqlite
def test_the_page_of_a_lesson_says_what_comes_next_and_which_release_it_is(phone: Phone) -> None:
    page = phone.get(at("hear-them")).get_data(as_text=True)
    assert f'data-next="/zh{at("ask-once")}"' in page
    assert f'data-next="/zh{at("quiz")}"' in phone.get(at("tonight")).get_data(as_text=True)
    assert f'name="release" value="{release_of(phone)}"' in page
