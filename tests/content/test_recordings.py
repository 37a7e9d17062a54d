"""Recordings say which words they were made from, and are stale once those are others."""

import pytest

from mpt.content.recordings import words_hash
from tests.content.folders import GOOD, MODULE, ZH, course_of, module, said, spoilt
from tests.recordings import mp3

LESSON = course_of(GOOD).modules[0].texts["zh"].lessons[0]
RIGHT = words_hash(LESSON.heading, LESSON.body)
HEADING = f"{{#{LESSON.id}}}\n"
STALE = "the words were changed since a.mp3 was recorded: record it again; or if it still fits, write: :audio: a.mp3"


def recorded(line: str) -> dict[str, bytes]:
    """Return a good folder whose first lesson has this line in Chinese."""
    folder = {**GOOD, f"{MODULE}/a.mp3": mp3(3)}
    return spoilt(ZH, HEADING, f"{HEADING}\n{line}\n", folder)


def test_a_recording_of_the_words_as_they_are_is_right() -> None:
    assert said(recorded(f":audio: a.mp3 {{of={RIGHT}}}")) == []


def test_of_a_recording_that_says_nothing_nothing_is_said() -> None:
    assert said(recorded(":audio: a.mp3")) == []


@pytest.mark.parametrize("of", ["00000000", f"{RIGHT}a", "x"])
def test_a_recording_of_other_words_is_stale(of: str) -> None:
    found = said(recorded(f":audio: a.mp3 {{of={of}}}"))
    assert [f"{STALE} {{of={RIGHT}}}" in one for one in found] == [True]
    assert found[0].startswith(f"{ZH}:")


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("好好听", "先听完。\n再说话。\n"),
        ("好好听", "先听\n完。再**说话**。\n\n![窗](a.svg)\n\n:audio: a.mp3 {of=3f9a61c2}\n"),
        ("好好听", "> 先听完。\n\n- 再说话。"),
        ("**好好听**", "  先听完。 再说话。"),
    ],
)
def test_what_nobody_hears_makes_no_difference(heading: str, body: str) -> None:
    assert words_hash(heading, body) == words_hash("好好听", "先听完。再说话。")


@pytest.mark.parametrize(
    ("heading", "body"),
    [("好好听！", "先听完。再说话。"), ("好好听", "先听完，再说话。"), ("好好听", "再说话。先听完。"), ("", "")],
)
def test_every_word_and_mark_that_is_heard_counts(heading: str, body: str) -> None:
    assert words_hash(heading, body) != words_hash("好好听", "先听完。再说话。")


def test_the_courses_own_words_and_its_survey_may_be_recorded_too() -> None:
    survey = "\n## 问一问 {#ask .survey}\n:audio: a.mp3 {of=0}\n\n### 好吗？ {#well .faces}\n"
    folder = module("## 题 {#one}\n文字。\n")
    own = folder["zh.md"] + b"\n:audio: a.mp3 {of=0}\n" + survey.encode()
    found = [one for one in said({**folder, "a.mp3": mp3(3), "zh.md": own}) if "was recorded" in one]
    assert len(found) == 2
    assert found[0] != found[1]


def test_marks_are_mended_before_they_are_judged() -> None:
    found = said(recorded(f"：audio：a.mp3　｛of＝{RIGHT}｝"))
    assert len(found) == 1
    assert found[0].endswith(f"write: :audio: a.mp3 {{of={RIGHT}}}")
