"""A course's folder as a zip file, out and in again to the same bytes. What a zip says of itself may be a lie."""

import io
import re
import stat
import zipfile
from dataclasses import dataclass
from typing import NamedTuple

from mpt.content.faults import N_
from mpt.content.folder import is_leftover, refuse_elsewhere
from mpt.content.lines import LARGEST_FILE as LARGEST_TEXT
from mpt.content.manifest import MANIFEST
from mpt.content.media import PICTURES, RECORDINGS
from mpt.content.model import Folder
from mpt.content.parts import text_of
from mpt.formats.leftovers import Leftover, NothingTakenError, leftover
from mpt.formats.texts import CONTROL

LARGEST_ZIP = 64 * 1024 * 1024
"""How many bytes a zip file may have."""
MOST_UNPACKED = 96 * 1024 * 1024
"""How many bytes its files may have together."""
LARGEST_FILE = 1024 * 1024
"""How many bytes one of them may have, and a text LARGEST_TEXT; a picture's or recording's own limit is the check's to say."""
MOST_FILES = 1000
LONGEST_PATH = 200

DAMAGED = N_("This zip file is damaged. Pack it again.")
NO_ZIP = N_("This isn't a zip file. Pack the course's folder as a zip file, and choose that.")
PROTECTED = N_("This zip file has a password. Pack it again without one.")
ODD_PACKING = N_("This zip file is packed in a way that isn't read here. Pack it again as an ordinary zip file.")
TOO_LARGE = N_("This zip file has more than %(most)s MB. Leave out what the course doesn't use.")
TOO_LARGE_INSIDE = N_("Unpacked, this zip file has more than %(most)s MB. Leave out what the course doesn't use.")
TOO_MANY = N_("There are more than %(most)s files in it. Leave out what the course doesn't use.")
OUTSIDE = N_("The zip file has a file that would lie outside its folder: %(name)s. Nothing of it was taken.")
TWICE = N_("The zip file has the file %(name)s twice. Pack it again.")
NO_COURSE = N_("There is no course.toml in it. Pack the folder of a course, as it was exported, and choose that.")
SEVERAL_COURSES = N_("There are several courses in it: %(names)s. Pack the folder of one.")

LINK = N_("This is a link to another file, which isn't followed.")
OTHER_KIND = N_("A course has no files of this kind.")
TOO_LARGE_FILE = N_("This file has %(size)s KB; at most %(most)s KB are taken.")
CONTROLS = N_("There are control characters in this text, which nobody can see. Save it again as plain text in UTF-8.")
BAD_NAME = N_("No file of a course can have this name.")
BESIDE = N_("This file lies outside the course's folder.")
HIDDEN = N_("Files that a computer keeps for itself: %(count)s.")

_ENTRY = b"PK\x01\x02"  # begins each line of a zip's table of contents
_ENCRYPTED, _UTF8 = 0x1, 0x800
# The others unpack without any bound.
_KNOWN_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TEXTS = (".md", MANIFEST)
_KNOWN_ENDINGS = (".md", *PICTURES, *RECORDINGS)
_PACKED_ALREADY = tuple(ending for ending in (*PICTURES, *RECORDINGS) if ending != ".svg")
_DRIVE = re.compile(r"[A-Za-z]:")
_SAME_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a zip file holds: a course's folder, the name of the folder that it was packed as (maybe empty), and the rest.

    `left_out` are paths in the course's folder that stand in the zip file and not in `folder`: there is something there that
    isn't taken, which is another thing than nothing.
    """

    folder: dict[str, bytes]
    name: str
    leftovers: tuple[Leftover, ...]
    left_out: tuple[str, ...] = ()


class _Entry(NamedTuple):
    path: str
    info: zipfile.ZipInfo


def write_zip(folder: Folder, name: str) -> bytes:
    """Return a course's folder as a zip file with one folder `name`. The same folder is the same bytes, whenever."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(folder):
            info = zipfile.ZipInfo(f"{name}/{path}", _SAME_DAY)
            info.compress_type = zipfile.ZIP_STORED if path.endswith(_PACKED_ALREADY) else zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, folder[path])
    return file.getvalue()


def read_zip(data: bytes) -> Unpacked:
    """Return the one course of a zip file: the folder with a course.toml, wherever in it. Raises NothingTakenError."""
    archive = _opened(data)
    left: list[Leftover] = []
    entries, links = _wanted(archive, left)
    top = _top([entry.path for entry in entries])
    left_out = [path.removeprefix(top) for path in links if path.startswith(top)]
    folder: dict[str, bytes] = {}
    for path, info in entries:
        inside = path.removeprefix(top)
        if not path.startswith(top):
            left.append(leftover(path, BESIDE))
        elif (content := _taken(archive, inside, info, left)) is not None:
            folder[inside] = content
        else:
            left_out.append(inside)
    return Unpacked(folder, top.rstrip("/").rpartition("/")[2], tuple(left), tuple(left_out))


def _opened(data: bytes) -> zipfile.ZipFile:
    if len(data) > LARGEST_ZIP:
        raise NothingTakenError(TOO_LARGE, most=LARGEST_ZIP >> 20)
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise NothingTakenError(NO_ZIP)
    if data.count(_ENTRY) > MOST_FILES:
        raise NothingTakenError(TOO_MANY, most=MOST_FILES)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # whatever a broken file does to the library, a page must be able to say so
        raise NothingTakenError(DAMAGED) from error
    _refuse_announced(archive.infolist())
    return archive


def _refuse_announced(infos: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise NothingTakenError(PROTECTED)
    if any(info.compress_type not in _KNOWN_PACKINGS for info in infos):
        raise NothingTakenError(ODD_PACKING)
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise NothingTakenError(TOO_LARGE_INSIDE, most=MOST_UNPACKED >> 20)


def _wanted(archive: zipfile.ZipFile, left: list[Leftover]) -> tuple[list[_Entry], list[str]]:
    """Return the files of a zip that may belong to a course, by their paths, and its links; what is left out is written down."""
    hidden: list[str] = []
    links: list[str] = []
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = _name(info)
        path = _path(name)
        if name.endswith(("/", "\\")) or not path:
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            links.append(path)
            left.append(leftover(path, LINK))
        elif any(is_leftover(part) or part == "__MACOSX" for part in path.split("/")):
            hidden.append(path)
        elif path in found:
            raise NothingTakenError(TWICE, name=path)
        else:
            found[path] = info
    if hidden:
        left.append(leftover(hidden[0], HIDDEN, count=len(hidden)))
    return [_Entry(path, found[path]) for path in sorted(found)], links


def _name(info: zipfile.ZipInfo) -> str:
    """Return a file's name as it was typed: in UTF-8 where the zip says so or it can be, else as Windows in China writes it."""
    # Newer Pythons look for another name beside the one in the zip's list, and have read that.
    if info.flag_bits & _UTF8 or info.filename != info.orig_filename:
        return info.filename
    raw = info.filename.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _path(name: str) -> str:
    """Return a path with slashes and without what means nothing. Raises NothingTakenError where it leads elsewhere."""
    path = name.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts:
        raise NothingTakenError(OUTSIDE, name=name)
    return "/".join(parts)


def _top(paths: list[str]) -> str:
    """Return where the course lies: empty, or a path with a slash at its end. Raises NothingTakenError."""
    tops = [path.removesuffix(MANIFEST) for path in paths if path == MANIFEST or path.endswith(f"/{MANIFEST}")]
    if not tops:
        raise NothingTakenError(NO_COURSE)
    if len(tops) > 1:
        raise NothingTakenError(SEVERAL_COURSES, names=" ".join(tops))
    return tops[0]


def _taken(archive: zipfile.ZipFile, path: str, info: zipfile.ZipInfo, left: list[Leftover]) -> bytes | None:
    """Return one file where a course can have it; else nothing, and what is wrong is written down."""
    is_text = path.endswith(_TEXTS)
    most = LARGEST_TEXT if is_text else LARGEST_FILE
    if path != MANIFEST and not path.endswith(_KNOWN_ENDINGS):
        left.append(leftover(path, OTHER_KIND))
    elif info.file_size > most:
        left.append(leftover(path, TOO_LARGE_FILE, size=(info.file_size + 1023) >> 10, most=most >> 10))
    elif len(path) > LONGEST_PATH or not _is_kept(path):
        left.append(leftover(path, BAD_NAME))
    else:
        data = _read(archive, info)
        if not (is_text and CONTROL.search(text_of(data))):
            return data
        left.append(leftover(path, CONTROLS))
    return None


def _is_kept(path: str) -> bool:
    try:
        refuse_elsewhere(path)
    except ValueError:
        return False
    return path.isprintable()


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return one file, never more than it announced. Raises NothingTakenError where it's damaged."""
    try:
        return archive.read(info)
    except Exception as error:  # as above
        raise NothingTakenError(DAMAGED) from error
