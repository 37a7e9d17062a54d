"""What first tries at a quiz say of its questions: how many are right, who is drawn by which choice.

Which tries are counted, and what that protects, is in `mpt.rules.tries`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

from mpt.content.model import Question
from mpt.rules.figures import STEP
from mpt.rules.tries import Asked

JUDGED_FROM = 3 * STEP
"""From how many tries on a question is judged: fewer than a full ten in each third say nothing of that third."""


class Third(IntEnum):
    """How somebody did on the other questions of the quiz, beside all who answered it."""

    WEAK = 0
    MIDDLE = 1
    STRONG = 2


class Row(NamedTuple):
    """One try, as a question sees it: what was taken of it, and which share of the other questions was right.

    `rest` is None where the quiz asks nothing else.
    """

    rest: Fraction | None
    taken: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """Figures of one question. `took` says how many of `n` took each choice; `right`, how many took the key and nothing else.

    `discrimination` is the point-biserial correlation of being right with the share of the quiz's other questions that were
    right, in hundredths. None with fewer than JUDGED_FROM tries, without other questions, and where all did alike.
    `thirds` says how many of each third took each choice; None in the first two of these cases.
    """

    n: int
    right: int
    took: tuple[int, ...]
    discrimination: int | None
    thirds: Mapping[Third, tuple[Fraction, ...]] | None

    @property
    def third(self) -> Fraction:
        """How many are in each third: where three don't go into `n`, somebody is in two of them by parts."""
        return Fraction(self.n, 3)


def item_of(quizzes: Iterable[Asked], question: Question) -> Item | None:
    """Return the figures of a question, from all quizzes that asked it in the very same words; None where nobody is counted."""
    rows: Counter[Row] = Counter()
    for asked in quizzes:
        place = asked.place(question)
        if place is not None:
            rows += rows_of(asked, place)
    return item(rows, question.key, len(question.choices))


def rows_of(asked: Asked, place: int) -> Counter[Row]:
    """Return the tries at a quiz as its question at `place`, from 0, sees them."""
    keys = [question.key for question in asked.questions]
    found: Counter[Row] = Counter()
    for taken, times in asked.tries.counted.items():
        rights = [frozenset(one) == key for one, key in zip(taken, keys, strict=True)]
        others = rights[:place] + rights[place + 1 :]
        rest = Fraction(sum(others), len(others)) if others else None
        found[Row(rest, taken[place])] += times
    return found


def item(rows: Mapping[Row, int], key: frozenset[int], places: int) -> Item | None:
    """Return the figures of a question with `places` choices; None where nobody is counted."""
    n = sum(rows.values())
    if not n:
        return None
    right = sum(times for row, times in rows.items() if frozenset(row.taken) == key)
    took = tuple(sum(times for row, times in rows.items() if place in row.taken) for place in range(places))
    is_judged = n >= JUDGED_FROM and all(row.rest is not None for row in rows)
    return Item(
        n,
        right,
        took,
        discrimination(rows, key) if is_judged else None,
        thirds(rows, places) if is_judged else None,
    )


def discrimination(rows: Mapping[Row, int], key: frozenset[int]) -> int | None:
    """Return the point-biserial correlation of a question with the rest of its quiz, in hundredths, from -100 to 100.

    That is Pearson's r of 1 for right and 0 for not with the share of the other questions that were right; the question itself
    isn't in the rest, which would make any question look good in a short quiz. None where all are alike on either side.
    """
    n = right = 0
    rest = squares = both = Fraction()
    for row, times in rows.items():
        is_right, share = frozenset(row.taken) == key, row.rest or Fraction()
        n, right = n + times, right + times * is_right
        rest, squares, both = rest + times * share, squares + times * share**2, both + times * is_right * share
    spread = (n * right - right**2) * (n * squares - rest**2)
    if not spread:
        return None
    return math.floor(100 * float(n * both - right * rest) / math.sqrt(spread) + 0.5)


def thirds(rows: Mapping[Row, int], places: int) -> dict[Third, tuple[Fraction, ...]]:
    """Return how many took each of a question's choices in the third that did worst on the other questions, the middle, the best.

    Each third is just as large. Of those who did alike and stand where one third ends, every one goes to both by parts: as many
    as would go there on average if chance parted them.
    """
    size = Fraction(sum(rows.values()), 3)
    found = {third: [Fraction()] * places for third in Third}
    for third, share, taken in _parted(rows, size):
        for place in taken:
            found[third][place] += share
    return {third: tuple(numbers) for third, numbers in found.items()}


def _parted(rows: Mapping[Row, int], size: Fraction) -> Iterator[tuple[Third, Fraction, tuple[int, ...]]]:
    """Yield how many who took the same go to which third; whoever has the same rest is parted in the same way."""
    begins = Fraction()
    for rest in sorted({row.rest or Fraction() for row in rows}):
        alike = {row.taken: times for row, times in rows.items() if (row.rest or Fraction()) == rest}
        number = sum(alike.values())
        for third in Third:
            overlap = min(begins + number, (third + 1) * size) - max(begins, third * size)
            if overlap > 0:
                yield from ((third, overlap / number * times, taken) for taken, times in alike.items())
        begins += number
