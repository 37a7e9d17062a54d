"""The helpline: what isn't kept any longer, and the key that its texts are encrypted with."""

import click

from mpt.cli.ground import config, database
from mpt.services.helpline import retention
from mpt.services.sealing import new_key


@click.group()
def helpline() -> None:
    """What workers wrote to the helpline. No command shows it."""


@helpline.command("sweep")
def sweep() -> None:
    """Delete the cases in which nobody has written for MPT_HELPLINE_DAYS days. Every night: deletion is a promise.

    Also takes out of the database's files what was deleted before, by workers themselves too.
    """
    settings = config()
    with database(settings) as opened:
        with opened.session(writes=True) as session:
            deleted = retention.sweep(session, settings.helpline_days)
            session.commit()
        opened.shred(*(table.__tablename__ for table in retention.TABLES))
    click.echo(f"{deleted} cases deleted")


@click.command()
def key() -> None:
    """Print a new key for MPT_SEALING_KEY. Keep it apart from the database and its backups: neither is of use without it."""
    click.echo(new_key())
