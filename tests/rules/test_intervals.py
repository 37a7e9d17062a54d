"""Intervals against values that were worked out by hand, against published ones, and against another way to reckon them."""

import math
import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.intervals import (
    Interval,
    Z,
    of_correlation,
    of_difference,
    of_means,
    of_one_share,
    of_shares,
    t_quantile,
)

T_TABLE = {9: 2.262157, 19: 2.093024, 29: 2.045230, 59: 2.000995, 119: 1.980100}
"""Published quantiles of t for 97.5 %: Abramowitz and Stegun have 2.262, 2.093, 2.045, and 2.000 and 1.980 for 60 and 120."""


@pytest.mark.parametrize(("freedom", "published"), T_TABLE.items())
def test_the_quantile_of_t_is_the_published_one(freedom: int, published: float) -> None:
    assert t_quantile(freedom) == pytest.approx(published, abs=0.00002)


def test_with_many_it_is_that_of_the_normal_distribution() -> None:
    assert pytest.approx(statistics.NormalDist().inv_cdf(0.975), abs=1e-12) == Z
    assert t_quantile(10**9) == pytest.approx(Z, abs=1e-8)


def test_ten_who_went_up() -> None:
    # "My child confides in me": seven went up by 1, two by 2, one stayed. By hand:
    # sum 7 + 4 = 11, mean 1.1; squares 7 + 8 = 15; 15 - 11 * 11 / 10 = 2.9; / 9 = 0.32222; root 0.56765; / root of 10 = 0.17951
    # times 2.2622 = 0.4061: from 0.6939 to 1.5061.
    assert of_means({(1, 2): 7, (1, 3): 2, (3, 3): 1}) == Interval(69, 151)


def test_twenty_of_whom_most_went_down() -> None:
    # "It's too much for me": ten went down by 1, four by 2, five stayed, one went up by 1. By hand:
    # sum -10 - 8 + 1 = -17, mean -0.85; squares 10 + 16 + 1 = 27; 27 - 289 / 20 = 12.55; / 19 = 0.66053; root 0.81273
    # / root of 20 = 0.18173; times 2.0930 = 0.3804: from -1.2304 to -0.4696.
    assert of_means({(4, 3): 10, (4, 2): 4, (3, 3): 5, (2, 3): 1}) == Interval(-123, -47)


def test_ten_of_whom_four_more_said_yes_and_one_no_longer_did() -> None:
    # "Did you contact the teacher?", yes is the first. By hand: (4 - 1) / (10 + 2) = 0.25;
    # 4 + 1 + 1 - 9 / 12 = 5.25; root 2.29129; / 12 = 0.19094; times 1.95996 = 0.37424: from -0.1242 to 0.6242.
    counted = {(1, 0): 4, (0, 1): 1, (0, 0): 2, (1, 1): 3}
    assert of_shares(counted, 0) == Interval(-12, 62)
    assert of_shares(counted, 1) == Interval(-62, 12)


def test_thirty_of_whom_nine_more_said_yes_and_three_no_longer_did() -> None:
    # "Have you talked about body safety?" By hand: (9 - 3) / 32 = 0.1875; 9 + 3 + 1 - 36 / 32 = 11.875; root 3.44601;
    # / 32 = 0.10769; times 1.95996 = 0.21106: from -0.0236 to 0.3986.
    assert of_shares({(1, 0): 9, (0, 1): 3, (0, 0): 8, (1, 1): 10}, 0) == Interval(-2, 40)


def test_a_published_example_of_matched_pairs() -> None:
    # Agresti's approval ratings of 1600 voters: 794 approved twice, 150 no longer, 86 only the second time. From -0.06 to -0.02.
    assert of_shares({(0, 0): 794, (0, 1): 150, (1, 0): 86, (1, 1): 570}, 0) == Interval(-6, -2)


def test_of_several_answers_each_is_held_against_all_others() -> None:
    # To the third answer came 3 of 10 and went 1; how often others changed among themselves doesn't matter.
    # (3 - 1) / 12 = 0.16667; 3 + 1 + 1 - 4 / 12 = 4.66667; root 2.16025; / 12 = 0.18002; times 1.95996 = 0.35283.
    assert of_shares({(0, 2): 3, (2, 1): 1, (0, 1): 4, (2, 2): 2}, 2) == Interval(-19, 52)


def test_an_interval_ends_where_faces_and_percents_do() -> None:
    # Mean 3.9, spread 0.31623: 3.9 + 2.2622 * 0.1 is above 4.
    assert of_means({(0, 4): 9, (0, 3): 1}) == Interval(367, 400)
    assert of_means({(4, 0): 9, (3, 0): 1}) == Interval(-400, -367)
    # All ten came: 10 / 12 = 0.8333; 11 - 100 / 12 = 2.6667; root 1.63299; / 12 = 0.13608; times 1.95996 = 0.26672.
    assert of_shares({(1, 0): 10}, 0) == Interval(57, 100)
    assert of_shares({(1, 0): 10}, 1) == Interval(-100, -57)


def test_without_pairs_or_without_any_spread_there_is_none() -> None:
    assert of_means({}) is None
    assert of_means({(0, 1): 1}) is None
    assert of_means({(0, 1): 6, (2, 3): 4}) is None
    assert of_shares({}, 0) is None


PAIRS = st.tuples(st.integers(0, 4), st.integers(0, 4))


@pytest.mark.parametrize(("freedom", "published"), T_TABLE.items())
@given(data=st.data())
def test_means_are_as_the_library_reckons_them(freedom: int, published: float, data: st.DataObject) -> None:
    pairs = data.draw(st.lists(PAIRS, min_size=freedom + 1, max_size=freedom + 1))
    differences = [after - before for before, after in pairs]
    found = of_means(Counter(pairs))
    if len(set(differences)) == 1:
        assert found is None
        return
    assert found
    half = published * statistics.stdev(differences) / math.sqrt(len(differences))
    mean = statistics.fmean(differences)
    # Rounded to the nearest hundredth: half of one off, and the quantile's 0.00002.
    assert found.low / 100 == pytest.approx(max(mean - half, -4), abs=0.0051)
    assert found.high / 100 == pytest.approx(min(mean + half, 4), abs=0.0051)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=10, max_size=120), st.integers(0, 2))
def test_shares_are_as_fractions_with_a_half_more_in_each_cell_say(pairs: list[tuple[int, int]], place: int) -> None:
    # As Agresti and Min write it: each of the four cells gets a half, and then it's the interval of Wald.
    cells = Counter((before == place, after == place) for before, after in pairs)
    cell = {(was, now): Fraction(cells[was, now]) + Fraction(1, 2) for was in (True, False) for now in (True, False)}
    n = sum(cell.values())
    centre = (cell[False, True] - cell[True, False]) / n
    variance = ((cell[False, True] + cell[True, False]) / n - centre**2) / n
    half = statistics.NormalDist().inv_cdf(0.975) * math.sqrt(variance)
    found = of_shares(Counter(pairs), place)
    assert found
    assert found.low / 100 == pytest.approx(max(float(centre) - half, -1), abs=0.0051)
    assert found.high / 100 == pytest.approx(min(float(centre) + half, 1), abs=0.0051)


@pytest.mark.parametrize(
    ("part", "n", "published"),
    [(81, 263, (26, 37)), (15, 148, (6, 16)), (0, 20, (0, 16)), (1, 29, (1, 17)), (29, 29, (88, 100))],
)
def test_published_score_intervals_of_one_share(part: int, n: int, published: tuple[int, int]) -> None:
    # R. Newcombe, Statistics in Medicine 17 (1998), 857-872: 0.2553 to 0.3662, 0.0624 to 0.1605, 0 to 0.1611, 0.0061 to 0.1718.
    # All of 29: from 29 / (29 + 3.8415) = 0.8830.
    assert of_one_share(part, n) == Interval(*published)


def test_two_groups_of_whom_one_is_right_more_often() -> None:
    # 56 of 70 against 48 of 80. By hand: 57/72 - 49/82 = 0.79167 - 0.59756 = 0.19411;
    # 0.79167 * 0.20833 / 72 + 0.59756 * 0.40244 / 82 = 0.0052234; root 0.072273; times 1.95996 = 0.14165: 0.0525 to 0.3358.
    one, other = (Fraction(56), Fraction(70)), (Fraction(48), Fraction(80))
    assert of_difference(one, other) == Interval(5, 34)
    assert of_difference(other, one) == Interval(-34, -5)


def test_two_groups_as_far_apart_as_can_be() -> None:
    # 11/12 - 1/12 = 0.8333; root of 2 * 0.07639 / 12 = 0.11284; times 1.95996 = 0.2212: up to 1.0545, which can't be.
    assert of_difference((Fraction(10), Fraction(10)), (Fraction(0), Fraction(10))) == Interval(61, 100)


def test_a_correlation() -> None:
    # 0.5 of 28: z 0.54931; 1.95996 / root of 25 = 0.39199: from tanh 0.15731 = 0.1560 to tanh 0.94130 = 0.7359.
    assert of_correlation(50, 28) == Interval(16, 74)
    assert of_correlation(0, 103) == Interval(-19, 19)  # tanh 0.195996 = 0.1935
    assert of_correlation(-100, 30) == Interval(-100, -100)
