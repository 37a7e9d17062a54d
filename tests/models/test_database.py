"""What the databases promise: nothing confirmed is lost, and what must never be can't be."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from mpt.models import (
    Attempt,
    Base,
    Certificate,
    Enrolment,
    Factory,
    JoinCode,
    Learner,
    LessonDone,
    Membership,
    ModuleDone,
    Release,
    SignIn,
)
from mpt.models import database as engines
from mpt.models.base import UtcTime, now
from mpt.models.database import Database, open_database
from mpt.models.once import insert_once
from mpt.services.factories import open_factory
from tests.sample import SAMPLE

IN_CHINA = timezone(timedelta(hours=8))
THREADS, TIMES = 8, 50


@pytest.fixture
def learner(session: Session) -> uuid.UUID:
    afang = Learner()
    session.add(afang)
    session.flush()
    return afang.id


@pytest.fixture
def release(session: Session) -> int:
    return session.scalars(select(Release.id)).one()


def certificate(learner: uuid.UUID, release: int, code: str, **values: object) -> Certificate:
    return Certificate(code=code, learner_id=learner, course_id=SAMPLE, release_id=release, **values)


def refused(session: Session, *rows: Base) -> bool:
    """Say whether the database refuses these rows."""
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError:
        return True
    return False


# SQLite, as we speak to it


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A new SQLite database in a folder that isn't there yet."""
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'mpt.sqlite3'}")
    database.migrate()
    yield database
    database.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
@pytest.mark.parametrize("writes", [False, True])
def test_every_sqlite_connection_is_safe_against_power_cuts_and_dangling_rows(
    sqlite: Database, pragma: str, value: object, writes: bool
) -> None:
    with sqlite.session(writes=writes) as session, sqlite.session(writes=False) as another:
        assert session.scalar(text(f"PRAGMA {pragma}")) == value
        assert another.scalar(text(f"PRAGMA {pragma}")) == value


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_confirmed(sqlite: Database) -> None:
    with sqlite.session(writes=True) as writer, sqlite.session(writes=False) as reader:
        open_factory(writer, "晨光玩具厂", "Morning Light Toys")
        assert reader.scalars(select(Factory)).all() == []
        reader.rollback()
        writer.commit()
        assert len(reader.scalars(select(Factory)).all()) == 1


@pytest.fixture
def held(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A new SQLite file that another process writes to just now."""
    with closing(sqlite3.connect(tmp_path / "mpt.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE theirs (id INTEGER)")
        yield other


def test_a_new_file_that_another_process_holds_is_waited_for(
    tmp_path: Path, held: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _seconds: held.execute("COMMIT"))
    monkeypatch.setattr(engines, "time", clock)
    monkeypatch.setattr(engines, "PATIENCE_SECONDS", 0.01)
    database = open_database(f"sqlite:///{tmp_path / 'mpt.sqlite3'}")
    with database.session(writes=False) as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
    database.dispose()


def test_a_new_file_that_another_process_holds_for_too_long_is_an_error_and_not_a_silent_risk(
    tmp_path: Path, held: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE_SECONDS", 0)
    database = open_database(f"sqlite:///{tmp_path / 'mpt.sqlite3'}")
    with pytest.raises(OperationalError, match="locked"):
        database.reading.connect()
    assert held.in_transaction
    database.dispose()


# On both databases


def test_of_many_threads_that_read_and_write_none_loses_what_another_wrote(database: Database) -> None:
    def count_up(_thread: int) -> None:
        for _ in range(TIMES):
            with database.session(writes=True) as session:
                row = session.scalars(select(Release).with_for_update()).one()
                row.number += 1
                session.commit()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(count_up, range(THREADS)))
    with database.session(writes=False) as session:
        assert session.scalars(select(Release.number)).one() == 1 + THREADS * TIMES


def test_what_is_not_committed_is_undone(database: Database) -> None:
    with database.session(writes=True) as session:
        open_factory(session, "晨光玩具厂", "Morning Light Toys")
    with database.session(writes=False) as session:
        assert session.scalars(select(Factory)).all() == []


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_written_in(database: Database) -> None:
    evening_in_china = datetime(2026, 11, 24, 4, 30, 0, 123456, tzinfo=IN_CHINA)
    with database.session(writes=True) as session:
        session.add(Learner(created_at=evening_in_china))
        session.commit()
    with database.session(writes=False) as session:
        kept = session.scalars(select(Learner.created_at)).one()
    assert kept == evening_in_china
    assert (kept.tzinfo, kept.day, kept.hour) == (UTC, 23, 20)


def test_a_factory_is_named_in_the_readers_language(session: Session) -> None:
    factory = open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    assert [factory.name_in(tag) for tag in ("zh", "en", "vi")] == [
        "晨光玩具厂",
        "Morning Light Toys",
        "Morning Light Toys",
    ]


def test_no_moment_is_no_moment() -> None:
    assert UtcTime().process_bind_param(None, None) is None  # type: ignore[arg-type]
    assert UtcTime().process_result_value(None, None) is None  # type: ignore[arg-type]


def test_now_is_in_utc() -> None:
    assert now().tzinfo is UTC


def test_a_row_is_inserted_once(session: Session, learner: uuid.UUID) -> None:
    row = {"learner_id": learner, "course_id": SAMPLE, "started_at": now()}
    assert insert_once(session, Enrolment, **row)
    assert not insert_once(session, Enrolment, **row)
    assert len(session.scalars(select(Enrolment)).all()) == 1


# What can't be


def test_a_learner_never_holds_two_valid_certificates_of_one_course(
    session: Session, learner: uuid.UUID, release: int
) -> None:
    assert not refused(session, certificate(learner, release, "AAAAAAAAAAAA", revoked_at=now()))
    assert not refused(session, certificate(learner, release, "BBBBBBBBBBBB", revoked_at=now()))
    assert not refused(session, certificate(learner, release, "CCCCCCCCCCCC"))
    assert refused(session, certificate(learner, release, "DDDDDDDDDDDD"))


def test_a_worker_is_never_twice_in_one_factory_at_one_time(session: Session, learner: uuid.UUID) -> None:
    factory = open_factory(session, "晨光玩具厂", "Morning Light Toys")[0].id
    assert not refused(session, Membership(learner_id=learner, factory_id=factory, left_at=now()))
    assert not refused(session, Membership(learner_id=learner, factory_id=factory))
    assert refused(session, Membership(learner_id=learner, factory_id=factory))


@pytest.mark.parametrize(
    "part",
    [{"name": "阿芳"}, {"name_key": "阿芳"}, {"pin_hash": "$argon2id$"}, {"name": "阿芳", "name_key": "阿芳"}],
    ids=" and ".join,
)
def test_a_learner_is_kept_whole_or_not_at_all(session: Session, part: dict[str, str]) -> None:
    assert refused(session, Learner(**part))


def test_a_name_is_kept_by_one_learner(session: Session) -> None:
    assert not refused(session, Learner(name="Lijie", name_key="lijie", pin_hash="a"))
    assert refused(session, Learner(name="LIJIE", name_key="lijie", pin_hash="b"))


def test_a_course_has_each_release_number_once(session: Session) -> None:
    assert refused(session, Release(course_id=SAMPLE, number=1))
    assert not refused(session, Release(course_id="another", number=1))


def lesson_done(learner: uuid.UUID, release: int) -> Base:
    return LessonDone(learner_id=learner, course_id=SAMPLE, module_id="m", lesson_id="l", release_id=release)


def module_done(learner: uuid.UUID, release: int) -> Base:
    return ModuleDone(learner_id=learner, course_id=SAMPLE, module_id="m", release_id=release)


def attempt(learner: uuid.UUID, release: int) -> Base:
    score = {"answers": {}, "correct": 0, "total": 1, "passed": False}
    return Attempt(
        learner_id=learner, id=uuid.UUID(int=1), course_id=SAMPLE, module_id="m", release_id=release, **score
    )


@pytest.mark.parametrize("fact", [lesson_done, module_done, attempt])
def test_a_fact_is_there_once_and_refers_to_somebody_and_a_release(
    session: Session, learner: uuid.UUID, release: int, fact: Callable[[uuid.UUID, int], Base]
) -> None:
    nobody, no_release = uuid.UUID(int=0), -1
    assert refused(session, fact(nobody, release))
    assert refused(session, fact(learner, no_release))
    session.expunge_all()
    assert not refused(session, fact(learner, release))
    session.expunge_all()
    assert refused(session, fact(learner, release))


def test_nothing_refers_to_nobody(session: Session) -> None:
    nobody = uuid.UUID(int=0)
    assert refused(session, SignIn(token_hash="x", learner_id=nobody))
    assert refused(session, Enrolment(learner_id=nobody, course_id=SAMPLE))
    assert refused(session, JoinCode(code="ABC234", factory_id=nobody))
    assert refused(session, Learner(merged_into=nobody))


def test_an_error_leaves_out_the_values_of_its_statement(database: Database) -> None:
    """Errors end in logs, and the values are people's names and answers."""
    with database.session(writes=True) as session:
        session.add(Learner(name="阿芳", name_key=None, pin_hash=None))
        with pytest.raises(IntegrityError) as broken:
            session.flush()
    # After DETAIL, PostgreSQL itself may speak of the row: docs/running.md says so.
    ours = str(broken.value).partition("DETAIL")[0] + str(broken.value).rpartition("[SQL")[2]
    assert "阿芳" not in ours
    assert "hidden due to hide_parameters" in ours
