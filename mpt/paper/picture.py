"""Small pictures of drawings: few colours, and so a third of the bytes that the typesetter's own PNG has."""

import io
from pathlib import Path

from PIL import Image

from mpt.paper.fonts import typeset

_COLOURS = 64
_POINTS_AN_INCH = 72


def picture(template: Path | bytes, data: object, side: int) -> bytes:
    """Return a square page as an opaque PNG; `template` sets it `side` points wide, so that a point is a pixel."""
    return few_colours(typeset(template, data, format="png", ppi=_POINTS_AN_INCH), Image.Quantize.MEDIANCUT)


def few_colours(large: bytes, method: Image.Quantize) -> bytes:
    """Return a PNG in 64 colours and opaque.

    Paper-cuts are flat: 64 colours hold them and the soft edges between. Dots would be seen, and cost bytes. What is made
    while somebody waits takes FASTOCTREE: a tenth more bytes in a seventh of the time.
    """
    file = io.BytesIO()
    with Image.open(io.BytesIO(large)) as image:
        few = image.convert("RGB").quantize(_COLOURS, method, dither=Image.Dither.NONE)
        few.putpalette(bytes(255 if shade >= 254 else shade for shade in few.getpalette() or ()))  # white stays white
        few.save(file, "PNG", optimize=method is not Image.Quantize.FASTOCTREE)
    return file.getvalue()
