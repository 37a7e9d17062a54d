"""What is said to a process and what it answers, with an end to both."""

import time

import pytest

from mpt.media import talk
from mpt.media.talk import Said, TooMuchError


def ask(script: str, request: bytes = b"", seconds: float = 60, most: int = 2 << 20) -> Said:
    """Ask a shell."""
    return talk.ask(["/bin/sh", "-c", script], request, seconds=seconds, most=most)


def test_it_is_told_all_and_all_it_says_is_heard() -> None:
    long = bytes(range(256)) * 4000
    assert ask("cat; echo no >&2; exit 3", long) == Said(3, long, b"no\n")
    assert ask("true") == Said(0, b"", b"")


def test_who_does_not_listen_may_still_answer() -> None:
    assert ask("exec <&-; echo yes", bytes(1 << 20)) == Said(0, b"yes\n", b"")


@pytest.mark.parametrize("script", ["yes", "yes >&2", "head -c 1001 /dev/zero"])
def test_who_says_more_than_they_may_is_ended(script: str) -> None:
    with pytest.raises(TooMuchError):
        ask(script, most=1000)
    assert len(ask("head -c 1000 /dev/zero", most=1000).answer) == 1000


@pytest.mark.parametrize("script", ["exec sleep 60", "exec <&- >&- 2>&-; exec sleep 60"], ids=["silent", "deaf"])
def test_who_takes_longer_than_they_may_is_ended(script: str) -> None:
    begun = time.monotonic()
    with pytest.raises(TooMuchError):
        ask(script, seconds=1)
    assert time.monotonic() - begun < 50
