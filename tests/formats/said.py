"""What is said of leftovers, in English."""

from collections.abc import Sequence

from mpt.formats.leftovers import Leftover


def said(left: Sequence[Leftover]) -> list[str]:
    """Return a line for each leftover."""
    return [f"{one.where}: {one.what % one.params}" if one.where else one.what % one.params for one in left]
