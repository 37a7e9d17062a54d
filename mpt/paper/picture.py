"""Small pictures of drawings: few colours, and so a third of the bytes that the typesetter's own PNG has."""

import io
from pathlib import Path

from PIL import Image

from mpt.paper.fonts import typeset

_COLOURS = 64
_POINTS_AN_INCH = 72


def picture(template: Path | bytes, data: object, side: int) -> bytes:
    """Return a square page as an opaque PNG; `template` sets it `side` points wide, so that a point is a pixel."""
    large = typeset(template, data, format="png", ppi=_POINTS_AN_INCH)
    file = io.BytesIO()
    with Image.open(io.BytesIO(large)) as image:
        # Paper-cuts are flat: 64 colours hold them and the soft edges between. Dots would be seen, and cost bytes.
        few = image.convert("RGB").quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True)
    return file.getvalue()
