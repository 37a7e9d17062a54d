"""A text in parts: joined they are the text, and what is done with one part leaves the others as they are."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.faults import Notes
from mpt.content.lines import decode
from mpt.content.modulefile import read_module_text
from mpt.content.parts import (
    FRONT,
    UnknownPartError,
    digest,
    moved,
    part_of,
    parts_of,
    text_of,
    with_part,
    with_part_after,
    without_part,
)
from tests.content.folders import GOOD, ZH

TEXT = """\
---
title: 题目
minutes: 3
---
A word before.

## One {#one}
First.

## Two {#two}
```
## no heading
```

## Check {#check .quiz}
### A question {#q}
- [x] Yes
"""

_PIECES = [
    "---\n",
    "title: a\n",
    "## One {#one}\n",
    "## Two {#two .practice}\n",
    "##Three {#three}\n",
    "＃＃ 四 ｛#four｝\n",
    "## No id\n",
    "## One again {#one}\n",
    "## Bad {#Not An Id}\n",
    "### A question {#q}\n",
    "```\n",
    "~~~\n",
    "words\r\n",
    "words\r",
    "\n",
    "\ufeff",
    "no line end",
]
MESSES = st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=14).map("".join)
"""Texts of everything that could divide them wrongly."""
_SECTION = st.integers(0, 9)
ORDINARY = st.lists(
    st.tuples(_SECTION, st.sampled_from(["\n", "text\n", "text\n\n", "```\n## code\n```\n", ""])),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0],
).map(lambda some: "---\ntitle: a\n---\n" + "".join(f"## S{n} {{#s{n}}}\n{body}" for n, body in some))
"""Texts of sections that have an id each."""


@given(MESSES)
def test_parts_joined_are_the_text(text: str) -> None:
    parts = parts_of(text)
    assert "".join(part.text for part in parts) == text
    assert parts[0].id == FRONT
    assert len({part.id for part in parts}) == len(parts)


@given(MESSES)
def test_a_part_begins_at_its_line(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for part in parts_of(text)[1:]:
        first = part.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[0]
        assert plain.split("\n")[part.line - 1] == first


@given(MESSES)
def test_parts_are_the_lessons_that_the_reader_sees(text: str) -> None:
    notes = Notes("zh.md")
    data = text.encode("utf-8", "replace")
    if decode(data, Notes("")) is None:
        return
    read = read_module_text(data, is_source=True, notes=notes)
    assert read is not None
    assert [lesson.line for lesson in read.lessons] == [part.line for part in parts_of(text_of(data))[1:]]


def test_every_bundled_text_is_its_parts() -> None:
    for path, data in GOOD.items():
        if path.endswith(".md"):
            assert "".join(part.text for part in parts_of(text_of(data))).encode() == data


def test_ids() -> None:
    assert [part.id for part in parts_of(TEXT)] == [FRONT, "one", "two", "check"]
    assert part_of(TEXT, FRONT).text == "---\ntitle: 题目\nminutes: 3\n---\nA word before.\n\n"
    assert part_of(TEXT, "two").line == 10


@pytest.mark.parametrize("heading", ["## One", "## One {#Not-good}", f"## One {{#{'a' * 61}}}", "## One {.quiz}"])
def test_a_section_without_a_good_id_goes_by_its_place(heading: str) -> None:
    text = f"## First {{#first}}\n\n{heading}\n\n## Last {{#last}}\n"
    assert [part.id for part in parts_of(text)] == [FRONT, "first", "_2", "last"]


def test_a_repeated_id_is_the_first_ones() -> None:
    assert [part.id for part in parts_of("## A {#a}\n## B {#a}\n## C {#c}\n")] == [FRONT, "a", "_2", "c"]


def test_no_text_has_an_empty_front() -> None:
    assert [(part.id, part.text, part.line) for part in parts_of("")] == [(FRONT, "", 1)]


def test_front_matter_is_never_divided() -> None:
    assert [part.id for part in parts_of("\ufeff---\ntitle: |\n## no {#no}\n---\n## Yes {#yes}\n")] == [FRONT, "yes"]


def test_a_part_written_anew() -> None:
    new = with_part(TEXT, "one", "## One {#one}\nOther.")
    assert part_of(new, "one").text == "## One {#one}\nOther.\n", "the next heading keeps its line"
    assert part_of(new, "two").text == part_of(TEXT, "two").text
    assert with_part(TEXT, "check", "## End {#end}").endswith("{#end}"), "the last part ends as it was written"


def test_a_part_can_become_several_or_none() -> None:
    assert [part.id for part in parts_of(with_part(TEXT, "one", "## A {#a}\n## B {#b}\n"))] == [
        FRONT,
        "a",
        "b",
        "two",
        "check",
    ]
    assert [part.id for part in parts_of(with_part(TEXT, "one", ""))] == [FRONT, "two", "check"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_what_is_written_takes_on_the_files_line_ends(end: str) -> None:
    text = TEXT.replace("\n", end)
    new = with_part(text, "one", "## One {#one}\nOther.\r\n\nMore.\n")
    assert part_of(new, "one").text == f"## One {{#one}}{end}Other.{end}{end}More.{end}"
    assert new.replace(end, "").isprintable()


def test_a_new_part_stands_apart() -> None:
    new = with_part_after(TEXT, "## New {#new}\nText.", "check")
    assert new == TEXT + "\n## New {#new}\nText.\n"
    first = with_part_after("## One {#one}\n", "## New {#new}\n", FRONT)
    assert first == "## New {#new}\n\n## One {#one}\n"


def test_a_part_moves_there_and_back() -> None:
    there = moved(TEXT, "check", FRONT)
    assert [part.id for part in parts_of(there)] == [FRONT, "check", "one", "two"]
    assert moved(there, "check", "two") == TEXT


@pytest.mark.parametrize("after", ["two", "one"])
def test_moving_a_part_to_where_it_is_changes_nothing(after: str) -> None:
    assert moved(TEXT, "two", after) == TEXT


def test_a_part_taken_out() -> None:
    assert without_part(TEXT, "one") == TEXT.replace("## One {#one}\nFirst.\n\n", "")
    assert without_part(TEXT, "check").endswith("```\n")


@pytest.mark.parametrize(
    "act",
    [
        lambda: part_of(TEXT, "none"),
        lambda: with_part(TEXT, "none", ""),
        lambda: without_part(TEXT, "none"),
        lambda: without_part(TEXT, FRONT),
        lambda: with_part_after(TEXT, "", "none"),
        lambda: moved(TEXT, FRONT, "one"),
        lambda: moved(TEXT, "one", "none"),
    ],
    ids=["find", "write", "take out", "front out", "behind", "front moved", "moved behind"],
)
def test_what_isnt_there_is_said(act) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownPartError):
        act()


OPERATIONS = st.lists(st.tuples(st.sampled_from(["write", "out", "after", "move"]), _SECTION, _SECTION), max_size=8)


def _bare(text: str) -> Counter[str]:
    return Counter(_words(part.text) for part in parts_of(text))


def _words(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n")


def _do(text: str, act: str, one: int, other: int) -> tuple[str, Counter[str], Counter[str]]:
    """Do one thing; return the text, what went out of it and what came into it."""
    ids = [part.id for part in parts_of(text)]
    sections = ids[1:]
    place = ids[other % len(ids)]
    new = f"## New {{#new-{one}}}\nnew"
    if act == "after":
        return with_part_after(text, new, place), Counter(), Counter([new])
    if not sections:
        return text, Counter(), Counter()
    part = part_of(text, sections[one % len(sections)])
    was = Counter([_words(part.text)])
    if act == "write":
        return with_part(text, part.id, new), was, Counter([new])
    if act == "out":
        return without_part(text, part.id), was, Counter()
    return moved(text, part.id, place), Counter(), Counter()


@given(ORDINARY, OPERATIONS, st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_done_all_other_parts_keep_their_text(
    text: str, operations: list[tuple[str, int, int]], end: str
) -> None:
    text = text.replace("\n", end)
    for operation in operations:
        before = _bare(text)
        text, out, into = _do(text, *operation)
        assert _bare(text) == before - out + into
        assert end == "\n" or "\n" not in text.replace("\r\n", "")


@given(ORDINARY, st.data())
def test_a_part_written_anew_leaves_every_other_byte(text: str, data: st.DataObject) -> None:
    parts = parts_of(text)
    place = data.draw(st.integers(1, len(parts) - 1))
    after = parts_of(with_part(text, parts[place].id, "## New {#new}\nnew\n"))
    assert [part.text for part in after[:place]] == [part.text for part in parts[:place]]
    assert [part.text for part in after[place + 1 :]] == [part.text for part in parts[place + 1 :]]


def test_a_digest_is_of_the_words() -> None:
    assert len(digest("a")) == 16
    assert digest("a\r\nb\r\n\r\n") == digest("a\nb") == digest("a\rb\r")
    assert digest("a\nb") != digest("a b")
    assert digest("\ud800") != digest("?"), "half a character is a text too"


def test_a_file_of_an_old_editor_is_read() -> None:
    assert text_of("题目\r\n".encode("gb18030")) == "题目\r\n"
    assert text_of(GOOD[ZH]).encode() == GOOD[ZH]
    assert text_of(b"\xff\xff") == "��"
