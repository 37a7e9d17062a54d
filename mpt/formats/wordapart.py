"""A Word document read in a process of its own: what that process answers, and what is believed of it.

`answer` runs there, given a document; `made_of` reads here what it said.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mpt.formats.leftovers import Leftover, NothingTakenError
from mpt.formats.made import Made, Picture
from mpt.formats.word import DAMAGED, read_word
from mpt.formats.wordseen import PARTS

_PLACE = re.compile(r"%\((\w+)\)s")


def answer(data: bytes, name: str, tongue: str) -> tuple[dict[str, Any], list[bytes]]:
    """Return what `read_word` makes of a document, or why it makes nothing: values for JSON, and the bytes of the pictures."""
    try:
        made = read_word(data, name, tongue)
    except NothingTakenError as error:
        return {"refused": [error.what, error.params]}, []
    values = {
        "text": made.text,
        "pictures": [[one.name, one.alt] for one in made.pictures],
        "leftovers": [[one.where, one.what, dict(one.params)] for one in made.leftovers],
    }
    return values, [one.data for one in made.pictures]


def made_of(values: Mapping[str, Any], parts: Sequence[bytes]) -> Made:
    """Return the module that another process made of a document. Raises NothingTakenError, also for what makes no sense."""
    try:
        if "refused" in values:
            what, params = values["refused"]
            raise NothingTakenError(*_sound(what, params)[:1], **params)
        pictures = [
            Picture(str(one), data, str(alt)) for (one, alt), data in zip(values["pictures"], parts, strict=True)
        ]
        leftovers = [Leftover(str(where), *_sound(what, params)) for where, what, params in values["leftovers"]]
        return Made(str(values["text"]), tuple(pictures), tuple(leftovers))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # Whoever takes over that process could answer anything; it is believed no more than a file.
        raise NothingTakenError(DAMAGED) from error


def _sound(what: str, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a message and what fills it, where it does. Raises ValueError otherwise."""
    is_filled = set(_PLACE.findall(what)) <= params.keys() and "%" not in _PLACE.sub("", what).replace("%%", "")
    if not is_filled or params.get("part", "header") not in PARTS:
        raise ValueError(what)
    return what, params
