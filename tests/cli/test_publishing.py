"""Publishing, exporting, rolling back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy.orm import Session

from mpt.content.folder import load_folder
from mpt.content.reader import Reading
from mpt.models.database import open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import publishing
from mpt.services.publishing import export
from tests.cast import MEI
from tests.cli.acts import Mpt, done, failed, on_disk
from tests.sample import SAMPLE, broken, sample_folder
from tests.services.staff_acts import settled


def test_publishing_says_which_release_is_served(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    assert done(mpt("publish", folder)) == "sample: release 1 is served\n"
    assert done(mpt("publish", folder)) == "sample: release 1 holds these files already\n"
    on_disk(tmp_path, sample_folder(summary="改过的小课。"))
    assert done(mpt("publish", folder)) == "sample: release 2 is served\n"


def test_a_course_is_published_from_inside_its_folder(
    mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(on_disk(tmp_path, sample_folder()))
    assert done(mpt("publish", ".")) == "sample: release 1 is served\n"


def test_publishing_a_broken_folder_names_the_fault_and_changes_nothing(
    mpt: Mpt, tmp_path: Path, session: Session
) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    said = failed(mpt("publish", on_disk(tmp_path, broken(sample_folder(summary="改过的小课。")))))
    assert f"{tmp_path / SAMPLE}/02-hard-days/en.md: this file is missing" in said
    assert said.endswith("Error: 1 faults; nothing was published\n")
    assert export(session, SAMPLE) == sample_folder()


def test_an_exported_course_is_the_same_folder_byte_for_byte(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    done(mpt("publish", folder))
    assert done(mpt("export", SAMPLE, tmp_path / "out")) == f"sample is in {tmp_path / 'out'}\n"
    assert load_folder(tmp_path / "out") == load_folder(folder) == sample_folder()


def test_an_exported_course_can_be_published_elsewhere_and_is_the_same(
    mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    done(mpt("export", SAMPLE, tmp_path / "elsewhere" / SAMPLE))
    monkeypatch.setenv("MPT_DATA", str(tmp_path / "other installation"))
    assert done(mpt("publish", tmp_path / "elsewhere" / SAMPLE)) == "sample: release 1 is served\n"
    done(mpt("export", SAMPLE, tmp_path / "back"))
    assert load_folder(tmp_path / "back") == sample_folder()


def test_an_export_overwrites_nothing(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    done(mpt("publish", folder))
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert f"{folder} is there already; choose a new folder" in failed(mpt("export", SAMPLE, folder))
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_an_export_to_where_no_folder_can_be_says_so(mpt: Mpt, tmp_path: Path) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    (tmp_path / "file").write_bytes(b"")
    assert "Not a directory" in failed(mpt("export", SAMPLE, tmp_path / "file" / "out"))


def test_rolling_back_serves_the_release_before_until_there_is_none(mpt: Mpt, tmp_path: Path, session: Session) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    done(mpt("publish", on_disk(tmp_path, sample_folder(summary="改过的小课。"))))
    assert done(mpt("rollback", SAMPLE)) == "sample: release 1 is served again\n"
    assert export(session, SAMPLE) == sample_folder()
    assert "serves its first release" in failed(mpt("rollback", SAMPLE))


def test_rolling_back_to_what_cannot_be_read_any_more_changes_nothing(
    mpt: Mpt, tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    done(mpt("publish", on_disk(tmp_path, sample_folder(summary="改过的小课。"))))
    monkeypatch.setattr(publishing, "read_course", lambda *_: Reading(None, ()))
    assert "can't be read by this version" in failed(mpt("rollback", SAMPLE))
    assert export(session, SAMPLE) == sample_folder(summary="改过的小课。")


def test_a_database_that_is_away_is_one_line(mpt: Mpt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPT_DATABASE_URL", "postgresql://mpt@127.0.0.1:1/mpt?connect_timeout=1")
    said = failed(mpt("rollback", SAMPLE))
    assert said.startswith("Error: the database doesn't answer: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("words", [("rollback", "another"), ("export", "another", "out"), ("history", "another")])
def test_a_course_never_published_is_unknown(mpt: Mpt, words: tuple[str, ...]) -> None:
    assert failed(mpt(*words)) == "Error: no course another was ever published\n"
    assert not Path("out").exists()


def test_the_history_says_what_was_served_since_when_and_by_whom(mpt: Mpt, tmp_path: Path, url: str) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 4, tzinfo=UTC), tick=False):
        done(mpt("publish", on_disk(tmp_path, sample_folder())))
    database = open_database(url)
    with (
        time_machine.travel(datetime(2026, 12, 1, 4, tzinfo=UTC), tick=False),
        database.session(writes=True) as session,
    ):
        mei = settled(session, MEI, Grant(Role.TRAINER))
        publishing.publish(session, SAMPLE, sample_folder(summary="改过的小课。"), mei, "新的\n摘要")
        session.commit()
    database.dispose()
    with time_machine.travel(datetime(2026, 12, 2, 4, tzinfo=UTC), tick=False):
        done(mpt("rollback", SAMPLE))
    _heads, _line, *lines = done(mpt("history", SAMPLE)).splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "2026-12-02 12:00 release 1 rolled back, served now command line",
        "2026-12-01 12:00 release 2 published 梅老师 新的 摘要",
        "2026-11-30 12:00 release 1 published command line",
    ]
