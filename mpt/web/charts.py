"""Bars, drawn here as SVG: they need no script, print well, and take their colours and letters from static/staff.css.

Across, a chart is as wide as its place: lengths are shares of it, letters keep their size. So one drawing can be read on a
phone and isn't huge on a desk. Down, all is in pixels. Words are cut for the narrowest place; the table beneath has the whole.

Each chart has a `prefix`, which keeps its ids apart from those of others on the page, and an `essence`: the sentence for
who can't see it. One with nothing to show is empty. Lines over time are in `mpt.web.timeline`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mpt.web.lettering import cut, plain, width

NARROWEST = 288
"""Pixels that a chart has on the narrowest phone."""
LETTER = 14
"""Pixels of a letter's height in labels and numbers."""
HIDDEN = "—"
"""What stands for a value that isn't shown."""

_ROW_HEIGHT = 42
_ROWS_A_SHEET = 6
_CHART = Markup(
    '<svg class="chart {kind}" width="100%" height="{height}" role="img" aria-labelledby="{prefix}-says">'
    '<title id="{prefix}-says">{essence}</title>{drawn}</svg>'
)
_NEXT_SHEET = Markup('<svg class="chart" width="100%" height="{height}" aria-hidden="true">{drawn}</svg>')
_ROW = Markup('<g transform="translate(0 {y})">{drawn}</g>')
_WORDS = Markup(
    '<text class="label" y="15">{label}</text>'
    '<text class="number" x="100%" y="15" text-anchor="end">{value}<tspan class="soft" dx="7">{more}</tspan></text>'
)
_STRIP = Markup('<rect class="{kind}" y="22" width="{length:g}%" height="10" rx="3"/>')

Number = Callable[[int], str]
Share = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` of a whole `of`, None where it isn't shown. `hint` stands beside the number where there's room."""

    label: str
    value: int | None
    of: int | None = None
    hint: str = ""


def thousands(value: int) -> str:
    """Write a number as both our languages do: 6,000."""
    return f"{value:,}"


def percent(value: int, of: int) -> str:
    """Write what share `value` is of `of`, which isn't 0, in whole percents, rounded down as all figures here: 78%."""
    return f"{100 * value // of}%"


def funnel(
    prefix: str, essence: str, steps: Sequence[Bar], *, number: Number = thousands, share: Share = percent
) -> Markup:
    """Return the steps that a group takes, on one scale; behind each, soft, how many had taken the step before."""
    most = _most(step.value for step in steps)
    rows = []
    before: float | None = None
    for step in steps:
        length = _part(step.value, most)
        rows.append(_words(step, number, share) + _strips(before, length))
        before = length
    return _sheets(prefix, essence, rows)


def bars(
    prefix: str, essence: str, rows: Sequence[Bar], *, number: Number = thousands, share: Share = percent
) -> Markup:
    """Return bars that compare groups: each is a share of its own whole, or of the largest value where it has none."""
    most = _most(row.value for row in rows)
    drawn = []
    for row in rows:
        behind, whole = (None, most) if row.of is None else (1, row.of)
        drawn.append(_words(row, number, share) + _strips(behind, _part(row.value, whole)))
    return _sheets(prefix, essence, drawn)


def chart(prefix: str, essence: str, kind: str, height: int, drawn: Markup) -> Markup:
    """Return an SVG of a kind that the stylesheet knows, `height` pixels high, that says its `essence`."""
    return _CHART.format(prefix=prefix, essence=plain(essence), kind=kind, height=height, drawn=drawn)


def _most(values: Iterable[int | None]) -> int:
    return max((value or 0 for value in values), default=0)


def _part(value: int | None, whole: int) -> float | None:
    if value is None:
        return None
    return min(value / whole, 1) if whole else 0


def _words(bar: Bar, number: Number, share: Share) -> Markup:
    """Return a bar's label and number. The number is never cut, and the hint sooner than the label."""
    value = HIDDEN if bar.value is None else number(bar.value)
    part = share(bar.value, bar.of) if bar.value is not None and bar.of else ""
    room = NARROWEST / LETTER - width(f"{value}  {part}")
    label = cut(bar.label, room)
    hint = cut(bar.hint, room - width(f"{label}  "))
    return _WORDS.format(label=label, value=value, more=f"{part} {hint}".strip())


def _strips(behind: float | None, length: float | None) -> Markup:
    """Return a bar over what stands behind it; an empty frame where its value isn't shown."""
    if length is None:
        return _STRIP.format(kind="bar unknown", length=100)
    soft = _STRIP.format(kind="bar soft", length=round(100 * behind, 2)) if behind else Markup()
    return soft + _STRIP.format(kind="bar", length=round(100 * length, 2))


def _sheets(prefix: str, essence: str, rows: Sequence[Markup]) -> Markup:
    """Return rows below each other, on sheets that a printer takes to the next page whole."""
    sheets = [_sheet(rows[first : first + _ROWS_A_SHEET]) for first in range(0, len(rows), _ROWS_A_SHEET)]
    if not sheets:
        return Markup()
    (height, drawn), *others = sheets
    first_sheet = chart(prefix, essence, "bars", height, drawn)
    return first_sheet + Markup().join(_NEXT_SHEET.format(height=height, drawn=drawn) for height, drawn in others)


def _sheet(rows: Sequence[Markup]) -> tuple[int, Markup]:
    """Return how high these rows are together, and the rows."""
    placed = (_ROW.format(y=place * _ROW_HEIGHT, drawn=row) for place, row in enumerate(rows))
    return len(rows) * _ROW_HEIGHT, Markup().join(placed)
