"""Quizzes: asking, marking, and what comes of it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mpt.content.model import Module
from mpt.rules.completion import lessons_of, module_step, next_step, practice_of, quiz_of, unread
from mpt.rules.grading import UnansweredError
from mpt.rules.permissions import Who
from mpt.services import learning
from mpt.services.certificates import certificates_of
from mpt.services.publishing import Edition
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.phone import here, here_or_new
from mpt.web.public import public_page
from mpt.web.reading import lesson_html, question_html
from mpt.web.shelf import UnknownPageError, find_module
from mpt.web.transaction import db, undo

bp = Blueprint("quiz", __name__)
QUIZ = "/<lang>/courses/<course_id>/<module_id>/quiz"


@bp.get(QUIZ)
@enter(Who.ANYONE)
def quiz(course_id: str, module_id: str) -> ResponseReturnValue:
    """A module's quiz, the same for everyone: the key isn't in it."""
    edition, found = find_module(course_id, module_id)
    return public_page(edition.release_id, lambda: _quiz_page(edition, found))


@bp.post(QUIZ)
@enter(Who.ANYONE)
def submit_quiz(course_id: str, module_id: str) -> ResponseReturnValue:
    """Mark a quiz and show how it went; with questions left open, ask for them and keep what was answered."""
    edition, found = find_module(course_id, module_id)
    answers, submission = forms.answers(), forms.submission()
    try:
        learner = here_or_new()
        learning.submit_quiz(db(), learner.id, edition, found, answers, submission)
    except UnansweredError as error:
        undo()
        return _quiz_page(edition, found, taken=answers, unanswered=error.questions), 422
    return redirect(url_for("quiz.result", course_id=course_id, module_id=module_id), 303)


@bp.get(f"{QUIZ}/result")
@enter(Who.ANYONE)
def result(course_id: str, module_id: str) -> ResponseReturnValue:
    """How the last try at a quiz went: feedback on what was chosen, what to read again, where to go on."""
    edition, found = find_module(course_id, module_id)
    learner = here()
    attempt = learning.last_attempt(db(), learner.id, course_id, module_id) if learner else None
    shown = quiz_of(found, language())
    if learner is None or attempt is None or shown is None:
        return redirect(url_for("quiz.quiz", course_id=course_id, module_id=module_id))
    progress = learning.progress_in(db(), learner.id, course_id)
    return render_template(
        "learn/result.html",
        edition=edition,
        module=found,
        attempt=attempt,
        questions=[
            question_html(question, frozenset(attempt.answers.get(question.id, ()))) for question in shown.questions
        ],
        lessons={lesson.id: lesson for lesson in lessons_of(found, language())},
        left=module_step(found, language(), progress),
        step=next_step(edition.course, language(), progress),
        practice=practice_of(found, language()),
        unread_count=len(unread(found, language(), progress)),
        certificate=next((one for one in certificates_of(db(), learner.id) if one.course_id == course_id), None),
        learner=learner,
    )


def _quiz_page(
    edition: Edition,
    module: Module,
    taken: dict[str, frozenset[int]] | None = None,
    unanswered: tuple[str, ...] = (),
) -> str:
    quiz = quiz_of(module, language())
    if quiz is None:
        raise UnknownPageError(module.id)
    return render_template(
        "learn/quiz.html",
        edition=edition,
        module=module,
        quiz=quiz,
        introduction=lesson_html(edition, module, quiz),
        questions=[question_html(question, (taken or {}).get(question.id, frozenset())) for question in quiz.questions],
        unanswered=unanswered,
    )
