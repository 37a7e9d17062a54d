"""What trainers learn from parents: totals of ten and more, with reasons to look at a question, and nobody's name or day."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from mpt.content.folder import hash8
from mpt.services import opinions
from mpt.services.opinions import Verdict
from mpt.services.publishing import current_releases, publish, read_edition
from mpt.web.sealed import sealer
from tests.cast import LIN, Browser, Phone
from tests.sample import ALL_RIGHT, ALL_WRONG, HALF_RIGHT, LISTENING, SAMPLE, sample_folder
from tests.services.tried import NINE, learners, read, tried
from tests.web.acts import answer, complete, contents, in_each_language, on_sqlite, says, watched, words, writing
from tests.web.staff_acts import Desk, counsellor, office, trainer

FIGURES = f"/studio/{SAMPLE}/figures"
MODULE, LATE, LISTEN = f"{FIGURES}/{LISTENING}", f"{FIGURES}/{LISTENING}/q-late", f"{FIGURES}/{LISTENING}/q-listen"
PAGES = (FIGURES, MODULE, LATE)
LATE_WRONG = {"q-late": frozenset({0}), "q-listen": frozenset({0, 2})}


@pytest.fixture
def mei(app: Flask) -> Desk:
    """Mei, a trainer, at her desk."""
    return trainer(app)


def crowd(app: Flask) -> None:
    """Let sixty answer in Chinese, mostly right, and forty in English, where most get the first question wrong."""
    with writing(app) as session:
        release = current_releases(session)[SAMPLE]
        for people, answers in ((40, ALL_RIGHT), (10, HALF_RIGHT), (10, ALL_WRONG)):
            _answered(session, people, release, answers, "zh")
        for people, answers in ((10, ALL_RIGHT), (20, LATE_WRONG), (10, ALL_WRONG)):
            _answered(session, people, release, answers, "en")


def _answered(session: Session, people: int, release: int, answers: dict[str, frozenset[int]], language: str) -> None:
    them = tried(session, people, release, answers, language=language, at=NINE + timedelta(minutes=4))
    read(session, them, release, "hear-them", NINE)


def opined(app: Flask, people: int, verdict: Verdict) -> None:
    """Let people who have read a lesson say whether it helped."""
    with writing(app) as session, app.test_request_context():
        edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
        them = learners(session, people)
        read(session, them, edition.release_id, "hear-them")
        for one in them:
            opinions.say(session, sealer(), one, edition, LISTENING, verdict)


def cells(page: str, caption: str) -> list[list[str]]:
    """Return the rows of the table with this caption, as text."""
    found = re.search(rf"(?s)<caption>{re.escape(caption)}</caption>.*?<tbody>(.*?)</tbody>", page)
    assert found, caption
    rows = re.findall(r"(?s)<tr>(.*?)</tr>", found[1])
    return [[re.sub("<[^>]*>", "", one).strip() for one in re.findall(r"(?s)<t[hd].*?</t[hd]>", row)] for row in rows]


def shown(desk: Browser, path: str) -> str:
    """Return a page, which is there."""
    answered = desk.get(path)
    assert answered.status_code == 200
    return answered.get_data(as_text=True)


@in_each_language
def test_where_nobody_has_been_the_pages_say_so(app: Flask, language: str, mei: Desk) -> None:
    mei.language = language
    page = mei.get(FIGURES)
    assert says(page, language, "Fewer than 10 learners have begun this course. From ten on something is shown here.")
    assert '<svg class="chart' not in page.get_data(as_text=True)
    page = mei.get(MODULE)
    assert says(page, language, "Fewer than 10 learners have said so far whether it helped.")
    assert says(mei.get(LATE), language, "Fewer than 10 learners have answered it in these words.")
    assert not re.findall(r"\d%", words(mei.get(LATE)))


@in_each_language
def test_of_a_course_that_was_never_published_the_page_says_so(app: Flask, language: str, mei: Desk) -> None:
    mei.language = language
    mei.post("/studio/new", {"title": "新的", "course_id": "new-one", "source": "zh", "other": "en"})
    page = mei.get("/studio/new-one/figures")
    assert page.status_code == 200
    assert 'class="empty"' in page.get_data(as_text=True)
    assert mei.get("/studio/new-one/figures.xlsx").status_code == 404


@on_sqlite
def test_where_parents_stop(app: Flask, mei: Desk) -> None:
    mei.language = "en"
    with writing(app) as session:
        release = current_releases(session)[SAMPLE]
        them = learners(session, 109)
        read(session, them[:90], release, "hear-them")
        read(session, them[:45], release, "ask-once")
        tried(session, them[:30], release)
    page = shown(mei, FIGURES)
    assert "100 learners and more have begun this course." in page
    assert "Most stop in “Listening”, before “Listening”: 90 came up to it, 40 did it." in page
    assert cells(page, "How far they came") == [
        ["Listening", "Listening", "90", "90%"],
        ["Listening", "Listening", "40", "40%"],
        ["Listening", "Listening", "—", "—"],
        ["Listening", "Listening: sent", "30", "30%"],
        ["Listening", "Listening: passed", "—", "—"],
        *[["Hard days", f"Hard days{step}", "—", "—"] for step in ("", "", "", ": sent", ": passed")],
    ]
    assert page.count('<svg class="chart') == 1, "a bar for each module"
    assert 'class="chart' in shown(mei, MODULE)


@on_sqlite
def test_a_modules_questions_in_each_language_beside_each_other(app: Flask, mei: Desk) -> None:
    mei.language = "en"
    crowd(app)
    page = shown(mei, MODULE)
    late, listen = "Your call came late. What first?", "How do you listen so that they talk?"
    assert [row[:4] for row in cells(page, "Questions")] == [
        [late, "Chinese", "60", "83%"],
        [late, "English", "40", "25%"],
        [listen, "Chinese", "60", "67%"],
        [listen, "English", "40", "75%"],
    ]
    # 50 of 60: (50 + 1.92) / 63.84 = 0.8133, up and down by 1.96 * root of (8.333 + 0.96) / 63.84 = 0.0936: 0.7197 to 0.9069.
    assert cells(page, "Questions")[0][4] == "72–91%"
    assert cells(page, "Listening") == [
        ["Chinese", "60", "4", "—", "—"],
        ["English", "40", "4", "—", "—"],
    ]
    assert cells(page, "Questions")[1][6] == "hard · harder than the source"
    assert "English: hard · harder than the source" in page
    assert page.count('<svg class="chart') == 3, "how far they came, and one for each question"


@on_sqlite
def test_who_takes_which_choice(app: Flask, mei: Desk) -> None:
    mei.language = "en"
    crowd(app)
    page = shown(mei, LATE)
    # In Chinese, of 60 by the second question: 40 right in it, and all of those right here; 20 wrong in it, of whom 10 are
    # right here. The weak third are these 20, the others are all right.
    assert cells(page, "Chinese") == [
        ["不用说", "wrong", "17%", "50%", "0%", "0%"],
        ["说声对不起", "right", "83%", "50%", "100%", "100%"],
    ]
    # In English, of 40: 30 right in the second, of whom 10 are right here; 10 wrong in it, and wrong here too.
    # Weak: those 10, and 3.33 of the 30, of whom two thirds are wrong: (10 + 2.22) / 13.33 = 0.917. The others: two thirds.
    assert cells(page, "English") == [
        ["Say nothing", "wrong", "75%", "92%", "67%", "67%"],
        ["Say sorry", "right", "25%", "8%", "33%", "33%"],
    ]
    # 83 % against 25 %: 51/62 - 11/42 = 0.5607; root of 0.1460/62 + 0.1933/42 = 0.0834; times 1.96 = 0.1634.
    assert "−58, 95 %: from −72 to −40" in page
    assert "Beside the source" in page
    assert "It is harder in English than in Chinese. Compare the translation with the source." in page
    assert '<span lang="zh">说声对不起</span>' in page
    # Told apart in Chinese: 60 * 40 - 50 * 40 = 400; root of (60 * 50 - 2500) * (60 * 40 - 1600) = 632.46: 0.6325.
    assert re.search(r"Telling apart\s*0\.63\s*95 %: from 0\.45 to 0\.76", words(mei.get(LATE)))


@on_sqlite
def test_nine_more_change_nothing_and_the_tenth_does(app: Flask, mei: Desk) -> None:
    mei.language = "en"
    crowd(app)
    with writing(app) as session:
        release = current_releases(session)[SAMPLE]
        for place in range(9):
            before = {path: shown(mei, path) for path in (MODULE, LATE, LISTEN)}
            with time_machine.travel(NINE + timedelta(hours=place)):
                tried(session, 1, release, ALL_WRONG, at=NINE + timedelta(hours=place + 1))
                session.commit()
            assert {path: shown(mei, path) for path in before} == before
        tried(session, 1, release, ALL_WRONG, at=NINE + timedelta(hours=11))
    assert cells(shown(mei, MODULE), "Questions")[0][2:4] == ["70", "71%"]


@on_sqlite
def test_a_question_in_other_words_is_counted_by_itself(app: Flask, mei: Desk) -> None:
    mei.language = "en"
    crowd(app)
    folder = sample_folder()
    source, english = f"01-{LISTENING}/zh.md", f"01-{LISTENING}/en.md"
    before = hash8(folder[source]).encode()
    folder[source] = folder[source].replace("电话打晚了，先说什么？".encode(), "电话晚了，你先说什么？".encode())
    folder[english] = folder[english].replace(before, hash8(folder[source]).encode())
    with writing(app) as session:
        release = publish(session, SAMPLE, folder).id
        tried(session, 10, release, ALL_WRONG, at=NINE + timedelta(days=1))
    page = shown(mei, LATE)
    assert cells(page, "Chinese")[0][2] == "100%", "the ten who read the new words"
    assert cells(page, "In other words before") == [["电话打晚了，先说什么？", "1", "60", "83%"]]
    assert "In other words before" not in shown(mei, LISTEN)
    assert cells(shown(mei, LISTEN), "Chinese")[0][2] == "71%", "all seventy: 50 of them"


@in_each_language
def test_what_they_write_is_told_from_ten_on_without_who_or_when(app: Flask, language: str, mei: Desk) -> None:
    mei.language = language
    opined(app, 1, Verdict(True, "zh", "照着说，她笑了。"))
    opined(app, 8, Verdict(True, "zh"))
    page = mei.get(MODULE)
    assert says(page, language, "Fewer than 10 learners have said so far whether it helped.")
    assert "照着说" not in page.get_data(as_text=True)
    opined(app, 1, Verdict(False, "zh", "太长了，<b>读</b>不完。"))
    page = mei.get(MODULE)
    assert "照着说，她笑了。" in words(page)
    assert "太长了，&lt;b&gt;读&lt;/b&gt;不完。" in page.get_data(as_text=True)
    assert re.search(r"90%\s*10", words(page))
    assert not re.search(r"20\d\d", words(page)), "no day"
    assert page.headers["Cache-Control"] == "private, no-store"


@on_sqlite
def test_all_of_it_as_a_workbook(app: Flask, mei: Desk) -> None:
    mei.language = "en"
    crowd(app)
    answered = mei.get(f"{FIGURES}.xlsx")
    assert answered.headers["Content-Disposition"] == f"attachment; filename=learned-{SAMPLE}.xlsx"
    with ZipFile(BytesIO(answered.get_data())) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    for said in ("Your call came late. What first?", "Say sorry", "83%", "How far they came", "point-biserial"):
        assert said in text


@on_sqlite
def test_old_tries_without_a_language_stand_by_themselves(app: Flask, mei: Desk) -> None:
    mei.language = "en"
    with writing(app) as session:
        tried(session, 10, current_releases(session)[SAMPLE], language="")
    assert ["Language not noted", "10", "—", "—", "—"] in cells(shown(mei, MODULE), "Listening")
    assert cells(shown(mei, LATE), "Language not noted")[1][2] == "100%"


@on_sqlite
@pytest.mark.parametrize(
    "path",
    [
        "/studio/no-such-course/figures",
        "/studio/no-such-course/figures.xlsx",
        f"{FIGURES}/no-such-module",
        f"{FIGURES}/{LISTENING}/q-gone",
        f"{FIGURES}/{LISTENING}/q-tired",
        f"{FIGURES}/no-such-module/q-late",
    ],
)
def test_of_what_is_not_served_there_is_no_page(mei: Desk, path: str) -> None:
    assert mei.get(path).status_code == 404


@on_sqlite
def test_nobody_but_trainers_sees_any_of_it(app: Flask) -> None:
    crowd(app)
    before = contents(app)
    phone = Phone(app)
    for path in (*PAGES, f"{FIGURES}.xlsx"):
        assert phone.client.get(f"/zh{path}").status_code == 302
    assert contents(app) == before
    for desk in (office(app, LIN), counsellor(app)):
        for path in (*PAGES, f"{FIGURES}.xlsx"):
            assert desk.get(path).status_code == 404


@on_sqlite
def test_pages_ask_the_database_the_same_after_much_as_after_little(app: Flask, mei: Desk, phone: Phone) -> None:
    complete(phone)
    answer(phone, ALL_WRONG)
    for path in PAGES:
        mei.get(path)
    counts = []
    for _time in range(2):
        counts.append([len(list(_asked(app, mei, path))) for path in PAGES])
        crowd(app)
        opined(app, 30, Verdict(True, "zh", "有用"))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16


def _asked(app: Flask, desk: Desk, path: str) -> Iterator[str]:
    with watched(app) as statements:
        desk.get(path)
    yield from statements
