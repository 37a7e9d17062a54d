"""The `mpt` command, as people will script it. Every command prints what it did, and exits non-zero when it didn't."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import segno
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tabulate import tabulate

from mpt.config import ROOT, BadConfigError, Config, read_config
from mpt.content.check import check_course
from mpt.content.faults import printable, say
from mpt.content.figures import course_figures
from mpt.content.folder import load_folder, write_folder
from mpt.content.model import Fault
from mpt.content.overview import HEADS, LIMITS, overview
from mpt.content.reader import Draft, read_draft
from mpt.content.scaffold import new_course, new_module
from mpt.content.wordy import excused
from mpt.i18n import Catalogue, catalogue
from mpt.models.database import Database, open_database, take_turn
from mpt.paper.certificate import missing_characters
from mpt.rules.codes import grouped, read_code
from mpt.rules.names import RefusedError
from mpt.services import certificates, factories, publishing

COURSES = ROOT / "courses"


@click.group()
def main() -> None:
    """Migrant Parent Training: serve the courses, and look after them."""


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


def show_faults(folder: Path, faults: tuple[Fault, ...]) -> None:
    """Print faults, each as `file:line: what: how to mend`."""
    spoken = words()
    for fault in faults:
        click.echo(f"{folder}/{say(fault, spoken.gettext)}")


def show_figures(draft: Draft) -> None:
    """Print how plain a course is, a table a language, and what is excused from it, with the reason."""
    spoken = words()
    measured = course_figures(draft.course)
    for language, columns, rows in overview(measured):
        heads = [f"{draft.course.id}, {language}", *(spoken.gettext(HEADS[column]) for column in columns)]
        rows[-1][0] = spoken.gettext(LIMITS)
        click.echo(f"\n{tabulate(rows, heads, tablefmt='simple', stralign='right', disable_numparse=True)}")
    for excuse in excused(measured, draft.excuses):
        place = " ".join(part for part in (excuse.file, excuse.id, excuse.measure, excuse.characters) if part)
        said = spoken.gettext("excused: %(place)s: %(reason)s", place=place, reason=excuse.reason)
        click.echo(printable(said))


@main.command()
def serve() -> None:
    """Serve in production. Makes the schema, publishes the bundled courses into an empty database, makes nothing up."""
    settings = config()
    with database(settings) as opened:
        publish_bundled(opened)
    run_server(settings)


@main.command()
def trial() -> None:
    """Serve a trial with a made-up factory: what `make run` does."""
    settings = config()
    with database(settings) as opened:
        publish_bundled(opened)
        code = trial_code(opened)
    link = f"{settings.public_url}/join/{code}"
    segno.make_qr(link).terminal(compact=True)
    click.echo(f"A trial with a made-up factory.\n\n  Join link    {link}\n  All courses  {settings.public_url}/\n")
    if settings.host == "127.0.0.1":
        click.echo(
            f"  For a phone  MPT_HOST=0.0.0.0 MPT_PUBLIC_URL=http://(this machine's address):{settings.port} make run\n"
        )
    run_server(settings)


def publish_bundled(opened: Database) -> None:
    """Publish each bundled course that was never published. What a trainer published is never overwritten.

    One that doesn't check is named and left out: it mustn't keep the others from being served.
    """
    with opened.session(writes=True) as session:
        take_turn(session)
        known = publishing.current_releases(session)
        for folder in sorted(path for path in COURSES.iterdir() if path.is_dir() and path.name not in known):
            try:
                release = publishing.publish(session, folder.name, load_folder(folder))
            except publishing.FaultyCourseError as error:
                show_faults(folder, error.faults)
                click.echo(f"{folder.name} isn't published: {len(error.faults)} faults", err=True)
            else:
                click.echo(f"Published {folder.name}, release {release.number}")
        session.commit()


def trial_code(opened: Database) -> str:
    """Return the join code of the made-up factory, opening it the first time."""
    with opened.session(writes=True) as session:
        code = (
            factories.first_code(session)
            or factories.open_factory(session, "晨光玩具厂（试用）", "Morning Light Toys (trial)")[1].code
        )
        session.commit()
        return code


def run_server(settings: Config) -> None:
    """Become the server: gunicorn takes this process over, so that signals reach it."""
    command = [
        sys.executable, "-m", "gunicorn", "mpt:create_app()",
        "--bind", f"{settings.host}:{settings.port}",
        "--worker-class", "gthread", "--workers", str(settings.workers), "--threads", "8",
        "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--no-control-socket", "--pythonpath", str(ROOT),  # no --chdir: MPT_DATA may be relative to where we are
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - no shell, and no word of it comes from outside


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """Check a course folder, or all bundled courses: prints each fault with file, line and mend; exits 1 if there are any."""
    folders = [folder] if folder else sorted(path for path in COURSES.iterdir() if path.is_dir())
    count = 0
    for each in folders:
        course_id, files = each.resolve().name, load_folder(each)
        faults = check_course(course_id, files)
        show_faults(each, faults)
        show_figures(read_draft(course_id, files))
        count += len(faults)
    click.echo(f"{len(folders)} checked, {count} faults")
    sys.exit(1 if count else 0)


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def publish(folder: Path) -> None:
    """Check a course folder and serve it as a new release. With faults nothing changes, and it exits 1."""
    course_id = folder.resolve().name
    try:
        with transaction() as session:
            before = publishing.current_releases(session).get(course_id)
            release = publishing.publish(session, course_id, load_folder(folder))
            number, same = release.number, release.id == before
    except publishing.FaultyCourseError as error:
        show_faults(folder, error.faults)
        raise click.ClickException(f"{len(error.faults)} faults; nothing was published") from None
    click.echo(
        f"{course_id}: release {number} holds these files already"
        if same
        else f"{course_id}: release {number} is served"
    )


@main.command()
@click.argument("course_id")
@click.argument("target", type=click.Path(path_type=Path))
def export(course_id: str, target: Path) -> None:
    """Write the served release of a course into a new folder, byte for byte."""
    with transaction() as session, plain_errors():
        write_folder(target, publishing.export(session, course_id))
    click.echo(f"{course_id} is in {target}")


@main.command()
@click.argument("course_id")
def rollback(course_id: str) -> None:
    """Serve what was served before the release that is served now was published."""
    with plain_errors(), transaction() as session:
        number = publishing.roll_back(session, course_id).number
    click.echo(f"{course_id}: release {number} is served again")


@main.group()
def new() -> None:
    """Begin a course or a module: writes files that check, to be filled."""


@new.command("course")
@click.argument("course_id")
@click.option(
    "--in", "parent", type=click.Path(file_okay=False, path_type=Path), default=COURSES, help="Folder of courses."
)
def new_course_command(course_id: str, parent: Path) -> None:
    """Begin the course COURSE_ID with one module."""
    with plain_errors():
        write_folder(parent / course_id, new_course(course_id))
    click.echo(f"Begun: {parent / course_id}")


@new.command("module")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("module_id")
def new_module_command(folder: Path, module_id: str) -> None:
    """Add the module MODULE_ID to the course in FOLDER."""
    with plain_errors():
        old = load_folder(folder)
        grown = new_module(old, folder.resolve().name, module_id)
        for path in sorted(path for path, data in grown.items() if old.get(path) != data):
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(grown[path])
            click.echo(f"Written: {folder / path}")


@main.group()
def factory() -> None:
    """Factories and their join links."""


@factory.command("add")
@click.argument("name_zh")
@click.argument("name_en")
def factory_add(name_zh: str, name_en: str) -> None:
    """Open a factory, named in Chinese and English, and print its join link."""
    with plain_errors(), transaction() as session:
        code = factories.open_factory(session, name_zh, name_en)[1].code
    click.echo(f"{name_zh} / {name_en}\n{config().public_url}/join/{code}")


@main.group()
def certificate() -> None:
    """Certificates that were issued."""


@certificate.command("revoke")
@click.argument("code")
def certificate_revoke(code: str) -> None:
    """Revoke the certificate CODE: whoever checks it is told so."""
    with plain_errors(), transaction() as session:
        certificates.revoke(session, read_code(code))
    click.echo(f"{grouped(read_code(code))} is revoked")


@certificate.command("reissue")
@click.argument("code")
@click.option("--name", help="The name that the new one bears; without it the learner is asked.")
def certificate_reissue(code: str, name: str | None) -> None:
    """Issue a new certificate in the place of CODE, for a name that was wrong or a print that got lost."""
    if missing := missing_characters(name or ""):
        raise click.ClickException(f"the fonts lack {missing}; choose another spelling")
    with plain_errors(), transaction() as session:
        new_code = certificates.reissue(session, read_code(code), name).code
    click.echo(f"{grouped(read_code(code))} is replaced by {grouped(new_code)}")


_PLAIN: dict[type[Exception], Callable[[Any], str]] = {
    publishing.UnknownCourseError: lambda error: f"no course {error} was ever published",
    publishing.NothingToRollBackError: lambda error: f"{error} serves its first release; there is none before it",
    publishing.FaultyCourseError: lambda error: f"the release before it can't be read by this version: {error}",
    certificates.UnknownCertificateError: lambda error: "there is no certificate with this code",
    certificates.RevokedError: lambda error: f"{grouped(str(error))} was revoked or replaced before",
    FileExistsError: lambda error: f"{error} is there already; choose a new folder",
    OSError: lambda error: f"{error.filename}: {error.strerror}",
    ValueError: str,
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


if __name__ == "__main__":
    main()
