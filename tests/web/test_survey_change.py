"""What learners say before a course and after it, as the office sees it: on screen and in the file."""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
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
"""`confides`: five times the fourth, five the third: 3.50. `stress`: four times the fourth, six the third: 3.40. Six: 60 %.

The intervals. `confides` went up by 2 five times, by 1 three times, down by 1 twice: sum 11, squares 25; 25 - 12.1 = 12.9; / 9,
root 1.19722; / root of 10, 0.37859; times 2.2622, 0.8564: from 0.24 to 1.96. `stress` went down by 1 four times, by 2 five times,
once it stayed: sum -14, squares 24; 24 - 19.6 = 4.4; 0.69921; 0.22111; 0.5002: from -1.90 to -0.90. Six came to contact the
teacher, three went: (6 - 3) / 12 = 0.25; 6 + 3 + 1 - 9 / 12 = 9.25; root / 12, 0.25345; times 1.95996, 0.49675: -25 to 75."""
LATER = [{"confides": 2, "stress": 2 if n < 9 else 1} for n in range(10)]
"""`confides`: all on the third: 3.00, up by 1 eight times, down by 1 twice: sum 6, squares 10; 6.4; 0.84327; 0.26667; 0.6032:
from -0.0032 to 1.2032. `stress`: nine times the third, once the second: 2.90, down by 2 nine times, by 1 once: sum -19, squares
37; 37 - 36.1 = 0.9; 0.31623; 0.1; 0.2262: from -2.13 to -1.67."""


MEANS = [
    "Statement",
    "Better is",
    "Pairs",
    "Rate, %",
    "Mean before",
    "Mean after",
    "Change",
    "From (95 %)",
    "To (95 %)",
]
SHARES = [
    "Question", "Answer given", "Pairs", "Rate, %", "Before, %", "After, %", "Change, points", "From (95 %)", "To (95 %)",
]  # fmt: skip
"""What stands above the columns."""


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


def answered(
    app: Flask,
    before: list[Mapping[str, int]],
    after: list[Mapping[str, int]],
    later: Sequence[Mapping[str, int]] = (),
) -> None:
    """Let learners say something before the course; the first of them finish it and say something then, and in ten weeks.

    Where they say something later, the course was in August.
    """
    with writing(app) as session:
        release = current_releases(session)[SAMPLE]
        for n, said in enumerate(before):
            learner, at = uuid.uuid4(), utc("2026-08-01" if later else "2026-10-15") + timedelta(minutes=n)
            session.add(Learner(id=learner))
            session.flush()
            session.add(Enrolment(learner_id=learner, course_id=SAMPLE, started_at=at))
            own = {"learner_id": learner, "course_id": SAMPLE, "release_id": release}
            session.add(SurveyResponse(**own, moment="before", answers=said, answered_at=at))
            if n < len(after):
                session.add(Certificate(**own, code=uuid.uuid4().hex[:12].upper(), issued_at=at))
                session.add(SurveyResponse(**own, moment="completion", answers=after[n], answered_at=at))
            if n < len(later):
                weeks_later = at + timedelta(weeks=10)
                session.add(SurveyResponse(**own, moment="later", answers=later[n], answered_at=weeks_later))


def test_the_page_shows_what_was_worked_out_by_hand(app: Flask, lin: Desk) -> None:
    answered(app, [*BEFORE, *[{}] * 6], AFTER)
    page = lin.get(PAGE)
    assert "A small course · as of the end of 29 November 2026" in words(page)
    assert on_page(page) == {
        "Who answered": [
            ["When", "Answered", "Came to this moment", "Rate, %"],
            ["Before the course", "10", "16", "63"],
            ["At the end of the course", "10", "10", "100"],
            ["8 to 12 weeks later", "—", "—", "—"],
        ],
        "Means before and after": [
            MEANS,
            ["My child confides in me.", "higher", "10", "100", "2.40", "3.50", "1.10", "0.24", "1.96"],
            ["It is too much for me.", "lower", "10", "100", "4.80", "3.40", "−1.40", "−1.90", "−0.90"],
        ],
        "Shares before and after": [
            SHARES,
            ["Did you contact the teacher?", "Yes", "10", "100", "30", "60", "30", "−25", "75"],
            ["Did you contact the teacher?", "No", "10", "100", "70", "40", "−30", "−75", "25"],
        ],
        "Faces before and after": [
            [
                "Statement",
                "When",
                "Pairs",
                "1 Not at all, %",
                "2 Not really, %",
                "3 Partly, %",
                "4 Mostly, %",
                "5 Exactly, %",
            ],
            ["My child confides in me.", "Before the course", "10", "0", "80", "0", "20", "0"],
            ["My child confides in me.", "At the end of the course", "10", "0", "0", "50", "50", "0"],
            ["It is too much for me.", "Before the course", "10", "0", "0", "10", "0", "90"],
            ["It is too much for me.", "At the end of the course", "10", "0", "0", "60", "40", "0"],
        ],
    }


def test_what_they_say_weeks_later_stands_below_it(app: Flask, lin: Desk) -> None:
    answered(app, BEFORE, AFTER, LATER)
    page = on_page(lin.get(PAGE))
    assert page["Who answered"][3] == ["8 to 12 weeks later", "10", "10", "100"]
    assert page["Means before and weeks later"] == [
        MEANS,
        ["My child confides in me.", "higher", "10", "100", "2.40", "3.00", "0.60", "0.00", "1.20"],
        ["It is too much for me.", "lower", "10", "100", "4.80", "2.90", "−1.90", "−2.13", "−1.67"],
    ]
    # Nobody was asked about the teacher.
    assert page["Shares before and weeks later"] == [
        SHARES,
        ["Did you contact the teacher?", "Yes", *["—"] * 7],
        ["Did you contact the teacher?", "No", *["—"] * 7],
    ]
    assert page["Means before and after"][1][4:] == ["2.40", "3.50", "1.10", "0.24", "1.96"]


@on_sqlite
def test_each_question_is_drawn_with_which_way_is_better_in_words(app: Flask, lin: Desk) -> None:
    answered(app, BEFORE, AFTER)
    page = lin.get(PAGE).get_data(as_text=True)
    drawn = "".join(re.findall(r"(?s)<svg class=\"chart.*?</svg>", page))
    assert texts(drawn, "number") == ["2.40 → 3.50", "4.80 → 3.40", "30% → 60%", "70% → 40%"]
    assert texts(drawn, "label") == ["Higher is better", "Lower is better", "Yes", "No"]
    assert len(found(drawn, "circle")) == 8
    assert texts(drawn, "scale")[0::3][:2] == [
        "+1.10, 95 %: from +0.24 to +1.96",
        "−1.40, 95 %: from −1.90 to −0.90",
    ]
    assert "+30, 95 %: from −25 to +75" in texts(drawn, "scale")
    assert len(found(drawn, "line", "line-3")) == 3 * 4
    assert page.count("10 pairs<") == 3
    assert "In each drawing the ring is before, the dot after, and the dark line the interval." in page
    assert says(lin.get(PAGE), "en", "of a hundred such intervals, about 95 hold the true change.")


@on_sqlite
def test_where_all_change_alike_there_is_no_interval(app: Flask, lin: Desk) -> None:
    answered(app, [{"confides": 1}] * 10, [{"confides": 3}] * 10)
    page = lin.get(PAGE)
    assert on_page(page)["Means before and after"][1][4:] == ["2.00", "4.00", "2.00", "—", "—"]
    assert "+2.00<" in page.get_data(as_text=True)


@on_sqlite
def test_it_never_says_that_the_course_is_the_cause(app: Flask, lin: Desk) -> None:
    answered(app, BEFORE, AFTER)
    page = words(lin.get(PAGE))
    assert "A difference between before and after doesn't prove that the course is its cause" in page
    for word in ("effect", "improve", "because of", "thanks to", "led to", "impact of"):
        assert word not in page.lower()


@in_each_language
def test_the_file_equals_the_screen_to_the_digit(app: Flask, lin: Desk, language: str) -> None:
    answered(app, BEFORE, AFTER, LATER)
    lin.language = language
    page, sheets = on_page(lin.get(PAGE)), sheets_of(lin.get(f"{PAGE}.xlsx"))
    assert len(page) == len(sheets) == 7
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
    assert not [cell for cell in cells if any(sign.isdigit() for sign in cell) and "12" not in cell]
    assert cells.count("—") == 3 * 3
    assert len(sheets_of(lin.get(f"{PAGE}.xlsx"))) == 1
    assert '<svg class="chart' not in page.get_data(as_text=True)


@on_sqlite
def test_the_eleventh_to_nineteenth_wait_until_they_are_ten(app: Flask, lin: Desk) -> None:
    answered(app, [*BEFORE, *[{"confides": 0}] * 9], [*AFTER, *[{"confides": 4}] * 9])
    assert on_page(lin.get(PAGE))["Means before and after"][1] == [
        "My child confides in me.", "higher", "10", "53", "2.40", "3.50", "1.10", "0.24", "1.96",
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
    answered(app, BEFORE, AFTER)
    assert "孩子愿意跟我说心事。" in words(lin.get(PAGE))
