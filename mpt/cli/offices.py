"""What the office does where no page does it: factories, and certificates that were issued."""

import click

from mpt.cli.ground import config, plain_errors, transaction
from mpt.paper.certificate import missing_characters
from mpt.rules.codes import grouped, read_code
from mpt.services import certificates, factories


@click.group()
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


@click.group()
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
