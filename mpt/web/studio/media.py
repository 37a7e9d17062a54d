"""Pictures of a course that is being written: brought in with their words in every language, described, replaced, taken out."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.parts import UnknownPartError
from mpt.media.refusals import RefusedFileError
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import media as services
from mpt.services.drafts import TooLargeError
from mpt.services.media import AltMissingError, AltTooLongError, At, CoverError, UnknownMediumError, WordsChangedError
from mpt.services.structure import UnknownModuleError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import bringing_media, media_words, recording
from mpt.web.studio.bringing_media import Brought
from mpt.web.studio.here import COURSE
from mpt.web.studio.media_page import NEW, ModuleMedia, list_address, list_page, module_media, one_page
from mpt.web.studio.pane import meanwhile
from mpt.web.transaction import db, undo

bp = Blueprint("studiomedia", __name__)
bp.register_blueprint(recording.bp)

MEDIA = f"{COURSE}/media/<module_id>"
ONE = f"{MEDIA}/file/<name>"

_MISSING = N_("Say in a few words what the picture shows, for those who can't see it.")
_TOO_LONG = N_("That's too long. Please use 200 characters or fewer.")
_COVER = N_("A course's cover must be a drawing (SVG), and can't be taken away, only replaced.")
_NO_PART = N_("Choose a lesson that is there.")
_TEXT_FULL = N_("The text has no room for it: a file has at most 64 KB. Divide the module into two.")


@bp.get(MEDIA)
@enter(Who.TRAINER)
def media(course_id: str, module_id: str) -> ResponseReturnValue:
    """All pictures and recordings of a module: where they are used, and what is still to record."""
    return list_page(module_media(course_id, module_id), part=request.args.get("part", ""))


@bp.post(MEDIA)
@enter(Who.TRAINER)
def add(course_id: str, module_id: str) -> ResponseReturnValue:
    """Put a picture into a lesson, in every language that has it."""
    tongues = module_media(course_id, module_id).look.languages
    try:
        brought = _brought()
        at, alts = _at(course_id, module_id), bringing_media.alts(list(tongues))
        name = services.add_picture(db(), at, forms.text("part"), brought.files, alts)
    except (RefusedFileError, RefusedError, UnknownPartError, TooLargeError, UnknownModuleError) as error:
        undo()
        faults = _said(error)
        return list_page(module_media(course_id, module_id), faults, part=bringing_media.typed("part")), 422
    return _to(course_id, module_id, name, brought)


@bp.get(ONE)
@enter(Who.TRAINER)
def one(course_id: str, module_id: str, name: str) -> ResponseReturnValue:
    """One picture or recording: how it looks, where it is used, its words."""
    found = module_media(course_id, module_id)
    return one_page(found, found.medium(name))


@bp.post(ONE)
@enter(Who.TRAINER)
def describe(course_id: str, module_id: str, name: str) -> ResponseReturnValue:
    """Write a picture's words."""
    alts, base = bringing_media.alts(module_media(course_id, module_id).medium(name).tongues), forms.text("base")
    return _changed(course_id, module_id, name, lambda at: services.describe(db(), at, name, alts, base))


@bp.post(f"{ONE}/replace")
@enter(Who.TRAINER)
def replace(course_id: str, module_id: str, name: str) -> ResponseReturnValue:
    """Put another picture in the place of one."""
    try:
        brought = _brought()
    except RefusedFileError as error:
        return _refused(course_id, module_id, name, {"file": media_words.of_picture(error)})
    alts, base = bringing_media.alts(module_media(course_id, module_id).medium(name).tongues, NEW), forms.text("base")
    return _changed(
        course_id,
        module_id,
        name,
        lambda at: services.replace_picture(db(), at, name, brought.files, alts, base),
        brought,
    )


@bp.route(f"{ONE}/remove", methods=["GET", "POST"])
@enter(Who.TRAINER)
def remove(course_id: str, module_id: str, name: str) -> ResponseReturnValue:
    """Ask whether a picture or recording is really to go, and out of which texts; take it away."""
    found = module_media(course_id, module_id)
    if request.method != "POST":
        medium, back = found.medium(name), list_address(found)
        return render_template("studio/media_remove.html", media=found, here=found.here, medium=medium, back=back)
    try:
        services.remove(db(), _at(course_id, module_id), name)
    except CoverError as error:
        return _refused(course_id, module_id, name, _said(error))
    return redirect(url_for("studiomedia.media", course_id=course_id, module_id=module_id, removed=1), 303)


def _changed(
    course_id: str, module_id: str, name: str, change: Callable[[At], Any], brought: Brought | None = None
) -> ResponseReturnValue:
    """Change one picture, and show it; or show what is wrong with what was sent."""
    field = NEW if brought else "alt"
    try:
        new = change(_at(course_id, module_id))
    except WordsChangedError:
        undo()
        return _changed_meanwhile(module_media(course_id, module_id), name, field)
    except (RefusedError, TooLargeError) as error:
        return _refused(course_id, module_id, name, _said(error, field))
    except UnknownMediumError:
        raise UnknownPageError(name) from None
    return _to(course_id, module_id, new or name, brought)


def _to(course_id: str, module_id: str, name: str, brought: Brought | None) -> ResponseReturnValue:
    """Show a picture that was saved. What was left out of a drawing is said at once: an address couldn't carry it."""
    left_out = media_words.of_omitted(brought.omitted) if brought else []
    if left_out:
        found = module_media(course_id, module_id)
        return one_page(found, found.medium(name), left_out=left_out)
    return redirect(url_for("studiomedia.one", course_id=course_id, module_id=module_id, name=name, saved=1), 303)


def _refused(course_id: str, module_id: str, name: str, faults: dict[str, str]) -> ResponseReturnValue:
    undo()
    found = module_media(course_id, module_id)
    return one_page(found, found.medium(name), faults), 422


def _changed_meanwhile(found: ModuleMedia, name: str, field: str) -> ResponseReturnValue:
    """Show both: what was typed in its fields, and beside those that differ what a colleague has written."""
    medium = found.medium(name)
    theirs = {f"{field}.{tongue}": medium.words(tongue) for tongue in medium.tongues}
    told = {one: meanwhile(said) for one, said in theirs.items() if forms.text(one) != said}
    return one_page(found, medium, told), 409


def _brought() -> Brought:
    bringing_media.allow("picture")
    return bringing_media.picture()


def _said(error: Exception, field: str = "alt") -> dict[str, str]:
    """Return what to say beside which field; those for a picture's words begin with `field`."""
    spoken = words()
    if isinstance(error, RefusedFileError):
        return {"file": media_words.of_picture(error)}
    if isinstance(error, AltMissingError):
        return {
            f"{field}.{error.tongue}": spoken.gettext(_TOO_LONG if isinstance(error, AltTooLongError) else _MISSING)
        }
    if isinstance(error, CoverError):
        return {"file": spoken.gettext(_COVER)}
    return {"part": spoken.gettext(_TEXT_FULL if isinstance(error, TooLargeError) else _NO_PART)}


def _at(course_id: str, module_id: str) -> At:
    return At(course_id, module_id, staff.colleague().staff.id)
