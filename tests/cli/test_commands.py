"""Every command: its help, its settings, and how it fails."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mpt import cli
from tests.cli.acts import Mpt, done, failed, on_disk
from tests.sample import SAMPLE, sample_folder

ROOT = Path(__file__).resolve().parent.parent.parent


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and group below `group`."""
    for name, command in group.commands.items():
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


@pytest.mark.parametrize("words", [(), *commands(cli.main)], ids=lambda words: " ".join(words) or "mpt")
def test_every_command_has_help_that_says_what_it_is_for(mpt: Mpt, words: tuple[str, ...]) -> None:
    said = done(mpt(*words, "--help"))
    assert said.startswith("Usage: ")
    assert len(said.split("\n\n")[1].strip()) > 20


def test_help_needs_no_database(mpt: Mpt, tmp_path: Path) -> None:
    done(mpt("publish", "--help"))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "words",
    [("check", "nowhere"), ("publish",), ("publish", "nowhere"), ("export", "sample"), ("unknown",), ("rollback",)],
)
def test_a_command_that_is_not_understood_exits_with_2(mpt: Mpt, words: tuple[str, ...]) -> None:
    assert mpt(*words).exit_code == 2


def test_a_bad_setting_is_one_line(mpt: Mpt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert (
        failed(mpt("rollback", SAMPLE))
        == "Error: PORT='eighty': must be a whole number from 1 to 65535, such as 8000\n"
    )


def test_the_command_works_in_a_process_of_its_own_from_anywhere(url: str, tmp_path: Path) -> None:
    on_disk(tmp_path, sample_folder())
    ran = subprocess.run(
        [sys.executable, "-m", "mpt.cli", "publish", SAMPLE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MPT_DATA": "here"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "sample: release 1 is served\n", "")
    assert (tmp_path / "here" / "mpt.sqlite3").is_file()
