"""A new course or module checks from the start, and changes nothing that was there."""

import pytest

from mpt.content.folder import hash8
from mpt.content.scaffold import new_course, new_module
from tests.content.folders import course_of, said


@pytest.mark.parametrize("languages", [("zh", "en"), ("en", "zh"), ("vi", "zh-Hant", "bn"), ("en",)])
def test_a_new_course_checks(languages: tuple[str, ...]) -> None:
    folder = new_course("my-course", languages)
    assert said(folder, "my-course") == []
    assert course_of(folder).languages == languages


def test_a_new_module_comes_last_and_checks() -> None:
    folder = new_module(new_module(new_course("my-course"), "my-course", "a-second"), "my-course", "a-third")
    assert said(folder, "my-course") == []
    assert [module.folder for module in course_of(folder).modules] == [
        "01-your-first-module",
        "02-a-second",
        "03-a-third",
    ]
    assert f"translated_from: {hash8(folder['03-a-third/zh.md'])}".encode() in folder["03-a-third/en.md"]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_what_was_there_stays_byte_for_byte(end: str) -> None:
    line_end = end or "\n"
    text = f'# ours{line_end}languages = ["zh"]  # the source{line_end}pass_mark = 80{end}'.encode()
    folder = new_module({"course.toml": text, "zh.md": b"mine"}, "my-course", "one")
    assert folder["course.toml"].startswith(text)
    assert folder["zh.md"] == b"mine"
    assert (b"\r\n[[module]]\r\nfolder" in folder["course.toml"]) == (end == "\r\n")
    assert b"translated_from" not in folder["01-one/zh.md"]


@pytest.mark.parametrize("name", ["", "My-course", "a_b", "课程", "a" * 61, "../a", "-a"])
def test_an_id_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="can't be an id"):
        new_course(name)
    with pytest.raises(ValueError, match="can't be an id"):
        new_module(new_course("my-course"), "my-course", name)


@pytest.mark.parametrize("name", ["new", "bring-in", "guide"])
def test_an_id_that_is_an_address_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="an address of the studio"):
        new_course(name)


@pytest.mark.parametrize("languages", [(), ("中文",), ("zh", "zh"), ('zh"]\n',)])
def test_languages_that_cannot_be_are_refused(languages: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"my-course/course\.toml:2"):
        new_course("my-course", languages)


def test_a_module_that_is_there_is_not_written_over() -> None:
    folder = new_course("my-course")
    with pytest.raises(ValueError, match="already a module 'your-first-module' in 'my-course'"):
        new_module(folder, "my-course", "your-first-module")
    with pytest.raises(ValueError, match="already a folder '02-two'"):
        new_module({**folder, "02-two/zh.md": b"mine"}, "my-course", "two")


def test_a_module_cannot_be_added_to_what_cannot_be_read() -> None:
    with pytest.raises(ValueError, match=r"my-course/course\.toml:1: this isn't UTF-8"):
        new_module({"course.toml": b"\xff"}, "my-course", "one")
    with pytest.raises(ValueError, match="“languages” is missing"):
        new_module({}, "my-course", "one")


def test_a_course_has_no_hundredth_module() -> None:
    text = b'languages = ["zh"]\npass_mark = 60\n[[module]]\nfolder = "99-last"\n'
    with pytest.raises(ValueError, match="at most 99 modules"):
        new_module({"course.toml": text}, "my-course", "one-more")
