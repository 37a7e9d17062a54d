"""Changes to a file's front matter as text: one key's value is written, all other lines stay as they are."""

import json

import yaml

from mpt.content.faults import Notes
from mpt.content.front import Front, read_front
from mpt.content.lines import whole_lines

_END = "---"


def with_front_value(text: str, key: str, value: str) -> str:
    """Return the text with `key: value` in its front matter: in its place, else as its last line, with front matter if need be.

    `value` becomes one line, in quotes where YAML would read something else without them.
    """
    bare = text.removeprefix("\ufeff")
    mark = text[: len(text) - len(bare)]
    end = "\r\n" if "\r\n" in bare else "\n"
    front = read_front(bare.replace("\r\n", "\n").replace("\r", "\n"), (), (), Notes(""))
    line = f"{key}: {_written(value)}{end}"
    if not front.end:
        return f"{mark}{_END}{end}{line}{_END}{end}{bare}"
    lines = whole_lines(bare)
    start = front.lines.get(key, front.end) - 1
    after = _value_end(lines, start, front) if key in front.lines else start
    return mark + "".join([*lines[:start], line, *lines[after:]])


def _value_end(lines: list[str], start: int, front: Front) -> int:
    """Return behind which line the value ends that begins at `start`: it may go on in lines that are set in."""
    following = min((number - 1 for number in front.lines.values() if number - 1 > start), default=front.end - 1)
    set_in = [place for place in range(start + 1, following) if lines[place][:1] in " \t" and lines[place].strip()]
    return max(set_in, default=start) + 1


def _written(value: str) -> str:
    """Return one line of a value as YAML has it: bare where that reads as the same text."""
    line = " ".join(value.split())
    try:
        read = yaml.compose(f"a: {line}", Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        read = None
    is_plain = isinstance(read, yaml.MappingNode) and [node.value for node in read.value[0]] == ["a", line]
    return line if is_plain and line else json.dumps(line, ensure_ascii=False)
