"""How much slower one piece of work is than another, both measured one after the other in the same process."""

import time
from collections.abc import Callable


def times_slower(work: Callable[[], object], ordinary: Callable[[], object]) -> float:
    """Return how many times the processor time of `ordinary` it is that `work` takes.

    A machine that is busy, or counts lines for coverage, slows both: no number of seconds holds on every machine.
    """
    return _seconds(work) / _seconds(ordinary)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
