"""Colours of a drawing as those of the page, so that it turns with light and dark."""

import re

from PIL import ImageColor

PAGE = {
    "currentColor": "#b8392a",
    "var(--lamp)": "#f0b042",
    "var(--glow)": "#fdeecb",
    "var(--paper)": "#fbf6ec",
    "var(--card)": "#fffdf8",
    "var(--ink)": "#2a2622",
    "var(--soft)": "#6f655a",
    "var(--line)": "#e7dccb",
}
"""The page's colours by day, by what a drawing calls them. `currentColor` is the red of the paper-cuts."""

INK = "var(--ink)"
_SHARE = re.compile(r"(rgb|hsl)a?\(([^,]{1,20},[^,]{1,20},[^,]{1,20}),\s*([0-9]{0,3}\.?[0-9]{1,9})(%?)\s*\)")
NONE = frozenset({"none", "transparent"})
_OWN = {name.lower(): name for name in (*PAGE, "var(--cut)")}


def on_page(colour: str) -> tuple[str, float] | None:
    """Return the page's colour that is nearest to one as SVG writes it, and how opaque it is, from 0 to 1; None for no colour."""
    text = colour.strip().lower()
    if text in NONE:
        return "none", 1
    if text in _OWN:
        return _OWN[text], 1
    text, opacity = _opaque(text)
    try:
        red, green, blue, *alpha = ImageColor.getrgb(text)
    except ValueError:
        return None
    nearest = min(PAGE, key=lambda name: _distance((red, green, blue), ImageColor.getrgb(PAGE[name])))
    return nearest, round(alpha[0] / 255, 2) if alpha else opacity


def _opaque(colour: str) -> tuple[str, float]:
    """Return a colour without the share that follows its three numbers, as in rgba(0, 0, 0, .5), and that share."""
    found = _SHARE.fullmatch(colour)
    if not found:
        return colour, 1
    share = float(found[3]) / (100 if found[4] else 1)
    return f"{found[1]}({found[2]})", round(min(share, 1), 2)


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return how different two colours look: by the usual weights, which go by how red they are."""
    red = (one[0] + other[0]) / 2
    weights = (2 + red / 256, 4, 2 + (255 - red) / 256)
    return sum(weight * (a - b) ** 2 for weight, a, b in zip(weights, one, other, strict=False))
