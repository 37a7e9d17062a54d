"""Serving: in production, and a trial on one's own machine."""

import os
import sys
import uuid

import click
import segno
from sqlalchemy.orm import Session

from mpt.cli.courses import bundled, show_faults
from mpt.cli.ground import config, database
from mpt.cli.staff import link
from mpt.config import ROOT, Config
from mpt.content.folder import load_folder
from mpt.models.database import Database, take_turn
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, publishing, staff
from mpt.services.sealing import OtherKeyError, Sealer, check_key, load_key

_MADE_UP = "@trial.example"
"""Where the addresses of a trial's staff end: no letter ever arrives there."""


@click.command()
def serve() -> None:
    """Serve in production. Makes the schema, publishes the bundled courses into an empty database, makes nothing up."""
    settings = config()
    with database(settings) as opened:
        check_the_key(settings, opened)
        publish_bundled(opened)
    run_server(settings)


@click.command()
def trial() -> None:
    """Serve a trial with a made-up factory: what `make run` does."""
    settings = config()
    with database(settings) as opened:
        check_the_key(settings, opened)
        publish_bundled(opened)
        code, links = make_up(opened)
    join = f"{settings.public_url}/join/{code}"
    segno.make_qr(join).terminal(compact=True)
    click.echo(f"A trial with a made-up factory.\n\n  Join link    {join}\n  All courses  {settings.public_url}/")
    for email, address in links:
        click.echo(f"  Staff        {address}  as {email}")
    click.echo()
    if settings.host == "127.0.0.1":
        click.echo(
            f"  For a phone  MPT_HOST=0.0.0.0 MPT_PUBLIC_URL=http://(this machine's address):{settings.port} make run\n"
        )
    run_server(settings)


def check_the_key(settings: Config, opened: Database) -> None:
    """End with one line where this database's texts were encrypted with another key than the one that is here."""
    try:
        sealer = Sealer(load_key(settings.sealing_key, settings.sealing_key_file))
        with opened.session(writes=True) as session:
            check_key(session, sealer)
            session.commit()
    except ValueError:
        raise click.ClickException(f"{settings.sealing_key_file} holds no key") from None
    except OtherKeyError:
        raise click.ClickException(
            "this database was written with another key: set MPT_SEALING_KEY to it, or put its file back as "
            f"{settings.sealing_key_file}; with another one nothing that workers wrote to the helpline can be read"
        ) from None


def publish_bundled(opened: Database) -> None:
    """Publish each bundled course that was never published. What a trainer published is never overwritten.

    One that doesn't check is named and left out: it mustn't keep the others from being served.
    """
    with opened.session(writes=True) as session:
        take_turn(session)
        known = publishing.current_releases(session)
        for folder in (path for path in bundled() if path.name not in known):
            try:
                release = publishing.publish(session, folder.name, load_folder(folder))
            except publishing.FaultyCourseError as error:
                show_faults(folder, error.faults)
                click.echo(f"{folder.name} isn't published: {len(error.faults)} faults", err=True)
            else:
                click.echo(f"Published {folder.name}, release {release.number}")
        session.commit()


def make_up(opened: Database) -> tuple[str, list[tuple[str, str]]]:
    """Return the join code of the made-up factory, opening it the first time, and where its staff come in."""
    with opened.session(writes=True) as session:
        code = (
            factories.first_code(session)
            or factories.open_factory(session, "晨光玩具厂（试用）", "Morning Light Toys (trial)")[1].code
        )
        links = make_up_staff(session, factories.factory_of(session, code).id)
        session.commit()
        return code, links


def make_up_staff(session: Session, factory_id: uuid.UUID) -> list[tuple[str, str]]:
    """Return the addresses of the made-up staff, and the link by which each comes in.

    Where there is no staff, one of the office, a coordinator, a counsellor and a trainer are invited first.
    """
    if not staff.everybody(session):
        places = {Role.OFFICE: None, Role.COORDINATOR: factory_id, Role.COUNSELLOR: None, Role.TRAINER: None}
        for role, place in places.items():
            staff.invite(session, f"{role}{_MADE_UP}", f"{role} (trial)".capitalize(), Grant(role, place))
    made_up = [one.staff for one in staff.everybody(session) if one.staff.email.endswith(_MADE_UP)]
    return [(one.email, link(None if one.password_hash else staff.new_link(session, one.id))) for one in made_up]


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
