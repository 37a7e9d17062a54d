"""What learners said before a course and after it, drawn: a drawing for each question that has enough pairs."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from mpt.content.model import Question, Scale
from mpt.rules import intervals
from mpt.rules.intervals import Interval
from mpt.rules.pairs import Pair, means, shares
from mpt.web import beforeafter
from mpt.web.beforeafter import Two, before_after
from mpt.web.charts import Number
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.reading import question_html
from mpt.web.survey import FACE_WORDS

_PERCENT = beforeafter.Scale(0, 100, "0%", "100%")
_DIRECTIONS = {Scale.FACES: N_("Higher is better"), Scale.SAD_FACES: N_("Lower is better")}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question, how many pairs it has, and what they said, as a drawing."""

    stem: str
    n: int
    chart: Markup


def stem(question: Question) -> str:
    """Return a question's words without marks."""
    return question_html(question, frozenset()).stem.striptags()


def answers(question: Question) -> list[str]:
    """Return the answers of a question that has answers to choose from, without marks."""
    return [choice.text.striptags() for choice in question_html(question, frozenset()).choices]


def faces_drawn(prefix: str, question: Question, counted: Mapping[Pair, int]) -> Drawn | None:
    """Draw the means of a statement on five faces; None with fewer than ten pairs."""
    found, interval = means(counted), intervals.of_means(counted)
    if found is None:
        return None
    _ = words().gettext
    scale = beforeafter.Scale(100, 500, f"1 {_(FACE_WORDS[0])}", f"5 {_(FACE_WORDS[-1])}")
    says = _says(_faces_change(found.change), interval, _faces_change)
    row = Two(_(_DIRECTIONS[question.scale or Scale.FACES]), found.before, found.after, _ends(interval), says)
    chart = before_after(f"{prefix}-{question.id}", stem(question), [row], scale, lambda n: f"{n / 100:.2f}")
    return Drawn(stem(question), found.n, chart)


def choices_drawn(prefix: str, question: Question, counted: Mapping[Pair, int]) -> Drawn | None:
    """Draw the shares of the answers to a question; None with fewer than ten pairs."""
    found = shares(counted, question.places)
    if found is None:
        return None
    rows = [
        _share_row(answer, before, after, intervals.of_shares(counted, place))
        for place, (answer, before, after) in enumerate(zip(answers(question), found.before, found.after, strict=True))
    ]
    chart = before_after(f"{prefix}-{question.id}", stem(question), rows, _PERCENT, lambda percent: f"{percent}%")
    return Drawn(stem(question), found.n, chart)


def _share_row(answer: str, before: int, after: int, interval: Interval | None) -> Two:
    return Two(answer, before, after, _ends(interval), _says(_points(after - before), interval, _points))


def _ends(interval: Interval | None) -> tuple[int, int] | None:
    return (interval.low, interval.high) if interval else None


def _says(change: str, interval: Interval | None, write: Number) -> str:
    """Return a change and the ends of its interval in words: +0.60, 95 %: from +0.21 to +0.99."""
    if interval is None:
        return change
    return words().gettext(
        "%(change)s, 95 %%: from %(low)s to %(high)s",
        change=change,
        low=write(interval.low),
        high=write(interval.high),
    )


def _faces_change(hundredths: int) -> str:
    return _signed(hundredths, f"{abs(hundredths) / 100:.2f}")


def _points(percent: int) -> str:
    return _signed(percent, str(abs(percent)))


def _signed(value: int, written: str) -> str:
    return f"{'−' if value < 0 else '+' if value else ''}{written}"
