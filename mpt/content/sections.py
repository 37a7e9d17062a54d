"""Sections: a file's lines divided at the headings of one level, and what stands in a heading's braces."""

import re
from dataclasses import dataclass

from mpt.content.faults import N_, Complaint, Notes
from mpt.content.lines import Line

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 60

NO_ID = Complaint(
    N_("the heading “%(heading)s” has no id"),
    N_("write one after it, such as {#%(example)s}, the same in all languages"),
)
BAD_ID = Complaint(
    N_("“%(id)s” can't be an id"), N_("use a-z, 0-9 and single hyphens, at most %(most)s, such as {#%(example)s}")
)
NO_TITLE = Complaint(N_("this heading has no words"), N_("write them before the braces"))
UNKNOWN_MARK = Complaint(N_("“%(mark)s” isn't known in a heading"), N_("use %(known)s"))
MARK_TWICE = Complaint(N_("“%(mark)s” is one too many"), N_("leave it out"))


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and the lines below it. `marks` are what stands in its braces, but for the id."""

    title: str
    id: str
    kind: str
    see: str
    line: int
    lines: tuple[Line, ...]


def divide(lines: list[Line], level: int) -> tuple[list[Line], list[list[Line]]]:
    """Return the lines before the first heading of `level`, and those of each section, its heading first."""
    start = "#" * level + " "
    before: list[Line] = []
    parts: list[list[Line]] = []
    for line in lines:
        if not line.code and line.text.startswith(start):
            parts.append([line])
        elif parts:
            parts[-1].append(line)
        else:
            before.append(line)
    return before, parts


def read_section(part: list[Line], known: tuple[str, ...], example: str, notes: Notes) -> Section:
    """Read the heading of a section. `known` are the marks it may have besides its id: `.kind` or `see=`."""
    heading = part[0]
    title, marks = _split(heading.text.lstrip("#").strip())
    found = {"#": "", ".": "", "see=": ""}
    for mark in marks:
        _take(mark, found, known, heading.number, notes)
    if not title:
        notes.add(NO_TITLE, heading.number)
    if not found["#"]:
        notes.add(NO_ID, heading.number, heading=title, example=example)
    elif not ID.fullmatch(found["#"]) or len(found["#"]) > LONGEST_ID:
        notes.add(BAD_ID, heading.number, id=found["#"], most=LONGEST_ID, example=example)
    return Section(title, found["#"], found["."], found["see="], heading.number, tuple(part[1:]))


def _split(heading: str) -> tuple[str, list[str]]:
    opened = heading.rfind("{")
    if opened < 0 or not heading.endswith("}"):
        return heading, []
    # {#id.quiz} is what people write who know CSS.
    marks = heading[opened + 1 : -1].replace(".", " .").split()
    return heading[:opened].rstrip(), marks


def _take(mark: str, found: dict[str, str], known: tuple[str, ...], line: int, notes: Notes) -> None:
    start = next((start for start in found if mark.startswith(start)), "")
    value = mark.removeprefix(start)
    if start != "#" and not (value and (mark in known or start in known)):
        notes.add(UNKNOWN_MARK, line, mark=mark, known=", ".join(("#id", *known)))
    elif found[start]:
        notes.add(MARK_TWICE, line, mark=mark)
    else:
        found[start] = value
