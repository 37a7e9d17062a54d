"""`course.toml`: what of a course isn't text."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from mpt.content.faults import N_, Complaint, Notes
from mpt.content.front import note_unknown_keys
from mpt.content.lines import decode
from mpt.content.model import Folder
from mpt.content.table import Table, key_lines

MANIFEST = "course.toml"
DEFAULT_PASS_MARK = 60
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


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """One `[[module]]`."""

    folder: str
    sources: tuple[str, ...]
    review: tuple[str, ...]
    skippable: bool

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


def read_manifest(folder: Folder, notes: Notes) -> Manifest:
    """Read `course.toml`, and note what is wrong with it."""
    values, lines = _parse(folder, notes)
    if values is None:
        return Manifest((), DEFAULT_PASS_MARK, sensitive=False, cover="", modules=())
    table = Table(values, lines[0], notes)
    note_unknown_keys(table.values, COURSE_KEYS, table.lines, notes)
    return Manifest(
        languages=_languages(table),
        pass_mark=_pass_mark(table),
        sensitive=table.flag("sensitive"),
        cover=table.text("cover"),
        modules=_modules(table, lines[1:]),
    )


def _parse(folder: Folder, notes: Notes) -> tuple[Mapping[str, Any] | None, list[dict[str, int]]]:
    if MANIFEST not in folder:
        notes.add(MISSING)
        return None, []
    text = decode(folder[MANIFEST], notes)
    if text is None:
        return None, []
    try:
        return tomllib.loads(text), key_lines(text)
    except (ValueError, RecursionError) as error:
        problem, _, place = str(error).partition(" (at line ")
        number = re.match(r"\d+", place)
        notes.add(UNREADABLE, int(number[0]) if number else 0, problem=problem)
        return None, []


def _languages(table: Table) -> tuple[str, ...]:
    if not table.has("languages"):
        return ()
    languages = table.texts("languages")
    known = [language for language in languages if _LANGUAGE.fullmatch(language)]
    if not known or len(known) < len(languages):
        table.wrong("languages")
    counts = Counter(known)
    for language in counts:
        if counts[language] > 1:
            table.twice(language, "languages")
    return tuple(counts)


def _pass_mark(table: Table) -> int:
    value = table.values.get("pass_mark", DEFAULT_PASS_MARK)
    # True is a whole number to Python.
    if table.has("pass_mark") and not (type(value) is int and 0 <= value <= 100):
        table.wrong("pass_mark")
        return DEFAULT_PASS_MARK
    return int(value)


def _modules(course: Table, lines: list[dict[str, int]]) -> tuple[ModuleEntry, ...]:
    tables = course.values.get("module")
    if not course.has("module"):
        return ()
    if not tables or not isinstance(tables, list):
        course.wrong("module")
        return ()
    entries: dict[str, ModuleEntry] = {}
    for values, places in zip(tables, chain(lines, repeat({})), strict=False):
        # Written as [[module]], each has its lines; written inline they have none.
        table = Table(values if isinstance(values, dict) else {}, places, course.notes)
        entry = _module(table)
        if entry and entry.id in entries:
            table.twice(entry.id, "folder")
        elif entry:
            entries[entry.id] = entry
    return tuple(entries.values())


def _module(table: Table) -> ModuleEntry | None:
    note_unknown_keys(table.values, MODULE_KEYS, table.lines, table.notes)
    folder = table.text("folder")
    if not table.has("folder"):
        return None
    if not FOLDER.fullmatch(folder):
        table.wrong("folder")
        return None
    return ModuleEntry(folder, table.texts("sources"), table.texts("review"), table.flag("skippable"))
