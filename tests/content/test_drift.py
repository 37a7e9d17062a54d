"""A translation beside its source, part by part: missing, stale or fresh; and which words of two texts differ."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.check import STALE, check_course
from mpt.content.drift import (
    Comparing,
    Drift,
    Piece,
    State,
    differing,
    drifts,
    is_same,
    made_from,
    skeleton,
    to_translate,
    translated,
    translated_from,
    unmarked,
)
from mpt.content.faults import Notes
from mpt.content.folder import hash8
from mpt.content.front import read_front
from mpt.content.parts import FRONT, digest, parts_of
from tests.paces import times_slower
from tests.sample import sample_folder

SOURCE = """\
---
title: 题目
outcome: 你能做到。
minutes: 3
---
## 先听 {#hear}
听他说。

:audio: hear.mp3

## 再问 {#ask}
问一次。

## 没有名字
别的。
"""
TRANSLATION = f"""\
---
title: Title
outcome: You can.
minutes: 3
translated_from: {hash8(SOURCE.encode())}
---
## Hear {{#hear}}
Let them speak.

## Ask {{#ask}}
Ask once.

## No name
Else.
"""


def states(source: str, translation: str | None, old: str | None = None, **settled: str) -> dict[str, State]:
    """Return the state of each part."""
    found = drifts(source.encode(), translation and translation.encode(), old and old.encode(), settled)  # type: ignore[arg-type]
    return {each.part: each.state for each in found}


def test_a_translation_of_the_source_as_it_is_is_fresh_throughout() -> None:
    assert states(SOURCE, TRANSLATION) == dict.fromkeys((FRONT, "hear", "ask", "_3"), State.FRESH)


def test_only_what_changed_in_the_source_is_stale_and_what_it_said_is_told() -> None:
    changed = SOURCE.replace("问一次。", "只问一次。")
    found = drifts(changed.encode(), TRANSLATION.encode(), SOURCE.encode(), {})
    assert [each.state for each in found] == [State.FRESH, State.FRESH, State.STALE, State.FRESH]
    assert found[2] == Drift(
        "ask",
        State.STALE,
        "## 再问 {#ask}\n只问一次。\n\n",
        "## 再问 {#ask}\n问一次。\n\n",
        "## Ask {#ask}\nAsk once.\n\n",
    )


def test_where_nobody_knows_the_old_source_all_that_is_there_is_stale() -> None:
    found = drifts(SOURCE.replace("听他说", "听他讲").encode(), TRANSLATION.encode(), None, {})
    assert {each.state for each in found} == {State.STALE}
    assert {each.old for each in found} == {None}


def test_what_was_settled_counts_more_than_the_file_but_not_against_it() -> None:
    changed = SOURCE.replace("听他说", "听他讲").replace("问一次", "只问一次")
    ask = parts_of(changed)[2].text
    assert states(changed, TRANSLATION, SOURCE, ask=ask)["ask"] is State.FRESH
    assert states(changed, TRANSLATION, SOURCE, ask=ask)["hear"] is State.STALE
    # Settled for an earlier source, and the file says now that it was made from this one.
    assert set(states(SOURCE, TRANSLATION, None, ask="## 早先\n").values()) == {State.FRESH}


def test_a_part_that_is_gone_or_new_in_the_source_is_missing_and_so_is_a_whole_file() -> None:
    assert states(f"{SOURCE}\n## 新的 {{#new}}\n新。\n", TRANSLATION, SOURCE)["new"] is State.MISSING
    assert set(states(SOURCE, None).values()) == {State.MISSING}
    assert "ask" not in states(SOURCE.replace("## 再问 {#ask}\n问一次。\n\n", ""), TRANSLATION, SOURCE)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("title: Title", "title:", FRONT),
        ("title: Title", 'title: " "', FRONT),
        ("title: Title\n", "", FRONT),
        ("---\ntitle", "title", FRONT),
        ("## Ask {#ask}", "## {#ask}", "ask"),
        ("## Ask {#ask}", "##  ｛#ask｝", "ask"),
    ],
)
def test_a_part_without_its_title_is_missing(old: str, new: str, part: str) -> None:
    found = states(SOURCE, TRANSLATION.replace(old, new))
    assert [name for name, state in found.items() if state is State.MISSING] == [part]


@pytest.mark.parametrize("new", [":audio: hear.mp3 {of=3f9a61c2}", ":audio: other.mp3", "", "：audio： hear.mp3"])
def test_another_recording_in_the_source_leaves_a_translation_fresh(new: str) -> None:
    changed = SOURCE.replace(":audio: hear.mp3", new)
    assert states(changed, TRANSLATION, SOURCE)["hear"] is State.FRESH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## 听\n\n一。\n\n二。\n", "## 听\n\n:audio: a.mp3\n\n一。\n\n二。\n"),
        ("## 听\n一。\n\n二。\n", "## 听\n\n:audio: a.mp3\n\n一。\n\n二。\n"),
        ("## 听\n一。\n\n二。\n", "## 听\n:audio: a.mp3\n\n一。\n\n二。\n"),
        ("## 听\n一。\n\n二。\n", "## 听\n一。\n\n:audio: a.mp3\n\n二。\n"),
        ("## 听\n一。\n\n二。\n", "## 听\n一。\n:audio: a.mp3\n\n二。\n"),
        ("## 听\n一。\n\n二。\n", "## 听\n一。\n\n二。\n\n:audio: a.mp3"),
        ("## 听\n一。\n\n二。\n", "## 听\r\n一。\r\n\r\n：audio： a.mp3 {of=3f9a61c2}\r\n\r\n二。\r\n"),
    ],
)
def test_a_recordings_line_typed_in_with_its_empty_lines_changes_nothing_for_a_translator(old: str, new: str) -> None:
    assert is_same(old, new)
    assert is_same(new, old)
    assert not is_same(old, new.replace("二", "三"))
    assert not is_same(old, new.replace("一。", "一。\n\n")), "two paragraphs, not one"


def test_what_is_to_be_translated_has_no_recording_of_the_sources() -> None:
    assert to_translate("## a {#a}\r\n:audio: a.mp3\r\nwords\r\n") == "## a {#a}\r\nwords\r\n"
    assert to_translate("## a {#a}\nwords\n:audio: a.mp3") == "## a {#a}\nwords\n"
    assert to_translate("## a {#a}\n\n:audio: a.mp3\n\nwords\n") == "## a {#a}\n\nwords\n"


def test_line_ends_and_a_mark_at_the_files_beginning_change_no_state() -> None:
    marked = TRANSLATION.replace(hash8(SOURCE.encode()), hash8(SOURCE.replace("\n", "\r\n").encode()))
    assert set(states(SOURCE.replace("\n", "\r\n"), f"\ufeff{marked}").values()) == {State.FRESH}
    assert set(states(SOURCE.replace("\n", "\r\n"), TRANSLATION, SOURCE).values()) == {State.FRESH}


def test_a_source_without_a_front_matter_has_no_front_to_translate() -> None:
    assert list(states("## 一 {#one}\n字。\n", None)) == ["one"]
    assert states("", TRANSLATION) == {}


# What a file says of its source


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_translation_is_marked_in_place_or_at_the_end_of_its_front_matter(end: str) -> None:
    text = TRANSLATION.replace("\n", end)
    assert made_from(text, "0123abcd") == text.replace(hash8(SOURCE.encode()), "0123abcd")
    bare = unmarked(text)
    assert bare == TRANSLATION.replace(f"translated_from: {hash8(SOURCE.encode())}\n", "").replace("\n", end)
    assert made_from(bare, "0123abcd") == text.replace(hash8(SOURCE.encode()), "0123abcd")
    assert translated_from(made_from(bare, "01234567")) == "01234567"


def test_a_mark_at_the_files_beginning_stays() -> None:
    marked = made_from(f"\ufeff{TRANSLATION}", "0123abcd")
    assert marked == f"\ufeff{TRANSLATION}".replace(hash8(SOURCE.encode()), "0123abcd")


@pytest.mark.parametrize("text", ["", "words\n", "---\ntitle: a\n", "## One {#one}\n"])
def test_a_text_without_a_front_matter_says_nothing_and_stays_as_it_is(text: str) -> None:
    assert made_from(text, "0123abcd") == unmarked(text) == text
    assert not translated_from(text)


def test_a_translation_marked_so_passes_the_check() -> None:
    folder = sample_folder()
    changed = {**folder, "01-listening/zh.md": folder["01-listening/zh.md"].replace("先听".encode(), "先听听".encode())}
    assert any(fault.what == STALE.what for fault in check_course("sample", changed))
    marked = made_from(folder["01-listening/en.md"].decode(), hash8(changed["01-listening/zh.md"])).encode()
    assert not check_course("sample", {**changed, "01-listening/en.md": marked})


def test_a_translation_begins_with_its_sources_keys() -> None:
    begun = skeleton(f"---\nnote: 难\n{TRANSLATION[4:]}".encode())
    assert begun == "---\nnote:\ntitle:\noutcome:\nminutes: 3\n---\n"
    assert read_front(begun, (), (), Notes("")).values == {"note": "", "title": "", "outcome": "", "minutes": "3"}
    assert skeleton(b"words\n") == "---\n---\n"


# Where a translated part goes


ORDER = [FRONT, "hear", "ask", "_3"]


def test_a_part_that_is_there_is_written_in_its_place() -> None:
    new = translated(TRANSLATION, "ask", "## Ask {#ask}\nOnly once.\n", ORDER)
    assert [part.id for part in parts_of(new)] == ORDER
    assert "Only once." in new
    assert "Ask once." not in new


@pytest.mark.parametrize("gone", ["hear", "ask"])
def test_a_part_that_is_missing_goes_where_the_source_has_it(gone: str) -> None:
    whole = {part.id: part.text for part in parts_of(TRANSLATION)}
    lacking = "".join(text for name, text in whole.items() if name != gone)
    mended = parts_of(translated(lacking, gone, whole[gone], ORDER))
    assert [(part.id, part.text.strip()) for part in mended] == [(name, text.strip()) for name, text in whole.items()]


def test_parts_can_come_in_any_order_into_an_empty_file() -> None:
    text = skeleton(SOURCE.encode())
    for name in ("ask", "hear"):
        text = translated(text, name, f"## {name} {{#{name}}}\nWords.\n", ORDER)
    assert [part.id for part in parts_of(text)] == [FRONT, "hear", "ask"]
    assert [part.id for part in parts_of(translated("", FRONT, "---\ntitle: a\n---\n", ORDER))] == [FRONT]


# Which words differ


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("先听孩子说", "先听孩子讲", [("先听孩子", True, True), ("说", True, False), ("讲", False, True)]),
        ("on Friday.", "on Sunday.", [("on ", True, True), ("Friday", True, False), ("Sunday", False, True), (".", True, True)]),
        ("", "new", [("new", False, True)]),
        ("old", "", [("old", True, False)]),
        ("same", "same", [("same", True, True)]),
        ("", "", []),
        ("hai ba", "năm ba bốn", [("hai", True, False), ("năm", False, True), (" ba", True, True), (" bốn", False, True)]),
    ],
)  # fmt: skip
def test_words_that_differ_are_marked(old: str, new: str, pieces: list[tuple[str, bool, bool]]) -> None:
    assert differing(old, new) == tuple(Piece(text, old=was, new=now) for text, was, now in pieces)


def test_a_lone_mark_between_two_changes_is_one_change_with_them() -> None:
    assert [piece.text for piece in differing("八点，打电话", "九点，写封信")][-2:] == ["打电话", "写封信"]
    assert [piece.text for piece in differing("早上，打", "晚间，写")] == ["早上，打", "晚间，写"]


def test_texts_beyond_measure_differ_as_a_whole() -> None:
    old, new = "字词" * 1001, "词字" * 1000
    assert differing(old, new) == (Piece(old, old=True, new=False), Piece(new, old=False, new=True))
    assert differing(old, "") == (Piece(old, old=True, new=False),)


def test_in_a_long_text_each_line_is_compared_by_its_words() -> None:
    lines = [f"Sentence {number} of a long text.\n" for number in range(900)]
    text = "".join(lines)
    changed = text.replace(lines[5], "Sentence 5 of a short text.\n").replace(lines[890], "")
    assert [piece.text for piece in differing(text, changed) if not (piece.old and piece.new)] == [
        "long",
        "short",
        lines[890],
    ]


def test_how_lines_end_makes_no_difference() -> None:
    assert differing("先听。\r\n再说。\r\n", "先听。\n再问。\n") == (
        Piece("先听。\n再", old=True, new=True),
        Piece("说", old=True, new=False),
        Piece("问", old=False, new=True),
        Piece("。\n", old=True, new=True),
    )


def other(text: str, word: str) -> str:
    """Return a text in which every word but the commonest is another."""
    return re.sub("[0-9]+", lambda found: f"{word}{found[0]}", text)


PROSE = "".join(f"the {number} " for number in range(2000))
VERSE = "".join(f"the {number}\n\n" for number in range(500))


@pytest.mark.parametrize("text", [PROSE, PROSE[:4000], VERSE], ids=["prose", "short", "verse"])
def test_a_page_of_texts_that_have_only_common_words_in_common_is_compared_quickly(text: str) -> None:
    compared, states = Comparing(), [other(text, f"n{number}") for number in range(30)]
    shown = [compared(state, text) for state in states]
    assert all("".join(piece.text for piece in pieces if piece.old) in states for pieces in shown)
    page = Comparing()
    assert times_slower(lambda: [page(state, text) for state in states], lambda: [parts_of(text) for _ in states]) < 60


def test_where_much_was_compared_on_a_page_what_is_left_differs_as_a_whole() -> None:
    compared, text = Comparing(), "".join(f"now{number} as{number} before{number}. " for number in range(100))
    shown = [compared(text.replace("now", "then"), text) for _ in range(30)]
    assert len(shown[0]) == 300
    assert [(piece.old, piece.new) for piece in shown[-1]] == [(True, False), (False, True), (True, True)]


WORDS = st.text(alphabet="先听再问说ab \n.，é", max_size=60)


@given(WORDS, WORDS)
def test_pieces_put_together_are_both_texts(old: str, new: str) -> None:
    pieces = differing(old, new)
    assert "".join(piece.text for piece in pieces if piece.old) == old
    assert "".join(piece.text for piece in pieces if piece.new) == new
    assert all(piece.old or piece.new for piece in pieces)


@given(st.permutations(["hear", "ask", "_3"]), st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_translated_first_all_is_fresh_in_the_end(order: list[str], end: str) -> None:
    source = SOURCE.replace("\n", end)
    named = {part.id: part.text for part in parts_of(TRANSLATION)}
    text = skeleton(source.encode())
    for name in order:
        if name != "_3":
            text = translated(text, name, named[name], ORDER)
    text = translated(text, FRONT, named[FRONT], ORDER)
    settled = {part.id: part.text for part in parts_of(source)}
    found = {each.part: each.state for each in drifts(source.encode(), text.encode(), None, settled)}
    assert found == {FRONT: State.FRESH, "hear": State.FRESH, "ask": State.FRESH, "_3": State.MISSING}
    assert digest(text) == digest(text.replace("\n", end))
