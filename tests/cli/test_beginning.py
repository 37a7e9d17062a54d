"""`mpt new`: what it writes checks."""

from pathlib import Path

import pytest

from mpt.content.folder import load_folder
from tests.cli.acts import Mpt, done, failed, on_disk
from tests.sample import SAMPLE, sample_folder


def test_a_new_course_and_a_new_module_check_clean_and_can_be_published(mpt: Mpt, tmp_path: Path) -> None:
    folder = tmp_path / "night-shift"
    assert done(mpt("new", "course", "night-shift", "--in", tmp_path)) == f"Begun: {folder}\n"
    done(mpt("check", folder))
    said = done(mpt("new", "module", folder, "sleep-well"))
    assert f"Written: {folder / 'course.toml'}" in said
    assert (folder / "02-sleep-well" / "zh.md").is_file()
    done(mpt("check", folder))
    assert done(mpt("publish", folder)) == "night-shift: release 1 is served\n"


def test_a_course_that_is_there_is_not_begun_again(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    assert "is there already" in failed(mpt("new", "course", SAMPLE, "--in", tmp_path))
    assert load_folder(folder) == sample_folder()


@pytest.mark.parametrize("name", ["Night Shift", "../out", "夜班", ""])
def test_a_bad_name_begins_nothing(mpt: Mpt, tmp_path: Path, name: str) -> None:
    folder = on_disk(tmp_path / "courses", sample_folder())
    assert "can't be an id" in failed(mpt("new", "course", name, "--in", tmp_path / "courses"))
    assert "can't be an id" in failed(mpt("new", "module", folder, name))
    assert load_folder(tmp_path / "courses") == {f"{SAMPLE}/{path}": data for path, data in sample_folder().items()}


def test_a_module_that_is_there_is_not_added_again(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    assert "there is already a module 'listening'" in failed(mpt("new", "module", folder, "listening"))
    assert load_folder(folder) == sample_folder()
