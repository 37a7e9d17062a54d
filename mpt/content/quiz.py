"""Questions: a `###` heading in a quiz or survey, its hint, its choices with feedback, its explanation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from mpt.content.faults import N_, Complaint, Notes
from mpt.content.lines import Line, joined
from mpt.content.mistyped import mend_choices
from mpt.content.model import Choice, Kind, Question, Scale
from mpt.content.sections import read_section

_CHOICE = re.compile(r"[-*+] \[[ xX]\](?: .*)?")
_BULLET = re.compile(r"(?:[-*+]|\d+[.)]) ")
_INDENTED = re.compile(r" {4}| {0,3}\t")

STRAY_TEXT = Complaint(
    N_("there is text between a question and its choices"),
    N_("put it into the heading, or make it a hint: > text, right under the heading"),
)
NO_BOX = Complaint(N_("this choice has no box"), N_("write - [ ] before a wrong choice, - [x] before a right one"))
EMPTY_CHOICE = Complaint(N_("this choice has no words"), N_("write them after the box"))
FEEDBACK_NOT_INDENTED = Complaint(
    N_("feedback isn't under its choice"), N_("begin the line with 4 spaces: “    > text”")
)
QUESTION_TOO_DEEP = Complaint(
    N_("there is a heading inside a question"), N_("a question begins with ### and has no others")
)


class _Sort(Enum):
    """What a line below a question is, by how it begins: MORE goes on with the line above it."""

    BLANK = auto()
    CHOICE = auto()
    FEEDBACK = auto()
    BULLET = auto()
    MORE = auto()
    TEXT = auto()


@dataclass(slots=True)
class _Draft:
    line: int
    correct: bool
    words: list[str]
    feedback: list[str] = field(default_factory=list)

    def choice(self) -> Choice:
        return Choice(" ".join(self.words).strip(), self.correct, "\n".join(self.feedback).strip("\n"), self.line)


def read_question(part: list[Line], kind: Kind, notes: Notes) -> Question:
    """Read one question of a quiz or survey from its lines, the heading first."""
    known = ("see=",) if kind is Kind.QUIZ else tuple(f".{scale}" for scale in Scale)
    section = read_section(part, known, "q-overtime", notes)
    lines = mend_choices(section.lines, notes)
    for line in lines:
        if line.text.startswith("#") and not line.code:
            notes.add(QUESTION_TOO_DEEP, line.number)
    hint, lines = _hint(lines)
    lines = _skip_to_choices(lines, notes)
    choices, lines = _choices(lines, notes)
    explanation = joined(lines).strip("\n")
    scale = Scale(section.kind) if f".{section.kind}" in known else None
    return Question(section.id, section.title, hint, choices, explanation, section.see, section.line, scale)


def _hint(lines: list[Line]) -> tuple[str, list[Line]]:
    start = next((place for place, line in enumerate(lines) if line.text.strip()), len(lines))
    end = start
    while end < len(lines) and lines[end].text.startswith(">"):
        end += 1
    return "\n".join(_unquoted(line.text) for line in lines[start:end]), lines[end:]


def _unquoted(text: str) -> str:
    return text.strip().removeprefix(">").removeprefix(" ")


def _skip_to_choices(lines: list[Line], notes: Notes) -> list[Line]:
    sorts = [_sort(line) for line in lines]
    if _Sort.CHOICE not in sorts:
        # Without any choice, one fault says so; the text is taken for the explanation.
        return lines
    start = next(place for place, sort in enumerate(sorts) if sort in {_Sort.CHOICE, _Sort.BULLET})
    for line in lines[:start]:
        if line.text.strip():
            notes.add(STRAY_TEXT, line.number)
    return lines[start:]


def _sort(line: Line) -> _Sort:
    if not line.text.strip():
        return _Sort.BLANK
    if line.code:
        return _Sort.TEXT
    if _CHOICE.fullmatch(line.text):
        return _Sort.CHOICE
    if _BULLET.match(line.text):
        return _Sort.BULLET
    if line.text.lstrip().startswith(">"):
        return _Sort.FEEDBACK
    return _Sort.MORE if line.text[0] in " \t" else _Sort.TEXT


def _choices(lines: list[Line], notes: Notes) -> tuple[tuple[Choice, ...], list[Line]]:
    drafts: list[_Draft] = []
    end = 0
    for line, after_blank in _with_blanks(lines):
        if not _add(line, drafts, after_blank, notes):
            break
        end += 1
    return tuple(draft.choice() for draft in drafts), lines[end:]


def _with_blanks(lines: list[Line]) -> Iterator[tuple[Line, bool]]:
    before_is_blank = True
    for line in lines:
        yield line, before_is_blank
        before_is_blank = not line.text.strip()


def _add(line: Line, drafts: list[_Draft], after_blank: bool, notes: Notes) -> bool:
    """Add a line to the choices; say no at the line where the explanation begins."""
    sort = _sort(line)
    if sort is _Sort.CHOICE:
        drafts.append(_begin(line, notes))
    elif sort is _Sort.BULLET:
        notes.add(NO_BOX, line.number)
        drafts.append(_Draft(line.number, correct=False, words=[line.text[2:]]))
    elif sort is _Sort.FEEDBACK and drafts and (line.text[0] in " \t" or not after_blank):
        if not _INDENTED.match(line.text):
            notes.add(FEEDBACK_NOT_INDENTED, line.number)
        drafts[-1].feedback.append(_unquoted(line.text))
    elif sort is _Sort.MORE and drafts:
        (drafts[-1].feedback or drafts[-1].words).append(line.text.strip())
    else:
        return sort is _Sort.BLANK
    return True


def _begin(line: Line, notes: Notes) -> _Draft:
    # `- [x] words`: the mark is the fourth character.
    words = line.text[5:].strip()
    if not words:
        notes.add(EMPTY_CHOICE, line.number)
    return _Draft(line.number, line.text[3] != " ", [words])
