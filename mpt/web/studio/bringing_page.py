"""The pages on which things come into a course: what is chosen, and what a zip file of it would change."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from mpt.content.check import check_course
from mpt.content.drift import Comparing, Piece
from mpt.content.model import Folder, Kind
from mpt.content.parts import text_of
from mpt.formats.texts import LARGEST_TEXT
from mpt.formats.word import LARGEST_DOCUMENT
from mpt.formats.zips import LARGEST_ZIP, Unpacked
from mpt.i18n import name_of
from mpt.services import arriving, drafts
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.studio import bringing_words
from mpt.web.studio.bringing_kept import Kept
from mpt.web.studio.here import CourseHere, course_here
from mpt.web.transaction import db

NEW_MODULE = "+"
"""What stands in the form where a document becomes a module of its own."""
LARGEST_MB = {"folder": LARGEST_ZIP >> 20, "document": LARGEST_DOCUMENT >> 20}
LARGEST_QUESTIONS = LARGEST_TEXT

_NEW, _OTHER, _GONE = N_("new"), N_("changed"), N_("deleted")


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that comes in: its path, what becomes of it, and what of a text differs, from ours to theirs."""

    path: str
    becomes: str
    pieces: tuple[Piece, ...]


def choices(
    here: CourseHere,
    faults: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    leftovers: Sequence[tuple[str, str]] = (),
) -> str:
    """The page where somebody chooses what comes in; `faults` are said beside the forms by their names.

    `leftovers` say what was in a file with questions of which none could be taken.
    """
    return render_template(
        "studio/bringing.html",
        here=here,
        faults=faults or {},
        chosen=chosen or {},
        largest=LARGEST_MB,
        becomes=becomes(here),
        modules=[(module.id, here.module_title(module.id)) for module in here.course.modules],
        tongues=[(tongue, name_of(tongue)) for tongue in here.languages],
        quizzes=list(_quizzes(here)),
        leftovers=leftovers,
    )


def folder(course_id: str, upload_id: uuid.UUID, kept: Kept, found: Unpacked, *, is_changed: bool = False) -> str:
    """The page of what a zip file would change. `is_changed` says that it would have changed something else until just now."""
    here, ours, base = course_here(course_id), drafts.folder(db(), course_id), arriving.base_of(db(), course_id)
    arrival = arriving.compare(ours, arriving.completed(found.folder, found.left_out, base), base)
    after = {path: data for path, data in ours.items() if path not in arrival.taken}
    after |= {path: found.folder[path] for path in arrival.taken if path in found.folder}
    compared = Comparing()
    return render_template(
        "studio/bringing_folder.html",
        here=here,
        upload_id=upload_id,
        kept=kept,
        seen=arriving.seen_of(ours, base),
        is_changed=is_changed,
        taken=[_line(path, ours, found.folder, compared) for path in arrival.taken],
        clashes=[_line(path, ours, found.folder, compared) for path in arrival.clashes],
        untouched=arrival.kept,
        leftovers=bringing_words.leftovers(found.leftovers),
        faults=bringing_words.faults(check_course(here.course_id, after)),
    )


def _line(path: str, ours: Folder, theirs: Folder, compared: Comparing) -> FileLine:
    becomes = _NEW if path not in ours else _OTHER if path in theirs else _GONE
    is_text = path.endswith((".md", ".toml"))
    pieces = compared(text_of(ours.get(path, b"")), text_of(theirs.get(path, b""))) if is_text else ()
    return FileLine(path, words().gettext(becomes), tuple(pieces))


def _quizzes(here: CourseHere) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield the modules that have questions, with the languages in which they have them."""
    for module in here.course.modules:
        asked = [
            (tongue, name_of(tongue))
            for tongue, text in module.texts.items()
            if any(lesson.kind is Kind.QUIZ and lesson.questions for lesson in text.lessons)
        ]
        if asked:
            yield module.id, here.module_title(module.id), asked


def becomes(here: CourseHere) -> list[tuple[str, str]]:
    """Return what a document can become: a new module, or a module's translation; the field's value and its words."""
    spoken = words()
    new = spoken.gettext("A new module, in %(language)s", language=name_of(here.source))
    translations = [
        (
            f"{module.id} {tongue}",
            spoken.gettext(
                "The %(language)s of “%(module)s”", language=name_of(tongue), module=here.module_title(module.id)
            ),
        )
        for module in here.course.modules
        for tongue in here.languages[1:]
    ]
    return [(NEW_MODULE, new), *translations]
