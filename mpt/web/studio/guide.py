"""How to write a module: a course for trainers, read in the studio as parents read theirs. Nothing of it is kept."""

from functools import cache
from pathlib import Path

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from mpt.content.folder import load_folder
from mpt.content.model import Lesson, Module
from mpt.content.reader import read_course
from mpt.rules.completion import lessons_of, quiz_of
from mpt.rules.grading import Answers, UnansweredError, grade
from mpt.rules.permissions import Who
from mpt.services.publishing import Edition
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.reading import course_html, lesson_html, question_html
from mpt.web.shelf import UnknownPageError

bp = Blueprint("guide", __name__)
GUIDE = "/<lang>/studio/guide"
COURSE = "how-to-write"
FOLDER = Path(__file__).resolve().parents[3] / "guide" / COURSE
_NEVER_RELEASED = 0


@bp.get(GUIDE)
@enter(Who.TRAINER)
def guide() -> ResponseReturnValue:
    """The modules of the guide."""
    return _page("studio/guide.html", introduction=course_html(guide_edition()))


@bp.get(f"{GUIDE}/<module_id>")
@enter(Who.TRAINER)
def module(module_id: str) -> ResponseReturnValue:
    """The lessons of a module of the guide."""
    found = _module(module_id)
    lessons, quiz = lessons_of(found, language()), quiz_of(found, language())
    return _page("studio/guide_module.html", module=found, lessons=lessons, quiz=quiz)


@bp.get(f"{GUIDE}/<module_id>/<lesson_id>")
@enter(Who.TRAINER)
def lesson(module_id: str, lesson_id: str) -> ResponseReturnValue:
    """A lesson of the guide, as a phone shows it."""
    found = _module(module_id)
    lessons = lessons_of(found, language())
    place = next((place for place, one in enumerate(lessons) if one.id == lesson_id), None)
    if place is None:
        raise UnknownPageError(lesson_id)
    return _page(
        "studio/guide_lesson.html",
        module=found,
        lesson=lessons[place],
        number=place + 1,
        all=len(lessons) + 1,
        following=lessons[place + 1] if place + 1 < len(lessons) else None,
        body=lesson_html(guide_edition(), lessons[place], found),
    )


@bp.get(f"{GUIDE}/<module_id>/quiz")
@enter(Who.TRAINER)
def quiz(module_id: str) -> ResponseReturnValue:
    """The questions of a module of the guide."""
    return _quiz_page(_module(module_id), {}, ())


@bp.post(f"{GUIDE}/<module_id>/quiz")
@enter(Who.TRAINER)
def answer(module_id: str) -> ResponseReturnValue:
    """Say how it went, and what there is to each choice. No answer is kept: the page is all that comes of it."""
    found, taken = _module(module_id), forms.answers()
    asked = _quiz(found)
    try:
        how = grade(asked, taken, guide_edition().course.pass_mark)
    except UnansweredError as error:
        return _quiz_page(found, taken, error.questions), 422
    modules = guide_edition().course.modules
    place = modules.index(found)
    return _page(
        "studio/guide_result.html",
        module=found,
        questions=[question_html(question, taken[question.id]) for question in asked.questions],
        right=len(how.right),
        total=how.total,
        passed=how.passed,
        lessons={one.id: one for one in lessons_of(found, language())},
        following=modules[place + 1] if place + 1 < len(modules) else None,
    )


@cache
def guide_edition() -> Edition:
    """Return the guide, read once a process. It has no release: it comes with the software."""
    folder = load_folder(FOLDER)
    course = read_course(COURSE, folder).course
    if course is None:  # the tests hold that it can be read
        raise FileNotFoundError(FOLDER)
    return Edition(_NEVER_RELEASED, course, folder)


def _module(module_id: str) -> Module:
    for one in guide_edition().course.modules:
        if one.id == module_id:
            return one
    raise UnknownPageError(module_id)


def _quiz(module: Module) -> Lesson:
    found = quiz_of(module, language())
    if found is None:
        raise UnknownPageError(module.id)
    return found


def _quiz_page(module: Module, taken: Answers, unanswered: tuple[str, ...]) -> str:
    asked = _quiz(module)
    questions = [question_html(question, taken.get(question.id, frozenset())) for question in asked.questions]
    return _page("studio/guide_quiz.html", module=module, quiz=asked, questions=questions, unanswered=unanswered)


def _page(template: str, **values: object) -> str:
    return render_template(template, edition=guide_edition(), **values)
