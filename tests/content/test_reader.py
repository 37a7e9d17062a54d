"""What a course folder says, read into values; what it fails to say, with the line."""

import pytest

from mpt.content.faults import say
from mpt.content.model import Choice, Kind
from mpt.content.reader import read_course
from tests.content.folders import GOOD, MODULE, ZH, course_of, line_of, module, spoilt

QUIZ = """\
## 一 {#one}
正文。

### 小标题
- [ ] 只是清单

## 想一想 {#check .quiz}
先读这句。

### 先做什么？ {#q-first see=one}
> 想一想。
>
> 再想一想。

- [ ] 不说
    > 孩子会等。
    还会难过。
- [x] 说一声
  就一声

    > 对。

* [X] 打电话
    > 也对。
解释在这里。

- 可以有清单
"""


def read_faults(folder: dict[str, bytes]) -> list[str]:
    return [say(fault) for fault in read_course("good", folder).faults]


def test_a_good_folder_is_read_whole() -> None:
    reading = read_course("good", GOOD)
    assert reading.faults == ()
    course = course_of(GOOD)
    assert (course.id, course.languages, course.pass_mark, course.sensitive) == ("good", ("zh", "en"), 60, False)
    assert course.cover == "cover.svg"
    assert course.texts["zh"].title == "课程的名字"
    (only,) = course.modules
    assert (only.id, only.folder, only.sources, only.skippable) == ("your-first-module", MODULE, (), False)
    assert only.texts["en"].minutes == 4
    assert [lesson.kind for lesson in only.texts["zh"].lessons] == [*[Kind.LESSON] * 4, Kind.PRACTICE, Kind.QUIZ]


def test_a_lesson_begins_on_the_line_after_its_heading() -> None:
    lesson = course_of(GOOD).modules[0].texts["zh"].lessons[1]
    lines = GOOD[ZH].decode().split("\n")
    assert lines[lesson.line - 1].startswith("## ")
    assert lesson.body.split("\n")[3] == lines[lesson.line + 3]


def test_a_question_has_hint_choices_feedback_and_explanation() -> None:
    quiz = course_of(module(QUIZ)).modules[0].texts["zh"].lessons[1]
    assert quiz.body.strip() == "先读这句。"
    (question,) = quiz.questions
    assert (question.id, question.stem, question.see) == ("q-first", "先做什么？", "one")
    assert question.hint == "想一想。\n\n再想一想。"
    assert question.choices == (
        Choice("不说", correct=False, feedback="孩子会等。\n还会难过。", line=20),
        Choice("说一声 就一声", correct=True, feedback="对。", line=23),
        Choice("打电话", correct=True, feedback="也对。", line=28),
    )
    assert question.key == {1, 2}
    assert question.several
    assert question.explanation == "解释在这里。\n\n- 可以有清单"


def test_a_checklist_and_a_part_of_a_lesson_are_no_questions() -> None:
    lesson = course_of(module(QUIZ)).modules[0].texts["zh"].lessons[0]
    assert lesson.questions == ()
    assert "### 小标题" in lesson.body


def test_windows_line_ends_and_a_mark_at_the_start_are_tolerated() -> None:
    windows = {path: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") for path, data in GOOD.items()}
    assert course_of(windows).modules == course_of(GOOD).modules


def test_nothing_in_a_code_block_is_markup() -> None:
    body = "## 一 {#one}\n````\n## 二\n```\n＞ 三\n````\n~~~\n## 四\n~~~\n后面\n"
    assert read_faults(module(body)) == []
    assert len(course_of(module(body)).modules[0].texts["zh"].lessons) == 1


def test_a_code_block_without_end_is_named_and_hides_nothing() -> None:
    body = "## 一 {#one}\n```\n文字\n## 二 {#two}\n```` \n```x\n"
    folder = module(body)
    assert len(course_of(folder).modules[0].texts["zh"].lessons) == 1
    faults = read_faults(module("## 一 {#one}\n```\n文字\n## 二 {#two}\n~~~\n```x\n"))
    assert [fault.partition(": ")[0] for fault in faults] == ["01-one/zh.md:7", "01-one/zh.md:10", "01-one/zh.md:11"]
    assert all("never closed" in fault for fault in faults)


def test_a_text_of_digits_stays_as_it_was_written() -> None:
    folder = spoilt(ZH, "title: 例子：睡前一通电话", "title: 2024")
    folder = {
        **folder,
        f"{MODULE}/en.md": folder[f"{MODULE}/en.md"].replace(b"translated_from: ", b"translated_from: 01234567 #"),
    }
    course = course_of(folder)
    assert course.modules[0].texts["zh"].title == "2024"
    assert course.modules[0].texts["en"].translated_from == "01234567"


@pytest.mark.parametrize(
    ("front", "fault"),
    [
        ("title: 一\noutcome: 二", "01-one/zh.md:1: “minutes” is missing: add a line minutes: to the front matter"),
        ("title: 一\noutcome:\nminutes: 3", "01-one/zh.md:3: “outcome” is empty: write its text after the colon"),
        ("title: [一]\noutcome: 二\nminutes: 3", "01-one/zh.md:2: “title” isn't a line of text"),
        ("title: 一\ntitle: 一\noutcome: 二\nminutes: 3", "01-one/zh.md:3: “title” is there twice"),
        (
            "titel: 一\noutcome: 二\nminutes: 3",
            "01-one/zh.md:2: the key “titel” isn't known here: did you mean “title”?",
        ),
        ("zzz: 一\ntitle: 一\noutcome: 二\nminutes: 3", "01-one/zh.md:2: the key “zzz” isn't known here: leave it out"),
        ("[1]: 一\ntitle: 一\noutcome: 二\nminutes: 3", "01-one/zh.md:2: the key “?” isn't known here"),
        ("title: 一\noutcome: 二\nminutes: 五", "01-one/zh.md:4: “minutes” isn't a number from 1 to 60"),
        ("title: 一\noutcome: 二\nminutes: 61", "01-one/zh.md:4: “minutes” isn't a number from 1 to 60"),
        ("title: 一\noutcome: a: b\nminutes: 3", "01-one/zh.md:3: the front matter can't be read (mapping values"),
        (
            "title：一",
            "01-one/zh.md:2: the front matter isn't a list of keys and values: write each line as key: value",
        ),
        ("", "01-one/zh.md:1: “title” is missing"),
        ("title: \x07", "01-one/zh.md:2: there is an invisible control character"),
        ("title: \ufffe", "01-one/zh.md:1: the front matter can't be read (ReaderError)"),
        ("title: *a", "01-one/zh.md:2: the front matter can't be read (found undefined alias"),
        ("title: " + "[" * 1500, "01-one/zh.md:1: the front matter can't be read ([ > 50)"),
        ("title: 一\n" * 600, "01-one/zh.md:1: the front matter can't be read (> 4000)"),
        ("translated_from: 12345678\ntitle: 一\noutcome: 二\nminutes: 3", "01-one/zh.md:2: the key “translated_from”"),
    ],
)
def test_the_front_matter_is_named_by_line(front: str, fault: str) -> None:
    assert any(line.startswith(fault) for line in read_faults(module("## 一 {#one}\n正文\n", front=front)))


def test_a_bomb_of_aliases_is_no_text_and_costs_nothing() -> None:
    bomb = "title: &a [x, x]\n" + "\n".join(f"k{n}: &b{n} [*a, *a]" for n in range(40))
    assert any("“title” isn't a line of text" in line for line in read_faults(module("", front=bomb)))


def test_a_tag_is_only_text() -> None:
    front = "title: !!python/object/apply:os.system [ls]\noutcome: !!int 二\nminutes: 3"
    assert any("“title” isn't a line of text" in line for line in read_faults(module("## 一 {#one}\nx", front=front)))


@pytest.mark.parametrize("text", ["", "没有", "---\ntitle: 一\n", "－－－\ntitle: 一\n－－－\n"])
def test_a_file_without_front_matter_says_so(text: str) -> None:
    folder = {**module(""), "01-one/zh.md": text.encode()}
    assert any("the file doesn't begin with its front matter" in line for line in read_faults(folder))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("---\n\n标题".encode("gb18030"), "01-one/zh.md:3: this isn't UTF-8 text"),
        (b"---\n\x00", "01-one/zh.md:2: there is an invisible control character"),
        (b"---\n" + b"a" * 2001, "01-one/zh.md:2: this line has 2001 characters"),
        (b"---\n" + b"a\n" * 40_000, "01-one/zh.md: this file has 79 KB"),
    ],
)
def test_what_is_no_text_is_named_and_leaves_no_course(data: bytes, fault: str) -> None:
    folder = {**module(""), "01-one/zh.md": data, "zh.md": data}
    reading = read_course("good", folder)
    assert reading.course is None
    assert any(say(one).startswith(fault) for one in reading.faults)
    assert any(say(one).startswith(fault.replace("01-one/", "")) for one in reading.faults)


@pytest.mark.parametrize(
    ("body", "line", "fault"),
    [
        ("", 0, "this module has no lesson"),
        ("开头\n## 一 {#one}\n", 6, "there is text before the first lesson"),
        ("## 一\n", 6, "the heading “一” has no id: write one after it, such as {#regular-beats-long}"),
        ("## {#one}\n", 6, "this heading has no words"),
        ("## 一 {#One}\n", 6, "“One” can't be an id"),
        ("## 一 {#a--b}\n", 6, "“a--b” can't be an id"),
        (f"## 一 {{#{'a' * 61}}}\n", 6, "can't be an id"),
        ("## 一 {#one #two}\n", 6, "“#two” is one too many"),
        ("## 一 {#one .video}\n", 6, "“.video” isn't known in a heading: use #id, .practice, .quiz"),
        ("## 一 {#one see=two}\n", 6, "“see=two” isn't known in a heading"),
        ("## 一 {#one two}\n", 6, "“two” isn't known in a heading"),
        ("## 一 {#quiz}\n", 6, "“quiz” can't be the id of a lesson"),
        ("## 一 {#skip}\n", 6, "“skip” can't be the id of a lesson"),
        ("## 一 {#one}\n## 二 {#one}\n", 7, "the id “one” is there twice"),
        ("## 一 {#one}\n# 二\n", 7, "a heading of this level isn't known"),
        ("## 一 {#one}\n#### 二\n", 7, "a heading of this level isn't known"),
        ("## 一 {#one}\n二\n===\n", 8, "the line above becomes a heading"),
        ("## 一 {#one}\n二\n---\n", 8, "the line above becomes a heading"),
        ("## 问 {#check .quiz}\n### 题 {#q .quiz}\n", 7, "“.quiz” isn't known in a heading: use #id, see="),
        ("## 问 {#check .quiz}\n### 题 {#q see=}\n", 7, "“see=” isn't known in a heading"),
        ("## 问 {#check .quiz}\n### 题 {#q .faces}\n", 7, "“.faces” isn't known in a heading: use #id, see="),
        ("## 问 {#check .quiz}\n### 题 {#check}\n", 7, "the id “check” is there twice"),
        ("## 问 {#check .quiz}\n### 题\n", 7, "the heading “题” has no id: write one after it, such as {#q-overtime}"),
        ("## 问 {#check .quiz}\n### 题 {#q}\n文字\n- [ ] 一\n", 8, "there is text between a question and its choices"),
        ("## 问 {#check .quiz}\n### 题 {#q}\n- [ ] 一\n- 二\n", 9, "this choice has no box"),
        ("## 问 {#check .quiz}\n### 题 {#q}\n- 一\n- [ ] 二\n", 8, "this choice has no box"),
        ("## 问 {#check .quiz}\n### 题 {#q}\n- [ ]\n", 8, "this choice has no words"),
        ("## 问 {#check .quiz}\n### 题 {#q}\n- [ ] 一\n> 好\n", 9, "feedback isn't under its choice"),
        ("## 问 {#check .quiz}\n### 题 {#q}\n- [ ] 一\n\n  > 好\n", 10, "feedback isn't under its choice"),
        ("## 问 {#check .quiz}\n### 题 {#q}\n#### 小\n", 8, "there is a heading inside a question"),
    ],
)
def test_a_fault_in_the_body_is_named_by_line(body: str, line: int, fault: str) -> None:
    place = f"01-one/zh.md:{line}: " if line else "01-one/zh.md: "
    faults = read_faults(module(body))
    assert any(said.startswith(place) and fault in said for said in faults), faults


def test_an_underline_after_code_or_nothing_is_only_a_rule() -> None:
    assert read_faults(module("## 一 {#one}\n```\na\n```\n---\n\n---\n二\n")) == []


def test_a_quotation_after_the_choices_begins_the_explanation() -> None:
    body = "## 问 {#check .quiz}\n### 题 {#q}\n- [ ] 一\n- [x] 二\n\n> 说\n"
    (question,) = course_of(module(body)).modules[0].texts["zh"].lessons[0].questions
    assert question.explanation == "> 说"


def test_code_after_the_choices_begins_the_explanation() -> None:
    body = "## 问 {#check .quiz}\n### 题 {#q}\n- [ ] 一\n- [x] 二\n```\n- [x] 三\n```\n"
    (question,) = course_of(module(body)).modules[0].texts["zh"].lessons[0].questions
    assert len(question.choices) == 2
    assert question.explanation == "```\n- [x] 三\n```"


@pytest.mark.parametrize("body", ["", "> 提示\n", "文字\n", "> 提示\n\n> 引用\n", "    缩进\n"])
def test_a_question_without_choices_is_read(body: str) -> None:
    folder = module(f"## 问 {{#check .quiz}}\n### 题 {{#q}}\n{body}")
    (question,) = course_of(folder).modules[0].texts["zh"].lessons[0].questions
    assert question.choices == ()


@pytest.mark.parametrize("body", ["## 一\n", "## 问 {#check .quiz}\n### 题\n"])
def test_a_course_whose_lesson_or_question_has_no_id_is_not_whole(body: str) -> None:
    assert read_course("good", module(body)).course is None


def test_a_missing_file_is_named_and_the_rest_is_read() -> None:
    folder = {path: data for path, data in GOOD.items() if path not in {ZH, "en.md"}}
    reading = read_course("good", folder)
    assert reading.course is None
    assert [fault.path for fault in reading.faults] == [ZH, "en.md"]


def test_a_course_has_an_id_that_can_stand_in_an_address() -> None:
    for name in ("Good", "a b", "", "a" * 61, "课"):
        assert read_course(name, GOOD).faults[0].path == "course.toml"


def test_an_id_in_a_question_of_a_lesson_keeps_its_line() -> None:
    assert line_of(GOOD, ZH, "{#q-not-sleepy") == course_of(GOOD).modules[0].texts["zh"].lessons[-1].questions[0].line
