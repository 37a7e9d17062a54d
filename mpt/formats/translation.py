"""A module that was written in another language as the translation of one: its lessons and questions get the ids of theirs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mpt.content.faults import N_, Notes
from mpt.content.model import READ, Kind, Lesson, ModuleText, Question
from mpt.content.modulefile import read_module_text
from mpt.content.writer import write_module
from mpt.formats.leftovers import Leftover, leftover

MORE = N_("The source has no part for this. Delete it here, or write it there too.")
FEWER = N_("This part of the source has nothing here. Translate it.")
OTHER_COUNT = N_("The source has %(there)s choices here, this question has %(here)s. Make them the same.")
MORE_PICTURES = N_("The source has fewer pictures, so this one isn't taken.")

_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(([^()]*)\)")


def as_translation(text: str, source: ModuleText, from_hash: str) -> tuple[str, tuple[Leftover, ...]]:
    """Return a module's text as the translation of `source`, matched by order, and what doesn't fit.

    `from_hash` says which file it is made from. Its pictures are those of the source. Raises ValueError for a text that isn't
    a module.
    """
    read = read_module_text(text.encode(), is_source=False, notes=Notes(""))
    if read is None:
        raise ValueError(text)
    left: list[Leftover] = []
    lessons = tuple(_matched(read.lessons, source.lessons, left))
    note = read.note or source.note
    fitted = replace(read, lessons=lessons, translated_from=from_hash, note=note if source.note else "")
    return _with_pictures(write_module(replace(fitted, minutes=source.minutes)), source, left), tuple(left)


def _matched(lessons: Sequence[Lesson], source: Sequence[Lesson], left: list[Leftover]) -> Iterator[Lesson]:
    """Yield lessons with the ids of their like: a quiz is a quiz's, what is read goes by its place."""
    for kinds in (READ, (Kind.QUIZ,)):
        here = [lesson for lesson in lessons if lesson.kind in kinds]
        there = [lesson for lesson in source if lesson.kind in kinds]
        for lesson, like in zip(here, there, strict=False):
            questions = tuple(_asked(lesson.questions, like.questions, left))
            yield replace(lesson, id=like.id, kind=like.kind, questions=questions)
        yield from here[len(there) :]
        left += [leftover(lesson.heading, MORE) for lesson in here[len(there) :]]
        left += [leftover(lesson.heading, FEWER) for lesson in there[len(here) :]]


def _asked(here: Sequence[Question], there: Sequence[Question], left: list[Leftover]) -> Iterator[Question]:
    for question, like in zip(here, there, strict=False):
        if len(question.choices) != len(like.choices):
            counts = {"there": len(like.choices), "here": len(question.choices)}
            left.append(leftover(question.stem, OTHER_COUNT, **counts))
        yield replace(question, id=like.id, see=like.see)
    yield from here[len(there) :]
    left += [leftover(question.stem, MORE) for question in here[len(there) :]]
    left += [leftover(question.stem, FEWER) for question in there[len(here) :]]


def _with_pictures(text: str, source: ModuleText, left: list[Leftover]) -> str:
    names = iter([found[2] for lesson in source.lessons for found in _PICTURE.finditer(lesson.body)])

    def like(found: re.Match[str]) -> str:
        name = next(names, "")
        if not name:
            left.append(leftover(found[1] or found[2], MORE_PICTURES))
        return f"![{found[1]}]({name})" if name else ""

    return _PICTURE.sub(like, text)
