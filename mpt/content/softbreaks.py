"""Line breaks inside a paragraph: between Chinese characters they vanish, elsewhere they become a space.

A browser shows a break as a space, and Chinese has none. This has to be decided after the marks are read, because the
character beside a break may stand in bold or code.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
# Dashes, quotation marks and dots are wide in a Chinese text, narrow in an English one.
_WIDE_OR_NOT = frozenset("\u2014\u2018\u2019\u201c\u201d\u2026")
_BREAK = re.compile(r" *\n *")
_LEAVES = frozenset({"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "div"})


class _Piece(NamedTuple):
    holder: Element
    is_tail: bool

    @property
    def text(self) -> str:
        return (self.holder.tail if self.is_tail else self.holder.text) or ""

    def put(self, text: str) -> None:
        if self.is_tail:
            self.holder.tail = text
        else:
            self.holder.text = text


class SoftBreaks(Treeprocessor):
    """Joins the lines of each block."""

    def run(self, root: Element) -> None:
        """Join the lines of every block below `root`."""
        for element in root.iter():
            if element.tag in _LEAVES:
                _join(list(_pieces(element)))


def _pieces(element: Element) -> Iterator[_Piece]:
    """Yield the text that stands in one block, in order, without that of the blocks inside it."""
    yield _Piece(element, is_tail=False)
    for child in element:
        if child.tag in _LEAVES or child.tag in {"ul", "ol", "pre", "table"}:
            return
        yield from _pieces(child)
        yield _Piece(child, is_tail=True)


def _join(pieces: list[_Piece]) -> None:
    texts = [piece.text for piece in pieces]
    whole = "".join(texts)
    chinese = bool(_WIDE.search(whole))
    start = 0
    for piece, text in zip(pieces, texts, strict=True):
        if "\n" in text:
            piece.put(_BREAK.sub(partial(_joint, whole, start, chinese), text))
        start += len(text)


def _joint(whole: str, start: int, chinese: bool, found: re.Match[str]) -> str:
    """Return what a break becomes that was `found` in a piece of `whole`, one that begins at `start`."""
    before, after = whole[: start + found.start()].rstrip(), whole[start + found.end() :].lstrip()
    if not before or not after:
        return ""
    both_wide = all(_WIDE.match(side) or (chinese and side in _WIDE_OR_NOT) for side in (before[-1], after[0]))
    return "" if both_wide else " "
