"""Pictures and recordings: kept for ever by their address, never anything else of a course's folder."""

import hashlib
import struct
import zlib
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask

from mpt.services.publishing import publish
from tests.cast import Phone
from tests.recordings import mp3, with_recording
from tests.sample import SAMPLE, sample_folder
from tests.server import Server
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


RECORDING = mp3(80)
LENGTH = len(RECORDING)
PLAYED = f"/media/{SAMPLE}/{hashlib.sha256(RECORDING).hexdigest()[:16]}/01-listening/voice.mp3"


@pytest.fixture
def recorded(app: Flask) -> Flask:
    """The application with a small course that has a recording."""
    with writing(app) as session:
        publish(session, SAMPLE, with_recording(RECORDING))
    return app


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (80, {"zh": "听一听 · 1 分 20 秒 · 313 KB", "en": "Listen · 1 min 20 s · 313 KB"}),
        (120, {"zh": "听一听 · 2 分钟 · 469 KB", "en": "Listen · 2 min · 469 KB"}),
        (9, {"zh": "听一听 · 9 秒 · 36 KB", "en": "Listen · 9 s · 36 KB"}),
    ],
)
def test_a_lesson_says_what_its_recording_costs_and_offers_no_other_voice(
    app: Flask, seconds: int, said: dict[str, str]
) -> None:
    with writing(app) as session:
        publish(session, SAMPLE, with_recording(mp3(seconds)))
    for language, caption in said.items():
        page = Phone(app, language).get(f"/courses/{SAMPLE}/listening/hear-them").get_data(as_text=True)
        assert f"<figcaption>{caption}</figcaption>" in page
        assert 'preload="none"' in page
        assert f'aria-label="{caption.partition(" ")[0]}"' in page
        assert "<button" in page
        assert "data-stop" not in page
        without = Phone(app, language).get(f"/courses/{SAMPLE}/listening/ask-once").get_data(as_text=True)
        assert "<audio" not in without
        assert "data-stop" in without


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, LENGTH - 1),
        ("bytes=0-1", 0, 1),
        ("bytes=100000-199999", 100_000, 199_999),
        (f"bytes={LENGTH - 1}-", LENGTH - 1, LENGTH - 1),
        ("bytes=-500", LENGTH - 500, LENGTH - 1),
        ("bytes=300000-9999999", 300_000, LENGTH - 1),
    ],
)
def test_a_player_gets_the_part_it_asks_for(recorded: Flask, asked: str, first: int, last: int) -> None:
    answer = recorded.test_client().get(PLAYED, headers={"Range": asked, "Accept-Encoding": "br, gzip"})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{LENGTH}"
    assert answer.data == RECORDING[first : last + 1]
    assert answer.content_length == last + 1 - first
    assert answer.mimetype == "audio/mpeg"
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_seeking_to_and_fro_gives_each_part(recorded: Flask) -> None:
    client = recorded.test_client()
    for start in (0, 250_000, 96, 319_000, 0):
        answer = client.get(PLAYED, headers={"Range": f"bytes={start}-{start + 95}"})
        assert (answer.status_code, answer.data) == (206, RECORDING[start : start + 96])


def test_who_asks_for_no_part_gets_the_whole_and_learns_that_parts_can_be_had(recorded: Flask) -> None:
    answer = recorded.test_client().get(PLAYED)
    assert (answer.status_code, answer.data) == (200, RECORDING)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.content_length == LENGTH
    head = recorded.test_client().head(PLAYED)
    assert (head.status_code, head.data, head.content_length) == (200, b"", LENGTH)


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-5", "nonsense", "bytes=-99999999", ""])
def test_what_we_do_not_cut_is_sent_whole(recorded: Flask, asked: str) -> None:
    answer = recorded.test_client().get(PLAYED, headers={"Range": asked})
    assert (answer.status_code, answer.data) == (200, RECORDING)


@pytest.mark.parametrize("asked", [f"bytes={LENGTH}-", "bytes=99999999-"])
def test_a_part_beyond_the_end_is_refused_with_the_length(recorded: Flask, asked: str) -> None:
    answer = recorded.test_client().get(PLAYED, headers={"Range": asked})
    assert (answer.status_code, answer.data) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{LENGTH}"
    assert "immutable" not in answer.headers["Cache-Control"]


def test_a_download_goes_on_where_the_network_broke_if_it_is_still_the_same_recording(recorded: Flask) -> None:
    client = recorded.test_client()
    etag = client.get(PLAYED).headers["ETag"]
    assert not etag.startswith("W/")
    goes_on = client.get(PLAYED, headers={"Range": "bytes=200000-", "If-Range": etag})
    assert (goes_on.status_code, goes_on.data) == (206, RECORDING[200_000:])
    for other in ('"another"', "Wed, 21 Oct 2015 07:28:00 GMT"):
        anew = client.get(PLAYED, headers={"Range": "bytes=200000-", "If-Range": other})
        assert (anew.status_code, anew.data) == (200, RECORDING)
    assert client.get(PLAYED, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.usefixtures("recorded")
def test_the_real_server_gives_parts_too(database_url: str, tmp_path: Path) -> None:
    with (
        Server(tmp_path, MPT_DATABASE_URL=database_url, MPT_WORKERS="1") as server,
        # One connection, as a player's: a length that isn't true would spoil the next answer.
        closing(HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection,
    ):
        etag = ""
        for headers, status, body in [
            ({}, 200, RECORDING),
            ({"Range": "bytes=0-1"}, 206, RECORDING[:2]),
            ({"Range": "bytes=250000-"}, 206, RECORDING[250_000:]),
            ({"Range": "bytes=960-1919"}, 206, RECORDING[960:1920]),
            ({"Range": f"bytes={LENGTH}-"}, 416, b""),
            ({"Range": "bytes=0-1,5-6"}, 200, RECORDING),
            ({"Range": "bytes=96-", "If-Range": '"another"'}, 200, RECORDING),
            ({"Range": "bytes=96-", "If-Range": "as before"}, 206, RECORDING[96:]),
        ]:
            sent = {name: etag if value == "as before" else value for name, value in headers.items()}
            connection.request("GET", PLAYED, headers=sent)
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (status, body), headers
            assert answer.getheader("Accept-Ranges") == "bytes"
            assert int(answer.getheader("Content-Length", "-1")) == len(body)
            etag = answer.getheader("ETag") or etag
