"""A file's bytes as text, whatever saved it."""

import re

from mpt.content.faults import N_
from mpt.formats.leftovers import NothingTakenError

LARGEST_TEXT = 256 * 1024

NO_TEXT = N_("This isn't a text file. Save it as plain text, and choose that.")
TOO_LARGE_TEXT = N_("This file has more than %(most)s KB. Divide it.")
EMPTY = N_("There is nothing in this file.")

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What nobody types: no text has it."""
_MARKS = (("utf-16", (b"\xff\xfe", b"\xfe\xff")), ("utf-8-sig", (b"\xef\xbb\xbf",)))


def text_from(data: bytes) -> str:
    """Return a file as text with `\\n` for every line end: UTF-8, UTF-16 with its mark, else GB 18030.

    Raises NothingTakenError for what is no text, too large or empty.
    """
    if len(data) > LARGEST_TEXT:
        raise NothingTakenError(TOO_LARGE_TEXT, most=LARGEST_TEXT >> 10)
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise NothingTakenError(EMPTY)
    if CONTROL.search(text):
        raise NothingTakenError(NO_TEXT)
    return text


def _decoded(data: bytes) -> str:
    marked = [encoding for encoding, marks in _MARKS if data.startswith(marks)]
    for encoding in (*marked, "utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NothingTakenError(NO_TEXT)
