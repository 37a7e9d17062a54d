"""What trainers see of a course as it's served: how far parents come, how its questions do, and whether it helped."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup, escape

from mpt.content.model import Lesson, Module, Question
from mpt.content.prose import plain_text
from mpt.i18n import name_in
from mpt.rules.completion import lessons_of, quiz_of
from mpt.rules.items import Item, item_of
from mpt.rules.judging import Gap, Reason, gap, reasons
from mpt.rules.opinions import Heard
from mpt.rules.tries import Asked, median
from mpt.services import items, opinions, stopping
from mpt.services.items import Quizzes
from mpt.services.publishing import Edition
from mpt.services.stopping import Reached
from mpt.web.language import language, words
from mpt.web.shelf import UnknownPageError, shelf
from mpt.web.studio.here import CourseHere, course_here, titled
from mpt.web.transaction import db

Named = TypeVar("Named", Module, Question)

UNKNOWN = ""
"""The language of tries from before it was kept."""


@dataclass(frozen=True, slots=True)
class Look:
    """A question in one language as it reads now; `item` are its figures, None where fewer than ten first tries are counted."""

    module: Module
    tongue: str
    question: Question
    item: Item | None
    gap: Gap | None
    reasons: tuple[Reason, ...]

    @property
    def tongue_name(self) -> str:
        """What the language is called."""
        return tongue_name(self.tongue)


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of a module: of which, what it's called, and how many came so far, in full tens."""

    module: str
    label: str
    people: int


@dataclass(frozen=True, slots=True)
class View:
    """A course as it's served, and what is told of it, or of one of its modules."""

    here: CourseHere
    edition: Edition
    quizzes: Quizzes
    heard: Mapping[tuple[str, str], Heard]

    @property
    def source(self) -> str:
        """The course's source language."""
        return self.edition.course.languages[0]

    def module(self, module_id: str) -> Module:
        """Return a module of the served release. Raises UnknownPageError."""
        return _named(self.edition.course.modules, module_id)

    def title(self, module: Module) -> str:
        """Return a module's title in the reader's language, or in the source."""
        return titled(module.texts, self.source)

    def questions(self, module: Module) -> tuple[Question, ...]:
        """Return the questions of a module's quiz in the reader's language, or in the source; none where it has no quiz."""
        return _questions(module, language() if language() in module.texts else self.source)

    def quiz_id(self, module: Module) -> str:
        """Return the id of a module's quiz; empty where it has none."""
        quiz = quiz_of(module, self.source)
        return quiz.id if quiz else ""

    def tongues(self, module: Module) -> list[str]:
        """Return the languages in which a module can be answered, and UNKNOWN where it was before languages were kept."""
        unknown = [UNKNOWN] if (module.id, UNKNOWN) in self.quizzes else []
        return [*self.edition.course.languages, *unknown]

    def asked(self, module: Module, tongue: str) -> list[Asked]:
        """Return what was ever asked of a module in a language."""
        return self.quizzes.get((module.id, tongue), [])

    def shown(self, module: Module, question_id: str) -> str:
        """Return the words of a question in the reader's language, or in the source. Raises UnknownPageError."""
        return stem(_named(self.questions(module), question_id))

    def looks(self, module: Module, question_id: str) -> list[Look]:
        """Return a question in each language in which it's answered. Raises UnknownPageError where it isn't asked now."""
        of_source = self._item(module, self.source, question_id)
        return [self._look(module, tongue, question_id, of_source) for tongue in self.tongues(module)]

    def all_looks(self, module: Module) -> list[Look]:
        """Return all questions of a module in each language."""
        return [look for question in self.questions(module) for look in self.looks(module, question.id)]

    def minutes(self, module: Module, tongue: str) -> tuple[int, int | None]:
        """Return how many first tries are counted of a module, and the median minutes from the last lesson to the answers."""
        tries = [asked.tries for asked in self.asked(module, tongue)]
        after = sum((one.minutes for one in tries), Counter[int]())
        return sum(one.n for one in tries), median(after)

    def _look(self, module: Module, tongue: str, question_id: str, of_source: Item | None) -> Look:
        question, item = self._question(module, tongue, question_id), self._item(module, tongue, question_id)
        is_translated = tongue not in {self.source, UNKNOWN}
        apart = gap(of_source, item) if is_translated and of_source and item else None
        why = reasons(item, question.key, apart) if item else ()
        return Look(module, tongue, question, item, apart, why)

    def _item(self, module: Module, tongue: str, question_id: str) -> Item | None:
        return item_of(self.asked(module, tongue), self._question(module, tongue, question_id))

    def _question(self, module: Module, tongue: str, question_id: str) -> Question:
        return _named(_questions(module, tongue or self.source), question_id)


def view_of(course_id: str, module_id: str = "") -> View:
    """Return what is told of a course, or of one of its modules.

    Raises UnknownPageError, also for a course that isn't served: of that nothing can be known.
    """
    here, edition = course_here(course_id), shelf().edition(course_id)
    if module_id:
        _named(edition.course.modules, module_id)
    quizzes = items.first_tries(db(), course_id, edition.course.languages[0], module_id)
    return View(here, edition, quizzes, opinions.heard(db(), course_id, module_id))


def stops(view: View) -> tuple[int, dict[str, list[Stop]]]:
    """Return how many began a course, and the steps of each of its modules by its id, in order."""
    reached = stopping.reached(db(), view.edition.course.id)
    return reached.began, {module.id: list(_steps(view, module, reached)) for module in view.edition.course.modules}


def tongue_name(tongue: str) -> str:
    """Return what a language is called in the reader's."""
    return name_in(tongue, language()) if tongue else words().gettext("Language not noted")


def stem(question: Question) -> str:
    """Return a question's words without marks."""
    return plain_text(question.stem)


def marked(text: str, tongue: str) -> Markup:
    """Return words of a course with a mark of their language where it isn't the reader's."""
    if tongue in {language(), UNKNOWN}:
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(tongue, text)


def choices(question: Question) -> list[str]:
    """Return the choices of a question without marks."""
    return [plain_text(choice.text) for choice in question.choices]


def _steps(view: View, module: Module, reached: Reached) -> Iterator[Stop]:
    spoken, title = language() if language() in module.texts else view.source, view.title(module)
    for lesson in lessons_of(module, spoken):
        yield Stop(title, lesson.heading, reached.read.get((module.id, lesson.id), 0))
    quiz = quiz_of(module, spoken)
    if quiz:
        yield Stop(title, words().gettext("%(quiz)s: sent", quiz=quiz.heading), reached.sent.get(module.id, 0))
        yield Stop(title, words().gettext("%(quiz)s: passed", quiz=quiz.heading), reached.passed.get(module.id, 0))


def _questions(module: Module, tongue: str) -> tuple[Question, ...]:
    quiz: Lesson | None = quiz_of(module, tongue)
    return quiz.questions if quiz else ()


def _named(those: tuple[Named, ...], name: str) -> Named:
    for one in those:
        if one.id == name:
            return one
    raise UnknownPageError(name)
