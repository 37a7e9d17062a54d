"""The key that texts are encrypted with: made once, found again, and never another one."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from mpt.services import sealing
from mpt.services.sealing import KEY_BYTES, OtherKeyError, Sealer, check_key, load_key, new_key, read_key


def test_without_a_setting_a_key_is_made_once_that_nobody_else_of_the_machine_can_read(tmp_path: Path) -> None:
    file = tmp_path / "data" / "sealing.key"
    first = load_key("", file)
    assert len(first) == KEY_BYTES
    assert load_key("", file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_processes_that_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    file = tmp_path / "sealing.key"
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _each: load_key("", file), range(8)))) == 1


def test_who_comes_second_takes_the_key_of_who_came_first(tmp_path: Path) -> None:
    file = tmp_path / "sealing.key"
    file.write_text(new_key(), encoding="ascii")
    before = file.read_text(encoding="ascii")
    sealing._make(file)
    assert file.read_text(encoding="ascii") == before


def test_a_setting_comes_before_the_file_and_makes_none(tmp_path: Path) -> None:
    key = new_key()
    assert load_key(key, tmp_path / "sealing.key") == read_key(key)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "not a key", "AAAA", "A" * 40, "密" * 44])
def test_what_is_no_key_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - base64's own words, and ours
        read_key(text)


def test_a_database_goes_on_with_its_own_key_alone(session: Session) -> None:
    own, other = Sealer(bytes(KEY_BYTES)), Sealer(b"1" * KEY_BYTES)
    check_key(session, own)
    check_key(session, own)
    with pytest.raises(OtherKeyError):
        check_key(session, other)
