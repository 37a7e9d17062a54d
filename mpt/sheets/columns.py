"""The columns that a page asks of a sheet."""

import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

LONGEST_TITLE = 100

# Code points that draw nothing themselves: controls, bidirectional overrides, zero-width characters, private use.
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


class Kind(Enum):
    """What the cells of a column hold. NUMBER_TEXT is a number that nobody counts with: a phone's, a worker's."""

    TEXT = auto()
    WHOLE = auto()
    DAY = auto()
    EMAIL = auto()
    NUMBER_TEXT = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, the headings under which it may come, and what its cells may hold.

    `longest` counts the characters of a text, the digits of a WHOLE, and says nothing of a DAY. In a `unique` column no
    two rows hold the same.
    """

    key: str
    titles: tuple[str, ...]
    kind: Kind
    required: bool
    longest: int
    unique: bool = False


def fold(text: str) -> str:
    """Return what two spellings of one heading have in common: width, case, spaces and the unseen don't count."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TITLE]).casefold()
    return "".join(sign for sign in folded if not (sign.isspace() or unicodedata.category(sign) in HIDDEN))
