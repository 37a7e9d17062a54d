"""How many are shown to a factory: numbers from which nobody learns of one worker whether they have begun or finished.

Joining is no secret, all else is. Whoever works against us knows this file, the places, who joined where on which day, and
every number of every day. Still they can never be certain of one worker: has finished, or hasn't; has begun, or hasn't.

1. A worker is counted for ever at the place of their first join code. Those who stand at the very same place are its own
   members. They are counted in whole pairs, and one of them never counts (`pairs`).
2. Whatever is shown, of whichever place, is worked out from these pairs and from who joined, and from nothing else.
3. It's shown in tens, "at least", and stays ten below the joined. A total is held back where it would say more of one part
   than that part's own tens (`_whole`).

Why 1 and 2 are enough, however many numbers of however many days are put together: suppose that even the pairs were known, q
of them at one place, each day's q. Line its members up as they joined. If each day just the first q of the line have finished,
these are the pairs. Now take any one member:
- they may have finished on the day they joined, besides those: q + 1 makes the same pairs as q;
- they may never finish: the line moves up by one, and somebody is there to move up, for q is less than those who joined.
All of it looks the same from outside. Other places needn't change, so it's no help to know everything about those. Only who
knows already how it stands with others of the very same place may get further; that can't be helped by any number.
Tens of the counts themselves wouldn't do. Nine lines pass a ten and their total doesn't: so just nine workers have finished,
one in each, and whoever joined a tenth line meanwhile hasn't. `tests/rules/test_figures_attack.py` finds such histories.

The same line serves a whole course if each number counts some of those of the number before: joined, begun, done with the
first module, with the first two, ..., finished. Two numbers of a course that aren't such a chain (done with module 1, done with
module 2) would pin each other down. So would how many finished one of two courses, beside the numbers of each.

Why 3, besides: nothing at all can be learned from one day's numbers about a place with fewer than ten members, and of a larger
one no more than its own tens. Over many days it can be narrowed down further, but never to one worker.

What it costs: own members are shown less than ten short, or less than twenty where fewer than ten have yet to finish. A total
is at most 16 short, 8 more for each place below it that has places below it, 1 more for all own members of each place, or 2
where all of them have finished; and it stays ten below the joined. That's the worst that can be.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

STEP = 10
PAIR = 2

Numbers = Mapping[str, int]
"""How many, by place; 0 for a place that isn't in it."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A factory's places: each with the places directly below it, and after all of them."""

    below: Mapping[str, tuple[str, ...]]


class _Part(NamedTuple):
    """A part of a place: how many are counted, their tens, and the most that somebody who knows the tens can't rule out."""

    number: int
    tens: int
    most: int


def tree_of(parents: Mapping[str, str | None]) -> Tree:
    """Return the tree of places, given the place in which each lies. Raises KeyError if that isn't among them."""
    below: dict[str, list[str]] = {place: [] for place in parents}
    for place, parent in parents.items():
        if parent is not None:
            below[parent].append(place)
    tops = [place for place, parent in parents.items() if parent is None]
    return Tree({place: tuple(below[place]) for top in tops for place in _upwards(top, below)})


def own(place: str) -> str:
    """Return the key for a place's own members: those who joined with its own code, not with that of a place below it."""
    return f"{place}/own"


def joined_shown(tree: Tree, joined: Numbers, *, step: int = STEP) -> dict[str, int]:
    """Return how many are shown as joined, at each place and of its own members. `joined` counts own members alone."""
    spare = step - 1
    members = {}
    for place in tree.below:
        here = joined.get(place, 0)
        members[place] = _part(here, here + spare if here else 0, step, spare)
    return _tens(tree, members, step, spare)


def shown(
    tree: Tree, joined: Numbers, joined_published: Numbers, counts: Numbers, *, step: int = STEP
) -> dict[str, int]:
    """Return how many are shown of `counts`, at each place and of its own members.

    `joined` and `counts` count own members alone, as of one day; `joined_published` is what that day shows as joined.
    """
    spare = step - PAIR
    members = {}
    for place in tree.below:
        here = joined.get(place, 0)
        members[place] = _part(pairs(counts.get(place, 0), here), pairs(here, here), step, spare)
    tens = _tens(tree, members, step, spare)
    return {key: max(0, min(number, joined_published[key] - step)) for key, number in tens.items()}


def pairs(count: int, joined: int) -> int:
    """Return how many of `count` own members are ever counted: whole pairs, and never all who joined."""
    return max(0, min(count, joined - 1)) // PAIR * PAIR


def may_be_named(joined_before: int, published: int) -> bool:
    """Say whether one of a place's own members may be named as finished, where so many of them joined before this one.

    `published` is how many of them are shown as finished: the names are of the first so many of the line, and each world above
    holds beside them. Taken from all who finished and agreed, names would give way to each other, until all are known who can
    have finished by these numbers: so nobody else has. Two more things must hold. A name stands without the day of finishing,
    and to be named is agreed to in secret, for each course by itself and once it's finished. Else it would be known of some,
    at once or later, that they hadn't finished on a day; and where these were all who hadn't, everybody else had.
    """
    return joined_before < published


def _upwards(place: str, below: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the places below a place, and it, each after all that lie below it."""
    for part in below[place]:
        yield from _upwards(part, below)
    yield place


def _part(count: int, limit: int, step: int, spare: int) -> _Part:
    """Return own members as a part: `limit` of them can count at most, and `spare` more than the tens without a next ten."""
    tens = count // step * step
    return _Part(count, tens, min(tens + spare, limit))


def _tens(tree: Tree, members: Mapping[str, _Part], step: int, spare: int) -> dict[str, int]:
    """Return the tens of each place and of its own members."""
    parts: dict[str, _Part] = {}
    tens: dict[str, int] = {}
    for place, below in tree.below.items():
        mine = members[place]
        parts[place] = _whole([mine, *[parts[part] for part in below]], step, spare) if below else mine
        tens[own(place)] = mine.tens
        tens[place] = parts[place].tens
    return tens


def _whole(parts: Sequence[_Part], step: int, spare: int) -> _Part:
    """Return the place that consists of these parts.

    It counts no more than if one part, whichever, had only its tens and all others had the most: so no part is known to be more.
    """
    count = sum(part.number for part in parts)
    most = sum(part.most for part in parts)
    safe = most - max(part.most - part.tens for part in parts)
    tens = min(count, safe) // step * step
    return _Part(count, tens, min(tens + spare, most))
