"""`course.toml`: what of a course isn't text."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import Any

from mpt.content.faults import N_, Complaint, Notes
from mpt.content.front import note_unknown_keys
from mpt.content.lines import decode
from mpt.content.model import Folder
from mpt.content.plain import What
from mpt.content.table import Table, key_lines
from mpt.content.tongues import LONGEST_TAG

MANIFEST = "course.toml"
DEFAULT_PASS_MARK = 60
LAST = 99
MOST_EXCEPTIONS = 100
COURSE_KEYS = ("languages", "pass_mark", "sensitive", "cover", "order", "module", "exception")
MODULE_KEYS = ("folder", "sources", "review", "skippable")
EXCEPTION_KEYS = ("measure", "file", "id", "characters", "reason")
RESERVED_MODULES = frozenset({"survey"})

FOLDER = re.compile(r"\d\d-([a-z0-9]+(?:-[a-z0-9]+)*)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

MISSING = Complaint(
    N_("there is no course.toml"), N_("write one, with languages, pass_mark and a [[module]] for each module")
)
UNREADABLE = Complaint(
    N_("this isn't TOML (%(problem)s)"), N_("look for a missing quote, bracket or equals sign, half-width")
)
TOO_MANY_EXCEPTIONS = Complaint(N_("there are too many exceptions"), N_("at most %(most)s; use plainer words"))
LONG_TAG = Complaint(
    N_("the tag “%(tag)s” of a language is too long"), N_("at most %(most)s characters: vi, zh-Hant, pt-BR")
)
RESERVED = Complaint(N_("“%(id)s” can't be the id of a module"), N_("choose another; survey is an address"))


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
class Excuse:
    """One `[[exception]]`: a figure of plain language that may be beyond its limits, and why.

    An empty `file` or `id` means any. `characters` are those that may be used though they aren't common.
    """

    measure: str
    file: str
    id: str
    characters: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `course.toml` says, each thing that was missing or wrong replaced by its default."""

    languages: tuple[str, ...]
    pass_mark: int
    sensitive: bool
    cover: str
    order: int
    modules: tuple[ModuleEntry, ...]
    excuses: tuple[Excuse, ...]


def read_manifest(folder: Folder, notes: Notes) -> Manifest:
    """Read `course.toml`, and note what is wrong with it."""
    values, lines = _parse(folder, notes)
    if values is None:
        return Manifest((), DEFAULT_PASS_MARK, sensitive=False, cover="", order=LAST, modules=(), excuses=())
    table = Table(values, lines[""][0], notes)
    note_unknown_keys(table.values, COURSE_KEYS, table.lines, notes)
    return Manifest(
        languages=_languages(table),
        pass_mark=_pass_mark(table),
        sensitive=table.flag("sensitive"),
        cover=table.text("cover"),
        order=table.whole("order", LAST, least=1, most=LAST),
        modules=_modules(table, lines.get("module", [])),
        excuses=_excuses(table, lines.get("exception", [])),
    )


def _parse(folder: Folder, notes: Notes) -> tuple[Mapping[str, Any] | None, dict[str, list[dict[str, int]]]]:
    if MANIFEST not in folder:
        notes.add(MISSING)
        return None, {}
    text = decode(folder[MANIFEST], notes)
    if text is None:
        return None, {}
    try:
        return tomllib.loads(text), key_lines(text)
    except (ValueError, RecursionError) as error:
        problem, _, place = str(error).partition(" (at line ")
        number = re.match(r"\d+", place)
        notes.add(UNREADABLE, int(number[0]) if number else 0, problem=problem)
        return None, {}


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
        if len(language) > LONGEST_TAG:
            table.notes.add(LONG_TAG, table.lines.get("languages", 0), tag=language, most=LONGEST_TAG)
    return tuple(language for language in counts if len(language) <= LONGEST_TAG)


def _pass_mark(table: Table) -> int:
    table.has("pass_mark")
    return table.whole("pass_mark", DEFAULT_PASS_MARK, least=0, most=100)


def _modules(course: Table, lines: list[dict[str, int]]) -> tuple[ModuleEntry, ...]:
    if not course.has("module"):
        return ()
    if not course.values["module"]:
        course.wrong("module")
    entries: dict[str, ModuleEntry] = {}
    for table in _tables(course, "module", lines):
        entry = _module(table)
        if entry and entry.id in entries:
            table.twice(entry.id, "folder")
        elif entry:
            entries[entry.id] = entry
    return tuple(entries.values())


def _tables(course: Table, key: str, lines: list[dict[str, int]]) -> Iterator[Table]:
    found = course.values.get(key, [])
    if not isinstance(found, list):
        course.wrong(key)
        return
    for values, places in zip(found, chain(lines, repeat({})), strict=False):
        # Written as [[module]], each has its lines; written inline they have none.
        yield Table(values if isinstance(values, dict) else {}, places, course.notes)


def _module(table: Table) -> ModuleEntry | None:
    note_unknown_keys(table.values, MODULE_KEYS, table.lines, table.notes)
    folder = table.text("folder")
    if not table.has("folder"):
        return None
    name = FOLDER.fullmatch(folder)
    if not name:
        table.wrong("folder")
        return None
    if name[1] in RESERVED_MODULES:
        table.notes.add(RESERVED, table.lines.get("folder", 0), id=name[1])
    return ModuleEntry(folder, table.texts("sources"), table.texts("review"), table.flag("skippable"))


def _excuses(course: Table, lines: list[dict[str, int]]) -> tuple[Excuse, ...]:
    excuses = tuple(_excuse(table) for table in islice(_tables(course, "exception", lines), MOST_EXCEPTIONS + 1))
    if len(excuses) > MOST_EXCEPTIONS:
        course.notes.add(TOO_MANY_EXCEPTIONS, excuses[-1].line, most=MOST_EXCEPTIONS)
    return excuses[:MOST_EXCEPTIONS]


def _excuse(table: Table) -> Excuse:
    note_unknown_keys(table.values, EXCEPTION_KEYS, table.lines, table.notes)
    for key in ("measure", "reason"):
        if table.has(key) and not table.text(key).strip():
            table.wrong(key)
    if table.text("measure") not in {*What, ""}:
        table.wrong("measure")
    return Excuse(
        measure=table.text("measure"),
        file=table.text("file"),
        id=table.text("id"),
        characters=table.text("characters"),
        reason=table.text("reason"),
        line=table.lines.get("", 0),
    )
