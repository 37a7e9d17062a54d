"""The staff: somebody must be the first, before there is anybody who could invite."""

import uuid

import click
from sqlalchemy.orm import Session

from mpt.cli.ground import config, plain_errors, transaction
from mpt.rules.codes import read_code
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, secondfactor, sponsors
from mpt.services import staff as colleagues

_PLACES = {Role.COORDINATOR: "--factory", Role.SPONSOR: "--sponsor"}


@click.group()
def staff() -> None:
    """Who works for the programme, a factory or a sponsor, and what each may see."""


@staff.command("add")
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True, help="What they may see.")
@click.option("--factory", default="", help="A coordinator's factory, by its join code or its id.")
@click.option("--sponsor", default="", help="The sponsor for which somebody works, by one of its names.")
def staff_add(email: str, name: str, role: str, factory: str, sponsor: str) -> None:
    """Let NAME, who signs in as EMAIL, see what a role may. Prints the link by which they choose a password."""
    wanted, given = _PLACES.get(Role(role), ""), {"--factory": factory, "--sponsor": sponsor}
    if [option for option, text in given.items() if text] != ([wanted] if wanted else []):
        raise click.UsageError(f"--role {role} goes with {wanted or 'neither --factory nor --sponsor'}")
    with plain_errors(), transaction() as session:
        added, token = colleagues.invite(session, email, name, _grant(session, Role(role), factory or sponsor))
        said = f"{added.name} <{added.email}>: {role}"
    click.echo(f"{said}\n{link(token)}")


@staff.command("one-step")
@click.argument("email")
def staff_one_step(email: str) -> None:
    """Let who signs in as EMAIL come in by the password alone: for somebody who lost the phone and the recovery codes."""
    with plain_errors(), transaction() as session:
        found = colleagues.called(session, email)
        had = secondfactor.take_away(session, found.id)
        said = f"{found.name} <{found.email}>"
    click.echo(f"{said} signs in by the password alone{'' if had else ', as before'}")


def link(token: str | None) -> str:
    """Return where somebody chooses a password by the token of an invitation; where they sign in if they have one."""
    address = f"{config().public_url}/staff"
    return f"{address}/invitation/{token}" if token else address


def _grant(session: Session, role: Role, place: str) -> Grant:
    if role is Role.COORDINATOR:
        return Grant(role, _factory(session, place))
    return Grant(role, sponsors.called(session, place).id if role is Role.SPONSOR else None)


def _factory(session: Session, place: str) -> uuid.UUID:
    try:
        return factories.find(session, uuid.UUID(place)).id
    except ValueError:
        return factories.factory_of(session, read_code(place)).id
