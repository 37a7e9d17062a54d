"""Who tries to learn of one worker whether they have finished, from all numbers of all days (issue 6, item 4).

The attacker knows the rule, the places and who joined where on which day. A world is one way in which things may have gone:
each worker takes the steps of a course one after the other, each on some day or never; what was done before joining counts
from the day of joining. A history is what was shown on each day. The attacker sees one, goes through all worlds that would
have shown the same, and knows of a worker what is so in each of them.

Workers who stand at one place are alike but for the day they joined, so a world need only say how many of each place have
taken a step by each day: any such numbers that never fall, and stay within the joined and the step before, are some workers'.
A set of such numbers is one integer, a bit for each: that makes it fast enough to go through all worlds there are.
`one_by_one` is the same with nothing but loops over workers, for few of them; a test compares the two.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from math import comb, prod
from typing import NamedTuple

Numbers = Mapping[str, int]
Rule = Callable[[Numbers, Numbers], Hashable]
"""What is shown of one step on one day, given how many of each place have joined and have taken it."""


class Betrayal(NamedTuple):
    """What became certain of those who joined `place` on `day`: they have taken the step, or they haven't, by some day."""

    place: str
    day: int
    step: int
    has: bool


@dataclass(frozen=True)
class Factory:
    """How many join each place on each day, and how many steps their course has."""

    joining: Mapping[str, tuple[int, ...]]
    steps: int = 1

    @property
    def days(self) -> range:
        """The days there are."""
        return range(len(next(iter(self.joining.values()))))

    @cached_property
    def joined(self) -> tuple[dict[str, int], ...]:
        """How many have joined each place by each day."""
        return tuple({place: sum(by[: day + 1]) for place, by in self.joining.items()} for day in self.days)

    @property
    def cohorts(self) -> list[tuple[str, int]]:
        """The places and days where somebody joined."""
        return [(place, day) for place, by in self.joining.items() for day in self.days if by[day]]

    @property
    def worlds(self) -> int:
        """How many worlds there are, each worker counted by themselves."""
        ways = [comb(len(self.days) - day + self.steps, self.steps) for day in self.days]
        return prod(ways[day] ** by[day] for by in self.joining.values() for day in self.days)


class Sets:
    """Sets of points, each a number along several axes, as one integer each: the bit of a point says whether it's in."""

    def __init__(self, highest: list[int]) -> None:
        self.highest = highest
        self.strides = [prod(top + 1 for top in highest[:axis]) for axis in range(len(highest))]
        self.points = prod(top + 1 for top in highest)
        self.everything = (1 << self.points) - 1
        self.up_to = [[self._up_to(axis, top) for top in range(tops + 1)] for axis, tops in enumerate(highest)]
        """By axis and number: all points whose number along the axis is that or less."""

    def point(self, at: tuple[int, ...]) -> int:
        """Return the set of one point."""
        return 1 << sum(place * stride for place, stride in zip(at, self.strides, strict=True))

    def _up_to(self, axis: int, top: int) -> int:
        stride, period = self.strides[axis], self.strides[axis] * (self.highest[axis] + 1)
        once = (1 << stride * (top + 1)) - 1
        return sum(once << start for start in range(0, self.points, period))

    def risen(self, points: int, axis: int) -> int:
        """Return the points moved up by one along an axis; those at its end are lost."""
        return (points & self.up_to[axis][self.highest[axis] - 1]) << self.strides[axis]

    def sunk(self, points: int, axis: int) -> int:
        """Return the points moved down by one along an axis; those at 0 are lost."""
        return (points & ~self.up_to[axis][0]) >> self.strides[axis]

    def grown(self, points: int, move: Callable[[int, int], int]) -> int:
        """Return all points reached from these by any number of moves along any axes."""
        for axis, top in enumerate(self.highest):
            for _ in range(top):
                points |= move(points, axis)
        return points


class Attacker:
    """One who sees the histories of a factory under a rule."""

    def __init__(self, factory: Factory, rule: Rule) -> None:
        self.factory = factory
        self.places = [place for place, joined in factory.joined[-1].items() if joined]
        self.sets = Sets([factory.joined[-1][place] for place in self.places] * factory.steps)
        self.shown = [self._shown_on(day, rule) for day in factory.days]

    def _shown_on(self, day: int, rule: Rule) -> dict[Hashable, int]:
        """Return each thing that may be shown on a day with the set of what it may come from."""
        joined = self.factory.joined[day]
        once = cache(lambda counts: rule(joined, dict(zip(self.places, counts, strict=True))))
        found: dict[Hashable, int] = {}
        for columns in product(*(self._ladders(joined[place]) for place in self.places)):
            by_step = tuple(zip(*columns, strict=True))
            seen = tuple(once(counts) for counts in by_step)
            found[seen] = found.get(seen, 0) | self.sets.point(tuple(number for counts in by_step for number in counts))
        return found

    def _ladders(self, joined: int) -> list[tuple[int, ...]]:
        """Return how many of one place may have taken each step: of those who took one, some took the next."""
        steps = product(range(joined + 1), repeat=self.factory.steps)
        return [ladder for ladder in steps if list(ladder) == sorted(ladder, reverse=True)]

    def histories(self) -> Iterator[list[int]]:
        """Yield each history that some world shows: by day, the points that showed it and can be come to until then."""
        yield from self._longer([])

    def _longer(self, before: list[int]) -> Iterator[list[int]]:
        if len(before) == len(self.factory.days):
            yield before
            return
        can_be = self.sets.grown(before[-1], self.sets.risen) if before else self.sets.everything
        for points in self.shown[len(before)].values():
            if points & can_be:
                yield from self._longer([*before, points & can_be])

    def betrayals(self, history: list[int]) -> set[Betrayal]:
        """Return what a history makes certain.

        Who can have taken a step on the day of joining can have taken it by any later day; who can be without it on the last
        day can have been without it before. So these two are all that must be possible.
        """
        to_come = list(history)
        for day in reversed(self.factory.days[:-1]):
            to_come[day] &= self.sets.grown(to_come[day + 1], self.sets.sunk)
        found = set()
        for (place, day), step in product(self.factory.cohorts, range(self.factory.steps)):
            if not self._may_have(history, to_come, place, day, step):
                found.add(Betrayal(place, day, step, has=False))
            if not self._may_lack(history, place, day, step):
                found.add(Betrayal(place, day, step, has=True))
        return found

    def _may_have(self, history: list[int], to_come: list[int], place: str, day: int, step: int) -> bool:
        """Say whether one who joins on a day can be among those who have taken a step, and all before it, by that day."""
        points = history[day - 1] if day else self.sets.point((0,) * len(self.sets.highest))
        for earlier in range(step + 1):
            points = self.sets.risen(points, self._axis(place, earlier))
        return bool(self.sets.grown(points, self.sets.risen) & to_come[day])

    def _may_lack(self, history: list[int], place: str, day: int, step: int) -> bool:
        """Say whether, of those who have joined, one at least can lack a step on each day from when that one joined."""
        points = history[day - 1] if day else self.sets.everything
        for later in self.factory.days[day:]:
            others = self.sets.up_to[self._axis(place, step)][self.factory.joined[later][place] - 1]
            points = self.sets.grown(points, self.sets.risen) & history[later] & others
        return bool(points)

    def _axis(self, place: str, step: int) -> int:
        return step * len(self.places) + self.places.index(place)


def learned(factory: Factory, rule: Rule) -> tuple[int, set[Betrayal]]:
    """Return how many histories there are, and all that any of them makes certain."""
    attacker = Attacker(factory, rule)
    histories = list(attacker.histories())
    return len(histories), set().union(*(attacker.betrayals(history) for history in histories))


Life = tuple[int, ...]
"""The day on which a worker took each step; the number of days there are for a step never taken."""


def one_by_one(factory: Factory, rule: Rule) -> tuple[int, set[Betrayal]]:
    """Return the same as `learned`, by going through what each single worker may have done."""
    workers = [cohort for cohort in factory.cohorts for _ in range(factory.joining[cohort[0]][cohort[1]])]
    seen: dict[Hashable, set[tuple[int, int, int, bool]]] = {}
    for world in product(*(_lives(factory, day) for _, day in workers)):
        states = seen.setdefault(_history(factory, rule, workers, world), set())
        for (who, life), step in product(enumerate(world), range(factory.steps)):
            states |= {(who, step, day, life[step] <= day) for day in factory.days[workers[who][1] :]}
    certain = {state for states in seen.values() for state in states if (*state[:3], not state[3]) not in states}
    return len(seen), {Betrayal(*workers[who], step, has) for who, step, _, has in certain}


def _lives(factory: Factory, joined: int) -> list[Life]:
    """Return what one who joined on a day may have done and when."""
    days = product(range(joined, len(factory.days) + 1), repeat=factory.steps)
    return [life for life in days if list(life) == sorted(life)]


def _history(factory: Factory, rule: Rule, workers: list[tuple[str, int]], world: tuple[Life, ...]) -> Hashable:
    """Return all that is shown in a world."""
    seen = []
    for day, step in product(factory.days, range(factory.steps)):
        done = Counter(place for (place, _), life in zip(workers, world, strict=True) if life[step] <= day)
        seen.append(rule(factory.joined[day], {place: done[place] for place, _ in workers}))
    return tuple(seen)
