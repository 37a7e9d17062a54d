"""Was this helpful? One tap after a module, a sentence if one likes; changed and taken back at any time."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.model import Module
from mpt.rules import danger
from mpt.rules.names import RefusedError
from mpt.rules.opinions import LONGEST_SENTENCE
from mpt.rules.permissions import Who
from mpt.services import opinions
from mpt.services.opinions import NotReadError, Verdict
from mpt.services.publishing import Edition
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.phone import here
from mpt.web.sealed import sealer
from mpt.web.shelf import find_module, find_shown
from mpt.web.transaction import db, forget_deleted, undo

bp = Blueprint("opinion", __name__)
# One part longer than a lesson's address: a lesson may well be called opinion.
OPINION = "/<lang>/courses/<course_id>/<module_id>/opinion/mine"

_ANSWERS = {"yes": True, "no": False}


@bp.get(OPINION)
@enter(Who.ANYONE)
def opinion(course_id: str, module_id: str) -> ResponseReturnValue:
    """What this phone's learner said of a module, to say it, change it, or take it back."""
    return _page(*find_module(course_id, module_id))


@bp.post(OPINION)
@enter(Who.ANYONE)
def say(course_id: str, module_id: str) -> ResponseReturnValue:
    """Keep whether the module helped, and the sentence where the form has one."""
    edition, shown, module = find_shown(course_id, module_id, forms.release())
    learner, sentence = here(), forms.text("sentence")
    verdict = Verdict(_helped(), language(), sentence if "sentence" in request.form else None)
    try:
        if learner is None:
            raise NotReadError(module_id)
        opinions.say(db(), sealer(), learner.id, shown, module.id, verdict)
    except NotReadError:
        undo()
        return _page(edition, module), 422
    except RefusedError as error:
        undo()
        typed = forms.shown(sentence, 10 * LONGEST_SENTENCE)
        return _page(edition, module, typed, forms.refusal(error)), 422
    return redirect(url_for("opinion.opinion", course_id=course_id, module_id=module_id, said=1), 303)


@bp.post(f"{OPINION}/take-back")
@enter(Who.ANYONE)
def take_back(course_id: str, module_id: str) -> ResponseReturnValue:
    """Delete what this phone's learner said of a module."""
    learner = here()
    if learner:
        opinions.take_back(db(), learner.id, course_id, module_id)
        forget_deleted()
    return redirect(url_for("opinion.opinion", course_id=course_id, module_id=module_id), 303)


def _page(edition: Edition, module: Module, typed: str | None = None, faults: dict[str, str] | None = None) -> str:
    learner, of = here(), (edition.course.id, module.id)
    said = opinions.find(db(), sealer(), learner.id, *of) if learner else None
    sentence = (said.sentence or "") if said and typed is None else typed or ""
    return render_template(
        "learn/opinion.html",
        edition=edition,
        module=module,
        may_say=learner is not None and opinions.has_read(db(), learner.id, *of),
        said=said,
        sentence=sentence,
        needs_help=danger.is_spoken_of(sentence),
        longest=LONGEST_SENTENCE,
        faults=faults or {},
    )


def _helped() -> bool:
    try:
        return _ANSWERS[forms.text("helped")]
    except KeyError:
        raise forms.BadFormError("helped") from None
