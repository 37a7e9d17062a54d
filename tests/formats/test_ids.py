"""Ids of words: the same for the same, of Latin words where these say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.sections import ID, LONGEST_ID
from mpt.formats.ids import id_for


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Regular beats long", "regular-beats-long"),
        ("Don't wait: call!", "dont-wait-call"),
        ("Gọi đúng giờ", None),
        ("Nghe con nói", "nghe-con-noi"),
        ("一二三", None),
        ("8点 call", None),
        ("42", None),
        ("Quiz", "quiz-2"),
        ("a" * 50, "a" * 40),
        ("word " * 20, "word-word-word-word-word-word-word-word"),
    ],
)
def test_latin_words(words: str, name: str | None) -> None:
    found = id_for(words, "part", ())
    assert found == name if name else found.startswith("part-")


def test_the_same_words_have_the_same_id_and_others_another() -> None:
    assert id_for("先听  孩子", "q", ()) == id_for("先听 孩子 ", "q", ())
    assert id_for("先听", "q", ()) != id_for("后听", "q", ())


def test_one_that_is_taken_gets_a_number() -> None:
    assert id_for("Say sorry", "q", {"say-sorry", "say-sorry-2"}) == "say-sorry-3"


@given(st.text(max_size=80), st.sets(st.sampled_from(["a", "q-1", "quiz"])))
def test_any_words_have_an_id(words: str, taken: set[str]) -> None:
    name = id_for(words, "part", taken)
    assert ID.fullmatch(name)
    assert len(name) <= LONGEST_ID
    assert name not in taken
