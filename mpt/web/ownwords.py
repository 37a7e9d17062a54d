"""What the courses, lessons, questions and answers are called that somebody's rows name by ids: as it read when it was done."""

from collections.abc import Mapping

from mpt.content.model import Course, Lesson, Module, Question
from mpt.content.prose import plain_text
from mpt.rules.completion import quiz_of
from mpt.web.language import language, words
from mpt.web.shelf import UnknownPageError, shelf
from mpt.web.survey import FACE_WORDS


def course_title(course_id: str) -> str:
    """Return what a course is called; its id where it isn't served any more."""
    try:
        return shelf().edition(course_id).course.title_in(language())
    except UnknownPageError:
        return course_id


def module_title(course_id: str, module_id: str, release_id: int | None = None) -> str:
    """Return what a module was called in a release, or is called now; its id where nobody can tell."""
    module = _module(course_id, module_id, release_id)
    return module.texts[_spoken(module)].title if module else module_id


def lesson_title(course_id: str, module_id: str, lesson_id: str, release_id: int) -> str:
    """Return what a lesson was called in a release; its id where nobody can tell."""
    module = _module(course_id, module_id, release_id)
    lessons = module.texts[_spoken(module)].lessons if module else ()
    return next((lesson.heading for lesson in lessons if lesson.id == lesson_id), lesson_id)


def quiz_answers(
    course_id: str, module_id: str, release_id: int, answers: Mapping[str, list[int]]
) -> list[dict[str, object]]:
    """Return what was answered in a quiz: each question, what was chosen, and whether that was right."""
    module = _module(course_id, module_id, release_id)
    quiz = quiz_of(module, _spoken(module)) if module else None
    return [_answered(quiz, question, places, is_quiz=True) for question, places in answers.items()]


def survey_answers(course_id: str, release_id: int, answers: Mapping[str, int]) -> list[dict[str, object]]:
    """Return what was answered in a survey: each question and what was chosen."""
    course = _course(course_id, release_id)
    text = course.texts.get(language(), course.texts[course.languages[0]]) if course else None
    survey = text.survey if text else None
    return [_answered(survey, question, [place], is_quiz=False) for question, place in answers.items()]


def _answered(asked: Lesson | None, question_id: str, places: list[int], *, is_quiz: bool) -> dict[str, object]:
    questions = asked.questions if asked else ()
    question = next((one for one in questions if one.id == question_id), None)
    said: dict[str, object] = {
        "question": question_id,
        "text": plain_text(question.stem) if question else question_id,
        "chosen": [_choice(question, place) for place in places],
        "places": places,
    }
    if is_quiz:
        said["right"] = frozenset(places) == question.key if question else None
    return said


def _choice(question: Question | None, place: int) -> str:
    if question is None or place >= question.places:
        return str(place + 1)
    return words().gettext(FACE_WORDS[place]) if question.scale else plain_text(question.choices[place].text)


def _course(course_id: str, release_id: int | None) -> Course | None:
    try:
        edition = shelf().release(course_id, release_id) if release_id else shelf().edition(course_id)
        return edition.course
    except UnknownPageError:
        return None


def _module(course_id: str, module_id: str, release_id: int | None) -> Module | None:
    course = _course(course_id, release_id)
    return next((module for module in course.modules if module.id == module_id), None) if course else None


def _spoken(module: Module) -> str:
    return language() if language() in module.texts else next(iter(module.texts))
