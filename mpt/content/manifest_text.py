"""Changes to `course.toml` as text: what isn't changed keeps its words, its comments and its order.

Each change is tried on the text and then read: where TOML doesn't find exactly what was meant, nothing is changed.
"""

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

from mpt.content.lines import whole_lines

_HEAD = re.compile(r"[ \t]*\[")
_MODULE = re.compile(r"[ \t]*\[\[[ \t]*module[ \t]*\]\]")
_EXCEPTION = re.compile(r"[ \t]*\[\[[ \t]*exception[ \t]*\]\]")
_KEY = r"[ \t]*{key}[ \t]*="

Value = bool | int | str | list[str]


class UnreachableError(Exception):
    """course.toml isn't TOML, or is written in a way in which this can't be changed without writing it anew."""


def with_value(text: str, key: str, value: Value) -> str:
    """Return the text with a value of the course itself. Raises UnreachableError."""
    blocks = _blocks(text)
    blocks[0] = _set(blocks[0], key, value, _line_end(text))
    return _checked(text, "".join(blocks), lambda course: course.update({key: value}))


def with_module_value(text: str, folder: str, key: str, value: Value) -> str:
    """Return the text with a value of one module. Raises UnreachableError."""
    blocks = _blocks(text)
    place = _place(blocks, folder)
    blocks[place] = _set(blocks[place], key, value, _line_end(text))
    return _checked(text, "".join(blocks), lambda course: _module(course, folder).update({key: value}))


def with_module(text: str, folder: str) -> str:
    """Return the text with one more module, behind the others. Raises UnreachableError."""
    end = _line_end(text)
    block = f'[[module]]{end}folder = "{folder}"{end}sources = []{end}review = []{end}skippable = false{end}'
    return _with_block(text, block)


def without_module(text: str, folder: str) -> str:
    """Return the text without a module and the exceptions for its files. Raises UnreachableError."""
    blocks = _blocks(text)
    blocks.pop(_place(blocks, folder))
    kept = [block for block in blocks if not (_is(block, _EXCEPTION) and _is_for(_read(block), folder))]

    def take_out(course: dict[str, Any]) -> None:
        course["module"].remove(_module(course, folder))
        course["exception"] = [one for one in course.get("exception", []) if not _is_for({"exception": [one]}, folder)]

    return _checked(text, "".join(kept), take_out)


def with_module_back(text: str, before: str, folder: str) -> str:
    """Return the text with a module that was taken out, and had what `before` says of it. Raises UnreachableError.

    Where nothing else was changed since, that is `before`, exceptions and comments too; else it stands behind the others.
    """
    if without_module(before, folder) == text:
        return before
    blocks = _blocks(before)
    return _with_block(text, _ended(blocks[_place(blocks, folder)].rstrip("\r\n"), _line_end(text)))


def with_module_after(text: str, folder: str, after: str) -> str:
    """Return the text with a module moved behind the module `after`; an empty one makes it the first. Raises UnreachableError."""
    if after == folder:
        return text
    blocks, end = _blocks(text), _line_end(text)
    block = _set_apart(blocks.pop(_place(blocks, folder)), end)
    first = next((place for place, one in enumerate(blocks) if _is(one, _MODULE)), len(blocks))
    goal = _place(blocks, after) + 1 if after else first
    blocks.insert(goal, block)
    blocks[goal - 1] = _set_apart(blocks[goal - 1], end)
    blocks[-1] = blocks[-1].rstrip("\r\n") + end

    def move(course: dict[str, Any]) -> None:
        module = _module(course, folder)
        course["module"].remove(module)
        place = course["module"].index(_module(course, after)) + 1 if after else 0
        course["module"].insert(place, module)

    return _checked(text, "".join(blocks), move)


def _with_block(text: str, block: str) -> str:
    """Return the text with one more table of a module, behind the others. Raises UnreachableError."""
    blocks, end = _blocks(text), _line_end(text)
    place = max((place for place, one in enumerate(blocks) if _is(one, _MODULE)), default=0) + 1
    blocks.insert(place, block if place == len(blocks) else block + end)
    blocks[place - 1] = _set_apart(blocks[place - 1], end)
    added = _read(block)["module"][0]
    return _checked(text, "".join(blocks), lambda course: course.setdefault("module", []).append(added))


def _blocks(text: str) -> list[str]:
    """Divide a text at the heads of its tables, each with the comment right above it; what stands before them is first."""
    blocks = [""]
    comment = ""
    for line in whole_lines(text):
        if _HEAD.match(line):
            blocks.append(comment + line)
            comment = ""
        elif line.lstrip().startswith("#"):
            comment += line
        else:
            blocks[-1] += comment + line
            comment = ""
    blocks[-1] += comment
    return blocks


def _is(block: str, head: re.Pattern[str]) -> bool:
    return any(head.match(line) for line in whole_lines(block) if not line.lstrip().startswith("#"))


def _place(blocks: list[str], folder: str) -> int:
    for place, block in enumerate(blocks):
        if _is(block, _MODULE) and _read(block).get("module", [{}])[0].get("folder") == folder:
            return place
    raise UnreachableError(folder)


def _is_for(course: dict[str, Any], folder: str) -> bool:
    return any(str(one.get("file", "")).startswith(f"{folder}/") for one in course.get("exception", []))


def _module(course: dict[str, Any], folder: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in course["module"] if one.get("folder") == folder)
    return found


def _set(block: str, key: str, value: Value, end: str) -> str:
    """Return a table with a key's value: in its place with its comment, else below the last key that is there."""
    lines = whole_lines(block)
    written = f"{key} = {_toml(value)}"
    start = next((place for place, line in enumerate(lines) if re.match(_KEY.format(key=key), line)), None)
    if start is None:
        last = max((place for place, line in enumerate(lines) if line.strip()), default=-1)
        before = _ended("".join(lines[: last + 1]), end)
        return before + written + end + "".join(lines[last + 1 :])
    after = _value_end(lines, start)
    comment = _comment("".join(lines[start:after]))
    return "".join(lines[:start]) + written + comment + end + "".join(lines[after:])


def _value_end(lines: list[str], start: int) -> int:
    """Return behind which line the value ends that begins at `start`: a list may go over several."""
    for after in range(start + 1, len(lines) + 1):
        try:
            tomllib.loads("".join(lines[start:after]))
        except tomllib.TOMLDecodeError:
            continue
        return after
    raise UnreachableError(lines[start])


def _comment(written: str) -> str:
    """Return the comment at the end of a key and its value, with the space before it."""
    for place in (found.start() for found in re.finditer(r"[ \t]*#", written)):
        try:
            tomllib.loads(written[:place])
        except tomllib.TOMLDecodeError:
            continue
        return written[place:].rstrip("\r\n")
    return ""


def _toml(value: Value) -> str:
    # What JSON writes of these is TOML too.
    return json.dumps(value, ensure_ascii=False)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ended(text: str, end: str) -> str:
    return text if not text or text.endswith(("\n", "\r")) else text + end


def _set_apart(block: str, end: str) -> str:
    bare = block.rstrip("\r\n")
    return bare and bare + end * 2


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        raise UnreachableError(text[:80]) from None


def _checked(before: str, after: str, change: Callable[[dict[str, Any]], object]) -> str:
    """Return `after` if it says what `before` says, changed as `change` does. Raises UnreachableError."""
    expected = _read(before)
    change(expected)
    expected = {key: value for key, value in expected.items() if value != []}
    if {key: value for key, value in _read(after).items() if value != []} != expected:
        raise UnreachableError(after[:80])
    return after
