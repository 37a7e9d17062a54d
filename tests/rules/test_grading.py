"""Marking a quiz: a question is right when exactly its key was taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.model import Choice, Kind, Lesson, Question
from mpt.rules.grading import UnansweredError, UnknownAnswerError, grade


def question(name: str, right: set[int], of: int = 3) -> Question:
    choices = tuple(Choice(f"choice {place}", place in right, "why", 1) for place in range(of))
    return Question(name, "stem", "", choices, "", "", 1)


def quiz(*questions: Question) -> Lesson:
    return Lesson("check", "Check", Kind.QUIZ, "", questions, 1)


ONE = question("q-one", {1})
SEVERAL = question("q-several", {0, 2})
FIVE = quiz(*(question(f"q-{number}", {0}) for number in range(5)))


def answered(right: int) -> dict[str, frozenset[int]]:
    return {f"q-{number}": frozenset({0 if number < right else 1}) for number in range(5)}


def test_exactly_the_key_is_right() -> None:
    result = grade(quiz(ONE, SEVERAL), {"q-one": frozenset({1}), "q-several": frozenset({0, 2})}, 60)
    assert (result.right, result.total, result.passed) == ({"q-one", "q-several"}, 2, True)


@pytest.mark.parametrize("taken", [{0}, {2}, {0, 1}, {0, 1, 2}, {1}])
def test_half_of_all_that_apply_or_too_many_is_wrong(taken: set[int]) -> None:
    assert not grade(quiz(SEVERAL), {"q-several": frozenset(taken)}, 60).right


@pytest.mark.parametrize(("right", "passed"), [(0, False), (2, False), (3, True), (5, True)])
def test_three_of_five_are_sixty_per_cent(right: int, passed: bool) -> None:
    assert grade(FIVE, answered(right), 60).passed is passed


@pytest.mark.parametrize(
    ("pass_mark", "right", "passed"), [(0, 0, True), (100, 4, False), (100, 5, True), (61, 3, False)]
)
def test_the_pass_mark_is_a_percentage_of_the_questions(pass_mark: int, right: int, passed: bool) -> None:
    assert grade(FIVE, answered(right), pass_mark).passed is passed


@pytest.mark.parametrize("empty", [{}, {"q-several": frozenset()}])
def test_open_questions_are_named_in_the_order_of_the_quiz(empty: dict[str, frozenset[int]]) -> None:
    with pytest.raises(UnansweredError) as refused:
        grade(quiz(SEVERAL, ONE, question("q-last", {0})), {"q-last": frozenset({0}), **empty}, 60)
    assert refused.value.questions == ("q-several", "q-one")


@pytest.mark.parametrize(
    "answers",
    [
        {"q-other": frozenset({0})},
        {"q-one": frozenset({3})},
        {"q-one": frozenset({-1})},
        {"q-one": frozenset({0, 1})},
    ],
    ids=["no such question", "no such choice", "before the first choice", "two where one is asked"],
)
def test_what_the_quiz_does_not_ask_is_refused(answers: dict[str, frozenset[int]]) -> None:
    with pytest.raises(UnknownAnswerError):
        grade(quiz(ONE), answers, 60)


def test_what_is_unknown_is_refused_even_where_others_are_open() -> None:
    with pytest.raises(UnknownAnswerError):
        grade(quiz(ONE, SEVERAL), {"q-other": frozenset({0})}, 60)


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(0, 100))
def test_passed_means_that_enough_are_right(rights: list[bool], pass_mark: int) -> None:
    asked = quiz(*(question(f"q-{place}", {0}, of=2) for place in range(len(rights))))
    result = grade(
        asked, {f"q-{place}": frozenset({0 if right else 1}) for place, right in enumerate(rights)}, pass_mark
    )
    assert len(result.right) == sum(rights)
    assert result.passed == (sum(rights) / len(rights) * 100 >= pass_mark - 1e-9)


@given(st.sets(st.integers(0, 5), min_size=1, max_size=5), st.sets(st.integers(0, 5), min_size=1))
def test_order_and_number_of_choices_do_not_matter_but_the_set_does(key: set[int], taken: set[int]) -> None:
    asked = quiz(question("q", key, of=6))
    if len(key) == 1 and len(taken) > 1:
        with pytest.raises(UnknownAnswerError):
            grade(asked, {"q": frozenset(taken)}, 60)
    else:
        assert grade(asked, {"q": frozenset(taken)}, 60).passed == (taken == key)
