"""What a text refers to: pictures, recordings, links."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple
from urllib.parse import urlsplit

from mpt.content.lines import Line

HELP = "help"

_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(([^()]*)\)")
_CODE_SPAN = re.compile(r"`[^`]*`")
AUDIO = re.compile(r":audio: +(\S.*?)(?:(?<=\S) +\{of=([^{}]*)\})?")
"""A recording's line: its file, and of which words it was made, if the line says so."""


class Target(Enum):
    """What a text refers to."""

    PICTURE = auto()
    AUDIO = auto()
    LINK = auto()


class Reference(NamedTuple):
    """One reference: to what, by which words (a picture's alt text), on which line.

    `of` stands for the words that a recording was made from (`mpt.content.recordings`); empty where nothing is said of them.
    """

    target: Target
    address: str
    words: str
    line: int
    of: str = ""


def references(lines: list[Line]) -> Iterator[Reference]:
    """Yield what some lines refer to."""
    for line in lines:
        if line.code:
            continue
        audio = AUDIO.fullmatch(line.text.rstrip())
        if audio:
            yield Reference(Target.AUDIO, audio[1], "", line.number, audio[2] or "")
            continue
        for mark, words, address in _LINK.findall(_CODE_SPAN.sub("", line.text)):
            yield Reference(Target.PICTURE if mark else Target.LINK, address.strip(), words.strip(), line.number)


def is_safe_link(address: str) -> bool:
    """Say whether a link may lead there: the help page, or a page by https."""
    if address == HELP:
        return True
    if not address.startswith("https://") or re.search(r"[\s\\<>\"'`\x00-\x20\x7f]", address):
        return False
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc and parts.port in {None, 443}
    except ValueError:
        return False
