"""Figures of factories: counted at night, and made up to try the reports with."""

from collections.abc import Iterator
from random import Random

import click

from mpt.cli.ground import config, database
from mpt.cli.running import publish_bundled
from mpt.models.database import Database
from mpt.services import counting, demo, factories, publishing


@click.command()
def count() -> None:
    """Count each factory's figures up to its last whole day. At night, so that the first who looks by day needn't wait."""
    with database(config()) as opened:
        with opened.session(writes=False) as session:
            due = [factory.id for factory in factories.everywhere(session) if counting.is_due(factory)]
            modules = publishing.open_courses(session)
        for factory_id in due:
            with opened.session(writes=False) as session:
                counted = counting.count(session, factory_id, modules)
            with opened.session(writes=True) as session:
                counting.keep(session, counted)
                session.commit()
    click.echo(f"{len(due)} factories counted")


@click.command("demo")
@click.option("--learners", type=click.IntRange(1, 5_000_000), required=True, help="How many workers to make up.")
@click.option("--seed", default=1, show_default=True, help="Another one makes up other people.")
def demo_command(learners: int, seed: int) -> None:
    """Make up factories with so many workers who joined, learned and left over 18 months. Not for a database in earnest."""
    chance = Random(seed)  # noqa: S311 - nothing secret is made here
    sizes = list(demo.sizes(learners))
    with database(config()) as opened:
        publish_bundled(opened)
        with click.progressbar(length=learners, label="Making up workers") as bar:
            for workers in sizes:
                for made in _made_up(opened, workers, chance):
                    bar.update(made)
    click.echo(f"{learners} workers made up in {len(sizes)} factories")


def _made_up(opened: Database, workers: int, chance: Random) -> Iterator[int]:
    """Make up a factory with so many workers, a batch a transaction; yield how many each has made."""
    with opened.session(writes=True) as session:
        house, editions = demo.make_house(session, workers), demo.editions(session)
        session.commit()
    for first in range(0, workers, demo.BATCH):
        batch = min(demo.BATCH, workers - first)
        with opened.session(writes=True) as session:
            demo.fill(session, house, batch, editions, chance)
            session.commit()
        yield batch
