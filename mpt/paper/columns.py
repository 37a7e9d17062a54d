"""How wide the columns of a table are to be, from what stands in them."""

import re
import unicodedata
from collections.abc import Sequence

LINE = 100
"""What all columns share. One is about as wide as a digit of the type that a report's tables are set in."""

_PADDING = 2
_CAPITAL = 1.35
_SHORT_HEAD = 8


def column_widths(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how much of LINE each column takes: its longest cell on one line, where there is room for all of them.

    Else each has room for its longest word. What is left goes to the modest first, which take what they want; the others
    share it evenly.
    """
    columns = list(zip(heads, *rows, strict=True))
    widths = [min(LINE / len(columns), _PADDING + max(map(_longest_word, column))) for column in columns]
    wants = [_PADDING + max((_head_width(head), *map(_width, cells))) for head, *cells in columns]
    spare = LINE - sum(widths)
    modest = sorted(range(len(columns)), key=lambda at: wants[at] - widths[at])
    for sharing, at in zip(range(len(columns), 0, -1), modest, strict=True):
        more = max(0, min(wants[at] - widths[at], spare / sharing))
        widths[at] += more
        spare -= more
    return widths


def _head_width(head: str) -> float:
    """Return what a head wants: a short one stays on its line, a long one may take two."""
    return min(_width(head), max(_SHORT_HEAD, _width(head) / 2))


def _longest_word(text: str) -> float:
    """Return the width of the longest run that can't break; Chinese breaks anywhere."""
    return max(map(_width, re.split(r"[\s\u2e80-\uffff]", text)))


def _width(text: str) -> float:
    """Return how many digits `text` is wide."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide + (_CAPITAL - 1) * sum(map(str.isupper, text))
