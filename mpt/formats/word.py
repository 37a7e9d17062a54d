"""A Word document (.docx) as a module. Whatever of its words isn't in the module is listed: nothing goes missing unseen."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import mammoth  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring

from mpt.content.faults import N_
from mpt.formats.leftovers import Leftover, NothingTakenError, leftover, once
from mpt.formats.made import Made, Picture
from mpt.formats.markdown import module_from
from mpt.formats.markup import markdown_of

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

NOT_IN_IT = N_("These words stand in a part of the document that isn't read (%(part)s).")
NOT_READ = N_("These words couldn't be read with the rest.")
CHANGED = N_("Words that somebody marked as deleted aren't taken.")
TOO_MANY_PICTURES = N_("Only the first %(most)s pictures are taken.")
LOST_PICTURE = N_("A picture of this document can't be read.")
FOREIGN = N_("Charts, formulas and drawings aren't taken. Make a picture of each, and add that.")

PARTS = {
    "header": N_("head of the page"),
    "footer": N_("foot of the page"),
    "comments": N_("comments"),
    "diagrams": N_("drawing"),
    "charts": N_("chart"),
}
"""What parts of a document are called that aren't read."""

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

_MAIN = "word/document.xml"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = b"PK\x01\x02"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOREIGN = ("}oMath", "}chart", "}relIds", "}OLEObject")
_UNREAD_PART = re.compile(r"word/(?:(header|footer)\d*|(comments)|(diagrams)/data\d*|(charts)/chart\d*)\.xml")
_LETTERS = re.compile(r"[^\w]|_")


def read_word(data: bytes, name: str, tongue: str) -> Made:
    """Return a document as a module in the language `tongue`; `name` is its title where it has none.

    Raises NothingTakenError.
    """
    archive = _opened(data)
    pictures: list[Picture] = []
    left: list[Leftover] = []
    html = _html(data, pictures, left)
    text, others = markdown_of(html, {picture.name for picture in pictures})
    if not _letters(text) and not pictures:
        raise NothingTakenError(EMPTY)
    made = module_from(text, name, tongue, {picture.name for picture in pictures})
    # What is lost from here on is listed where it's lost.
    unseen = _unseen(archive, " ".join([text, *(one.where for one in others)]))
    left += [*others, *unseen, *made.leftovers]
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
    if _MAIN not in archive.namelist():
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
        fromstring(data, forbid_dtd=True)
    except Exception as error:  # as above
        raise NothingTakenError(DAMAGED) from error
    if data.count(b"<") > MOST_MARKS:
        raise NothingTakenError(TOO_LARGE, most=LARGEST_DOCUMENT >> 20)


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


def _unseen(archive: zipfile.ZipFile, seen: str) -> Iterator[Leftover]:
    """Yield the words of a document that aren't in what was made of it or listed already."""
    letters = _letters(seen)
    for name in sorted(archive.namelist()):
        part = _UNREAD_PART.fullmatch(name)
        if part:
            called = next(one for one in part.groups() if one)
            for words in _paragraphs(archive.read(name)):
                yield leftover(words, NOT_IN_IT, part=called)
        elif name == _MAIN:
            yield from _not_taken(fromstring(archive.read(name)))
            for words in _paragraphs(archive.read(name)):
                if _letters(words) not in letters:
                    yield leftover(words, NOT_READ)


def _not_taken(root: Any) -> Iterator[Leftover]:
    for element in root.iter(f"{_WORD}delText"):
        if (element.text or "").strip():
            yield leftover(element.text, CHANGED)
    if any(str(element.tag).endswith(_FOREIGN) for element in root.iter()):
        yield leftover("", FOREIGN)


def _paragraphs(data: bytes) -> Iterator[str]:
    """Yield the words of each paragraph in a part, whatever they are marked as."""
    for element in fromstring(data).iter():
        if _plain_name(element) == "p":
            words = "".join(_own_words(element)).strip()
            if _letters(words):
                yield words


def _own_words(element: Any) -> Iterator[str]:
    """Yield the words inside an element, but for those of a paragraph in it, such as that of a text box."""
    for child in element:
        if _plain_name(child) == "t":
            yield child.text or ""
        elif _plain_name(child) != "p":
            yield from _own_words(child)


def _plain_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _letters(words: str) -> str:
    return _LETTERS.sub("", words)
