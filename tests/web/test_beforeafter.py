"""Before and after on one scale: places that are true, words that keep off each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.web.beforeafter import Scale, Two, before_after
from mpt.web.charts import LETTER, NARROWEST
from mpt.web.lettering import width
from tests.web.drawn import found, page_with, texts
from tests.web.hostile import TEXTS

FACES = Scale(100, 500, "1 不是", "5 就是")


def number(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}"


def drawn(*rows: Two) -> str:
    return str(before_after("faces", "Means", rows, FACES, number))


def test_a_ring_is_before_and_a_dot_after_with_a_band_between() -> None:
    chart = drawn(Two("数越大越好", 100, 300), Two("数越小越好", 500, 400))
    assert [each.get("cx") for each in found(chart, "circle", "line")] == ["2.5%", "97.5%"]
    assert [each.get("cx") for each in found(chart, "circle", "bar")] == ["50%", "73.75%"]
    assert [(each.get("x"), each.get("width")) for each in found(chart, "rect")] == [
        ("2.5%", "47.5%"), ("73.75%", "23.75%"),
    ]  # fmt: skip
    assert texts(chart, "label") == ["数越大越好", "数越小越好"]
    assert texts(chart, "number") == ["1.00 → 3.00", "5.00 → 4.00"]
    assert texts(chart, "scale") == ["1 不是", "5 就是"]


def test_rows_are_below_each_other_and_the_ends_of_the_scale_below_all() -> None:
    chart = drawn(Two("A", 100, 100), Two("B", 100, 100))
    assert [each.get("transform") for each in found(chart, "g")] == ["translate(0 0)", "translate(0 62)"]
    assert {each.get("y") for each in found(chart, "text", "scale")} == {"136"}
    assert found(chart, "svg", "chart bars")[0].get("height") == "144"


def test_the_interval_of_the_change_is_set_out_from_the_ring_and_ends_where_the_scale_does() -> None:
    chart = drawn(Two("A", 200, 300, (50, 150), "+1.00, 95 %: from +0.50 to +1.50"), Two("B", 400, 480, (20, 140)))
    # From 250 to 350 is from 3/8 to 5/8 of the way; 540 is beyond the last face and stays there.
    ends = [(each.get("x1"), each.get("x2"), each.get("y1"), each.get("y2")) for each in found(chart, "line", "line")]
    assert ends == [
        ("38.12%", "61.88%", "29", "29"), ("38.12%", "38.12%", "24", "34"), ("61.88%", "61.88%", "24", "34"),
        ("78.5%", "97.5%", "29", "29"), ("78.5%", "78.5%", "24", "34"), ("97.5%", "97.5%", "24", "34"),
    ]  # fmt: skip
    assert texts(chart, "scale") == ["+1.00, 95 %: from +0.50 to +1.50", "1 不是", "5 就是"]


def test_without_rows_there_is_no_drawing() -> None:
    assert drawn() == ""


@pytest.mark.parametrize("hostile", TEXTS)
def test_hostile_words_stay_words(hostile: str) -> None:
    page_with(str(before_after("faces", hostile, [Two(hostile, 100, 200)], Scale(100, 500, hostile, hostile), number)))


@given(st.text(max_size=60), st.integers(100, 500), st.integers(100, 500))
def test_words_keep_off_numbers_and_marks_stay_on_the_scale(label: str, before: int, after: int) -> None:
    chart = drawn(Two(label, before, after))
    written = sum(width(text) for kind in ("label", "number") for text in texts(chart, kind))
    assert written <= NARROWEST / LETTER
    assert all(2.5 <= float(str(each.get("cx")).rstrip("%")) <= 97.5 for each in found(chart, "circle"))
