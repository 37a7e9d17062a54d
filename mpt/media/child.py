"""What runs in the process of its own: one file in, what was made of it out, or by what name it was refused.

The request is a line of JSON (the task and its values), then the file. A task is one of ours, or a function of another room
as `module:function`, given the file and the values. The answer is a line of JSON (`values`, and how long
each of the `parts` is), then the parts one after the other; or `refused` and `params`.
"""

import importlib
import json
import sys
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from mpt.media import drawings, pictures, sounds
from mpt.media.refusals import BrokenFileError, RefusedFileError, TooHeavyError

Answer = tuple[dict[str, Any], list[bytes]]


def main(asked: BinaryIO, said: BinaryIO) -> None:
    """Do what is asked, and say what came of it."""
    request = json.loads(asked.readline())
    try:
        values, parts = _task(request.pop("task"))(asked.read(), **request)
        answer: dict[str, Any] = {"values": values, "parts": [len(part) for part in parts]}
    except RefusedFileError as error:
        answer, parts = {"refused": type(error).__name__, "params": error.params}, []
    except (MemoryError, RecursionError):
        answer, parts = {"refused": TooHeavyError.__name__, "params": {}}, []
    except Exception:
        # Whoever looks for a mistake of ours finds it here; the page says that the file is broken.
        traceback.print_exc(file=sys.stderr)
        answer, parts = {"refused": BrokenFileError.__name__, "params": {"kind": ""}}, []
    said.write(b"".join((json.dumps(answer).encode(), b"\n", *parts)))


def _task(name: str) -> Callable[..., Answer]:
    if name in TASKS:
        return TASKS[name]
    module, _colon, function = name.partition(":")
    # By its name, for this room knows none of those above it; the name is the server's own.
    return getattr(importlib.import_module(module), function)  # type: ignore[no-any-return]


def _picture(data: bytes) -> Answer:
    taken = pictures.taken(data)
    values = {"ending": taken.ending, "width": taken.width, "height": taken.height}
    return values, [taken.webp, taken.fallback]


def _drawing(data: bytes) -> Answer:
    taken = drawings.taken(data)
    return {"omitted": [(one.what.value, one.count) for one in taken.omitted]}, [taken.svg]


def _sound(data: bytes, begin: float | None, end: float | None) -> Answer:
    taken = sounds.taken(data, begin, end)
    return {"seconds": taken.seconds}, [taken.mp3]


TASKS: dict[str, Callable[..., Answer]] = {"picture": _picture, "drawing": _drawing, "sound": _sound}
