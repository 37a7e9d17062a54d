"""What a file is, by what stands in it. Its name says nothing: anybody can write any name."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """A kind of file, as people call it."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WebP"
    GIF = "GIF"
    BMP = "BMP"
    SVG = "SVG"
    WAV = "WAV"
    MP3 = "MP3"
    FLAC = "FLAC"
    OGG = "Ogg Vorbis"
    HEIC = "HEIC"
    AVIF = "AVIF"
    TIFF = "TIFF"
    PSD = "Photoshop"
    ICO = "ICO"
    SVGZ = "SVGZ, gzip"
    OPUS = "Opus"
    M4A = "M4A, MP4"
    WEBM = "WebM"
    AMR = "AMR"
    AAC = "AAC"
    WMA = "WMA, WMV"
    AIFF = "AIFF"
    AVI = "AVI"
    PDF = "PDF"
    ZIP = "Word, Excel, ZIP"
    OLD_OFFICE = "Word, Excel"
    RAR = "RAR, 7z"
    HTML = "HTML"
    PROGRAM = "EXE"
    UNKNOWN = ""


PICTURES = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP, Kind.GIF, Kind.BMP})
SOUNDS = frozenset({Kind.WAV, Kind.MP3, Kind.FLAC, Kind.OGG})

_HEAD = 4096
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"fLaC", Kind.FLAC),
    (b"ID3", Kind.MP3),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"8BPS", Kind.PSD),
    (b"\0\0\1\0", Kind.ICO),
    (b"\x1f\x8b", Kind.SVGZ),
    (b"\x1aE\xdf\xa3", Kind.WEBM),
    (b"#!AMR", Kind.AMR),
    (b"#!SILK", Kind.AMR),
    (b"\x02#!SILK", Kind.AMR),
    (b"0&\xb2u\x8ef\xcf\x11", Kind.WMA),
    (b"FORM", Kind.AIFF),
    (b"%PDF", Kind.PDF),
    (b"PK\x03\x04", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0", Kind.OLD_OFFICE),
    (b"Rar!", Kind.RAR),
    (b"7z\xbc\xaf", Kind.RAR),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"#!/", Kind.PROGRAM),
)
_RIFFS = {b"WEBP": Kind.WEBP, b"WAVE": Kind.WAV, b"AVI ": Kind.AVI}
_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}
_SVG = re.compile(r"<([a-z]+:)?svg[\s>/]", re.IGNORECASE)
_HTML = re.compile(r"\s*<(!doctype html|html|head|body|script)\b", re.IGNORECASE)


def kind_of(data: bytes) -> Kind:
    """Return what a file is."""
    by_start = next((kind for start, kind in _STARTS if data.startswith(start)), None)
    if by_start:
        return by_start
    if data.startswith(b"RIFF"):
        return _RIFFS.get(data[8:12], Kind.UNKNOWN)
    if data[4:8] == b"ftyp":
        return Kind.HEIC if data[8:12] in _BRANDS else Kind.AVIF if data[8:12] in {b"avif", b"avis"} else Kind.M4A
    if data.startswith(b"OggS"):
        return Kind.OPUS if b"OpusHead" in data[:128] else Kind.OGG
    return _text_kind(data) or _loose_kind(data)


def _text_kind(data: bytes) -> Kind | None:
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    head = data[:_HEAD].decode("utf-16" if wide else "utf-8-sig", "ignore")
    if _HTML.match(head):
        return Kind.HTML
    return Kind.SVG if head.lstrip().startswith("<") and _SVG.search(head) else None


def _loose_kind(data: bytes) -> Kind:
    """Return a kind that begins with little more than a byte or two, which something else may begin with too."""
    if data.startswith(b"BM") and data[14:18] in {b"\x0c\0\0\0", b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"}:
        return Kind.BMP
    if data[:1] == b"\xff" and len(data) > 1 and data[1] & 0xE0 == 0xE0:
        layer = data[1] & 0b110
        return Kind.AAC if layer == 0 else Kind.MP3
    return Kind.UNKNOWN
