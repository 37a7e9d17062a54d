"""The numbers of a drawing, written shorter: a path of nine decimals looks the same with two."""

import re
from collections.abc import Iterator

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TOKEN = re.compile(rf"(?P<command>[A-Za-z])|(?P<number>{_NUMBER.pattern})")
_FLAG = re.compile(r"[01]")
_PAUSE = re.compile(r"[\s,]*")


def shorter(numbers: str, decimals: int) -> str:
    """Return numbers between spaces or commas with at most so many decimals."""
    return _NUMBER.sub(lambda found: _written(found[0], decimals), numbers)


def shorter_path(path: str, decimals: int) -> str:
    """Return a path with at most so many decimals; as it is where something in it isn't one."""
    try:
        tokens = list(_tokens(path))
    except ValueError:
        return path
    words: list[str] = []
    for kind, word in tokens:
        text = _written(word, decimals) if kind == "number" else word
        # Between two numbers a space; a sign parts them by itself.
        parted = not words or words[-1].isalpha() or text.isalpha() or text.startswith("-")
        words.append(text if parted else f" {text}")
    return "".join(words)


def _written(number: str, decimals: int) -> str:
    text = f"{round(float(number), decimals):.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _tokens(path: str) -> Iterator[tuple[str, str]]:
    """Yield each command, number and flag of a path as (kind, word). Raises ValueError where something isn't one.

    The two flags of an arc may stand right before the number that follows them: `a1 1 0 0110 10`.
    """
    place, command, arguments = 0, "", 0
    while place < len(path):
        is_flag = command in {"a", "A"} and arguments % 7 in {3, 4}
        place = _PAUSE.match(path, place).end()  # type: ignore[union-attr]  # it matches nothing at all, too
        found = (_FLAG.match(path, place) if is_flag else None) or _TOKEN.match(path, place)
        if place == len(path):
            return
        if found is None:
            raise ValueError(path[place])
        place = found.end()
        if found.re is _TOKEN and found["command"]:
            command, arguments = found["command"], 0
            yield "command", command
        else:
            arguments += 1
            yield ("flag" if found.re is _FLAG else "number"), found[0]
