"""A course folder on a disk, and in memory."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from mpt.content.model import Folder

_LEFTOVER_ENDINGS = ("~", ".bak", ".orig", ".rej", ".swp", ".tmp")
_LEFTOVER_STARTS = (".", "~$", "#")
_LEFTOVER_NAMES = frozenset({"Thumbs.db", "desktop.ini"})


def hash8(data: bytes) -> str:
    """Return the first 8 hex digits of the SHA-256 of `data`: what `translated_from` says of its source."""
    return hashlib.sha256(data).hexdigest()[:8]


def digest_of(folder: Folder) -> str:
    """Return 32 hex digits of the SHA-256 of a folder, or of some of its files: whether they are the same later."""
    whole = hashlib.sha256()
    for path, data in sorted(folder.items()):
        whole.update(f"{len(path.encode())} {path} {len(data)} ".encode() + data)
    return whole.hexdigest()[:32]


def load_folder(path: Path) -> dict[str, bytes]:
    """Return the files of a folder. Links aren't followed; hidden files and what editors leave behind are passed over.

    Raises NotADirectoryError.
    """
    if not path.is_dir():
        raise NotADirectoryError(path)
    return {str(file.relative_to(path).as_posix()): file.read_bytes() for file in sorted(_files(path))}


def write_folder(path: Path, folder: Folder) -> None:
    """Write a folder's files below `path`, byte for byte.

    Raises FileExistsError where there is something already, ValueError for a file that would lie elsewhere.
    """
    for name in folder:
        refuse_elsewhere(name)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(path)
    for name, data in folder.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _files(path: Path) -> Iterator[Path]:
    for entry in os.scandir(path):
        if is_leftover(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def is_leftover(name: str) -> bool:
    """Say whether a file of this name is hidden, or what an editor or a computer leaves behind."""
    return name in _LEFTOVER_NAMES or name.startswith(_LEFTOVER_STARTS) or name.endswith(_LEFTOVER_ENDINGS)


def refuse_elsewhere(name: str) -> None:
    """Refuse what isn't the path of a file below a folder, on any system. Raises ValueError."""
    parts = PurePosixPath(name).parts
    if not parts or str(PurePosixPath(*parts)) != name or ".." in parts or parts[0] == "/":
        raise ValueError(f"not a file's path below the folder: {name!r}")
    if any(character in name for character in "\\:\0"):
        raise ValueError(f"not a file's path on every system: {name!r}")
