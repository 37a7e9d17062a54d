"""A document comes in, from Word or in Markdown: as a new module, or as the translation of one."""

import uuid
from pathlib import PurePath

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mpt.content.check import check_course
from mpt.content.faults import Notes
from mpt.content.folder import hash8
from mpt.content.manifest import MANIFEST
from mpt.content.manifest_text import UnreachableError, with_module
from mpt.content.model import Fault, Kind, ModuleText
from mpt.content.modulefile import read_module_text
from mpt.content.parts import text_of
from mpt.formats.leftovers import Leftover, NothingTakenError
from mpt.formats.made import Made, Picture, with_files
from mpt.formats.markdown import read_markdown
from mpt.formats.translation import as_translation
from mpt.formats.word import LARGEST_DOCUMENT, read_word
from mpt.media import apart
from mpt.media.drawings import TakenDrawing
from mpt.media.refusals import RefusedFileError
from mpt.rules.permissions import Who
from mpt.services import drafts, structure
from mpt.services.factories import CameBeforeError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.forms import BadFormError
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.studio import bringing_kept, bringing_page, bringing_words, media_words
from mpt.web.studio.bringing_kept import Kept
from mpt.web.studio.bringing_page import NEW_MODULE
from mpt.web.studio.here import COURSE, CourseHere, course_here
from mpt.web.transaction import db, pause, undo

bp = Blueprint("document", __name__)
ADDRESS = f"{COURSE}/bring-in/module"

_WORD, _MARKDOWN = (".docx", ".docm", ".doc", ".wps"), (".md", ".markdown", ".txt")
_OTHER_FILE = N_("Choose a Word document (.docx) or a Markdown file (.md).")
_NO_SOURCE = N_("This module's source can't be read, so nothing can be its translation. Mend it first.")
_UNREACHABLE = N_(
    "course.toml is written in a way that can't be changed from here. Change it as text, at the end of the settings."
)
_NO_ROOM = N_(
    "What was made of it can't stand in a module: a text has at most 64 KB, a line 2,000 characters. Divide it into two."
)
_LONGEST_TITLE = 80
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
        kept = _made(here.course_id, filename, data, module_id, tongue, source)
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
    text = _text(kept)
    return render_template(
        "studio/bringing_module.html",
        here=here,
        upload_id=upload_id,
        kept=kept,
        text=text,
        module=_read(text.encode()),
        becomes=dict(bringing_page.becomes(here))[f"{kept.module_id} {kept.tongue}" if kept.module_id else NEW_MODULE],
        kinds={kind: words().gettext(name) for kind, name in _KINDS.items()},
        replaces=bool(kept.module_id) and here.path(kept.module_id, kept.tongue) in here.texts,
        pictures=sum(name.endswith((".svg", ".webp")) for name in kept.files),
        leftovers=bringing_words.leftovers(kept.leftovers),
        faults=bringing_words.faults(_faults(here, kept), _path(here, kept)),
    )


@bp.post(f"{ADDRESS}/<uuid:upload_id>")
@enter(Who.TRAINER)
def bring(course_id: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Let what the document has become come in."""
    here = course_here(course_id)
    try:
        kept = bringing_kept.take("module", upload_id, course_id)
    except CameBeforeError:
        return _came(here)
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


def _made(course_id: str, filename: str, data: bytes, module_id: str, tongue: str, source: bytes) -> Kept:
    made = _read_document(filename, data, tongue)
    # Names of files are longer than those of pictures by five letters at most.
    longest = with_files(made.text, {one.name: f"{one.name}.webp" for one in made.pictures})
    if _read(longest.encode()) is None:
        raise NothingTakenError(_NO_ROOM)
    if module_id:
        text, left = _translated(made, source)
        files = {f"{tongue}.md": text.encode()}
    else:
        files, names, refused = _with_pictures(made.pictures)
        left = tuple(refused)
        files[f"{tongue}.md"] = with_files(made.text, names).encode()
    return Kept("module", course_id, filename, module_id, tongue, b"", files, (*made.leftovers, *left))


def _read_document(filename: str, data: bytes, tongue: str) -> Made:
    path = PurePath(filename.lower())
    name = PurePath(filename).stem[:_LONGEST_TITLE]
    if path.suffix in _WORD or data.startswith(b"PK"):
        return read_word(data, name, tongue)
    if path.suffix in _MARKDOWN:
        return read_markdown(data, name, tongue)
    raise NothingTakenError(_OTHER_FILE)


def _translated(made: Made, source: bytes) -> tuple[str, tuple[Leftover, ...]]:
    read = _read(source)
    if read is None or not read.lessons:
        raise NothingTakenError(_NO_SOURCE)
    return as_translation(made.text, read, hash8(source))


def _with_pictures(pictures: tuple[Picture, ...]) -> tuple[dict[str, bytes], dict[str, str], list[Leftover]]:
    """Return pictures as a lesson has them, by file; the file of each that could be taken; and why the others weren't."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    left: list[Leftover] = []
    for one in pictures:
        try:
            taken = apart.picture(one.data)
        except RefusedFileError as error:
            left.append(Leftover(one.alt or one.name, "%(said)s", {"said": media_words.of_picture(error)}))
            continue
        if isinstance(taken, TakenDrawing):
            made = {f"{one.name}.svg": taken.svg}
        else:
            made = {f"{one.name}{taken.ending}": taken.fallback, f"{one.name}.webp": taken.webp}
        names[one.name] = next(iter(made))
        files |= made
    return files, names, left


def _brought(here: CourseHere, kept: Kept) -> str:
    """Write what comes in, and return its module. Raises what structure.add_module and drafts.save_files do."""
    me = staff.colleague().staff.id
    if kept.module_id:
        path = here.path(kept.module_id, kept.tongue)
        drafts.save_files(db(), here.course_id, {path: kept.files[f"{kept.tongue}.md"]}, me)
        return kept.module_id
    read = _read(kept.files[f"{kept.tongue}.md"])
    title = (read.title if read else "")[:_LONGEST_TITLE] or PurePath(kept.filename).stem or kept.tongue
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


def _read(data: bytes) -> ModuleText | None:
    return read_module_text(data, is_source=False, notes=Notes(""))


def _came(here: CourseHere) -> ResponseReturnValue:
    return redirect(url_for("studio.course", course_id=here.course_id), 303)
