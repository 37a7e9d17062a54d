"""Who may enter which door."""

import uuid
from collections.abc import Set as AbstractSet

import pytest

from mpt.rules.permissions import Grant, Role, Who, go_together, is_for_staff, learner_may_enter, staff_may_enter

HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
OFFICE = Grant(Role.OFFICE)
COUNSELLOR, TRAINER = Grant(Role.COUNSELLOR), Grant(Role.TRAINER)


def coordinator(place: uuid.UUID) -> Grant:
    return Grant(Role.COORDINATOR, place)


def sponsor(place: uuid.UUID) -> Grant:
    return Grant(Role.SPONSOR, place)


@pytest.mark.parametrize(
    ("who", "is_learner", "enters"),
    [
        (Who.ANYONE, False, True),
        (Who.ANYONE, True, True),
        (Who.LEARNER, False, False),
        (Who.LEARNER, True, True),
    ],
)
def test_a_learners_door_lets_in_whom_it_names(who: Who, is_learner: bool, enters: bool) -> None:
    assert not is_for_staff(who)
    assert learner_may_enter(who, is_learner=is_learner) is enters


@pytest.mark.parametrize(
    ("who", "grants", "enters"),
    [
        (Who.STAFF, set(), True),
        (Who.OFFICE, {OFFICE}, True),
        (Who.OFFICE, {coordinator(HERE), sponsor(HERE)}, False),
        (Who.FACTORY, {coordinator(HERE)}, True),
        (Who.FACTORY, {coordinator(THERE)}, False),
        (Who.FACTORY, {OFFICE}, True),
        (Who.FACTORY, {sponsor(HERE)}, False),
        (Who.COORDINATOR, {coordinator(HERE)}, True),
        (Who.COORDINATOR, {coordinator(THERE)}, False),
        (Who.COORDINATOR, {OFFICE}, False),
        (Who.SPONSOR, {sponsor(HERE)}, True),
        (Who.SPONSOR, {sponsor(THERE)}, False),
        (Who.SPONSOR, {OFFICE}, True),
        (Who.SPONSOR, {coordinator(HERE)}, False),
        (Who.COUNSELLOR, {COUNSELLOR}, True),
        (Who.COUNSELLOR, {OFFICE, coordinator(HERE), sponsor(HERE)}, False),
        *((who, {COUNSELLOR}, False) for who in (Who.OFFICE, Who.FACTORY, Who.COORDINATOR, Who.SPONSOR)),
        (Who.TRAINER, {TRAINER}, True),
        (Who.TRAINER, {OFFICE, COUNSELLOR, coordinator(HERE), sponsor(HERE)}, False),
        *((who, {TRAINER}, False) for who in Who if who not in {Who.ANYONE, Who.LEARNER, Who.STAFF, Who.TRAINER}),
        *((who, set(), False) for who in (Who.OFFICE, Who.FACTORY, Who.COORDINATOR, Who.SPONSOR, Who.COUNSELLOR)),
    ],
)
def test_a_door_of_the_staff_lets_in_whom_it_names_where_it_is_theirs(
    who: Who, grants: AbstractSet[Grant], enters: bool
) -> None:
    assert is_for_staff(who)
    assert staff_may_enter(who, grants, HERE) is enters


@pytest.mark.parametrize("who", [Who.FACTORY, Who.COORDINATOR, Who.SPONSOR])
def test_a_door_without_an_address_is_nobodys_but_the_offices(who: Who) -> None:
    assert not staff_may_enter(who, {coordinator(HERE), sponsor(HERE)}, None)


@pytest.mark.parametrize(
    ("grants", "together"),
    [
        (set(), True),
        ({COUNSELLOR}, True),
        ({OFFICE, coordinator(HERE), sponsor(THERE)}, True),
        ({COUNSELLOR, OFFICE}, False),
        ({COUNSELLOR, TRAINER}, False),
        ({TRAINER, OFFICE, coordinator(HERE)}, True),
        ({COUNSELLOR, coordinator(HERE)}, False),
        ({COUNSELLOR, sponsor(HERE)}, False),
    ],
)
def test_a_counsellor_has_no_other_role(grants: AbstractSet[Grant], together: bool) -> None:
    assert go_together(grants) is together
