"""What a document becomes, before anybody confirms it: the text of a module, its pictures, and what isn't taken over."""

import time
from pathlib import PurePath

from mpt.content.faults import Notes
from mpt.content.folder import hash8
from mpt.content.model import ModuleText
from mpt.content.modulefile import read_module_text
from mpt.formats import wordapart
from mpt.formats.leftovers import Leftover, NothingTakenError
from mpt.formats.made import Made, Picture, with_files
from mpt.formats.markdown import read_markdown
from mpt.formats.translation import as_translation
from mpt.formats.wordseen import TOO_HEAVY
from mpt.media import apart
from mpt.media.drawings import TakenDrawing
from mpt.media.refusals import BusyError, RefusedFileError
from mpt.web.messages import N_
from mpt.web.studio import media_words
from mpt.web.studio.bringing_kept import Kept

LONGEST_TITLE = 80
SECONDS_FOR_PICTURES = 60
"""How long the pictures of one document may take together, but for the last: others wait for their turn meanwhile."""

_WORD, _MARKDOWN = (".docx", ".docm", ".doc", ".wps"), (".md", ".markdown", ".txt")
_OTHER_FILE = N_("Choose a Word document (.docx) or a Markdown file (.md).")
_NO_SOURCE = N_("This module's source can't be read, so nothing can be its translation. Mend it first.")
_NO_TIME = N_(
    "There was no time left for this picture: those before it took too long. Put it into the module by itself."
)
_NO_ROOM = N_(
    "What was made of it can't stand in a module: a text has at most 64 KB, a line 2,000 characters. Divide it into two."
)


def read(data: bytes) -> ModuleText | None:
    """Return a module's text, with its holes; None where it can't be read at all."""
    return read_module_text(data, is_source=False, notes=Notes(""))


def made(course_id: str, filename: str, data: bytes, module_id: str, tongue: str, source: bytes) -> Kept:
    """Return what a document becomes: a new module, or where there is a `module_id` its translation, made from `source`.

    Raises NothingTakenError.
    """
    found = _read_document(filename, data, tongue)
    # Names of files are longer than those of pictures by five letters at most.
    longest = with_files(found.text, {one.name: f"{one.name}.webp" for one in found.pictures})
    if read(longest.encode()) is None:
        raise NothingTakenError(_NO_ROOM)
    if module_id:
        text, left = _translated(found, source)
        files = {f"{tongue}.md": text.encode()}
    else:
        files, names, refused = _with_pictures(found.pictures)
        left = tuple(refused)
        files[f"{tongue}.md"] = with_files(found.text, names).encode()
    return Kept("module", course_id, filename, module_id, tongue, b"", files, (*found.leftovers, *left))


def _read_document(filename: str, data: bytes, tongue: str) -> Made:
    path = PurePath(filename.lower())
    name = PurePath(filename).stem[:LONGEST_TITLE]
    if path.suffix in _WORD or data.startswith(b"PK"):
        return _read_word(data, name, tongue)
    if path.suffix in _MARKDOWN:
        return read_markdown(data, name, tongue)
    raise NothingTakenError(_OTHER_FILE)


def _read_word(data: bytes, name: str, tongue: str) -> Made:
    """Return a Word document as a module, read where it can hurt nobody."""
    try:
        found = apart.called(wordapart.answer, data, name=name, tongue=tongue)
    except BusyError as error:
        raise NothingTakenError(media_words.BUSY) from error
    except RefusedFileError as error:
        raise NothingTakenError(TOO_HEAVY) from error
    return wordapart.made_of(*found)


def _translated(document: Made, source: bytes) -> tuple[str, tuple[Leftover, ...]]:
    course = read(source)
    if course is None or not course.lessons:
        raise NothingTakenError(_NO_SOURCE)
    return as_translation(document.text, course, hash8(source))


def _with_pictures(pictures: tuple[Picture, ...]) -> tuple[dict[str, bytes], dict[str, str], list[Leftover]]:
    """Return pictures as a lesson has them, by file; the file of each that could be taken; and why the others weren't."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    left: list[Leftover] = []
    until = time.monotonic() + SECONDS_FOR_PICTURES
    for one in pictures:
        if time.monotonic() > until:
            left.append(Leftover(one.alt or one.name, _NO_TIME))
            continue
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
