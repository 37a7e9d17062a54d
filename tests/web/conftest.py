"""Pages are tested on a small course, except where a test says that it's about the real one."""

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from mpt.content.model import Folder
from mpt.rules.codes import grouped
from mpt.services import factories
from tests.cast import Phone
from tests.sample import SAMPLE, sample_folder
from tests.web.acts import writing


@pytest.fixture(scope="session")
def published() -> tuple[str, Folder]:
    """The small course instead of a real one."""
    return SAMPLE, sample_folder()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates, compiled once for all the applications of these tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def app(app: Flask, compiled: FileSystemBytecodeCache) -> Flask:
    """The application."""
    app.jinja_env.bytecode_cache = compiled
    return app


@pytest.fixture(autouse=True)
def nothing_breaks(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test does, no page may say that something broke. A test that breaks something clears the log."""
    yield
    assert not [record for record in caplog.get_records("call") if record.levelname in {"ERROR", "CRITICAL"}]


@pytest.fixture
def english_phone(app: Flask) -> Phone:
    """A phone that nobody has used yet, in English."""
    return Phone(app, "en")


@pytest.fixture
def factory_code(app: Flask) -> str:
    """What stands on the poster of a made-up factory."""
    with writing(app) as session:
        return grouped(factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[1].code)
