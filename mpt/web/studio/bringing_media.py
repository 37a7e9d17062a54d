"""Files that a trainer sends: taken from the form, decoded apart, and handed on as what a lesson can have."""

from dataclasses import dataclass

from flask import request

from mpt.media import apart
from mpt.media.drawings import TakenDrawing
from mpt.media.leftout import Omitted
from mpt.media.refusals import BadSpanError, EmptyFileError, TooLargeFileError
from mpt.media.sounds import TakenSound
from mpt.services.media import Alts, Files
from mpt.web import forms

_REST_OF_THE_FORM = 64 * 1024
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Brought:
    """The files of a picture by their endings, and what was left out of a drawing."""

    files: Files
    omitted: tuple[Omitted, ...]


def allow(what: str) -> None:
    """Let this request be as large as a `picture` or `sound` may be. Raises TooLargeFileError for a larger one.

    Before anything of the form is looked at.
    """
    most = apart.LARGEST_MB[what]
    forms.admit(most * _MEGABYTE + _REST_OF_THE_FORM)
    if is_unread():
        raise TooLargeFileError(size=(request.content_length or 0) // _MEGABYTE + 1, most=most)


def is_unread() -> bool:
    """Say whether this request is so large that nothing of it is read, its other fields neither."""
    return request.method == "POST" and (request.content_length or 0) > (request.max_content_length or 0)


def typed(field: str) -> str:
    """Return what was typed into a field, or nothing where the request isn't read."""
    return "" if is_unread() else forms.text(field)


def picture() -> Brought:
    """Return the picture that was sent. Raises what `mpt.media.refusals` has."""
    taken = apart.picture(_file())
    if isinstance(taken, TakenDrawing):
        return Brought({".svg": taken.svg}, taken.omitted)
    return Brought({taken.ending: taken.fallback, ".webp": taken.webp}, ())


def sound() -> TakenSound:
    """Return the recording that was sent, cut to what was chosen of it. Raises what `mpt.media.refusals` has."""
    return apart.sound(_file(), _seconds("begin"), _seconds("end"))


def alts(tongues: list[str], field: str = "alt") -> Alts:
    """Return the words that were typed for a picture, by language, into the fields whose names begin with `field`."""
    return {tongue: forms.text(f"{field}.{tongue}") for tongue in tongues}


def _file() -> bytes:
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    if not data:
        raise EmptyFileError
    return data


def _seconds(field: str) -> float | None:
    typed = forms.text(field).strip().replace("：", ":").replace("，", ".").replace(",", ".")
    if not typed:
        return None
    try:
        minutes, _colon, seconds = typed.rpartition(":")
        return int(minutes or 0) * 60 + float(seconds)
    except (ValueError, OverflowError):  # so many digits that no number holds them
        raise BadSpanError(seconds="…") from None
