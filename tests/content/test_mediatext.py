"""Pictures and recordings put into texts and taken out: nothing else of a text changes, whatever its line ends are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content import mediatext
from mpt.content.mediatext import (
    alt_text,
    renamed,
    with_alt,
    with_picture,
    with_recording,
    with_words,
    without_file,
)

PART = "## 题 {#a}\n\n文字。\n\n![窗](b.svg)\n\n更多。\n\n"
CODE = "```\n![窗](b.svg)\n:audio: a.mp3\n```\n"


def test_a_picture_stands_below_the_heading_and_what_is_heard() -> None:
    assert with_picture(PART, "c.jpg", "爸爸") == PART.replace("\n\n文", "\n\n![爸爸](c.jpg)\n\n文")
    heard = with_recording(PART, "a.mp3", "3f9a61c2")
    assert heard == PART.replace("\n\n文", "\n\n:audio: a.mp3 {of=3f9a61c2}\n\n文")
    assert with_picture(heard, "c.jpg", "爸爸") == heard.replace("\n\n文", "\n\n![爸爸](c.jpg)\n\n文")
    assert with_picture("## 题 {#a}", "c.jpg", "爸爸") == "## 题 {#a}\n\n![爸爸](c.jpg)\n"


def test_a_picture_of_the_courses_own_words_stands_below_the_front_matter() -> None:
    front = "---\r\ntitle: 课\r\n---\r\n欢迎。\r\n"
    assert with_picture(front, "c.jpg", "爸爸") == "---\r\ntitle: 课\r\n---\r\n\r\n![爸爸](c.jpg)\r\n\r\n欢迎。\r\n"
    assert with_picture("---\ntitle: 课\n", "c.jpg", "爸爸") == "---\ntitle: 课\n\n![爸爸](c.jpg)\n"


def test_a_recording_takes_the_place_of_any_other() -> None:
    two = "## 题 {#a}\n\n：audio：old.mp3\n\n文字。\n\n:audio: old2.mp3 {of=1}\n\n更多。\n"
    assert with_recording(two, "a.mp3", "2") == "## 题 {#a}\n\n:audio: a.mp3 {of=2}\n\n文字。\n\n更多。\n"
    assert with_words(with_recording(two, "a.mp3", "2"), "a.mp3", "3").count("{of=3}") == 1
    assert with_words(two, "a.mp3", "3") == two


def test_words_and_names_change_wherever_a_picture_stands() -> None:
    text = "![一](a.jpg) 和 ![](a.jpg)，![二]( b.jpg )\n"
    assert (
        with_alt(text, "a.jpg", "爸[爸]\n在家 ") == "![爸(爸) 在家](a.jpg) 和 ![爸(爸) 在家](a.jpg)，![二]( b.jpg )\n"
    )
    assert renamed(text, "b.jpg", "c.png") == text.replace("( b.jpg )", "(c.png)")
    assert alt_text(" 一 \n 二 ") == "一 二"


def test_what_is_taken_out_takes_its_line_along() -> None:
    assert without_file(PART, "b.svg") == "## 题 {#a}\n\n文字。\n\n更多。\n\n"
    assert without_file("一 ![窗](b.svg)\n", "b.svg") == "一\n"
    assert without_file("![窗](b.svg)\n\n二\n", "b.svg") == "二\n"
    assert without_file("一\n![窗](b.svg)\n二\n", "b.svg") == "一\n二\n"
    assert without_file("一\r\n\r\n:audio: a.mp3\r\n\r\n二", "a.mp3") == "一\r\n\r\n二"
    assert without_file(PART, "other.svg") == PART


@pytest.mark.parametrize(
    "change",
    [
        lambda text: with_alt(text, "b.svg", "门"),
        lambda text: renamed(text, "b.svg", "c.svg"),
        lambda text: without_file(text, "b.svg"),
        lambda text: without_file(text, "a.mp3"),
        lambda text: with_words(text, "a.mp3", "1"),
    ],
)
def test_code_only_shows_marks(change) -> None:  # type: ignore[no-untyped-def]
    assert change(CODE) == CODE


TEXTS = st.lists(
    st.sampled_from(["文字。", "", "![窗](b.svg)", "一 ![窗](b.svg)", ":audio: a.mp3", "```", "> 好", "### 问 {#q}"]),
    max_size=8,
)


@given(TEXTS, st.sampled_from(["\n", "\r\n"]))
def test_what_is_put_in_can_be_taken_out_and_leaves_no_trace(lines: list[str], end: str) -> None:
    part = end.join(["## 题 {#a}", "", *lines, "最后。", ""])
    with_one = with_picture(part, "new.jpg", "新")
    assert without_file(with_one, "new.jpg").split() == part.split()
    assert (mediatext.without_file(with_recording(part, "new.mp3", "1"), "new.mp3")).count("new.mp3") == 0


@given(TEXTS)
def test_what_is_not_named_stays_byte_for_byte(lines: list[str]) -> None:
    text = "\n".join(lines)
    for change in (without_file(text, "no.jpg"), renamed(text, "no.jpg", "a.jpg"), with_alt(text, "no.jpg", "一")):
        assert change == text
