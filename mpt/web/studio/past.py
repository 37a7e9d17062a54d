"""A text as it was before: what is kept of it, what differs from now, and putting it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mpt.content.drift import Comparing, Piece
from mpt.content.parts import UnknownPartError, digest, text_of
from mpt.i18n import name_of
from mpt.rules.permissions import Who
from mpt.services import drafts
from mpt.services.drafts import PartChangedError, Past
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.studio.here import COURSE, CourseHere, course_here, crumbs
from mpt.web.transaction import db, undo

bp = Blueprint("past", __name__)

PAST = f"{COURSE}/past/<module_id>/<tongue>"


@dataclass(frozen=True, slots=True)
class Before:
    """A text as it was, and what of it is otherwise now: the pieces from then to now."""

    past: Past
    pieces: Sequence[Piece]


@bp.get(PAST)
@enter(Who.TRAINER)
def past(course_id: str, module_id: str, tongue: str) -> ResponseReturnValue:
    """The earlier states of a text, newest first, each with what differs from how it is now."""
    return _page(course_here(course_id), module_id, tongue)


@bp.post(PAST)
@enter(Who.TRAINER)
def put_back(course_id: str, module_id: str, tongue: str) -> ResponseReturnValue:
    """Let a text be again as it was then."""
    here = course_here(course_id)
    here.path(module_id, tongue)
    try:
        drafts.put_back(db(), course_id, forms.row("past"), forms.text("base"), staff.colleague().staff.id)
    except (PartChangedError, UnknownPartError):
        undo()
        return _page(here, module_id, tongue, is_changed=True), 409
    address = url_for("studio.past.past", course_id=course_id, module_id=module_id, tongue=tongue, back=1)
    return redirect(address, 303)


def _page(here: CourseHere, module_id: str, tongue: str, *, is_changed: bool = False) -> str:
    path = here.path(module_id, tongue)
    now = here.text(module_id, tongue)
    compared = Comparing()
    return render_template(
        "studio/past.html",
        here=here,
        trail=crumbs(here, module_id),
        called=staff.called,
        module_id=module_id,
        tongue=tongue,
        tongue_name=name_of(tongue),
        title=here.module_title(module_id),
        states=[Before(one, compared(text_of(one.content), now)) for one in drafts.past(db(), here.course_id, path)],
        base=digest(now),
        is_changed=is_changed,
    )
