"""Write lessons, questions and modules as Markdown: what `mpt.content.modulefile` reads back as it was.

Of a value only its line numbers are lost. A value that no file can hold (a heading of two lines, a text whose last code
block is never closed) isn't mended here; whoever makes values from elsewhere makes such as can be read.
"""

import json
import re
from collections.abc import Iterator

from mpt.content.faults import Notes
from mpt.content.front import read_front
from mpt.content.model import Choice, Kind, Lesson, ModuleText, Question

# What YAML takes in no file as it is.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_module(text: ModuleText) -> str:
    """Return a module in one language as its file."""
    sections = [write_front(front_of(text)), *(write_lesson(lesson) for lesson in text.lessons)]
    return "\n".join(sections)


def front_of(text: ModuleText) -> dict[str, str]:
    """Return what stands in the front matter of a module, key by key; minutes that aren't known are empty."""
    front = {"title": text.title, "outcome": text.outcome, "minutes": str(text.minutes or "")}
    rest = {"note": text.note, "translated_from": text.translated_from}
    return front | {key: value for key, value in rest.items() if value}


def write_front(values: dict[str, str]) -> str:
    """Return front matter, its `---` lines included, without a line end after the last."""
    return "\n".join(["---", *(f"{key}: {_scalar(key, value)}".rstrip() for key, value in values.items()), "---"])


def _scalar(key: str, value: str) -> str:
    """Return a value as YAML reads it back: as it is, or in quotes where it would be read otherwise."""
    notes = Notes("")
    read = read_front(f"---\n{key}: {value}\n---", (), (key,), notes)
    if not notes.faults and read.values == {key: value}:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def write_lesson(lesson: Lesson) -> str:
    """Return a lesson, practice, quiz or survey as its section, without a line end after the last line."""
    kind = "" if lesson.kind is Kind.LESSON else f".{lesson.kind}"
    heading = _heading("##", lesson.heading, lesson.id, kind)
    if not lesson.questions:
        return f"{heading}\n{lesson.body}"
    introduction = [lesson.body] if lesson.body else []
    return "\n".join([heading, *introduction, *(write_question(question) for question in lesson.questions)])


def write_question(question: Question) -> str:
    """Return a question of a quiz or survey, with a line end after its last line."""
    scale = f".{question.scale}" if question.scale else ""
    see = f"see={question.see}" if question.see else ""
    lines = [_heading("###", question.stem, question.id, scale, see), *_quoted(question.hint)]
    if question.choices:
        lines += ["", *(line for choice in question.choices for line in _choice(choice))]
    if question.explanation:
        lines += ["", question.explanation]
    return "\n".join([*lines, ""])


def _heading(level: str, words: str, name: str, *marks: str) -> str:
    braces = " ".join(mark for mark in (f"#{name}" if name else "", *marks) if mark)
    return f"{level} {words} {{{braces}}}" if braces else f"{level} {words}"


def _choice(choice: Choice) -> Iterator[str]:
    yield f"- [{'x' if choice.correct else ' '}] {choice.text}"
    for line in _quoted(choice.feedback):
        yield f"    {line}"


def _quoted(text: str) -> list[str]:
    return [f"> {line}".rstrip() for line in text.split("\n")] if text else []
