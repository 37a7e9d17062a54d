"""The `mpt` command, as people will script it. Every command prints what it did, and exits non-zero when it didn't."""

import click

from mpt.cli import courses, figures, helpline, offices, running, staff


@click.group()
def main() -> None:
    """Migrant Parent Training: serve the courses, and look after them."""


for command in (
    running.serve,
    running.trial,
    courses.check,
    courses.publish,
    courses.export,
    courses.rollback,
    courses.history,
    courses.new,
    offices.factory,
    figures.count,
    figures.demo_command,
    offices.certificate,
    helpline.helpline,
    helpline.key,
    staff.staff,
):
    main.add_command(command)
