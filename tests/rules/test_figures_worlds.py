"""For each worker there are the two worlds that mpt/rules/figures.py promises: in factories as large as real ones, with tens."""

import random
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import pytest

from mpt.rules.figures import Tree, joined_shown, may_be_named, own, pairs, shown, tree_of

DAYS = range(8)
NEVER = len(DAYS)
STEPS = range(3)
"""Of a course: begun, half done, finished."""


@dataclass(frozen=True)
class Line:
    """The own members of a place as they joined: on which days, and on which days they took the steps of a course."""

    joined: Sequence[int]
    steps: Sequence[tuple[int, ...]]

    def joined_by(self, day: int) -> int:
        """Return how many have joined by a day: the first so many."""
        return sum(joined <= day for joined in self.joined)

    def done_by(self, day: int, step: int) -> int:
        """Return how many of those have taken a step by then."""
        return sum(joined <= day and days[step] <= day for joined, days in zip(self.joined, self.steps, strict=True))


@dataclass(frozen=True)
class Large:
    """A factory with all that really happened in it."""

    tree: Tree
    lines: dict[str, Line]

    @cached_property
    def joined(self) -> list[dict[str, int]]:
        """How many have joined each place by each day."""
        return [{place: line.joined_by(day) for place, line in self.lines.items()} for day in DAYS]

    @cached_property
    def done(self) -> list[list[dict[str, int]]]:
        """How many have taken each step at each place by each day."""
        return [
            [{place: line.done_by(day, step) for place, line in self.lines.items()} for step in STEPS] for day in DAYS
        ]

    def shown(self, day: int, step: int, counts: dict[str, int]) -> dict[str, int]:
        """Return what a day shows of such counts of a step."""
        return shown(self.tree, self.joined[day], joined_shown(self.tree, self.joined[day]), counts)


def some_large_factory(chance: random.Random) -> Large:
    """Return a factory of some places, from empty ones to lines of eighty; some are slow, in some nearly all have finished."""
    places = [str(number) for number in range(chance.randint(1, 9))]
    parents = {place: chance.choice(places[:number]) if number else None for number, place in enumerate(places)}
    return Large(tree_of(parents), {place: some_line(chance) for place in places})


def some_line(chance: random.Random) -> Line:
    pace = chance.choice((0.02, 0.2, 0.5, 1))
    joined = sorted(chance.choice(DAYS) for _ in range(chance.choice((0, 1, 3, 8, 15, 30, 80))))
    return Line(joined, [some_life(chance, pace) for _ in joined])


def some_life(chance: random.Random, pace: float) -> tuple[int, ...]:
    """Return the days on which a worker takes the steps, from before joining to never."""
    days = [chance.choice(DAYS) if chance.random() < pace else NEVER for _ in STEPS]
    return tuple(sorted(days))


World = list[list[Set[int]]]
"""By day and step: who of a line has taken it, by their number in the line."""


def has_from_joining(large: Large, place: str, who: int) -> World:
    """Return the world in which `who` took all steps by the day of joining, and else the first of the line did."""
    joined = large.lines[place].joined[who]
    return [
        [set(range(counted(large, place, day, step))) | ({who} if joined <= day else set()) for step in STEPS]
        for day in DAYS
    ]


def never_has(large: Large, place: str, who: int) -> World:
    """Return the world in which `who` takes no step, and the first others of the line do."""
    others = [number for number in range(len(large.lines[place].joined)) if number != who]
    return [[set(others[: counted(large, place, day, step)]) for step in STEPS] for day in DAYS]


def counted(large: Large, place: str, day: int, step: int) -> int:
    return pairs(large.done[day][step][place], large.joined[day][place])


def check_possible(large: Large, place: str, world: World) -> None:
    """Check that all of them have joined, have taken the step before, and that nothing is undone."""
    for day in DAYS:
        assert all(number < large.joined[day][place] for number in world[day][0])
        assert all(world[day][step] <= world[day][step - 1] for step in STEPS[1:])
        assert not day or all(world[day - 1][step] <= world[day][step] for step in STEPS)


def check_alike(large: Large, place: str, world: World) -> None:
    """Check that the world shows what is shown, if all other places are as they are."""
    for day in DAYS:
        for step in STEPS:
            truth = large.done[day][step]
            assert large.shown(day, step, truth | {place: len(world[day][step])}) == large.shown(day, step, truth)


def check_names(large: Large, place: str, who: int, world: World) -> None:
    """Check that in the world everybody has finished who can have been named so, but for `who`."""
    for day in DAYS:
        published = large.shown(day, STEPS[-1], large.done[day][-1])[own(place)]
        named = {number for number in range(large.joined[day][place]) if may_be_named(number, published)}
        assert named - {who} <= world[day][-1]


def check_worlds(seed: int) -> int:
    """Check both worlds of some workers of a factory; return of how many."""
    chance = random.Random(seed)
    large = some_large_factory(chance)
    checked = 0
    for place, line in large.lines.items():
        everybody = range(len(line.joined))
        for who in sorted({*everybody[:1], *everybody[-1:], *chance.sample(everybody, min(2, len(everybody)))}):
            for world in (has_from_joining(large, place, who), never_has(large, place, who)):
                check_possible(large, place, world)
                check_alike(large, place, world)
                check_names(large, place, who, world)
            checked += 1
    return checked


def test_of_each_worker_both_is_possible() -> None:
    assert sum(check_worlds(seed) for seed in range(12)) > 100


@pytest.mark.long
def test_of_each_worker_of_many_factories_both_is_possible() -> None:
    assert sum(check_worlds(seed) for seed in range(100, 200)) > 1000
