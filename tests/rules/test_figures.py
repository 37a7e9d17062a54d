"""How many are shown of a factory: worked out by hand, and what always holds. Attacks are in test_figures_attack.py."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.figures import PAIR, STEP, Tree, joined_shown, may_be_named, own, pairs, shown, tree_of

PARENTS = {
    "factory": None,
    "cutting": "factory",
    "cutting 1": "cutting",
    "cutting 2": "cutting",
    "cutting 3": "cutting",
    "sewing": "factory",
    "packing": "factory",
    "packing 1": "packing",
}
JOINED = {
    "factory": 4,
    "cutting 1": 34,
    "cutting 2": 23,
    "cutting 3": 7,
    "sewing": 45,
    "packing": 3,
    "packing 1": 12,
}
FINISHED = {
    "factory": 2,
    "cutting 1": 25,
    "cutting 2": 23,
    "cutting 3": 5,
    "sewing": 31,
    "packing": 3,
    "packing 1": 11,
}


def test_joined_worked_out_by_hand() -> None:
    assert joined_shown(tree_of(PARENTS), JOINED) == {
        "factory/own": 0,
        "factory": 120,  # 4 + 64 + 45 + 15 = 128; parts may be up to 9 + 69 + 49 + 19, less 9 for one: 137
        "cutting/own": 0,
        "cutting": 60,  # 34 + 23 + 7 = 64; 39 + 29 + 9, less 9: 68
        "cutting 1/own": 30,
        "cutting 1": 30,
        "cutting 2/own": 20,
        "cutting 2": 20,
        "cutting 3/own": 0,
        "cutting 3": 0,
        "sewing/own": 40,
        "sewing": 40,
        "packing/own": 0,
        "packing": 10,  # 3 + 12 = 15; 9 + 19, less 9: 19
        "packing 1/own": 10,
        "packing 1": 10,
    }


def test_finished_worked_out_by_hand() -> None:
    tree = tree_of(PARENTS)
    assert shown(tree, JOINED, joined_shown(tree, JOINED), FINISHED) == {
        "factory/own": 0,  # 2 of 4 are a pair: no ten, at most 2
        # 2 + 50 + 30 + 12 = 94 in pairs; parts may be up to 2 + 48 + 38 + 12, less 8 for one: 92. All in all 100 have finished.
        "factory": 90,
        "cutting/own": 0,
        # 24 + 22 + 6 - 2 = 50 in pairs, yet held back: parts may be up to 28 + 22 + 6, less 8 for one, are 48. At most 48 above.
        "cutting": 40,
        "cutting 1/own": 20,  # 25: 24 in pairs
        "cutting 1": 20,
        "cutting 2/own": 10,  # all 23: 22 in pairs, 20; but ten below the 20 joined
        "cutting 2": 10,
        "cutting 3/own": 0,  # 5 of 7: 4 in pairs
        "cutting 3": 0,
        "sewing/own": 30,  # 31 of 45: 30 in pairs, at most 38 above; ten below the 40 joined
        "sewing": 30,
        "packing/own": 0,  # all 3: one pair
        "packing": 0,  # 2 + 10 = 12; 2 + 10, less 2: 10; but ten below the 10 joined
        "packing 1/own": 0,  # 11 of 12: 10 in pairs; but ten below the 10 joined
        "packing 1": 0,
    }


def test_the_joined_are_held_back_where_their_total_would_tell_of_one_part() -> None:
    tree = tree_of({"factory": None, "a": "factory", "b": "factory", "c": "factory"})
    # 47; but a and b may be up to 19 by their own tens, so that from 40 on there would be somebody in c.
    assert joined_shown(tree, {"a": 19, "b": 19, "c": 9})["factory"] == 30


@pytest.mark.parametrize(
    ("count", "joined", "counted"),
    [(0, 0, 0), (1, 1, 0), (1, 2, 0), (2, 2, 0), (2, 3, 2), (3, 3, 2), (3, 4, 2), (4, 4, 2), (4, 5, 4), (5, 9, 4)],
)
def test_workers_are_counted_in_pairs_and_never_all(count: int, joined: int, counted: int) -> None:
    assert pairs(count, joined) == counted


def test_one_place_is_a_factory_too() -> None:
    tree = tree_of({"factory": None})
    joined = joined_shown(tree, {"factory": 59})
    assert joined == {"factory": 50, "factory/own": 50}
    assert shown(tree, {"factory": 59}, joined, {"factory": 38})["factory"] == 30
    assert shown(tree, {"factory": 59}, joined, {"factory": 59})["factory"] == 40


def test_where_nobody_is_nobody_is_shown() -> None:
    tree = tree_of(PARENTS)
    joined = joined_shown(tree, {})
    assert set(joined.values()) == set(shown(tree, {}, joined, {}).values()) == {0}


def test_a_place_comes_after_those_below_it_in_whichever_order_they_are_given() -> None:
    tree = tree_of({"line": "department", "department": "factory", "factory": None, "office": "factory"})
    assert list(tree.below) == ["line", "department", "office", "factory"]
    assert tree.below["factory"] == ("department", "office")


def test_a_place_in_one_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        tree_of({"line": "department"})


def test_the_first_to_join_may_be_named_as_many_as_are_shown() -> None:
    assert [may_be_named(before, 10) for before in (0, 9, 10, 11)] == [True, True, False, False]
    assert not may_be_named(0, 0)


Drawn = tuple[Tree, dict[str, int], dict[str, int], dict[str, int]]
"""A tree, how many joined each place, how many of them began, and of those finished."""


@st.composite
def factories(draw: st.DrawFn) -> Drawn:
    names = [str(number) for number in range(draw(st.integers(1, 8)))]
    parents = {name: draw(st.sampled_from(names[:n])) if n else None for n, name in enumerate(names)}
    joined = {name: draw(st.integers(0, 45)) for name in names}
    began = {name: draw(st.one_of(st.just(joined[name]), st.integers(0, joined[name]))) for name in names}
    finished = {name: draw(st.one_of(st.just(began[name]), st.integers(0, began[name]))) for name in names}
    return tree_of(parents), joined, began, finished


def whole(tree: Tree, place: str, counts: Mapping[str, int]) -> int:
    """Return how many there are at a place and all places below it."""
    return counts[place] + sum(whole(tree, part, counts) for part in tree.below[place])


@given(factories())
def test_every_number_is_a_ten_that_is_true_and_ten_below_the_joined(factory: Drawn) -> None:
    tree, joined, began, finished = factory
    published = joined_shown(tree, joined)
    first, last = shown(tree, joined, published, began), shown(tree, joined, published, finished)
    for place in tree.below:
        assert published[place] <= whole(tree, place, joined)
        assert published[own(place)] <= joined[place]
        assert last[place] <= whole(tree, place, finished)
        assert last[own(place)] <= finished[place]
    for key, number in published.items():
        assert number % STEP == first[key] % STEP == last[key] % STEP == 0
        assert 0 <= last[key] <= first[key] <= max(0, number - STEP)


@given(factories())
def test_a_total_is_no_less_than_its_parts_together(factory: Drawn) -> None:
    tree, joined, began, _ = factory
    published = joined_shown(tree, joined)
    for numbers in (published, shown(tree, joined, published, began)):
        for place, below in tree.below.items():
            assert numbers[place] >= numbers[own(place)] + sum(numbers[part] for part in below)


@given(factories(), st.randoms(use_true_random=False))
def test_no_number_falls_as_workers_join_and_go_on(factory: Drawn, chance: random.Random) -> None:
    tree, joined, began, _ = factory
    published = joined_shown(tree, joined)
    before = shown(tree, joined, published, began)
    more_joined = {place: number + chance.choice((0, 1, 5, 30)) for place, number in joined.items()}
    more_began = {place: chance.randint(number, more_joined[place]) for place, number in began.items()}
    more_published = joined_shown(tree, more_joined)
    after = shown(tree, more_joined, more_published, more_began)
    assert all(more_published[key] >= number for key, number in published.items())
    assert all(after[key] >= number for key, number in before.items())


@given(factories())
def test_how_much_a_number_lags_has_its_bounds(factory: Drawn) -> None:
    tree, joined, _, finished = factory
    published = joined_shown(tree, joined)
    numbers = shown(tree, joined, published, finished)
    for place, below in tree.below.items():
        alone = finished[place] - numbers[own(place)]
        assert alone < (STEP if finished[place] <= joined[place] - STEP else 2 * STEP)
        short = (
            2 * (STEP - PAIR)
            + sum(lag(tree, part, joined, finished) for part in below)
            + uncounted(place, joined, finished)
        )
        assert numbers[place] >= min(whole(tree, place, finished) - short, published[place] - STEP)


def uncounted(place: str, joined: Mapping[str, int], counts: Mapping[str, int]) -> int:
    """Return how many of a place's own members may be left out of the pairs."""
    return min(counts[place], 2 if counts[place] == joined[place] else 1)


def lag(tree: Tree, place: str, joined: Mapping[str, int], counts: Mapping[str, int]) -> int:
    """Return by how much a place may make the place above it lag."""
    below = tree.below[place]
    parts = sum(lag(tree, part, joined, counts) for part in below)
    return parts + uncounted(place, joined, counts) + (STEP - PAIR if below else 0)
