"""`mpt check`, as a trainer reads it."""

from pathlib import Path

import pytest

from mpt.cli import courses, ground
from tests.cli.acts import Mpt, done, failed, on_disk
from tests.sample import broken, sample_folder

TWENTY = (
    ("course.toml", "pass_mark = 60", "pass_mark = 600", "“pass_mark” isn't as it should be"),
    ("course.toml", "sensitive = false", "sensitiv = false", "the key “sensitiv” isn't known here"),
    ("course.toml", 'sources = ["S2"]', "sources = 2", "“sources” isn't as it should be"),
    ("zh.md", "summary: 一门小课。", "summary:", "“summary” is empty"),
    ("zh.md", "欢迎。", "欢迎[这里](http://example.org)。", "a link can't lead to “http://example.org”"),
    ("en.md", "Welcome.", "Wel\x08come.", "there is an invisible control character"),
    (
        "01-listening/zh.md",
        "## 好好听 {#hear-them}",
        "##好好听 {#hear-them}",
        "the marks of this line aren't typed right",
    ),
    ("01-listening/zh.md", "## 好好听 {#ask-once}", "## 好好听", "the heading “好好听” has no id"),
    ("01-listening/zh.md", "- [x] 说声对不起", "- 【x】 说声对不起", "the marks of this line aren't typed right"),
    ("01-listening/zh.md", "- [x] 听他说完\n    > 对。", "- [x] 听他说完", "this choice has no feedback"),
    ("01-listening/zh.md", "先道歉，再说", "![](gone.svg) 先道歉，再说", "there is no file gone.svg beside this one"),
    ("01-listening/en.md", "minutes: 4", "minutes: four", "“minutes” isn't a number from 1 to 60"),
    ("01-listening/en.md", "outcome: ", "outcom: ", "the key “outcom” isn't known here"),
    ("01-listening/en.md", "see=hear-them", "see=nowhere", "see=nowhere isn't a lesson of this module"),
    (
        "01-listening/en.md",
        "- [ ] Say nothing",
        "- [ ] Say nothing, and " + "wait and " * 6,
        "the choice has 15 characters or words",
    ),
    ("01-listening/en.md", "Say sorry, then", "<b>Say sorry</b>, then", "there is HTML in the text"),
    ("02-hard-days/zh.md", "{#tonight .practice}", "{#tonight .practise}", "“.practise” isn't known in a heading"),
    ("02-hard-days/zh.md", "- [ ] 不打也不说", "- 不打也不说", "this choice has no box"),
    ("02-hard-days/zh.md", "{#q-tired}", "{#Q_tired}", "“Q_tired” can't be an id"),
    ("02-hard-days/en.md", "Hard days {#ask-once}", "Hard days  {#hear-them}", "the id “hear-them” is there twice"),
    (
        "02-hard-days/en.md",
        "translated_from: ",
        "translated_from: x",
        "the translation wasn't made from 02-hard-days/zh.md",
    ),
)


def with_twenty_faults() -> tuple[dict[str, bytes], set[str]]:
    """Return a folder with all these faults, and how each must begin when it's named."""
    texts = {path: data.decode() for path, data in sample_folder().items()}
    for path, right, wrong, _what in TWENTY:
        assert right in texts[path], right
        texts[path] = texts[path].replace(right, wrong, 1)
    named = set()
    for path, _right, wrong, what in TWENTY:
        before = texts[path][: texts[path].index(wrong)]
        line = 1 if wrong.startswith("translated_from") else before.count("\n") + 1
        named.add(f"{path}:{line}: {what}")
    return {path: text.encode() for path, text in texts.items()}, named


def test_twenty_faults_in_one_folder_are_all_named_with_file_and_line(mpt: Mpt, tmp_path: Path) -> None:
    faulty, named = with_twenty_faults()
    folder = on_disk(tmp_path, faulty)
    said = [line for line in failed(mpt("check", folder)).splitlines() if line.startswith((str(folder), "1 checked"))]
    missing = {fault for fault in named if not any(line.startswith(f"{folder}/{fault}") for line in said)}
    assert missing == set()
    assert said[-1] == f"1 checked, {len(said) - 1} faults"
    assert len(named) >= 20


def test_faults_are_told_in_the_terminals_language(mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    said = failed(mpt("check", on_disk(tmp_path, broken(sample_folder()))))
    assert "02-hard-days/en.md" in said
    assert "this file is missing" not in said


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "C"}, "en"),
        ({"LC_ALL": "C.utf8"}, "en"),
        ({"LC_ALL": "POSIX"}, "en"),
        ({"LC_ALL": ""}, "en"),
    ],
)
def test_the_terminals_language_is_what_other_commands_go_by(
    url: str, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], language: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert ground.words().language == language


def test_a_good_course_checks_clean(mpt: Mpt, tmp_path: Path) -> None:
    assert done(mpt("check", on_disk(tmp_path, sample_folder()))).endswith("\n1 checked, 0 faults\n")


def test_its_figures_are_printed_a_table_a_language(mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path, sample_folder())
    said = done(mpt("check", folder))
    for words in (
        "sample, zh",
        "sample, en",
        "01-listening/zh.md",
        "02-hard-days/en.md",
        "grade",
        "600-1200",
        "380-700",
    ):
        assert words in said
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "limits" not in done(mpt("check", folder))


def test_what_is_excused_is_printed_with_its_reason(mpt: Mpt, tmp_path: Path) -> None:
    folder = {
        path: data.replace("先听孩子".encode(), "嗯，先听孩子".encode(), 1) for path, data in sample_folder().items()
    }
    exception = '\n[[exception]]\nmeasure = "rare"\ncharacters = "嗯"\nreason = "as it is said\\u001b[2J\\n\\u0007"\n'
    folder["course.toml"] += exception.encode()
    said = mpt("check", on_disk(tmp_path, folder)).output
    assert "excused: rare 嗯: as it is said [2J  \n" in said
    assert "\u001b" not in said
    assert "\u0007" not in said
    assert "3,500" not in said


def test_without_a_folder_all_bundled_courses_are_checked(
    mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses, "COURSES", tmp_path)
    on_disk(tmp_path, sample_folder(), "one")
    on_disk(tmp_path, broken(sample_folder()), "two")
    said = failed(mpt("check"))
    assert f"{tmp_path}/two/02-hard-days/en.md: " in said
    assert said.endswith("2 checked, 1 faults\n")
