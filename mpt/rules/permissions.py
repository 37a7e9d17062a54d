"""Who may enter which door. Every route names one of these; a test walks all routes and fails for one that doesn't."""

from enum import Enum, auto


class Who(Enum):
    """The kinds of visitors that a route can be for."""

    ANYONE = auto()
    """Everybody, signed in or not. Such a page shows nothing that belongs to one person unless it's the visitor's own."""
    LEARNER = auto()
    """Whoever this phone is signed in as, anonymous learners too."""


def may_enter(who: Who, *, is_learner: bool) -> bool:
    """Say whether a visitor passes."""
    return who is Who.ANYONE or is_learner
