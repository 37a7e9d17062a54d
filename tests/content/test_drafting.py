"""What is said of a text while it's being written, and which mends are certain."""

import pytest

from mpt.content.check import check_course
from mpt.content.drafting import (
    HeadingLostError,
    Mend,
    SeveralPartsError,
    Spot,
    check_shape,
    mended,
    near,
    spots,
    within,
)
from mpt.content.parts import FRONT, part_of
from tests.content.folders import EN, GOOD, MODULE, ZH, line_of, spoilt, translated


def of(folder: dict[str, bytes], path: str = ZH) -> tuple[Spot, ...]:
    """Return what is said of a text of the good course's folder, as far as it was spoilt."""
    return spots("good", folder, path, folder)


def mends(folder: dict[str, bytes], path: str = ZH) -> list[tuple[str, str]]:
    """Return the certain mends of a text: what a line was, and what it should be."""
    return [(spot.mend.old, spot.mend.new) for spot in of(folder, path) if spot.mend]


def tapped(folder: dict[str, bytes], path: str = ZH) -> dict[str, bytes]:
    """Return the folder with every certain mend of a text applied, again and again until none is left."""
    for _round in range(5):
        found = [spot.mend for spot in of(folder, path) if spot.mend]
        if not found:
            break
        folder = {**folder, path: mended(folder[path].decode(), found).encode()}
    return translated(folder)


def test_a_good_text_has_nothing_to_mend() -> None:
    assert of(GOOD) == of(GOOD, EN) == of(GOOD, "zh.md") == ()


def test_it_is_what_the_check_says_of_the_same_file() -> None:
    folder = spoilt(ZH, "- [x] 发一条语音", "- 发一条语音")
    folder[ZH] += "\n## 多出来的 {#more}\n\n".encode()
    said = [fault for fault in check_course("good", translated(folder)) if fault.path == ZH]
    assert len(said) > 3
    assert [spot.fault for spot in of(folder)] == said


def test_other_files_of_the_course_are_not_read() -> None:
    other = {**GOOD, "zh.md": b"\xff", f"{MODULE}/lamp.svg": b"broken"}
    assert of(other) == ()
    assert set(near(other, ZH, other)) == set(GOOD) - {"zh.md", "en.md"}


def test_a_picture_that_is_not_there_is_said_at_its_line() -> None:
    folder = spoilt(ZH, "(lamp.svg)", "(moon.svg)")
    [spot] = of(folder)
    assert spot.fault.line == line_of(folder, ZH, "moon.svg")
    assert spot.mend is None


def test_that_a_translation_is_older_is_left_to_translators() -> None:
    folder = {**GOOD, ZH: GOOD[ZH].replace("一天快完了".encode(), "一天过完了".encode())}
    assert any(fault.path == EN for fault in check_course("good", folder))
    assert of(folder, EN) == ()


@pytest.mark.parametrize(
    ("old", "typed", "right"),
    [
        ("## 睡前是个好时候 {#", "＃＃ 睡前是个好时候 {#", "## 睡前是个好时候 {#a-good-time}"),
        ("{#slow-down}", "｛＃slow-down｝", "## 声音放慢一点 {#slow-down}"),
        ("- [x] 问问", "- 【X】问问", "- [x] 问问她在想什么，听她说完"),
        ("- [x] 问问", "- [x ] 问问", "- [x] 问问她在想什么，听她说完"),
        ("    > 对。有人", "> 对。有人", "    > 对。有人听，她心里就静了。"),
        ("> “我在这儿", "》“我在这儿", "> “我在这儿。你想说的时候，再告诉我。”"),
        (".practice}", ".practise}", "## 今晚试试 {#tonight .practice}"),
        (".practice}", "practice}", "## 今晚试试 {#tonight .practice}"),
        ("{#slow-down}", "{#Slow_Down}", "## 声音放慢一点 {#slow-down}"),
        ("title: ", "title：", "title: 例子：睡前一通电话"),
        ("title: 例子：", "title: 例子: ", 'title: "例子: 睡前一通电话"'),
        ("title: 例子：", 'title: 说"好"\\: ', 'title: "说\\"好\\"\\\\: 睡前一通电话"'),
        ("outcome: ", "outcom: ", "outcome: 你能在睡前几分钟，让孩子安心。"),
        ("minutes: 4", "minutes: ４分钟", "minutes: 4"),
        ("minutes: 4", "minutes：4", "minutes: 4"),
        ("minutes: 4", "minutes:4", "minutes: 4"),
        ("title: 例子", "title: \u200b例子", "title: 例子：睡前一通电话"),
        ("睡前一通电话", "睡前一通\x08电话", "title: 例子：睡前一通电话"),
    ],
    ids=lambda value: None,
)
def test_what_leaves_no_doubt_is_mended_by_one_tap(old: str, typed: str, right: str) -> None:
    folder = spoilt(ZH, old, typed)
    assert right in [new for _old, new in mends(folder)]
    assert tapped(folder) == GOOD if "Slow" not in typed and '"' not in right else of(tapped(folder)) == ()


def test_a_missing_id_is_the_one_of_the_same_heading_in_the_other_language() -> None:
    """In a translation, and in a source that lost an id: progress hangs on it."""
    for path in (ZH, EN):
        folder = spoilt(path, " {#listen-first}", "")
        assert tapped(folder, path) == GOOD
        folder = spoilt(path, "{#tonight .practice}", "{.practice}")
        assert tapped(folder, path) == GOOD
        folder = spoilt(path, " {#q-bad-signal see=slow-down}", " {see=slow-down}")
        assert tapped(folder, path) == GOOD


def test_a_new_heading_of_a_source_gets_a_new_id() -> None:
    folder = spoilt(ZH, "## 今晚试试", "## 多一课\n\n再说。\n\n## Say OK\n\n好。\n\n## 今晚试试")
    assert [new for _old, new in mends(folder)] == ["## 多一课 {#lesson-5}", "## Say OK {#say-ok}"]
    folder = spoilt(ZH, "## 想一想", "### 几点了？\n\n## 想一想 {#check-2 .quiz}\n\n### 几点了？\n\n### Q\n\n## 想一想")
    assert "### 几点了？ {#q-2}" in [new for _old, new in mends(folder)]
    assert "### Q {#q-q}" in [new for _old, new in mends(folder)]


def test_marks_of_code_in_a_front_matter_hide_no_heading_for_good() -> None:
    code = "```\nx\n```\n\n## 声音放慢一点\n\n```\n"
    folder = spoilt(ZH, "minutes: 4\n", "minutes: 4\n```\n")
    folder = spoilt(ZH, "## 声音放慢一点 {#slow-down}\n", code, folder)
    assert [new for _old, new in mends(folder) if "声音" in new] == []


def test_a_new_practice_or_quiz_is_called_as_in_every_module() -> None:
    alone = {**GOOD, "course.toml": GOOD["course.toml"].replace(b'"zh", "en"', b'"zh"')}
    folder = spoilt(ZH, "{#tonight .practice}", "{.practice}", alone)
    assert mends(folder) == [("## 今晚试试 {.practice}", "## 今晚试试 {#tonight .practice}")]
    folder = spoilt(ZH, "{#tonight .practice}", "{#check-in .practice}\n\n## 想 {.quiz}", alone)
    assert ("## 想 {.quiz}", "## 想 {#quiz-1 .quiz}") not in mends(folder)


def test_a_translation_gets_no_id_that_its_source_does_not_have() -> None:
    folder = spoilt(EN, "## Try it", "## One more\n\nText.\n\n## Try it")
    assert of(folder, EN)
    assert mends(folder, EN) == []


@pytest.mark.parametrize(
    ("old", "typed"),
    [
        ("{#slow-down}", "{#listen_first}"),  # another lesson has that id
        ("{#slow-down}", "{#慢一点}"),
        (".practice}", ".homework}"),
        ("minutes: 4", "minutes: 很快"),
        ("minutes: 4", "minutes: 0"),
        ("outcome: 你能在睡前几分钟，让孩子安心。", "outcome: 好。\noutcom: 好。"),
        ("- [x] 问问她", "- 问问她"),
        ("minutes: 4", "minutes: 4\n- 一\n- 二"),
        ("title: 例子", "title: 例子\n\ttitel"),
    ],
    ids=lambda value: None,
)
def test_where_somebody_has_to_think_no_mend_is_offered(old: str, typed: str) -> None:
    folder = spoilt(ZH, old, typed)
    assert of(folder)
    assert mends(folder) == []


def test_a_survey_loses_its_key_by_a_tap() -> None:
    folder = spoilt("zh.md", "- [ ] 一天也没有", "- [x] 一天也没有")
    assert tapped(folder, "zh.md") == GOOD


def test_faults_are_divided_into_those_of_a_part_and_the_others() -> None:
    folder = spoilt(ZH, "minutes: 4", "minutes: ４")
    folder = spoilt(ZH, "- [x] 问问", "- 【X】问问", folder)
    quiz = part_of(folder[ZH].decode(), "check")
    inside, others = within(of(folder), quiz.line, quiz.text)
    [spot] = inside
    line = line_of(folder, ZH, "【X】") - quiz.line + 1
    assert (spot.fault.line, spot.mend) == (
        line,
        Mend(line, "- 【X】问问她在想什么，听她说完", "- [x] 问问她在想什么，听她说完"),
    )
    assert mended(quiz.text, [spot.mend]) == part_of(GOOD[ZH].decode(), "check").text  # type: ignore[list-item]
    assert [other.fault.line for other in others] == [4]
    lesson = part_of(folder[ZH].decode(), "say-goodbye")
    assert within(of(folder), lesson.line, lesson.text)[0] == []


def test_a_fault_of_the_last_line_belongs_to_its_part() -> None:
    text = "## 一 {#a}\n\n字\n\n## 二"
    folder = {**GOOD, ZH: GOOD[ZH].partition("## 睡前".encode())[0] + text.encode()}
    part = part_of(folder[ZH].decode(), "_2")
    assert {spot.fault.line for spot in within(of(folder), part.line, part.text)[0]} == {1}


def test_a_mend_whose_line_is_another_by_now_changes_nothing() -> None:
    assert mended("a\r\nb\n", [Mend(1, "x", "y"), Mend(9, "b", "c"), Mend(2, "b", "c")]) == "a\nc\n"


def test_a_course_without_its_manifest_says_nothing_of_its_texts() -> None:
    assert of({ZH: GOOD[ZH]}) == ()


@pytest.mark.parametrize("text", ["", "\n", "字\n", "字\n\n## 一 {#a}\n", "# 一\n"])
def test_a_section_that_lost_its_heading_is_not_one_any_more(text: str) -> None:
    with pytest.raises(HeadingLostError):
        check_shape("a", text)


def test_one_part_that_became_several_says_where_the_second_begins() -> None:
    with pytest.raises(SeveralPartsError) as refused:
        check_shape("a", "## 一 {#a}\n\n字\n\n## 二\n")
    assert refused.value.line == 5
    with pytest.raises(SeveralPartsError) as refused:
        check_shape(FRONT, "---\ntitle: 好\n---\n## 一\n")
    assert refused.value.line == 4


def test_what_is_one_part_passes() -> None:
    check_shape("a", "\n## 一 {#a}\n\n```\n## 代码\n```\n")
    check_shape("_3", "＃＃ 一\n### 二\n")
    check_shape(FRONT, "---\ntitle: 好\n---\n")
    check_shape(FRONT, "")
