"""Which questions are to be looked at: worked out by hand, just on this side of each limit and just on the other."""

from fractions import Fraction

import pytest

from mpt.rules.intervals import Interval
from mpt.rules.items import Item, Third
from mpt.rules.judging import Gap, Reason, Why, gap, percent, reasons

KEY = frozenset({1})


def item(
    n: int, right: int, *, wrong: tuple[int, ...] = (), disc: int | None = 40, weak: int = 5, strong: int = 5
) -> Item:
    """Return a question with wrong choices first and third; `weak` and `strong` of their thirds took the first."""
    first, third = wrong or (n - right, 0)
    size = n // 3
    thirds = {
        Third.WEAK: tuple(map(Fraction, (weak, size - weak, 0))),
        Third.MIDDLE: tuple(map(Fraction, (0, size, 0))),
        Third.STRONG: tuple(map(Fraction, (strong, size - strong, 0))),
    }
    return Item(n, right, (first, right, third), disc, thirds if n >= 30 else None)


def whys(found: Item, other: Gap | None = None) -> list[Why]:
    """Return why to look at a question, each reason once."""
    return list(dict.fromkeys(reason.why for reason in reasons(found, KEY, other)))


def test_with_fewer_than_thirty_tries_nothing_is_said() -> None:
    assert reasons(item(29, 0, disc=-90), KEY, Gap(90, Interval(80, 95))) == ()
    assert whys(item(30, 0, disc=-90)) == [Why.HARD, Why.BLURRED]


@pytest.mark.parametrize(("right", "is_hard"), [(8, True), (9, True), (10, False)])
def test_hard_is_what_surely_fewer_than_half_get_right(right: int, is_hard: bool) -> None:
    # Of 30. Score interval: (right + 1.92) / 33.84 and up by 1.96 * root of (right * (30 - right) / 30 + 0.96) / 33.84.
    # 8: 0.2932 + 1.96 * 2.612 / 33.84 = 0.2932 + 0.1513 = 0.4445. 9: 0.3227 + 0.1559 = 0.4786. 10: 0.3523 + 0.1600 = 0.5123.
    assert (Why.HARD in whys(item(30, right, weak=5))) is is_hard


@pytest.mark.parametrize(
    ("n", "right", "is_easy"), [(30, 30, False), (100, 100, True), (200, 195, False), (200, 199, True)]
)
def test_easy_is_what_surely_nearly_everybody_gets_right(n: int, right: int, is_easy: bool) -> None:
    # All of n: from n / (n + 3.84): 30 / 33.84 = 0.8865, 100 / 103.84 = 0.9630.
    # 195 of 200: (195 + 1.92) / 203.84 = 0.9661 - 1.96 * root of (4.875 + 0.96) / 203.84 = 0.0232: 0.9428. 199: 0.9722.
    assert (Why.EASY in whys(item(n, right, wrong=(n - right, 0)))) is is_easy


@pytest.mark.parametrize(
    ("n", "disc", "is_blurred"), [(30, -20, True), (30, -10, False), (300, 8, True), (300, 10, False)]
)
def test_blurred_is_what_surely_tells_little_apart(n: int, disc: int, is_blurred: bool) -> None:
    # Fisher's z: -0.2027 + 1.96 / root of 27 = 0.1745, so up to 0.17; -0.1003 + 0.3772 = 0.2769, up to 0.27.
    # With 300: 0.0802 + 1.96 / root of 297 = 0.1939, up to 0.19; 0.1003 + 0.1137 = 0.2141, up to 0.21.
    assert (Why.BLURRED in whys(item(n, n // 2, disc=disc))) is is_blurred


def test_of_a_question_that_nothing_is_told_apart_by_nothing_is_said() -> None:
    assert Why.BLURRED not in whys(item(300, 150, disc=None))


@pytest.mark.parametrize(("weak", "strong", "draws"), [(2, 8, True), (3, 6, False), (8, 2, False)])
def test_a_choice_that_draws_the_strong(weak: int, strong: int, draws: bool) -> None:
    # Of ten each: 9/12 - 3/12 = 0.5; root of 2 * 0.1875 / 12 = 0.1768; * 1.96 = 0.3465: from 0.1535.
    # 7/12 - 4/12 = 0.25; root of (0.2431 + 0.2222) / 12 = 0.1969; * 1.96 = 0.3859: from below 0.
    found = reasons(item(30, 15, weak=weak, strong=strong), KEY)
    assert (Reason(Why.DRAWS_STRONG, 0) in found) is draws


def test_the_key_may_draw_the_strong_and_where_there_are_no_thirds_nothing_does() -> None:
    assert Why.DRAWS_STRONG not in whys(item(30, 25, wrong=(5, 0), weak=9, strong=1))
    assert whys(Item(60, 30, (25, 30, 5), None, None)) == []


@pytest.mark.parametrize(("n", "took", "is_unused"), [(80, 0, False), (100, 0, True), (100, 1, False), (300, 6, True)])
def test_a_choice_that_surely_nearly_nobody_takes(n: int, took: int, is_unused: bool) -> None:
    # None of n: up to 3.84 / (n + 3.84): 0.0458, which is shown as 5; 0.0370. 1 of 100: up to 0.0545.
    # 6 of 300: (6 + 1.92) / 303.84 = 0.0261 + 1.96 * root of (5.88 + 0.96) / 303.84 = 0.0169: 0.0430.
    found = reasons(item(n, n // 2, wrong=(n // 2 - took, took)), KEY)
    assert (Reason(Why.UNUSED, 2) in found) is is_unused
    assert Reason(Why.UNUSED, 1) not in found, "the key"


def test_that_an_easy_question_has_choices_that_nobody_takes_is_said_once() -> None:
    assert whys(item(1000, 1000, wrong=(0, 0), disc=None)) == [Why.EASY]


def test_a_gap_between_two_languages() -> None:
    # 27 of 30 against 15 of 30: 28/32 - 16/32 = 0.375; root of (0.1094 + 0.25) / 32 = 0.10597; * 1.96 = 0.2077.
    found = gap(item(30, 27), item(30, 15))
    assert found == Gap(40, Interval(17, 58))
    assert Why.GAP in whys(item(30, 15), found)


@pytest.mark.parametrize(("source", "translated"), [(15, 27), (20, 18), (15, 15)])
def test_a_translation_that_is_easier_or_hardly_harder_is_no_reason(source: int, translated: int) -> None:
    assert Why.GAP not in whys(item(30, translated), gap(item(30, source), item(30, translated)))


def test_a_gap_asks_thirty_on_either_side() -> None:
    assert gap(item(29, 29), item(300, 10)) is None
    assert gap(item(300, 290), item(29, 1)) is None


def test_percents_are_whole_and_halves_go_upwards() -> None:
    assert [percent(part, 8) for part in (0, 1, 3, 4, 8)] == [0, 13, 38, 50, 100]
    assert percent(Fraction(5, 2), 10) == 25
    assert percent(2, Fraction(20, 3)) == 30
