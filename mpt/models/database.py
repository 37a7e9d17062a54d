"""The engine: one place that knows how SQLite and PostgreSQL must be spoken to so that nothing confirmed is lost."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

# Any fixed number will do; PostgreSQL's advisory locks are numbered.
_TURN = 7_203_511

PATIENCE_SECONDS = 30
"""How long an SQLite transaction waits for the one before it."""


class LostReferenceError(Exception):
    """A migration would have left rows that refer to nothing; it was undone."""


@dataclass(frozen=True, slots=True)
class Database:
    """Two doors to one database: `reading` for pages that only look, `writing` for acts.

    They differ on SQLite alone. There a transaction that begins by reading and writes later fails with "database is
    locked" when another wrote in between, however long it may wait; one that says at its beginning that it will write
    waits its turn instead.
    """

    reading: Engine
    writing: Engine

    def session(self, *, writes: bool) -> Session:
        """Open a session; the caller commits and closes it."""
        return Session(self.writing if writes else self.reading, expire_on_commit=False)

    def migrate(self, revision: str = "head") -> None:
        """Bring the schema to `revision`. Processes that start at once wait for each other."""
        with self.writing.connect() as connection, _tables_replaceable(connection), connection.begin():
            take_turn(connection)
            _alembic(connection, revision)
            _check_references(connection)

    def forget_deleted(self) -> bool:
        """Let nothing that was deleted stay in the files beside the database. Return False where somebody still reads.

        SQLite's log keeps what was written before, until it's written over. Then the next one who calls this succeeds.
        """
        if self.writing.dialect.name != "sqlite":
            return True
        with self.writing.connect() as connection, closing(connection.connection.cursor()) as cursor:
            cursor.execute("PRAGMA busy_timeout=1000")  # nobody waits long for this: the rest is done by then
            try:
                is_busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
        return not is_busy

    def shred(self, *tables: str) -> None:
        """Take what was deleted from `tables` out of the database's files as well, where it would stay for a while.

        On SQLite the log of all tables is emptied into the file. On PostgreSQL the tables are written anew; where somebody
        holds one for longer than five seconds, that fails with an OperationalError, and nobody was kept waiting.
        """
        if self.writing.dialect.name == "sqlite":
            self.forget_deleted()
            return
        with self.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET lock_timeout = '5s'"))
            try:
                for table in tables:
                    connection.execute(text(f'VACUUM FULL "{table}"'))
            finally:
                connection.execute(text("RESET lock_timeout"))

    def dispose(self) -> None:
        """Close all connections."""
        self.reading.dispose()


def open_database(url: str) -> Database:
    """Open the database at `url` (`sqlite:///...` or `postgresql://...`), making the folder of an SQLite file.

    Its errors leave out the values of a statement: errors end in logs, and the values are names and answers.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        # What is learned here is nobody's but the worker's: no other user of this machine reads it.
        Path(str(parsed.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": PATIENCE_SECONDS}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    return Database(reading=engine, writing=engine.execution_options(mpt_writes=True))


def take_turn(connection: Connection | Session) -> None:
    """Wait until no other process is in a turn of its own; this one lasts until the transaction ends.

    For what several machines may do at once when they start. On SQLite a transaction that writes is a turn already.
    """
    engine = connection.get_bind() if isinstance(connection, Session) else connection
    if engine.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _TURN})


def _alembic(connection: Connection, revision: str) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@contextmanager
def _tables_replaceable(connection: Connection) -> Iterator[None]:
    # SQLite alters a table by making a new one and dropping the old, which the rows that refer to it would forbid.
    # Within a transaction this pragma does nothing, so it comes before the transaction begins.
    _foreign_keys(connection, "OFF")
    try:
        yield
    finally:
        _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, state: str) -> None:
    if connection.dialect.name == "sqlite":
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(f"PRAGMA foreign_keys={state}")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        lost = connection.execute(text("PRAGMA foreign_key_check")).first()
        if lost:
            raise LostReferenceError(f"a row of {lost[0]} refers to a row of {lost[2]} that isn't there")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # so that _begin_sqlite alone says when a transaction begins, and how
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")  # with NORMAL a power cut takes answers that were already confirmed
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(
        "PRAGMA secure_delete=ON"
    )  # without it, what was deleted stands in the file until it's overwritten


def _switch_to_wal(connection: Any) -> None:
    # For this alone SQLite doesn't wait its turn, so we do: processes that start at once on a new file meet here.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("mpt_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
