"""Bars: lengths that are true, words that keep off each other, nothing told of what isn't shown."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from mpt.web.assets import STATIC
from mpt.web.charts import LETTER, NARROWEST, Bar, bars, funnel, percent
from mpt.web.lettering import plain, width
from tests.web.drawn import SVG, found, page_with, texts
from tests.web.hostile import TEXTS

Chart = Callable[..., Markup]
either = pytest.mark.parametrize("drawn", [bars, funnel])

WAY = [Bar("已加入", 400), Bar("已开始", 300, 400), Bar("已完成", 100, 400)]
any_bar = st.builds(
    Bar,
    st.text(max_size=60),
    st.none() | st.integers(0, 6_000_000),
    st.none() | st.integers(0, 6_000_000),
    st.text(max_size=30),
)


def lengths(chart: str, kind: str) -> list[str | None]:
    """Return how long the bars of just this kind are."""
    return [each.get("width") for each in found(chart, "rect") if each.get("class") == kind]


def test_a_funnel_is_drawn_on_one_scale_with_the_step_before_behind_each() -> None:
    chart = funnel("way", "400 joined, 100 finished", WAY)
    assert lengths(chart, "bar") == ["100%", "75%", "25%"]
    assert lengths(chart, "bar soft") == ["100%", "75%"]
    assert texts(chart, "label") == ["已加入", "已开始", "已完成"]
    assert texts(chart, "number") == ["400", "30075%", "10025%"]


def test_bars_are_shares_of_their_own_wholes() -> None:
    chart = bars("parts", "", [Bar("注塑车间", 112, 143), Bar("品质部", 9, 12), Bar("行政", 0, 30)])
    assert lengths(chart, "bar") == ["78.32%", "75%", "0%"]
    assert lengths(chart, "bar soft") == ["100%"] * 3
    assert texts(chart, "number") == ["11278%", "975%", "00%"]


def test_bars_without_a_whole_are_compared_with_the_largest() -> None:
    chart = bars("topics", "", [Bar("Pay", 50), Bar("Home", 200)])
    assert lengths(chart, "bar") == ["25%", "100%"]
    assert not lengths(chart, "bar soft")
    assert texts(chart, "number") == ["50", "200"]


@either
def test_what_is_not_shown_is_an_empty_frame(drawn: Chart) -> None:
    chart = drawn("parts", "", [Bar("行政", None, 8, "不足 10 人")])
    assert texts(chart, "number") == ["—不足 10 人"]
    assert lengths(chart, "bar unknown") == ["100%"]
    assert not lengths(chart, "bar")
    assert not lengths(chart, "bar soft")


def test_after_a_step_that_is_not_shown_nothing_stands_behind() -> None:
    chart = funnel("way", "", [Bar("已加入", 40), Bar("已开始", None, 40), Bar("已完成", 10, 40)])
    assert not lengths(chart, "bar soft")
    assert lengths(chart, "bar") == ["100%", "25%"]


@either
def test_nobody_yet_is_no_bar_and_no_share(drawn: Chart) -> None:
    chart = drawn("parts", "", [Bar("行政", 0), Bar("品质部", 0, 0)])
    assert lengths(chart, "bar") == ["0%", "0%"]
    assert texts(chart, "number") == ["0", "0"]


@either
def test_without_bars_there_is_no_chart(drawn: Chart) -> None:
    assert drawn("parts", "", []) == ""


def test_a_bar_never_leaves_its_chart() -> None:
    assert lengths(bars("parts", "", [Bar("品质部", 13, 12)]), "bar") == ["100%"]


@pytest.mark.parametrize(
    ("value", "of", "said"), [(1, 3, "33%"), (2, 3, "66%"), (1, 8, "12%"), (0, 7, "0%"), (7, 7, "100%")]
)
def test_shares_are_rounded_down_to_whole_percents(value: int, of: int, said: str) -> None:
    assert percent(value, of) == said


@either
def test_numbers_are_written_as_the_page_wants(drawn: Chart) -> None:
    assert texts(drawn("parts", "", [Bar("全部", 6_000_000, 6_000_000)]), "number") == ["6,000,000100%"]
    chart = drawn(
        "parts", "", [Bar("全部", 600, 1000)], number=lambda n: f"{n} 人", share=lambda n, of: f"{n / of:.1%}"
    )
    assert texts(chart, "number") == ["600 人60.0%"]


def test_a_long_label_is_cut_before_its_number_and_a_hint_before_the_label() -> None:
    long = Bar("装配二线夜班及临时支援小组（含劳务派遣）", 98, 98, "多于计划")
    chart = bars("parts", "", [long, Bar("品质部", 98, 98, "多于计划")])
    assert texts(chart, "label") == ["装配二线夜班及临时支援小组…", "品质部"]
    assert texts(chart, "number") == ["98100%", "98100% 多于计划"]


def test_a_chart_says_what_it_shows_under_ids_of_its_own() -> None:
    page = page_with(funnel("way", "100 of 400 finished", WAY), bars("parts", "Quality is ahead", WAY))
    images = [each for each in page.iter(SVG + "svg") if each.get("role") == "img"]
    said = {each.get("id"): each.text for each in page.iter(SVG + "title")}
    assert [said[each.get("aria-labelledby")] for each in images] == ["100 of 400 finished", "Quality is ahead"]


def test_sixty_bars_go_on_sheets_that_are_one_picture_to_who_hears_them() -> None:
    chart = bars("parts", "", [Bar(f"第 {n} 车间", n, 60) for n in range(60)])
    sheets = found(chart, "svg")
    assert [each.get("role") for each in sheets] == ["img"] + [None] * (len(sheets) - 1)
    assert [each.get("aria-hidden") for each in sheets] == [None] + ["true"] * (len(sheets) - 1)
    assert texts(chart, "label") == [f"第 {n} 车间" for n in range(60)]
    for sheet in sheets:
        tops = [int(each.get("transform", "").removesuffix(")").split()[-1]) for each in sheet.iter(SVG + "g")]
        assert tops == list(range(0, int(sheet.get("height", "")), 42))


@either
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_words_stay_words(drawn: Chart, text: str) -> None:
    chart = drawn("words", text, [Bar(text, 3, 4, text)])
    kinds = {each.tag for each in page_with(chart).iter()}
    assert kinds == {
        "html",
        "head",
        "title",
        "body",
        *(SVG + kind for kind in ("svg", "title", "g", "text", "tspan", "rect")),
    }
    assert [each.text or "" for each in found(chart, "title")] == [plain(text)]


@either
@given(rows=st.lists(any_bar, max_size=20))
def test_words_never_meet_and_bars_are_true(drawn: Chart, rows: list[Bar]) -> None:
    chart = drawn("parts", "", rows)
    assert "style" not in chart
    for label, number in zip(texts(chart, "label"), texts(chart, "number"), strict=True):
        assert width(label) + 0.5 + width(number) <= NARROWEST / LETTER
    assert len(found(chart, "text", "label")) == len(rows)
    assert all(0 <= float(each.get("width", "").removesuffix("%")) <= 100 for each in found(chart, "rect"))


def test_letters_are_as_large_as_the_stylesheet_makes_them() -> None:
    style = (STATIC / "staff.css").read_text(encoding="utf-8")
    assert f";font-size:{LETTER}px" in style.partition("\n.chart{")[2].partition("}")[0]
