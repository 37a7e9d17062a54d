"""Pictures and recordings in a text: put in, described, named anew, taken out. Whatever else stands there stays, byte for byte.

Each function takes a text, a whole file or one part of it, and returns it changed. Code is left alone: it only shows marks.
"""

import re
from collections.abc import Callable, Iterator

from mpt.content.lines import Line, numbered, whole_lines
from mpt.content.links import AUDIO
from mpt.content.mistyped import mended
from mpt.content.recordings import audio_line

LONGEST_ALT = 200
"""How many characters the words of a picture may have."""

_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(\s*([^()]*?)\s*\)")
_BRACKETS = str.maketrans("[]", "()")
_GONE = "\0"


def alt_text(typed: str) -> str:
    """Return words for a picture as they can stand in a text: on one line, without square brackets."""
    return " ".join(typed.split()).translate(_BRACKETS)


def picture_mark(name: str, alt: str) -> str:
    """Return a picture as a text has it."""
    return f"![{alt_text(alt)}]({name})"


def with_picture(part: str, name: str, alt: str) -> str:
    """Return a part with a picture at its top, below its heading and recording; below the front matter, where it has one."""
    return _below_head(part, picture_mark(name, alt))


def with_recording(part: str, name: str, of: str) -> str:
    """Return a part with this recording, made from the words `of`, in place of any other."""
    line = audio_line(name, of)
    places = [place for place, each in enumerate(_lines(part)) if _is_audio(each)]
    if not places:
        return _below_head(part, line)
    return _each_line(part, lambda each, place: line if place == places[0] else _GONE if place in places else None)


def with_words(text: str, name: str, of: str) -> str:
    """Return a text in which the recording `name` says that it was made from the words `of`."""
    return _each_line(text, lambda line, _place: audio_line(name, of) if _audio_name(line) == name else None)


def with_alt(text: str, name: str, alt: str) -> str:
    """Return a text in which the picture `name` has these words, wherever it stands."""
    return _each_picture(text, lambda found: picture_mark(name, alt) if found[2] == name else found[0])


def renamed(text: str, old: str, new: str) -> str:
    """Return a text that shows the picture `new` where it showed `old`."""
    return _each_picture(text, lambda found: f"![{found[1]}]({new})" if found[2] == old else found[0])


def without_file(text: str, name: str) -> str:
    """Return a text that neither shows nor plays the file `name`. A line that held nothing else goes."""

    def left(line: Line, _place: int) -> str | None:
        if _audio_name(line) == name:
            return _GONE
        found = _PICTURE.sub(lambda each: "" if each[2] == name else each[0], line.text)
        return None if found == line.text else found.rstrip() or _GONE

    return _each_line(text, left)


def _is_audio(line: Line) -> bool:
    return _audio_name(line) is not None


def _audio_name(line: Line) -> str | None:
    found = None if line.code else AUDIO.fullmatch(mended(line.text).rstrip())
    return found[1] if found else None


def _each_picture(text: str, put: Callable[[re.Match[str]], str]) -> str:
    return _each_line(text, lambda line, _place: _PICTURE.sub(put, line.text))


def _each_line(text: str, change: Callable[[Line, int], str | None]) -> str:
    """Return a text with each line outside code as `change` has it; None leaves it, _GONE takes it away."""
    kept: list[str] = []  # with a line that goes, one of two empty lines around it goes too
    raw = whole_lines(text)
    was_gone = False
    for place, (line, whole) in enumerate(zip(_lines(text), raw, strict=True)):
        new = None if line.code else change(line, place)
        end = whole[len(line.text) :]
        is_gap = was_gone and not line.text.strip() and _ends_empty(kept)
        was_gone = new == _GONE
        if not was_gone and not is_gap:
            kept.append(whole if new is None else f"{new}{end}")
    return "".join(kept)


def _ends_empty(kept: list[str]) -> bool:
    return not kept or not kept[-1].strip()


def _lines(text: str) -> Iterator[Line]:
    return iter(numbered("\n".join(line.rstrip("\r\n") for line in whole_lines(text))) if text else ())


def _below_head(part: str, line: str) -> str:
    """Return a part with a line of its own below its head, an empty line before and after it."""
    raw = whole_lines(part)
    end = "\r\n" if "\r\n" in part else "\n"
    place = _head_length(raw)
    before, after = "".join(raw[:place]).rstrip("\r\n"), "".join(raw[place:]).lstrip("\r\n")
    return f"{before}{end * 2}{line}{end * 2 if after else end}{after}"


def _head_length(raw: list[str]) -> int:
    """Return how many lines stand above a part's words: its front matter, or its heading and recordings."""
    lines = [line.rstrip() for line in raw]
    if lines and lines[0].removeprefix("\ufeff") == "---":
        return next((place + 1 for place, line in enumerate(lines[1:], start=1) if line == "---"), len(lines))
    place = 1
    while place < len(lines) and (not lines[place] or AUDIO.fullmatch(lines[place])):
        place += 1
    return place
