"""A file's bytes as numbered lines."""

import re
from typing import NamedTuple

from mpt.content.faults import N_, Complaint, Notes

LARGEST_FILE = 64 * 1024
LONGEST_LINE = 2000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WHOLE_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")

NOT_UTF8 = Complaint(N_("this isn't UTF-8 text"), N_("save it again with the encoding UTF-8"))
CONTROL_CHARACTER = Complaint(N_("there is an invisible control character"), N_("delete this line and type it again"))
FILE_TOO_LARGE = Complaint(N_("this file has %(size)s KB"), N_("a text has at most %(most)s KB; divide it"))
LINE_TOO_LONG = Complaint(N_("this line has %(length)s characters"), N_("a line has at most %(most)s; break it"))
FENCE_OPEN = Complaint(N_("this code block is never closed"), N_("close it with the same marks on a line of their own"))


class Line(NamedTuple):
    """One line: its number in the file, its text, and whether it is code, in which nothing is markup."""

    number: int
    text: str
    code: bool = False


def decode(data: bytes, notes: Notes) -> str | None:
    """Return a file's text with `\\n` for every line end, or note why it can't be read and return nothing."""
    if len(data) > LARGEST_FILE:
        notes.add(FILE_TOO_LARGE, size=len(data) // 1024 + 1, most=LARGEST_FILE // 1024)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        notes.add(NOT_UTF8, data.count(b"\n", 0, error.start) + 1)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if _lines_fit(text, notes) else None


def _lines_fit(text: str, notes: Notes) -> bool:
    before = len(notes.faults)
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            notes.add(LINE_TOO_LONG, number, length=len(line), most=LONGEST_LINE)
        if _CONTROL.search(line):
            notes.add(CONTROL_CHARACTER, number)
    return len(notes.faults) == before


def whole_lines(text: str) -> list[str]:
    """Return the lines of `text` with their ends, as `decode` counts them. Joined they are the text."""
    return _WHOLE_LINE.findall(text)


def numbered(text: str, first: int = 1) -> list[Line]:
    """Return the lines of `text`, the first of them numbered `first`, code blocks marked."""
    raw = text.split("\n")
    if "```" not in text and "~~~" not in text:
        return [Line(number, line) for number, line in enumerate(raw, first)]
    lines: list[Line] = []
    never_closed: set[str] = set()
    while len(lines) < len(raw):
        start = len(lines)
        end = _end_of_code(raw, start, never_closed)
        lines += [Line(first + place, raw[place], end > start) for place in range(start, max(end, start) + 1)]
    return lines


def _end_of_code(raw: list[str], start: int, never_closed: set[str]) -> int:
    """Return the place of the line that closes the code block that begins at `start`, or -1."""
    mark = FENCE.match(raw[start])
    if not mark or mark[1] in never_closed:
        return -1
    for place in range(start + 1, len(raw)):
        closing = raw[place].strip()
        if closing.startswith(mark[1]) and not closing.strip(mark[1][0]):
            return place
    # Remembered, so that a file of nothing but open marks isn't searched to its end for each of them.
    never_closed.add(mark[1])
    return -1


def note_open_fences(lines: list[Line], notes: Notes) -> None:
    """Note the code blocks that are never closed."""
    for line in lines:
        if not line.code and FENCE.match(line.text):
            notes.add(FENCE_OPEN, line.number)


def joined(lines: list[Line]) -> str:
    """Return lines as the text they were."""
    return "\n".join(line.text for line in lines)
