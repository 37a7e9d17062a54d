"""Publishing a course from the studio: what changes and for whom, its history, serving a release again, the folder as a file."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mpt.formats.zips import write_zip
from mpt.models import Release
from mpt.rules.permissions import Who
from mpt.services import releasing as services
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.services.publishing import FaultyCourseError
from mpt.services.releasing import ChangedMeanwhileError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.noted import note
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import release_page
from mpt.web.studio.here import COURSE
from mpt.web.transaction import db, undo

bp = Blueprint("releasing", __name__)


@bp.route(f"{COURSE}/publish", methods=["GET", "POST"])
@enter(Who.TRAINER)
def publish(course_id: str) -> ResponseReturnValue:
    """What publishing would change, and for whom. Publish just that, or say what became another meanwhile."""
    if request.method != "POST":
        return release_page.publish(course_id)
    written, by = forms.shown(forms.text("note").strip(), release_page.LONGEST_NOTE + 1), staff.colleague().staff.id
    if len(written) > release_page.LONGEST_NOTE:
        return release_page.publish(course_id, is_note_long=True), 422
    try:
        release = services.publish_draft(db(), course_id, by, written, forms.text("seen"))
    except CameBeforeError:
        return _published(course_id)
    except ChangedMeanwhileError:
        undo()
        return release_page.publish(course_id, is_changed=True), 409
    except FaultyCourseError:
        undo()
        return release_page.publish(course_id), 422
    note(Act.PUBLISHED_COURSE, _in_short(release))
    return _published(course_id)


@bp.post(f"{COURSE}/publish/take-in")
@enter(Who.TRAINER)
def take_in(course_id: str) -> ResponseReturnValue:
    """Let what was published from elsewhere come into the draft; where both changed a file, as the trainer chose."""
    # One choice for each file that both changed: empty where ours stays, else the file's path.
    chosen = [forms.text(name) for name in request.form if name.startswith("side-")]
    by = staff.colleague().staff.id
    try:
        services.take_in(db(), course_id, by, forms.text("seen"), chosen)
    except ChangedMeanwhileError:
        undo()
        return release_page.publish(course_id, is_changed=True), 409
    return redirect(url_for("releasing.publish", course_id=course_id, taken=1), 303)


@bp.get(f"{COURSE}/history")
@enter(Who.TRAINER)
def history(course_id: str) -> ResponseReturnValue:
    """What was served of a course since when, and by whose act."""
    return release_page.history(course_id)


@bp.route(f"{COURSE}/history/<int(max=2147483647):release_id>", methods=["GET", "POST"])
@enter(Who.TRAINER)
def release(course_id: str, release_id: int) -> ResponseReturnValue:
    """A release: what it changed, and what serving it again would change; serve it again."""
    if request.method != "POST":
        return release_page.release(course_id, release_id)
    try:
        again = services.serve_again(db(), course_id, release_id, staff.colleague().staff.id, forms.release() or 0)
    except CameBeforeError:
        return _history(course_id)
    except ChangedMeanwhileError:
        undo()
        return release_page.release(course_id, release_id, is_changed=True), 409
    except FaultyCourseError:
        undo()
        return release_page.release(course_id, release_id), 422
    note(Act.SERVED_AGAIN, _in_short(again))
    return _history(course_id)


@bp.get(f"{COURSE}/course.zip")
@enter(Who.TRAINER)
def course_zip(course_id: str) -> ResponseReturnValue:
    """The course's folder as a zip file: as it's being written, or as a release has it where the query names one."""
    given = request.args.get("release", "")
    if given and not (given.isascii() and given.isdigit() and len(given) < 10):
        raise UnknownPageError(given)
    release_id = int(given) if given else None
    name, folder = course_id, services.folder_of(db(), course_id, release_id)
    if release_id:
        name = f"{course_id}-{services.find(db(), course_id, release_id).number}"
    response = Response(write_zip(folder, course_id), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return response


def _published(course_id: str) -> ResponseReturnValue:
    return redirect(url_for("releasing.publish", course_id=course_id, published=1), 303)


def _history(course_id: str) -> ResponseReturnValue:
    return redirect(url_for("releasing.history", course_id=course_id, again=1), 303)


def _in_short(release: Release) -> str:
    return f"{release.course_id}, {release.number}"
