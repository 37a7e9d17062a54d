"""A course's survey: asked before the first lesson, when the course is complete, and some weeks later. Nobody has to answer."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.model import Lesson
from mpt.rules.completion import Progress
from mpt.rules.permissions import Who
from mpt.rules.surveys import Moment
from mpt.services import learning, surveys
from mpt.services.publishing import Edition
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.learn import onward
from mpt.web.messages import N_
from mpt.web.phone import here, here_or_new, prepare
from mpt.web.reading import lesson_html, question_html
from mpt.web.shelf import UnknownPageError, find_edition, shelf
from mpt.web.transaction import db

bp = Blueprint("survey", __name__)
SURVEY = "/<lang>/courses/<course_id>/survey"
FACE_WORDS = (N_("Not at all"), N_("Not really"), N_("Partly"), N_("Mostly"), N_("Exactly"))


@bp.get(SURVEY)
@enter(Who.ANYONE)
def survey(course_id: str) -> ResponseReturnValue:
    """Ask the survey, if now is its moment for whoever holds this phone; else go on in the course."""
    edition, asked = _find_survey(course_id)
    learner = here()
    moment = surveys.due(db(), learner.id, course_id) if learner else Moment.BEFORE
    if moment is None:
        return redirect(_onward(edition))
    prepare()
    return render_template(
        "learn/survey.html",
        edition=edition,
        survey=asked,
        body=lesson_html(edition, asked),
        questions=[(question, question_html(question, frozenset())) for question in asked.questions],
        faces=FACE_WORDS,
        moment=moment,
        onward=_onward(edition),
    )


@bp.post(SURVEY)
@enter(Who.ANYONE)
def respond(course_id: str) -> ResponseReturnValue:
    """Keep what was answered, or that all of it was left out, and go on."""
    edition = find_edition(course_id)
    moment, responses, release = _moment(), forms.responses(), forms.release()
    asked = shelf().release(course_id, release) if release else edition
    kept = surveys.respond(db(), here_or_new().id, edition, moment, responses, asked)
    if moment is Moment.BEFORE:
        return redirect(_onward(edition), 303)
    if moment is Moment.LATER and not responses:
        return redirect(url_for("learn.home"), 303)  # where it was asked
    said = "" if not responses else "saved" if kept == responses else "kept-before"
    return redirect(url_for("learn.me", survey=said or None), 303)


def _find_survey(course_id: str) -> tuple[Edition, Lesson]:
    edition = find_edition(course_id)
    asked = edition.course.texts[language()].survey
    if asked is None:
        raise UnknownPageError(request.path)
    return edition, asked


def _moment() -> Moment:
    try:
        return Moment(forms.text("moment"))
    except ValueError:
        raise forms.BadFormError("moment") from None


def _onward(edition: Edition) -> str:
    learner = here()
    return onward(edition, learning.progress_in(db(), learner.id, edition.course.id) if learner else Progress())
