"""Files from outside, decoded in a process of its own: with so much memory and time and no more, and so much of an answer.

Whatever a broken file does to a library, it is done to that process, which is thrown away. It can't write a file, and hasn't our
environment. What that isn't is a prison: whoever made a library do as they want could read what the server's user may read, the
database and the file of the key too, and could use the network. The libraries' own care stands between; keep them up to date.
"""

import json
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from mpt.media import talk
from mpt.media.child import Answer
from mpt.media.drawings import TakenDrawing
from mpt.media.kinds import PICTURES, Kind, kind_of
from mpt.media.leftout import LeftOut, Omitted
from mpt.media.pictures import TakenPicture
from mpt.media.refusals import (
    BY_NAME,
    BrokenFileError,
    BusyError,
    EmptyFileError,
    OtherKindError,
    TooHeavyError,
    TooLargeFileError,
)
from mpt.media.sounds import TakenSound

log = logging.getLogger(__name__)

LARGEST_MB = {"picture": 30, "drawing": 2, "sound": 40}
"""How many MB a file may have that is brought, by what is made of it."""

_Made = TypeVar("_Made")
_Maker = Callable[[dict[str, Any], list[bytes]], _Made]
"""What makes of an answer what is returned; what it raises of a wrong one means that the file is broken."""

_SECONDS = 60
_MOST_ANSWER = 80 << 20
"""The largest honest one: the pictures of a document."""
_CPU_SECONDS = 25
_MEMORY_KB = 1_500_000
_AT_ONCE = threading.BoundedSemaphore(2)
"""So that many uploads at once don't take all of a small server's memory: the third waits, but not for ever."""
_SECONDS_OF_WAITING = 30

_PACKAGE = str(Path(__file__).resolve().parent.parent)
# A shell, because limits must stand before Python starts; one a command, for Debian's shell takes no more. -f 0: it can't
# write a file; -c 0: nor leave its memory behind.
_LIMITS = (f"-v {_MEMORY_KB}", f"-t {_CPU_SECONDS}", "-f 0", "-c 0", "-n 64")
_LIMITED = "".join(f"ulimit {limit}; " for limit in _LIMITS) + 'exec "$0" "$@"'
# Ours without its `__init__`, which would bring the web and the database along: two seconds, and nothing to do there.
_START = f"""
import sys, types
sys.modules["mpt"] = package = types.ModuleType("mpt")
package.__path__ = [{_PACKAGE!r}]
from mpt.media.child import main
main(sys.stdin.buffer, sys.stdout.buffer)
"""


def picture(data: bytes) -> TakenPicture | TakenDrawing:
    """Return a picture, or an SVG as a drawing, as a lesson has it. Raises what `mpt.media.refusals` has."""
    kind = kind_of(data)
    if kind is Kind.SVG:
        return drawing(data)
    if data and kind not in PICTURES:
        raise OtherKindError(kind=kind.value)
    return _done("picture", data, _picture)


def drawing(data: bytes) -> TakenDrawing:
    """Return an SVG as a lesson has it. Raises what `mpt.media.refusals` has."""
    return _done("drawing", data, _drawing)


def sound(data: bytes, begin: float | None = None, end: float | None = None) -> TakenSound:
    """Return a recording, from second `begin` to second `end` of it. Raises what `mpt.media.refusals` has."""
    return _done("sound", data, _sound, begin=begin, end=end)


def called(function: Callable[..., Answer], data: bytes, **values: str) -> Answer:
    """Return what a function of ours makes of a file there, by its name in its module: a reader of another room.

    What comes back isn't to be believed more than the file was. Raises TooHeavyError, BrokenFileError, BusyError.
    """
    return _sent(f"{function.__module__}:{function.__name__}", data, values, lambda values, parts: (values, parts))


def _picture(values: dict[str, Any], parts: list[bytes]) -> TakenPicture:
    webp, fallback = parts
    return TakenPicture(webp, fallback, str(values["ending"]), int(values["width"]), int(values["height"]))


def _drawing(values: dict[str, Any], parts: list[bytes]) -> TakenDrawing:
    return TakenDrawing(parts[0], tuple(Omitted(LeftOut(what), int(count)) for what, count in values["omitted"]))


def _sound(values: dict[str, Any], parts: list[bytes]) -> TakenSound:
    return TakenSound(parts[0], float(values["seconds"]))


def _done(task: str, data: bytes, made: _Maker[_Made], **numbers: float | None) -> _Made:
    if not data:
        raise EmptyFileError
    if len(data) > LARGEST_MB[task] * 1024 * 1024:
        raise TooLargeFileError(size=len(data) // (1024 * 1024) + 1, most=LARGEST_MB[task])
    return _sent(task, data, numbers, made)


def _sent(task: str, data: bytes, values: Mapping[str, float | str | None], made: _Maker[_Made]) -> _Made:
    request = json.dumps({"task": task, **values}).encode()
    if not _AT_ONCE.acquire(timeout=_SECONDS_OF_WAITING):
        raise BusyError
    try:
        answer = _asked(request + b"\n" + data)
    finally:
        _AT_ONCE.release()
    return _read(answer, made)


def _asked(request: bytes) -> bytes:
    """Return what the process of its own answers."""
    command = ["/bin/sh", "-c", _LIMITED, sys.executable, "-I", "-c", _START]
    try:
        said = talk.ask(command, request, seconds=_SECONDS, most=_MOST_ANSWER)
    except talk.TooMuchError as error:
        raise TooHeavyError from error
    if said.code or said.complaint:
        log.info("a file couldn't be decoded (%d): %s", said.code, said.complaint[-2000:].decode(errors="replace"))
    if said.code:
        raise TooHeavyError
    return said.answer


def _read(answer: bytes, made: _Maker[_Made]) -> _Made:
    head, _newline, rest = answer.partition(b"\n")
    try:
        said = json.loads(head)
        if "refused" in said:
            raise BY_NAME[said["refused"]](**said["params"])
        parts = []
        for length in said["parts"]:
            parts.append(rest[:length])
            rest = rest[length:]
        return made(said["values"], parts)
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        # Whoever takes over the process could answer anything; it is believed no more than a file.
        raise BrokenFileError(kind="") from error
