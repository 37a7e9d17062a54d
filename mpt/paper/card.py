"""The picture beside a link that is sent in a chat: what the page is about, drawn, and what it's called below.

It is square, because WeChat and most others show a square beside the words and cut a wide picture's sides off.
"""

import hashlib
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from mpt.paper.fonts import printable
from mpt.paper.picture import picture

SIDE = 600
"""Width and height in pixels: what chats ask for at least, and all that a thumbnail needs."""

_TEMPLATE = Path(__file__).with_name("card.typ")
_LOOK = _TEMPLATE.read_bytes()
_MOST_KEPT = 600
"""How many pictures a process keeps: more than the bundled courses have pages, 10 to 25 KB each."""


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on one card. `drawing` is an SVG with colours of its own, `programme` who the page is from."""

    drawing: str
    title: str
    programme: str
    language: str

    @property
    def digest(self) -> str:
        """A name for what the card looks like: another drawing, title or template has another."""
        return hashlib.sha256(_LOOK + repr(self).encode()).hexdigest()[:16]


@lru_cache(maxsize=_MOST_KEPT)
def png(card: Card) -> bytes:
    """Return `card` as a picture, SIDE pixels wide and high."""
    # A title with an emoji still has a card.
    shown = replace(card, title=printable(card.title), programme=printable(card.programme))
    return picture(_TEMPLATE, asdict(shown), SIDE)
