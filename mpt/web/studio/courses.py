"""The trainers' courses: all of them, a new one, one with its modules, a module with its lessons."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.i18n import LANGUAGES
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import courselist, structure
from mpt.services.audit import Act
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.noted import note
from mpt.web.studio import course_page, module_page, modules, past, settings, ways
from mpt.web.studio.here import COURSE, course_here
from mpt.web.studio.release_words import people
from mpt.web.transaction import db, undo

bp = Blueprint("studio", __name__)
for _room in (modules, settings, past):
    bp.register_blueprint(_room.bp)
bp.app_context_processor(lambda: {"studio_ways": ways.here})

_AT_FIRST = {"source": "", "title": "", "course_id": ""}


@bp.get("/<lang>/studio")
@enter(Who.TRAINER)
def courses() -> ResponseReturnValue:
    """All courses: what is served of each, what was changed since, how its languages stand."""
    rows = course_page.rows(courselist.everything(db()))
    return render_template("studio/courses.html", rows=rows, called=staff.called, people=people)


@bp.route("/<lang>/studio/new", methods=["GET", "POST"])
@enter(Who.TRAINER)
def new() -> ResponseReturnValue:
    """Begin a course. The same form again is the same course."""
    if request.method != "POST":
        return _new_page({})
    typed = _typed()
    languages = [typed["source"], *(tag for tag in LANGUAGES if tag != typed["source"] and tag in typed["others"])]
    try:
        begun = structure.new_course(db(), typed["course_id"], languages, typed["title"], staff.colleague().staff.id)
    except RefusedError as error:
        undo()
        return _new_page(forms.refusal(error)), 422
    note(Act.BEGAN_COURSE, begun.course_id)
    return redirect(url_for("studio.course", course_id=begun.course_id, begun=1), 303)


@bp.get(COURSE)
@enter(Who.TRAINER)
def course(course_id: str) -> ResponseReturnValue:
    """One course as it's being written: its modules in their order, how each stands in each language, what comes next."""
    return course_page.page(course_here(course_id))


@bp.get(f"{COURSE}/modules/<module_id>")
@enter(Who.TRAINER)
def module(course_id: str, module_id: str) -> ResponseReturnValue:
    """One module, or the course's own words: its lessons in their order, and how each stands in each language."""
    return module_page.page(course_here(course_id), module_id)


def _typed() -> dict[str, str]:
    source = forms.text("source")
    if source not in LANGUAGES:
        raise forms.BadFormError("source")
    others = " ".join(tag for tag in request.form.getlist("other") if tag in LANGUAGES)
    return {**{field: forms.text(field).strip() for field in _AT_FIRST}, "others": others}


def _new_page(faults: Mapping[str, str]) -> str:
    is_sent = request.method == "POST"
    shown = _typed() if is_sent else {**_AT_FIRST, "source": language(), "others": " ".join(LANGUAGES)}
    return render_template(
        "studio/new.html",
        shown={field: forms.shown(value, 200) for field, value in shown.items()},
        tongues=LANGUAGES.items(),
        faults=faults,
    )
