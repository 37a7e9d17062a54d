"""What learners say before a course and after it, as the office sees it: on screen and in the file."""

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from mpt.models import Certificate, Enrolment, Learner, SurveyResponse
from mpt.services import publishing
from mpt.services.publishing import current_releases
from mpt.web.definitions import DEFINITIONS
from mpt.web.office.survey_tables import DEFINED
from tests.content.folders import translated
from tests.sample import SAMPLE, sample_folder
from tests.services.reached import THIS_MORNING, utc
from tests.web.acts import in_both_languages, in_each_language, on_sqlite, says, words, writing
from tests.web.drawn import found, texts
from tests.web.staff_acts import Desk, office
from tests.web.tabled import agree, notes_of, on_page, sheets_of

PAGE = f"/office/impact/survey/{SAMPLE}"

BEFORE = [{"confides": 1 if n < 8 else 3, "stress": 4 if n < 9 else 2, "teacher": 1 if n < 7 else 0} for n in range(10)]
"""Faces of `confides`: eight times the second, twice the fourth: 24 of 10, 2.40. Of `stress` nine times the fifth, once the
third: 48 of 10, 4.80. Three had contacted the teacher: 30 %."""
AFTER = [{"confides": 3 if n < 5 else 2, "stress": 3 if n < 4 else 2, "teacher": 0 if n < 6 else 1} for n in range(10)]
"""`confides`: five times the fourth, five the third: 3.50. `stress`: four times the fourth, six the third: 3.40. Six: 60 %."""


@pytest.fixture(autouse=True)
def this_morning() -> Iterator[None]:
    """It's 09:00 in Shanghai on 30 November 2026."""
    with time_machine.travel(THIS_MORNING, tick=False):
        yield


@pytest.fixture
def lin(app: Flask) -> Desk:
    """Somebody of the office, at work in English."""
    desk = office(app)
    desk.language = "en"
    return desk


def answered(app: Flask, before: list[Mapping[str, int]], after: list[Mapping[str, int]]) -> None:
    """Let learners say something before the course; the first of them finish it and say something again."""
    with writing(app) as session:
        release = current_releases(session)[SAMPLE]
        for n, said in enumerate(before):
            learner, at = uuid.uuid4(), utc("2026-10-01") + timedelta(minutes=n)
            session.add(Learner(id=learner))
            session.flush()
            session.add(Enrolment(learner_id=learner, course_id=SAMPLE, started_at=at))
            own = {"learner_id": learner, "course_id": SAMPLE, "release_id": release}
            session.add(SurveyResponse(**own, moment="before", answers=said, answered_at=at))
            if n < len(after):
                session.add(Certificate(**own, code=uuid.uuid4().hex[:12].upper(), issued_at=at))
                session.add(SurveyResponse(**own, moment="completion", answers=after[n], answered_at=at))


def test_the_page_shows_what_was_worked_out_by_hand(app: Flask, lin: Desk) -> None:
    answered(app, [*BEFORE, *[{}] * 6], AFTER)
    page = lin.get(PAGE)
    assert "A small course · as of the end of 29 November 2026" in words(page)
    assert on_page(page) == {
        "Who answered": [
            ["When", "Answered", "Were asked", "Rate, %"],
            ["Before the course", "10", "16", "63"],
            ["After the course", "10", "10", "100"],
        ],
        "Means before and after": [
            ["Statement", "Better is", "Pairs", "Mean before", "Mean after", "Change"],
            ["My child confides in me.", "higher", "10", "2.40", "3.50", "1.10"],
            ["It is too much for me.", "lower", "10", "4.80", "3.40", "−1.40"],
        ],
        "Shares before and after": [
            ["Question", "Answer given", "Pairs", "Before, %", "After, %"],
            ["Did you contact the teacher?", "Yes", "10", "30", "60"],
            ["Did you contact the teacher?", "No", "10", "70", "40"],
        ],
    }


@on_sqlite
def test_each_question_is_drawn_with_which_way_is_better_in_words(app: Flask, lin: Desk) -> None:
    answered(app, BEFORE, AFTER)
    page = lin.get(PAGE).get_data(as_text=True)
    drawn = "".join(re.findall(r"(?s)<svg class=\"chart.*?</svg>", page))
    assert texts(drawn, "number") == ["2.40 → 3.50", "4.80 → 3.40", "30% → 60%", "70% → 40%"]
    assert texts(drawn, "label") == ["Higher is better", "Lower is better", "Yes", "No"]
    assert len(found(drawn, "circle")) == 8
    assert "Ring: before. Dot: after. 10 pairs." in page


@on_sqlite
def test_it_never_says_that_the_course_is_the_cause(app: Flask, lin: Desk) -> None:
    answered(app, BEFORE, AFTER)
    page = words(lin.get(PAGE))
    assert "A difference between before and after doesn't prove that the course is its cause" in page
    for word in ("effect", "improve", "because of", "thanks to", "led to", "impact of"):
        assert word not in page.lower()


@in_each_language
def test_the_file_equals_the_screen_to_the_digit(app: Flask, lin: Desk, language: str) -> None:
    answered(app, BEFORE, AFTER)
    lin.language = language
    page, sheets = on_page(lin.get(PAGE)), sheets_of(lin.get(f"{PAGE}.xlsx"))
    assert len(page) == len(sheets) == 3
    for table, sheet in zip(page.values(), sheets, strict=True):
        assert agree(table, sheet, language), (table, sheet)


@in_both_languages
@on_sqlite
def test_what_the_figures_mean_stands_on_the_page_and_in_the_file(app: Flask, lin: Desk, language: str) -> None:
    answered(app, BEFORE, AFTER)
    lin.language = language
    page, notes = lin.get(PAGE), notes_of(lin.get(f"{PAGE}.xlsx"))
    assert all(says(page, language, each.definition) for each in DEFINITIONS if each.key in DEFINED)
    assert len(notes) == 1 + len(DEFINED)


@in_both_languages
@on_sqlite
@pytest.mark.parametrize("pairs", [0, 9])
def test_of_fewer_than_ten_nothing_is_told(app: Flask, lin: Desk, language: str, pairs: int) -> None:
    answered(app, BEFORE[:pairs], AFTER[:pairs])
    lin.language = language
    page = lin.get(PAGE)
    assert says(page, language, "Fewer than 10 learners have answered both times.")
    cells = [cell for rows in on_page(page).values() for row in rows[1:] for cell in row]
    assert not [cell for cell in cells if any(sign.isdigit() for sign in cell)]
    assert cells.count("—") == 2 * 3 + 2 * 4 + 2 * 3
    assert sheets_of(lin.get(f"{PAGE}.xlsx"))[1][1][2:] == ["—"] * 4


@on_sqlite
def test_the_eleventh_to_nineteenth_wait_until_they_are_ten(app: Flask, lin: Desk) -> None:
    answered(app, [*BEFORE, *[{"confides": 0}] * 9], [*AFTER, *[{"confides": 4}] * 9])
    assert on_page(lin.get(PAGE))["Means before and after"][1] == [
        "My child confides in me.", "higher", "10", "2.40", "3.50", "1.10",
    ]  # fmt: skip


@on_sqlite
def test_a_course_without_a_survey_has_no_such_page(app: Flask, lin: Desk) -> None:
    folder = sample_folder()
    texts = {path: folder[path][: folder[path].index(b"\n## ")] for path in ("zh.md", "en.md")}
    with writing(app) as session:
        publishing.publish(session, SAMPLE, translated({**folder, **texts}))
    assert lin.get(PAGE).status_code == 404
    assert lin.get(f"{PAGE}.xlsx").status_code == 404
    assert "What learners say" not in words(lin.get("/office/impact"))


@on_sqlite
def test_the_page_of_impact_leads_to_it(app: Flask, lin: Desk) -> None:
    assert f'href="/en{PAGE}"' in lin.get("/office/impact").get_data(as_text=True)
    assert lin.get("/office/impact/survey/nowhere").status_code == 404


@on_sqlite
def test_a_survey_of_a_course_without_this_language_is_shown_in_its_own(app: Flask, lin: Desk) -> None:
    folder = sample_folder()
    only_zh = {path: data for path, data in folder.items() if not path.endswith("en.md")}
    only_zh["course.toml"] = folder["course.toml"].replace(b'["zh", "en"]', b'["zh"]')
    with writing(app) as session:
        publishing.publish(session, SAMPLE, only_zh)
    assert "孩子愿意跟我说心事。" in words(lin.get(PAGE))
