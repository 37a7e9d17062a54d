"""What another state of a course means for those who are in it: which modules, lessons and right answers come and go."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from mpt.content.model import READ, Course, Kind, Lesson, Module, Question

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Place:
    """Something in a module, by its id: a lesson, or a question of its quiz."""

    module_id: str
    id: str


@dataclass(frozen=True, slots=True)
class Effects:
    """What comes, goes, or is otherwise. Lessons (practices too), quizzes and questions are those of modules that stay.

    A quiz is named by its module. `other_keys` are questions that stay, and for which other choices are right, or which have
    more or fewer of them. `pass_mark` is (before, after) in per cent, `sensitive` what it becomes; None where it stays.
    """

    new_modules: tuple[str, ...]
    gone_modules: tuple[str, ...]
    new_lessons: tuple[Place, ...]
    gone_lessons: tuple[Place, ...]
    new_quizzes: tuple[str, ...]
    gone_quizzes: tuple[str, ...]
    other_keys: tuple[Place, ...]
    new_languages: tuple[str, ...]
    gone_languages: tuple[str, ...]
    pass_mark: tuple[int, int] | None
    sensitive: bool | None


def effects(old: Course, new: Course) -> Effects:
    """Return what it means that a course becomes `new`. Both may have holes: what has no id isn't spoken of."""
    before, after = _modules(old), _modules(new)
    lessons, quizzes = _sections(before, after, READ), _sections(before, after, (Kind.QUIZ,))
    new_lessons, new_quizzes = _sections(after, before, READ), _sections(after, before, (Kind.QUIZ,))
    return Effects(
        new_modules=_only(after, before),
        gone_modules=_only(before, after),
        new_lessons=_only(new_lessons, lessons),
        gone_lessons=_only(lessons, new_lessons),
        new_quizzes=_only(_of_modules(new_quizzes), _of_modules(quizzes)),
        gone_quizzes=_only(_of_modules(quizzes), _of_modules(new_quizzes)),
        other_keys=tuple(_rekeyed(_questions(quizzes), _questions(new_quizzes))),
        new_languages=_only(new.languages, old.languages),
        gone_languages=_only(old.languages, new.languages),
        pass_mark=None if old.pass_mark == new.pass_mark else (old.pass_mark, new.pass_mark),
        sensitive=None if old.sensitive == new.sensitive else new.sensitive,
    )


def _only(here: Iterable[Each], there: Collection[Each]) -> tuple[Each, ...]:
    return tuple(each for each in here if each not in there)


def _modules(course: Course) -> dict[str, Module]:
    return {module.id: module for module in course.modules}


def _sections(modules: Mapping[str, Module], others: Collection[str], kinds: Collection[Kind]) -> dict[Place, Lesson]:
    """Return the sections of these kinds in the modules that are in both states, as the first language has them."""
    found: dict[Place, Lesson] = {}
    for module in (module for module in modules.values() if module.id in others):
        for lesson in (lesson for text in module.texts.values() for lesson in text.lessons):
            if lesson.id and lesson.kind in kinds:
                found.setdefault(Place(module.id, lesson.id), lesson)
    return found


def _of_modules(quizzes: Iterable[Place]) -> dict[str, None]:
    return dict.fromkeys(place.module_id for place in quizzes)


def _questions(quizzes: Mapping[Place, Lesson]) -> dict[Place, Question]:
    return {
        Place(place.module_id, question.id): question
        for place, quiz in quizzes.items()
        for question in quiz.questions
        if question.id
    }


def _rekeyed(before: Mapping[Place, Question], after: Mapping[Place, Question]) -> Iterator[Place]:
    for place, question in after.items():
        was = before.get(place, question)
        if (was.key, was.places) != (question.key, question.places):
            yield place
