"""What couldn't be taken over is told in its order, each once, however much it is."""

from mpt.formats.leftovers import leftover, once
from tests.paces import times_slower


def test_each_once_in_its_order() -> None:
    found = [
        leftover("b", "x"),
        leftover("a", "x", n=1),
        leftover("b", "x"),
        leftover("a", "x", n=2),
        leftover("b", "y"),
    ]
    assert once(found) == (found[0], found[1], found[3], found[4])


def test_very_many() -> None:
    many = [leftover(str(n), "x") for n in range(60_000)]
    few = many[:6000]
    # Comparing each with each would take a hundred times as long for ten times as many.
    assert times_slower(lambda: once(many), lambda: once(few)) < 50
    assert once(many) == tuple(many)
