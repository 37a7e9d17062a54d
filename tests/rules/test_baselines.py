"""What can be typed of a baseline, and what is refused."""

from datetime import date

import pytest

from mpt.rules import baselines
from mpt.rules.elements import FIGURES

TODAY = date(2026, 11, 30)


def test_a_figure_is_one_to_which_something_can_be_added() -> None:
    assert baselines.clean_figure("trained") is FIGURES["trained"]
    for key in ("", "nothing", "countries", "space_used", "center_used"):
        with pytest.raises(baselines.FigureError):
            baselines.clean_figure(key)


def test_a_year_is_one_of_the_programme() -> None:
    assert [baselines.clean_year(text, TODAY) for text in ("2010", " ２０１９ ", "2026")] == [2010, 2019, 2026]
    for text in ("", "2009", "2027", "19", "20190", "2016-22"):
        with pytest.raises(baselines.YearError):
            baselines.clean_year(text, TODAY)


def test_a_number_may_have_commas() -> None:
    assert [baselines.clean_number(text) for text in ("1", "1,130", "１，１３０", "100000000")] == [
        1,
        1130,
        1130,
        100_000_000,
    ]
    for text in ("", "0", "-4", "1.5", "100000001", "many", "1 130"):
        with pytest.raises(baselines.NumberError):
            baselines.clean_number(text)


def test_a_source_is_demanded_and_stands_on_one_line() -> None:
    assert baselines.clean_source("  Report 2022,\n page 4 ") == "Report 2022, page 4"
    assert len(baselines.clean_source("x" * 300)) == 300
    for text in ("", " \n "):
        with pytest.raises(baselines.SourceMissingError):
            baselines.clean_source(text)
    for text in ("x" * 301, "Report\u202e2022"):
        with pytest.raises(baselines.SourceLongError):
            baselines.clean_source(text)


def test_the_day_is_in_that_year_or_later_and_not_to_come() -> None:
    assert baselines.clean_as_of("2019/1/1", 2019, TODAY) == date(2019, 1, 1)
    assert baselines.clean_as_of("2026-11-30", 2019, TODAY) == TODAY
    for text in ("", "2018-12-31", "2026-12-01", "yesterday"):
        with pytest.raises(baselines.AsOfError):
            baselines.clean_as_of(text, 2019, TODAY)
