"""Who may enter which door."""

import pytest

from mpt.rules.permissions import Who, may_enter


@pytest.mark.parametrize(
    ("who", "is_learner", "enters"),
    [
        (Who.ANYONE, False, True),
        (Who.ANYONE, True, True),
        (Who.LEARNER, False, False),
        (Who.LEARNER, True, True),
    ],
)
def test_a_door_lets_in_whom_it_names(who: Who, is_learner: bool, enters: bool) -> None:
    assert may_enter(who, is_learner=is_learner) is enters
