"""Marks that a Chinese input method makes: each is named, with the line as it should be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.faults import say
from mpt.content.mistyped import mended, mended_choice
from mpt.content.reader import read_course
from tests.content.folders import course_of, module


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("［ｘ］好", "- [x] 好"),
        ("- ［ｘ］ 好", "- [x] 好"),
        ("- 【x】好", "- [x] 好"),
        ("【Ｘ】 好", "- [x] 好"),
        ("- [X ] 好", "- [x] 好"),
        ("- [ x] 好", "- [x] 好"),
        ("- [ x ] 好", "- [x] 好"),
        ("-[x] 好", "- [x] 好"),
        ("- [x]好", "- [x] 好"),
        ("- [] 好", "- [ ] 好"),
        ("- [\u3000] 好", "- [ ] 好"),
        ("－ [x] 好", "- [x] 好"),
        ("—[ ] 好", "- [ ] 好"),
        ("*[x] 好", "- [x] 好"),
        ("  - [x] 好", "- [x] 好"),
        ("\u3000- [x]\u3000好", "- [x] 好"),
        ("- [√] 好", "- [x] 好"),
        ("- []", "- [ ]"),
    ],
)
def test_a_choice(typed: str, meant: str) -> None:
    assert mended_choice(typed) == meant


@pytest.mark.parametrize(
    "line",
    [
        *("- [x] 好", "- [X] 好", "- [ ] 好", "* [ ] 好", "+ [x]  好", "- [x]", "- [ ] ", "[热线](help)", "[x](help)"),
        *("- 好", "", "文字", "    > [x] 好", "- [×] 不", "- [abc] 好"),
    ],
)
def test_what_is_a_choice_already_or_none_stays(line: str) -> None:
    assert mended_choice(line) == line


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("＃＃ 题 {#a}", "## 题 {#a}"),
        ("＃＃题 {#a}", "## 题 {#a}"),
        ("##Title {#a}", "## Title {#a}"),
        ("##\u3000题 {#a}", "## 题 {#a}"),
        (" ## 题 {#a}", "## 题 {#a}"),
        ("## 题 ｛#a｝", "## 题 {#a}"),
        ("## 题 {＃a}", "## 题 {#a}"),
        ("## 题 {＃a　．quiz｝", "## 题 {#a .quiz}"),
        ("## 题 {# a . quiz} ", "## 题 {#a .quiz}"),
        ("### 题 {#a see＝one}", "### 题 {#a see=one}"),
        ("### 题 {#a see = one}", "### 题 {#a see=one}"),
        ("：audio：a.mp3", ":audio: a.mp3"),
        (":audio:a.mp3", ":audio: a.mp3"),
        (": Audio : a.mp3 ", ":audio: a.mp3"),
        ("！[窗](a.svg)", "![窗](a.svg)"),
        ("![窗]（a.svg）", "![窗](a.svg)"),
        ("！［窗］（a.svg）", "![窗](a.svg)"),
        ("![窗] (a.svg)", "![窗](a.svg)"),
        ("》 好", "> 好"),
        ("＞好", "> 好"),
        ("    ＞ 好", "    > 好"),
    ],
)
def test_other_marks(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "line",
    [
        *(
            "## 题 {#a}",
            "###   Title",
            "## 用 {花括号} 的题",
            "##",
            "#",
            "> 好",
            "    > 好",
            ":audio: a.mp3",
            "![窗](a.svg)",
        ),
        *("真好！（见下）", "他说：audio 是声音", "《书》", "好》", "", "![a]: b", "## 题 } {"),
    ],
)
def test_what_is_typed_right_stays(line: str) -> None:
    assert mended(line) == line


@given(st.text())
def test_mending_twice_changes_nothing_more(line: str) -> None:
    line = line.replace("\n", "")
    assert mended_choice(mended_choice(line)) == mended_choice(line)


def test_a_mistyped_line_is_named_and_read_as_it_was_meant() -> None:
    body = (
        "＃＃ 一 ｛#one｝\n》 说吧\n\n##问 {#check .quiz}\n### 题 {#q}\n－［ｘ］好\n    ＞ 对\n- [] 不好\n    > 不对\n"
    )
    folder = module(body)
    faults = [say(fault) for fault in read_course("good", folder).faults]
    assert faults == [
        "01-one/zh.md:6: the marks of this line aren't typed right: write: ## 一 {#one}",
        "01-one/zh.md:7: the marks of this line aren't typed right: write: > 说吧",
        "01-one/zh.md:9: the marks of this line aren't typed right: write: ## 问 {#check .quiz}",
        "01-one/zh.md:11: the marks of this line aren't typed right: write: - [x] 好",
        "01-one/zh.md:12: the marks of this line aren't typed right: write:     > 对",
        "01-one/zh.md:13: the marks of this line aren't typed right: write: - [ ] 不好",
    ]
    one, check = course_of(folder).modules[0].texts["zh"].lessons
    assert one.body.startswith("> 说吧")
    assert [(choice.text, choice.correct) for choice in check.questions[0].choices] == [("好", True), ("不好", False)]


def test_a_choice_outside_a_quiz_is_only_a_list() -> None:
    assert read_course("good", module("## 一 {#one}\n-[x] 好\n【x】好\n")).faults == ()
