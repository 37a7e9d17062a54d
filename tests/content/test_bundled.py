"""The bundled courses, held to what every course must be and to what only these promise."""

import gzip
import re
import unicodedata

import pytest

from mpt.content.check import check_course
from mpt.content.faults import say
from mpt.content.folder import load_folder
from mpt.content.model import Course, Folder, Kind
from mpt.content.reader import read_course
from mpt.rules.completion import quiz_of
from tests.cast import COURSE, COURSE_IDS, COURSES

MODULES = {"far-away-still-close": 8, "together-again": 5, "after-work": 5, "my-wellbeing-my-rights": 5}
SENSITIVE = {"my-wellbeing-my-rights"}
SKIPPABLE = {
    "far-away-still-close": {"safe-bodies-safe-online"},
    "my-wellbeing-my-rights": {"care-for-yourself", "pregnancy-and-nursing", "no-to-harassment", "home-is-shared"},
}
SURVEY = (
    *("guilt", "can-raise", "knows-feelings", "call-days", "beyond-school", "confides", "praise-count"),
    *("calm-first", "decide-together", "teacher-contact", "body-safety", "stress", "know-where-help"),
)
# There, what can't wait (a child who is hurt, or doesn't want to live) has a lesson of its own.
MOST_LESSONS = {"feelings-first": 6}
MOST_BYTES_OF_A_COURSE = 200 * 1024
EMERGENCY = {"110", "120"}
# A label for children, a reproach, and a word that sells: none belongs into a lesson (CURRICULUM 7).
NEVER_SAID = ("留守", "感恩", "问题儿童", "left-behind", "left behind", "you left them")
SOURCES = re.findall(
    r"^\| (\S[^|]*?) \|", (COURSES.parent / "docs/sources.md").read_text(encoding="utf-8"), re.MULTILINE
)

each_course = pytest.mark.parametrize("course_id", COURSE_IDS)


def folder_of(course_id: str) -> Folder:
    return load_folder(COURSES / course_id)


def course_of(course_id: str) -> Course:
    course = read_course(course_id, folder_of(course_id)).course
    assert course is not None
    return course


def texts_of(course_id: str) -> dict[str, str]:
    return {path: data.decode() for path, data in folder_of(course_id).items() if path.endswith(".md")}


def test_there_are_four_with_23_modules() -> None:
    assert {course_id: len(course_of(course_id).modules) for course_id in COURSE_IDS} == MODULES


def test_they_have_an_order_that_begins_with_the_first() -> None:
    places = {course_of(course_id).order: course_id for course_id in COURSE_IDS}
    assert sorted(places) == [1, 2, 3, 4]
    assert places[1] == COURSE


@each_course
def test_it_checks_clean(course_id: str) -> None:
    assert [say(fault) for fault in check_course(course_id, folder_of(course_id))] == []


@each_course
def test_what_is_sensitive_says_so_and_can_be_left_out(course_id: str) -> None:
    course = course_of(course_id)
    assert course.sensitive == (course_id in SENSITIVE)
    assert {module.id for module in course.modules if module.skippable} == SKIPPABLE.get(course_id, set())


@each_course
def test_each_module_has_its_parts(course_id: str) -> None:
    for module in course_of(course_id).modules:
        lessons = [lesson for lesson in module.texts["zh"].lessons if lesson.kind is Kind.LESSON]
        quiz = quiz_of(module, "zh")
        assert quiz is not None
        assert 3 <= len(lessons) <= MOST_LESSONS.get(module.id, 5), module.id
        assert 3 <= len(quiz.questions) <= 5, module.id
        for text in module.texts.values():
            assert "](scene.svg)" in text.lessons[0].body, module.id
            assert sum(lesson.body.count("\n> ") for lesson in text.lessons) >= len(lessons), module.id
        for question in quiz.questions:
            assert question.see, f"{module.id} {question.id}"
            assert question.hint, f"{module.id} {question.id}"
            assert question.explanation, f"{module.id} {question.id}"


@each_course
def test_where_the_right_choice_stands_says_nothing(course_id: str) -> None:
    for module in course_of(course_id).modules:
        quiz = quiz_of(module, "zh")
        assert quiz is not None
        single = [min(question.key) for question in quiz.questions if not question.several]
        assert len(single) < 3 or len(set(single)) > 1, module.id


@pytest.mark.parametrize("language", ["zh", "en"])
@each_course
def test_the_right_choice_is_not_simply_the_longest(course_id: str, language: str) -> None:
    longest = total = 0
    for module in course_of(course_id).modules:
        quiz = quiz_of(module, language)
        assert quiz is not None
        for question in (question for question in quiz.questions if not question.several):
            right = min(question.key)
            lengths = [len(choice.text) for choice in question.choices]
            longest += lengths.pop(right) > max(lengths)
            total += 1
    # One in three would be chance. Whoever takes the longest each time must not pass by it.
    assert longest <= total / 2, f"{longest} of {total}"


@each_course
def test_text_and_pictures_together_have_at_most_200_kb(course_id: str) -> None:
    size = sum(len(gzip.compress(data, mtime=0)) for data in folder_of(course_id).values())
    assert size <= MOST_BYTES_OF_A_COURSE


@each_course
def test_sources_are_listed(course_id: str) -> None:
    for module in course_of(course_id).modules:
        assert module.sources, module.id
        assert set(module.sources) <= set(SOURCES), module.id


@each_course
def test_no_number_of_a_helpline_stands_in_it(course_id: str) -> None:
    for path, text in texts_of(course_id).items():
        body = text.partition("\n---\n")[2]
        numbers = set(re.findall(r"(?<![\d#.-])1\d{2}(?!\d)|\d{5,}", body))
        assert numbers <= EMERGENCY, f"{path}: {numbers}"


@each_course
def test_nobody_is_labelled_or_blamed(course_id: str) -> None:
    for path, text in texts_of(course_id).items():
        assert [word for word in NEVER_SAID if word in text.lower()] == [], path


@each_course
def test_chinese_is_set_as_chinese(course_id: str) -> None:
    for path, text in texts_of(course_id).items():
        assert unicodedata.is_normalized("NFC", text), path
        if path.endswith("zh.md"):
            body = text.partition("\n---\n")[2]
            assert re.findall(r"[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff]", body) == [], path
            assert re.findall(r'"', body) == [], path


@each_course
def test_its_survey_is_that_of_the_programme(course_id: str) -> None:
    course = course_of(course_id)
    ids: list[tuple[str, ...]] = []
    for language in course.languages:
        survey = course.texts[language].survey
        assert survey is not None
        ids.append(tuple(question.id for question in survey.questions))
    assert len(set(ids)) == 1
    assert set(ids[0]) <= set(SURVEY)
    if course_id == COURSE:
        assert ids[0] == SURVEY


def test_the_same_item_is_worded_alike_in_every_course() -> None:
    for language in ("zh", "en"):
        stems: dict[str, set[object]] = {}
        for course_id in COURSE_IDS:
            survey = course_of(course_id).texts[language].survey
            assert survey is not None
            for question in survey.questions:
                choices = tuple(choice.text for choice in question.choices)
                stems.setdefault(question.id, set()).add((question.stem, question.scale, choices))
        assert [name for name, worded in stems.items() if len(worded) > 1] == []
