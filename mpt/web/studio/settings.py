"""A course's settings: course.toml as a form, and as the text it is; throwing a draft away."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.drift import differing
from mpt.content.manifest import LAST
from mpt.content.manifest_text import UnreachableError
from mpt.content.model import Fault
from mpt.content.parts import digest
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import course_settings, courselist, discarding
from mpt.services.audit import Act
from mpt.services.course_settings import (
    FaultyManifestError,
    Field,
    FileChangedError,
    ModuleSettings,
    OrderError,
    PassMarkError,
    Settings,
    SettingsClashError,
    Value,
)
from mpt.services.drafts import TooLargeError
from mpt.services.publishing import UnknownCourseError
from mpt.services.releasing import ChangedMeanwhileError, look
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.noted import note
from mpt.web.studio.faults import sentence
from mpt.web.studio.here import COURSE, CourseHere, course_here, crumbs
from mpt.web.studio.modules import UNREACHABLE
from mpt.web.studio.pane import meanwhile
from mpt.web.transaction import db, undo

bp = Blueprint("settings", __name__)

_TOO_LARGE = N_("This is too long for one file: at most 64 KB.")
_CHANGED = N_("A colleague has changed the settings since you opened this page, so yours aren't saved yet.")


@bp.route(f"{COURSE}/settings", methods=["GET", "POST"])
@enter(Who.TRAINER)
def settings(course_id: str) -> ResponseReturnValue:
    """Pass mark, who may see results, the course's place; sources and reviewers of each module."""
    if request.method != "POST":
        return _page(course_here(course_id))
    was = course_settings.read(forms.whole_text("was"))
    here = course_here(course_id)
    try:
        course_settings.change(db(), course_id, _wanted(here), was, staff.colleague().staff.id)
    except SettingsClashError as error:
        return _clash(here, error)
    except RefusedError as error:
        return _refused(here, forms.refusal(error), **_typed_again())
    except UnreachableError:
        return _refused(here, {"settings": words().gettext(UNREACHABLE)}, 409, **_typed_again())
    except TooLargeError:
        return _refused(here, {"settings": words().gettext(_TOO_LARGE)}, **_typed_again())
    return redirect(url_for("studio.settings.settings", course_id=course_id, saved=1), 303)


@bp.post(f"{COURSE}/settings/file")
@enter(Who.TRAINER)
def file(course_id: str) -> ResponseReturnValue:
    """Write course.toml as text."""
    text, base = forms.whole_text("text"), forms.text("base")
    here = course_here(course_id)
    try:
        course_settings.write(db(), course_id, text, base, staff.colleague().staff.id)
    except FaultyManifestError as error:
        in_file = [_said(fault) for fault in error.faults]
        return _refused(here, {}, text=text, base=base, in_file=in_file)
    except FileChangedError as error:
        pieces = [piece for piece in differing(text, error.theirs.replace("\r\n", "\n")) if piece.new]
        return _refused(here, {"settings": words().gettext(_CHANGED)}, 409, text=text, theirs=pieces)
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


def _clash(here: CourseHere, error: SettingsClashError) -> ResponseReturnValue:
    """Show both: what was typed in its fields, what a colleague has set of them beside, and all else as it is now."""
    theirs = {name: meanwhile(str(value)) for name, value in _as_typed(error.theirs).items()}
    faults = {"settings": words().gettext(_CHANGED), **theirs}
    return _refused(here, faults, 409, shown=_as_typed(error.both))


def _refused(here: CourseHere, faults: Mapping[str, str], status: int = 422, **shown: Any) -> ResponseReturnValue:
    undo()
    return _page(here, faults, **shown), status


def _page(here: CourseHere, faults: Mapping[str, str] | None = None, **otherwise: Any) -> str:
    """Return the page. `otherwise` is what its forms don't show as course.toml has it, and what is said of that."""
    now, standing = course_settings.text(db(), here.course_id), courselist.standing(db(), here.course_id)
    shown = _as_typed(course_settings.read(now).fields)
    values = {"shown": shown, "was": now, "text": now, "base": digest(now), "in_file": (), "theirs": (), **otherwise}
    titles = {module.id: here.module_title(module.id) for module in here.course.modules}
    return render_template(
        "studio/settings.html",
        here=here,
        trail=crumbs(here),
        faults=faults or {},
        titles={name: title for name, title in titles.items() if f"sources.{name}" in values["shown"]},
        is_in_modules=any("." in field for field in faults or {}),
        is_text="text" in otherwise,
        is_changed=standing.is_changed,
        is_served=standing.is_served,
        **values,
    )


def _as_typed(fields: Mapping[Field, Value]) -> dict[str, str | bool]:
    """Return settings as the form has them, by the names of its fields."""
    return {".".join(filter(None, field)): _typed(field, value) for field, value in fields.items()}


def _typed(field: Field, value: Value) -> str | bool:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return value
    return "" if field == ("order", "") and value == LAST else str(value)


def _typed_again() -> dict[str, Any]:
    """Return what was typed into the form, and what it was made from: nothing that was set meanwhile is undone by it."""
    was = forms.text("was")
    shown = {
        name: name in request.form if isinstance(value, bool) else forms.shown(forms.text(name), 400)
        for name, value in _as_typed(course_settings.read(was).fields).items()
    }
    return {"shown": shown, "was": was}


def _said(fault: Fault) -> tuple[str, str]:
    where = words().gettext("Line %(line)s", line=fault.line) if fault.line else ""
    return where, sentence(fault)
