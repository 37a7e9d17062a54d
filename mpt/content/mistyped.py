"""Marks as a Chinese input method types them, and as they should have been typed.

Each function takes a line and returns it with its marks mended; a line that needs no mending comes back as it was.
Only marks change, never the words between them.
"""

import re

from mpt.content.faults import N_, Complaint, Notes
from mpt.content.lines import Line

MISTYPED = Complaint(N_("the marks of this line aren't typed right"), N_("write: %(right)s"))

HALF_WIDTH = str.maketrans("＃｛｝．＝－＿　", "#{}.=-_ ")

_HEADING = re.compile(r"[ \u3000]{0,3}([#＃]{1,6})([ \t\u3000]*)(?=[^\s#＃])")
_AUDIO = re.compile(r"\s*[:：]\s*audio\s*[:：]", re.IGNORECASE)
_AUDIO_OF = re.compile(r"\{of=[0-9a-z]*\}", re.IGNORECASE)
_PICTURE = re.compile(r"([!！])([\[［【])([^\[\]［］【】]*)([\]］】])([ \u3000]?)([(（])([^()（）]*)([)）])")
_QUOTE = re.compile(r"( *)[》＞] ?")
_CHOICE = re.compile(r"[-*+] \[[ xX]\](?: +\S|\s*$)")
_NEAR_CHOICE = re.compile(
    r"[ \u3000]{0,3}([-*+－—–−•·]?)[ \u3000]*[\[［【〔][ \u3000]*([xXｘＸ✓✔√]?)[ \u3000]*[\]］】〕](?!\()[ \u3000]*"
)


def mend_lines(lines: list[Line], notes: Notes) -> list[Line]:
    """Return lines with their marks mended, each that needed it noted."""
    return [_mend(line, mended(line.text), notes) if line.text else line for line in lines]


def mend_choices(lines: tuple[Line, ...], notes: Notes) -> list[Line]:
    """Return the lines of a question with the boxes of its choices mended, each that needed it noted."""
    return [_mend(line, mended_choice(line.text), notes) for line in lines]


def _mend(line: Line, right: str, notes: Notes) -> Line:
    if line.code or right == line.text:
        return line
    notes.add(MISTYPED, line.number, right=right)
    return line._replace(text=right)


def mended(text: str) -> str:
    """Return a line with its heading, recording, picture or quotation marks mended."""
    return _picture(_quote(_audio(_heading(text))))


def mended_choice(text: str) -> str:
    """Return a line that is meant as a choice as `- [ ] text` or `- [x] text`; any other line as it is."""
    near = _NEAR_CHOICE.match(text)
    if not near or _CHOICE.match(text):
        return text
    mark = "x" if near[2] else " "
    return f"- [{mark}] {text[near.end() :].strip()}".rstrip()


def _heading(text: str) -> str:
    start = _HEADING.match(text)
    if not start:
        return text
    if not (start[2].isascii() and start[2] and start[1].isascii() and text[0] == "#"):
        text = "#" * len(start[1]) + " " + text[start.end() :]
    return _attributes(text)


def _attributes(text: str) -> str:
    opened = max(text.rfind("{"), text.rfind("｛"))
    if opened < 0 or text.rstrip()[-1] not in "}｝":
        return text
    title, braces = text[:opened], text[opened:].rstrip()
    inside = re.sub(r"([#.=])[ \t]+", r"\1", braces.translate(HALF_WIDTH))
    inside = re.sub(r"[ \t]+=", "=", inside)
    return text if inside == braces else title + inside


def _audio(text: str) -> str:
    start = _AUDIO.match(text)
    return f":audio: {_audio_of(text[start.end() :].strip())}" if start else text


def _audio_of(rest: str) -> str:
    opened = max(rest.rfind("{"), rest.rfind("｛"))
    inside = "".join(rest[opened:].translate(HALF_WIDTH).split())
    return f"{rest[:opened].rstrip()} {inside.lower()}" if _AUDIO_OF.fullmatch(inside) else rest


def _picture(text: str) -> str:
    return _PICTURE.sub(r"![\3](\7)", text)


def _quote(text: str) -> str:
    return _QUOTE.sub(r"\1> ", text, count=1) if _QUOTE.match(text) else text
