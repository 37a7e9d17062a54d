"""What exists comes in: a course's folder as a zip file, a document as a module, questions; looked at first, then confirmed."""

import uuid
from pathlib import PurePath

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.check import check_course
from mpt.content.reader import read_draft
from mpt.formats.leftovers import NothingTakenError
from mpt.formats.zips import LARGEST_ZIP, Unpacked, read_zip
from mpt.i18n import name_of
from mpt.rules.permissions import Who
from mpt.services import arriving, drafts
from mpt.services.audit import Act
from mpt.services.drafts import CourseTakenError
from mpt.services.factories import CameBeforeError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.noted import note
from mpt.web.studio import bringing_kept, bringing_module, bringing_page, bringing_questions, bringing_words
from mpt.web.studio.bringing_kept import Kept
from mpt.web.studio.here import COURSE, course_here, titled
from mpt.web.transaction import db, pause, undo

bp = Blueprint("bringing", __name__)
for _room in (bringing_module, bringing_questions):
    bp.register_blueprint(_room.bp)

NEW = "/<lang>/studio/bring-in"
HERE = f"{COURSE}/bring-in"
_TAKEN = N_("There is a course of this name already. Choose another name, or bring the files into that course.")
_BAD_ID = N_("A course's name in addresses has small letters, digits and single hyphens: spring-festival.")


@bp.route(NEW, methods=["GET", "POST"])
@enter(Who.TRAINER)
def new() -> ResponseReturnValue:
    """Choose a zip file of a course that isn't here yet."""
    if request.method != "POST":
        return render_template("studio/bringing_new.html", fault="", most=LARGEST_ZIP >> 20)
    try:
        filename, data = bringing_kept.sent(LARGEST_ZIP)
        read_zip(data)
    except NothingTakenError as error:
        fault = bringing_words.refusal(error)
        return render_template("studio/bringing_new.html", fault=fault, most=LARGEST_ZIP >> 20), 422
    kept = bringing_kept.keep(Kept("course", "", filename, data=data))
    return redirect(url_for("bringing.new_preview", upload_id=kept), 303)


@bp.get(f"{NEW}/<uuid:upload_id>")
@enter(Who.TRAINER)
def new_preview(upload_id: uuid.UUID) -> ResponseReturnValue:
    """What is in the zip file, and what the course will be called."""
    try:
        kept = bringing_kept.look_at("course", upload_id)
    except CameBeforeError:
        return redirect(url_for("studio.courses"), 303)
    found = read_zip(kept.data)
    return _new_page(upload_id, kept, found, _course_id(found, kept.filename))


@bp.post(f"{NEW}/<uuid:upload_id>")
@enter(Who.TRAINER)
def bring_new(upload_id: uuid.UUID) -> ResponseReturnValue:
    """Begin the course with what is in the zip file."""
    course_id = forms.text("course_id").strip()
    try:
        kept, found = _taken("course", upload_id)
    except CameBeforeError:
        return redirect(url_for("studio.courses"), 303)
    try:
        drafts.begin_new(db(), course_id, found.folder, _me())
    except (CourseTakenError, ValueError) as error:
        undo()
        return _new_page(upload_id, kept, found, course_id, _refusal(error)), 422
    note(Act.BEGAN_COURSE, course_id)
    return redirect(url_for("studio.course", course_id=course_id, begun=1), 303)


@bp.get(HERE)
@enter(Who.TRAINER)
def bring_in(course_id: str) -> ResponseReturnValue:
    """Choose what comes into a course: its folder as a zip file, a document, questions."""
    return bringing_page.choices(course_here(course_id))


@bp.post(f"{HERE}/folder")
@enter(Who.TRAINER)
def folder(course_id: str) -> ResponseReturnValue:
    """Take a zip file of the course, as it was edited elsewhere."""
    here = course_here(course_id)
    try:
        filename, data = bringing_kept.sent(LARGEST_ZIP)
        read_zip(data)
    except NothingTakenError as error:
        return bringing_page.choices(here, {"folder": bringing_words.refusal(error)}), 422
    kept = bringing_kept.keep(Kept("folder", course_id, filename, data=data))
    return redirect(url_for("bringing.folder_preview", course_id=course_id, upload_id=kept), 303)


@bp.get(f"{HERE}/folder/<uuid:upload_id>")
@enter(Who.TRAINER)
def folder_preview(course_id: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """What the zip file would change here."""
    course_here(course_id)
    try:
        kept = bringing_kept.look_at("folder", upload_id, course_id)
    except CameBeforeError:
        return redirect(url_for("studio.course", course_id=course_id), 303)
    return bringing_page.folder(course_id, upload_id, kept, read_zip(kept.data))


@bp.post(f"{HERE}/folder/<uuid:upload_id>")
@enter(Who.TRAINER)
def bring_folder(course_id: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Let the zip file come in, where the course is still what was looked at; where both were changed, as it was chosen."""
    course_here(course_id)
    try:
        kept, found = _taken("folder", upload_id, course_id)
    except CameBeforeError:
        return redirect(url_for("studio.course", course_id=course_id), 303)
    drafts.begin(db(), course_id)
    base = arriving.base_of(db(), course_id)
    if arriving.seen_of(drafts.folder(db(), course_id), base) != forms.text("seen"):
        undo()  # the file waits again
        return bringing_page.folder(course_id, upload_id, kept, found, is_changed=True), 409
    theirs = arriving.completed(found.folder, found.left_out, base)
    arriving.take_in(db(), course_id, theirs, _me(), base, chosen=_chosen())
    return redirect(url_for("bringing.bring_in", course_id=course_id, done="folder"), 303)


def _chosen() -> list[str]:
    """Return in which files that both changed theirs is to count."""
    asked = [field.removeprefix("theirs:") for field in request.form if field.startswith("theirs:")]
    return [path for path in asked if forms.text(f"theirs:{path}") == "1"]


def _taken(what: str, upload_id: uuid.UUID, course_id: str = "") -> tuple[Kept, Unpacked]:
    """Return a zip file that comes in now, and what is in it. Raises what bringing_kept.take does."""
    kept = bringing_kept.look_at(what, upload_id, course_id)
    # Unpacked before it's taken: until then this request holds nobody up who wants to write.
    pause()
    found = read_zip(kept.data)
    return bringing_kept.take(what, upload_id, course_id), found


def _new_page(upload_id: uuid.UUID, kept: Kept, found: Unpacked, course_id: str, fault: str = "") -> str:
    draft = read_draft(course_id or "course", found.folder)
    course = draft.course
    return render_template(
        "studio/bringing_course.html",
        upload_id=upload_id,
        kept=kept,
        course=course,
        tongues=[name_of(tongue) for tongue in course.languages],
        title=titled(course.texts, course.languages[0] if course.languages else "zh"),
        files=found.folder,
        leftovers=bringing_words.leftovers(found.leftovers),
        faults=bringing_words.faults(check_course("course", found.folder)),
        course_id=course_id,
        fault=fault,
    )


def _course_id(found: Unpacked, filename: str) -> str:
    """Return what the course is probably called: as the folder that was packed, or as the zip file."""
    return found.name or PurePath(filename).stem.lower()


def _refusal(error: Exception) -> str:
    return words().gettext(_TAKEN if isinstance(error, CourseTakenError) else _BAD_ID)


def _me() -> uuid.UUID:
    return staff.colleague().staff.id
