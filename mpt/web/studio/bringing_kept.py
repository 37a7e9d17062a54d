"""What a trainer sent and looks at before it comes in: kept for a day, for that trainer alone, and used once."""

import json
import uuid
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from flask import request
from werkzeug.datastructures import FileStorage

from mpt.content.faults import N_
from mpt.formats.leftovers import Leftover, NothingTakenError
from mpt.services import keeping
from mpt.web import forms, staff
from mpt.web.forms import shown
from mpt.web.transaction import db

NO_FILE = N_("Choose a file first.")
TOO_LARGE = N_("This file has more than %(most)s MB.")
_REST_OF_THE_FORM = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that waits. `data` is the file as it was sent; `files` are what was made of it, by their names in a module."""

    what: str
    course_id: str
    filename: str
    module_id: str = ""
    tongue: str = ""
    data: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict)
    leftovers: tuple[Leftover, ...] = ()


def sent(most: int) -> tuple[str, bytes]:
    """Return the name and the bytes of the file in this request, at most `most`. Raises NothingTakenError.

    Before anything of the form is looked at.
    """
    forms.admit(most + _REST_OF_THE_FORM)
    if (request.content_length or 0) > most + _REST_OF_THE_FORM:
        raise NothingTakenError(TOO_LARGE, most=most >> 20)
    file: FileStorage | None = request.files.get("file")
    if file is None or not file.filename:
        raise NothingTakenError(NO_FILE)
    return shown(file.filename, 120), file.read()


def keep(kept: Kept) -> uuid.UUID:
    """Keep something until it's confirmed, and return its id. What waited of this kind for the same trainer goes."""
    head = asdict(kept) | {"data": ""}
    head["files"] = {name: b64encode(data).decode() for name, data in kept.files.items()}
    content = json.dumps(head).encode() + b"\n" + kept.data
    keeping.forget_uploads(db(), _me(), _kind(kept.what))
    return keeping.keep_upload(db(), _me(), _kind(kept.what), kept.filename, content)


def look_at(what: str, upload_id: uuid.UUID, course_id: str = "") -> Kept:
    """Return what waits. Raises keeping.UnknownUploadError, or factories.CameBeforeError where it came in."""
    return _unpacked(keeping.look_at_upload(db(), upload_id, _me(), _kind(what)), course_id)


def take(what: str, upload_id: uuid.UUID, course_id: str = "") -> Kept:
    """Return what comes in now, and keep it no longer. Raises what `look_at` does."""
    return _unpacked(keeping.take_upload(db(), upload_id, _me(), _kind(what)), course_id)


def _unpacked(content: bytes, course_id: str) -> Kept:
    head, _newline, data = content.partition(b"\n")
    found = json.loads(head)
    if found["course_id"] != course_id:
        raise keeping.UnknownUploadError
    found["files"] = {name: b64decode(packed) for name, packed in found["files"].items()}
    found["leftovers"] = tuple(Leftover(**one) for one in found["leftovers"])
    return Kept(**found | {"data": data})


def _kind(what: str) -> str:
    return f"studio {what}"


def _me() -> uuid.UUID:
    return staff.colleague().staff.id
