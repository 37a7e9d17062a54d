"""A Word document (.docx) as a module. Whatever of its words isn't in the module is listed: nothing goes missing unseen."""

import io
import zipfile
from typing import Any

import mammoth  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring

from mpt.content.faults import N_
from mpt.formats.leftovers import Leftover, NothingTakenError, leftover, once
from mpt.formats.made import Made, Picture
from mpt.formats.markdown import module_from
from mpt.formats.markup import markdown_of
from mpt.formats.wordseen import MAIN, letters, unseen

LARGEST_DOCUMENT = 32 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
LARGEST_XML = 2 * 1024 * 1024
MOST_MARKS = 200_000
"""How many tags one part of a document may have: more would keep the server busy for minutes."""
MOST_PARTS = 2000
MOST_PICTURES = 40

NO_WORD = N_("This isn't a Word document (.docx). Open it in Word or WPS, save it as .docx, and choose that.")
OLD_WORD = N_("This is an old Word document (.doc). Open it in Word or WPS, save it as .docx, and choose that.")
PROTECTED = N_("This document has a password. Save it again without one.")
DAMAGED = N_("This document is damaged. Open it in Word or WPS, save it again as .docx, and choose that.")
TOO_LARGE = N_("This document has more than %(most)s MB. Make its pictures smaller, or divide it.")
EMPTY = N_("There are no words in this document.")

TOO_MANY_PICTURES = N_("Only the first %(most)s pictures are taken.")
LOST_PICTURE = N_("A picture of this document can't be read.")

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='引用'] => blockquote > p:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
"""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = b"PK\x01\x02"
_READ_AS_XML = ("officeDocument", "comments", "endnotes", "footnotes", "numbering", "styles")
"""The kinds of relations whose targets the library reads as XML, whatever they are called."""


def read_word(data: bytes, name: str, tongue: str) -> Made:
    """Return a document as a module in the language `tongue`; `name` is its title where it has none.

    A document that is made for it can take minutes: a server reads it in a process of its own (`mpt.formats.wordapart`).
    Raises NothingTakenError.
    """
    archive = _opened(data)
    pictures: list[Picture] = []
    left: list[Leftover] = []
    html = _html(data, pictures, left)
    text, others = markdown_of(html, {picture.name for picture in pictures})
    if not letters(text) and not pictures:
        raise NothingTakenError(EMPTY)
    made = module_from(text, name, tongue, {picture.name for picture in pictures})
    # What is lost from here on is listed where it's lost.
    lost = unseen(archive, " ".join([text, *(one.where for one in others)]))
    left += [*others, *lost, *made.leftovers]
    return Made(made.text, tuple(pictures), once(left))


def _opened(data: bytes) -> zipfile.ZipFile:
    if data.startswith(_OLD):
        raise NothingTakenError(PROTECTED if "EncryptedPackage".encode("utf-16-le") in data else OLD_WORD)
    if len(data) > LARGEST_DOCUMENT or data.count(_ENTRY) > MOST_PARTS:
        raise NothingTakenError(TOO_LARGE, most=LARGEST_DOCUMENT >> 20)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # whatever a broken file does to the library, a page must be able to say so
        raise NothingTakenError(NO_WORD) from error
    infos = archive.infolist()
    if MAIN not in archive.namelist():
        raise NothingTakenError(NO_WORD)
    texts = [info for info in infos if info.filename.endswith((".xml", ".rels"))]
    if sum(info.file_size for info in infos) > MOST_UNPACKED or any(one.file_size > LARGEST_XML for one in texts):
        raise NothingTakenError(TOO_LARGE, most=LARGEST_DOCUMENT >> 20)
    for info in texts:
        _refuse_hostile(archive, info)
    return archive


def _refuse_hostile(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Refuse a part that isn't plain XML: the library reads it without looking for what it would grow to."""
    try:
        data = archive.read(info)
        root = fromstring(data, forbid_dtd=True)
    except Exception as error:  # as above
        raise NothingTakenError(DAMAGED) from error
    if data.count(b"<") > MOST_MARKS:
        raise NothingTakenError(TOO_LARGE, most=LARGEST_DOCUMENT >> 20)
    if info.filename.endswith(".rels") and any(map(_leads_past, root)):
        raise NothingTakenError(DAMAGED)


def _leads_past(relation: Any) -> bool:
    """Say whether a part is read as XML by this relation though its name doesn't say that it is, so that nobody looked at it."""
    is_read = relation.get("Type", "").rpartition("/")[2] in _READ_AS_XML
    return is_read and not relation.get("Target", "").endswith(".xml")


def _html(data: bytes, pictures: list[Picture], left: list[Leftover]) -> str:
    def picture(image: Any) -> dict[str, str]:
        return {"src": _kept(image, pictures, left)}

    try:
        return str(
            mammoth.convert_to_html(
                io.BytesIO(data),
                style_map=_STYLES,
                include_embedded_style_map=False,
                external_file_access=False,
                convert_image=mammoth.images.img_element(picture),
            ).value
        )
    except (Exception, RecursionError) as error:  # as above
        raise NothingTakenError(DAMAGED) from error


def _kept(image: Any, pictures: list[Picture], left: list[Leftover]) -> str:
    """Keep a picture, and return its name; nothing where it can't be read or there are too many."""
    if len(pictures) >= MOST_PICTURES:
        left.append(leftover("", TOO_MANY_PICTURES, most=MOST_PICTURES))
        return ""
    try:
        with image.open() as file:
            data = bytes(file.read())
    except Exception:  # a link to a file elsewhere, or to none
        left.append(leftover(image.alt_text or "", LOST_PICTURE))
        return ""
    pictures.append(Picture(f"picture-{len(pictures) + 1}", data, image.alt_text or ""))
    return pictures[-1].name
