"""What can't be published, and why: every fault of a folder at once, with file and line."""

import gzip
import random
import struct

import pytest

from mpt.content.check import check_course
from mpt.content.manifest import UNREADABLE
from mpt.content.media import recording_seconds
from mpt.content.model import Folder
from tests.content.folders import EN, GOOD, MODULE, ZH, line_of, module, said, spoilt, translated
from tests.recordings import mp3

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'


def test_a_good_folder_has_no_fault() -> None:
    assert check_course("good", GOOD) == ()


def test_all_faults_are_named_at_once() -> None:
    folder = dict(GOOD)
    for path, old, new in [
        ("course.toml", "pass_mark", "pas_mark"),
        ("zh.md", "summary: ", "sumary: "),
        ("en.md", "translated_from: ", "translated_from: 0"),
        (ZH, "## 睡前是个好时候 {#a-good-time}", "＃＃睡前是个好时候 ｛#a-good-time｝"),
        (ZH, "![夜里，一扇亮着灯的窗，窗外有月亮。](lamp.svg)", "![](lamp.svg)"),
        (ZH, "minutes: 4", "minutes: four"),
        (ZH, "自己也早点睡。", "[看这里](http://example.com)自己也早点睡。"),
        (
            ZH,
            "说好下次什么时候打，再说晚安。",
            "说好下次什么时候打再说晚安然后把这一句话写得非常非常长长到谁也读不完。",
        ),
        (ZH, "- [x] 问问她", "- 【x】问问她"),
        (ZH, "    > 你是怕她", "> 你是怕她"),
        (ZH, "听他说完，再约", "<b>听</b>他说完，再约"),
        (EN, "{#slow-down}", "{#slow_down}"),
        (EN, "## Listen first {#listen-first}", "## Listen first before you give any advice {#listen-first}"),
        (EN, "## Try it tonight {#tonight .practice}", "## Try it tonight {#tonight}"),
        (EN, "{#q-not-sleepy see=listen-first}", "{#q-not-sleepy see=nothing}"),
        (EN, "- [x] Send a voice", "- [ ] Send a voice"),
        (EN, "- [ ] Leave it until tomorrow", "- [x] Leave it until tomorrow"),
        (EN, "    > Yes. When someone listens, she grows calm.\n", ""),
        (EN, "translated_from: ", "translated_from: 0"),
    ]:
        text = folder[path].decode()
        assert old in text, old
        folder[path] = text.replace(old, new, 1).encode()
    folder[f"{MODULE}/lamp.svg"] = SVG.replace(b"<path", b"\n<script/><path")
    folder[f"{MODULE}/song.mp3"] = b"unused"
    folder["notes.docx"] = b""
    expected = [
        "course.toml:5: the key “pas_mark” isn't known here: did you mean “pass_mark”?",
        "course.toml:1: “pass_mark” is missing: add pass_mark = 60",
        "zh.md:3: the key “sumary” isn't known here: did you mean “summary”?",
        "zh.md:1: “summary” is missing",
        "en.md:1: the translation wasn't made from zh.md as it is now",
        f"{ZH}:{line_of(folder, ZH, '＃＃睡前')}: the marks of this line aren't typed right: write: ## 睡前",
        f"{ZH}:{line_of(folder, ZH, '![](')}: the picture lamp.svg has no words",
        f"{ZH}:{line_of(folder, ZH, 'minutes')}: “minutes” isn't a number",
        f"{ZH}:{line_of(folder, ZH, 'http://')}: a link can't lead to “http://example.com”",
        f"{ZH}:{line_of(folder, ZH, '非常非常')}: this sentence has 34 characters or words",
        f"{ZH}:{line_of(folder, ZH, '【x】')}: the marks of this line aren't typed right: write: - [x] 问问她",
        f"{ZH}:{line_of(folder, ZH, '> 你是怕她')}: feedback isn't under its choice",
        f"{ZH}:{line_of(folder, ZH, '<b>')}: there is HTML in the text",
        f"{EN}:{line_of(folder, EN, 'slow_down')}: “slow_down” can't be an id",
        f"{EN}: “slow-down” of {ZH} is missing here",
        f"{EN}:{line_of(folder, EN, 'slow_down')}: “slow_down” isn't in {ZH}",
        f"{EN}:{line_of(folder, EN, '## Listen')}: the heading has 7 characters or words",
        f"{EN}: this module has no practice",
        f"{EN}:{line_of(folder, EN, '{#tonight}')}: “tonight” is a practice in {ZH} and a lesson here",
        f"{EN}:{line_of(folder, EN, 'see=nothing')}: see=nothing isn't a lesson of this module",
        f"{EN}:{line_of(folder, EN, 'see=nothing')}: “q-not-sleepy” has another see= in {ZH}",
        f"{EN}:{line_of(folder, EN, '{#q-bad-signal')}: other choices of “q-bad-signal” are right in {ZH}",
        f"{EN}:{line_of(folder, EN, '- [x] Ask')}: this choice has no feedback",
        f"{EN}:{line_of(folder, EN, 'see=slow-down')}: see=slow-down isn't a lesson of this module",
        f"{EN}:1: the translation wasn't made from {ZH} as it is now",
        f"{MODULE}/lamp.svg:2: <script> isn't allowed in a drawing",
        f"{MODULE}/song.mp3: no text uses this file",
        "notes.docx: a file of this kind or place isn't known in a course",
    ]
    found = said(folder)
    for start in expected:
        assert any(fault.startswith(start) for fault in found), f"{start}\n\n" + "\n".join(found)
    assert all(": " in fault for fault in found)


def test_a_fault_is_said_once_and_in_order() -> None:
    found = check_course("good", spoilt(ZH, "自己也早点睡。", "[一](bad) [二](bad)"))
    assert [(fault.path, fault.params) for fault in found] == [(ZH, {"address": "bad"})]


def test_a_stale_translation_is_told_the_right_hash() -> None:
    changed = {**GOOD, ZH: GOOD[ZH].replace("自己也早点睡。".encode(), "你也早点睡。".encode())}
    (fault,) = said(changed)
    right = fault.rpartition(" ")[2]
    assert fault.startswith(f"{EN}:1: the translation wasn't made from {ZH} as it is now: compare them")
    assert said({**changed, EN: changed[EN].replace(GOOD[EN].split(b"translated_from: ")[1][:8], right.encode())}) == []


def test_a_translation_may_stand_where_its_source_is_missing() -> None:
    folder = {path: data for path, data in GOOD.items() if path not in {"zh.md", ZH}}
    assert sorted({fault.path for fault in check_course("good", folder)}) == [ZH, "zh.md"]


def test_where_course_toml_cannot_be_read_nothing_else_is_called_wrong() -> None:
    assert said({**GOOD, "course.toml": GOOD["course.toml"] + b"\norder =\n"}) == [
        f"course.toml:{len(GOOD['course.toml'].splitlines()) + 2}: this isn't TOML (Invalid value): {UNREADABLE.mend}"
    ]


@pytest.mark.parametrize("note", ["*", "。", "---"])
def test_a_note_says_something(note: str) -> None:
    folder = spoilt("course.toml", "skippable = false", "skippable = true")
    texts = {path: folder[path].replace(b"minutes: 4", f'minutes: 4\nnote: "{note}"'.encode()) for path in (ZH, EN)}
    assert any("doesn't say what may be hard to read" in one for one in said(translated({**folder, **texts})))


@pytest.mark.parametrize("course_id", ["new", "bring-in", "guide"])
def test_an_address_of_the_studio_is_no_courses_id(course_id: str) -> None:
    assert [fault.params for fault in check_course(course_id, GOOD)] == [{"id": course_id}]


def test_what_is_no_course_at_all_is_named_and_no_more() -> None:
    assert [fault.path for fault in check_course("good", {})] == ["course.toml"]
    assert said({"course.toml": b"pass_mark = 60\n[[module]]\nfolder = '01-one'\n", "01-one/zh.md": b""})[0].startswith(
        "01-one/zh.md: a file of this kind"
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        (ZH, "{#say-goodbye}", "{#goodbye}", "“say-goodbye” isn't in"),
        (EN, "{#q-not-sleepy", "{#q-sleepy", "“q-not-sleepy” of"),
        (EN, "{#q-not-sleepy", "{#q-sleepy", "“q-sleepy” isn't in"),
        (EN, "{#check .quiz}", "{#check .survey}", "“check” is a quiz in"),
        (EN, "- [ ] Leave it until tomorrow\n    > A bad", "    > A bad", "“q-bad-signal” has 3 choices in"),
        (ZH, "{#tonight .practice}", "{#tonight .quiz}", "this module has a second quiz"),
        (ZH, "{#listen-first}", "{#listen-first .practice}", "this module has a second practice"),
        (ZH, "{#slow-down}", "{#slow-down .quiz}", "a lesson follows the quiz"),
        (ZH, "{#slow-down}", "{#slow-down .quiz}", "the quiz has no question"),
        (
            ZH,
            "## 好好说再见 {#say-goodbye}",
            "## 空 {#empty}\n\n## 好好说再见 {#say-goodbye}",
            "the lesson “empty” is empty",
        ),
        (ZH, "- [x] 问问", "- [ ] 问问", "no choice is right"),
        (ZH, "- [ ] 说“再", "- [ ] 催她快睡，明天还要上学\n    > 好。\n- [ ] 说“再", "two choices say the same"),
        ("zh.md", "- [ ] 一天也没有", "- [x] 一天也没有", "a survey knows no right answer"),
        ("zh.md", "- [ ] 一天也没有", "- [ ] 一天也没有\n    > 好。", "a survey gives no feedback"),
        ("zh.md", "{#stress .sad-faces}", "{#stress .sad-faces}\n- [ ] 是", "a question on faces has no choices"),
        ("zh.md", "{#stress .sad-faces}", "{#stress}", "the question has fewer than two choices"),
        ("zh.md", "{#stress .sad-faces}", "{#stress .smiles}", "“.smiles” isn't known in a heading: use #id, .faces"),
        ("zh.md", "{#lately .survey}", "{#lately}", "only a survey may have an id in a course's own file"),
        ("zh.md", "{#call-days}", "{#stress}", "the id “stress” is there twice"),
        ("zh.md", "- [ ] 4天以上", "- [ ] 4天以上\n\n## 还有 {#more .survey}\n", "something follows the survey"),
        ("zh.md", "- [ ] 4天以上", "- [ ] 4天以上\n\n## 还有\n", "something follows the survey"),
        (
            "zh.md",
            "## 你和孩子这阵子 {#lately .survey}",
            "## 空 {#lately .survey}\n\n## 空",
            "the survey has no question",
        ),
        ("en.md", "{#stress .sad-faces}", "{#stress .faces}", "“stress” is answered otherwise in zh.md"),
        ("en.md", "{#stress .sad-faces}", "{#strain .sad-faces}", "“stress” of zh.md is missing here"),
        ("en.md", "- [ ] None\n", "", "“call-days” has 3 choices in zh.md and 2 here"),
        (
            "zh.md",
            "{#lately .survey}",
            "（#lately .survey）",
            "there is a question or a survey's mark outside a survey",
        ),
        (
            "zh.md",
            "## 你和孩子这阵子 {#lately .survey}",
            "## 近况【#lately .survey】",
            "there is a question or a survey's mark outside",
        ),
        (
            "zh.md",
            "## 你和孩子这阵子",
            "- ## 你和孩子这阵子",
            "there is a question or a survey's mark outside a survey",
        ),
        (
            "zh.md",
            "- [ ] 4天以上",
            "- [ ] 4天以上\n\n请打热线。",
            "there is text after the answers, which a survey doesn't",
        ),
        ("zh.md", "{#stress .sad-faces}", "{#stress .sad-faces}\n请打热线。", "there is text after the answers"),
        (ZH, "minutes: 4", 'minutes: 4\nnote: "\\ud800 a"', "“note” has characters that can't be seen"),
        (ZH, "minutes: 4", 'minutes: 4\nnote: "\\u202e a"', "“note” has characters that can't be seen"),
        (ZH, "minutes: 4", 'minutes: 4\nnote: "\\e[31m a"', "“note” has characters that can't be seen"),
        (ZH, "minutes: 4", 'minutes: 4\nnote: "\\UFFFFFFFF"', "the front matter can't be read"),
        (ZH, "minutes: 4", f"minutes: 4\nnote: {'[' * 900}{']' * 900}", "the front matter can't be read"),
        (ZH, "minutes: 4", "minutes: 4\nnote: 有点难受。", "this module has a note, but can't be skipped"),
        ("course.toml", "skippable = false", "skippable = true", "this module can be skipped, but doesn't say"),
        (
            ZH,
            "声音到了，心就到了。",
            "### 新题？ {#q-new}\n- [x] 一\n    > 好。\n",
            "the question has fewer than two choices",
        ),
        (ZH, "声音到了，心就到了。", "### 新题？ {#q-new}\n- [x] 一\n- [x] 二\n", "every choice is right"),
        (ZH, "(lamp.svg)", "(lamb.svg)", "there is no file lamb.svg beside this one"),
        (ZH, "(lamp.svg)", "(../lamp.svg)", "“../lamp.svg” can't be shown here"),
        (ZH, "(lamp.svg)", "(lamp.gif)", "“lamp.gif” can't be shown here"),
        (ZH, "自己也早点睡。", ":audio: lamp.svg\n\n", "“lamp.svg” can't be shown here: name a file beside this one"),
        (ZH, "自己也早点睡。", ":audio: no.mp3\n\n", "there is no file no.mp3"),
        (ZH, "自己也早点睡。", "[一]: https://example.com", "links by a name aren't known"),
        (ZH, "自己也早点睡。", "> > > > > 深", "too deep inside lists"),
        (ZH, "自己也早点睡。", " " * 17 + "深", "too deep inside lists"),
        (ZH, "自己也早点睡。", "[" * 201, "there are 201 square brackets"),
        (ZH, "自己也早点睡。", "睡。\n\n" * 3000, "at most 12000; divide it"),
        ("course.toml", '"cover.svg"', '"cover.gif"', "“cover.gif” can't be shown here"),
        ("course.toml", '"cover.svg"', '"other.svg"', "there is no file other.svg"),
        ("course.toml", 'cover = "cover.svg"', "", "cover.svg: no text uses this file"),
        ("course.toml", '"en"', '"vi"', "en.md: a file of this kind or place isn't known"),
    ],
)
def test_one_fault(path: str, old: str, new: str, fault: str) -> None:
    found = said(spoilt(path, old, new))
    assert any(fault in one for one in found), found


def test_lessons_in_another_order_are_named_where_they_begin_to_differ() -> None:
    text = GOOD[EN].decode().replace("{#slow-down}", "{#x}").replace("{#listen-first}", "{#slow-down}")
    folder = {**GOOD, EN: text.replace("{#x}", "{#listen-first}").encode()}
    assert [one for one in said(folder) if "stands elsewhere" in one] == [
        f"{EN}:{line_of(folder, EN, '{#listen-first}')}: “listen-first” stands elsewhere in {ZH}: put both into the same order"
    ]


def test_a_module_of_nothing_but_a_practice_has_nothing_to_read() -> None:
    assert any(
        "this module has no lesson to read" in one for one in said(module("## 今晚 {#tonight .practice}\n好。\n"))
    )


def test_a_survey_stands_in_the_courses_own_file_and_nowhere_else() -> None:
    survey = "\n## 问问你 {#survey .survey}\n\n### 有用吗？ {#s-useful}\n\n- [ ] 有\n- [ ] 没有\n"
    folder = translated({**GOOD, ZH: GOOD[ZH] + survey.encode()})
    assert any("“.survey” isn't known in a heading: use #id, .practice, .quiz" in one for one in said(folder))


def test_a_translation_without_the_survey_is_named() -> None:
    text = GOOD["en.md"].decode()
    folder = {**GOOD, "en.md": text[: text.index("## You and your child")].encode()}
    assert said(folder) == ["en.md: “lately” of zh.md is missing here: translate it, with the same id"]


def test_a_course_needs_no_survey() -> None:
    texts = {path: GOOD[path].decode() for path in ("zh.md", "en.md")}
    bare = {path: text[: text.index("## ")].encode() for path, text in texts.items()}
    assert said(translated({**GOOD, **bare})) == []


def test_an_introduction_may_have_headings_and_checklists() -> None:
    assert (
        said(spoilt("zh.md", "下面的单元", "## 怎么学\n\n- [ ] 一支笔\n\n[问](https://a.survey.example)\n\n下面的单元"))
        == []
    )


def test_examples_in_code_are_no_links_and_no_html() -> None:
    folder = spoilt(ZH, "自己也早点睡。", "`[一](bad) <b>`\n\n```\n[一](bad) <b>\n[一]: bad\n```\n")
    assert said(folder) == []


def with_file(name: str, data: bytes) -> Folder:
    """Return a good folder whose first lesson also shows or plays this file, in both languages."""
    mark = f":audio: {name}\n\n" if name.endswith(".mp3") else f"![a]({name})\n\n"
    folder = {
        **GOOD,
        f"{MODULE}/{name}": data,
        ZH: GOOD[ZH].replace(b"![", mark.encode() + b"![", 1),
        EN: GOOD[EN].replace(b"![", mark.encode() + b"![", 1),
    }
    return translated(folder)


NO_MP3 = "this recording can't be read: it isn't an MP3: save it again as MP3"
WAV = (
    b"RIFF" + struct.pack("<I", 36 + 16_000) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16_000, 2, 16)
    + b"data" + struct.pack("<I", 16_000) + bytes(16_000)
)  # fmt: skip
# Its first frame says that there are 2,000,000,000 of them.
ENDLESS = mp3(9)[:21] + b"Xing" + struct.pack(">III", 3, 2_000_000_000, 36_000) + mp3(9)[37:]
NOISE = random.Random(1).randbytes(800_000)


@pytest.mark.parametrize(
    ("name", "data"), [("a.svg", SVG), ("a.png", PNG), ("a.mp3", mp3(179)), ("a.png", PNG + NOISE[:40_900])]
)
def test_pictures_and_recordings_within_their_budget_pass(name: str, data: bytes) -> None:
    assert said(with_file(name, data)) == []


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        (
            "a.svg",
            SVG.replace(b"M0 0", NOISE[:4000].hex().translate({97 + n: 48 for n in range(6)}).encode()),
            "at most 3 KB (gzip)",
        ),
        ("a.png", PNG + NOISE[:41_000], "this file has 40.1 KB: make it smaller: at most 40 KB"),
        ("a.mp3", mp3(200), "this file has 781.2 KB: make it smaller: at most 700 KB"),
        ("a.mp3", NOISE[:9000], NO_MP3),
        ("a.mp3", b"", NO_MP3),
        ("a.mp3", b"\xff", NO_MP3),
        ("a.mp3", b"ID3", NO_MP3),
        ("a.mp3", WAV, NO_MP3),
        ("a.mp3", b"\xff\xf1" + mp3(9)[2:], NO_MP3),
        ("a.mp3", ENDLESS, NO_MP3),
        ("a.png", b"GIF89a", "this picture can't be read"),
        ("a.jpg", b"\xff\xd8\xff", "this picture can't be read"),
        ("a.png", PNG[:18], "this picture can't be read"),
        ("a.png", PNG[:16] + bytes(20), "this picture can't be read"),
        ("a.svg", b"<svg", "this drawing can't be read"),
    ],
)
def test_what_is_too_big_or_broken_is_named(name: str, data: bytes, fault: str) -> None:
    found = said(with_file(name, data))
    assert any(one.startswith(f"{MODULE}/{name}") and fault in one for one in found), found


def test_a_picture_that_breaks_its_reader_is_one_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("imagesize.get", broken)
    assert said(with_file("a.png", PNG)) == [
        f"{MODULE}/a.png: this picture can't be read: save it again as PNG, JPEG or WebP"
    ]


def test_a_recording_that_breaks_its_reader_is_one_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    recording_seconds.cache_clear()
    monkeypatch.setattr("tinytag.TinyTag.get", broken)
    assert recording_seconds(mp3(7)) == 0
    recording_seconds.cache_clear()


def test_the_length_of_a_recording_doesnt_count_what_a_trainer_wrote_into_the_file() -> None:
    tagged = b"ID3\x04\0\0\0\0\x07\x68" + b"a picture ".ljust(1000, b"\0") + mp3(80) + b"TAG" + bytes(125)
    assert recording_seconds(tagged) == recording_seconds(mp3(80)) == 80
    assert recording_seconds(mp3(0.3)) == 1


def test_links_to_help_and_by_https_are_fine() -> None:
    assert said(spoilt(ZH, "自己也早点睡。", "自己也早点睡。[热线](help)，[网页](https://example.com/a)。")) == []


def test_a_drawing_is_weighed_as_it_travels() -> None:
    much = SVG.replace(b"M0 0", b"M0 0 " * 2000)
    assert len(much) > 9000 > len(gzip.compress(much))
    assert said(with_file("a.svg", much)) == []
