"""Lines over time: true heights, gaps where nothing is shown, names that keep off each other."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.web.assets import STATIC
from mpt.web.charts import LETTER, NARROWEST
from mpt.web.lettering import plain, width
from mpt.web.timeline import AFTER, BEFORE, FAR_BEFORE, TICK, Line, series
from tests.web.drawn import SVG, found, page_with, texts
from tests.web.hostile import TEXTS

FIRST = date(2026, 3, 1)


def weeks(*values: int | None) -> list[tuple[date, int | None]]:
    """Return one value a week."""
    return [(FIRST + timedelta(weeks=number), value) for number, value in enumerate(values)]


def curve(chart: str, n: int) -> str:
    """Return the path of the line."""
    return str(found(chart, "path", f"line curve line-{n}")[0].get("d"))


def dots(chart: str, n: int) -> str:
    """Return where a line has dots."""
    return str(found(chart, "path", f"line point line-{n}")[0].get("d"))


def heights(chart: str) -> list[float]:
    """Return where the names stand, down from the top, in the order of the lines."""
    return [float(each.get("y", "")) for each in found(chart, "svg") if each.get("x") == "100%"]


any_line = st.builds(
    lambda label, values: Line(label, weeks(*values)),
    st.text(max_size=30),
    st.lists(st.none() | st.integers(0, 6_000_000), max_size=80),
)


def test_lines_go_from_point_to_point_up_from_nothing() -> None:
    chart = series("weeks", "", [Line("已加入", weeks(0, 100, 400)), Line("已完成", weeks(0, 0, 300))])
    assert curve(chart, 1) == "M0 180L500 135L1000 0"
    assert curve(chart, 2) == "M0 180L500 180L1000 45"
    assert dots(chart, 1) == "M1000 0h0"
    assert texts(chart, "scale")[:-2] == ["0", "100", "200", "300", "400"]
    assert texts(chart, "scale")[-2:] == ["2026-03-01", "2026-03-15"]
    assert texts(chart, "number") == ["400", "300"]
    assert texts(chart, "label") == ["已加入", "已完成"]


def test_a_week_that_is_not_shown_is_a_gap_and_a_lone_one_a_dot() -> None:
    chart = series("weeks", "", [Line("已完成", weeks(10, 20, None, 40, None))])
    assert curve(chart, 1) == "M0 135L250 90M750 0"
    assert dots(chart, 1) == "M750 0h0"
    assert texts(chart, "number") == ["—"]
    lone = series("weeks", "", [Line("已完成", weeks(40, None, 10, 10))])
    assert dots(lone, 1) == "M0 0h0M1000 135h0"


def test_days_are_as_far_apart_as_they_were() -> None:
    points = [(FIRST, 4), (FIRST + timedelta(days=1), 4), (FIRST + timedelta(days=10), 4)]
    assert curve(series("weeks", "", [Line("已完成", points)]), 1) == "M0 0L100 0L1000 0"


def test_one_week_is_a_dot_at_the_end_with_one_day() -> None:
    chart = series("weeks", "", [Line("已完成", weeks(5))])
    assert dots(chart, 1) == "M1000 30h0"
    assert texts(chart, "scale") == ["0", "2", "4", "6", "", "2026-03-01"]


def test_nobody_yet_is_a_line_along_the_ground() -> None:
    chart = series("weeks", "", [Line("已加入", weeks(0, 0)), Line("已完成", weeks(None, None)), Line("证书", [])])
    assert curve(chart, 1) == "M0 180L1000 180"
    assert curve(chart, 2) == curve(chart, 3) == dots(chart, 2) == ""
    assert texts(chart, "number") == ["0", "—", "—"]
    assert texts(chart, "scale")[:2] == ["0", "1"]


@pytest.mark.parametrize("lines", [[], [Line("已加入", [])]])
def test_without_points_there_is_no_chart(lines: list[Line]) -> None:
    assert series("weeks", "", lines) == ""


@pytest.mark.parametrize(
    ("most", "rounds"),
    [
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (13, [0, 5, 10, 15]),
        (758, [0, 200, 400, 600, 800]),
        (2001, [0, 1000, 2000, 3000]),
        (6_000_000, [0, 2_000_000, 4_000_000, 6_000_000]),
    ],
)
def test_the_scale_has_few_round_numbers_up_to_the_most(most: int, rounds: list[int]) -> None:
    chart = series("weeks", "", [Line("已加入", weeks(0, most))], number=str)
    assert texts(chart, "scale")[:-2] == [str(each) for each in rounds]


def test_numbers_and_days_are_written_as_the_page_wants() -> None:
    chart = series(
        "weeks",
        "",
        [Line("已加入", weeks(0, 2))],
        number=lambda n: f"{n} 人",
        day=lambda day: f"{day.month}月{day.day}日",
    )
    assert texts(chart, "scale") == ["0 人", "1 人", "2 人", "3月1日", "3月8日"]
    assert texts(chart, "number") == ["2 人"]


def test_long_numbers_get_more_room() -> None:
    assert found(series("weeks", "", [Line("", weeks(0, 9_000))]), "svg", "series")[0].get("class") == "chart series"
    far = series("weeks", "", [Line("", weeks(0, 6_000_000))])
    assert found(far, "svg", "series far")
    assert found(far, "text", "scale")[-2].get("x") == f"-{FAR_BEFORE}"


def test_a_chart_says_what_it_shows() -> None:
    page = page_with(series("weeks", "Twice as many as in March", [Line("", weeks(1, 2))]))
    chart = next(page.iter(SVG + "svg"))
    title = next(page.iter(SVG + "title"))
    assert (chart.get("role"), chart.get("aria-labelledby")) == ("img", title.get("id"))
    assert title.text == "Twice as many as in March"


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_words_stay_words(text: str) -> None:
    chart = series("words", text, [Line(text, weeks(1, 2))])
    kinds = {each.tag for each in page_with(chart).iter()}
    assert kinds == {
        "html",
        "head",
        "title",
        "body",
        *(SVG + kind for kind in ("svg", "title", "g", "text", "line", "path")),
    }
    assert [each.text or "" for each in found(chart, "title")] == [plain(text)]


@given(st.lists(any_line, max_size=3))
def test_nothing_leaves_its_place_and_names_never_meet(lines: list[Line]) -> None:
    chart = series("weeks", "", lines)
    assert "style" not in chart
    for path in found(chart, "path", "line-1"):
        for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", str(path.get("d"))):
            assert 0 <= float(x) <= 1000
            assert 0 <= float(y) <= 180
    places = sorted(heights(chart))
    assert all(0 <= place <= 180 - 16 for place in places)
    assert all(round(below - above, 3) >= 34 for above, below in pairwise(places))
    assert all(width(name) * LETTER <= AFTER - 10 for name in texts(chart, "label"))
    assert all(width(number) * LETTER <= AFTER - 28 for number in texts(chart, "number"))


@given(st.integers(1, 9_999_999), st.sampled_from(["2026年11月24日", "24 November 2026", "2026-11-24"]))
def test_numbers_and_days_have_room_on_the_narrowest_phone(most: int, written: str) -> None:
    chart = series("weeks", "", [Line("", weeks(0, most))], day=lambda _day: written)
    *rounds, first, last = texts(chart, "scale")
    before = FAR_BEFORE if found(chart, "svg", "far") else BEFORE
    assert all(width(each) * TICK <= before - 8 for each in rounds)
    middle_of_last = NARROWEST - AFTER
    assert width(first) * TICK <= middle_of_last - width(last) * TICK / 2
    assert width(last) * TICK / 2 <= AFTER


def test_the_stylesheet_leaves_the_room_that_lines_count_on() -> None:
    style = (STATIC / "staff.css").read_text(encoding="utf-8")
    assert f".series{{width:calc(100% - {BEFORE + AFTER}px);margin-left:{BEFORE}px;" in style
    assert f".far{{width:calc(100% - {FAR_BEFORE + AFTER}px);margin-left:{FAR_BEFORE}px}}" in style
    assert f".scale{{fill:var(--soft);font-size:{TICK}px}}" in style
