"""Nobody learns of one worker what they did, from whatever a coordinator can look at, put together as they like.

For workers of a made-up factory two twins of it are made: one in which the worker has finished as soon as can be, and one in
which the worker never even began. All that a coordinator of the factory can open, for each place, course and day, as page and
as file, is the same in all three. So whoever looks can't know in which of them they are, and that is all there is to know.
`tests/rules/test_figures_attack.py` looks for who is known by going through all worlds; this test looks at the real pages.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mpt.rules.figures import pairs
from mpt.services import factories, parts
from mpt.services.factories import Place
from mpt.services.publishing import current_releases, read_edition
from tests.crowd import begin, crowd, finish
from tests.sample import SAMPLE
from tests.web.acts import on_sqlite, writing
from tests.web.staff_acts import Desk, coordinator

pytestmark = pytest.mark.usefixtures("monday")

FIRST = date(2026, 11, 20)
LAST = date(2026, 11, 29)
DAYS = [FIRST + timedelta(days=number) for number in range(10)]
NEVER = LAST + timedelta(days=1)
SIZES = {"A1": 13, "A2": 26, "B": 31, "": 3}
"""How many join which place: two lines, a department, the factory alone."""


@dataclass(frozen=True)
class Worker:
    """When somebody joined, began and finished; NEVER for what they didn't."""

    joined: date
    began: date = NEVER
    finished: date = NEVER


House = dict[str, list[Worker]]
"""The workers of each place, in the order of joining."""


def house(chance: Random) -> House:
    """Make up a factory: some join late, some finish on the day they join, one place has nearly all done, one nobody."""
    made = {}
    for place, size in SIZES.items():
        eager = chance.choice((0.2, 0.6, 0.95))
        days = sorted(chance.choice(DAYS[:8]) if chance.random() < 0.4 else FIRST for _ in range(size))
        made[place] = [_worker(chance, joined, eager) for joined in days]
    return made


def _worker(chance: Random, joined: date, eager: float) -> Worker:
    if chance.random() > eager:
        return Worker(joined)
    began = joined + timedelta(days=chance.randint(0, 4))
    finished = began + timedelta(days=chance.randint(0, 5)) if chance.random() < eager else NEVER
    return Worker(joined, began, finished) if began <= LAST else Worker(joined)


def twin(made: House, place: str, number: int, *, did: bool) -> House:
    """Return another factory that must look the same, in which one worker of a place did all at once, or nothing ever.

    The others of that place stand in line, and the first of them did what was counted (`mpt.rules.figures`).
    """
    workers = made[place]
    others = [one for one in range(len(workers)) if did or one != number]
    line = {one: first for first, one in enumerate(others)}
    changed = []
    for one, worker in enumerate(workers):
        if one == number:
            changed.append(
                replace(worker, began=worker.joined if did else NEVER, finished=worker.joined if did else NEVER)
            )
        else:
            days = {what: _passed(workers, what, line[one]) for what in ("began", "finished")}
            changed.append(replace(worker, **days))
    return {**made, place: changed}


def _passed(workers: list[Worker], what: str, first: int) -> date:
    """Return the first day on which more than `first` pairs' members count as having done something."""
    for day in DAYS:
        joined = sum(worker.joined <= day for worker in workers)
        count = sum(max(getattr(worker, what), worker.joined) <= day for worker in workers)
        if pairs(count, joined) > first:
            return day
    return NEVER


def build(session: Session, made: House) -> uuid.UUID:
    """Make the factory."""
    edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
    factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
    assembly, packing = (
        parts.add_department(session, factory.id, zh, en, parts.People(99, 50))
        for zh, en in (("装配部", "Assembly"), ("包装部", "Packing"))
    )
    lines = [parts.add_line(session, Place(factory, assembly), f"{name}线", f"Line {name}") for name in ("A1", "A2")]
    places = dict(
        zip(
            SIZES,
            [*(Place(factory, assembly, line) for line in lines), Place(factory, packing), Place(factory)],
            strict=True,
        )
    )
    for name, workers in made.items():
        for worker in workers:
            ids = crowd(session, places[name], 1, worker.joined)
            if worker.began <= LAST:
                begin(session, ids, edition, worker.began)
            if worker.finished <= LAST:
                finish(session, ids, edition, worker.finished)
    return factory.id


def all_that_can_be_seen(app: Flask, factory: uuid.UUID) -> dict[str, str]:
    """Return every page and file of a factory's coordinator, by its address; ids of this factory are left out."""
    desk = coordinator(app, factory)
    with writing(app) as session:
        found = parts.parts_of(session, factory)
    ids = [factory, *(part.department.id for part in found), *(line.id for part in found for line in part.lines)]
    seen = {}
    for number, place in enumerate(ids):
        for day in DAYS:
            for kind in ("/figures.csv", ""):
                query = f"?day={day}" + (f"&place={place}" if number else "")
                text = open_page(desk, f"/factory/{factory}{kind}{query}")
                seen[f"{number} {day} {kind}"] = anonymous(text, ids)
    seen["names"] = anonymous(open_page(desk, f"/factory/{factory}/names"), ids)
    return seen


def open_page(desk: Desk, address: str) -> str:
    answer = desk.client.get(f"/zh{address}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def anonymous(text: str, ids: list[uuid.UUID]) -> str:
    for number, one in enumerate(ids):
        text = text.replace(str(one), f"id {number}")
    return text


@on_sqlite
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 4))])
def test_a_worker_may_have_done_all_or_nothing(app: Flask, seed: int) -> None:
    chance = Random(seed)
    made = house(chance)
    place = list(SIZES)[seed % len(SIZES)]
    number = chance.randrange(SIZES[place])
    with writing(app) as session:
        real = build(session, made)
        twins = [build(session, twin(made, place, number, did=did)) for did in (True, False)]
    seen = all_that_can_be_seen(app, real)
    assert any("10" in text for text in seen.values())
    for other in twins:
        assert all_that_can_be_seen(app, other) == seen


@on_sqlite
def test_the_twins_differ_where_it_matters(app: Flask) -> None:
    made = house(Random(1))
    with_her, without = (twin(made, "A2", 3, did=did)["A2"][3] for did in (True, False))
    assert with_her.finished == with_her.joined
    assert (without.began, without.finished) == (NEVER, NEVER)
