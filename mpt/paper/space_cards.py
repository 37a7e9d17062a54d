"""Cards to cut out: one half is worn by the child, the other kept by the parent, and both have the same large number.

Who may collect is written by hand on the parent's half, at the desk: it's kept by the parent and by nobody else. Which words
are printed is the caller's; no language is known here. The same cards give the same bytes, always.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

from mpt.paper.fonts import typeset
from mpt.paper.words import printable_words

CARDS_A_PAGE = 8

_TEMPLATE = Path(__file__).with_name("space_cards.typ")


@dataclass(frozen=True, slots=True)
class SpaceCards:
    """All that stands on the cards, in one language. `numbers` are those to print, in their order: a lost one alone, too."""

    language: str
    space: str
    factory: str
    child: str  # on the half that is worn: 孩子戴 / For the child
    parent: str  # on the other: 家长留 / For the parent
    collect: str  # above two lines to write on: 谁可以来接 / Who may collect
    rule: str  # below them: 来接时请出示。没有卡，先打电话给家长。
    helpline: str  # name and number of the installation's line
    numbers: tuple[int, ...]


def space_cards_pdf(cards: SpaceCards) -> bytes:
    """Return `cards` as A4 pages, CARDS_A_PAGE on each, with lines to cut along."""
    data = printable_words({**asdict(cards), "numbers": [str(number) for number in cards.numbers]})
    return typeset(_TEMPLATE, {**data, "rows": CARDS_A_PAGE}, format="pdf", timestamp=0)
