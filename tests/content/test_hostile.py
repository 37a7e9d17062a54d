"""Nothing in a folder makes reading or checking it raise, and nothing makes it slow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpt.content.check import check_course
from mpt.content.faults import say
from mpt.content.reader import read_course
from tests.content.folders import EN, GOOD, MODULE, ZH, module
from tests.paces import times_slower

PATHS = st.sampled_from(["course.toml", "zh.md", "en.md", ZH, EN, "cover.svg", f"{MODULE}/lamp.svg", "x/y/z", ""])
HEAD = "---\ntitle: 一\noutcome: 二\nminutes: 3\n---\n"


def assert_said(folder: dict[str, bytes], course_id: str = "good") -> None:
    for fault in (*read_course(course_id, folder).faults, *check_course(course_id, folder)):
        assert "\n" not in say(fault)


@settings(deadline=None)
@given(st.dictionaries(PATHS, st.binary(max_size=200), max_size=4), st.text(max_size=10))
def test_any_bytes(files: dict[str, bytes], course_id: str) -> None:
    assert_said({**GOOD, **files}, course_id)
    assert_said(files, course_id)


@settings(deadline=None)
@given(st.data())
def test_a_good_file_with_a_piece_torn_out_or_put_in(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(["course.toml", "zh.md", ZH, EN, f"{MODULE}/lamp.svg"]))
    start = data.draw(st.integers(0, len(GOOD[path])))
    end = data.draw(st.integers(start, min(start + 300, len(GOOD[path]))))
    piece = data.draw(st.one_of(st.binary(max_size=20), st.text(max_size=20).map(str.encode)))
    assert_said({**GOOD, path: GOOD[path][:start] + piece + GOOD[path][end:]})


LINES = st.sampled_from(
    [
        *(
            "## 一 {#one}",
            "## 问 {#check .quiz}",
            "## 卷 {#ask .survey}",
            "### 题 {#q see=one}",
            "### 题",
            "> 好",
            "    > 好",
        ),
        *(
            "- [ ] 一",
            "- [x] 二",
            "- 三",
            "【x】",
            "",
            "文字",
            "    文字",
            "```",
            "~~~",
            "---",
            "===",
            "# 大",
            "＃＃＃",
            "{#",
        ),
        *(":audio: a.mp3", "![](a.svg)", "![", "[一](help)", "\t- [x] 四", "> - [ ] 五", "| 一 |", "1. 一", "* * *"),
    ]
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=30).map("\n".join))
def test_any_order_of_lines(body: str) -> None:
    assert_said(module(body))


# A twentieth of the largest file there may be, in the lines that take longest to read: they are many.
SHORT_LINES = "x\n\n" * 1000


def check_with(body: str) -> None:
    for head in ("## 始 {#start}\n", "## 问 {#check .quiz}\n### 题 {#first}\n"):
        assert_said({**GOOD, ZH: (HEAD + head + body).encode(), "zh.md": (HEAD + body).encode()})


@pytest.mark.parametrize(
    "body",
    [
        "[" * 1999,
        "![" * 999,
        "\n".join(["[" * 1900] * 30),
        "\n".join("  " * depth + "- x" for depth in range(250)),
        ">" * 1999,
        "```\n" * 15_000,
        "```\n~~~~\n" * 6000,
        "## 一 {#one}\n" * 3000,
        "### q {#q}\n- [x] a\n" * 2500,
        "\n".join(["{" * 1990 + "}"] * 30),
        "\n".join(["。" * 600] * 30),
        "\n".join(["." * 1990] * 30),
        "\n" * 60_000,
        "<a" * 900,
    ],
)
def test_hostile_texts_are_quick(body: str) -> None:
    assert times_slower(lambda: check_with(body), lambda: check_with(SHORT_LINES)) < 30


@pytest.mark.parametrize(
    "text", ["[[module]]\n" * 5000, "[" * 1999, "a." * 900 + "a = 1", 'languages = ["zh"' + ',"zh"' * 300]
)
def test_hostile_settings_are_quick(text: str) -> None:
    assert (
        times_slower(lambda: assert_said({**GOOD, "course.toml": text.encode()}), lambda: check_with(SHORT_LINES)) < 20
    )
