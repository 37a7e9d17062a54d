"""The parts of a text: its front matter and its `##` sections, each a piece of the file's own bytes.

Whoever writes a course writes part by part. Whatever is done with one part, all others keep their text, but for the line
ends at their end: between two parts there is always at least one, and an empty line where one was put beside another.
"""

import hashlib
from dataclasses import dataclass

from mpt.content.faults import Notes
from mpt.content.lines import numbered, whole_lines
from mpt.content.mistyped import mend_lines
from mpt.content.sections import ID, LONGEST_ID, divide, read_section

FRONT = "_front"
"""The part before the first section: the front matter, and whatever stands below it."""

_ENDS = "\r\n"


class UnknownPartError(Exception):
    """The text has no such part, or it is the front matter, which can't be taken out or moved."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file. `text` is as it stands there, line ends too; `line` is the number of its first line, from 1.

    `id` is FRONT, the id in the section's heading, or `_3` for the third section where that has none, one that can't be
    one, or one that an earlier section has.
    """

    id: str
    text: str
    line: int


def parts_of(text: str) -> tuple[Part, ...]:
    """Return the parts of a text, FRONT first, even where it is empty. Their texts joined are the text."""
    raw = whole_lines(text)
    starts = _section_starts(raw)
    places = [0, *(place for place, _id in starts), len(raw)]
    names = _names([name for _place, name in starts])
    return tuple(
        Part(name, "".join(raw[begin:end]), begin + 1)
        for name, begin, end in zip((FRONT, *names), places, places[1:], strict=False)
    )


def part_of(text: str, part_id: str) -> Part:
    """Return one part of a text. Raises UnknownPartError."""
    return _found(parts_of(text), part_id)


def with_part(text: str, part_id: str, new: str) -> str:
    """Return the text with one part written anew; it may hold several sections by then. Raises UnknownPartError."""
    pieces, place = _pieces(text, part_id)
    end = _line_end(text)
    pieces[place] = _fitted(new, end)
    is_open = bool(pieces[place]) and not pieces[place].endswith(end)
    if is_open and any(pieces[place + 1 :]):
        pieces[place] += end
    return "".join(pieces)


def without_part(text: str, part_id: str) -> str:
    """Return the text without one of its sections. Raises UnknownPartError."""
    pieces, place = _pieces(text, _section(part_id))
    pieces.pop(place)
    if place == len(pieces):
        pieces[-1] = _set_apart(pieces[-1], _line_end(text), is_last=True)
    return "".join(pieces)


def with_part_after(text: str, new: str, after: str) -> str:
    """Return the text with `new`, one section or several, behind the part `after`. Raises UnknownPartError."""
    pieces, place = _pieces(text, after)
    pieces.insert(place + 1, _fitted(new, _line_end(text)))
    return _joined(pieces, place + 1, _line_end(text))


def moved(text: str, part_id: str, after: str) -> str:
    """Return the text with one section behind the part `after`; FRONT makes it the first. Raises UnknownPartError."""
    pieces, place = _pieces(text, _section(part_id))
    _pieces_after, goal = _pieces(text, after)
    if goal in {place, place - 1}:
        return text
    piece = pieces.pop(place)
    new_place = goal + 1 if goal < place else goal
    pieces.insert(new_place, piece)
    return _joined(pieces, new_place, _line_end(text))


def text_of(data: bytes) -> str:
    """Return a file as text whatever its bytes are: what isn't UTF-8 is taken for GB 18030, as old editors in China save it.

    Line ends stay, and a byte order mark too. Encoded as UTF-8 again, a file that was UTF-8 has the same bytes.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def digest(text: str) -> str:
    """Return 16 hex digits of the SHA-256 of a part's text: what a page says that it was made from.

    Line ends are counted as `\\n`, and those at its end not at all: a browser changes the first, and who moves the part
    below the second, without anybody having written anything.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _found(parts: tuple[Part, ...], part_id: str) -> Part:
    for part in parts:
        if part.id == part_id:
            return part
    raise UnknownPartError(part_id)


def _section(part_id: str) -> str:
    if part_id == FRONT:
        raise UnknownPartError(part_id)
    return part_id


def _pieces(text: str, part_id: str) -> tuple[list[str], int]:
    """Return the texts of all parts, and the place of one of them. Raises UnknownPartError."""
    parts = parts_of(text)
    return [part.text for part in parts], parts.index(_found(parts, part_id))


def _section_starts(raw: list[str]) -> list[tuple[int, str]]:
    """Return where sections begin among the lines, as the reader sees them, each with its id if it has a good one."""
    lines = [line.rstrip(_ENDS) for line in raw]
    front = _front_end(lines)
    said = Notes("")  # what is wrong with a heading is the check's to say
    body = mend_lines(numbered("\n".join(lines[front:]), front + 1), said)
    sections = [read_section(section, (), "", said) for section in divide(body, 2)[1]]
    return [(section.line - 1, section.id) for section in sections]


def _front_end(lines: list[str]) -> int:
    """Return how many lines the front matter has, as `front.read_front` finds its end."""
    if not lines or lines[0].removeprefix("\ufeff").rstrip() != "---":
        return 0
    return next((place + 1 for place, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), 0)


def _names(found: list[str]) -> list[str]:
    names: list[str] = []
    for number, name in enumerate(found, start=1):
        is_good = ID.fullmatch(name) and len(name) <= LONGEST_ID and name not in names
        names.append(name if is_good else f"_{number}")
    return names


def _line_end(text: str) -> str:
    """Return how lines end in a text."""
    if "\r\n" in text:
        return "\r\n"
    return "\r" if "\r" in text and "\n" not in text else "\n"


def _fitted(new: str, end: str) -> str:
    return new.replace("\r\n", "\n").replace("\r", "\n").replace("\n", end)


def _joined(pieces: list[str], place: int, end: str) -> str:
    """Join pieces of which the one at `place` is new there: an empty line before and after it, none at the text's end."""
    for touched in (place - 1, place, len(pieces) - 1):
        pieces[touched] = _set_apart(pieces[touched], end, is_last=touched == len(pieces) - 1)
    return "".join(pieces)


def _set_apart(piece: str, end: str, *, is_last: bool) -> str:
    bare = piece.rstrip(_ENDS)
    return bare and bare + end * (1 if is_last else 2)
