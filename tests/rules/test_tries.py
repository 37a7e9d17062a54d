"""First tries are counted in full tens, in the order in which they came, and those at other words by themselves."""

from dataclasses import replace

from mpt.content.model import Choice, Question
from mpt.rules.tries import Asked, Tries, median, wording

LATE = Question(
    "q-late", "电话打晚了？", "", (Choice("不用说", False, "", 1), Choice("说对不起", True, "", 2)), "先道歉。", "", 1
)
LISTEN = replace(LATE, id="q-listen", stem="怎样听？")


def test_nine_are_nobody_and_nineteen_are_ten() -> None:
    tries = Tries()
    for number in range(19):
        assert tries.n == (10 if number >= 10 else 0)
        tries.add(((number,),), number)
    assert sorted(tries.counted) == [((number,),) for number in range(10)], "the first ten, whole"
    assert sorted(tries.minutes) == list(range(10))


def test_a_look_between_two_shows_nothing_or_the_answers_of_ten_more() -> None:
    tries, before = Tries(), 0
    for number in range(40):
        tries.add(((number % 3,),), None)
        assert tries.n - before in {0, 10}
        before = tries.n
    assert tries.minutes == {}, "how long it took is known of nobody"


def test_the_same_words_are_the_same_quiz_wherever_they_stand() -> None:
    moved = replace(LATE, line=7, see="hear-them", explanation="另一种解释。", choices=LATE.choices)
    assert wording([LATE]) == wording([moved])
    for other in (
        replace(LATE, stem="电话打晚了！"),
        replace(LATE, hint="想想孩子。"),
        replace(LATE, choices=LATE.choices[::-1]),
        replace(LATE, choices=(LATE.choices[0], replace(LATE.choices[1], correct=False))),
    ):
        assert wording([LATE]) != wording([other])


def test_a_quiz_knows_where_it_asked_a_question_in_the_very_same_words() -> None:
    asked = Asked((LISTEN, LATE))
    assert (asked.place(LATE), asked.place(LISTEN)) == (1, 0)
    assert asked.place(replace(LATE, stem="电话打晚了！")) is None


def test_the_median_is_what_half_of_them_did_not_need_more_than() -> None:
    # 1 1 2 2 2 | 3 4 4 9 60: the fifth of ten needed 2 minutes.
    counted = {1: 2, 2: 3, 3: 1, 4: 2, 9: 1, 60: 1}
    assert median(counted) == 2
    assert median({**counted, 60: 2}) == 3, "the sixth of eleven"
    assert median({5: 9}) is None, "of nine nobody is told"
    assert median({}) is None
