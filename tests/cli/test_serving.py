"""`mpt serve` and `mpt trial`: what they make before they serve."""

import os
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from mpt.cli import courses
from mpt.content.folder import load_folder
from mpt.services import factories
from mpt.services.publishing import current_releases
from mpt.services.sealing import new_key
from tests.cli.acts import Mpt, done, on_disk
from tests.sample import SAMPLE, broken, sample_folder


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The commands that would have become the server, with two bundled courses of which one is broken."""
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, command: became.append(command))
    monkeypatch.setattr(courses, "COURSES", tmp_path / "courses")
    on_disk(tmp_path / "courses", sample_folder())
    on_disk(tmp_path / "courses", broken(sample_folder()), "unfinished")
    return became


def test_serving_begins_with_the_schema_and_the_bundled_courses(
    mpt: Mpt, served: list[list[str]], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("MPT_WORKERS", "3")
    said = done(mpt("serve"))
    assert "Published sample, release 1" in said
    assert "unfinished isn't published: 1 faults" in said
    assert set(current_releases(session)) == {SAMPLE}
    assert factories.first_code(session) is None
    (command,) = served
    assert command[:4] == [sys.executable, "-m", "gunicorn", "mpt:create_app()"]
    assert " ".join(command).count("--bind 127.0.0.1:9000 --worker-class gthread --workers 3") == 1


def test_serving_again_overwrites_nothing_that_was_published_later(
    mpt: Mpt, served: list[list[str]], tmp_path: Path
) -> None:
    done(mpt("serve"))
    done(mpt("publish", on_disk(tmp_path / "trainer", sample_folder(summary="改过的小课。"))))
    assert "Published" not in done(mpt("serve"))
    done(mpt("export", SAMPLE, tmp_path / "out"))
    assert load_folder(tmp_path / "out") == sample_folder(summary="改过的小课。")
    assert len(served) == 2


def test_a_trial_has_a_made_up_factory_whose_link_stays(mpt: Mpt, served: list[list[str]], session: Session) -> None:
    said = done(mpt("trial"))
    code = factories.first_code(session)
    assert code is not None
    assert f"Join link    http://127.0.0.1:8000/join/{code}" in said
    assert "█" in said or "▀" in said
    assert said.count("  Staff        http://127.0.0.1:8000/staff/invitation/") == 4
    assert "as office@trial.example" in said
    assert "For a phone" in said
    assert f"/join/{code}" in done(mpt("trial"))
    assert len(served) == 2


def test_a_trial_for_other_phones_says_nothing_of_this_machine_alone(
    mpt: Mpt, served: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPT_HOST", "0.0.0.0")
    monkeypatch.setenv("MPT_PUBLIC_URL", "http://192.168.1.5:8000")
    said = done(mpt("trial"))
    assert "Join link    http://192.168.1.5:8000/join/" in said
    assert "For a phone" not in said
    assert served


@pytest.mark.parametrize("command", ["serve", "trial"])
def test_with_another_key_than_the_databases_nothing_is_served(
    command: str, mpt: Mpt, served: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    done(mpt("serve"))
    monkeypatch.setenv("MPT_SEALING_KEY", new_key())
    said = mpt(command)
    assert said.exit_code == 1
    assert "written with another key" in said.output
    assert len(served) == 1


def test_a_key_file_that_holds_none_stops_the_start(mpt: Mpt, served: list[list[str]], tmp_path: Path) -> None:
    done(mpt("serve"))
    (key,) = tmp_path.rglob("sealing.key")
    key.write_text("lost", encoding="ascii")
    said = mpt("serve")
    assert said.exit_code == 1
    assert f"{key} holds no key" in said.output
