"""Pictures and recordings: kept for ever by their address, never anything else of a course's folder."""

import hashlib
import struct
import zlib

import pytest
from flask import Flask

from mpt.services.publishing import publish
from tests.cast import Phone
from tests.sample import SAMPLE, sample_folder
from tests.web.acts import on_sqlite, writing

pytestmark = on_sqlite


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


DOT = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)


@pytest.fixture
def address(app: Flask) -> str:
    """Where a picture of the small course is served."""
    folder = sample_folder()
    changed = {"01-listening/dot.png": DOT}
    zh = folder["01-listening/zh.md"].replace(b"{#hear-them}\n", "{#hear-them}\n\n![一个点](dot.png)\n".encode())
    digest = hashlib.sha256(zh).hexdigest()[:8]
    en = folder["01-listening/en.md"].decode().replace("{#hear-them}\n", "{#hear-them}\n\n![A dot](dot.png)\n")
    old = hashlib.sha256(folder["01-listening/zh.md"]).hexdigest()[:8]
    with writing(app) as session:
        publish(
            session,
            SAMPLE,
            {**folder, **changed, "01-listening/zh.md": zh, "01-listening/en.md": en.replace(old, digest).encode()},
        )
    return f"/media/{SAMPLE}/{hashlib.sha256(DOT).hexdigest()[:16]}/01-listening/dot.png"


def test_a_lesson_names_its_picture_and_the_picture_is_there_for_ever(phone: Phone, address: str) -> None:
    assert f'src="{address}"' in phone.get(f"/courses/{SAMPLE}/listening/hear-them").get_data(as_text=True)
    answer = phone.client.get(address)
    assert answer.status_code == 200
    assert answer.data == DOT
    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_a_part_of_it_may_be_asked_for(phone: Phone, address: str) -> None:
    answer = phone.client.get(address, headers={"Range": "bytes=0-3"})
    assert answer.status_code == 206
    assert answer.data == DOT[:4]
    assert phone.client.get(address, headers={"Range": "bytes=9999-"}).status_code == 416


def test_other_bytes_have_another_address(phone: Phone, address: str) -> None:
    digest = address.split("/")[3]
    for wrong in ("0" * 16, digest.upper(), digest[:8], "x"):
        assert phone.client.get(address.replace(digest, wrong)).status_code == 404
