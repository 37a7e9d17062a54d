"""What of a Word document's words isn't in what was made of it."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import fromstring

from mpt.content.faults import N_
from mpt.formats.leftovers import Leftover, NothingTakenError, leftover

MAIN = "word/document.xml"
MOST_SEARCHED = 400_000_000
"""How many letters are gone through, all paragraphs together, in search of them: some seconds."""

NOT_IN_IT = N_("These words stand in a part of the document that isn't read (%(part)s).")
NOT_READ = N_("These words couldn't be read with the rest.")
CHANGED = N_("Words that somebody marked as deleted aren't taken.")
FOREIGN = N_("Charts, formulas and drawings aren't taken. Make a picture of each, and add that.")
TOO_HEAVY = N_("This document takes far too long to read. Copy its words into a new document, and choose that.")

PARTS = {
    "header": N_("head of the page"),
    "footer": N_("foot of the page"),
    "comments": N_("comments"),
    "diagrams": N_("drawing"),
    "charts": N_("chart"),
}
"""What parts of a document are called that aren't read."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOREIGN = ("}oMath", "}chart", "}relIds", "}OLEObject")
_UNREAD_PART = re.compile(r"word/(?:(header|footer)\d*|(comments)|(diagrams)/data\d*|(charts)/chart\d*)\.xml")
_LETTERS = re.compile(r"[^\w]|_")


def unseen(archive: zipfile.ZipFile, seen: str) -> Iterator[Leftover]:
    """Yield the words of a document that aren't in `seen`: what was made of it, or is listed already.

    Raises NothingTakenError where searching them would take too long.
    """
    for name in sorted(archive.namelist()):
        part = _UNREAD_PART.fullmatch(name)
        if part:
            called = next(one for one in part.groups() if one)
            for words in _paragraphs(archive.read(name)):
                yield leftover(words, NOT_IN_IT, part=called)
        elif name == MAIN:
            yield from _not_taken(fromstring(archive.read(name)))
            for words in _lost(_paragraphs(archive.read(name)), seen):
                yield leftover(words, NOT_READ)


def _lost(paragraphs: Iterator[str], seen: str) -> Iterator[str]:
    """Yield the paragraphs whose letters aren't in a text: most of those that are stand there as lines of their own."""
    whole, lines = letters(seen), {letters(line) for line in seen.split("\n")}
    searched = 0
    for words in paragraphs:
        sought = letters(words)
        if sought in lines:
            continue
        searched += len(whole)
        if searched > MOST_SEARCHED:
            raise NothingTakenError(TOO_HEAVY)
        if sought not in whole:
            yield words


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
            if letters(words):
                yield words


def _own_words(element: Any) -> Iterator[str]:
    """Yield the words inside an element, but for those of a paragraph in it, such as that of a text box."""
    waiting = list(element)[::-1]
    while waiting:  # not by calling itself: elements may be thousands deep
        child = waiting.pop()
        if _plain_name(child) == "t":
            yield child.text or ""
        elif _plain_name(child) != "p":
            waiting.extend(list(child)[::-1])


def _plain_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def letters(words: str) -> str:
    """Return a text's letters and digits alone."""
    return _LETTERS.sub("", words)
