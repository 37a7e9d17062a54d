"""What differs between two texts, with a few lines around it: a page of a long text that shows where to look."""

from collections.abc import Iterable, Sequence

from mpt.content.drift import Piece

AROUND = 2
"""How many lines that are the same stand above and below one that isn't."""
LEFT_OUT = Piece("⋯\n", old=True, new=True)
"""What stands for the lines between."""


def excerpt(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the lines of two texts that differ, and those around them; LEFT_OUT where others stand between."""
    lines = _lines(pieces)
    changed = [place for place, line in enumerate(lines) if not all(piece.old and piece.new for piece in line)]
    kept = {near for place in changed for near in range(place - AROUND, place + AROUND + 1)}
    found: list[Piece] = []
    for place, line in enumerate(lines):
        if place in kept:
            found += line
        elif not found or found[-1] != LEFT_OUT:
            found.append(LEFT_OUT)
    return tuple(found)


def _lines(pieces: Iterable[Piece]) -> Sequence[Sequence[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        for text in piece.text.splitlines(keepends=True):
            lines[-1].append(Piece(text, piece.old, piece.new))
            if text.endswith(("\n", "\r")):
                lines.append([])
    return lines if lines[-1] else lines[:-1]
