"""A course's settings: course.toml as a form, and as the text it is; throwing a draft away."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.lines import LARGEST_FILE
from mpt.content.manifest import LAST
from mpt.content.manifest_text import UnreachableError
from mpt.content.model import Fault
from mpt.content.parts import digest
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import course_settings, courselist, discarding
from mpt.services.audit import Act
from mpt.services.course_settings import FaultyManifestError, ModuleSettings, OrderError, PassMarkError, Settings
from mpt.services.publishing import UnknownCourseError
from mpt.services.releasing import ChangedMeanwhileError, look
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.forms import BadFormError
from mpt.web.language import words
from mpt.web.noted import note
from mpt.web.studio.here import COURSE, CourseHere, course_here, crumbs
from mpt.web.studio.modules import UNREACHABLE
from mpt.web.transaction import db, undo

bp = Blueprint("settings", __name__)


@bp.route(f"{COURSE}/settings", methods=["GET", "POST"])
@enter(Who.TRAINER)
def settings(course_id: str) -> ResponseReturnValue:
    """Pass mark, who may see results, the course's place; sources and reviewers of each module."""
    here = course_here(course_id)
    if request.method != "POST":
        return _page(here)
    try:
        course_settings.change(db(), course_id, _wanted(here), forms.text("base"), staff.colleague().staff.id)
    except RefusedError as error:
        return _refused(here, forms.refusal(error))
    except UnreachableError:
        return _refused(here, {"settings": words().gettext(UNREACHABLE)})
    return redirect(url_for("studio.settings.settings", course_id=course_id, saved=1), 303)


@bp.post(f"{COURSE}/settings/file")
@enter(Who.TRAINER)
def file(course_id: str) -> ResponseReturnValue:
    """Write course.toml as text."""
    here = course_here(course_id)
    try:
        text = forms.text("text")
        course_settings.write(db(), course_id, text, forms.text("base"), staff.colleague().staff.id)
    except FaultyManifestError as error:
        return _refused(here, {}, error.faults)
    except RefusedError as error:
        return _refused(here, forms.refusal(error))
    return redirect(url_for("studio.settings.settings", course_id=course_id, saved=1), 303)


@bp.route(f"{COURSE}/discard", methods=["GET", "POST"])
@enter(Who.TRAINER)
def discard(course_id: str) -> ResponseReturnValue:
    """Ask whether all that was changed since the course was published is really to go; throw it away."""
    here = course_here(course_id)
    found = courselist.standing(db(), course_id)
    if request.method != "POST" or not found.is_changed:
        return _discard_page(here)
    try:
        discarding.throw_away(db(), course_id, forms.text("seen"))
    except (ChangedMeanwhileError, UnknownCourseError):
        undo()
        return _discard_page(course_here(course_id), is_changed=True)
    note(Act.DISCARDED_DRAFT, course_id)
    if found.is_served:
        return redirect(url_for("studio.course", course_id=course_id, discarded=1), 303)
    return redirect(url_for("studio.courses", discarded=1), 303)


def _discard_page(here: CourseHere, *, is_changed: bool = False) -> ResponseReturnValue:
    found = courselist.standing(db(), here.course_id)
    if not found.is_changed:
        return redirect(url_for("studio.course", course_id=here.course_id), 303)
    shown = render_template(
        "studio/discard.html",
        here=here,
        trail=crumbs(here),
        standing=found,
        called=staff.called,
        seen=look(db(), here.course_id).seen,
        is_changed=is_changed,
    )
    return shown, 409 if is_changed else 200


def _wanted(here: CourseHere) -> Settings:
    modules = {
        module.id: ModuleSettings(
            course_settings.listed(forms.text(f"sources.{module.id}")),
            course_settings.listed(forms.text(f"review.{module.id}")),
            f"skippable.{module.id}" in request.form,
        )
        for module in here.course.modules
        if f"sources.{module.id}" in request.form
    }
    order = _number("order", OrderError) if forms.text("order").strip() else LAST
    return Settings(_number("pass_mark", PassMarkError), "sensitive" in request.form, order, modules)


def _number(field: str, refused: type[RefusedError]) -> int:
    typed = forms.text(field).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        raise refused
    return int(typed)


def _refused(here: CourseHere, faults: Mapping[str, str], in_file: tuple[Fault, ...] = ()) -> ResponseReturnValue:
    undo()
    return _page(here, faults, in_file), 409 if "settings" in faults else 422


def _page(here: CourseHere, faults: Mapping[str, str] | None = None, in_file: tuple[Fault, ...] = ()) -> str:
    text, standing = course_settings.text(db(), here.course_id), courselist.standing(db(), here.course_id)
    is_typed = request.method == "POST" and "pass_mark" in request.form
    is_text = request.method == "POST" and not is_typed
    return render_template(
        "studio/settings.html",
        here=here,
        trail=crumbs(here),
        shown=_typed_again(here) if is_typed else _as_it_is(text),
        titles={module.id: here.module_title(module.id) for module in here.course.modules},
        base=digest(text),
        text=_text_again() if is_text else text,
        in_file=[_said(fault) for fault in in_file],
        is_text=is_text,
        faults=faults or {},
        is_changed=standing.is_changed,
        is_served=standing.is_served,
    )


def _as_it_is(text: str) -> dict[str, object]:
    found = course_settings.read(text)
    return {
        "pass_mark": found.pass_mark,
        "sensitive": found.sensitive,
        "order": "" if found.order == LAST else found.order,
        "modules": {
            name: (", ".join(one.sources), ", ".join(one.review), one.skippable) for name, one in found.modules.items()
        },
    }


def _typed_again(here: CourseHere) -> dict[str, object]:
    def again(field: str) -> str:
        return forms.shown(forms.text(field), 400)

    return {
        "pass_mark": again("pass_mark"),
        "sensitive": "sensitive" in request.form,
        "order": again("order"),
        "modules": {
            module.id: (
                again(f"sources.{module.id}"),
                again(f"review.{module.id}"),
                f"skippable.{module.id}" in request.form,
            )
            for module in here.course.modules
        },
    }


def _text_again() -> str:
    text = forms.text("text")
    if len(text) > LARGEST_FILE:
        raise BadFormError("text")
    return text.replace("\r\n", "\n")


def _said(fault: Fault) -> tuple[str, str]:
    _ = words().gettext
    where = _("Line %(line)s", line=fault.line) if fault.line else ""
    return where, f"{_(fault.what, **fault.params)}: {_(fault.mend, **fault.params)}"
