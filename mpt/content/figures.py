"""What is measured of a text: a figure for each sentence, paragraph, heading, lesson, question, choice, and the whole.

Measuring is apart from judging (`mpt.content.wordy`), because `mpt check` prints the figures too, not only the faults.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mpt.content.model import READ, Course, CourseText, Kind, Lesson, ModuleText, Question
from mpt.content.plain import Measure, What, measure_of
from mpt.content.prose import Block, BlockKind, blocks, plain_text


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text.

    `value` counts the language's characters or words; sentences for PARAGRAPH; school years for GRADE; one for each RARE
    character. `id` is the lesson or question that it belongs to, or empty; `words` is what was measured, where it's short.
    """

    what: What
    value: float
    line: int
    id: str = ""
    words: str = ""


Measured = dict[str, tuple[Measure, list[Figure]]]
"""The figures of a course's texts by their file, each with how its language is measured."""

_FRONT = 1  # the line of what stands in the front matter


def course_figures(course: Course) -> Measured:
    """Measure all texts of a course in the languages that are measured."""
    found: Measured = {}
    for language in course.languages:
        measure = measure_of(language)
        if not measure:
            continue
        if language in course.texts:
            found[f"{language}.md"] = measure, list(_Measuring(measure).course(course.texts[language]))
        for module in course.modules:
            if language in module.texts:
                figures = list(_Measuring(measure).module(module.texts[language]))
                found[f"{module.folder}/{language}.md"] = measure, figures
    return found


@dataclass(frozen=True, slots=True)
class _Measuring:
    """Walks a text with the measure of its language."""

    measure: Measure

    def course(self, text: CourseText) -> Iterator[Figure]:
        yield from self._heading(text.title, _FRONT)
        yield from self._prose(text.summary, _FRONT)
        yield from self._prose(text.introduction, text.line)
        if text.survey:
            yield from self._lesson(text.survey)

    def module(self, text: ModuleText) -> Iterator[Figure]:
        yield from self._heading(text.title, _FRONT)
        for words in (text.outcome, text.note):
            yield from self._prose(words, _FRONT)
        for lesson in text.lessons:
            yield from self._lesson(lesson)
        read = [lesson for lesson in text.lessons if lesson.kind in READ]
        if read:
            yield from self._whole(read)

    def _whole(self, lessons: list[Lesson]) -> Iterator[Figure]:
        measure = self.measure
        spoken = [block.text for lesson in lessons for block in _spoken(lesson.body)]
        yield Figure(What.MODULE, sum(measure.length(plain_text(lesson.body)) for lesson in lessons), 0)
        yield Figure(What.AVERAGE, round(measure.average(spoken), 1), 0)
        if measure.grade:
            sentences = [sentence for text in spoken for sentence in measure.sentences(text)]
            yield Figure(What.GRADE, round(measure.grade(sentences), 1), 0)

    def _lesson(self, lesson: Lesson) -> Iterator[Figure]:
        yield from self._heading(lesson.heading, lesson.line, lesson.id)
        yield from self._prose(lesson.body, lesson.line + 1, lesson.id)
        if lesson.kind in READ:
            what = What.PRACTICE if lesson.kind is Kind.PRACTICE else What.LESSON
            yield Figure(what, self.measure.length(plain_text(lesson.body)), lesson.line, lesson.id)
        for question in lesson.questions:
            yield from self._question(question)

    def _question(self, question: Question) -> Iterator[Figure]:
        yield from self._words(What.QUESTION, question.stem, question.line, question.id)
        for text in (question.hint, question.explanation):
            yield from self._prose(text, question.line, question.id, one_place=True)
        for choice in question.choices:
            yield from self._words(What.CHOICE, choice.text, choice.line, question.id)
            yield from self._prose(choice.feedback, choice.line, question.id, one_place=True)

    def _prose(self, markdown: str, first: int, name: str = "", *, one_place: bool = False) -> Iterator[Figure]:
        """Measure a text that begins at line `first`; with `one_place`, all of it is said of that line."""
        for block in blocks(markdown, first):
            line = first if one_place else block.line
            if block.kind is BlockKind.HEADING:
                yield from self._heading(block.text, line, name)
            else:
                yield from self._block(block.text, line, name)

    def _block(self, text: str, line: int, name: str) -> Iterator[Figure]:
        sentences = self.measure.sentences(text)
        for sentence in sentences:
            yield Figure(What.SENTENCE, self.measure.length(sentence), line, name, sentence)
        yield Figure(What.PARAGRAPH, len(sentences), line, name)
        yield from self._rare(text, line, name)

    def _heading(self, text: str, line: int, name: str = "") -> Iterator[Figure]:
        yield from self._words(What.HEADING, text, line, name)

    def _words(self, what: What, text: str, line: int, name: str) -> Iterator[Figure]:
        yield Figure(what, self.measure.length(plain_text(text)), line, name)
        yield from self._rare(text, line, name)

    def _rare(self, text: str, line: int, name: str) -> Iterator[Figure]:
        for character in self.measure.rare(text):
            yield Figure(What.RARE, 1, line, name, character)


def _spoken(markdown: str) -> Iterator[Block]:
    return (block for block in blocks(markdown) if block.kind is not BlockKind.HEADING)
