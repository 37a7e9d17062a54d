"""Lines over time, drawn as `mpt.web.charts` draws bars."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Self

from markupsafe import Markup

from mpt.web.charts import HIDDEN, LETTER, Number, chart, thousands
from mpt.web.lettering import cut, width

BEFORE, FAR_BEFORE, AFTER = 54, 92, 116
"""Pixels that the stylesheet leaves beside the lines: for the numbers before them, short or long, and the names after."""
TICK = 12
"""Pixels of a letter's height along the axes."""

_ABOVE, _PLOT, _BELOW = 14, 180, 26
_NAME_HEIGHT, _LOWEST_NAME = 34, 164.0
_INDENT, _SAMPLE = 10, 18
_CHART = Markup('<g transform="translate(0 {y})">{drawn}</g>')
_ROUND = Markup(
    '<line class="grid" x2="100%" y1="{y}" y2="{y}"/>'
    '<text class="scale" x="-8" y="{y}" dy="4" text-anchor="end">{number}</text>'
)
_DAYS = Markup(
    '<text class="scale" x="{left}" y="{y}">{first}</text>'
    '<text class="scale" x="100%" y="{y}" text-anchor="middle">{last}</text>'
)
_CURVES = Markup(
    '<svg width="100%" height="{height}" viewBox="0 0 1000 {height}" preserveAspectRatio="none" overflow="visible">'
    "{curves}</svg>"
)
_PATH = Markup('<path class="halo {kind} line-{n}" d="{d}"/><path class="line {kind} line-{n}" d="{d}"/>')
_NAME = Markup(
    '<svg x="100%" y="{y}" overflow="visible">{sample}'
    '<text class="number" x="{after}">{value}</text><text class="label" x="{x}" y="16">{label}</text></svg>'
)

Point = tuple[date, int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line over time, its points in order. Where a point has no value there is a gap."""

    label: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where days and values are: from day to day, from 0 up to a round number that the highest value doesn't pass."""

    first: date
    last: date
    step: int
    top: int

    @classmethod
    def around(cls, points: Sequence[Point]) -> Self:
        days = [day for day, _ in points]
        most = max(1, *(value or 0 for _, value in points))
        step = _step(most)
        return cls(min(days), max(days), step, -(-most // step) * step)

    def x(self, day: date) -> float:
        """Return how far right a day is, in thousandths. One day alone is the last."""
        return round(1000 * (day - self.first) / (self.last - self.first), 1) if day < self.last else 1000

    def y(self, value: int) -> float:
        return round(_PLOT * (1 - value / self.top), 1)


def series(
    prefix: str,
    essence: str,
    lines: Sequence[Line],
    *,
    number: Number = thousands,
    day: Callable[[date], str] = date.isoformat,
) -> Markup:
    """Return at most three lines that share an axis from 0, each with its name and last value at its end.

    `day` writes the first and the last day, short enough for nine letters of Chinese: 2026年11月24日.
    """
    points = [point for line in lines for point in line.points]
    if not points:
        return Markup()
    plot = _Plot.around(points)
    rounds = [(plot.y(value), number(value)) for value in range(0, plot.top + 1, plot.step)]
    is_far = any(width(each) * TICK > BEFORE - 8 for _, each in rounds)
    curves = Markup().join(_curve(plot, n, line) for n, line in enumerate(lines, 1))
    drawn = [
        *(_ROUND.format(y=f"{y:g}", number=each) for y, each in rounds),
        _days(plot, FAR_BEFORE if is_far else BEFORE, day),
        _CURVES.format(height=_PLOT, curves=curves),
        *_names(plot, lines, number),
    ]
    inside = _CHART.format(y=_ABOVE, drawn=Markup().join(drawn))
    return chart(prefix, essence, "series far" if is_far else "series", _ABOVE + _PLOT + _BELOW, inside)


def _step(most: int) -> int:
    """Return the least of 1, 2, 5, 10, 20, 50 and so on that reaches `most` in four steps."""
    step = 1
    while 4 * step < most:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _days(plot: _Plot, before: int, day: Callable[[date], str]) -> Markup:
    first = day(plot.first) if plot.first < plot.last else ""
    return _DAYS.format(left=-before, y=_PLOT + _BELOW - 4, first=cut(first, 9), last=cut(day(plot.last), 9))


def _curve(plot: _Plot, n: int, line: Line) -> Markup:
    """Return a line from point to point, nothing across a gap, and a dot on its last point and where one stands alone."""
    runs = [
        [f"{plot.x(day):g} {plot.y(value):g}" for day, value in run if value is not None]
        for is_gap, run in groupby(line.points, lambda point: point[1] is None)
        if not is_gap
    ]
    dots = [run[-1] for run in runs if len(run) == 1 or run is runs[-1]]
    curve = _PATH.format(n=n, kind="curve", d="".join(f"M{'L'.join(run)}" for run in runs))
    return curve + _PATH.format(n=n, kind="point", d="".join(f"M{dot}h0" for dot in dots))


def _names(plot: _Plot, lines: Sequence[Line], number: Number) -> list[Markup]:
    """Return what stands at the end of each line, at the height of the last value that it shows."""
    shown = [[value for _, value in line.points if value is not None] for line in lines]
    places = _apart([plot.y(values[-1]) if values else _PLOT for values in shown])
    return [_name(n, line, place, number) for n, (line, place) in enumerate(zip(lines, places, strict=True), 1)]


def _name(n: int, line: Line, y: float, number: Number) -> Markup:
    """Return a piece of a line, its last value, and below these its name."""
    value = line.points[-1][1] if line.points else None
    return _NAME.format(
        sample=_PATH.format(n=n, kind="curve", d=f"M{_INDENT}-5h12"),
        y=f"{y:g}",
        x=_INDENT,
        after=_INDENT + _SAMPLE,
        value=HIDDEN if value is None else number(value),
        label=cut(line.label, (AFTER - _INDENT) / LETTER),
    )


def _apart(heights: Sequence[float]) -> list[float]:
    """Return places for names, each as near to its height as leaves room for those above it and those below it."""
    places = [0.0] * len(heights)
    lowest = _LOWEST_NAME
    for above, index in reversed(list(enumerate(sorted(range(len(heights)), key=heights.__getitem__)))):
        places[index] = min(max(heights[index], above * _NAME_HEIGHT), lowest)
        lowest = places[index] - _NAME_HEIGHT
    return places
