"""What is written as Markdown is read back as it was."""

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mpt.content.check import check_course
from mpt.content.faults import Notes, say
from mpt.content.front import read_front
from mpt.content.model import Choice, Kind, Lesson, ModuleText, Question, Scale
from mpt.content.modulefile import read_course_text
from mpt.content.writer import write_front, write_lesson, write_module, write_question
from tests.content.courses import folders, modules, read, without_lines

# As the reader returns a value: one line, without what can't be seen.
_VALUES = st.text(st.characters(exclude_categories=("Cc", "Cf", "Co", "Cs")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)


@settings(max_examples=40)
@given(modules())
def test_a_module_is_read_as_it_was_written(text: ModuleText) -> None:
    assert read(write_module(text).encode()) == text


@settings(max_examples=40)
@given(modules())
def test_written_again_it_is_the_same_file(text: ModuleText) -> None:
    once = write_module(text)
    assert write_module(read(once.encode())) == once


# A course is too large to be made smaller step by step: the first that fails is shown.
@settings(max_examples=25, phases=[Phase.generate])
@given(folders())
def test_the_made_up_courses_check(found: tuple[str, dict[str, bytes]]) -> None:
    course_id, folder = found
    assert [say(fault) for fault in check_course(course_id, folder)] == []


@given(_VALUES.filter(bool), _VALUES.filter(bool))
def test_any_value_of_the_front_matter(title: str, outcome: str) -> None:
    text = ModuleText(title, outcome, 5, "", ())
    notes = Notes("")
    front = read_front(write_module(text), ("title", "outcome", "minutes"), (), notes)
    assert (front.values["title"], front.values["outcome"], notes.faults) == (title, outcome, [])


@pytest.mark.parametrize(
    "value", ["a: b", "- x", "[x]", "# no comment", "yes", "2024", "'", '"', "{", "@home", "x #y", "\\", "on: off", "~"]
)
def test_a_value_that_yaml_would_read_otherwise_is_quoted(value: str) -> None:
    front = read_front(write_front({"title": value}), ("title",), (), Notes(""))
    assert front.values == {"title": value}


def test_a_plain_value_is_not_quoted() -> None:
    assert write_front({"title": "别问：为什么", "minutes": "5"}) == "---\ntitle: 别问：为什么\nminutes: 5\n---"


def test_what_yaml_cannot_hold_is_written_by_its_number() -> None:
    assert write_front({"title": "a: \uffff"}) == '---\ntitle: "a: \\uffff"\n---'


def test_unknown_minutes_and_words_stay_open() -> None:
    text = ModuleText("题目", "", 0, "", (Lesson("", "先听", Kind.LESSON, "\n好。\n", (), 0),))
    assert write_module(text) == "---\ntitle: 题目\noutcome:\nminutes:\n---\n## 先听\n\n好。\n"


def test_a_note_and_a_mark_of_translation() -> None:
    text = ModuleText("题目", "能。", 3, "0123abcd", (), note="难过的事。")
    assert "minutes: 3\nnote: 难过的事。\ntranslated_from: 0123abcd\n---" in write_module(text)


QUESTION = Question(
    "q-late",
    "电话晚了，先说什么？",
    "想想孩子。\n\n他在等。",
    (Choice("不说", False, "他会一直等。", 0), Choice("对不起", True, "对。\n他知道。", 0)),
    "先道歉。",
    "listen",
    0,
)


def test_a_question_as_a_trainer_would_write_it() -> None:
    assert write_question(QUESTION) == (
        "### 电话晚了，先说什么？ {#q-late see=listen}\n> 想想孩子。\n>\n> 他在等。\n\n"
        "- [ ] 不说\n    > 他会一直等。\n- [x] 对不起\n    > 对。\n    > 他知道。\n\n先道歉。\n"
    )


def test_a_survey_is_read_as_it_was_written() -> None:
    faces = Question("mood", "他愿意说。", "", (), "", "", 0, Scale.SAD_FACES)
    choices = replace(
        QUESTION, see="", explanation="", choices=(Choice("有", False, "", 0), Choice("没有", False, "", 0))
    )
    survey = Lesson("lately", "这阵子", Kind.SURVEY, "没有对错。\n", (faces, choices), 0)
    text = f"---\ntitle: 课\nsummary: 一句。\n---\n你好。\n\n{write_lesson(survey)}"
    course = read_course_text(text.encode(), is_source=True, notes=Notes(""))
    assert course is not None
    assert course.survey is not None
    assert without_lines(ModuleText("", "", 0, "", (course.survey,))).lessons == (survey,)


def test_a_quiz_without_questions_or_words() -> None:
    assert write_lesson(Lesson("check", "测验", Kind.QUIZ, "", (), 0)) == "## 测验 {#check .quiz}\n"
    assert write_lesson(Lesson("check", "测验", Kind.QUIZ, "", (QUESTION,), 0)).startswith(
        "## 测验 {#check .quiz}\n### 电话"
    )
