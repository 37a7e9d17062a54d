"""Before and after, drawn as `mpt.web.charts` draws bars: a row each with a ring and a dot on one scale.

A dark line through the dot is the interval of the change, set out from the ring.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mpt.web.charts import LETTER, NARROWEST, Number, chart
from mpt.web.lettering import cut, width

_ROW_HEIGHT, _ALONG, _BELOW = 62, 29, 51
_SMALL_LETTER = 12
"""Pixels of a letter's height below a row."""
_EDGE = 2.5
"""What is left free at both ends of the scale, in percent, so that no ring is cut off."""
_ROW = Markup(
    '<g transform="translate(0 {y})"><text class="label" y="15">{label}</text>'
    '<text class="number" x="100%" y="15" text-anchor="end">{numbers}</text>'
    '<line class="grid" x2="100%" y1="{along}" y2="{along}"/>'
    '<rect class="bar soft" x="{left:g}%" y="{top}" width="{length:g}%" height="8"/>'
    '{interval}<circle class="line" cx="{before:g}%" cy="{along}" r="6"/>'
    '<circle class="bar" cx="{after:g}%" cy="{along}" r="5"/>{said}</g>'
)
_SAID = Markup('<text class="scale" y="{y}">{says}</text>')
_INTERVAL = Markup('<line class="line line-3" x1="{x1:g}%" x2="{x2:g}%" y1="{y1}" y2="{y2}"/>')
_ENDS = Markup(
    '<text class="scale" y="{y}">{low}</text><text class="scale" x="100%" y="{y}" text-anchor="end">{high}</text>'
)


@dataclass(frozen=True, slots=True)
class Two:
    """What a row shows: two values of one thing, from where to where their difference lies, and what to say of it."""

    label: str
    before: int
    after: int
    interval: tuple[int, int] | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where the values go, and what stands at both ends."""

    first: int
    last: int
    low: str
    high: str

    def place(self, value: int) -> float:
        """Return how far right a value is, in percent; one beyond an end is at that end."""
        value = min(max(value, self.first), self.last)
        return round(_EDGE + (100 - 2 * _EDGE) * (value - self.first) / (self.last - self.first), 2)


def before_after(prefix: str, essence: str, rows: Sequence[Two], scale: Scale, number: Number) -> Markup:
    """Return a ring for each value before and a dot for the one after; nothing where there are no rows."""
    if not rows:
        return Markup()
    drawn = [_row(each, place * _ROW_HEIGHT, scale, number) for place, each in enumerate(rows)]
    below = len(rows) * _ROW_HEIGHT + 12
    drawn.append(_ENDS.format(y=below, low=cut(scale.low, 10), high=cut(scale.high, 10)))
    return chart(prefix, essence, "bars", below + 8, Markup().join(drawn))


def _row(each: Two, y: int, scale: Scale, number: Number) -> Markup:
    numbers = f"{number(each.before)} → {number(each.after)}"
    before, after = scale.place(each.before), scale.place(each.after)
    return _ROW.format(
        y=y,
        label=cut(each.label, NARROWEST / LETTER - width(f"{numbers}  ")),
        numbers=numbers,
        along=_ALONG,
        top=_ALONG - 4,
        left=min(before, after),
        length=round(abs(after - before), 2),
        before=before,
        after=after,
        interval=_interval(each, scale),
        said=_SAID.format(y=_BELOW, says=cut(each.says, NARROWEST / _SMALL_LETTER)) if each.says else "",
    )


def _interval(each: Two, scale: Scale) -> Markup:
    """Return a line from end to end, with a stroke across at either."""
    if each.interval is None:
        return Markup()
    low, high = (scale.place(each.before + end) for end in each.interval)
    lines = ((low, high, _ALONG, _ALONG), *((end, end, _ALONG - 5, _ALONG + 5) for end in (low, high)))
    return Markup().join(_INTERVAL.format(x1=x1, x2=x2, y1=y1, y2=y2) for x1, x2, y1, y2 in lines)
