"""What a file is, whatever it's called."""

import pytest

from mpt.media.kinds import Kind, kind_of
from tests.media.files import SVG, photo, saved, tone, wav


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.JPEG, Kind.WEBP, Kind.GIF, Kind.BMP])
def test_pictures_are_known_by_what_is_in_them(kind: Kind) -> None:
    assert kind_of(saved(photo(40, 40), kind.value.upper())) is kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (SVG, Kind.SVG),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?><!-- a --><!DOCTYPE svg>" + SVG, Kind.SVG),
        (b'<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>', Kind.SVG),
        (SVG.decode().encode("utf-16"), Kind.SVG),
        (b"<!DOCTYPE HTML><svg>", Kind.HTML),
        (b"<html><svg>", Kind.HTML),
        (b"<rss>", Kind.UNKNOWN),
        (wav(tone(0.1)), Kind.WAV),
        (b"RIFF\0\0\0\0AVI ", Kind.AVI),
        (b"RIFF\0\0\0\0what", Kind.UNKNOWN),
        (b"ID3\x04", Kind.MP3),
        (b"\xff\xfb\x14\xc4", Kind.MP3),
        (b"\xff\xf1\x50\x80", Kind.AAC),
        (b"\xff", Kind.UNKNOWN),
        (b"\xff\x00", Kind.UNKNOWN),
        (b"fLaC", Kind.FLAC),
        (b"OggS" + bytes(24) + b"\x01vorbis", Kind.OGG),
        (b"OggS" + bytes(24) + b"OpusHead", Kind.OPUS),
        (b"\0\0\0\x20ftypM4A ", Kind.M4A),
        (b"\0\0\0\x20ftypmp42", Kind.M4A),
        (b"\0\0\0\x20ftypheic", Kind.HEIC),
        (b"\0\0\0\x20ftypavif", Kind.AVIF),
        (b"BM but a text", Kind.UNKNOWN),
        (b"", Kind.UNKNOWN),
        (b"A text.", Kind.UNKNOWN),
    ],
    ids=lambda value: value.name if isinstance(value, Kind) else None,
)
def test_other_kinds(data: bytes, kind: Kind) -> None:
    assert kind_of(data) is kind
