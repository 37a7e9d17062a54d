"""My data: all that is known of a worker, for the worker alone, as a page and as files; and what she agreed to, taken back."""

import json
import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask

from mpt.models import KeptPractice, Learner, Membership, Naming, SignIn, SurveyResponse
from mpt.services import accounts
from mpt.services.publishing import current_releases, publish, read_edition
from mpt.web.ownfile import FORMAT, as_json
from mpt.web.phone import COOKIE
from mpt.web.sealed import sealer
from tests.cast import AFANG, LAO_ZHOU, Phone
from tests.sample import SAMPLE, sample_folder
from tests.services.everything import NAME_ON_CERTIFICATE, NOTE, NUMBER, OPINION, Worker, everything
from tests.web.acts import (
    complete,
    contents,
    heading,
    in_each_language,
    on_sqlite,
    read,
    says,
    watched,
    went_to,
    words,
    writing,
)

PAGES = ("/me/data", "/me/data.html", "/me/data.json")


@pytest.fixture
def afang(app: Flask) -> Worker:
    """Afang, of whom every table knows something."""
    with writing(app) as session, app.test_request_context():
        edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
        return everything(session, edition, sealer())


@pytest.fixture
def hers(app: Flask, afang: Worker) -> Phone:
    """Her phone."""
    phone = Phone(app)
    phone.client.set_cookie(COOKIE, afang.token)
    return phone


def leaves(tree: object) -> list[str]:
    """Return all values of a file for programs, as text."""
    if isinstance(tree, dict):
        return [leaf for value in tree.values() for leaf in leaves(value)]
    if isinstance(tree, list):
        return [leaf for value in tree for leaf in leaves(value)]
    return [] if tree in {None, "", True, False} else [str(tree)]


@in_each_language
def test_all_that_is_known_of_her_is_on_one_page(hers: Phone, afang: Worker, language: str) -> None:
    hers.language = language
    page = hers.get("/me/data")
    shown = words(page)
    hers_alone = (NAME_ON_CERTIFICATE, NUMBER, NOTE, OPINION)
    for known in (AFANG.name, *hers_alone, afang.certificate, afang.space_code, str(afang.id)):
        assert known in shown
    assert {"zh": "青石电子厂 · 装配部 · A3线", "en": "Bluestone Electronics · Assembly · Line A3"}[language] in shown
    for said in ("Who I am here", "What I agreed to", "What isn't here", "Somebody tried to come in with this name"):
        assert says(page, language, said)
    assert {"zh": "来过 1 天", "en": "there on 1 day"}[language] in shown
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.get_data(as_text=True).count("<details>") == 5, "folded up"


@in_each_language
def test_what_she_answered_reads_as_it_was_asked(hers: Phone, language: str) -> None:
    hers.language = language
    shown = words(hers.get("/me/data"))
    asked = {
        "zh": ("电话打晚了，先说什么？ 说声对不起 对", "孩子愿意跟我说心事。 差不多"),
        "en": ("Your call came late. What first? Say sorry right", "My child confides in me. Mostly"),
    }
    for said in asked[language]:
        assert said in shown


@in_each_language
def test_the_file_for_programs_has_all_of_it_with_moments_in_utc(hers: Phone, afang: Worker, language: str) -> None:
    hers.language = language
    answer = hers.get("/me/data.json")
    assert answer.mimetype == "application/json"
    assert re.fullmatch(r'attachment; filename="my-data-\d{4}-\d\d-\d\d\.json"', answer.headers["Content-Disposition"])
    assert answer.headers["Cache-Control"] == "private, no-store"
    data = json.loads(answer.get_data(as_text=True))
    assert data["format"] == FORMAT
    assert set(data) == {
        "format", "made_at", "language", "account", "phones", "courses", "practice", "factories", "spaces", "not_here",
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", data["made_at"])
    (course,) = data["courses"]
    numbers = {part: len(those) for part, those in course.items() if isinstance(those, list)}
    assert numbers == {"lessons": 6, "modules": 2, "quizzes": 2, "surveys": 3, "opinions": 1, "certificates": 2}
    assert (course["opinions"][0]["helped"], course["opinions"][0]["sentence"]) == (True, OPINION)
    assert course["quizzes"][0]["language"] == "zh"
    assert sum(len(quiz["sent_again_as"]) for quiz in course["quizzes"]) == 1
    assert course["quizzes"][0]["answers"][0]["right"] is True
    assert data["practice"][0]["note"] == NOTE
    assert data["factories"][0]["named_beside"][0]["course"] == SAMPLE
    assert data["spaces"][0]["cards"][0]["days"] == ["2026-07-06"]
    assert len(data["account"]["failed_tries"]) == 2
    assert len(data["account"]["pin_numbers"]) == 1
    assert len(data["account"]["came_together"]) == 1


@in_each_language
def test_the_file_to_read_has_all_of_it_and_needs_nothing_else(hers: Phone, language: str) -> None:
    hers.language = language
    answer = hers.get("/me/data.html")
    assert answer.headers["Content-Disposition"].endswith('.html"')
    html = answer.get_data(as_text=True)
    assert not re.search(r"<(script|link|img|form|iframe)\b|\b(src|href|action)=|url\(", html)
    assert html.count("<details open>") == 5
    data = json.loads(hers.get("/me/data.json").get_data(as_text=True))
    text = unescape(html)
    assert [leaf for leaf in leaves(data) if leaf not in text and leaf != data["made_at"]] == []


@on_sqlite
def test_nobody_else_sees_any_of_it(app: Flask, afang: Worker) -> None:
    lao_zhou, nobody = Phone(app), Phone(app)
    complete(lao_zhou)
    lao_zhou.keep(LAO_ZHOU)
    for path in PAGES:
        shown = lao_zhou.get(path).get_data(as_text=True)
        assert LAO_ZHOU.name in shown
        assert not [known for known in (AFANG.name, NUMBER, NOTE, str(afang.id), "青石电子厂") if known in shown]
        assert nobody.client.get(f"/zh{path}").status_code == 302


@on_sqlite
def test_a_phone_without_a_name_sees_what_it_did(phone: Phone) -> None:
    read(phone, "hear-them")
    page = phone.get("/me/data")
    assert says(page, "en", "none: this phone alone knows you") or "只有这部手机认得你" in words(page)
    assert "小课 · 1" in words(page)


@on_sqlite
def test_whoever_did_nothing_yet_is_told_so(app: Flask, phone: Phone) -> None:
    phone.keep(AFANG)
    assert heading(phone.get("/me/data"))
    data = json.loads(phone.get("/me/data.json").get_data(as_text=True))
    assert (data["courses"], data["account"]["name"]) == ([], AFANG.name)


@on_sqlite
def test_what_a_course_no_longer_has_is_told_by_its_id(app: Flask, hers: Phone) -> None:
    with writing(app) as session:
        session.execute(sa.text("UPDATE attempt SET answers = '{\"q-gone\": [4]}', module_id = 'gone'"))
        session.execute(sa.text('UPDATE survey_response SET answers = \'{"confides": 9, "gone": 0}\''))
        session.execute(sa.text("UPDATE lesson_done SET lesson_id = 'gone' WHERE lesson_id = 'tonight'"))
        session.execute(sa.text("UPDATE kept_practice SET course_id = 'no-course'"))
        session.execute(sa.text("INSERT INTO enrolment SELECT learner_id, 'no-course', started_at FROM enrolment"))
        session.execute(sa.text("UPDATE module_done SET course_id = 'no-course' WHERE module_id = 'listening'"))
        session.execute(sa.text("UPDATE survey_response SET course_id = 'no-course' WHERE moment = 'later'"))
    data = json.loads(hers.get("/me/data.json").get_data(as_text=True))
    gone, sample = sorted(data["courses"], key=lambda course: course["course"])
    assert (gone["title"], gone["modules"][0]["title"]) == ("no-course", "listening")
    assert gone["surveys"][0]["answers"][0] == {
        "question": "confides",
        "text": "confides",
        "chosen": ["10"],
        "places": [9],
    }
    answered = {"question": "q-gone", "text": "q-gone", "chosen": ["5"], "places": [4], "right": None}
    assert sample["quizzes"][0]["answers"] == [answered]
    assert sample["surveys"][0]["answers"][0]["chosen"] == ["10"]
    assert "gone" in {lesson["title"] for lesson in sample["lessons"]}
    assert data["practice"][0]["title"] == "listening"
    assert hers.get("/me/data").status_code == 200


@on_sqlite
def test_a_release_that_came_later_changes_no_words_of_what_was_done(app: Flask, hers: Phone) -> None:
    with writing(app) as session:
        folder = sample_folder()
        path = "01-listening/zh.md"
        folder[path] = folder[path].replace("说声对不起".encode(), "认真道歉".encode())
        publish(session, SAMPLE, {**folder, "01-listening/en.md": _translated(folder)})
    assert "说声对不起" in words(hers.get("/me/data"))


def _translated(folder: dict[str, bytes]) -> bytes:
    from mpt.content.folder import hash8  # noqa: PLC0415

    english = folder["01-listening/en.md"].decode()
    new = hash8(folder["01-listening/zh.md"])
    return re.sub(r"translated_from: \S+", f"translated_from: {new}", english).encode()


def test_only_moments_and_days_are_written_in_a_way_of_our_own() -> None:
    assert as_json({"at": datetime(2026, 11, 30, 4, tzinfo=UTC), "on": date(2026, 11, 30)}) == (
        '{\n  "at": "2026-11-30T04:00:00Z",\n  "on": "2026-11-30"\n}'
    )
    with pytest.raises(TypeError):
        as_json({"x": object()})


@on_sqlite
def test_it_asks_a_few_questions_however_much_there_is(app: Flask, hers: Phone) -> None:
    hers.get("/me/data")
    with watched(app) as statements:
        hers.get("/me/data")
    assert len(statements) <= 22


# What she agreed to


@in_each_language
def test_her_name_is_switched_off_with_one_tap_from_here(app: Flask, hers: Phone, afang: Worker, language: str) -> None:
    hers.language = language
    page = hers.get("/me/data").get_data(as_text=True)
    form = re.search(r'(?s)<form method="post" action="([^"]+/name)">(.*?)</form>', page)
    assert form
    assert 'name="named"' not in form[2], "it's on"
    assert says(hers.post(form[1].removeprefix(f"/{language}"), {"course": SAMPLE}), language, "Switched off.")
    with writing(app) as session:
        assert session.scalars(sa.select(Naming)).all() == []
    assert 'name="named" value="1"' in hers.get("/me/data").get_data(as_text=True)


@on_sqlite
def test_of_a_factory_that_she_left_there_is_nothing_to_switch(app: Flask, hers: Phone) -> None:
    with writing(app) as session:
        session.execute(sa.update(Membership).values(left_at=datetime(2026, 11, 1, tzinfo=UTC)))
    page = hers.get("/me/data").get_data(as_text=True)
    assert "/name" not in page
    assert "/number" not in page


@on_sqlite
def test_her_number_is_taken_away_with_one_tap(app: Flask, hers: Phone) -> None:
    page = hers.get("/me/data").get_data(as_text=True)
    address = re.search(r'action="/zh([^"]+/number)"', page)
    assert address
    hers.post(address[1], {"number": ""})
    assert NUMBER not in words(hers.get("/me/data"))


@in_each_language
def test_her_answers_are_taken_back_after_a_second_thought(app: Flask, hers: Phone, language: str) -> None:
    hers.language = language
    address = f"/me/data/answers/{SAMPLE}"
    assert f'href="/{language}{address}"' in hers.get("/me/data").get_data(as_text=True)
    before = contents(app)
    assert says(hers.get(address), language, "Take your survey answers back?")
    assert contents(app) == before
    for _ in range(2):
        page = hers.post(address)
        assert went_to(page) == f"/{language}/me/data"
        assert says(page, language, "Your answers are deleted. You aren't asked again.")
    with writing(app) as session:
        assert [row.answers for row in session.scalars(sa.select(SurveyResponse))] == [{}, {}, {}]
    assert f'href="/{language}{address}"' not in page.get_data(as_text=True)
    assert hers.get(address).location == f"/{language}/me/data"


@on_sqlite
def test_nobody_takes_back_what_isnt_theirs(app: Flask, afang: Worker) -> None:
    lao_zhou = Phone(app)
    read(lao_zhou, "hear-them")
    lao_zhou.keep(LAO_ZHOU)
    before = contents(app)
    assert lao_zhou.get(f"/me/data/answers/{SAMPLE}").status_code == 303
    lao_zhou.post(f"/me/data/answers/{SAMPLE}")
    lao_zhou.post("/me/data/practice")
    lao_zhou.post("/me/data/phones")
    assert contents(app) == before


@in_each_language
def test_the_list_of_what_she_tried_is_deleted_after_a_second_thought(app: Flask, hers: Phone, language: str) -> None:
    hers.language = language
    assert says(hers.get("/me/data/practice"), language, "Delete the list and the notes?")
    page = hers.post("/me/data/practice")
    assert says(page, language, "Your list and your notes are deleted.")
    assert NOTE not in words(page)
    with writing(app) as session:
        assert session.scalars(sa.select(KeptPractice)).all() == []


@in_each_language
def test_the_other_phones_are_signed_out_and_this_one_is_not(app: Flask, hers: Phone, language: str) -> None:
    hers.language = language
    other = Phone(app)
    other.sign_in(AFANG)
    page = hers.post("/me/data/phones")
    assert says(page, language, "Done. You're signed in on this phone only.")
    assert says(page, language, "On this phone only.")
    assert other.client.get("/zh/me/data").status_code == 302
    with writing(app) as session:
        assert len(session.scalars(sa.select(SignIn)).all()) == 1
        assert session.scalars(sa.select(Learner.name).where(Learner.name.is_not(None))).all() == [AFANG.name]
        assert accounts.id_of(session, AFANG.name)


# Where it is found


@on_sqlite
@pytest.mark.parametrize("path", ["/me", "/keep"])
def test_it_is_found_from_where_it_matters(phone: Phone, path: str) -> None:
    read(phone, "hear-them")
    html = phone.get(path).get_data(as_text=True)
    assert 'href="/zh/privacy"' in html
    assert ('href="/zh/me/data"' in html) == (path == "/me")


@in_each_language
def test_how_data_is_kept_is_said_to_everybody(phone: Phone, language: str) -> None:
    phone.language = language
    page = phone.get("/privacy")
    assert says(page, language, "What we keep, and why")
    assert "180" in words(page)
    assert f'href="/{language}/me/data"' in page.get_data(as_text=True)
