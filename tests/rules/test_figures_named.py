"""Names of workers who finished and agreed to be named tell nothing of anybody else; chosen or shown otherwise, they would.

The attacker sees, on each day, the pairs of one place, which is more than is ever shown, and the names. All worlds are gone
through: each worker finishes on some day or never, and agrees on some later day or never. The step is 2.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import cache
from itertools import product

import pytest

from mpt.rules.figures import joined_shown, may_be_named, pairs, shown, tree_of

TREE = tree_of({"f": None})

Life = tuple[int, int]
"""The day of finishing and the day of agreeing."""

Naming = Callable[[Sequence[int], int], Sequence[int]]
"""Whom to name, of workers who finished and agreed, by their number in the line, where so many are shown as finished."""


def first_of_the_line(ready: Sequence[int], published: int) -> Sequence[int]:
    """Return whom our rule names."""
    return [who for who in ready if may_be_named(who, published)]


def last_of_those_ready(ready: Sequence[int], published: int) -> Sequence[int]:
    """Return as many names as are shown to have finished, of those who joined last."""
    return ready[len(ready) - min(published, len(ready)) :]


@cache
def published_of(joined: int, finished: int) -> int:
    """Return how many are shown as finished."""
    return shown(TREE, {"f": joined}, joined_shown(TREE, {"f": joined}, step=2), {"f": finished}, step=2)["f"]


def day_seen(joined: Sequence[int], world: Sequence[Life], day: int, naming: Naming) -> tuple[int, tuple[int, ...]]:
    """Return the pairs and the names of a day."""
    here = sum(when <= day for when in joined)
    finished = sum(life[0] <= day for life in world)
    ready = [who for who, life in enumerate(world) if max(life) <= day]
    return pairs(finished, here), tuple(naming(ready, published_of(here, finished)))


def agreeing_afterwards(joined: int, never: int) -> list[Life]:
    """Return what a worker may do if one is asked, in secret, when one has finished."""
    return [(day, agreed) for day in range(joined, never + 1) for agreed in range(day, never + 1)]


def agreeing_at_first(joined: int, never: int) -> list[Life]:
    """Return what a worker may do who agrees when joining or never."""
    return [(day, agreed) for day in range(joined, never + 1) for agreed in (joined, never)]


State = tuple[int, int, bool]
"""A worker, a day, and whether that worker had finished by then."""


def certain(
    joined: Sequence[int],
    days: int,
    naming: Naming,
    *,
    lives: Callable[[int, int], list[Life]] = agreeing_afterwards,
    known: Callable[[Sequence[Life], Sequence[int]], Hashable] = lambda world, named: None,
) -> set[State]:
    """Return what becomes certain of workers of whom no name has been shown by that day.

    `known` is what else the attacker knows of a world in which some have been named.
    """
    seen: dict[Hashable, tuple[set[State], dict[int, int]]] = {}
    for world in product(*(lives(day, days) for day in joined)):
        shown_by_day = tuple(day_seen(joined, world, day, naming) for day in range(days))
        named = {who: day for day in reversed(range(days)) for who in shown_by_day[day][1]}
        states, _ = seen.setdefault((shown_by_day, known(world, sorted(named))), (set(), named))
        states |= {(who, day, world[who][0] <= day) for who, since in enumerate(joined) for day in range(since, days)}
    return {
        (who, day, has)
        for states, named in seen.values()
        for who, day, has in states
        if (who, day, not has) not in states and day < named.get(who, days)
    }


@pytest.mark.parametrize("joined", [(0, 0, 0, 0, 0), (0, 0, 0, 0, 1, 1), (0, 1, 1, 1, 1)])
def test_the_first_of_the_line_may_be_named(joined: Sequence[int]) -> None:
    assert certain(joined, 2, first_of_the_line) == set()


@pytest.mark.long
@pytest.mark.parametrize(
    ("joined", "days"), [((0,) * 7, 2), ((0, 0, 0, 0, 1, 1, 1), 2), ((0, 0, 0, 0, 1), 3), ((0, 0, 0, 1, 1, 2), 3)]
)
def test_the_first_of_longer_lines_may_be_named(joined: Sequence[int], days: int) -> None:
    assert certain(joined, days, first_of_the_line) == set()


def test_names_that_give_way_to_each_other_show_who_has_not_finished() -> None:
    assert (3, 0, False) in certain((0,) * 6, 2, last_of_those_ready)


def test_days_of_finishing_beside_the_names_show_who_has_finished() -> None:
    # Four of six had finished on the first day; two are named who finished on the second.
    with_days = certain(
        (0,) * 6, 2, first_of_the_line, known=lambda world, named: tuple((who, world[who][0]) for who in named)
    )
    assert (5, 0, True) in with_days


def test_where_it_is_known_who_would_be_named_it_shows_who_has_finished() -> None:
    # Two have agreed and aren't named: they haven't finished, so the other four have.
    agreed = certain(
        (0,) * 6,
        1,
        first_of_the_line,
        lives=agreeing_at_first,
        known=lambda world, _: tuple(agreed == 0 for _, agreed in world),
    )
    assert (5, 0, True) in agreed
