"""Text that Excel would take for a formula, and the apostrophe that keeps it text in a csv."""

import re

_FORMULA_LIKE = re.compile(r"[\s']*[=+\-@＝＋－＠]")


def looks_like_formula(text: str) -> bool:
    """Say whether a text could be computed, or has an apostrophe against that already."""
    return _FORMULA_LIKE.match(text) is not None


def guarded(text: str) -> str:
    """Return a text as it can stand in a csv."""
    return f"'{text}" if looks_like_formula(text) else text


def unguarded(text: str) -> str:
    """Return a text of a csv without the apostrophe of `guarded`."""
    begun = text.lstrip()
    return begun[1:] if begun.startswith("'") and looks_like_formula(begun[1:]) else text
