"""What Markdown may not be: longer, deeper or stranger than a lesson needs, so that rendering it is always quick."""

import re
from collections.abc import Iterator

from mpt.content.faults import N_, Complaint, Notes
from mpt.content.lines import Line, numbered

LONGEST_TEXT = 12_000
MOST_BRACKETS = 200
DEEPEST = 4

TOO_LONG = Complaint(N_("this text has %(length)s characters"), N_("at most %(most)s; divide it"))
TOO_MANY_BRACKETS = Complaint(N_("there are %(count)s square brackets in this text"), N_("at most %(most)s"))
TOO_DEEP = Complaint(N_("this line is too deep inside lists or quotations"), N_("at most %(most)s levels"))
RAW_HTML = Complaint(
    N_("there is HTML in the text"), N_("write it in Markdown, or leave it out: readers see it as it is")
)
DEFINITION = Complaint(N_("links by a name aren't known"), N_("write [words](address) where the link is"))

_HTML = re.compile(r"<[A-Za-z/!?][^<>]{0,200}>")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]]*\]:")
_CODE_SPAN = re.compile(r"`[^`]*`")
_NESTING = re.compile(r"(?:\s*(?:>|(?:[-*+]|\d{1,9}[.)])(?=\s)))*\s*")
_MARK = re.compile(r">|[-*+]|\d{1,9}[.)]")


def exceeds(text: str) -> bool:
    """Say whether a text is beyond what is rendered as Markdown."""
    notes = Notes("")
    note_excess(numbered(text), notes)
    return bool(notes.faults)


def note_excess(lines: list[Line], notes: Notes) -> None:
    """Note a text that is too long, has too many brackets or is nested too deep to be rendered."""
    first = lines[0].number if lines else 0
    length = sum(len(line.text) + 1 for line in lines)
    if length > LONGEST_TEXT:
        notes.add(TOO_LONG, first, length=length, most=LONGEST_TEXT)
    brackets = sum(line.text.count("[") for line in lines)
    if brackets > MOST_BRACKETS:
        notes.add(TOO_MANY_BRACKETS, first, count=brackets, most=MOST_BRACKETS)
    for line in _too_deep(lines):
        notes.add(TOO_DEEP, line.number, most=DEEPEST)


def note_foreign(lines: list[Line], notes: Notes) -> None:
    """Note what other Markdown knows and ours doesn't: HTML, and links defined elsewhere."""
    for line in lines:
        if line.code:
            continue
        if _HTML.search(_CODE_SPAN.sub("", line.text)):
            notes.add(RAW_HTML, line.number)
        if _DEFINITION.match(line.text):
            notes.add(DEFINITION, line.number)


def _too_deep(lines: list[Line]) -> Iterator[Line]:
    for line in lines:
        nesting = _NESTING.match(line.text)
        lead = nesting[0] if nesting else ""
        indent = len(line.text.expandtabs(4)) - len(line.text.expandtabs(4).lstrip())
        if len(_MARK.findall(lead)) > DEEPEST or indent > 4 * DEEPEST:
            yield line
