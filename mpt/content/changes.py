"""What differs between two states of a course folder, by module and part: what a trainer looks at before publishing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import PurePosixPath

from mpt.content.manifest import MANIFEST
from mpt.content.model import Folder
from mpt.content.parts import FRONT, digest, parts_of, text_of
from mpt.content.reader import read_draft

File = tuple[str, bytes]
"""A file's path below the course folder, and its bytes."""
Files = Mapping[str, File]
"""Files that belong together, each by its name within them."""


class How(StrEnum):
    """What became of something."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MOVED = "moved"
    """It stands elsewhere, and is as it was."""
    COMPARED = "compared"
    """A translation whose words are as they were, and which was compared with its source anew."""
    LAID_OUT = "laid out"
    """A text that says what it said: nothing differs but empty lines and line ends."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """A part of a text: what stands before the first section (`part` is FRONT), or a section.

    `title` is its heading, empty for FRONT. `moved` is whether it stands elsewhere too. `old` and `new` are the part as it is
    written, empty where it wasn't there or isn't any more.
    """

    path: str
    part: str
    title: str
    how: How
    moved: bool
    old: str
    new: str

    @property
    def language(self) -> str:
        """The language of the text: the name of its file; empty for course.toml."""
        return "" if self.path == MANIFEST else PurePosixPath(self.path).stem


@dataclass(frozen=True, slots=True)
class FileChange:
    """A picture, a recording, any file that isn't a text. `before` and `after` are how many bytes; 0 where it isn't there."""

    path: str
    how: How
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together: a module, or the course's own words and files, whose `id` is empty."""

    id: str
    how: How
    moved: bool
    texts: tuple[TextChange, ...]
    files: tuple[FileChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs. `settings` is course.toml, `own` the course's own words, each None where it's as it was."""

    settings: TextChange | None
    own: Group | None
    modules: tuple[Group, ...]

    def __bool__(self) -> bool:
        return bool(self.settings or self.own or self.modules)


def compare(course_id: str, old: Folder, new: Folder) -> Changes:
    """Return what differs in `new` from `old`. Modules and parts are known by their ids, whatever their folders' numbers."""
    before, after = _modules(course_id, old), _modules(course_id, new)
    moved = _moved(tuple(before), tuple(after))
    groups = (
        _group(each, moved=each in moved, old=_below(old, before.get(each)), new=_below(new, after.get(each)))
        for each in _all(tuple(before), tuple(after))
    )
    own = _group("", moved=False, old=_outside(old, before), new=_outside(new, after))
    return Changes(_settings(old, new), own, tuple(group for group in groups if group))


def _modules(course_id: str, folder: Folder) -> dict[str, str]:
    """Return the folder of each module, by its id, in their order."""
    return {module.id: module.folder for module in read_draft(course_id, folder).course.modules}


def _all(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return what is there, in order, and after it what was."""
    return [*after, *(each for each in before if each not in after)]


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Return which of those that stayed stand elsewhere."""
    old, new = [each for each in before if each in after], [each for each in after if each in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return frozenset(new) - {each for block in blocks for each in new[block.b : block.b + block.size]}


def _below(folder: Folder, module: str | None) -> Files | None:
    """Return a module's files, each by its name; None where there is no such module."""
    if module is None:
        return None
    return {
        path.removeprefix(f"{module}/"): (path, data) for path, data in folder.items() if path.startswith(f"{module}/")
    }


def _outside(folder: Folder, modules: Mapping[str, str]) -> Files:
    folders = set(modules.values())
    return {
        path: (path, data)
        for path, data in folder.items()
        if path != MANIFEST and path.partition("/")[0] not in folders
    }


def _settings(old: Folder, new: Folder) -> TextChange | None:
    was, now = old.get(MANIFEST), new.get(MANIFEST)
    if was == now:
        return None
    return TextChange(MANIFEST, "", "", _how(was, now), moved=False, old=text_of(was or b""), new=text_of(now or b""))


def _group(group_id: str, *, moved: bool, old: Files | None, new: Files | None) -> Group | None:
    was, now = old or {}, new or {}
    names = sorted(name for name in {*was, *now} if _bytes(was, name) != _bytes(now, name))
    texts = tuple(text for name in names if name.endswith(".md") for text in _texts(was.get(name), now.get(name)))
    files = tuple(_file(was.get(name), now.get(name)) for name in names if not name.endswith(".md"))
    if not (texts or files or moved):
        return None
    how = _how(old, new) if texts or files else How.MOVED
    return Group(group_id, how, moved, texts, files)


def _bytes(files: Files, name: str) -> bytes | None:
    return files[name][1] if name in files else None


def _file(was: File | None, now: File | None) -> FileChange:
    path, _data = now or was or ("", b"")
    return FileChange(path, _how(was, now), len(was[1]) if was else 0, len(now[1]) if now else 0)


def _texts(was: File | None, now: File | None) -> list[TextChange]:
    """Return what differs in a text: its parts, in order, and after them those that are gone."""
    path, _data = now or was or ("", b"")
    before, after = _parts(was), _parts(now)
    moved = _moved(tuple(before), tuple(after))
    found = [
        _part(path, part, before.get(part), after.get(part), moved=part in moved)
        for part in _all(tuple(before), tuple(after))
        if part in moved or not _same(before.get(part), after.get(part))
    ]
    return found or [TextChange(path, FRONT, "", How.LAID_OUT, moved=False, old="", new="")]


def _same(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and digest(old) == digest(new)


def _part(path: str, part: str, old: str | None, new: str | None, *, moved: bool) -> TextChange:
    how = _how(old, new)
    if _same(old, new):
        how = How.MOVED
    elif part == FRONT and old and new and _without_source(old) == _without_source(new):
        how = How.COMPARED
    return TextChange(path, part, _title(part, new or old or ""), how, moved, old or "", new or "")


def _parts(file: File | None) -> dict[str, str]:
    return {part.id: part.text for part in parts_of(text_of(file[1]))} if file else {}


def _without_source(front: str) -> list[str]:
    return [line for line in front.splitlines() if not line.startswith("translated_from:")]


def _title(part: str, text: str) -> str:
    return "" if part == FRONT else text.partition("\n")[0].lstrip("#").partition("{")[0].strip()


def _how(was: object | None, now: object | None) -> How:
    return How.ADDED if was is None else How.REMOVED if now is None else How.CHANGED
