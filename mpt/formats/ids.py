"""Ids for what comes from elsewhere without one: the same words always get the same id, so that twice is once."""

import hashlib
import re
import unicodedata
from collections.abc import Collection

from mpt.content.modulefile import RESERVED_IDS

_LONGEST = 40
_LEAST_LETTERS = 3
_OTHER = re.compile(r"[^a-z0-9]+")
_ALSO = 6  # hex digits: one clash in sixteen million


def id_for(words: str, start: str, taken: Collection[str]) -> str:
    """Return an id for a heading or question that none of `taken` is: of its Latin words, else `start` and some digits."""
    name = _latin(words)
    digits = hashlib.sha256(" ".join(words.split()).encode()).hexdigest()
    if not name:
        name = f"{start}-{digits[:_ALSO]}"
    if name not in taken and name not in RESERVED_IDS:
        return name
    free = (f"{name}-{number}" for number in range(2, len(taken) + 4))
    return next(one for one in free if one not in taken)


def _latin(words: str) -> str:
    """Return words as an id says them; nothing where other letters than Latin ones carry what they mean."""
    letters = [one for one in unicodedata.normalize("NFKD", words) if one.isalpha()]
    if len(letters) < _LEAST_LETTERS or not all(one.isascii() for one in letters):
        return ""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name = _OTHER.sub("-", plain.replace("'", "")).strip("-")
    return name if len(name) <= _LONGEST else name[: _LONGEST + 1].rpartition("-")[0] or name[:_LONGEST]
