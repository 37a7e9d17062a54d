"""Questions come into a module's quiz: new ones at its end, known ones in their place; everything else keeps its bytes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpt.content.model import Choice, ModuleText, Question
from mpt.content.writer import write_module
from mpt.formats.quizzes import sound, with_questions
from tests.content.courses import modules, questions, read
from tests.sample import sample_folder

TEXT = sample_folder()["01-listening/zh.md"].decode()
NEW = Question(
    "", "打不通，怎么办？", "", (Choice("发语音", True, "对。", 0), Choice("不管", False, "他会等。", 0)), "", "", 0
)


def test_a_new_question_stands_last_and_the_rest_as_it_was() -> None:
    asked = with_questions(TEXT, [NEW], "zh")
    assert asked.text.startswith(TEXT.rstrip("\n") + "\n\n### 打不通，怎么办？ {#q-")
    assert ([one.stem for one in asked.new], asked.changed, asked.same) == ([NEW.stem], (), ())


def test_twice_is_once() -> None:
    once = with_questions(TEXT, [NEW, NEW], "zh")
    assert once.text.count("打不通") == 1
    again = with_questions(once.text, [NEW], "zh")
    assert (again.text, again.new, again.changed, len(again.same)) == (once.text, (), (), 1)


def test_the_same_words_with_other_choices_are_two_and_stay_two() -> None:
    other = replace(NEW, choices=(Choice("再打一次", True, "对。", 0), NEW.choices[1]))
    once = with_questions(TEXT, [NEW, other, replace(NEW, id="q-x"), replace(other, id="q-x", stem="又？")], "zh")
    assert [one.id for one in once.new][2:] == ["q-x"]
    assert [one.choices[0].text for one in once.new] == ["发语音", "再打一次", "再打一次"]
    again = with_questions(once.text, [other, NEW], "zh")
    assert (again.text, len(again.same)) == (once.text, 2)
    third = replace(NEW, explanation="第三题。")
    assert [one.id for one in with_questions(once.text, [other, NEW, third], "zh").new] == [f"{once.new[1].id[:-1]}3"]


def test_one_that_is_there_is_written_over_in_its_place() -> None:
    asked = with_questions(TEXT, [replace(NEW, id="q-late", stem="晚了？")], "zh")
    before, _, after = TEXT.partition("### 电话打晚了")
    assert asked.text.startswith(f"{before}### 晚了？ {{#q-late}}\n")
    assert asked.text.endswith(after[after.index("\n### ") :])
    assert [one.id for one in asked.changed] == ["q-late"]


def test_an_id_that_is_a_lessons_is_not_taken() -> None:
    (new,) = with_questions(TEXT, [replace(NEW, id="hear-them")], "zh").new
    assert new.id.startswith("q-")


@pytest.mark.parametrize(("tongue", "heading"), [("zh", "测一测"), ("zh-Hant", "测一测"), ("vi", "Check yourself")])
def test_a_module_without_a_quiz_gets_one(tongue: str, heading: str) -> None:
    bare = TEXT.partition("## 好好听 {#check")[0]
    assert f"\n## {heading} {{#check .quiz}}\n\n### " in with_questions(bare, [NEW], tongue).text
    assert "{#test .quiz}" in with_questions(bare, [NEW], tongue, "test").text


def test_line_ends_of_a_file_stay() -> None:
    windows = "\ufeff" + TEXT.replace("\n", "\r\n")
    asked = with_questions(windows, [replace(NEW, id="q-late"), NEW], "zh")
    assert "\n" not in asked.text.replace("\r\n", "")
    assert (
        asked.text.replace("\r\n", "\n").removeprefix("\ufeff")
        == with_questions(TEXT, [replace(NEW, id="q-late"), NEW], "zh").text
    )


def test_no_questions_change_nothing() -> None:
    assert with_questions(TEXT, [], "zh").text == TEXT


def test_a_text_that_cannot_be_read_gets_a_quiz_all_the_same() -> None:
    assert "{#check .quiz}" in with_questions("x" * 3000, [NEW], "zh").text


@settings(max_examples=30)
@given(modules(), st.lists(questions(), max_size=3, unique_by=lambda one: one.id))
def test_what_came_in_is_read_and_nothing_else_changed(text: ModuleText, found: list[Question]) -> None:
    taken = {lesson.id for lesson in text.lessons}
    found = [one for one in found if one.id not in taken]
    asked = with_questions(write_module(text), found, "zh")
    after = read(asked.text.encode())
    assert after.lessons[:-1] == text.lessons[:-1]
    there = {one.id: one for one in after.lessons[-1].questions}
    assert all(there[one.id] == one for one in (*asked.new, *asked.changed, *asked.same))
    assert len(asked.new) + len(asked.changed) + len(asked.same) <= len(found)


@pytest.mark.parametrize(
    "change",
    [
        {"explanation": "## 新的一课 {#x}\n\n- [ ] 选项"},
        {"explanation": "- 一\n- 二"},
        {"hint": "一  "},
        {"choices": (Choice("甲", True, "x\n\n## y", 0), Choice("乙", False, "", 0))},
    ],
)
def test_marks_that_would_break_out_become_words(change: dict[str, object]) -> None:
    found = sound(replace(NEW, **change))  # type: ignore[arg-type]
    assert found is not None
    (new,) = with_questions(TEXT, [found], "zh").new
    assert read(with_questions(TEXT, [found], "zh").text.replace("FROM", "").encode()).lessons[-1].questions[-1] == new


def test_what_no_file_can_hold() -> None:
    assert sound(replace(NEW, stem="两\n行")) is None
    assert sound(replace(NEW, choices=(Choice("", True, "", 0), NEW.choices[1]))) is not None
