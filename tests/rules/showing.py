"""By which rules numbers could be shown: ours, and simpler ones that give somebody away."""

from collections.abc import Callable, Hashable, Mapping

from mpt.rules.figures import joined_shown, pairs, shown, tree_of
from tests.rules.attacker import Numbers, Rule

Parents = Mapping[str, str | None]
Making = Callable[[Parents, int], Rule]
"""How a rule is made, for a tree of places and a step."""

ALONE: Parents = {"f": None}
TWO: Parents = {"f": None, "a": "f", "b": "f"}
FLAT: Parents = {"f": None, "a": "f", "b": "f", "c": "f"}
WIDE: Parents = {"f": None, "a": "f", "b": "f", "c": "f", "d": "f"}
THREAD: Parents = {"f": None, "d": "f", "x": "d"}
DEEP: Parents = {"f": None, "d": "f", "e": "f", "x": "d", "y": "d", "z": "e"}
SHAPES = (ALONE, TWO, FLAT, WIDE, THREAD, DEEP)


def ours(parents: Parents, step: int) -> Rule:
    """Return the rule of mpt/rules/figures.py, with all it shows."""
    tree = tree_of(parents)

    def rule(joined: Numbers, counts: Numbers) -> Hashable:
        published = joined_shown(tree, joined, step=step)
        return tuple(shown(tree, joined, published, counts, step=step).values())

    return rule


def plain_from(least: int) -> Making:
    """Return the rule that shows every place and the total as they are, but for places where fewer than `least` joined."""

    def of(_parents: Parents, _step: int) -> Rule:
        def rule(joined: Numbers, counts: Numbers) -> Hashable:
            large = [number for place, number in counts.items() if joined[place] >= least]
            return (sum(counts.values()), *large)

        return rule

    return of


def each_rounded(_parents: Parents, step: int) -> Rule:
    """Return the rule that rounds every place and the total down to a step, each by itself."""
    return lambda _, counts: tuple(number // step for number in (sum(counts.values()), *counts.values()))


def rounded_below_the_joined(_parents: Parents, step: int) -> Rule:
    """Return the rule that does so, and stays a step below the joined."""

    def rule(joined: Numbers, counts: Numbers) -> Hashable:
        numbers = [(sum(counts.values()), sum(joined.values())), *((counts[place], joined[place]) for place in counts)]
        return tuple(max(0, min(count // step, there // step - 1)) for count, there in numbers)

    return rule


def held_back_without_pairs(_parents: Parents, step: int) -> Rule:
    """Return the rule that also holds a total back where it would say more of one part than that part's own steps.

    On one day it's as good as ours. It takes two days to learn something from it.
    """

    def rule(joined: Numbers, counts: Numbers) -> Hashable:
        own = {
            place: max(0, min(counts.get(place, 0) // step, there // step - 1) * step)
            for place, there in joined.items()
        }
        gaps = [min(step - 1, there) for there in joined.values()]
        safe = sum(own.values()) + sum(gaps) - max(gaps)
        below = sum(joined.values()) - step
        return (max(0, min(sum(counts.values()), below, safe)) // step, *own.values())

    return rule


def pairs_not_held_back(_parents: Parents, step: int) -> Rule:
    """Return the rule that counts pairs, but holds nothing back.

    It gives nobody away, but on one day it can tell something about a place with very few.
    """

    def rule(joined: Numbers, counts: Numbers) -> Hashable:
        counted = [pairs(number, joined[place]) for place, number in counts.items()]
        return tuple(number // step for number in (sum(counted), *counted))

    return rule
