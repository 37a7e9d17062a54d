"""A Word document read in another process: what it answers comes back as it was, and nonsense is refused."""

import json
from typing import Any

import pytest

from mpt.formats import word, wordseen
from mpt.formats.leftovers import NothingTakenError
from mpt.formats.word import read_word
from mpt.formats.wordapart import answer, made_of
from tests.formats.documents import docx, heading, paragraph, picture

DOCUMENT = docx(
    heading("一"),
    paragraph("<w:unknown><w:r><w:t>藏着的话</w:t></w:r></w:unknown>"),
    picture("p1", "一扇窗"),
    parts={"word/header1.xml": f"<w:hdr NAMESPACES>{paragraph('内部资料')}</w:hdr>"},
    files={"p1": b"1"},
)


def sent(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as they come through a pipe."""
    return dict(json.loads(json.dumps(values)))


def test_what_was_made_comes_back_as_it_was() -> None:
    values, parts = answer(DOCUMENT, "题", "zh")
    made = made_of(sent(values), parts)
    assert made == read_word(DOCUMENT, "题", "zh")
    assert (len(made.pictures), len(made.leftovers) > 1) == (1, True)


def test_why_nothing_is_taken_comes_back_too() -> None:
    with pytest.raises(NothingTakenError) as caught:
        made_of(*answer(bytes(word.LARGEST_DOCUMENT + 1), "题", "zh"))
    assert (caught.value.what, caught.value.params) == (word.TOO_LARGE, {"most": 32})


MADE = {"text": "", "pictures": [], "leftovers": []}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"text": ""},
        {**MADE, "pictures": [["picture-1", ""]]},
        {**MADE, "pictures": 3},
        {**MADE, "leftovers": [["", "%(lost)s", {}]]},
        {**MADE, "leftovers": [["", "%(lost)99999999s", {"lost": ""}]]},
        {**MADE, "leftovers": [["", wordseen.NOT_IN_IT, {"part": "other"}]]},
        {**MADE, "leftovers": [["", 7, {}]]},
        {**MADE, "leftovers": [["", "", []]]},
        {"refused": ["%(lost)s", {}]},
        {"refused": "no"},
    ],
)
def test_an_answer_that_makes_no_sense_is_not_believed(values: dict[str, Any]) -> None:
    with pytest.raises(NothingTakenError) as caught:
        made_of(values, [])
    assert caught.value.what == word.DAMAGED
