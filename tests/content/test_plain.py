"""How long texts are, and what is too long to be plain."""

import re

import pytest

from mpt.content.figures import course_figures
from mpt.content.overview import overview
from mpt.content.plain import What, measure_of, rare_characters, reading_grade
from mpt.content.prose import BlockKind, blocks, plain_text
from tests.content.folders import EN, GOOD, MODULE, ZH, course_of, line_of, said, spoilt

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
    assert measure_of("zhx") is None
    assert measure_of("zh-TW") is measure_of("zh-hk") is measure_of("zh-Hant-TW") is measure_of("zh-hant")
    assert measure_of("zh-CN") is measure_of("ZH") is ZH_MEASURE


def test_traditional_chinese_is_measured_but_its_characters_are_not_held_against_the_simplified_table() -> None:
    traditional = measure_of("zh-Hant")
    assert traditional
    assert traditional.length("聽孩子說") == 4
    assert traditional.rare("聽孩子說") == ""
    assert ZH_MEASURE.rare("聽孩子說") == "聽說"


@pytest.mark.parametrize(
    ("text", "rare"),
    [("你好，孩子！", ""), ("黏着妈妈，黏人，嗯", "黏嗯"), ("WeChat 8点", ""), ("𠮷和㛃", "𠮷㛃"), ("", "")],
)
def test_characters_that_are_not_taught_first_are_found_once_each(text: str, rare: str) -> None:
    assert rare_characters(text) == rare


def test_the_table_of_common_characters_is_whole() -> None:
    # Level 1 of the table of 2013 has 3,500; the first and the last of its list, and some of the commonest, are in it.
    common = [chr(code) for code in range(0x3400, 0xA000) if not rare_characters(chr(code))]
    assert len(common) == 3500
    assert set("一乙罐矗的了我你孩子") <= set(common)


@pytest.mark.parametrize(
    ("sentences", "grade"),
    [
        # 9 letters in 3 words in 1 sentence would be 4.71 x 3 + 0.5 x 3 - 21.43 = -5.8: easier than the first year.
        (["The cat sat."], 0),
        # 27 letters in 4 words in 2 sentences: 4.71 x 6.75 + 0.5 x 2 - 21.43.
        (["Important matters.", "Therefore pe."], 11.36),
        ([], 0),
        (["…"], 0),
    ],
)
def test_the_reading_grade_is_the_automated_readability_index(sentences: list[str], grade: float) -> None:
    assert reading_grade(sentences) == pytest.approx(grade, abs=0.005)


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
        ("zh.md", "我觉得应付不过来。", "一" * 41, "{#stress", "the question has 41 characters or words"),
        ("zh.md", "title: 课程的名字", f"title: {'一' * 13}", "---", "the heading has 13 characters or words"),
        (ZH, "自己也早点睡。", "他很黏人。", "他很黏人。", "“黏” isn't one of the 3,500 common characters"),
        (ZH, "> 对。有人听", "> 对。黏人。有人听", "- [x] 问问", "“黏” isn't one of the 3,500 common characters"),
        (ZH, "outcome: 你能", "outcome: 你嗯能", "---", "“嗯” isn't one of the 3,500 common characters"),
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
    short = said({**GOOD, ZH: GOOD[ZH].replace("## 先听，再说 {#listen-first}".encode(), b"## a {#b .quiz}")})
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


def test_a_module_that_takes_too_many_years_of_school_is_named() -> None:
    hard = "Organisational considerations necessitate comprehensive communication responsibilities.\n\n" * 12
    found = said(spoilt(EN, "Go to bed early yourself.", hard))
    assert any(
        one.startswith(f"{EN}: this module takes ") and "years of school to read: at most 6" in one for one in found
    )


def test_a_module_in_very_short_words_is_no_fault() -> None:
    easy = "Go to bed. I am up. We sit.\n\n" * 40
    text = GOOD[EN].decode()
    body = re.sub(r"(?s)(## [^\n]*\{#[a-z-]+\}\n).*?(?=\n## )", lambda one: one[1] + easy, text)
    assert not [one for one in said({**GOOD, EN: body.encode()}) if "years of school" in one]


def excepted(*lines: str, path: str = ZH, old: str = "自己也早点睡。", new: str = "他很黏人。") -> list[str]:
    """Return what is said of a folder with a fault of plain language and an exception of these lines."""
    folder = spoilt(path, old, new)
    manifest = folder["course.toml"].decode() + "\n[[exception]]\n" + "\n".join(lines) + "\n"
    return said({**folder, "course.toml": manifest.encode()})


@pytest.mark.parametrize(
    "lines",
    [
        ('measure = "rare"', 'characters = "嗯黏"', 'reason = "people say so"'),
        ('measure = "rare"', f'file = "{ZH}"', 'characters = "黏"', 'reason = "people say so"'),
        ('measure = "rare"', f'file = "{ZH}"', 'id = "say-goodbye"', 'characters = "黏"', 'reason = "people say so"'),
    ],
)
def test_an_exception_with_a_reason_excuses_what_it_names(lines: tuple[str, ...]) -> None:
    assert excepted(*lines) == []


@pytest.mark.parametrize(
    "lines",
    [
        ('measure = "rare"', 'characters = "嗯"', 'reason = "another character"'),
        ('measure = "rare"', 'reason = "no character named"'),
        ('measure = "sentence"', 'reason = "another measure"'),
        ('measure = "rare"', f'file = "{EN}"', 'characters = "黏"', 'reason = "another file"'),
        ('measure = "rare"', 'id = "slow-down"', 'characters = "黏"', 'reason = "another lesson"'),
    ],
)
def test_an_exception_that_excuses_nothing_is_a_fault_itself(lines: tuple[str, ...]) -> None:
    found = excepted(*lines)
    assert len(found) == 2
    assert found[1].startswith("course.toml:")
    assert found[1].endswith("this exception excuses nothing: leave it out")


def test_an_exception_of_length_excuses_one_lesson() -> None:
    lesson = ('measure = "lesson"', f'file = "{ZH}"', 'id = "say-goodbye"', 'reason = "it can\'t be divided"')
    assert excepted(*lesson, new="睡觉了。\n\n" * 70) == []


def test_the_figures_stand_in_a_table_a_language() -> None:
    (zh, zh_columns, zh_rows), (en, en_columns, en_rows) = overview(course_figures(course_of(GOOD)))
    assert (zh, en) == ("zh", "en")
    assert What.RARE in zh_columns
    assert What.GRADE in en_columns
    assert [row[0] for row in zh_rows] == ["zh.md", ZH, "limits"]
    assert [len(row) for row in en_rows] == [len(en_columns) + 1] * 3
    limits = dict(zip(zh_columns, zh_rows[-1][1:], strict=True))
    assert (limits[What.MODULE], limits[What.LESSON], limits[What.SENTENCE]) == ("600-1200", "120-300", "25")
    found = dict(zip(zh_columns, zh_rows[1][1:], strict=True))
    figures = course_figures(course_of(GOOD))[f"{MODULE}/zh.md"][1]
    lessons = [figure.value for figure in figures if figure.what is What.LESSON]
    assert found[What.LESSON] == f"{min(lessons)}-{max(lessons)}"
    assert found[What.RARE] == "0"
    assert float(found[What.AVERAGE]) <= 15
