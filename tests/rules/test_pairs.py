"""Means and shares of matched pairs, against numbers that were worked out by hand."""

import itertools
from collections import Counter

import pytest

from mpt.rules.pairs import Means, Pairs, Shares, means, rate, shares

TEN = [(0, 1), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2), (2, 3), (3, 4), (4, 4), (4, 3)]
"""Ten learners. Faces before: 1 1 1 2 2 3 3 4 5 5, together 27. After: 2 2 3 2 3 3 4 5 5 4, together 33."""


def counted(*pairs: tuple[int, int]) -> Counter[tuple[int, int]]:
    """Return what is counted of pairs that come one after the other."""
    found = Pairs()
    for pair in pairs:
        found.add(*pair)
    return found.counted


def test_means_are_of_faces_from_1_to_5() -> None:
    found = means(counted(*TEN))
    assert found == Means(n=10, before=270, after=330)
    assert found.change == 60


def test_a_mean_is_rounded_to_hundredths_halves_upwards() -> None:
    # 400 pairs: 3 of them went from the first face to the second. (400 + 3) / 400 is 1.0075.
    assert means({(0, 0): 397, (0, 1): 3}) == Means(400, 100, 101)
    # (400 + 2) / 400 is 1.005, and (400 + 1) / 400 is 1.0025.
    assert means({(0, 0): 398, (1, 0): 1, (0, 1): 1}) == Means(400, 100, 100)
    assert means({(0, 0): 398, (0, 1): 2}) == Means(400, 100, 101)


def test_what_is_better_lower_has_a_change_below_nothing() -> None:
    found = means({(4, 1): 10})
    assert found == Means(10, 500, 200)
    assert found.change == -300


def test_shares_are_percents_of_the_pairs() -> None:
    # Before: 3 chose the first, 2 the second, 2 the third, 1 the fourth, 2 the fifth. After: 0, 3, 3, 2, 2.
    assert shares(counted(*TEN), 5) == Shares(10, (30, 20, 20, 10, 20), (0, 30, 30, 20, 20))
    # 12.5 percent is 13, and 37.5 is 38.
    assert shares({(0, 1): 1, (1, 1): 4, (1, 0): 3}, 2) == Shares(8, (13, 88), (38, 63))


@pytest.mark.parametrize("n", [0, 1, 9])
def test_fewer_than_ten_are_not_shown(n: int) -> None:
    assert counted(*TEN[:n]) == {}
    assert means(counted(*TEN[:n])) is None
    assert shares(counted(*TEN[:n]), 5) is None


def test_pairs_are_counted_in_full_tens_as_they_came() -> None:
    assert counted(*TEN, *[(4, 0)] * 9) == Counter(TEN)
    assert counted(*TEN, *[(4, 0)] * 10) == Counter(TEN) + Counter({(4, 0): 10})


def test_between_two_days_there_are_ten_answers_or_none() -> None:
    everybody = [(n % 5, n % 3) for n in range(40)]
    days = [counted(*everybody[:n]) for n in range(41)]
    for earlier, later in itertools.pairwise(days):
        assert (later - earlier).total() in {0, 10}


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 9, None), (9, 9, None), (0, 10, 0), (1, 8, None), (1, 16, 6), (15, 40, 38)]
)
def test_a_rate_needs_ten_who_were_asked(part: int, whole: int, percent: int | None) -> None:
    assert rate(part, whole) == percent
