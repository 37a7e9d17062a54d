"""The same course in every language: the same lessons, questions, choices and keys, in the same order."""

from collections.abc import Iterator, Sequence

from mpt.content.faults import N_, Complaint
from mpt.content.model import Fault, Lesson, Question

LACKING = Complaint(N_("“%(id)s” of %(source)s is missing here"), N_("translate it, with the same id"))
EXTRA = Complaint(N_("“%(id)s” isn't in %(source)s"), N_("write it there too, or leave it out here"))
OUT_OF_ORDER = Complaint(N_("“%(id)s” stands elsewhere in %(source)s"), N_("put both into the same order"))
OTHER_KIND = Complaint(
    N_("“%(id)s” is a %(there)s in %(source)s and a %(here)s here"), N_("write the same mark in both")
)
OTHER_COUNT = Complaint(
    N_("“%(id)s” has %(there)s choices in %(source)s and %(here)s here"), N_("write the same choices in both")
)
OTHER_KEY = Complaint(
    N_("other choices of “%(id)s” are right in %(source)s"), N_("put [x] before the same choices, in the same order")
)
OTHER_SCALE = Complaint(N_("“%(id)s” is answered otherwise in %(source)s"), N_("write the same marks in both"))
OTHER_SEE = Complaint(N_("“%(id)s” has another see= in %(source)s"), N_("name the same lesson in both"))


def unlike(source_path: str, source: Sequence[Lesson], path: str, lessons: Sequence[Lesson]) -> Iterator[Fault]:
    """Yield where the lessons of a translation differ from those of its source in more than their words."""
    yield from _unlike_order(source_path, source, path, lessons, 0)
    there = {lesson.id: lesson for lesson in source if lesson.id}
    for lesson in lessons:
        if lesson.id in there:
            yield from _unlike_lesson(source_path, there[lesson.id], path, lesson)


def _unlike_order(
    source_path: str,
    source: Sequence[Lesson] | Sequence[Question],
    path: str,
    texts: Sequence[Lesson] | Sequence[Question],
    line: int,
) -> Iterator[Fault]:
    there = [item.id for item in source if item.id]
    here = {item.id: item.line for item in texts if item.id}
    for name in there:
        if name not in here:
            yield LACKING.at(path, line, id=name, source=source_path)
    for name, place in here.items():
        if name not in there:
            yield EXTRA.at(path, place, id=name, source=source_path)
    shared_there = [name for name in there if name in here]
    shared_here = [name for name in here if name in there]
    for name, expected in zip(shared_here, shared_there, strict=False):
        if name != expected:
            yield OUT_OF_ORDER.at(path, here[name], id=name, source=source_path)
            return


def _unlike_lesson(source_path: str, source: Lesson, path: str, lesson: Lesson) -> Iterator[Fault]:
    if source.kind is not lesson.kind:
        yield OTHER_KIND.at(
            path, lesson.line, id=lesson.id, there=str(source.kind), here=str(lesson.kind), source=source_path
        )
        return
    yield from _unlike_order(source_path, source.questions, path, lesson.questions, lesson.line)
    there = {question.id: question for question in source.questions if question.id}
    for question in lesson.questions:
        if question.id in there:
            yield from _unlike_question(source_path, there[question.id], path, question)


def _unlike_question(source_path: str, source: Question, path: str, question: Question) -> Iterator[Fault]:
    counts = len(source.choices), len(question.choices)
    if source.scale is not question.scale:
        yield OTHER_SCALE.at(path, question.line, id=question.id, source=source_path)
        return
    if counts[0] != counts[1]:
        yield OTHER_COUNT.at(path, question.line, id=question.id, there=counts[0], here=counts[1], source=source_path)
    elif source.key != question.key:
        yield OTHER_KEY.at(path, question.line, id=question.id, source=source_path)
    if source.see != question.see:
        yield OTHER_SEE.at(path, question.line, id=question.id, source=source_path)
