"""Quizzes: asking, marking, and what comes of it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.model import Module
from mpt.models import Attempt
from mpt.rules.completion import lessons_of, module_step, next_step, practice_of, quiz_of, unread
from mpt.rules.grading import UnansweredError
from mpt.rules.permissions import Who
from mpt.services import learning, opinions
from mpt.services.certificates import certificates_of
from mpt.services.publishing import Edition
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.learn import onward
from mpt.web.phone import NoCookiesError, here, here_or_new
from mpt.web.public import public_page
from mpt.web.reading import ShownQuestion, lesson_html, question_html
from mpt.web.sealed import sealer
from mpt.web.shelf import UnknownPageError, find_module, find_shown, shelf
from mpt.web.transaction import db, undo

bp = Blueprint("quiz", __name__)
QUIZ = "/<lang>/courses/<course_id>/<module_id>/quiz"


@bp.get(QUIZ)
@enter(Who.ANYONE)
def quiz(course_id: str, module_id: str) -> ResponseReturnValue:
    """A module's quiz, the same for everyone: the key isn't in it."""
    edition, found = find_module(course_id, module_id)
    return public_page(edition, lambda: quiz_page(edition, found))


@bp.post(QUIZ)
@enter(Who.ANYONE)
def submit_quiz(course_id: str, module_id: str) -> ResponseReturnValue:
    """Mark a quiz and show how it went; with questions left open, ask for them and keep what was answered."""
    # A page that was opened before a new release came is marked by the key of the questions that it showed.
    edition, asked, found = find_shown(course_id, module_id, forms.release())
    answers, submission = forms.answers(), forms.submission()
    try:
        page = learning.Page(asked, language())
        learning.submit_quiz(db(), here_or_new().id, edition, found.id, answers, submission, page)
    except UnansweredError as error:
        undo()
        return quiz_page(asked, found, taken=answers, unanswered=error.questions), 422
    if found.id not in {module.id for module in edition.course.modules}:
        return redirect(onward(edition, learning.progress_in(db(), here_or_new().id, course_id)), 303)
    return redirect(url_for("quiz.result", course_id=course_id, module_id=module_id, sent=1), 303)


@bp.get(f"{QUIZ}/result")
@enter(Who.ANYONE)
def result(course_id: str, module_id: str) -> ResponseReturnValue:
    """How the last try at a quiz went: feedback on what was chosen, what to read again, where to go on."""
    edition, found = find_module(course_id, module_id)
    learner = here()
    attempt = learning.last_attempt(db(), learner.id, course_id, module_id) if learner else None
    if learner is None and "sent" in request.args:
        raise NoCookiesError
    if learner is None or attempt is None:
        return redirect(url_for("quiz.quiz", course_id=course_id, module_id=module_id))
    progress = learning.progress_in(db(), learner.id, course_id)
    return render_template(
        "learn/result.html",
        edition=edition,
        module=found,
        attempt=attempt,
        questions=_answered(edition, found, attempt),
        lessons={lesson.id: lesson for lesson in lessons_of(found, language())},
        said=opinions.find(db(), sealer(), learner.id, course_id, module_id),
        left=module_step(found, language(), progress),
        step=next_step(edition.course, language(), progress),
        practice=practice_of(found, language()),
        unread_count=len(unread(found, language(), progress)),
        certificate=next((one for one in certificates_of(db(), learner.id) if one.course_id == course_id), None),
        learner=learner,
    )


def _answered(edition: Edition, module: Module, attempt: Attempt) -> list[ShownQuestion]:
    """Return the questions as the learner saw them, which a newer release may have changed, with what was taken."""
    asked = shelf().release(edition.course.id, attempt.release_id)
    seen = next((one for one in asked.course.modules if one.id == module.id and language() in one.texts), module)
    quiz = quiz_of(seen, language())
    questions = quiz.questions if quiz else ()
    return [question_html(question, frozenset(attempt.answers.get(question.id, ()))) for question in questions]


def quiz_page(
    edition: Edition,
    module: Module,
    taken: dict[str, frozenset[int]] | None = None,
    unanswered: tuple[str, ...] = (),
) -> str:
    """Return the page of a module's quiz, with what was taken of it and what is still open. Raises UnknownPageError."""
    quiz = quiz_of(module, language())
    if quiz is None:
        raise UnknownPageError(module.id)
    return render_template(
        "learn/quiz.html",
        edition=edition,
        module=module,
        quiz=quiz,
        introduction=lesson_html(edition, quiz, module),
        questions=[question_html(question, (taken or {}).get(question.id, frozenset())) for question in quiz.questions],
        unanswered=unanswered,
    )
