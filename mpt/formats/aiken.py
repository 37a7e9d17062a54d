"""Questions as people type them: Aiken, and what Chinese teachers write instead of it.

    电话打不通，先做什么？
    A. 什么也不说
    B. 发一条语音
    ANSWER: B

Choices may stand on one line; the answer may be called 答案 and name several, or stand in brackets behind the question;
解析 says why.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from mpt.content.faults import N_
from mpt.content.model import Choice, Question
from mpt.formats.leftovers import Leftover, leftover
from mpt.formats.plainwords import one_line, paragraphs, shown
from mpt.formats.quizzes import refuse_more, sound

NO_CHOICES = N_("This has no choices, so it isn't a question.")
NO_ANSWER = N_("No right answer is given. The question is taken; put [x] before what is right.")
UNKNOWN_ANSWER = N_("The answer names a choice that isn't there: %(answer)s.")
NOT_HELD = N_("This question can't be written into a module. Type it there by hand.")

_CHOICE = re.compile(r"([A-Z])\s*[.)、:]\s*(\S.*)")
_NEXT_CHOICE = re.compile(r"(?<=\S)\s+(?=[B-ZＢ-Ｚ]\s*[.)、．）]\s*\S)")
_ANSWER = re.compile(
    r"[\[【(]?\s*(?:ANSWER|(?:正确|参考|标准)?答案)\s*[\]】)]?\s*:?\s*([A-Z](?:[\s,、;]*[A-Z])*)\s*[.。]?",
    re.IGNORECASE,
)
_WHY = "(?:EXPLANATION|FEEDBACK|答案解析|解析|说明)"
_REASON = re.compile(rf"(?:[\[【(]\s*{_WHY}\s*[\]】)]\s*:?|{_WHY}\s*:)\s*(.*)", re.IGNORECASE)
_IN_STEM = re.compile(r"\(\s*([A-H](?:[\s,、]*[A-H])*)\s*\)")
_NUMBER = re.compile(r"\(?\d{1,3}\s*[.、)]\s*(?=\D)")
_WIDE = str.maketrans("（）：．，；［］", "():.,;[]")


class _Sort(Enum):
    """What a line of a question is, where it isn't words that go on."""

    CHOICE = auto()
    ANSWER = auto()
    REASON = auto()


@dataclass(slots=True)
class _Open:
    """A question while its lines are read."""

    stem: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    answer: str | None = None
    reason: list[str] = field(default_factory=list)
    after_blank: bool = False


def read_aiken(text: str) -> tuple[tuple[Question, ...], tuple[Leftover, ...]]:
    """Return the questions of a text, none with an id, and what wasn't taken.

    Raises NothingTakenError for more than quizzes.MOST_QUESTIONS.
    """
    questions: list[Question] = []
    left: list[Leftover] = []
    blocks = list(_blocks(text))
    refuse_more(sum(bool(one.choices) for one in blocks))
    for one in blocks:
        question = _question(one, left)
        if question:
            questions.append(question)
    return tuple(questions), tuple(left)


def _blocks(text: str) -> Iterator[_Open]:
    current = _Open()
    for line in text.split("\n"):
        for piece in _pieces(line.strip()):
            if _begins_another(current, piece):
                yield current
                current = _Open()
            _add(current, piece)
    if current.stem or current.choices:
        yield current


def _pieces(line: str) -> list[str]:
    """Return a line, or the choices that stand on it."""
    return _NEXT_CHOICE.split(line) if _CHOICE.fullmatch(_plain(line)) and line else [line]


def _plain(line: str) -> str:
    """Return a line with half-width letters and marks, as long as it was."""
    narrow = (unicodedata.normalize("NFKC", one) if "Ａ" <= one <= "ｚ" else one for one in line.translate(_WIDE))
    return "".join(narrow)


def _begins_another(current: _Open, piece: str) -> bool:
    """Say whether a line that isn't one of the question that is read begins the next."""
    if not piece or _sort(piece, current):
        return False
    if not current.choices:
        return bool(current.stem) and current.after_blank
    if current.reason and not current.after_blank:
        return False
    return current.answer is not None or current.after_blank or bool(_NUMBER.match(_plain(piece)))


def _sort(piece: str, current: _Open) -> _Sort | None:
    """Return which part of the question that is read a line is; None for words that go on with what stands before them."""
    plain = _plain(piece)
    choice = _CHOICE.fullmatch(plain)
    if choice and choice[1] == chr(ord("A") + len(current.choices)):
        return _Sort.CHOICE
    if current.choices and _ANSWER.fullmatch(plain):
        return _Sort.ANSWER
    return _Sort.REASON if current.choices and _REASON.fullmatch(plain) else None


def _add(current: _Open, piece: str) -> None:
    sort, plain = _sort(piece, current), _plain(piece)
    current.after_blank = not piece
    if sort is _Sort.CHOICE and (choice := _CHOICE.fullmatch(plain)):
        current.choices.append(piece[choice.start(2) :])
    elif sort is _Sort.ANSWER and (answer := _ANSWER.fullmatch(plain)):
        current.answer = "".join(one for one in answer[1].upper() if one.isalpha())
    elif sort is _Sort.REASON and (reason := _REASON.fullmatch(plain)):
        current.reason.append(piece[reason.start(1) :])
    elif piece:
        _go_on(current, piece)


def _go_on(current: _Open, piece: str) -> None:
    if current.reason:
        current.reason.append(piece)
    elif current.choices:
        current.choices[-1] += f" {piece}"
    else:
        current.stem.append(piece)


def _question(one: _Open, left: list[Leftover]) -> Question | None:
    stem, in_stem = _stem(" ".join(one.stem))
    answer = in_stem if one.answer is None else one.answer
    if not one.choices or not stem:
        left.append(leftover(" ".join([*one.stem, *one.choices]), NO_CHOICES))
        return None
    choices = {chr(ord("A") + place): words for place, words in enumerate(one.choices)}
    unknown = sorted(set(answer) - set(choices))
    if not answer:
        left.append(leftover(stem, NO_ANSWER))
    elif unknown:
        left.append(leftover(stem, UNKNOWN_ANSWER, answer=" ".join(unknown)))
    found = tuple(Choice(shown(one_line(words)), letter in answer, "", 0) for letter, words in choices.items())
    question = sound(Question("", shown(stem), "", found, paragraphs("\n".join(one.reason)), "", 0))
    if question is None:
        left.append(leftover(stem, NOT_HELD))
    return question


def _stem(words: str) -> tuple[str, str]:
    """Return a question's words without its number, and the answer that stands in brackets in it."""
    words = one_line(words)
    number = _NUMBER.match(_plain(words))
    words = words[number.end() :] if number else words
    found = list(_IN_STEM.finditer(_plain(words)))
    if not found:
        return words, ""
    last = found[-1]
    answer = "".join(one for one in last[1] if one.isalpha())
    return one_line(words[: last.start()] + words[last.end() :]), answer
