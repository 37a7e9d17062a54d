"""Markdown as others write it, as a module of ours: headings of any level, no ids, HTML, links by name."""

import re
from collections.abc import Collection
from typing import NamedTuple

from mpt.content.faults import N_, Notes
from mpt.content.front import read_front
from mpt.content.lines import Line, joined, numbered
from mpt.content.links import is_safe_link
from mpt.content.modulefile import read_module_text
from mpt.content.writer import write_module
from mpt.formats.leftovers import Leftover, leftover, once
from mpt.formats.made import Made
from mpt.formats.markup import LINK, PICTURE
from mpt.formats.outline import module_of
from mpt.formats.tags import tree_of
from mpt.formats.texts import text_from

KEY = N_("This line of the front matter isn't kept: a module has no such key.")
HTML = N_("HTML isn't kept; its words are.")
DEFINITION = N_("A note at the end of the text isn't kept.")

_KEYS = ("title", "outcome", "minutes", "note")
_UNDERLINE = re.compile(r"(=+|-+)\s*")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]{0,300}>", re.DOTALL)
_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(\s*<?([^()<>\s]*)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)")
_BY_NAME = re.compile(r"(!?)\[([^\[\]]+)\]\[([^\[\]]*)\]")
_DEFINED = re.compile(r" {0,3}\[([^\[\]]+)\]:\s*<?([^\s<>]+)>?.*")
_NOTE = re.compile(r" {0,3}\[\^([^\[\]]+)\]:\s*(.*)")
_NOTE_MARK = re.compile(r"\[\^[^\[\]]+\]")
_BARE = re.compile(r"<(https?://[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")


class _Front(NamedTuple):
    known: dict[str, str]
    body: str


def read_markdown(data: bytes, name: str, tongue: str) -> Made:
    """Return a Markdown file as a module. One that is a module already stays as it is, byte for byte.

    `name` is its title where it has none. Raises NothingTakenError.
    """
    text = text_from(data)
    if _is_module(text):
        return Made(text, (), ())
    return module_from(text, name, tongue)


def module_from(text: str, name: str, tongue: str, pictures: Collection[str] = ()) -> Made:
    """Return Markdown as a module; `pictures` are the names of those that came with it."""
    left: list[Leftover] = []
    known, body = _front(text, left)
    module, others = module_of(_plain(body, pictures, left), name, tongue, known)
    return Made(write_module(module), (), once([*left, *others]))


def _is_module(text: str) -> bool:
    """Say whether a file reads as a module but for what a trainer mends anyway."""
    notes = Notes("")
    read = read_module_text(text.encode("utf-8", "replace"), is_source=False, notes=notes)
    return bool(read and read.title and read.lessons and all(lesson.id for lesson in read.lessons))


def _front(text: str, left: list[Leftover]) -> _Front:
    """Return what a module needs of a text's front matter, and the text below it."""
    front = read_front(text, (), _KEYS, Notes(""))
    if not front.end:
        return _Front({}, text)
    for key, value in front.values.items():
        if key not in _KEYS:
            left.append(leftover(f"{key}: {value}", KEY))
    known = {key: value for key, value in front.values.items() if key in _KEYS}
    return _Front(known, "\n".join(text.split("\n")[front.end :]))


def _plain(body: str, pictures: Collection[str], left: list[Leftover]) -> str:
    """Return Markdown without what ours doesn't know."""
    lines = _with_headings(numbered(_without_comments(body, left)))
    addresses = {found[1].lower(): found[2] for line in lines if not line.code and (found := _definition(line))}
    kept = [line if line.code else _mended(line, addresses, pictures, left) for line in lines]
    return joined([line for line in kept if line is not None])


def _without_comments(body: str, left: list[Leftover]) -> str:
    left += [leftover(comment, HTML) for comment in re.findall(r"<!--(.*?)-->", body, re.DOTALL)]
    return re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)


def _with_headings(lines: list[Line]) -> list[Line]:
    """Return lines with underlined headings written by `#`."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else Line(0, "")
        mark = None if line.code or above.code or not above.text.strip() else _UNDERLINE.fullmatch(line.text)
        if mark and not above.text.startswith(("#", ">", "|", "- ", "* ")):
            found[-1] = above._replace(text=f"{'#' if mark[1][0] == '=' else '##'} {above.text.strip()}")
        else:
            found.append(line)
    return found


def _definition(line: Line) -> re.Match[str] | None:
    return None if _NOTE.fullmatch(line.text) else _DEFINED.fullmatch(line.text)


def _mended(line: Line, addresses: dict[str, str], pictures: Collection[str], left: list[Leftover]) -> Line | None:
    """Return a line as ours are; None where nothing of it is kept."""
    if note := _NOTE.fullmatch(line.text):
        left.append(leftover(note[2], DEFINITION))
        return None
    if _definition(line):
        return None
    text = _BY_NAME.sub(lambda found: _by_name(found, addresses), _NOTE_MARK.sub("", line.text))
    text = _LINK.sub(lambda found: _link(found, pictures, left), _BARE.sub(r"\1", text))
    if _TAG.search(text):
        left.append(leftover(text, HTML))
        text = tree_of(text).words()
    return None if line.text.strip() and not text.strip() else line._replace(text=text.rstrip())


def _by_name(found: re.Match[str], addresses: dict[str, str]) -> str:
    address = addresses.get((found[3] or found[2]).lower())
    return f"{found[1]}[{found[2]}]({address})" if address else found[0]


def _link(found: re.Match[str], pictures: Collection[str], left: list[Leftover]) -> str:
    mark, words, address = found[1], found[2], found[3]
    if mark:
        if address in pictures:
            return f"![{words}]({address})"
        left.append(leftover(words or address, PICTURE))
        return ""
    if is_safe_link(address):
        return f"[{words}]({address})"
    left.append(leftover(words, LINK, address=address))
    return words
