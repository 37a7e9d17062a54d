"""The icon by which a phone shows the platform among its apps, as pictures: not every phone takes the drawing itself."""

from functools import lru_cache

from mpt.paper.picture import picture

_TEMPLATE = b"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.side * 1pt, height: data.side * 1pt, margin: 0pt, fill: rgb(data.ground))
#set align(center + horizon)
#image(bytes(data.drawing), format: "svg", width: data.share * 100%)
"""


@lru_cache(maxsize=8)
def png(drawing: str, side: int, ground: str, share: float) -> bytes:
    """Return an SVG as a picture `side` pixels wide and high, on a `ground`, of which it takes a `share` of the width."""
    return picture(_TEMPLATE, {"drawing": drawing, "side": side, "ground": ground, "share": share}, side)
