"""GIFT: our questions come back as they were; Moodle's come in, and what can't is listed."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mpt.content.model import Choice, Question
from mpt.formats import gift, quizzes
from mpt.formats.gift import looks_like, read_gift
from mpt.formats.giftwriter import write_gift
from mpt.formats.leftovers import NothingTakenError
from mpt.formats.plainwords import one_line
from mpt.formats.quizzes import sound
from tests.content.courses import questions
from tests.formats.said import said
from tests.paces import times_slower

LATE = Question(
    "q-late",
    "电话晚了，先说什么？",
    "想想孩子：他在等。",
    (Choice("不说", False, "他会一直等。", 0), Choice("对不起", True, "对。", 0)),
    "先道歉。\n\n再说几点。",
    "listen",
    0,
)


def only(text: str, tongue: str = "zh") -> Question:
    """Return the one question of a text in which nothing is left over."""
    found, left = read_gift(text, tongue)
    assert said(left) == []
    assert len(found) == 1
    return found[0]


def test_only_so_many_questions_in_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quizzes, "MOST_QUESTIONS", 2)
    two = "一？{=对~错}\n\n二？{=对~错}\n\n"
    assert len(read_gift(f"只有字。\n\n{two}", "zh")[0]) == 2
    with pytest.raises(NothingTakenError) as caught:
        read_gift(f"{two}三？{{=对~错}}\n", "zh")
    assert (caught.value.what, caught.value.params) == (quizzes.TOO_MANY, {"most": 2})


def test_far_too_many_are_refused_before_any_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quizzes, "sound", None)  # whoever reads one fails
    monkeypatch.setattr(gift, "sound", None)
    with pytest.raises(NothingTakenError):
        read_gift("q{=a~b}\n\n" * 20_000, "zh")


def test_a_brace_that_is_never_closed_in_a_long_file() -> None:
    # Counting all braces again at each line would take a hundred times as long for ten times the lines.
    assert times_slower(lambda: never_closed(60_000), lambda: never_closed(6_000)) < 30


def never_closed(lines: int) -> None:
    found, left = read_gift("一？{=对" + "\n" * lines, "zh")
    assert (found, len(left)) == ((), 1)


def rights(question: Question) -> dict[str, bool]:
    """Return a question's choices, and whether each is right."""
    return {choice.text: choice.correct for choice in question.choices}


def test_ours_as_a_file() -> None:
    assert write_gift([LATE]) == (
        "// [id:q-late] [tag:see=listen]\n"
        "::q-late::[markdown]电话晚了，先说什么？\\n\\n> 想想孩子：他在等。{\n"
        "\t~不说#他会一直等。\n\t=对不起#对。\n\t####先道歉。\\n\\n再说几点。\n}\n"
    )


@settings(max_examples=40)
@given(st.lists(questions(), max_size=4, unique_by=lambda one: one.id))
def test_ours_come_back_as_they_were(found: list[Question]) -> None:
    assert read_gift(write_gift(found), "zh") == (tuple(found), ())


# What could be taken for a mark of GIFT, or of Markdown, anywhere.
_HARD = st.text(alphabet=r"\~=#{}:[]%>n*_`-+.1 a对/<", min_size=1, max_size=12).map(one_line).filter(bool)


@settings(max_examples=100)
@given(_HARD, _HARD, _HARD, _HARD)
def test_no_sign_in_ours_is_taken_for_a_mark(stem: str, first: str, feedback: str, reason: str) -> None:
    asked = replace(
        LATE, stem=stem, hint="", explanation=reason, choices=(Choice(first, True, feedback, 0), LATE.choices[0])
    )
    assume(sound(asked) == asked)
    assert read_gift(write_gift([asked]), "zh") == ((asked,), ())


def test_several_right_ones_share_the_mark() -> None:
    asked = replace(
        LATE,
        choices=(
            Choice("一", True, "", 0),
            Choice("二", True, "", 0),
            Choice("三", True, "", 0),
            Choice("四", False, "", 0),
        ),
    )
    text = write_gift([asked])
    assert "~%33.33333%一\n\t~%33.33333%二\n\t~%33.33333%三\n\t~%-100%四" in text
    assert only(text) == asked


@pytest.mark.parametrize("key", [(False, False), (True, True)])
def test_a_question_that_is_not_finished_goes_out_and_in_too(key: tuple[bool, bool]) -> None:
    choices = tuple(replace(choice, correct=right) for choice, right in zip(LATE.choices, key, strict=True))
    asked = replace(LATE, choices=choices)
    assert only(write_gift([asked])) == asked


def test_moodles_example() -> None:
    found = only("Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}", "en")
    assert (found.stem, found.id) == ("Who's buried in Grant's tomb?", "")
    assert rights(found) == {"Grant": False, "Jefferson": False, "no one": True}


def test_answers_on_lines_of_their_own_with_feedback_and_an_empty_line_between() -> None:
    found = only("What's between orange\nand green?{\n =yellow # right; good!\n\n ~red # wrong\n####Look at it.}")
    assert found.stem == "What's between orange and green?"
    assert [choice.feedback for choice in found.choices] == ["right; good!", "wrong"]
    assert found.explanation == "Look at it."


def test_a_missing_word() -> None:
    found = only("Grant is {~buried =entombed ~living} in Grant's tomb.")
    assert found.stem == r"Grant is \_\_\_\_\_ in Grant's tomb."


def test_escaped_signs_and_new_lines() -> None:
    found = only(r"1 \+ 1 \= \{2\}\n\~ \#? {=\{2\}\n ~a\\b}")
    assert found.stem == "1 \\+ 1 = {2} ~ #?".replace("\\+", "\\\\+")
    assert [choice.text for choice in found.choices] == ["{2}", "a\\b"]


@pytest.mark.parametrize(("mark", "right"), [("T", "对"), ("FALSE", "错"), ("true", "对"), ("F", "错")])
def test_true_or_false(mark: str, right: str) -> None:
    found = only(f"月亮是圆的。{{{mark}#你错了#你对了####看看天。}}")
    assert rights(found) == {"对": right == "对", "错": right == "错"}
    assert {choice.text: choice.feedback for choice in found.choices}[right] == "你对了"
    assert found.explanation == "看看天。"


def test_true_or_false_in_another_language() -> None:
    assert set(rights(only("Round.{T}", "vi"))) == {"True", "False"}


def test_several_right_by_their_weights() -> None:
    found = only("哪些？{~%50%一 ~%-100%二 ~%50.0%三 ~四}")
    assert rights(found) == {"一": True, "二": False, "三": True, "四": False}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("只是一段话。", "只是一段话。: This is a text without answers, not a question."),
        ("写一写。{}", "写一写。: This asks for an answer in one's own words. Our questions have choices."),
        ("哪年？{#1822:5}", "哪年？: This asks for a number. Our questions have choices."),
        ("谁？{=没有人 =无人}", "谁？: This asks to type a word. Our questions have choices."),
        ("配对。{=猫 -> 猫粮 =狗 -> 狗粮}", "配对。: This asks to match pairs. Our questions have choices."),
        ("一个？{~%100%对}", "一个？: This has only one choice."),
        ("开着。{=对 ~错", "开着。{=对 ~错: Its braces aren't closed, so it can't be read."),
        ("反着。}=对 ~错{", "反着。}=对 ~错{: Its braces aren't closed, so it can't be read."),
        ("$CATEGORY: $course$/top", "$CATEGORY: $course$/top: Categories aren't kept: questions belong to a module."),
        ("// 给老师看", "给老师看: A note for teachers isn't kept."),
    ],
)
def test_what_is_no_question_of_ours_is_listed(text: str, left: str) -> None:
    found, leftovers = read_gift(f"{text}\n\n好？{{=对 ~错}}\n" if "开着" not in text else text, "zh")
    assert said(leftovers)[0] == left
    assert [question.stem for question in found] == (["好？"] if "开着" not in text else [])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("哪个？{=一 ~%50%二 ~三}", "哪个？: Choices that are partly right count as wrong here."),
        ("哪个？{=一 =二 ~三}", "哪个？: One of several right choices was enough. Here all of them must be chosen."),
        ("// [tag:家庭] [tag:see=A B]\n哪个？{=一 ~二}", "哪个？: Tags aren't kept: 家庭."),
        ("::第一题::哪个？{=一 ~二}", "第一题: Names of questions, which only teachers see, aren't kept: 1."),
        (
            "[html]<p>哪个？</p><img src='@@PLUGINFILE@@/a.png' alt='窗'>{=一 ~二}",
            "窗: This picture isn't in the file itself. Add it by hand.",
        ),
        ("哪个<script>x</script>？{=一 ~二}", ""),
    ],
)
def test_a_question_of_which_not_all_is_kept(text: str, left: str) -> None:
    found, leftovers = read_gift(text, "zh")
    assert len(found) == 1
    assert "".join(said(leftovers)[:1]) == left


def test_html_and_markdown_and_plain_text() -> None:
    found = only("[html]<p>哪个<b>好</b>？</p>{=[plain]a*b ~[markdown]a*b*#<i>x</i>####[moodle]一<br>二}")
    assert found.stem == "哪个**好**？"
    assert [choice.text for choice in found.choices] == [r"a\*b", "a*b*"]
    assert found.choices[1].feedback == "*x*"
    assert found.explanation == "一\n\n二"


def test_its_id_is_ours_or_a_name_that_can_be_one() -> None:
    assert only("// [id:q-1]\n::哪个？::哪个？{=一 ~二}").id == "q-1"
    assert only("::q-2::哪个？{=一 ~二}").id == "q-2"
    assert (
        only(r"// question: 12  name: Q" + "\n" + r"// [id:A\]b] [tag:see=listen]" + "\n哪个？{=一 ~二}").see
        == "listen"
    )


def test_what_no_file_can_hold_is_listed() -> None:
    found, left = read_gift("{=一 ~二}\n\n[markdown]好？{=一 ~}\n", "zh")
    assert found == ()
    assert all("can't be written into a module" in one or "only one choice" in one for one in said(left))


def test_marks_in_it_that_would_begin_something_else_become_words() -> None:
    found = only("[markdown]好？{=一#\\# 新的一课 ~二####\\#\\#\\# 题 \\{\\#x\\}}")
    assert found.explanation == "\\### 题 {#x}"


def test_what_looks_like_gift() -> None:
    assert looks_like("好？{=一 ~二}")
    assert looks_like("$CATEGORY: x\n")
    assert not looks_like("好？\nA. 一\nB. 二\nANSWER: A")
