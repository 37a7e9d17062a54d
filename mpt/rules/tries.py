"""First tries at a quiz, as far as they are counted: of these all is worked out that trainers see of questions.

A first try is the first time that a learner sends a module's quiz; later ones only say that explanations were read. Tries count
together where they answered the same quiz: the same questions, choices and key, word for word, in the same language.

They are counted in full tens, in the order in which they came: the last ones wait until they are ten. No learner is in two tens
of a quiz. So whoever looks twice sees nothing new, or the answers of ten more, never those of one.

What that protects, and what it doesn't: nobody of ten can be told from the other nine by how the ten answered, and trainers are
told no names, no factory and no day. But where all of ten answered alike, that's known of each of them to whoever knows by
other ways who the ten are; and who knows the answers of nine of them knows the tenth's. Somebody who erases everything leaves
their ten, and the first of those who waited takes the place: whoever kept the numbers from before sees how one try that went
and one that came in differ, not whose they were.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from mpt.content.model import Question
from mpt.rules.figures import STEP

Taken = tuple[tuple[int, ...], ...]
"""What somebody took in a quiz: for each question, in order, the positions of the choices from 0, in order."""


@dataclass(slots=True)
class Tries:
    """The first tries at one quiz. `counted` has them by what was taken, `minutes` by how long they took, both in full tens.

    How long isn't known of everybody: whoever hadn't read a lesson before isn't among the minutes.
    """

    counted: Counter[Taken] = field(default_factory=Counter)
    minutes: Counter[int] = field(default_factory=Counter)
    _waiting: list[tuple[Taken, int | None]] = field(default_factory=list)

    def add(self, taken: Taken, minutes: int | None) -> None:
        """Add one more first try, and how many whole minutes after the last lesson it came."""
        self._waiting.append((taken, minutes))
        if len(self._waiting) == STEP:
            self.counted.update(taken for taken, _minutes in self._waiting)
            self.minutes.update(after for _taken, after in self._waiting if after is not None)
            self._waiting.clear()

    @property
    def n(self) -> int:
        """How many are counted."""
        return self.counted.total()


@dataclass(slots=True)
class Asked:
    """A quiz as it read in one language, the numbers of the releases in which it was answered so, and the first tries at it."""

    questions: tuple[Question, ...]
    releases: set[int] = field(default_factory=set)
    tries: Tries = field(default_factory=Tries)

    def place(self, question: Question) -> int | None:
        """Return at which place, from 0, this quiz asked a question in the very same words; None where it didn't."""
        same = wording((question,))
        return next((place for place, one in enumerate(self.questions) if wording((one,)) == same), None)


def wording(questions: Sequence[Question]) -> tuple[object, ...]:
    """Return what makes a quiz the same quiz: its questions as they read, with their choices and the key."""
    return tuple(
        (one.id, one.stem, one.hint, tuple((choice.text, choice.correct) for choice in one.choices))
        for one in questions
    )


def median(counted: Mapping[int, int]) -> int | None:
    """Return the minutes that half of them didn't need more than; None with fewer than STEP."""
    n = sum(counted.values())
    if n < STEP:
        return None
    in_order = sorted(counted)
    seen = accumulate(counted[minutes] for minutes in in_order)
    return next(minutes for minutes, those in zip(in_order, seen, strict=True) if 2 * those >= n)
