"""Faults of plain language: each sentence, paragraph, heading, lesson and module that is longer than it should be."""

from collections.abc import Iterator

from mpt.content.faults import N_, Complaint
from mpt.content.model import CourseText, Fault, Kind, Lesson, ModuleText, Question
from mpt.content.plain import Measure, measure_of
from mpt.content.prose import Block, BlockKind, blocks, plain_text

LONG_SENTENCE = Complaint(
    N_("this sentence has %(length)s characters or words: “%(sentence)s”"), N_("at most %(most)s; make two of it")
)
LONG_AVERAGE = Complaint(
    N_("a sentence of this module has %(average)s characters or words on average"),
    N_("at most %(most)s; shorten the longest"),
)
LONG_PARAGRAPH = Complaint(
    N_("this paragraph has %(sentences)s sentences"), N_("at most %(most)s; begin a new one with an empty line")
)
LONG_HEADING = Complaint(N_("the heading has %(length)s characters or words"), N_("at most %(most)s; shorten it"))
LONG_STEM = Complaint(N_("the question has %(length)s characters or words"), N_("at most %(most)s; shorten it"))
LONG_CHOICE = Complaint(N_("the choice has %(length)s characters or words"), N_("at most %(most)s; shorten it"))
SHORT_LESSON = Complaint(
    N_("the lesson “%(id)s” has %(length)s characters or words"),
    N_("at least %(least)s; say more, or join it to another"),
)
LONG_LESSON = Complaint(
    N_("the lesson “%(id)s” has %(length)s characters or words"),
    N_("at most %(most)s; one lesson, one idea: divide it"),
)
SHORT_MODULE = Complaint(
    N_("the module has %(length)s characters or words without its quiz"), N_("at least %(least)s; say more")
)
LONG_MODULE = Complaint(
    N_("the module has %(length)s characters or words without its quiz"), N_("at most %(most)s; shorten or divide it")
)

_READ = (Kind.LESSON, Kind.PRACTICE)


def wordy_course(path: str, language: str, text: CourseText) -> Iterator[Fault]:
    """Yield what isn't plain in a course's introduction."""
    measure = measure_of(language)
    if measure:
        yield from _wordy_prose(path, text.introduction, text.line, measure)


def wordy_module(path: str, language: str, text: ModuleText) -> Iterator[Fault]:
    """Yield what isn't plain in a module."""
    measure = measure_of(language)
    if not measure:
        return
    for lesson in text.lessons:
        yield from _wordy_lesson(path, lesson, measure)
    read = [lesson for lesson in text.lessons if lesson.kind in _READ]
    if read:
        yield from _wordy_whole(path, read, measure)


def _wordy_whole(path: str, lessons: list[Lesson], measure: Measure) -> Iterator[Fault]:
    limits = measure.limits
    length = sum(measure.length(plain_text(lesson.body)) for lesson in lessons)
    least, most = limits.module
    if length < least:
        yield SHORT_MODULE.at(path, length=length, least=least)
    elif length > most:
        yield LONG_MODULE.at(path, length=length, most=most)
    average = measure.average([block.text for lesson in lessons for block in _spoken(lesson.body)])
    if average > limits.average:
        yield LONG_AVERAGE.at(path, average=f"{average:.1f}", most=limits.average)


def _wordy_lesson(path: str, lesson: Lesson, measure: Measure) -> Iterator[Fault]:
    yield from _wordy_heading(path, Block(BlockKind.HEADING, lesson.heading, lesson.line), measure)
    yield from _wordy_prose(path, lesson.body, lesson.line + 1, measure)
    if lesson.kind in _READ:
        yield from _wordy_length(path, lesson, measure)
    for question in lesson.questions:
        yield from _wordy_question(path, question, measure)


def _wordy_length(path: str, lesson: Lesson, measure: Measure) -> Iterator[Fault]:
    length = measure.length(plain_text(lesson.body))
    least, most = measure.limits.lesson
    if lesson.kind is Kind.PRACTICE:
        least = measure.limits.practice
    if length < least:
        yield SHORT_LESSON.at(path, lesson.line, id=lesson.id, length=length, least=least)
    elif length > most:
        yield LONG_LESSON.at(path, lesson.line, id=lesson.id, length=length, most=most)


def _wordy_question(path: str, question: Question, measure: Measure) -> Iterator[Fault]:
    stem = measure.length(plain_text(question.stem))
    if stem > measure.limits.stem:
        yield LONG_STEM.at(path, question.line, length=stem, most=measure.limits.stem)
    for text in (question.hint, question.explanation):
        yield from _wordy_prose(path, text, question.line, measure, one_place=True)
    for choice in question.choices:
        length = measure.length(plain_text(choice.text))
        if length > measure.limits.option:
            yield LONG_CHOICE.at(path, choice.line, length=length, most=measure.limits.option)
        yield from _wordy_prose(path, choice.feedback, choice.line, measure, one_place=True)


def _wordy_prose(path: str, markdown: str, first: int, measure: Measure, *, one_place: bool = False) -> Iterator[Fault]:
    """Yield what is long in a text that begins at line `first`; with `one_place`, all of it is said of that line."""
    for block in blocks(markdown, first):
        line = first if one_place else block.line
        if block.kind is BlockKind.HEADING:
            yield from _wordy_heading(path, block, measure)
        else:
            yield from _wordy_block(path, block.text, line, measure)


def _wordy_block(path: str, text: str, line: int, measure: Measure) -> Iterator[Fault]:
    limits = measure.limits
    sentences = measure.sentences(text)
    for sentence in sentences:
        length = measure.length(sentence)
        if length > limits.sentence:
            yield LONG_SENTENCE.at(path, line, length=length, sentence=sentence, most=limits.sentence)
    if len(sentences) > limits.paragraph:
        yield LONG_PARAGRAPH.at(path, line, sentences=len(sentences), most=limits.paragraph)


def _wordy_heading(path: str, heading: Block, measure: Measure) -> Iterator[Fault]:
    length = measure.length(plain_text(heading.text))
    if length > measure.limits.heading:
        yield LONG_HEADING.at(path, heading.line, length=length, most=measure.limits.heading)


def _spoken(markdown: str) -> Iterator[Block]:
    return (block for block in blocks(markdown) if block.kind is not BlockKind.HEADING)
