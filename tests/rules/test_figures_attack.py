"""Somebody tries to learn of one worker whether they have begun or finished, and doesn't.

The attacker (tests/rules/attacker.py) goes through all worlds of small factories, with small steps in place of tens; larger
factories, with tens, are shown the two worlds that mpt/rules/figures.py promises for each worker. That the attacker can do it
is shown by rules that are simpler, each of which gives somebody away.
"""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from itertools import combinations_with_replacement, product

import pytest

from mpt.rules.figures import pairs
from tests.rules.attacker import Attacker, Betrayal, Factory, Numbers, Rule, learned, one_by_one
from tests.rules.showing import (
    ALONE,
    DEEP,
    FLAT,
    SHAPES,
    THREAD,
    TWO,
    WIDE,
    Making,
    Parents,
    each_rounded,
    held_back_without_pairs,
    ours,
    pairs_not_held_back,
    plain_from,
    rounded_below_the_joined,
)

SMALL = [
    (ALONE, {"f": (1, 1, 1, 2)}, 1, 2),
    (ALONE, {"f": (3, 2, 1)}, 3, 2),
    (ALONE, {"f": (1, 9, 1, 1)}, 2, 4),
    (TWO, {"f": (1, 0, 1, 0), "a": (1, 4, 0, 1), "b": (5, 0, 1, 0)}, 1, 2),
    (TWO, {"f": (1, 0, 1, 0), "a": (1, 7, 0, 1), "b": (5, 0, 5, 0)}, 1, 4),
    (TWO, {"f": (0, 0, 0), "a": (2, 3, 1), "b": (5, 0, 0)}, 2, 2),
    (TWO, {"f": (0, 0), "a": (2, 1), "b": (3, 1)}, 3, 2),
    (FLAT, {"f": (0, 0), "a": (4, 1), "b": (4, 0), "c": (4, 0)}, 1, 2),
    (FLAT, {"f": (0, 0), "a": (1, 6), "b": (6, 0), "c": (6, 0)}, 1, 3),
    (FLAT, {"f": (0, 0), "a": (1, 9), "b": (9, 0), "c": (9, 0)}, 1, 4),
    (FLAT, {"f": (1, 0, 1), "a": (1, 4, 1), "b": (5, 0, 1), "c": (6, 0, 0)}, 1, 2),
    (FLAT, {"f": (1, 0, 1), "a": (1, 4, 1), "b": (5, 0, 1), "c": (6, 0, 0)}, 1, 3),
    (FLAT, {"f": (0, 0), "a": (1, 2), "b": (3, 0), "c": (2, 1)}, 2, 2),
    (THREAD, {"f": (0, 0, 0), "d": (0, 0, 0), "x": (4, 3, 2)}, 2, 2),
    (THREAD, {"f": (1, 1, 1), "d": (2, 0, 1), "x": (6, 1, 4)}, 1, 3),
    (DEEP, {"f": (1, 0), "d": (1, 1), "e": (0, 1), "x": (3, 2), "y": (2, 0), "z": (3, 1)}, 1, 2),
    (DEEP, {"f": (0, 0), "d": (1, 0), "e": (0, 1), "x": (3, 2), "y": (4, 0), "z": (4, 1)}, 1, 4),
]


@pytest.mark.parametrize(("parents", "joining", "steps", "step"), SMALL)
def test_nobody_is_given_away_in_any_world(
    parents: Parents, joining: dict[str, tuple[int, ...]], steps: int, step: int
) -> None:
    histories, betrayals = learned(Factory(joining, steps), ours(parents, step))
    assert histories > 1
    assert betrayals == set()


def some_factory(chance: random.Random, most_points: int) -> tuple[Parents, Factory, int]:
    """Return a factory that is small enough to go through, and a step that has something to show."""
    while True:
        parents, days, steps = chance.choice(SHAPES), chance.randint(2, 4), chance.choice((1, 1, 1, 2))
        largest = chance.randint(1, 9)
        joining = {place: tuple(chance.choice((0, 0, 1, 2, largest)) for _ in range(days)) for place in parents}
        factory = Factory(joining, steps)
        points = 1
        for number in factory.joined[-1].values():
            points *= (number + 1) ** steps
        if 20 <= points <= most_points:
            return parents, factory, chance.choice((2, 2, 3, 4, 6))


def attack_some(seeds: Iterable[int], most_points: int, most_histories: int) -> Counter[str]:
    """Go through some factories, and check that nobody is given away. Return how much there was to go through."""
    gone = Counter[str]()
    for seed in seeds:
        parents, factory, step = some_factory(random.Random(seed), most_points)
        attacker = Attacker(factory, ours(parents, step))
        for number, history in enumerate(attacker.histories()):
            assert attacker.betrayals(history) == set(), (seed, factory, step)
            gone["histories"] += 1
            if number == most_histories:
                break
        else:
            gone["worlds"] += factory.worlds
            gone["factories"] += 1
    return gone


def test_nobody_is_given_away_in_some_factories_more() -> None:
    gone = attack_some(range(60), 1500, 300)
    assert gone["factories"] > 40
    assert gone["worlds"] > 10**9


@pytest.mark.long
def test_nobody_is_given_away_in_many_factories_more() -> None:
    gone = attack_some(range(1000, 1240), 6000, 1500)
    assert gone["factories"] > 180
    assert gone["worlds"] > 10**15


GIVEN_AWAY = [
    # All three of c have finished, for the total is larger than a and b by 3; and so would none have.
    (plain_from(4), {"a": (6,), "b": (5,), "c": (3,)}, 4, Betrayal("c", 0, 0, has=True)),
    # Everybody has.
    (plain_from(1), {"a": (6,), "b": (5,), "c": (5,)}, 4, Betrayal("a", 0, 0, has=True)),
    # a and b have less than two steps each, the total has two: so the one of c has finished.
    (each_rounded, {"a": (3,), "b": (3,), "c": (1,)}, 3, Betrayal("c", 0, 0, has=True)),
    (rounded_below_the_joined, {"a": (9,), "b": (9,), "c": (1,)}, 3, Betrayal("c", 0, 0, has=True)),
    # b goes over a step, the total doesn't: that one has finished meanwhile, nobody else, so not who has just joined a.
    (held_back_without_pairs, {"a": (4, 1), "b": (4, 0), "c": (4, 0)}, 2, Betrayal("a", 1, 0, has=False)),
    # On the first day the total goes over a step. Then six join a, which goes over a step, and the total doesn't go over the
    # next: so b and c have less than it took on the first day, and the one of a had finished.
    (held_back_without_pairs, {"a": (1, 6), "b": (6, 0), "c": (6, 0)}, 3, Betrayal("a", 0, 0, has=True)),
    (held_back_without_pairs, {"a": (1, 9), "b": (9, 0), "c": (9, 0)}, 4, Betrayal("a", 0, 0, has=True)),
]


@pytest.mark.parametrize(("simpler", "joining", "step", "betrayal"), GIVEN_AWAY)
def test_simpler_rules_give_somebody_away_and_ours_doesnt(
    simpler: Making, joining: dict[str, tuple[int, ...]], step: int, betrayal: Betrayal
) -> None:
    factory = Factory(joining)
    assert betrayal in learned(factory, simpler(FLAT, step))[1]
    assert learned(factory, ours(FLAT, step))[1] == set()


def test_tens_of_the_counts_themselves_give_somebody_away_and_pairs_dont() -> None:
    # Of 1, 30 and 30 workers 1, 19 and 10 have finished: 0, 10, 10, and 30 in all. Then 20 join the one, of whom 9 have finished:
    # 10, 10, 10, and 30 in all. So b and c have 29 at most, and had: the one had finished.
    factory = Factory({"a": (1, 20), "b": (30, 0), "c": (30, 0)})
    assert learned(factory, held_back_without_pairs(FLAT, 10))[1] == {Betrayal("a", 0, 0, has=True)}
    assert learned(factory, ours(FLAT, 10))[1] == set()


def very_small_factory(chance: random.Random) -> Factory:
    """Return a factory whose workers can be gone through one by one."""
    while True:
        days, steps = chance.choice(((1, 2), (2, 1), (3, 1), (2, 2)))
        joining = {place: tuple(chance.choice((0, 1, 1, 2)) for _ in range(days)) for place in ("a", "b", "c")}
        if 20 <= Factory(joining, steps).worlds <= 3000:
            return Factory(joining, steps)


@pytest.mark.parametrize("seed", range(12))
def test_the_attacker_learns_what_is_learned_by_going_through_worker_by_worker(seed: int) -> None:
    factory = very_small_factory(random.Random(seed))
    for making in (plain_from(2), each_rounded, held_back_without_pairs, ours):
        rule = making(FLAT, 2)
        assert learned(factory, rule) == one_by_one(factory, rule)


def possible_on_one_day(joined: Numbers, rule: Rule) -> dict[Hashable, dict[str, set[int]]]:
    """Return, by what one day shows, which pairs there may be at each place."""
    possible: dict[Hashable, dict[str, set[int]]] = {}
    for numbers in product(*(range(there + 1) for there in joined.values())):
        counts = dict(zip(joined, numbers, strict=True))
        found = possible.setdefault(rule(joined, counts), {place: set() for place in joined})
        for place, number in counts.items():
            found[place].add(pairs(number, joined[place]))
    return possible


ONE_DAY = [
    (FLAT, {"f": 1, "a": 3, "b": 9, "c": 7}, 4),
    (FLAT, {"a": 3, "b": 8, "c": 10}, 4),
    (FLAT, {"f": 5, "a": 5, "b": 13}, 6),
    (FLAT, {"f": 3, "a": 5, "b": 9, "c": 9}, 4),
    (WIDE, {"a": 3, "b": 5, "c": 5, "d": 6}, 4),
    (DEEP, {"f": 9, "y": 3}, 4),
    (DEEP, {"f": 2, "d": 3, "x": 6, "y": 5, "e": 0, "z": 7}, 4),
    (THREAD, {"f": 3, "d": 9, "x": 12}, 4),
]


@pytest.mark.parametrize(("parents", "joined", "step"), ONE_DAY)
def test_one_day_says_nothing_of_a_small_place_and_of_another_no_more_than_its_own_step(
    parents: Parents, joined: dict[str, int], step: int
) -> None:
    days = possible_on_one_day(joined, ours(parents, step))
    assert len(days) > 1
    for places, (place, there) in product(days.values(), joined.items()):
        all_of_them = {pairs(number, there) for number in range(there + 1)}
        steps = {number // step for number in places[place]}
        assert places[place] == {number for number in all_of_them if number // step in steps}


def test_without_holding_back_one_day_says_something_of_a_small_place() -> None:
    joined = {"a": 11, "b": 3}
    days = possible_on_one_day(joined, pairs_not_held_back(FLAT, 4))
    assert {2} in [places["b"] for places in days.values()]
    factory = Factory({place: (there, 0) for place, there in joined.items()})
    assert learned(factory, pairs_not_held_back(FLAT, 4))[1] == set()


NO_CHAINS: dict[str, Callable[[int, int], tuple[int, ...]]] = {
    "done with module 1, with module 2, with both": lambda one, two: (one, two, max(one, two)),
    "finished a course, another, any of the two": lambda one, two: (one, two, min(one, two)),
}


@pytest.mark.parametrize("measures", NO_CHAINS.values(), ids=NO_CHAINS)
def test_numbers_that_are_no_chain_give_somebody_away(measures: Callable[[int, int], tuple[int, ...]]) -> None:
    assert somebody_is_certain(measures)


def test_modules_one_after_the_other_are_a_chain_and_give_nobody_away() -> None:
    assert not somebody_is_certain(lambda one, two: (one, max(one, two)))


def somebody_is_certain(measures: Callable[[int, int], tuple[int, ...]]) -> bool:
    """Say whether of somebody the last measure becomes certain, where six have joined and then one more, in steps of 2.

    `measures` are the days of all that is counted, given the days on which a worker is done with the one and the other.
    """
    show, days = cache(lambda joined, number: ours(ALONE, 2)({"f": joined}, {"f": number})), (0, 1)
    seen: dict[Hashable, set[tuple[str, bool]]] = {}
    for six in combinations_with_replacement(list(product(range(3), repeat=2)), 6):
        for newcomer in product((1, 2), repeat=2):
            done = [measures(*life) for life in (*six, newcomer)]
            history = tuple(
                show(6 + day, sum(when <= day for when in column)) for column in zip(*done, strict=True) for day in days
            )
            states = seen.setdefault(history, set())
            states |= {("newcomer", done[-1][-1] <= 1), *(("other", when[-1] <= 0) for when in done[:-1])}
    return any(len(states) < 4 for states in seen.values())
