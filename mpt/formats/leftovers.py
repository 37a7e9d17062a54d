"""What couldn't be taken over from a file, and files of which nothing can be: said in words of the catalogues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mpt.content.faults import printable


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing that was in a file and isn't in what was made of it.

    `where` are words of the file itself, or the name of a file in it; empty where it's about the whole. `what` is a message
    id of the catalogues, with `%(name)s` places that `params` fills.
    """

    where: str
    what: str
    params: Mapping[str, Any] = field(default_factory=dict)


def leftover(where: str, what: str, **params: Any) -> Leftover:
    """Return what is said of one thing; text from the file is shortened to what fits a line."""
    shown = " ".join(where.split())
    return Leftover(printable(shown), what, {name: printable(value) for name, value in params.items()})


class NothingTakenError(Exception):
    """Nothing of a file can be taken: `what` says why and what to do, as a message id with places that `params` fills."""

    def __init__(self, what: str, **params: Any) -> None:
        super().__init__(what)
        self.what = what
        self.params = {name: printable(value) for name, value in params.items()}


def once(found: Sequence[Leftover]) -> tuple[Leftover, ...]:
    """Return leftovers in their order, each once."""
    keyed: dict[tuple[str, str, str], Leftover] = {}
    for one in found:
        keyed.setdefault((one.where, one.what, repr(sorted(one.params.items()))), one)
    return tuple(keyed.values())
