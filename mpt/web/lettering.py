"""How wide words are before anything shows them: enough to keep the words of a drawing off each other."""

import unicodedata
from itertools import accumulate

_WIDE = frozenset("MWmw@%…—")
_NARROW = frozenset("Ifijlrt ,.:;!'|()[]/-")


def plain(text: str) -> str:
    """Return `text` on one line, without what can't be seen: such letters turn others around, or have no place in a page."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def width(text: str) -> float:
    """Return how wide `text` is at most in an ordinary font, in heights of a letter."""
    return sum(map(_letter_width, text))


def cut(text: str, room: float) -> str:
    """Return `text`, or as much of its beginning as fits into `room` with … behind it; nothing where not even that fits."""
    shown = plain(text)
    if width(shown) <= room:
        return shown
    fitting = sum(end <= room - width("…") for end in accumulate(map(_letter_width, shown)))
    return f"{shown[:fitting].rstrip(' （(，,')}…" if fitting else ""


def _letter_width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    # What is neither narrow nor known to be, such as Burmese, is taken for as wide as Chinese.
    if letter > "\u024f" or letter in _WIDE:
        return 1
    if letter in _NARROW:
        return 0.42
    return 0.8 if letter.isupper() else 0.65
