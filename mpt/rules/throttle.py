"""How often a PIN may be tried.

By account first: a whole factory shares one address, so an address alone never locks anybody out. An address from which
very many tries fail only shortens the patience that each account has with it.
"""

from datetime import timedelta

WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES = 5
HOT_ADDRESS_FAILURES = 100
ACCOUNT_TRIES_FROM_HOT_ADDRESS = 3


def may_try(account_failures: int, address_failures: int) -> bool:
    """Say whether one more try is allowed, from the failures within WINDOW of the account and of the address."""
    hot = address_failures >= HOT_ADDRESS_FAILURES
    return account_failures < (ACCOUNT_TRIES_FROM_HOT_ADDRESS if hot else ACCOUNT_TRIES)
