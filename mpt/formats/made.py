"""What is made of a document: a module's text, the pictures that were in it, and what couldn't be taken over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mpt.formats.leftovers import Leftover


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it was in the document: its name in the text, its bytes, and what was said of it, if anything."""

    name: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Made:
    """A module in one language made of a document. In `text` pictures have the names of `pictures`, which aren't files yet."""

    text: str
    pictures: tuple[Picture, ...]
    leftovers: tuple[Leftover, ...]


def with_files(text: str, files: Mapping[str, str]) -> str:
    """Return a text with each picture's file in its place, by the picture's name; without the pictures that have none."""

    def settled(found: re.Match[str]) -> str:
        if found[2] not in files:
            return ""
        return f"![{found[1]}]({files[found[2]]})"

    return re.sub(r"!\[([^\[\]]*)\]\((picture-\d+)\)", settled, text)
