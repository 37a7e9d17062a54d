"""What couldn't be taken over is told in its order, each once, however much it is."""

import time

from mpt.formats.leftovers import leftover, once


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
    found = [leftover(str(n), "x") for n in range(10_000)]
    begun = time.process_time()
    assert once(found) == tuple(found)
    # Comparing each with each took a minute and more.
    assert time.process_time() - begun < 5
