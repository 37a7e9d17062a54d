"""The texts of a GIFT file: its escapes, the formats they are in, and what isn't taken of them."""

import re
from typing import NamedTuple

from mpt.content.faults import N_
from mpt.formats.leftovers import Leftover, leftover
from mpt.formats.markup import markdown_of
from mpt.formats.plainwords import one_line, paragraphs, shown

NAMES = N_("Names of questions, which only teachers see, aren't kept: %(count)s.")

_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_ESCAPED_KEPT = {"n": "\n"}
# An escaped character hides in a private place of Unicode while the others are read as marks.
_HIDDEN = 0xF0000
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|&[A-Za-z]{2,8};|&#\d+;")


class Left:
    """What isn't taken, written down while a file is read."""

    def __init__(self) -> None:
        self.found: list[Leftover] = []
        self.names: list[str] = []

    def add(self, where: str, what: str, **params: object) -> None:
        """Write down one thing."""
        self.found.append(leftover(typed(where), what, **params))

    def all(self) -> tuple[Leftover, ...]:
        """Return all that was written down; names of questions as one."""
        names = [leftover(self.names[0], NAMES, count=len(self.names))] if self.names else []
        return (*self.found, *names)


class Words(NamedTuple):
    """How the texts of one question become Markdown: the format that they are in, and the question that they belong to."""

    kind: str
    stem: str
    left: Left

    def line(self, text: str) -> str:
        """Return a text as one line."""
        kind, words = format_of(text, self.kind)
        if self._is_html(kind, words) or kind == "markdown":
            return one_line(self.body(text))
        return shown(one_line(typed(words)))

    def body(self, text: str) -> str:
        """Return a text as paragraphs."""
        kind, words = format_of(text, self.kind)
        if self._is_html(kind, words):
            found, leftovers = markdown_of(typed(words))
            self.left.found += leftovers
            return found
        return typed(words) if kind == "markdown" else paragraphs(typed(words))

    @staticmethod
    def _is_html(kind: str, words: str) -> bool:
        return kind == "html" or (kind == "moodle" and bool(_TAG.search(words)))


def hidden(text: str) -> str:
    """Return a text in which no escaped character is a mark."""
    return _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(_ESCAPED_KEPT.get(found[1], found[1]))), text)


def typed(text: str) -> str:
    """Return a hidden text as it was meant."""
    return "".join(chr(ord(one) - _HIDDEN) if _HIDDEN <= ord(one) < _HIDDEN + 128 else one for one in text)


def format_of(text: str, usual: str) -> tuple[str, str]:
    """Return in which format a text is, and the text."""
    text = text.strip()
    found = _FORMAT.match(text)
    return (found[1], text[found.end() :].strip()) if found else (usual, text)
