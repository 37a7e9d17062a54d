"""Pictures and recordings: each that is named is there, fit to be shown and small; each that is there is named."""

import gzip
import io
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import imagesize
from tinytag import TinyTag

from mpt.content.faults import N_, Complaint
from mpt.content.links import Reference, Target, is_safe_link
from mpt.content.model import Fault, Folder
from mpt.content.svg import UnsafePictureError, clean

PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp")
RECORDINGS = (".mp3",)
MOST_KB = {".svg": 3, ".mp3": 700} | dict.fromkeys(PICTURES[1:], 40)

_HAVE_WEBP = (".png", ".jpg", ".jpeg")
_KNOWN_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")
# The slowest that MP3 has is 8 kbit/s: a length beyond that is a false one.
_LEAST_BYTES_A_SECOND = 1000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

NO_ALT = Complaint(N_("the picture %(name)s has no words"), N_("say in ![…] what it shows, for those who can't see it"))
NOT_THERE = Complaint(N_("there is no file %(name)s beside this one"), N_("add it, or take it out of the text"))
BAD_NAME = Complaint(
    N_("“%(name)s” can't be shown here"),
    N_("name a file beside this one, of letters, digits, . _ -, ending with %(known)s"),
)
UNUSED = Complaint(N_("no text uses this file"), N_("name it in a text, or delete it"))
STRANGE_FILE = Complaint(
    N_("a file of this kind or place isn't known in a course"), N_("delete it, or move it elsewhere")
)
TOO_BIG = Complaint(N_("this file has %(size)s KB"), N_("make it smaller: at most %(most)s KB%(packed)s"))
UNREADABLE = Complaint(N_("this picture can't be read"), N_("save it again as PNG, JPEG or WebP"))
NOT_ALIKE = Complaint(
    N_("this picture hasn't the size of %(name)s, in whose place it is shown"),
    N_("make it again from that one, or delete it"),
)
NO_MP3 = Complaint(
    N_("this recording can't be read: it isn't an MP3"),
    N_("save it again as MP3; another name for the file doesn't make it one"),
)
BAD_LINK = Complaint(N_("a link can't lead to “%(address)s”"), N_("write [words](help) or [words](https://…)"))


class Use(NamedTuple):
    """One reference in a text, with the file it is in and the folder it looks in (empty: the course's own)."""

    path: str
    folder: str
    reference: Reference

    @property
    def target(self) -> str:
        """The path of the file that is meant."""
        return f"{self.folder}/{self.reference.address}" if self.folder else self.reference.address


def check_use(use: Use, folder: Folder) -> Iterator[Fault]:
    """Yield what is wrong with one reference."""
    kind, address, words, line, _of = use.reference
    if kind is Target.LINK:
        if not is_safe_link(address):
            yield BAD_LINK.at(use.path, line, address=address)
        return
    known = PICTURES if kind is Target.PICTURE else RECORDINGS
    if not _NAME.fullmatch(address) or not address.endswith(known):
        yield BAD_NAME.at(use.path, line, name=address, known=" ".join(known))
    elif use.target not in folder:
        yield NOT_THERE.at(use.path, line, name=address)
    if kind is Target.PICTURE and not words:
        yield NO_ALT.at(use.path, line, name=address)


def check_files(folder: Folder, expected: Iterable[str], used: set[str]) -> Iterator[Fault]:
    """Yield what is wrong with the files that are there. `expected` are the texts, `used` what they name."""
    texts = set(expected)
    stands_in = {webp: path for path in used if (webp := webp_of(path)) and webp not in used}
    for path, data in folder.items():
        if path in texts:
            continue
        if path.endswith((*PICTURES, *RECORDINGS)) and (path in used or path in stands_in):
            yield from check_file(path, data)
            yield from _unlike(path, stands_in.get(path, path), folder)
        else:
            yield (UNUSED if path.endswith((*PICTURES, *RECORDINGS)) else STRANGE_FILE).at(path)


def check_file(path: str, data: bytes) -> Iterator[Fault]:
    """Yield what is wrong with a picture or recording."""
    ending = path[path.rfind(".") :]
    size = len(gzip.compress(data, mtime=0)) if ending == ".svg" else len(data)
    if size > MOST_KB[ending] * 1024:
        packed = " (gzip)" if ending == ".svg" else ""
        yield TOO_BIG.at(path, size=f"{size / 1024:.1f}", most=MOST_KB[ending], packed=packed)
    if ending == ".svg":
        yield from _unsafe(path, data)
    elif ending in PICTURES and not picture_size(data):
        yield UNREADABLE.at(path)
    elif ending in RECORDINGS and not recording_seconds(data):
        yield NO_MP3.at(path)


def webp_of(path: str) -> str:
    """Return the path of the WebP that phones are shown in place of a JPEG or PNG, which others fall back on; else nothing."""
    stem, dot, ending = path.rpartition(".")
    return f"{stem}.webp" if f"{dot}{ending}" in _HAVE_WEBP else ""


def _unlike(path: str, fallback: str, folder: Folder) -> Iterator[Fault]:
    sizes = {picture_size(folder.get(each, b"")) for each in (path, fallback)}
    # What can't be read, or isn't there, was said of itself.
    if path != fallback and len(sizes - {None}) > 1:
        yield NOT_ALIKE.at(path, name=fallback.rpartition("/")[2])


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Return the width and height of a PNG, JPEG or WebP picture, or nothing where it can't be read."""
    if not data.startswith(_KNOWN_STARTS):
        return None
    try:
        width, height = imagesize.get(io.BytesIO(data))
    except Exception:  # whatever a broken picture does to the library, it must not stop a course from being read
        return None
    return (int(width), int(height)) if width > 0 and height > 0 else None


@lru_cache(maxsize=16)  # few: each holds on to its recording
def recording_seconds(data: bytes) -> int:
    """Return the length of an MP3, at least a second, or 0 where it can't be read."""
    if _is_other_sound(data):
        return 0
    try:
        sound = TinyTag.get(file_obj=io.BytesIO(data), tags=False)
    except Exception:  # whatever a broken recording does to the library, it must not stop a course from being read
        return 0
    seconds = sound.duration or 0
    if sound.mime_type != "audio/mpeg" or not 0 < seconds <= len(data) / _LEAST_BYTES_A_SECOND:
        return 0
    return max(1, round(seconds))


def _is_other_sound(data: bytes) -> bool:
    """Say whether the first frame is one of another layer or of AAC, which begin alike: phones wouldn't play it as MP3."""
    return data[:1] == b"\xff" and data[1:2] != b"" and data[1] & 0b110 != 0b010


def _unsafe(path: str, data: bytes) -> Iterator[Fault]:
    try:
        clean(data)
    except UnsafePictureError as error:
        yield error.fault(path)
