"""Mends that leave no doubt: a line as it should be, for the faults of which anybody would mend it in the same way."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import count
from typing import NamedTuple

from mpt.content import front, lines, mistyped, modulefile, quiz, sections, shape
from mpt.content.faults import Notes
from mpt.content.model import Fault, Kind

_BRACES = re.compile(r"\{([^{}]*)\}\s*$")
_ID = re.compile(r"#([^\s.#{}]+)")
_KEY = re.compile(r"\s*([A-Za-z_]+)\s*[:：]\s*(.*)")
_MINUTES = re.compile(r"(\s*minutes\s*:\s*)[\"']?(\d{1,2})\s*(?:分钟?|min(?:utes?|s)?\.?)?[\"']?\s*", re.IGNORECASE)
_FRONT_KEYS = frozenset({"title", "outcome", "minutes", "note", "summary", "translated_from"})
_KIND_IDS = {Kind.PRACTICE: "tonight", Kind.QUIZ: "check", Kind.SURVEY: "survey"}
_KEPT = "\t\u200c\u200d"
_QUOTED_STARTS = ('"', "'")


class Mended(NamedTuple):
    """A line of a file, from 1, and what it should be."""

    line: int
    text: str


class Case(NamedTuple):
    """A fault in the lines of its file. `beside` are those of the same text in another language, the source if it has one."""

    fault: Fault
    lines: Sequence[str]
    beside: Sequence[str]
    is_source: bool

    @property
    def text(self) -> str:
        """The line of the fault."""
        return self.lines[self.fault.line - 1]


class _Heading(NamedTuple):
    line: int
    level: int
    id: str


def mend_of(case: Case) -> Mended | None:
    """Return the line that mends a fault, or None where somebody has to think."""
    mender = _MENDERS.get(case.fault.what)
    if mender is None or not 0 < case.fault.line <= len(case.lines):
        return None
    mended = mender(case)
    return mended if mended and mended.text != case.lines[mended.line - 1] else None


def _of_line(mend: Callable[[Case], str]) -> Callable[[Case], Mended | None]:
    """Make a mender of a function that returns the fault's own line as it should be; empty where it can't say."""

    def mender(case: Case) -> Mended | None:
        text = mend(case)
        return Mended(case.fault.line, text) if text else None

    return mender


def _mistyped(case: Case) -> str:
    right = mistyped.mended(case.text)
    return right if right != case.text else mistyped.mended_choice(case.text)


def _missing_id(case: Case) -> str:
    name = _id_for(case)
    if not name:
        return ""
    braces = _BRACES.search(case.text)
    if braces:
        return f"{case.text[: braces.start()].rstrip()} {{#{name} {braces[1].strip()}".rstrip() + "}"
    return f"{case.text.rstrip()} {{#{name}}}"


def _id_for(case: Case) -> str:
    """Return the id for a heading that has none: the one it has in the other language, else, in a source, a new one."""
    own, other = list(_headings(case.lines)), list(_headings(case.beside))
    here = next((one for one in own if one.line == case.fault.line), None)
    if here is None:
        return ""
    same = _id_in(other, own, here)
    if same or not case.is_source:
        return same
    used = {one.id for one in (*own, *other)}
    return next(name for name in _names(case.text, here, own) if name not in used)


def _id_in(other: list[_Heading], own: list[_Heading], here: _Heading) -> str:
    """Return the id of the same heading in another language, if all its headings stand there as they stand here."""
    pairs = list(zip(other, own, strict=False))
    is_alike = len(other) == len(own) and all(
        there.level == one.level and (not one.id or there.id == one.id) for there, one in pairs
    )
    return next(there.id for there, one in pairs if one is here) if is_alike else ""


def _names(text: str, here: _Heading, own: list[_Heading]) -> Iterator[str]:
    """Yield ids for a heading of a source, the best first: what it is, its Latin words, its place."""
    kind = next((kind for kind in _KIND_IDS if f".{kind}" in text), None)
    start, stem = ("q-", "q") if here.level == 3 else ("", "lesson")
    if kind:
        yield _KIND_IDS[kind]
    words = _slug(_BRACES.sub("", text))
    if words and not re.search(r"[^\W\d_]", re.sub(r"[A-Za-z]", "", text)):
        yield (start + words)[: sections.LONGEST_ID].strip("-")
    place = sum(1 for one in own if one.level == here.level and one.line <= here.line)
    yield from (f"{stem}-{number}" for number in count(place))


def _bad_id(case: Case) -> str:
    found = _ID.search(_braces_of(case.text))
    name = _slug(found[1]) if found else ""
    if not found or not name or len(name) > sections.LONGEST_ID or name in {one.id for one in _headings(case.lines)}:
        return ""
    return _in_braces(case.text, f"#{found[1]}", f"#{name}")


def _unknown_mark(case: Case) -> str:
    mark = case.fault.params["mark"]
    known = [one for one in case.fault.params["known"].split(", ") if one.startswith(".")]
    near = get_close_matches(mark, known, n=1, cutoff=0.75)
    return _in_braces(case.text, mark, near[0]) if near else ""


def _braces_of(text: str) -> str:
    braces = _BRACES.search(text)
    return braces[1] if braces else ""


def _in_braces(text: str, old: str, new: str) -> str:
    braces = _BRACES.search(text)
    return text[: braces.start()] + braces[0].replace(old, new, 1).rstrip() if braces else ""


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _feedback(case: Case) -> str:
    return f"    {case.text.lstrip()}"


def _survey_key(case: Case) -> str:
    return re.sub(r"\[[xX]\]", "[ ]", case.text, count=1)


def _misspelt_key(case: Case) -> str:
    key, near = case.fault.params["key"], case.fault.params["near"]
    if any(_key_of(line) == near for line in _front(case.lines)):
        return ""
    return case.text.replace(key, near, 1)


def _minutes(case: Case) -> str:
    found = _MINUTES.fullmatch(unicodedata.normalize("NFKC", case.text))
    return f"{found[1]}{int(found[2])}" if found and 1 <= int(found[2]) <= 60 else ""


def _unseen(case: Case) -> str:
    return "".join(
        one for one in case.text if one in _KEPT or unicodedata.category(one) not in {"Cc", "Cf", "Co", "Cs"}
    )


def _front_line(case: Case) -> Mended | None:
    """Mend the first line of the front matter that isn't written as YAML has it: its colon, or a value with a colon."""
    for number, text in enumerate(_front(case.lines), start=2):
        right = _as_yaml(text)
        if right != text:
            return Mended(number, right)
    return None


def _as_yaml(text: str) -> str:
    found = _KEY.fullmatch(text)
    if not found or found[1] not in _FRONT_KEYS:
        return text
    key, value = found[1], found[2].rstrip()
    if not value.startswith(_QUOTED_STARTS) and (
        ": " in value or " #" in value or value[:1] in tuple("[]{}&*!|>%@`#,?-")
    ):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        value = f'"{escaped}"'
    elif re.match(rf"\s*{key}\s*: ", text):
        return text
    return f"{key}: {value}".rstrip()


def _key_of(text: str) -> str:
    found = _KEY.match(text)
    return found[1] if found else ""


def _front(texts: Sequence[str]) -> Sequence[str]:
    """Return the lines between the first two `---`."""
    end = next((place for place, line in enumerate(texts[1:], start=1) if line.rstrip() == "---"), 1)
    return texts[1:end]


def _headings(texts: Sequence[str]) -> Iterator[_Heading]:
    for line in mistyped.mend_lines(lines.numbered("\n".join(texts)), Notes("")):
        level = len(line.text) - len(line.text.lstrip("#"))
        if not line.code and level in {2, 3} and line.text[level : level + 1] == " ":
            found = _ID.search(_braces_of(line.text))
            yield _Heading(line.number, level, found[1] if found else "")


_MENDERS: Mapping[str, Callable[[Case], Mended | None]] = {
    mistyped.MISTYPED.what: _of_line(_mistyped),
    sections.NO_ID.what: _of_line(_missing_id),
    sections.BAD_ID.what: _of_line(_bad_id),
    sections.UNKNOWN_MARK.what: _of_line(_unknown_mark),
    quiz.FEEDBACK_NOT_INDENTED.what: _of_line(_feedback),
    shape.SURVEY_KEY.what: _of_line(_survey_key),
    front.KEY_MISSPELT.what: _of_line(_misspelt_key),
    modulefile.BAD_MINUTES.what: _of_line(_minutes),
    front.VALUE_HIDDEN.what: _of_line(_unseen),
    lines.CONTROL_CHARACTER.what: _of_line(_unseen),
    front.FRONT_UNREADABLE.what: _front_line,
    front.FRONT_NOT_KEYS.what: _front_line,
}
