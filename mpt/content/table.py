"""A table of a TOML file, read key by key, with the line of each key."""

import re
from collections.abc import Mapping
from typing import Any

from mpt.content.faults import N_, Complaint, Notes

NEEDED = Complaint(N_("“%(key)s” is missing"), N_("add %(example)s"))
WRONG = Complaint(N_("“%(key)s” isn't as it should be"), N_("write it like this: %(example)s"))
TWICE = Complaint(N_("“%(name)s” is there twice"), N_("leave one of them out"))

_EXAMPLES = {
    "languages": 'languages = ["zh", "en"]',
    "pass_mark": "pass_mark = 60",
    "sensitive": "sensitive = false",
    "cover": 'cover = "cover.svg"',
    "module": "[[module]]",
    "exception": "[[exception]]",
    "folder": 'folder = "01-your-feelings-count"',
    "sources": 'sources = ["S1", "S17"]',
    "review": 'review = ["legal"]',
    "skippable": "skippable = false",
    "order": "order = 1",
    "measure": 'measure = "sentence"',
    "file": 'file = "01-your-feelings-count/zh.md"',
    "id": 'id = "q-overtime"',
    "characters": 'characters = "嗯"',
    "reason": 'reason = "why it has to be so"',
}

_HEAD = re.compile(r"[ \t]*\[\[[ \t]*([A-Za-z0-9_-]+)[ \t]*\]\]")
_KEY = re.compile(r"[ \t]*([A-Za-z0-9_-]+)[ \t]*=")


class Table:
    """A table of the file: its values, where each key stands, and the notes of what is wrong with them."""

    def __init__(self, values: Mapping[str, Any], lines: Mapping[str, int], notes: Notes) -> None:
        self.values = values
        self.lines = lines
        self.notes = notes

    def wrong(self, key: str) -> None:
        """Note a value that can't be."""
        self.notes.add(WRONG, self.lines.get(key, 0), key=key, example=_EXAMPLES[key])

    def has(self, key: str) -> bool:
        """Say whether a key that must be there is, and note it if it isn't."""
        if key not in self.values:
            self.notes.add(NEEDED, self.lines.get("", 0), key=key, example=_EXAMPLES[key])
        return key in self.values

    def twice(self, name: str, key: str) -> None:
        """Note a name that is there more than once, under `key`."""
        self.notes.add(TWICE, self.lines.get(key, 0), name=name)

    def flag(self, key: str) -> bool:
        """Return true or false; false where there is neither."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key)
        return value is True

    def text(self, key: str) -> str:
        """Return a text; an empty one where there is none."""
        value = self.values.get(key, "")
        if isinstance(value, str):
            return value
        self.wrong(key)
        return ""

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Return a whole number; `default` where there is none."""
        value = self.values.get(key, default)
        # True is a whole number to Python.
        if type(value) is int and least <= value <= most:
            return value
        self.wrong(key)
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; an empty one where there is none."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(key)
        return ()


def key_lines(text: str) -> dict[str, list[dict[str, int]]]:
    """Return where the keys of each [[table]] stand, by the table's name, and under "" those of the file's own table.

    Where a table begins stands under the key "".
    """
    places: dict[str, list[dict[str, int]]] = {"": [{"": 1}]}
    current = own = places[""][0]
    for number, line in enumerate(text.split("\n"), start=1):
        key = _KEY.match(line)
        head = _HEAD.match(line)
        if head:
            own.setdefault(head[1], number)
            current = {"": number}
            places.setdefault(head[1], []).append(current)
        elif key:
            current.setdefault(key[1], number)
    return places
