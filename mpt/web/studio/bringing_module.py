"""A document comes in, from Word or in Markdown: as a new module, or as the translation of one."""

import uuid
from pathlib import PurePath

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mpt.content.check import check_course
from mpt.content.manifest import MANIFEST
from mpt.content.manifest_text import UnreachableError, with_module
from mpt.content.model import Fault, Kind
from mpt.content.parts import digest, text_of
from mpt.formats.leftovers import NothingTakenError
from mpt.formats.word import LARGEST_DOCUMENT
from mpt.rules.permissions import Who
from mpt.services import drafts, structure, translating
from mpt.services.factories import CameBeforeError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.forms import BadFormError
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import bringing_kept, bringing_page, bringing_words
from mpt.web.studio.bringing_kept import Kept
from mpt.web.studio.bringing_made import LONGEST_TITLE, made, read
from mpt.web.studio.bringing_page import NEW_MODULE
from mpt.web.studio.here import COURSE, CourseHere, course_here
from mpt.web.transaction import db, pause, undo

bp = Blueprint("document", __name__)
ADDRESS = f"{COURSE}/bring-in/module"

_UNREACHABLE = N_(
    "course.toml is written in a way that can't be changed from here. Change it as text, at the end of the settings."
)
_KINDS = {
    Kind.LESSON: N_("lesson"),
    Kind.PRACTICE: N_("practice"),
    Kind.QUIZ: N_("quiz"),
}


@bp.post(ADDRESS)
@enter(Who.TRAINER)
def send(course_id: str) -> ResponseReturnValue:
    """Take a document, and make what it becomes; nothing is changed yet."""
    here = course_here(course_id)
    chosen = ""
    try:
        filename, data = bringing_kept.sent(LARGEST_DOCUMENT)
        chosen = forms.text("becomes")
        module_id, tongue = _becomes(here, chosen)
        source = here.texts.get(here.path(module_id, here.source), b"") if module_id else b""
        pause()  # the rest takes long
        kept = made(here.course_id, filename, data, module_id, tongue, source)
    except NothingTakenError as error:
        faults = {"module": bringing_words.refusal(error)}
        return bringing_page.choices(here, faults, {"becomes": chosen}), 422
    return redirect(url_for("bringing.document.preview", course_id=course_id, upload_id=bringing_kept.keep(kept)), 303)


@bp.get(f"{ADDRESS}/<uuid:upload_id>")
@enter(Who.TRAINER)
def preview(course_id: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """What the document has become."""
    here = course_here(course_id)
    try:
        kept = bringing_kept.look_at("module", upload_id, course_id)
    except CameBeforeError:
        return _came(here)
    return _page(here, upload_id, kept)


def _page(here: CourseHere, upload_id: uuid.UUID, kept: Kept, *, is_changed: bool = False) -> str:
    text = _text(kept)
    return render_template(
        "studio/bringing_module.html",
        here=here,
        upload_id=upload_id,
        kept=kept,
        text=text,
        module=read(text.encode()),
        becomes=_becoming(here, kept),
        is_changed=is_changed,
        seen=_seen(here, kept),
        kinds={kind: words().gettext(name) for kind, name in _KINDS.items()},
        replaces=bool(kept.module_id) and here.path(kept.module_id, kept.tongue) in here.texts,
        pictures=sum(name.endswith((".svg", ".webp")) for name in kept.files),
        leftovers=bringing_words.leftovers(kept.leftovers),
        faults=bringing_words.faults(_faults(here, kept), _path(here, kept)),
    )


@bp.post(f"{ADDRESS}/<uuid:upload_id>")
@enter(Who.TRAINER)
def bring(course_id: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Let what the document has become come in; a translation, where what it's written over is still what was looked at."""
    try:
        kept = bringing_kept.take("module", upload_id, course_id)
    except CameBeforeError:
        return _came(course_here(course_id))
    drafts.begin(db(), course_id)
    here = course_here(course_id)
    _becoming(here, kept)
    if _seen(here, kept) != forms.text("seen"):
        undo()
        return _page(here, upload_id, kept, is_changed=True), 422
    try:
        module_id = _brought(here, kept)
    except UnreachableError:
        undo()
        return bringing_page.choices(here, {"module": words().gettext(_UNREACHABLE)}), 422
    return redirect(url_for("studio.module", course_id=course_id, module_id=module_id, begun=1), 303)


def _becomes(here: CourseHere, chosen: str) -> tuple[str, str]:
    """Return of which module the document becomes the translation (none: it's a new one), and its language."""
    module_id, _, tongue = chosen.partition(" ")
    if chosen in {"", NEW_MODULE}:
        return "", here.source
    here.module(module_id)
    if tongue not in here.languages[1:]:
        raise BadFormError("becomes")
    return module_id, tongue


def _becoming(here: CourseHere, kept: Kept) -> str:
    """Return what the document becomes, in words. Raises UnknownPageError where it can't be that any longer."""
    chosen = f"{kept.module_id} {kept.tongue}" if kept.module_id else NEW_MODULE
    found = dict(bringing_page.becomes(here)).get(chosen)
    if found is None:
        raise UnknownPageError(chosen)
    return found


def _seen(here: CourseHere, kept: Kept) -> str:
    """Return the digest of what would be written over; empty for a new module."""
    return digest(here.text(kept.module_id, kept.tongue)) if kept.module_id else ""


def _brought(here: CourseHere, kept: Kept) -> str:
    """Write what comes in, and return its module. Raises what structure.add_module and drafts.save_files do."""
    me = staff.colleague().staff.id
    if kept.module_id:
        path = here.path(kept.module_id, kept.tongue)
        drafts.save_files(db(), here.course_id, {path: kept.files[f"{kept.tongue}.md"]}, me)
        # It came anew from outside, and says itself what it was made from.
        translating.forget(db(), here.course_id, [path])
        return kept.module_id
    module = read(kept.files[f"{kept.tongue}.md"])
    title = (module.title if module else "")[:LONGEST_TITLE] or PurePath(kept.filename).stem or kept.tongue
    return structure.add_module(db(), here.course_id, title, me, files=kept.files)


def _faults(here: CourseHere, kept: Kept) -> list[Fault]:
    """Return what is to be mended of a module once it's in the course."""
    folder = drafts.folder(db(), here.course_id)
    name = _path(here, kept).rpartition("/")[0]
    if not kept.module_id:
        try:
            folder[MANIFEST] = with_module(text_of(folder.get(MANIFEST, b"")), name).encode()
        except UnreachableError:
            return []
    folder |= {f"{name}/{file}": content for file, content in kept.files.items()}
    paths = {f"{name}/{file}" for file in kept.files}
    return [fault for fault in check_course(here.course_id, folder) if fault.path in paths]


def _path(here: CourseHere, kept: Kept) -> str:
    """Return where the text comes to stand; of a new module, whose folder isn't known yet, some other."""
    return here.path(kept.module_id, kept.tongue) if kept.module_id else f"99-brought/{kept.tongue}.md"


def _text(kept: Kept) -> str:
    return text_of(kept.files[f"{kept.tongue}.md"])


def _came(here: CourseHere) -> ResponseReturnValue:
    return redirect(url_for("studio.course", course_id=here.course_id), 303)
