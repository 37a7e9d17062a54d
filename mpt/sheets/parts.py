"""The XML inside an xlsx, walked element by element.

openpyxl isn't asked to read what strangers upload: it builds a tree before anybody can count, makes 17 thousand million
cells of one merged range, warns where it should refuse, and doesn't know the dates of a Chinese Excel (formats 27 to 58).
"""

from collections.abc import Iterable, Mapping
from typing import NoReturn, Protocol
from xml.parsers import expat

from mpt.sheets.table import Problem, faulty

MOST_ELEMENTS = 600_000
MOST_COLLECTED = 100_000


class Visitor(Protocol):
    """Takes what is found in a part, in its order. Names come without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take a piece of text."""


def walk(part: bytes, visitor: Visitor, most: int = MOST_ELEMENTS) -> None:
    """Show a part to a visitor. Raises FaultySheetError where it isn't XML, is too large or declares entities.

    What a visitor raises because a number isn't one, or a name isn't there, means that the part is damaged too.
    """
    left = most

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise faulty(Problem.TOO_LARGE_INSIDE)
        visitor.start(local(name), attributes)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: visitor.end(local(name))
    parser.CharacterDataHandler = visitor.text
    try:
        # All at once: piece by piece, expat begins a long token anew with every piece.
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise faulty(Problem.DAMAGED) from error


def local(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]


def elements(part: bytes, wanted: Iterable[str]) -> list[tuple[str, Mapping[str, str]]]:
    """Return the elements of a part that have one of these names, in its order. Raises FaultySheetError."""
    collector = _Collector(frozenset(wanted))
    walk(part, collector, MOST_COLLECTED)
    return collector.found


class _Collector:
    def __init__(self, wanted: frozenset[str]) -> None:
        self.found: list[tuple[str, Mapping[str, str]]] = []
        self._wanted = wanted

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in self._wanted:
            self.found.append((name, {local(key): value for key, value in attributes.items()}))

    def end(self, name: str) -> None:
        """Nothing is within the elements that are collected."""

    def text(self, text: str) -> None:
        """Nor is their text wanted."""


def _refuse_document_type(*_declared: object) -> NoReturn:
    # No spreadsheet declares one; what comes with it (entities within entities) is there to do harm.
    raise faulty(Problem.DAMAGED)
