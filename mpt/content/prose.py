"""What one reads of a Markdown text: its paragraphs, list items, words to say and sub-headings, without the marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from mpt.content.lines import Line, numbered

_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_MARKS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)")
_HEADING = re.compile(r"#{1,6} *")
_QUOTE = re.compile(r"(?:> ?)+")
_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_TABLE_RULE = re.compile(r"[|: \t-]+")


class BlockKind(Enum):
    """What a block of prose is."""

    PARAGRAPH = auto()
    ITEM = auto()
    QUOTE = auto()
    HEADING = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """One block of prose, its text without marks, and the line on which it begins."""

    kind: BlockKind
    text: str
    line: int


@dataclass(slots=True)
class _Open:
    kind: BlockKind | None = None
    line: int = 0
    parts: list[str] = field(default_factory=list)

    def close(self) -> Iterator[Block]:
        text = _unmarked(" ".join(self.parts))
        if self.kind and text:
            yield Block(self.kind, text, self.line)
        self.kind, self.parts = None, []

    def begin(self, kind: BlockKind, text: str, line: int) -> None:
        self.kind, self.parts, self.line = kind, [text], line


def blocks(markdown: str, first: int = 1) -> Iterator[Block]:
    """Yield the blocks of a text whose first line has the number `first`. Code and pictures are no prose."""
    current = _Open()
    for line in numbered(markdown, first):
        yield from _feed(current, line)
    yield from current.close()


def plain_text(markdown: str) -> str:
    """Return a text without its marks, a line for each block."""
    return "\n".join(block.text for block in blocks(markdown))


def _feed(current: _Open, line: Line) -> Iterator[Block]:
    text = line.text.strip()
    if line.code or not text or text.startswith(":audio:"):
        yield from current.close()
    elif text.startswith("|"):
        yield from current.close()
        yield from _cells(text, line.number)
    elif heading := _HEADING.match(text):
        yield from current.close()
        yield from _one(BlockKind.HEADING, text[heading.end() :], line.number)
    else:
        yield from _feed_prose(current, text, line.number)


def _feed_prose(current: _Open, text: str, number: int) -> Iterator[Block]:
    quote = _QUOTE.match(text)
    text = text[quote.end() :].strip() if quote else text
    item = _ITEM.match(text)
    kind = BlockKind.ITEM if item else BlockKind.QUOTE if quote else BlockKind.PARAGRAPH
    if not text:
        yield from current.close()
    elif item or current.kind is None or (quote and current.kind is BlockKind.PARAGRAPH):
        yield from current.close()
        current.begin(kind, text[item.end() :] if item else text, number)
    else:
        current.parts.append(text)


def _cells(row: str, number: int) -> Iterator[Block]:
    if _TABLE_RULE.fullmatch(row):
        return
    for cell in row.strip("|").split("|"):
        yield from _one(BlockKind.ITEM, cell, number)


def _one(kind: BlockKind, text: str, number: int) -> Iterator[Block]:
    words = _unmarked(text)
    if words:
        yield Block(kind, words, number)


def _unmarked(text: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    return " ".join(_MARKS.sub("", text).split())
