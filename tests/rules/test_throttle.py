"""A factory shares one address: patience is counted by account, and an address alone locks nobody out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.throttle import (
    ACCOUNT_TRIES,
    ACCOUNT_TRIES_A_DAY,
    ACCOUNT_TRIES_FROM_HOT_ADDRESS,
    HOT_ADDRESS_FAILURES,
    Failures,
    may_try,
)

counts = st.integers(0, 200)


@pytest.mark.parametrize(
    ("account", "in_a_day", "address", "allowed"),
    [
        (0, 0, 0, True),
        (ACCOUNT_TRIES - 1, ACCOUNT_TRIES - 1, HOT_ADDRESS_FAILURES - 1, True),
        (ACCOUNT_TRIES, ACCOUNT_TRIES, 0, False),
        (ACCOUNT_TRIES_FROM_HOT_ADDRESS - 1, 2, HOT_ADDRESS_FAILURES, True),
        (ACCOUNT_TRIES_FROM_HOT_ADDRESS, 3, HOT_ADDRESS_FAILURES, False),
        (0, ACCOUNT_TRIES_A_DAY - 1, 0, True),
        (0, ACCOUNT_TRIES_A_DAY, 0, False),
    ],
)
def test_patience_ends_with_the_fifth_failure_from_a_hot_address_with_the_third_and_with_fifteen_a_day(
    account: int, in_a_day: int, address: int, allowed: bool
) -> None:
    assert may_try(Failures(account, in_a_day, address)) is allowed


@given(counts)
def test_an_address_alone_locks_nobody_out(failures_of_others: int) -> None:
    assert may_try(Failures(0, 0, failures_of_others))


@given(counts, counts, counts)
def test_more_failures_never_give_more_patience(account: int, in_a_day: int, address: int) -> None:
    now = may_try(Failures(account, in_a_day, address))
    assert now >= may_try(Failures(account + 1, in_a_day, address))
    assert now >= may_try(Failures(account, in_a_day + 1, address))
    assert now >= may_try(Failures(account, in_a_day, address + 1))
