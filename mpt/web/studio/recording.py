"""A lesson read aloud, in one language: recorded in the browser or brought as a file, cut, listened to, kept."""

from dataclasses import replace

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.mediatext import without_file
from mpt.content.page import clock
from mpt.content.parts import UnknownPartError
from mpt.i18n import direction_of, name_of
from mpt.media.apart import LARGEST_MB
from mpt.media.refusals import RefusedFileError
from mpt.media.sounds import LONGEST_SECONDS
from mpt.rules.permissions import Who
from mpt.services import media as services
from mpt.services.drafts import TooLargeError
from mpt.services.media import At
from mpt.services.mediaview import Fits, Spoken
from mpt.services.publishing import Edition
from mpt.services.structure import UnknownModuleError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import speaking, words
from mpt.web.messages import N_
from mpt.web.reading import lesson_html
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import bringing_media, media_words
from mpt.web.studio.files import file_address
from mpt.web.studio.here import COURSE, crumbs
from mpt.web.studio.media_page import ModuleMedia, list_address, module_media
from mpt.web.transaction import db, undo

bp = Blueprint("recording", __name__)

RECORD = f"{COURSE}/media/<module_id>/record/<part>/<tongue>"
_HASH = frozenset("0123456789abcdef")
_GONE = N_("This lesson isn't there any more: somebody took it out or gave it another id.")
_TEXT_FULL = N_("The text has no room for it: a file has at most 64 KB. Divide the module into two.")


@bp.get(RECORD)
@enter(Who.TRAINER)
def record(course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    """The words to read, the recording as it is, and what is needed for another one."""
    return _page(course_id, module_id, part, tongue)


@bp.post(RECORD)
@enter(Who.TRAINER)
def keep(course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    """Keep a recording. Scripts are answered in JSON, forms with a page."""
    try:
        _spoken(module_media(course_id, module_id), part, tongue)
        bringing_media.allow("sound")
        taken = bringing_media.sound()
        services.add_recording(db(), _at(course_id, module_id), part, tongue, taken.mp3, _of())
    except (RefusedFileError, TooLargeError, UnknownPartError, UnknownModuleError, UnknownPageError) as error:
        undo()
        return _refused(_said(error), course_id, module_id, part, tongue)
    address = _address("record", course_id, module_id, part, tongue, saved=1)
    # The form's own address ends in #record, for what it says when it's refused; that it's kept is said at the top.
    return jsonify(to=address) if _is_script() else redirect(f"{address}#main", 303)


@bp.post(f"{RECORD}/fits")
@enter(Who.TRAINER)
def fits(course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    """Note that a recording still fits the words as they are."""
    _spoken(module_media(course_id, module_id), part, tongue)
    services.still_fits(db(), _at(course_id, module_id), part, tongue, _of())
    return redirect(_address("record", course_id, module_id, part, tongue, fits=1), 303)


@bp.post(f"{RECORD}/remove")
@enter(Who.TRAINER)
def remove(course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    """Take a recording away."""
    _spoken(module_media(course_id, module_id), part, tongue)
    services.remove_recording(db(), _at(course_id, module_id), part, tongue)
    return redirect(_address("record", course_id, module_id, part, tongue, removed=1), 303)


def _page(course_id: str, module_id: str, part: str, tongue: str, fault: str = "") -> Response:
    media = module_media(course_id, module_id)
    spoken = _spoken(media, part, tongue)
    html = render_template(
        "studio/media_record.html",
        media=media,
        here=media.here,
        spoken=spoken,
        text=_text(media, spoken),
        heard=_heard(media, spoken),
        tongue_name=name_of(tongue),
        direction=direction_of(tongue),
        trail=[*crumbs(media.here, module_id), (list_address(media), words().gettext("Pictures and recordings"))],
        others=_others(media, part, tongue),
        fits=media_words.FITS,
        kinds=Fits,
        fault=fault,
        typed={field: bringing_media.typed(field) for field in ("begin", "end")},
        longest=LONGEST_SECONDS,
        largest=LARGEST_MB["sound"],
        length=clock,
    )
    response = make_response(html)
    # This page alone may ask for the microphone.
    response.headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()"
    return response


def _text(media: ModuleMedia, spoken: Spoken) -> str:
    """Return the lesson as parents read it, without its recording."""
    body = without_file(spoken.lesson.body, spoken.name)
    module = media.here.module(media.module_id)
    folder = {medium.path: medium.data for medium in media.look.media if not medium.is_recording}
    with speaking(spoken.tongue):
        edition = Edition(0, media.here.course, folder)
        return lesson_html(edition, replace(spoken.lesson, body=body), module, file_address)


def _heard(media: ModuleMedia, spoken: Spoken) -> str:
    """Return where the recording as it is can be listened to; nothing where there is none."""
    if not spoken.seconds:
        return ""
    medium = media.medium(spoken.name)
    return file_address(media.here.course_id, medium.path, medium.data)


def _others(media: ModuleMedia, part: str, tongue: str) -> list[tuple[str, str, Spoken]]:
    """Return the same language's other lessons: address, heading, and how far they are."""
    return [
        (
            _address("record", media.here.course_id, media.module_id, each, tongue),
            spoken[tongue].lesson.heading,
            spoken[tongue],
        )
        for each, spoken in media.look.spoken.items()
        if tongue in spoken and each != part
    ]


def _spoken(media: ModuleMedia, part: str, tongue: str) -> Spoken:
    found = media.look.spoken.get(part, {}).get(tongue)
    if found is None:
        raise UnknownPageError(part)
    return found


def _refused(message: str, course_id: str, module_id: str, part: str, tongue: str) -> ResponseReturnValue:
    if _is_script():
        return jsonify(fault=message), 422
    response = _page(course_id, module_id, part, tongue, message)
    response.status_code = 422
    return response


def _said(error: Exception) -> str:
    if isinstance(error, RefusedFileError):
        return media_words.of_sound(error)
    return words().gettext(_TEXT_FULL if isinstance(error, TooLargeError) else _GONE)


def _of() -> str:
    """Return what stands for the words that were shown. Raises BadFormError."""
    given = forms.text("of")
    if len(given) != 8 or not _HASH.issuperset(given):
        raise forms.BadFormError("of")
    return given


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _at(course_id: str, module_id: str) -> At:
    return At(course_id, module_id, staff.colleague().staff.id)


def _address(view: str, course_id: str, module_id: str, part: str, tongue: str, **query: int) -> str:
    at = {"course_id": course_id, "module_id": module_id, "part": part, "tongue": tongue, **query}
    return url_for(f"studiomedia.recording.{view}", **at)  # type: ignore[arg-type]
