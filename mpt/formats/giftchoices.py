"""The choices of a GIFT question, and the kinds of questions that have none."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from mpt.content.faults import N_
from mpt.content.model import Choice
from mpt.formats.giftwords import Words

ESSAY = N_("This asks for an answer in one's own words. Our questions have choices.")
NUMBER = N_("This asks for a number. Our questions have choices.")
SHORT = N_("This asks to type a word. Our questions have choices.")
MATCHING = N_("This asks to match pairs. Our questions have choices.")
ONE_CHOICE = N_("This has only one choice.")
PARTLY = N_("Choices that are partly right count as wrong here.")
ANY_RIGHT = N_("One of several right choices was enough. Here all of them must be chosen.")

_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_TRUTH_WORDS = {"zh": ("对", "错"), "en": ("True", "False")}
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")


class _Answer(NamedTuple):
    """One choice as it stands there: whether it begins with `=`, its weight if it has one, its words, its feedback."""

    is_right: bool
    weight: float
    words: str
    feedback: str


def choices_of(inside: str, words: Words, tongue: str) -> tuple[Choice, ...] | None:
    """Return the choices of a question; None where it's of a kind that has none, which is written down."""
    truth, *feedback = inside.split("#", 2)
    if truth.strip().upper() in _TRUTH:
        return _true_or_false(_TRUTH[truth.strip().upper()], feedback, words, tongue)
    if strange := _strange(inside):
        words.left.add(words.stem, strange)
        return None
    answers = _answers(inside)
    if len(answers) < 2:
        words.left.add(words.stem, ONE_CHOICE)
        return None
    return _marked(answers, words)


def _strange(inside: str) -> str:
    """Return what to say of a question that isn't multiple choice, by Moodle's own signs; nothing where it is."""
    if not inside:
        return ESSAY
    if inside.startswith("#"):
        return NUMBER
    if "~" in inside:
        return ""
    return MATCHING if "->" in inside else SHORT


def _true_or_false(truth: bool, feedback: Sequence[str], words: Words, tongue: str) -> tuple[Choice, ...]:
    # Moodle's order: first what whoever is wrong reads, then what whoever is right does.
    wrong, right = (*feedback, "", "")[:2]
    said = _TRUTH_WORDS.get(tongue.partition("-")[0], _TRUTH_WORDS["en"])
    return tuple(
        Choice(word, means is truth, words.body(right if means is truth else wrong), 0)
        for word, means in zip(said, (True, False), strict=True)
    )


def _answers(inside: str) -> list[_Answer]:
    found = []
    for piece in inside.replace("=", "~=").split("~"):
        whole = piece.strip()
        weight = _WEIGHT.match(whole)
        is_right = whole.startswith("=")
        rest = whole[weight.end() :] if weight else whole.removeprefix("=")
        text, _, feedback = rest.partition("#")
        if whole:
            found.append(_Answer(is_right, float(weight[1]) if weight else 0, text.strip(), feedback.strip()))
    return found


def _marked(answers: Sequence[_Answer], words: Words) -> tuple[Choice, ...]:
    one_is_enough = any(answer.is_right for answer in answers)
    if one_is_enough and sum(answer.is_right for answer in answers) > 1:
        words.left.add(words.stem, ANY_RIGHT)
    if one_is_enough and any(answer.weight > 0 for answer in answers):
        words.left.add(words.stem, PARTLY)
    return tuple(
        Choice(
            words.line(answer.words),
            answer.is_right or (not one_is_enough and answer.weight > 0),
            words.body(answer.feedback),
            0,
        )
        for answer in answers
    )
