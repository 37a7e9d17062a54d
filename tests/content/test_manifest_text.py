"""course.toml changed as text: what was meant is there, and everything else stands as it was written."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.manifest_text import (
    UnreachableError,
    Value,
    with_module,
    with_module_after,
    with_module_back,
    with_module_value,
    with_value,
    without_module,
)
from mpt.content.scaffold import new_course

TOML = """\
# Our course, kept by two.
languages = ["zh", "en"]   # zh first
pass_mark = 60 # as the law says
sensitive = false

# The quiet one.
[[module]]
folder = "01-one"
sources = [
  "S1", # a book
  "S2",
]
review = []
skippable = false  # never

[[module]]
folder = "02-two"

# Said on the phone.
[[exception]]
measure = "rare"
file = "01-one/zh.md"
characters = "嗯"
reason = "so it is said"

[[exception]]
measure = "grade"
reason = "names"
"""


def read(text: str) -> dict[str, Any]:
    """Return what a text says."""
    return tomllib.loads(text)


def test_a_value_changes_in_its_place() -> None:
    assert with_value(TOML, "pass_mark", 70) == TOML.replace("pass_mark = 60 #", "pass_mark = 70 #")
    assert with_value(TOML, "languages", ["zh", "en", "vi"]) == TOML.replace('"en"]', '"en", "vi"]')
    assert with_value(TOML, "sensitive", value=True) == TOML.replace("sensitive = false", "sensitive = true")


def test_a_value_that_wasnt_there_stands_below_the_others() -> None:
    assert with_value(TOML, "order", 3) == TOML.replace("sensitive = false\n", "sensitive = false\norder = 3\n")
    assert with_value("", "order", 3) == "order = 3\n"
    assert with_value("# only this", "order", 3) == "# only this\norder = 3\n"


def test_a_value_with_any_signs() -> None:
    value = 'a "b" # c \\ 嗯'
    text = with_value(TOML, "cover", value)
    assert read(text)["cover"] == value
    assert with_value(text, "cover", "x") == TOML.replace("sensitive = false\n", 'sensitive = false\ncover = "x"\n')


def test_a_modules_value() -> None:
    text = with_module_value(TOML, "01-one", "sources", ["S3"])
    assert read(text)["module"][0]["sources"] == ["S3"]
    assert "# never" in text
    text = with_module_value(text, "02-two", "skippable", value=True)
    assert text.count("skippable") == 2
    assert read(text)["module"][1] == {"folder": "02-two", "skippable": True}


def test_a_new_module_stands_behind_the_others() -> None:
    text = with_module(TOML, "03-three")
    assert [one["folder"] for one in read(text)["module"]] == ["01-one", "02-two", "03-three"]
    assert text.index("03-three") < text.index("# Said on the phone."), "each comment stays above its table"
    assert text.replace('[[module]]\nfolder = "03-three"\nsources = []\nreview = []\nskippable = false\n\n', "") == TOML
    alone = with_module('languages = ["zh"]', "01-one")
    assert alone.startswith('languages = ["zh"]\n\n[[module]]\nfolder = "01-one"\n')
    assert with_module(alone, "02-two").endswith("skippable = false\n")


def test_a_module_taken_out_takes_its_exceptions_along() -> None:
    text = without_module(TOML, "01-one")
    assert [one["folder"] for one in read(text)["module"]] == ["02-two"]
    assert [one["measure"] for one in read(text)["exception"]] == ["grade"]
    assert "The quiet one" not in text
    assert "kept by two" in text
    assert read(without_module(text, "02-two")).get("module") is None


def test_a_module_put_back_stands_where_it_stood() -> None:
    assert with_module_back(without_module(TOML, "01-one"), TOML, "01-one") == TOML


def test_a_module_put_back_after_other_changes_stands_behind_the_others() -> None:
    changed = with_value(without_module(TOML, "01-one"), "pass_mark", 70)
    text = with_module_back(changed, TOML, "01-one")
    course = tomllib.loads(text)
    assert [one["folder"] for one in course["module"]] == ["02-two", "01-one"]
    assert course["module"][1]["sources"] == ["S1", "S2"]
    assert course["pass_mark"] == 70
    assert "# The quiet one." in text
    with pytest.raises(UnreachableError):
        with_module_back(changed, changed, "01-one")


def test_a_module_moves_with_its_comment_and_back() -> None:
    text = with_module_after(TOML, "01-one", "02-two")
    assert [one["folder"] for one in read(text)["module"]] == ["02-two", "01-one"]
    assert text.index("02-two") < text.index("# The quiet one.") < text.index('"01-one"')
    assert with_module_after(text, "01-one", "") == TOML
    assert with_module_after(TOML, "01-one", "01-one") == TOML
    assert with_module_after(TOML, "02-two", "01-one") == TOML


def test_what_a_course_begins_with_can_be_changed() -> None:
    text = new_course("good")["course.toml"].decode()
    assert read(with_value(with_module(text, "02-more"), "pass_mark", 80))["pass_mark"] == 80


def test_line_ends_stay() -> None:
    text = with_module(with_value(TOML.replace("\n", "\r\n"), "order", 1), "03-three")
    text = with_module_after(without_module(text, "02-two"), "03-three", "")
    assert "\n" not in text.replace("\r\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        'module = [{folder = "01-one"}, {folder = "02-two"}]\n',
        'note = """\n[[module]]\nfolder = "01-one"\n"""\n',
        '"pass_mark" = 60\npass_mark = 60\n',
        '[[module]]\n"folder" = "01-one"\nskippable = [\n',
        '[[module]]\n"folder" = "01-one"\nnote = """\n[[module]]\n"""\n',
        "[" * 4000,
        '[[module]]\nfolder = "02-two"\n[[module]]\nfolder = "01-one"\n[module.more]\nskippable = "x"\n',
    ],
    ids=["no TOML", "inline", "in a text", "twice", "open", "a head in a text", "deep", "a table in a module"],
)
def test_what_is_out_of_reach_is_said(text: str) -> None:
    for act in (lambda: without_module(text, "01-one"), lambda: with_module_after(text, "01-one", "")):
        with pytest.raises(UnreachableError):
            act()


def test_a_value_in_quotes_or_across_lines_is_never_spoilt() -> None:
    with pytest.raises(UnreachableError):
        with_value('"order" = 1\n', "order", 2)
    with pytest.raises(UnreachableError):
        with_value("order = [\n", "order", 2)
    assert with_value('cover = """a\n# b""" # c\n', "cover", "d") == 'cover = "d" # c\n'


COMMENTS = st.sampled_from(["", "# a comment\n", "\n", "\n# two\n# lines\n", "   \n"])
VALUES = st.one_of(st.booleans(), st.integers(0, 99), st.text(st.characters(exclude_categories=["C"]), max_size=8))
FOLDERS = st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True).map(lambda some: [f"{n:02}-m" for n in some])


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """Texts of a course with comments anywhere."""
    text = draw(COMMENTS) + 'languages = ["zh"] # source\n' + draw(COMMENTS)
    for folder in draw(FOLDERS):
        text += f'{draw(COMMENTS)}[[module]] # here\nfolder = "{folder}"\n{draw(COMMENTS)}skippable = false\n'
    if draw(st.booleans()):
        text += f'{draw(COMMENTS)}[[exception]]\nfile = "01-m/zh.md"\nreason = "x"\n'
    return text + draw(COMMENTS)


@given(manifests(), st.sampled_from(["pass_mark", "cover", "languages"]), VALUES)
def test_any_value_is_written_and_all_else_stays(text: str, key: str, value: Value) -> None:
    changed = with_value(text, key, value)
    assert read(changed) == {**read(text), key: value}
    assert _without(changed, key) == _without(text, key)


@given(manifests(), st.data())
def test_modules_come_go_and_move_and_every_other_line_stays(text: str, data: st.DataObject) -> None:
    folders = [one["folder"] for one in read(text)["module"]]
    one, other = data.draw(st.sampled_from(folders)), data.draw(st.sampled_from(["", *folders]))
    moved = with_module_after(text, one, other)
    assert sorted(_lines(moved)) == sorted(_lines(text))
    grown = with_module(text, "77-new")
    assert [entry["folder"] for entry in read(grown)["module"]] == [*folders, "77-new"]
    assert _lines(without_module(grown, "77-new")) == _lines(text)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _without(text: str, key: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(key)]
