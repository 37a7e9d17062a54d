"""A plain text with headings, or with what people write instead of them, as a module: title, lessons, practice, quiz, ids."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mpt.content.faults import N_
from mpt.content.lines import Line, joined, numbered
from mpt.content.model import Kind, Lesson, ModuleText
from mpt.content.plain import measure_of
from mpt.content.prose import plain_text
from mpt.content.writer import write_lesson
from mpt.formats import aiken
from mpt.formats.ids import id_for
from mpt.formats.leftovers import Leftover, leftover
from mpt.formats.plainwords import one_line
from mpt.formats.quizzes import QUIZ_ID, with_questions

NUMBERS = N_("Numbers of headings aren't kept: pages count by themselves.")
GUESSED = N_("There are no headings in it. Short bold lines and numbered ones were taken for headings.")
MOVED = N_("The quiz stands last.")

_A_MINUTE = {"zh": 250, "en": 140}
_MOST_MINUTES = 60
_LONGEST_HEADING = 30

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*")
_BOLD = re.compile(r"\*\*([^*]+)\*\*\s*[:：]?")
_HAN_NUMBER = "[一二三四五六七八九十百]+"
_CHAPTER = re.compile(
    rf"(?:第\s*(?:{_HAN_NUMBER}|\d+)\s*[章节課课讲步部][分]?|(?:Lesson|Part|Chapter|Module)\s+\d+)\s*[.:：、\-–—]?\s*",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"{_HAN_NUMBER}\s*[、.．]\s*")
_SECOND = re.compile(rf"[（(]\s*{_HAN_NUMBER}\s*[)）]\s*")
_DIGITS = re.compile(r"\d{1,2}(?:\.\d{1,2})*\s*[.、)）](?!\d)\s*|\d{1,2}(?:\.\d{1,2})+\s+")
_STARTS = (_CHAPTER, _FIRST, _SECOND, _DIGITS)
_ENDS = tuple("。！；，,;.!")
_QUIZ = re.compile(
    "测验|测一测|小测|自测|考一考|考考|检查一下|练习题|选择题|单选|多选|Quiz|Check yourself|Test yourself|Questions",
    re.IGNORECASE,
)
_PRACTICE = re.compile("今晚|试一试|试试|练一练|实践|行动|Tonight|Practi[cs]e|Try (?:it|this)|Homework", re.IGNORECASE)
_OUTCOME = re.compile(
    r"\**(?:学习|教学|课程|本课)?目标\**\s*[:：]\s*\**\s*(.+)|\**(?:Outcomes?|Goals?|Objectives?)\**\s*:\s*\**\s*(.+)",
    re.IGNORECASE,
)
_BOX = re.compile(r"[-*+] \[[ xX]\]")


@dataclass(slots=True)
class _Section:
    """A heading, its level (0 for what stands before the first), and the lines below it."""

    level: int
    heading: str
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        return joined(self.lines).strip("\n")


def module_of(text: str, name: str, tongue: str, known: Mapping[str, str]) -> tuple[ModuleText, tuple[Leftover, ...]]:
    """Return a text in Markdown as a module, and what of it isn't kept.

    `name` is its title where the text has none, `known` what is known of its front matter. A quiz that is written as ours
    are stands in the body of its lesson.
    """
    left: list[Leftover] = []
    title, sections = _titled(_sections(text, left))
    lessons, outcome = _lessons(sections, title or name, left)
    module = ModuleText(
        title=known.get("title") or title or name,
        outcome=known.get("outcome") or outcome,
        minutes=_minutes(known.get("minutes", ""), lessons, tongue),
        translated_from="",
        lessons=_quiz_last(tuple(_asked(one, tongue, left) for one in lessons), left),
        note=known.get("note", ""),
    )
    return module, tuple(left)


def _sections(text: str, left: list[Leftover]) -> list[_Section]:
    """Divide a text at its headings; at what looks like headings where it has none but a title."""
    lines = numbered(text)
    headed = [len(found[1]) for line in lines if (found := _heading(line))]
    if len(headed) < 2:
        lines = _guessed(lines, max([*headed, 1]) + 1, left)
    sections = [_Section(0, "")]
    for line in lines:
        if found := _heading(line):
            sections.append(_Section(len(found[1]), found[2]))
        else:
            sections[-1].lines.append(line)
    return sections


def _heading(line: Line) -> re.Match[str] | None:
    return None if line.code else _HEADING.fullmatch(line.text)


def _guessed(lines: list[Line], top: int, left: list[Leftover]) -> list[Line]:
    """Return lines of which those that look like headings are headings, from the level `top` down."""
    levels = [_guessed_level(line) for line in lines]
    if not any(levels):
        return lines
    first = next(line for line, level in zip(lines, levels, strict=True) if level)
    left.append(leftover(_unmarked(first.text), GUESSED))
    # Where numbers divide the text, bold lines divide its parts.
    least = min(level for level in levels if level)
    return [
        line._replace(text=f"{'#' * (top + (level > least))} {_unmarked(line.text)}") if level else line
        for line, level in zip(lines, levels, strict=True)
    ]


def _guessed_level(line: Line) -> int:
    """Return 1 for a line that begins as a numbered heading does, 2 for a part of it or one in bold, 0 for any other."""
    words = _unmarked(line.text)
    if line.code or not words or len(words) > _LONGEST_HEADING or words.endswith(_ENDS):
        return 0
    if _CHAPTER.match(words) or _FIRST.match(words):
        return 1
    return 2 if _SECOND.match(words) or _BOLD.fullmatch(line.text.strip()) else 0


def _unmarked(text: str) -> str:
    return text.replace("**", "").strip()


def _titled(sections: list[_Section]) -> tuple[str, list[_Section]]:
    """Return the text's title, where its first heading stands above all others, and the rest."""
    headed = [one for one in sections if one.level]
    if len(headed) < 2 or sections[0].text or any(one.level <= headed[0].level for one in headed[1:]):
        return "", sections
    return headed[0].heading, [_Section(0, "", headed[0].lines), *headed[1:]]


def _lessons(sections: list[_Section], title: str, left: list[Leftover]) -> tuple[list[Lesson], str]:
    """Return the lessons of a text, each with an id, and what it says that one can do afterwards."""
    start, *rest = sections
    outcome, start.lines = _outcome(start.lines)
    level = min((one.level for one in rest), default=0)
    lessons = [_Section(level, title, start.lines)] if start.text else []
    for one in rest:
        if one.level > level and lessons:
            lessons[-1].lines += [Line(0, f"### {_without_number(one.heading, left)}"), *one.lines]
        else:
            lessons.append(one)
    return _named(lessons, left), outcome


def _outcome(lines: list[Line]) -> tuple[str, list[Line]]:
    for place, line in enumerate(lines):
        if found := _OUTCOME.fullmatch(line.text.strip()):
            return found[1] or found[2], [*lines[:place], *lines[place + 1 :]]
    return "", lines


def _named(sections: list[_Section], left: list[Leftover]) -> list[Lesson]:
    lessons: list[Lesson] = []
    taken, kinds = {QUIZ_ID}, set[Kind]()
    for one in sections:
        heading = _without_number(one.heading, left)
        kind = next((kind for kind in (_kind(heading),) if kind not in kinds), Kind.LESSON)
        kinds |= {kind} - {Kind.LESSON}
        name = QUIZ_ID if kind is Kind.QUIZ else id_for(heading, "part", taken)
        taken.add(name)
        lessons.append(Lesson(name, heading, kind, f"{one.text}\n", (), 0))
    return lessons


def _kind(heading: str) -> Kind:
    if _QUIZ.search(heading):
        return Kind.QUIZ
    return Kind.PRACTICE if _PRACTICE.search(heading) else Kind.LESSON


def _without_number(heading: str, left: list[Leftover]) -> str:
    heading = one_line(_unmarked(heading))
    found = next((found for start in _STARTS if (found := start.match(heading)) and found.end() < len(heading)), None)
    if found is None:
        return heading
    if not any(one.what == NUMBERS for one in left):
        left.append(leftover(heading, NUMBERS))
    return heading[found.end() :]


def _asked(lesson: Lesson, tongue: str, left: list[Leftover]) -> Lesson:
    """Return a lesson; a quiz with its questions, whether they are written as ours or as people type them."""
    if lesson.kind is not Kind.QUIZ or _is_ours(lesson.body):
        return replace(lesson, body=_with_ids(lesson.body)) if lesson.kind is Kind.QUIZ else lesson
    questions, others = aiken.read_aiken(_as_typed(lesson.body))
    if not questions:
        return lesson
    left += others
    text = with_questions(write_lesson(replace(lesson, body="")), questions, tongue).text
    return replace(lesson, body=text.partition("\n")[2])


def _is_ours(body: str) -> bool:
    return any(_BOX.match(line.text) for line in numbered(body))


def _with_ids(body: str) -> str:
    taken: set[str] = set()
    lines = []
    for line in numbered(body):
        text = line.text
        if not line.code and text.startswith("### ") and not text.endswith("}"):
            name = id_for(text[4:], "q", taken)
            taken.add(name)
            text = f"{text} {{#{name}}}"
        lines.append(text)
    return "\n".join(lines)


def _as_typed(body: str) -> str:
    """Return questions without marks; the points of a list inside a list are choices."""
    lines = (re.sub(r"(?<!\\)\*+", "", line) for line in body.split("\n"))
    lines = (re.sub(r"^\s+(\d{1,2})\. ", lambda found: f"{chr(ord('@') + int(found[1]))}. ", line) for line in lines)
    return "\n".join(re.sub(r"\\([^\w\s])", r"\1", re.sub(r"^(?:[-#]+|>) +", "", line)) for line in lines)


def _quiz_last(lessons: tuple[Lesson, ...], left: list[Leftover]) -> tuple[Lesson, ...]:
    read = [one for one in lessons if one.kind is not Kind.QUIZ]
    quiz = [one for one in lessons if one.kind is Kind.QUIZ]
    if quiz and lessons[-1].kind is not Kind.QUIZ:
        left.append(leftover(quiz[0].heading, MOVED))
    return (*read, *quiz)


def _minutes(typed: str, lessons: Sequence[Lesson], tongue: str) -> int:
    """Return how long reading takes: what the text says of itself, else by how much there is to read."""
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:3]) <= _MOST_MINUTES:
        return int(typed)
    text = "\n".join(plain_text(one.body) for one in lessons if one.kind is not Kind.QUIZ)
    measure = measure_of(tongue)
    length = measure.length(text) if measure else len(text.split())
    return min(max(1, round(length / _A_MINUTE.get(tongue.partition("-")[0], _A_MINUTE["en"]))), _MOST_MINUTES)
