"""A course folder goes to a disk and comes back byte for byte, and nothing is written elsewhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.folder import hash8, load_folder, write_folder
from tests.content.folders import GOOD

NAMES = st.text("abcdefgh0123-_", min_size=1, max_size=8).map(lambda name: f"{name}.md")
PATHS = st.one_of(NAMES, st.tuples(st.sampled_from(["01-one", "02-two"]), NAMES).map("/".join))


def test_a_written_folder_loads_as_it_was(tmp_path: Path) -> None:
    write_folder(tmp_path / "good", GOOD)
    assert load_folder(tmp_path / "good") == GOOD


@given(folder=st.dictionaries(PATHS, st.binary(max_size=50), max_size=6))
def test_any_bytes_round_trip(folder: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("course")
    write_folder(place, folder)
    assert load_folder(place) == folder


def test_hidden_files_links_and_what_editors_leave_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "01-one").mkdir()
    (tmp_path / "01-one" / "zh.md").write_bytes(b"text")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"")
    for name in (".DS_Store", "zh.md~", "zh.md.swp", "~$notes.docx", "#zh.md#", "Thumbs.db"):
        (tmp_path / "01-one" / name).write_bytes(b"left over")
    (tmp_path / "secret.md").symlink_to("/etc/hosts")
    (tmp_path / "02-two").symlink_to(tmp_path / "01-one")
    assert load_folder(tmp_path) == {"01-one/zh.md": b"text"}


def test_there_is_nothing_to_load_where_there_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for name in ("nowhere", "file"):
        with pytest.raises(NotADirectoryError):
            load_folder(tmp_path / name)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(b"mine")
    for target in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(FileExistsError):
            write_folder(target, GOOD)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "name",
    ["../out.md", "a/../../out.md", "/etc/out.md", "", ".", "a//b.md", "./a.md", "a/", "C:\\out.md", "a\0b", ".."],
)
def test_nothing_is_written_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a file's path"):
        write_folder(tmp_path / "course", {"zh.md": b"first", name: b"out"})
    assert list(tmp_path.iterdir()) == []


def test_a_hash_is_the_first_of_sha256() -> None:
    assert hash8(b"") == "e3b0c442"
