"""A fresh installation, its command, and a look at its database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from mpt import cli
from mpt.models.database import open_database
from tests.cli.acts import Mpt


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh installation, in English: the address of its database."""
    for name in ("MPT_DATABASE_URL", "MPT_PUBLIC_URL", "PORT", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("MPT_DATA", str(tmp_path / "data"))
    return f"sqlite:///{tmp_path / 'data' / 'mpt.sqlite3'}"


@pytest.fixture
def mpt(url: str) -> Mpt:
    """Run a command on the fresh installation."""
    return lambda *arguments: CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


@pytest.fixture
def session(url: str) -> Iterator[Session]:
    """A look at the installation's database from outside."""
    database = open_database(url)
    database.migrate()
    with database.session(writes=False) as opened:
        yield opened
    database.dispose()
