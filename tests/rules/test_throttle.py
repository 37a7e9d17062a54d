"""A factory shares one address: patience is counted by account, and an address alone locks nobody out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.throttle import ACCOUNT_TRIES, ACCOUNT_TRIES_FROM_HOT_ADDRESS, HOT_ADDRESS_FAILURES, may_try

counts = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("account", "address", "allowed"),
    [
        (0, 0, True),
        (ACCOUNT_TRIES - 1, HOT_ADDRESS_FAILURES - 1, True),
        (ACCOUNT_TRIES, 0, False),
        (ACCOUNT_TRIES_FROM_HOT_ADDRESS - 1, HOT_ADDRESS_FAILURES, True),
        (ACCOUNT_TRIES_FROM_HOT_ADDRESS, HOT_ADDRESS_FAILURES, False),
    ],
)
def test_patience_ends_with_the_fifth_failure_and_from_a_hot_address_with_the_third(
    account: int, address: int, allowed: bool
) -> None:
    assert may_try(account, address) is allowed


@given(counts)
def test_an_address_alone_locks_nobody_out(failures_of_others: int) -> None:
    assert may_try(0, failures_of_others)


@given(counts, counts)
def test_more_failures_never_give_more_patience(account: int, address: int) -> None:
    assert may_try(account, address) >= may_try(account + 1, address)
    assert may_try(account, address) >= may_try(account, address + 1)
