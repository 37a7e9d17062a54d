"""Figures of questions against values that were worked out by hand."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.model import Choice, Question
from mpt.rules.items import JUDGED_FROM, Item, Row, Third, discrimination, item, item_of, rows_of, thirds
from mpt.rules.tries import Asked, Tries

KEY = frozenset({1})
HALF = Fraction(1, 2)
SHORT = tuple(Choice(text, correct, "", 1) for text, correct in (("不用说", False), ("说对不起", True)))
LATE = Question("q-late", "电话打晚了？", "", SHORT, "", "", 1)
LISTEN = replace(LATE, id="q-listen", stem="怎样听？", choices=(*SHORT, Choice("问分数", False, "", 1)))


def rows(*those: tuple[Fraction | int | None, tuple[int, ...], int]) -> Counter[Row]:
    """Return tries: the share of the rest, what was taken, and how many took it."""
    return Counter({Row(None if rest is None else Fraction(rest), taken): times for rest, taken, times in those})


def test_ten_of_whom_the_better_ones_were_right() -> None:
    # Right: 3 with all of the rest, 2 with half of it, 1 with none. Wrong: 2 with half of it, 2 with none.
    # Mean of the rest: of the six 4/6 = 0.66667, of the four 1/4 = 0.25; apart by 0.41667.
    # Of all ten: mean 0.5, mean of squares (3 + 4/4) / 10 = 0.4, so spread root of 0.4 - 0.25 = 0.38730.
    # Root of 0.6 * 0.4 = 0.48990. So 0.41667 * 0.48990 / 0.38730 = 0.52705.
    counted = rows((1, (1,), 3), (HALF, (1,), 2), (0, (1,), 1), (HALF, (0,), 2), (0, (0,), 2))
    assert discrimination(counted, KEY) == 53


def test_ten_of_whom_the_better_ones_were_wrong() -> None:
    # Right: 1 with all, 3 with none. Wrong: 4 with all, 2 with none. By the other way to reckon it:
    # 10 * 1 - 4 * 5 = -10; root of (10 * 4 - 16) * (10 * 5 - 25) = root of 24 * 25 = 24.495; so -0.40825.
    counted = rows((1, (1,), 1), (0, (1,), 3), (1, (0,), 4), (0, (0,), 2))
    assert discrimination(counted, KEY) == -41


@pytest.mark.parametrize("taken", [((1,), (1,)), ((0,), (0,))])
def test_where_all_did_alike_nothing_is_told_apart(taken: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    assert discrimination(rows((1, taken[0], 15), (0, taken[1], 15)), KEY) is None
    assert discrimination(rows((1, (1,), 15), (1, (0,), 15)), KEY) is None


def test_who_is_right_in_all_or_in_nothing_is_told_apart_entirely() -> None:
    assert discrimination(rows((1, (1,), 12), (0, (0,), 18)), KEY) == 100
    assert discrimination(rows((0, (1,), 12), (1, (0,), 18)), KEY) == -100


def test_thirds_without_anybody_between_two() -> None:
    # Ten with none of the rest, ten with half, ten with all.
    counted = rows((0, (0,), 7), (0, (1,), 3), (HALF, (0,), 4), (HALF, (1,), 6), (1, (0,), 1), (1, (1,), 9))
    assert thirds(counted, 2) == {Third.WEAK: (7, 3), Third.MIDDLE: (4, 6), Third.STRONG: (1, 9)}


def test_of_those_who_did_alike_each_goes_to_two_thirds_by_parts() -> None:
    # Sixteen with none of the rest: 12 took the first, 4 the second. Fourteen with all: 7 and 7. A third is ten.
    # Weak: 10 of the 16, so 10/16 * 12 = 7.5 and 10/16 * 4 = 2.5.
    # Middle: 6 of the 16, so 4.5 and 1.5, and 4 of the 14, so 2 and 2: together 6.5 and 3.5.
    # Strong: 10 of the 14: 5 and 5.
    counted = rows((0, (0,), 12), (0, (1,), 4), (1, (0,), 7), (1, (1,), 7))
    assert thirds(counted, 2) == {Third.WEAK: (7.5, 2.5), Third.MIDDLE: (6.5, 3.5), Third.STRONG: (5, 5)}


def test_where_all_did_alike_the_thirds_are_alike() -> None:
    assert set(thirds(rows((1, (0,), 6), (1, (1,), 24)), 2).values()) == {(2, 8)}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(1)]), st.integers(0, 2)),
        st.integers(1, 40),
        min_size=1,
    )
)
def test_the_thirds_are_all_of_them_and_each_is_a_third(times: dict[tuple[Fraction, int], int]) -> None:
    counted = rows(*((rest, (place,), number) for (rest, place), number in times.items()))
    found = thirds(counted, 3)
    assert {sum(numbers) for numbers in found.values()} == {Fraction(sum(times.values()), 3)}
    took = [sum(number for (_rest, taken), number in times.items() if taken == place) for place in range(3)]
    assert [sum(numbers[place] for numbers in found.values()) for place in range(3)] == took


def test_all_figures_of_thirty_tries() -> None:
    # Right are those who took the second and the third, and nothing else: 9. The second was taken by 9 + 11 = 20.
    key = frozenset({1, 2})
    counted = rows((1, (1, 2), 6), (0, (1, 2), 3), (1, (1,), 4), (0, (1,), 7), (0, (0,), 10))
    found = item(counted, key, 3)
    assert found is not None
    assert (found.n, found.right, found.took, found.third) == (30, 9, (10, 20, 9), 10)
    # 30 * 6 - 9 * 10 = 90; root of (30 * 9 - 81) * (30 * 10 - 100) = root of 189 * 200 = 194.42; 0.46291.
    assert found.discrimination == 46
    # All ten who did well are the strong third.
    assert found.thirds is not None
    assert found.thirds[Third.STRONG] == (0, 10, 6)


def test_with_fewer_than_thirty_nothing_is_said_of_thirds_and_of_telling_apart() -> None:
    few = item(rows((1, (1,), 15), (0, (0,), JUDGED_FROM - 16)), KEY, 2)
    assert few == Item(JUDGED_FROM - 1, 15, (14, 15), None, None)
    assert item(Counter(), KEY, 2) is None


def test_where_the_quiz_asks_nothing_else_there_is_no_rest() -> None:
    assert item(rows((None, (1,), 20), (None, (0,), 20)), KEY, 2) == Item(40, 20, (20, 20), None, None)


def asked(questions: tuple[Question, ...], *taken: tuple[int, ...]) -> Asked:
    """Return a quiz that ten learners answered, all in the same way."""
    tries = Tries()
    for _ten in range(10):
        tries.add(taken, None)
    return Asked(questions, tries=tries)


def test_the_rest_is_the_other_questions_only() -> None:
    third = replace(LATE, id="q-third")
    quiz = asked((LATE, LISTEN, third), (1,), (2,), (1,))
    assert rows_of(quiz, 0) == rows((HALF, (1,), 10))
    assert rows_of(quiz, 1) == rows((1, (2,), 10))
    assert rows_of(asked((LATE,), (0,)), 0) == rows((None, (0,), 10))


def test_tries_count_wherever_the_question_stood_in_the_same_words() -> None:
    other_words = replace(LATE, stem="电话打晚了！")
    quizzes = [
        asked((LATE, LISTEN), (1,), (1,)),
        asked((LISTEN, LATE), (0,), (0,)),
        asked((other_words, LISTEN), (0,), (1,)),
    ]
    assert item_of(quizzes, LATE) == Item(20, 10, (10, 10), None, None)
    assert item_of(quizzes, other_words) == Item(10, 0, (10, 0), None, None)
    listened = item_of(quizzes, LISTEN)
    assert listened is not None
    assert (listened.n, listened.right, listened.took) == (30, 20, (10, 20, 0))
    assert item_of(quizzes, replace(LATE, id="q-new")) is None
