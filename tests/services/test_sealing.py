"""Texts that nobody may read in the database."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mpt.models import SealingKey
from mpt.services.sealing import (
    KEY_BYTES,
    OtherKeyError,
    Sealer,
    UnsealableError,
    check_key,
    load_key,
    new_key,
    read_key,
)
from tests.services.acts import count

KEY, OTHER_KEY = bytes(KEY_BYTES), b"\x01" * KEY_BYTES
HERE, THERE = "helpline_message/1", "helpline_message/2"


@given(text=st.text(), place=st.text(), key=st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES))
def test_what_is_sealed_is_unsealed(text: str, place: str, key: bytes) -> None:
    assert Sealer(key).unseal(Sealer(key).seal(text, place), place) == text


@given(text=st.text(min_size=3))
def test_nothing_of_a_text_is_seen(text: str) -> None:
    sealed, again = (Sealer(KEY).seal(text, HERE) for _ in range(2))
    assert text.encode() not in sealed or len(text.encode()) < 6
    assert sealed != again, "the same text twice looks different"
    assert sealed[:12] != again[:12]


@pytest.mark.parametrize("place", range(len(Sealer(KEY).seal("加班费", HERE))))
def test_a_byte_that_was_changed_is_noticed(place: int) -> None:
    sealed = bytearray(Sealer(KEY).seal("加班费", HERE))
    sealed[place] ^= 1
    with pytest.raises(UnsealableError):
        Sealer(KEY).unseal(bytes(sealed), HERE)


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_what_was_cut_off_is_noticed(length: int) -> None:
    with pytest.raises(UnsealableError):
        Sealer(KEY).unseal(Sealer(KEY).seal("加班费", HERE)[:length], HERE)


def test_a_text_is_read_where_it_belongs_and_with_its_key_alone() -> None:
    sealed = Sealer(KEY).seal("加班费", HERE)
    with pytest.raises(UnsealableError):
        Sealer(KEY).unseal(sealed, THERE)
    with pytest.raises(UnsealableError):
        Sealer(OTHER_KEY).unseal(sealed, HERE)


def test_a_digest_is_of_a_key_a_purpose_and_a_text() -> None:
    sealer = Sealer(KEY)
    digest = sealer.digest("192.0.2.1", "arrival")
    assert digest == Sealer(KEY).digest("192.0.2.1", "arrival")
    assert len(digest) == 32
    others = {
        sealer.digest("192.0.2.2", "arrival"),
        sealer.digest("192.0.2.1", "code"),
        Sealer(OTHER_KEY).digest("192.0.2.1", "arrival"),
    }
    assert len(others | {digest}) == 4


# Keys


def test_a_new_key_is_read_again() -> None:
    first, second = read_key(new_key()), read_key(f" {new_key()}\n")
    assert len(first) == len(second) == KEY_BYTES
    assert first != second


@pytest.mark.parametrize("text", ["", "key", base64.b64encode(bytes(31)).decode(), "*" * 44])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_key(text)


def test_a_setting_is_the_key_and_makes_no_file(tmp_path: Path) -> None:
    text, file = new_key(), tmp_path / "sealing.key"
    assert load_key(text, file) == read_key(text)
    assert not file.exists()


def test_without_a_setting_a_file_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "data" / "sealing.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _number: load_key("", file), range(8)))
    assert keys == {load_key("", file)}
    assert [each.name for each in file.parent.iterdir()] == ["sealing.key"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "nobody else on the machine reads it"


# The database knows its key again


def test_a_database_stays_with_its_first_key(session: Session) -> None:
    for _ in range(2):
        check_key(session, Sealer(KEY))
    assert count(session, SealingKey) == 1
    with pytest.raises(OtherKeyError):
        check_key(session, Sealer(OTHER_KEY))
    assert count(session, SealingKey) == 1
    assert KEY.hex() not in Sealer(KEY).fingerprint
