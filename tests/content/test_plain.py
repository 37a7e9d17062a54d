"""How long texts are, and what is too long to be plain."""

import pytest

from mpt.content.plain import measure_of
from mpt.content.prose import BlockKind, blocks, plain_text
from tests.content.folders import EN, GOOD, ZH, line_of, said, spoilt

ZH_MEASURE, EN_MEASURE = measure_of("zh"), measure_of("en-GB")
assert ZH_MEASURE
assert EN_MEASURE


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("你好，世界！", 4),
        ("晚上8点打", 5),
        ("打110", 2),
        ("18:30，3.5公里", 4),
        ("用WeChat发", 3),
        ("don't-stop", 1),
        ("𠮷㛃〇", 3),
        ("……“”——", 0),
        ("", 0),
    ],
)
def test_a_chinese_text_is_measured_in_characters(text: str, length: int) -> None:
    assert ZH_MEASURE.length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [("Don't stop.", 2), ("well-known, 3.5 km at 7:30", 5), ("“Yes,” – no", 2), ("He’s 10", 2), ("…", 0), ("café", 1)],
)
def test_an_english_text_is_measured_in_words(text: str, length: int) -> None:
    assert EN_MEASURE.length(text) == length


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("你好。我来了！", ["你好。", "我来了！"]),
        ("他问：“吃了吗？”我笑了。", ["他问：“吃了吗？”", "我笑了。"]),
        ("他说：“好。”", ["他说：“好。”"]),
        ("“吃了吗？”，他问。", ["“吃了吗？”，他问。"]),
        ("什么？！真的……好。", ["什么？！", "真的……", "好。"]),
        ("（我知道。）走吧", ["（我知道。）", "走吧"]),
        ("没有句号", ["没有句号"]),
        ("……", []),
        ("", []),
    ],
)
def test_chinese_sentences(text: str, sentences: list[str]) -> None:
    assert ZH_MEASURE.sentences(text) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Go. Now!", ["Go.", "Now!"]),
        ("“Are you well?” she asks. “Yes.” He is.", ["“Are you well?” she asks.", "“Yes.”", "He is."]),
        ("It is 3.5 km.", ["It is 3.5 km."]),
        ("At 7 p.m. we eat.", ["At 7 p.m. we eat."]),
        ("Wait… What?!", ["Wait…", "What?!"]),
        ("No end", ["No end"]),
    ],
)
def test_english_sentences(text: str, sentences: list[str]) -> None:
    assert EN_MEASURE.sentences(text) == sentences


def test_the_average_is_over_all_sentences() -> None:
    assert ZH_MEASURE.average(["一二三。一。", "一二"]) == 2
    assert ZH_MEASURE.average([]) == 0


def test_other_languages_are_not_measured() -> None:
    assert measure_of("vi") is None
    assert measure_of("zh-Hant") is ZH_MEASURE


def test_a_text_is_read_as_blocks_without_its_marks() -> None:
    text = (
        "第一段，**重点**和`码`。\n还是第一段[热线](help)。\n\n### 小标题\n> 说吧\n> 还说\n>\n> 另说\n- 一\n  还是一\n"
        "- [ ] 二\n1. 三\n> - 四\n\n![图](a.svg)\n:audio: a.mp3\n```\n码\n```\n\n| 甲 | |\n|---|---|\n| 乙 | snake_case |\n"
        "段落\n> 引\n懒\n\n**\n\n###"
    )
    found = [(block.kind, block.text, block.line) for block in blocks(text, 10)]
    assert found == [
        (BlockKind.PARAGRAPH, "第一段，重点和码。 还是第一段热线。", 10),
        (BlockKind.HEADING, "小标题", 13),
        (BlockKind.QUOTE, "说吧 还说", 14),
        (BlockKind.QUOTE, "另说", 17),
        (BlockKind.ITEM, "一 还是一", 18),
        (BlockKind.ITEM, "二", 20),
        (BlockKind.ITEM, "三", 21),
        (BlockKind.ITEM, "四", 22),
        (BlockKind.ITEM, "甲", 30),
        (BlockKind.ITEM, "乙", 32),
        (BlockKind.ITEM, "snake_case", 32),
        (BlockKind.PARAGRAPH, "段落", 33),
        (BlockKind.QUOTE, "引 懒", 34),
    ]
    assert plain_text("**一**\n\n- 二") == "一\n二"


LONG_ZH = "一" * 26 + "。"
LONG_EN = "One " + "word " * 20 + "more."


@pytest.mark.parametrize(
    ("path", "old", "new", "at", "fault"),
    [
        (ZH, "自己也早点睡。", LONG_ZH, "一" * 26, "this sentence has 26 characters or words: “一一"),
        (ZH, "自己也早点睡。", "好。行。对。", "好。行。对。", "this paragraph has 4 sentences: at most 3"),
        (ZH, "## 先听，再说", "## 一二三四五六七八九十一二三", "## 一二三", "the heading has 13 characters or words"),
        (ZH, "自己也早点睡。", f"### {'一' * 13}\n", "### 一一", "the heading has 13 characters or words"),
        (ZH, "小雨说还不想睡。", "一" * 40, "一" * 40, "the question has 46 characters or words"),
        (ZH, "催她快睡，明天还要上学", "一" * 21, "一" * 21, "the choice has 21 characters or words"),
        (ZH, "> 对。有人听", f"> {LONG_ZH}有人听", "- [x] 问问", "this sentence has 26 characters or words"),
        (ZH, "> 不想睡，", f"> {LONG_ZH}", "{#q-not-sleepy", "this sentence has 26 characters or words"),
        (ZH, "声音到了，", LONG_ZH, "{#q-bad-signal", "this sentence has 26 characters or words"),
        (ZH, "自己也早点睡。", "睡觉了。\n\n" * 70, "{#say-goodbye}", "the lesson “say-goodbye” has 346 characters"),
        (ZH, "听他说完，再约好下次的时间。今晚打不成，就发一条语音。", "", "{#tonight", "the lesson “tonight” has 28"),
        (EN, "Go to bed early yourself.", LONG_EN, "One word", "this sentence has 22 characters or words"),
        (EN, "Go to bed early yourself.", "Sleep well. " * 50, "{#say-goodbye}", "the lesson “say-goodbye” has 196"),
        ("zh.md", "这是课程的开头。", LONG_ZH, LONG_ZH, "this sentence has 26 characters or words"),
    ],
)
def test_what_is_long_is_named_where_it_stands(path: str, old: str, new: str, at: str, fault: str) -> None:
    folder = spoilt(path, old, new)
    place = f"{path}:{line_of(folder, path, at)}: "
    found = said(folder)
    assert any(one.startswith(place) and fault in one for one in found), found


def test_a_module_is_measured_whole() -> None:
    long_sentences = f"{'一' * 25}。\n\n" * 60
    found = said(spoilt(ZH, "自己也早点睡。", long_sentences))
    assert any(one.startswith(f"{ZH}: the module has 2") and "at most 1200" in one for one in found)
    assert any(one.startswith(f"{ZH}: a sentence of this module has ") and "on average" in one for one in found)
    short = said({**GOOD, ZH: GOOD[ZH].replace("## 先听，再说 {#listen-first}".encode(), b"## a {#b .survey}")})
    assert any(one.startswith(f"{ZH}: the module has 4") and "at least 600" in one for one in short)


def test_a_language_that_is_not_measured_may_be_as_long_as_it_likes() -> None:
    words = "---\ntitle: T\nsummary: S\n---\n" + "rất " * 300
    lesson = "---\ntitle: T\noutcome: O\nminutes: 3\n---\n## T {#t}\n" + "rất " * 300
    folder = {
        "course.toml": b'languages = ["vi"]\npass_mark = 60\n[[module]]\nfolder = "01-one"\n',
        "vi.md": words.encode(),
        "01-one/vi.md": lesson.encode() + "\n## N {#n .practice}\nrất\n".encode(),
    }
    assert said(folder) == []
