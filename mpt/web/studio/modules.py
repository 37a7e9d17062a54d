"""What is done to a course's modules and to their lessons: one more, one less, another order."""

import uuid
from collections.abc import Callable
from contextlib import suppress

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.manifest_text import UnreachableError
from mpt.content.model import Kind
from mpt.content.parts import UnknownPartError
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import sections, structure, takenout
from mpt.services.drafts import TooLargeError
from mpt.services.sections import NewSection
from mpt.services.structure import OrderChangedError, TextsChangedError, UnknownModuleError
from mpt.services.translations import OWN
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.forms import BadFormError
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import course_page, module_page
from mpt.web.studio.here import COURSE, CourseHere, course_here
from mpt.web.transaction import db, undo

bp = Blueprint("modules", __name__)

MODULE = f"{COURSE}/modules/<module_id>"
PART = f"{MODULE}/parts/<part>"
UNREACHABLE = N_(
    "course.toml is written in a way that can't be changed from here. Change it as text, at the end of the settings."
)
_TOO_LARGE = N_("This module has no room for more. Begin another one.")


@bp.post(f"{COURSE}/modules")
@enter(Who.TRAINER)
def add(course_id: str) -> ResponseReturnValue:
    """Add a module at the end, and go there."""
    here = course_here(course_id)
    title, name = forms.text("title"), forms.text("module_id").strip()
    try:
        added = structure.add_module(db(), course_id, title, _me(), module_id=name, seen=forms.text("seen"))
    except RefusedError as error:
        return _refused_in_course(here, forms.refusal(error))
    except UnreachableError:
        return _refused_in_course(here, {"title": words().gettext(UNREACHABLE)})
    except OrderChangedError:
        return _to_course(course_id, changed=1)
    return redirect(url_for("studio.module", course_id=course_id, module_id=added, begun=1), 303)


@bp.post(f"{MODULE}/move")
@enter(Who.TRAINER)
def move(course_id: str, module_id: str) -> ResponseReturnValue:
    """Put a module behind another, or first."""
    here, after = course_here(course_id), forms.text("after")
    here.module(module_id)

    def act() -> None:
        structure.move_module(db(), course_id, module_id, after, _me(), seen=forms.text("seen"))

    return _done_to_modules(here, act)


@bp.route(f"{MODULE}/remove", methods=["GET", "POST"])
@enter(Who.TRAINER)
def remove(course_id: str, module_id: str) -> ResponseReturnValue:
    """Ask whether a module is really to go, and what that means; take it out."""
    here, seen = course_here(course_id), forms.text("seen")
    here.module(module_id)
    if request.method != "POST":
        return module_page.remove(here, module_id)
    try:
        return _done_to_modules(here, lambda: structure.remove_module(db(), course_id, module_id, _me(), seen=seen))
    except TextsChangedError:
        undo()
        return module_page.remove(course_here(course_id), module_id, is_changed=True), 409


@bp.post(f"{MODULE}/put-back")
@enter(Who.TRAINER)
def put_back(course_id: str, module_id: str) -> ResponseReturnValue:
    """Let the course have a module again that was taken out."""
    here = course_here(course_id)
    return _done_to_modules(here, lambda: takenout.put_module_back(db(), course_id, module_id, _me()))


@bp.post(f"{MODULE}/parts")
@enter(Who.TRAINER)
def add_part(course_id: str, module_id: str) -> ResponseReturnValue:
    """Add a lesson, a practice or a quiz to a module, and go where it's written."""
    here = course_here(course_id)
    here.module(module_id)
    new = NewSection(_kind(), forms.text("heading"), forms.text("after"))
    try:
        added = sections.add(db(), course_id, module_id, new, _me(), seen=forms.text("seen"))
    except RefusedError as error:
        return _refused_in_module(here, module_id, {"heading": next(iter(forms.refusal(error).values()))})
    except TooLargeError:
        return _refused_in_module(here, module_id, {"heading": words().gettext(_TOO_LARGE)})
    except (OrderChangedError, UnknownPartError):
        return _to_module(course_id, module_id, changed=1)
    return redirect(url_for("writing.write", course_id=course_id, module_id=module_id, part=added), 303)


@bp.post(f"{PART}/move")
@enter(Who.TRAINER)
def move_part(course_id: str, module_id: str, part: str) -> ResponseReturnValue:
    """Put a lesson, practice or quiz behind another, in every language."""
    _known(course_id, module_id)
    after, seen = forms.text("after"), forms.text("seen")
    try:
        sections.move(db(), course_id, module_id, part, after, _me(), seen=seen)
    except (OrderChangedError, UnknownPartError):
        return _to_module(course_id, module_id, changed=1)
    return _to_module(course_id, module_id)


@bp.route(f"{PART}/remove", methods=["GET", "POST"])
@enter(Who.TRAINER)
def remove_part(course_id: str, module_id: str, part: str) -> ResponseReturnValue:
    """Ask whether a lesson, practice or quiz is really to go; take it out in every language."""
    here, seen = _known(course_id, module_id), forms.text("seen")
    if request.method != "POST":
        return module_page.remove(here, module_id, part)
    try:
        with suppress(UnknownPartError):  # twice is once
            sections.remove(db(), course_id, module_id, part, _me(), seen=seen)
    except TextsChangedError:
        undo()
        return module_page.remove(course_here(course_id), module_id, part, is_changed=True), 409
    return _to_module(course_id, module_id, removed=1)


def _me() -> uuid.UUID:
    return staff.colleague().staff.id


def _kind() -> Kind:
    """Return of which kind a part is to be added. Raises BadFormError."""
    chosen = forms.text("kind")
    if chosen not in module_page.ADDED:
        raise BadFormError("kind")
    return Kind(chosen)


def _known(course_id: str, module_id: str) -> CourseHere:
    """Return the course of the address, where it has such a module with a source. Raises UnknownPageError."""
    here = course_here(course_id)
    if module_id == OWN or not here.text(module_id, here.source):
        raise UnknownPageError(module_id)
    return here


def _done_to_modules(here: CourseHere, act: Callable[[], None]) -> ResponseReturnValue:
    try:
        act()
    except (OrderChangedError, UnknownModuleError):
        return _to_course(here.course_id, changed=1)
    except UnreachableError:
        return _refused_in_course(here, {"title": words().gettext(UNREACHABLE)})
    return _to_course(here.course_id)


def _refused_in_course(here: CourseHere, faults: dict[str, str]) -> ResponseReturnValue:
    undo()
    return course_page.page(here, faults), 422


def _refused_in_module(here: CourseHere, module_id: str, faults: dict[str, str]) -> ResponseReturnValue:
    undo()
    return module_page.page(here, module_id, faults), 422


def _to_course(course_id: str, **flags: int) -> ResponseReturnValue:
    return redirect(url_for("studio.course", course_id=course_id, **flags), 303)  # type: ignore[arg-type]


def _to_module(course_id: str, module_id: str, **flags: int) -> ResponseReturnValue:
    return redirect(url_for("studio.module", course_id=course_id, module_id=module_id, **flags), 303)  # type: ignore[arg-type]
