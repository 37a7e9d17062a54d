"""Writing: one part of a text and its phone page side by side, saved while it's typed, with its faults beside the lines."""

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from mpt.content.drafting import HeadingLostError, SeveralPartsError, check_shape, mended
from mpt.content.parts import Part, UnknownPartError, digest
from mpt.models.base import now
from mpt.rules.permissions import Who
from mpt.services import drafts, presence
from mpt.services.drafts import PartChangedError, TooLargeError
from mpt.web import forms, headers, staff
from mpt.web.entrance import enter
from mpt.web.language import local_clock, words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import files
from mpt.web.studio.desk import Desk, desk_at
from mpt.web.studio.here import COURSE, course_here
from mpt.web.studio.pane import Conflict, Pane, page_address, pane_of, said, to_mend
from mpt.web.studio.phonepage import phone_page
from mpt.web.studio.writing_page import page
from mpt.web.transaction import apart, db, only_looks, undo

bp = Blueprint("writing", __name__)
bp.register_blueprint(files.bp)

PART = f"{COURSE}/write/<module_id>/<part>"
_REFUSED: dict[type[Exception], tuple[int, str]] = {
    HeadingLostError: (
        422,
        N_("The first line must be the heading: ## and its title. Put it back; until then what you type stays here."),
    ),
    TooLargeError: (422, N_("This is too long for one file: at most 64 KB. Divide the module into two.")),
    UnknownPartError: (
        410,
        N_("This part isn't there any more: somebody took it out or gave it another id. What you typed is still here."),
    ),
}
"""Why a text isn't saved: the status of the answer, and what it says."""


@bp.get(PART)
@enter(Who.TRAINER)
def write(course_id: str, module_id: str, part: str) -> ResponseReturnValue:
    """A part as it stands there, in one language or in two beside each other, with its phone page."""
    here = course_here(course_id)
    tongue = request.args.get("tongue") or here.source
    shown = [tongue, *filter(None, [request.args.get("beside")])]
    desks = [desk_at(course_id, module_id, part, one) for one in dict.fromkeys(shown)]
    if not any(desk.part for desk in desks):
        raise UnknownPageError(part)
    with apart() as session:
        for desk in desks:
            if desk.part:
                presence.here(session, course_id, desk.path, part, staff.colleague().staff.id)
        presence.sweep(session)
    return page(here, [pane_of(desk) for desk in desks])


@bp.post(f"{PART}/<tongue>")
@enter(Who.TRAINER)
def save(course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    """Save a part, where it's still as the page had it. Scripts are answered in JSON, forms with a page."""
    text = forms.whole_text("text")
    desk = desk_at(course_id, module_id, part, tongue)
    if line := _line_to_mend():
        text = mended(text, [spot.mend for spot in desk.typed(text).spots()[0] if spot.mend and spot.mend.line == line])
    try:
        saved = _save(desk, text)
    except PartChangedError as error:
        return _changed(desk, text, error)
    except SeveralPartsError as error:
        return _refused(desk, text, 422, _several(error), several=error.line)
    except tuple(_REFUSED) as error:
        status, message = _REFUSED[type(error)]
        return _refused(desk, text, status, words().gettext(message))
    return _saved(desk, saved)


@bp.route(f"{PART}/<tongue>/preview", methods=["GET", "POST"])
@enter(Who.TRAINER)
@only_looks
def preview(course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    """The phone page of a part: of what stands there, or of what was typed and isn't saved. A script gets the faults with it."""
    desk = desk_at(course_id, module_id, part, tongue)
    if request.method == "POST":
        desk = desk.typed(forms.whole_text("text"))
    shown = phone_page(desk, answers="answers" in request.values)
    if not _by_script():
        headers.be_framed()
        return shown
    inside, others = desk.spots()
    return jsonify(
        page=shown,
        heading=to_mend(len(inside)),
        spots=[said(spot) for spot in inside],
        whole=[said(spot) for spot in others if not spot.fault.line],
    )


@bp.post(f"{PART}/<tongue>/here")
@enter(Who.TRAINER)
def be_here(course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    """Note that a page is still open; tell it who else writes here, and whether the part is another by now."""
    desk = desk_at(course_id, module_id, part, tongue)
    # A part that no text has is looked at only: an address may say anything. One that is missing is being translated.
    source = desk_at(course_id, module_id, part, desk.languages[0])
    there = presence.here if desk.part or source.part else presence.others
    others = there(db(), course_id, desk.path, part, staff.colleague().staff.id)
    return jsonify(others=[_present(other) for other in others], base=digest(desk.part.text) if desk.part else "")


@bp.post(f"{PART}/<tongue>/leave")
@enter(Who.TRAINER)
def leave(course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    """Note that a page was closed."""
    desk = desk_at(course_id, module_id, part, tongue)
    presence.leave(db(), course_id, desk.path, part, staff.colleague().staff.id)
    return jsonify(left=True)


def _line_to_mend() -> int:
    """Return the line that a button of a page without scripts mends, or 0."""
    typed = forms.text("mend")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _save(desk: Desk, text: str) -> Part:
    try:
        check_shape(desk.part_id, text)
    except SeveralPartsError:
        # While somebody types, a second heading may not be one yet; with the button they say that it is.
        if _by_script() and not forms.text("several"):
            raise
    who = staff.colleague().staff.id
    return drafts.save_part(db(), desk.course_id, desk.path, desk.part_id, text, forms.text("base"), who)


def _saved(desk: Desk, saved: Part) -> ResponseReturnValue:
    address = page_address(desk, saved.id, saved=1)
    if not _by_script():
        return redirect(address, 303)
    return jsonify(saved=local_clock(now()), base=digest(saved.text), part=saved.id, moved=address)


def _several(error: SeveralPartsError) -> str:
    return words().gettext(
        "Another section begins in line %(line)s. Save with the button, and it has a page of its own.", line=error.line
    )


def _refused(desk: Desk, text: str, status: int, message: str, several: int = 0) -> ResponseReturnValue:
    undo()
    if _by_script():
        return jsonify(said=message, several=several), status
    return _page_again(desk, pane_of(desk, text, refused=message)), status


def _changed(desk: Desk, text: str, error: PartChangedError) -> ResponseReturnValue:
    """Say that somebody else changed the part, and show both texts: nothing is written over."""
    undo()
    conflict = Conflict.of(desk, text, error)
    if not _by_script():
        return _page_again(desk, pane_of(desk, text, conflict=conflict)), 409
    shown = render_template("studio/writing_conflict.html", conflict=conflict)
    return jsonify(theirs=error.theirs.replace("\r\n", "\n"), base=conflict.base, page=shown), 409


def _page_again(desk: Desk, pane: Pane) -> str:
    """Return the page that sent a form, with this pane in its place; without what was typed into the other, which wasn't sent."""
    shown = dict.fromkeys(filter(None, [request.args.get("first"), request.args.get("beside"), desk.tongue]))
    at = desk.course_id, desk.module_id, desk.part_id
    panes = [pane if one == desk.tongue else pane_of(desk_at(*at, one)) for one in shown]
    return page(course_here(desk.course_id), panes)


def _present(other: presence.Other) -> dict[str, object]:
    return {"name": other.name, "same": other.is_same}
