"""When a module and a course are done, and what comes next.

A module is done when each of its lessons has been read and its quiz, where it has one, has been passed. A course is
complete when each of its modules is done or, where the module allows it, skipped. Once done, always done: a module that
gains a lesson later doesn't take anything back.
"""

from dataclasses import dataclass
from math import ceil

from mpt.content.model import READ, Course, Kind, Lesson, Module


@dataclass(frozen=True, slots=True)
class Progress:
    """What one learner has done in one course. `read` holds (module id, lesson id); the others hold module ids."""

    read: frozenset[tuple[str, str]] = frozenset()
    passed: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    @property
    def settled(self) -> frozenset[str]:
        """The modules that are behind the learner: done or skipped."""
        return self.done | self.skipped


@dataclass(frozen=True, slots=True)
class Step:
    """Where to go on: a lesson or a quiz of `module`. `number` counts the module's lessons from 1; `minutes` are left."""

    module: Module
    lesson: Lesson
    number: int
    minutes: int


def lessons_of(module: Module, language: str) -> tuple[Lesson, ...]:
    """Return what is read in a module, in order: its lessons and its practice."""
    return tuple(lesson for lesson in module.texts[language].lessons if lesson.kind in READ)


def quiz_of(module: Module, language: str) -> Lesson | None:
    """Return the module's quiz, or None where it has none."""
    return next((lesson for lesson in module.texts[language].lessons if lesson.kind is Kind.QUIZ), None)


def practice_of(module: Module, language: str) -> Lesson | None:
    """Return the module's practice for tonight, or None where it has none."""
    return next((lesson for lesson in module.texts[language].lessons if lesson.kind is Kind.PRACTICE), None)


def unread(module: Module, language: str, progress: Progress) -> tuple[Lesson, ...]:
    """Return the lessons of a module that are still to be read, in order."""
    return tuple(lesson for lesson in lessons_of(module, language) if (module.id, lesson.id) not in progress.read)


def module_finished(module: Module, language: str, progress: Progress) -> bool:
    """Say whether everything that the module asks has been done."""
    quiz_open = quiz_of(module, language) is not None and module.id not in progress.passed
    return not quiz_open and not unread(module, language, progress)


def course_complete(course: Course, progress: Progress) -> bool:
    """Say whether each module is done or skipped, with at least one that is done."""
    return bool(progress.done) and all(module.id in progress.settled for module in course.modules)


def next_step(course: Course, language: str, progress: Progress) -> Step | None:
    """Return where the learner goes on: the first open lesson or quiz of the first open module, or None at the end."""
    open_modules = (module for module in course.modules if module.id not in progress.settled)
    # A module may be open and ask for nothing: a release took away the lesson that was missing. The next act settles it.
    steps = (module_step(module, language, progress) for module in open_modules)
    return next((step for step in steps if step), None)


def module_step(module: Module, language: str, progress: Progress) -> Step | None:
    """Return the first open lesson or quiz of one module, or None where nothing is open."""
    lessons = lessons_of(module, language)
    open_lessons = unread(module, language, progress)
    if open_lessons:
        lesson = open_lessons[0]
        minutes = ceil(module.texts[language].minutes * len(open_lessons) / len(lessons))
        return Step(module, lesson, lessons.index(lesson) + 1, minutes)
    quiz = quiz_of(module, language)
    if quiz is None or module.id in progress.passed:
        return None
    return Step(module, quiz, len(lessons) + 1, quiz_minutes(quiz))


def quiz_minutes(quiz: Lesson) -> int:
    """Estimate a quiz at half a minute a question."""
    return max(1, ceil(len(quiz.questions) / 2))
