"""What is said to a process, and what it answers: no more than it may say, and no longer than it may take."""

import os
import select
import selectors
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

_PIECE = 1 << 16


class TooMuchError(Exception):
    """The process said more than it may, or took longer. It was ended."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a process ended with, and said."""

    code: int
    answer: bytes
    complaint: bytes


def ask(command: Sequence[str], request: bytes, *, seconds: float, most: int) -> Said:
    """Run a command with `request` as its input, and return what it says: at most `most` bytes, and as many of complaint.

    It has no environment of ours, in which this server's keys are. Raises TooMuchError.
    """
    pipe, own = subprocess.PIPE, {"LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, bufsize=0, stdin=pipe, stdout=pipe, stderr=pipe, env=own) as process:  # noqa: S603 - our own words
        until = time.monotonic() + seconds
        try:
            answer, complaint = _talk(process, request, until, most)
            return Said(process.wait(max(0.1, until - time.monotonic())), answer, complaint)
        except subprocess.TimeoutExpired as error:
            raise TooMuchError from error
        finally:
            process.kill()


def _talk(process: "subprocess.Popen[bytes]", request: bytes, until: float, most: int) -> tuple[bytes, bytes]:
    """Say and hear by turns, for who only says waits for ever on a process that says as much."""
    said, rest = {process.stdout: bytearray(), process.stderr: bytearray()}, memoryview(request)
    with selectors.DefaultSelector() as pipes:
        pipes.register(process.stdin, selectors.EVENT_WRITE)  # type: ignore[arg-type]
        for pipe in said:
            pipes.register(pipe, selectors.EVENT_READ)  # type: ignore[arg-type]
        while pipes.get_map():
            for key in _ready(pipes, until):
                if key.fileobj is process.stdin:
                    rest = _tell(key.fd, rest)
                    is_over = not rest
                else:
                    is_over = _hear(key.fd, said[key.fileobj], most)  # type: ignore[index]
                if is_over:
                    pipes.unregister(key.fileobj)
                    key.fileobj.close()  # type: ignore[union-attr]
    answer, complaint = said.values()
    return bytes(answer), bytes(complaint)


def _ready(pipes: selectors.BaseSelector, until: float) -> list[selectors.SelectorKey]:
    ready = pipes.select(max(0, until - time.monotonic()))
    if not ready or time.monotonic() > until:
        raise TooMuchError
    return [key for key, _events in ready]


def _tell(pipe: int, rest: memoryview) -> memoryview:
    """Say a piece that surely fits in, so that nobody waits; return what is left, nothing where nobody listens any more."""
    try:
        return rest[os.write(pipe, rest[: select.PIPE_BUF]) :]
    except BrokenPipeError:
        return rest[:0]


def _hear(pipe: int, heard: bytearray, most: int) -> bool:
    """Add a piece to what was heard; return whether that was all."""
    piece = os.read(pipe, _PIECE)
    heard += piece
    if len(heard) > most:
        raise TooMuchError
    return not piece
