"""How often a PIN may be tried.

By account first: a whole factory shares one address, so an address alone never locks anybody out. An address from which
very many tries fail only shortens the patience that each account has with it. A day has a limit of its own, because
whoever knows a worker's papers has some twenty good guesses and much time.
"""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
ACCOUNT_TRIES = 5
ACCOUNT_TRIES_A_DAY = 15
HOT_ADDRESS_FAILURES = 100
ACCOUNT_TRIES_FROM_HOT_ADDRESS = 3


@dataclass(frozen=True, slots=True)
class Failures:
    """How many tries have failed: at the account and from the address within WINDOW, at the account within DAY."""

    account: int
    account_in_a_day: int
    address: int


def may_try(failures: Failures) -> bool:
    """Say whether one more try is allowed."""
    hot = failures.address >= HOT_ADDRESS_FAILURES
    tries = ACCOUNT_TRIES_FROM_HOT_ADDRESS if hot else ACCOUNT_TRIES
    return failures.account < tries and failures.account_in_a_day < ACCOUNT_TRIES_A_DAY
