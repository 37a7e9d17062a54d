"""`course.toml`: what of a course isn't text."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mpt.content.faults import N_, Complaint, Notes
from mpt.content.front import note_unknown_keys
from mpt.content.lines import decode
from mpt.content.model import Folder

MANIFEST = "course.toml"
COURSE_KEYS = ("languages", "pass_mark", "sensitive", "cover", "module")
MODULE_KEYS = ("folder", "sources", "review", "skippable")

FOLDER = re.compile(r"\d\d-([a-z0-9]+(?:-[a-z0-9]+)*)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

MISSING = Complaint(
    N_("there is no course.toml"), N_("write one, with languages, pass_mark and a [[module]] for each module")
)
UNREADABLE = Complaint(
    N_("this isn't TOML (%(problem)s)"), N_("look for a missing quote, bracket or equals sign, half-width")
)
NEEDED = Complaint(N_("“%(key)s” is missing"), N_("add %(example)s"))
WRONG = Complaint(N_("“%(key)s” isn't as it should be"), N_("write it like this: %(example)s"))
TWICE = Complaint(N_("“%(name)s” is there twice"), N_("leave one of them out"))

_EXAMPLES = {
    "languages": 'languages = ["zh", "en"]',
    "pass_mark": "pass_mark = 60",
    "sensitive": "sensitive = false",
    "cover": 'cover = "cover.svg"',
    "module": "[[module]]",
    "folder": 'folder = "01-your-feelings-count"',
    "sources": 'sources = ["S1", "S17"]',
    "review": 'review = ["legal"]',
    "skippable": "skippable = false",
}


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """One `[[module]]`. `line` is where it begins."""

    folder: str
    sources: tuple[str, ...]
    review: tuple[str, ...]
    skippable: bool
    line: int

    @property
    def id(self) -> str:
        """The folder's name without its number."""
        return self.folder.partition("-")[2]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `course.toml` says, each thing that was missing or wrong replaced by its default."""

    languages: tuple[str, ...]
    pass_mark: int
    sensitive: bool
    cover: str
    modules: tuple[ModuleEntry, ...]
    lines: Mapping[str, int]


def read_manifest(folder: Folder, notes: Notes) -> Manifest:
    """Read `course.toml`, and note what is wrong with it."""
    text = _text(folder, notes)
    table = _Table(_parse(text, notes), _key_lines(text, 0), notes)
    note_unknown_keys(table.values, COURSE_KEYS, table.lines, notes)
    return Manifest(
        languages=_languages(table),
        pass_mark=_pass_mark(table),
        sensitive=table.flag("sensitive"),
        cover=table.text("cover"),
        modules=_modules(table, text, notes),
        lines=table.lines,
    )


class _Table:
    """A table of the file, read key by key, each value of the wrong type noted."""

    def __init__(self, values: Mapping[str, Any], lines: Mapping[str, int], notes: Notes) -> None:
        self.values = values
        self.lines = lines
        self._notes = notes

    def wrong(self, key: str) -> None:
        self._notes.add(WRONG, self.lines.get(key, 0), key=key, example=_EXAMPLES[key])

    def need(self, key: str) -> bool:
        if key not in self.values:
            self._notes.add(NEEDED, self.lines.get("", 0), key=key, example=_EXAMPLES[key])
        return key in self.values

    def twice(self, name: str, key: str) -> None:
        self._notes.add(TWICE, self.lines.get(key, 0), name=name)

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key)
        return value is True

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        if isinstance(value, str):
            return value
        self.wrong(key)
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(key)
        return ()


def _text(folder: Folder, notes: Notes) -> str:
    if MANIFEST not in folder:
        notes.add(MISSING)
        return ""
    return decode(folder[MANIFEST], notes) or ""


def _parse(text: str, notes: Notes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = re.search(r" \(at line (\d+)", str(error))
        notes.add(UNREADABLE, int(place[1]) if place else 0, problem=str(error).partition(" (at")[0] or "TOML")
        return {}


def _key_lines(text: str, table: int) -> dict[str, int]:
    """Return the line of each key of the course's own table (0) or of the n-th module; of the table itself under ""."""
    lines = {"": 1}
    here = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.replace(" ", "").startswith("[[module]]"):
            here += 1
            lines |= {"": number, "module": number} if here == table else {}
        key = re.match(r"[ \t]*([A-Za-z0-9_-]+)[ \t]*=", line)
        if key and here == table:
            lines.setdefault(key[1], number)
    return lines


def _languages(table: _Table) -> tuple[str, ...]:
    if not table.need("languages"):
        return ()
    languages = table.texts("languages")
    if not languages and table.values["languages"] == []:
        table.wrong("languages")
    once = tuple(dict.fromkeys(languages))
    if len(once) < len(languages):
        table.twice(next(name for name in once if languages.count(name) > 1), "languages")
    if not all(_LANGUAGE.fullmatch(language) for language in once):
        table.wrong("languages")
    return tuple(language for language in once if _LANGUAGE.fullmatch(language))


def _pass_mark(table: _Table) -> int:
    value = table.values.get("pass_mark", 60)
    if table.need("pass_mark") and (type(value) is not int or not 0 <= value <= 100):
        table.wrong("pass_mark")
        return 60
    return int(value)


def _modules(table: _Table, text: str, notes: Notes) -> tuple[ModuleEntry, ...]:
    tables = table.values.get("module", [])
    if not table.values:
        return ()
    if not isinstance(tables, list) or not tables:
        if table.need("module"):
            table.wrong("module")
        return ()
    entries: dict[str, ModuleEntry] = {}
    for number, values in enumerate(tables, start=1):
        entry = _module(_Table(values if isinstance(values, dict) else {}, _key_lines(text, number), notes))
        if entry and entry.id in entries:
            notes.add(TWICE, entry.line, name=entry.id)
        elif entry:
            entries[entry.id] = entry
    return tuple(entries.values())


def _module(table: _Table) -> ModuleEntry | None:
    note_unknown_keys(table.values, MODULE_KEYS, table.lines, table._notes)
    folder = table.text("folder")
    if not table.need("folder"):
        return None
    if not FOLDER.fullmatch(folder):
        table.wrong("folder")
        return None
    sources, review = table.texts("sources"), table.texts("review")
    return ModuleEntry(folder, sources, review, table.flag("skippable"), table.lines.get("folder", 0))
