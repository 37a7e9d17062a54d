"""Columns of a report: a long name wraps before a date or a number does."""

import pytest

from mpt.paper.columns import LINE, column_widths


def test_columns_are_as_wide_as_their_longest_cell_where_there_is_room():
    assert column_widths(("部门", "n"), (("装配车间", "1"), ("食堂", "1,482"))) == [8 + 2, 5 + 2]


def test_a_long_name_leaves_dates_and_numbers_on_one_line():
    name, date, number = column_widths(("", "", ""), (("很长的名字" * 30, "30 November 2026", "27.7 %"),))

    assert (date, number) == (pytest.approx(16.35 + 2), 6 + 2)
    assert name == pytest.approx(LINE - date - number)


def test_columns_that_want_too_much_share_what_is_left_evenly():
    long = "word " * 40

    assert column_widths(("", "", ""), ((long, long, "27.7 %"),)) == pytest.approx([46, 46, 8])


def test_a_long_head_may_wrap_but_its_words_stay_whole():
    [width] = column_widths(("Started at least one lesson",), (("9",),))

    assert len("Started") + 2 < width < len("Started at least one lesson")


def test_a_short_head_stays_on_its_line_where_nothing_stands_below_it():
    assert column_widths(("完成率",), ()) == [6 + 2]


@pytest.mark.parametrize("columns", [1, 7, 40])
def test_words_beyond_all_measure_take_no_more_than_an_equal_part(columns):
    assert sum(column_widths(("W" * 90,) * columns, (("W" * 90,) * columns,))) == pytest.approx(LINE)
