"""What every command stands on: settings, the database, one transaction, the terminal's language, errors of one line."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mpt.config import BadConfigError, Config, read_config
from mpt.i18n import Catalogue, catalogue
from mpt.models.database import Database, open_database
from mpt.rules.codes import grouped
from mpt.rules.names import RefusedError
from mpt.rules.passwords import EmailShapeError
from mpt.services import certificates, publishing
from mpt.services.factories import UnknownFactoryError, UnknownJoinCodeError
from mpt.services.sponsors import UnknownSponsorError
from mpt.services.staff import RolesApartError, UnknownStaffError


def config() -> Config:
    """Read the configuration, or end with one line that says what is wrong with it."""
    try:
        return read_config(os.environ)
    except BadConfigError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def database(settings: Config) -> Iterator[Database]:
    """Open the database with its schema up to date, or end with one line that says why it can't be used."""
    opened = open_database(settings.database_url)
    try:
        opened.migrate()
        yield opened
    except OperationalError as error:
        raise click.ClickException(" ".join(f"the database doesn't answer: {error.orig}".split())) from None
    finally:
        opened.dispose()


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction for one command: committed when it succeeds, undone when it fails."""
    with database(config()) as opened, opened.session(writes=True) as session:
        yield session
        session.commit()


def words() -> Catalogue:
    """Return the catalogue of the terminal's language: LC_ALL, LC_MESSAGES or LANG, as other commands have it."""
    tags = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    tag = next((tag for tag in tags if tag), "")
    return catalogue("zh" if tag.lower().startswith("zh") else "en")


_PLAIN: dict[type[Exception], Callable[[Any], str]] = {
    publishing.UnknownCourseError: lambda error: f"no course {error} was ever published",
    publishing.NothingToRollBackError: lambda error: f"{error} serves its first release; there is none before it",
    publishing.FaultyCourseError: lambda error: f"the release before it can't be read by this version: {error}",
    certificates.UnknownCertificateError: lambda error: "there is no certificate with this code",
    certificates.RevokedError: lambda error: f"{grouped(str(error))} was revoked or replaced before",
    FileExistsError: lambda error: f"{error} is there already; choose a new folder",
    OSError: lambda error: f"{error.filename}: {error.strerror}",
    ValueError: str,
    UnknownFactoryError: lambda error: "no factory has this id",
    UnknownJoinCodeError: lambda error: "no factory has this join code",
    UnknownSponsorError: lambda error: f"no sponsor, or more than one, is called {error}",
    UnknownStaffError: lambda error: "nobody of the staff has this address",
    RolesApartError: lambda error: "a counsellor has no other role; take it away first, or use another address",
    EmailShapeError: lambda error: "that isn't a whole e-mail address, such as name@place.example",
    RefusedError: lambda error: "the name is missing, longer than 40 characters, or has invisible characters",
}


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what can go wrong into one line and exit code 1."""
    try:
        yield
    except tuple(_PLAIN) as error:
        explain = next(explain for kind, explain in _PLAIN.items() if isinstance(error, kind))
        raise click.ClickException(re.sub(r"\s+", " ", explain(error))) from None
