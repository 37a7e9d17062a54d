"""The texts of an xlsx: most stand in one part, and cells name them by their number."""

import re
from collections.abc import Mapping

from mpt.sheets.grid import LONGEST_CELL
from mpt.sheets.parts import walk

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Pieces:
    """Puts a text together, as far as a cell may be long. Its `<t>` may stand in runs; how it's pronounced isn't it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._listens = False
        self._aside = False

    def start(self, name: str) -> None:
        """Take the beginning of an element."""
        if name == "rPh":
            self._aside = True
        self._listens = name in ("t", "v") and not self._aside

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "rPh":
            self._aside = False
        self._listens = False

    def add(self, text: str) -> None:
        """Take a piece, if it's one of the text."""
        if self._listens and self._length <= LONGEST_CELL:
            self._pieces.append(text)
            self._length += len(text)

    def take(self) -> str:
        """Return the text, and begin the next."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text


class _Strings:
    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces = Pieces()

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._pieces.start(name)

    def end(self, name: str) -> None:
        self._pieces.end(name)
        if name == "si":
            self.found.append(unescaped(self._pieces.take()))

    def text(self, text: str) -> None:
        self._pieces.add(text)


def strings_of(part: bytes) -> list[str]:
    """Return the shared strings. Raises FaultySheetError."""
    strings = _Strings()
    walk(part, strings)
    return strings.found


def unescaped(text: str) -> str:
    """Return a text with the characters that XML can't hold, which Excel writes as _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
