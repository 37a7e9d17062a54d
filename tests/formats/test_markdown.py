"""Markdown as others write it, as a module of ours."""

import pytest

from mpt.content.check import check_course
from mpt.content.faults import Notes
from mpt.content.model import Kind, ModuleText
from mpt.content.modulefile import read_module_text
from mpt.formats.leftovers import NothingTakenError
from mpt.formats.markdown import read_markdown
from tests.content.folders import GOOD, MODULE, ZH
from tests.formats.said import said


def text(body: str, name: str = "文件", tongue: str = "zh") -> str:
    """Return the module that a text becomes, nothing of it left over."""
    made = read_markdown(body.encode(), name, tongue)
    assert said(made.leftovers) == []
    return made.text


def left(body: str) -> list[str]:
    """Return what isn't kept of a text below a heading."""
    return said(read_markdown(f"# 题\n\n## 一\n\n{body}\n\n## 二\n\n文\n".encode(), "文件", "zh").leftovers)


def below(body: str) -> str:
    """Return what becomes of a text below a heading."""
    made = read_markdown(f"# 题\n\n## 一\n\n{body}\n\n## 二\n\n文\n".encode(), "文件", "zh")
    return made.text.partition("}\n")[2].rpartition("\n\n## 二")[0]


def module(made: str) -> ModuleText:
    """Return a module's text, read."""
    read = read_module_text(made.encode(), is_source=True, notes=Notes(""))
    assert read is not None
    return read


def test_a_module_of_ours_stays_as_it_is() -> None:
    made = read_markdown(GOOD[ZH], "x", "zh")
    assert made.text.encode() == GOOD[ZH]
    assert made.leftovers == ()


def test_a_text_with_headings() -> None:
    assert text("# 打电话\n\n## 先听\n\n孩子说，你听。\n\n### 怎么听\n慢慢听。\n\n## 今晚试一试\n问一句。\n") == (
        "---\ntitle: 打电话\noutcome:\nminutes: 1\n---\n"
        "## 先听 {#part-1e2f9f}\n孩子说，你听。\n\n### 怎么听\n慢慢听。\n\n"
        "## 今晚试一试 {#part-4b3175 .practice}\n问一句。\n"
    ).replace("part-1e2f9f", module(text("# 打电话\n\n## 先听\n\n好。\n\n## 今晚\n好。\n")).lessons[0].id)


def test_headings_of_one_level_need_no_title() -> None:
    made = text("# 先听\n好。\n# 再说\n好。\n", name="好好听")
    assert module(made).title == "好好听"
    assert [lesson.heading for lesson in module(made).lessons] == ["先听", "再说"]


def test_what_stands_before_the_first_lesson_is_one() -> None:
    made = text("开头。\n\n## 先听\n好。\n\n## 再说\n好。\n", name="好好听")
    assert [(lesson.heading, lesson.body.strip()) for lesson in module(made).lessons] == [
        ("好好听", "开头。"),
        ("先听", "好。"),
        ("再说", "好。"),
    ]


def test_a_text_without_any_heading_is_one_lesson() -> None:
    read = module(text("只有一段话。\n\n还有一段。\n", name="好好听"))
    assert [(lesson.heading, lesson.body) for lesson in read.lessons] == [("好好听", "只有一段话。\n\n还有一段。\n")]


def test_deeper_headings_become_parts_of_a_lesson() -> None:
    assert below("#### 深的\n文\n##### 更深的\n文") == "### 深的\n文\n### 更深的\n文"


@pytest.mark.parametrize(
    ("heading", "lesson"),
    [
        ("一、先听", "先听"),
        ("（二）先听", "先听"),
        ("1. 先听", "先听"),
        ("3.2 先听", "先听"),
        ("2、先听", "先听"),
        ("第三课：先听", "先听"),
        ("第 2 节 先听", "先听"),
        ("Lesson 4: Listen", "Listen"),
        ("**一、先听**", "先听"),
    ],
)
def test_numbers_of_headings_are_left_out_and_said_once(heading: str, lesson: str) -> None:
    made = read_markdown(f"## {heading}\n好。\n\n## 二、再说\n好。\n".encode(), "文件", "zh")
    assert module(made.text).lessons[0].heading == lesson
    assert said(made.leftovers) == [
        f"{heading.replace('*', '')}: Numbers of headings aren't kept: pages count by themselves."
    ]


@pytest.mark.parametrize("heading", ["10 分钟就够", "3.5米远", "一二三", "第一次打电话", "2026 年"])
def test_numbers_that_mean_something_stay(heading: str) -> None:
    assert module(text(f"## {heading}\n好。\n\n## 再说\n好。\n")).lessons[0].heading == heading


def test_bold_and_numbered_lines_instead_of_headings() -> None:
    body = "**好的开头**\n\n开头。\n\n一、先听\n\n听完。\n\n**怎么听**\n\n慢慢听。\n\n"
    body += "二、再说，这一行太长，它写得这么长，谁也不会把它当成标题来读。\n\n三、今晚试一试\n问一句。"
    made = read_markdown(body.encode(), "文件", "zh")
    assert [(lesson.heading, lesson.kind) for lesson in module(made.text).lessons] == [
        ("好的开头", Kind.LESSON),
        ("先听", Kind.LESSON),
        ("今晚试一试", Kind.PRACTICE),
    ]
    assert "### 怎么听\n" in made.text
    assert "二、再说，" in made.text
    assert said(made.leftovers)[0].startswith("好的开头: There are no headings in it.")


def test_bold_lines_alone_divide_a_text() -> None:
    made = read_markdown("# 题目\n\n**先听**\n\n好。\n\n**再说：**\n\n好。".encode(), "文件", "zh")
    assert module(made.text).title == "题目"
    assert [lesson.heading for lesson in module(made.text).lessons] == ["先听", "再说："]


@pytest.mark.parametrize(
    "line", ["学习目标：你能听完。", "**目标：** 你能听完。", "Outcome: 你能听完。", "Objectives: 你能听完。"]
)
def test_what_one_can_do_afterwards(line: str) -> None:
    read = module(text(f"# 题\n\n{line}\n\n## 先听\n好。\n\n## 再说\n好。\n"))
    assert read.outcome == "你能听完。"
    assert len(read.lessons) == 2


def test_a_quiz_as_ours_gets_ids_and_stands_last() -> None:
    body = "## 小测\n想一想。\n\n### 先做什么？\n"
    body += "- [x] 听\n    > 对。\n- [ ] 说\n    > 不对。\n\n```\n### 不是题\n```\n\n## 先听\n好。\n"
    made = read_markdown(body.encode(), "文件", "zh")
    lesson, quiz = module(made.text).lessons
    assert (lesson.heading, quiz.kind, quiz.id) == ("先听", Kind.QUIZ, "check")
    assert [question.id[:2] for question in quiz.questions] == ["q-"]
    assert quiz.questions[0].choices[0].feedback == "对。"
    assert said(made.leftovers) == ["小测: The quiz stands last."]


def test_a_quiz_as_people_type_it() -> None:
    body = "## 先听\n好。\n\n## 练习题\n**1. 先做什么？**\n\n1. 第二题？\n    1. 甲\n    2. 乙\n\n答案：B\n\n写一写。\n"
    made = read_markdown(body.encode(), "文件", "zh")
    quiz = module(made.text).lessons[-1]
    assert [(one.stem, [choice.correct for choice in one.choices]) for one in quiz.questions] == [
        ("第二题？", [False, True])
    ]
    assert [one.partition(":")[0] for one in said(made.leftovers)] == ["1. 先做什么？", "写一写。"]


def test_a_quiz_in_words_stays_in_words() -> None:
    read = module(text("## 先听\n好。\n\n## 测验\n问问自己。\n"))
    assert (read.lessons[-1].kind, read.lessons[-1].body) == (Kind.QUIZ, "问问自己。\n")


def test_only_the_first_is_the_practice() -> None:
    read = module(text("## 今晚\n好。\n\n## 试一试\n好。\n"))
    assert [lesson.kind for lesson in read.lessons] == [Kind.PRACTICE, Kind.LESSON]


def test_its_front_matter() -> None:
    made = read_markdown(
        "---\ntitle: 好好听\noutcome: 你能听。\nminutes: 7\nnote: 难过。\nauthor: 梅\nlayout: x\n---\n"
        "# 别的\n\n## 先听\n好。\n\n## 说\n好\n".encode(),
        "文件",
        "zh",
    )
    read = module(made.text)
    assert (read.title, read.outcome, read.minutes, read.note) == ("好好听", "你能听。", 7, "难过。")
    assert said(made.leftovers) == [
        "author: 梅: This line of the front matter isn't kept: a module has no such key.",
        "layout: x: This line of the front matter isn't kept: a module has no such key.",
    ]


@pytest.mark.parametrize(
    ("body", "tongue", "minutes"),
    [
        ("字" * 1000, "zh", 4),
        ("word " * 700, "en", 5),
        ("chữ " * 700, "vi", 5),
        ("字" * 60, "zh", 1),
        ("词" * 18_000, "zh", 60),
    ],
)
def test_how_long_reading_takes(body: str, tongue: str, minutes: int) -> None:
    lines = "\n\n".join(body[start : start + 500] for start in range(0, len(body), 500))
    assert module(text(f"## A\n{lines}\n\n## B\nx\n", tongue=tongue)).minutes == minutes


@pytest.mark.parametrize(
    ("body", "becomes"),
    [
        ("[好](https://a.example/x)", "[好](https://a.example/x)"),
        ('[好](https://a.example/x "题")', "[好](https://a.example/x)"),
        ("[好][甲]\n\n[甲]: https://a.example", "[好](https://a.example)"),
        ("[好][]\n\n[好]: <https://a.example>", "[好](https://a.example)"),
        ("[好][乙]", "[好][乙]"),
        ("<https://a.example>", "https://a.example"),
        ("```\n# 不是\n<b>\n[a](b)\n```", "```\n# 不是\n<b>\n[a](b)\n```"),
        ("- 一\n- 二", "- 一\n- 二"),
        ("> 说\n---", "> 说\n---"),
        ("[求助](help)", "[求助](help)"),
    ],
)
def test_what_is_ours_or_becomes_so(body: str, becomes: str) -> None:
    assert below(body) == becomes


def test_underlined_headings() -> None:
    read = module(text("大标题\n======\n\n先听\n----\n文\n\n再说\n---\n文\n\n- 一\n---\n"))
    assert (read.title, [lesson.heading for lesson in read.lessons]) == ("大标题", ["先听", "再说"])


@pytest.mark.parametrize(
    ("body", "becomes", "said_of_it"),
    [
        (
            "[好](http://a.example)",
            "好",
            "好: A link can't lead to “http://a.example” here, so only its words are kept.",
        ),
        ("[好](../b.md)", "好", "好: A link can't lead to “../b.md” here, so only its words are kept."),
        ("前![窗](images/a.png)后", "前后", "窗: This picture isn't in the file itself. Add it by hand."),
        (
            "![](https://a.example/a.png)",
            "",
            "https://a.example/a.png: This picture isn't in the file itself. Add it by hand.",
        ),
        ("文<b>粗</b>", "文粗", "文<b>粗</b>: HTML isn't kept; its words are."),
        ("<!-- 记下\n这个 -->文", "文", "记下 这个: HTML isn't kept; its words are."),
        ("文[^1]\n\n[^1]: 注脚", "文", "注脚: A note at the end of the text isn't kept."),
        ("<div>", "", "<div>: HTML isn't kept; its words are."),
    ],
)
def test_what_isnt_ours_is_listed(body: str, becomes: str, said_of_it: str) -> None:
    assert left(body) == [said_of_it]
    assert below(body) == becomes


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "There is nothing in this file."),
        (b" \n\t\n", "There is nothing in this file."),
        (b"\x00\x01\x02", "This isn't a text file."),
        (b"\xff\xff\xff", "This isn't a text file."),
        (b"\x89PNG\r\n\x1a\n", "This isn't a text file."),
        (b"x" * 300_000, "This file has more than 256 KB."),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(NothingTakenError) as caught:
        read_markdown(data, "文件", "zh")
    assert (caught.value.what % caught.value.params).startswith(what)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_old_editors(encoding: str) -> None:
    assert "## 先听" in read_markdown("## 先听\r\n好。\r\n## 说\r\n好。".encode(encoding), "文件", "zh").text


def test_what_is_made_reads_without_a_fault_of_form() -> None:
    body = "# 题目\n\n目标：能听。\n\n## 一、先听\n\n| 一 | 二 |\n|---|---|\n| 三 | 四 |\n\n"
    body += "## 今晚\n好。\n\n## 测验\n好？\nA. 一\nB. 二\n答案：A\n"
    folder = {**GOOD, ZH: read_markdown(body.encode(), "文件", "zh").text.encode()}
    what = {fault.what for fault in check_course("good", folder) if fault.path == ZH and fault.line}
    assert what <= {"this choice has no feedback", "the lesson “%(id)s” has %(length)s characters or words"}
    assert MODULE in ZH
