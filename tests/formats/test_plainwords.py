"""Words from elsewhere are shown as they are: nothing in them becomes a mark."""

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpt.content.page import Page
from mpt.content.render import inline, render
from mpt.formats.plainwords import one_line, paragraphs, shown

_SIGNS = st.text(alphabet="*_`[]()#>+-.!|\\ 1a好{}:&", min_size=1, max_size=14)


@settings(max_examples=200)
@given(_SIGNS)
def test_any_signs_in_a_line(text: str) -> None:
    words = one_line(text)
    assert unescape(inline(shown(words))) == words


@pytest.mark.parametrize(
    "line",
    [
        "# a",
        "### a",
        "> a",
        "- a",
        "-",
        "---",
        "+ a",
        "* a",
        "1. a",
        "12) a",
        "[x]: y",
        "|a|b|",
        "![a](b.png)",
        "#话题",
        "1.5 米",
        "-5 度",
    ],
)
def test_signs_that_begin_a_line(line: str) -> None:
    assert unescape(render(paragraphs(line), Page({}))) == f"<p>{line}</p>"


def test_each_line_is_a_paragraph() -> None:
    assert paragraphs("一\n\n 二 \n") == "一\n\n二"
