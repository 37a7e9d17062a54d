"""Questions as people type them: Aiken, and the Chinese habit."""

import pytest

from mpt.content.model import Question
from mpt.formats import quizzes
from mpt.formats.aiken import read_aiken
from mpt.formats.leftovers import NothingTakenError
from tests.formats.said import said


def only(text: str) -> Question:
    """Return the one question of a text in which nothing is left over."""
    found, left = read_aiken(text)
    assert said(left) == []
    assert len(found) == 1
    return found[0]


def test_only_so_many_questions_in_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quizzes, "MOST_QUESTIONS", 2)
    one = "问？\nA. 甲\nB. 乙\nANSWER: A\n\n"
    assert len(read_aiken(f"只有字。\n\n{one * 2}")[0]) == 2
    with pytest.raises(NothingTakenError) as caught:
        read_aiken(one * 3)
    assert caught.value.what == quizzes.TOO_MANY


def drawn(question: Question) -> list[str]:
    """Return a question's choices, each right one with a mark."""
    return [f"{'*' if choice.correct else ''}{choice.text}" for choice in question.choices]


def test_moodles_example() -> None:
    found, left = read_aiken(
        "What is the correct answer?\nA. Is it this one?\nB. Maybe this?\nC. Possibly\nD. Must be this one!\nANSWER: D\n\n"
        "Which LMS has the most formats?\nA) Moodle\nB) ATutor\nANSWER: A\n"
    )
    assert [question.stem for question in found] == ["What is the correct answer?", "Which LMS has the most formats?"]
    assert drawn(found[0]) == ["Is it this one?", "Maybe this?", "Possibly", "*Must be this one!"]
    assert drawn(found[1]) == ["*Moodle", "ATutor"]
    assert left == ()
    assert all((question.id, question.hint, question.see) == ("", "", "") for question in found)


@pytest.mark.parametrize(
    "answer",
    ["ANSWER: B", "answer: b", "Answer:B.", "答案：B", "正确答案：Ｂ", "【答案】B", "参考答案 B", "[答案]：B。"],
)
def test_ways_to_say_the_answer(answer: str) -> None:
    assert drawn(only(f"1．打不通怎么办？\nA、不管\nＢ．发语音\n{answer}")) == ["不管", "*发语音"]


@pytest.mark.parametrize(
    "stem", ["1. 打不通，先（B）？", "（1）打不通，先(  b  )？".upper(), "12、打不通，先（ Ｂ ）？"]
)
def test_the_answer_in_brackets_behind_the_number(stem: str) -> None:
    found = only(f"{stem}\nA. 不管  B. 发语音　C．再打")
    assert found.stem == "打不通，先？"
    assert drawn(found) == ["不管", "*发语音", "再打"]


def test_several_answers_and_a_reason_of_two_lines() -> None:
    found = only("怎样听？\nA. 听完\nB. 看手机\nC. 说一遍\n答案：A、C\n解析：他知道你在听。\n慢一点。")
    assert drawn(found) == ["*听完", "看手机", "*说一遍"]
    assert found.explanation == "他知道你在听。\n\n慢一点。"


def test_no_empty_line_between_questions() -> None:
    found, left = read_aiken(
        "1. 一？\nA. 甲\nB. 乙\n答案：A\n2. 二？（B）\nA. 甲\nB. 乙\n"
        "3. 三？\nA. 甲\nB. 乙\n【解析】因为。\n\n4. 四？（A）\nA.甲\nB.乙"
    )
    assert [question.stem for question in found] == ["一？", "二？", "三？", "四？"]
    assert found[2].explanation == "因为。"
    assert said(left) == ["三？: No right answer is given. The question is taken; put [x] before what is right."]


def test_lines_that_go_on() -> None:
    found = only("打不通，\n先做什么？\nA. 什么也\n不说\nB. 发语音\nANSWER: B")
    assert found.stem == "打不通， 先做什么？"
    assert drawn(found) == ["什么也 不说", "*发语音"]


def test_nothing_at_all() -> None:
    assert read_aiken("\n\n") == ((), ())


def test_what_is_no_question_is_listed() -> None:
    found, left = read_aiken("第一部分\n\n一？\nA. 甲\nB. 乙\nANSWER: C\n\nA. 没有题目\nB. 只有选项\n\n说明文字。")
    assert [question.stem for question in found] == ["一？"]
    assert said(left) == [
        "第一部分: This has no choices, so it isn't a question.",
        "一？: The answer names a choice that isn't there: C.",
        "没有题目 只有选项: This has no choices, so it isn't a question.",
        "说明文字。: This has no choices, so it isn't a question.",
    ]


def test_marks_in_it_are_words() -> None:
    found = only("*一*？\nA. [x](y)\nB. `乙`\nANSWER: A\n解析：# 不是标题")
    assert found.stem == r"\*一\*？"
    assert found.choices[0].text == r"[x]\(y)"
    assert found.explanation == r"\# 不是标题"


def test_what_no_file_can_hold_is_listed() -> None:
    found, left = read_aiken(f"一？\nA. 甲\nB. {'乙' * 3000}\nANSWER: A")
    assert found == ()
    assert said(left) == ["一？: This question can't be written into a module. Type it there by hand."]
