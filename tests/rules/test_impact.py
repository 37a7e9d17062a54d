"""How what was reached is added up, and what of it everybody may see."""

from dataclasses import replace
from datetime import date

import pytest

from mpt.rules.impact import ANY, Impact, Totals, for_everybody, full_tens

REACHED = Impact(
    day=date(2026, 11, 29),
    began={(2024, ANY): 50, (2026, ANY): 30, (2024, "a"): 40, (2024, "b"): 20, (2026, "a"): 30, (2026, "b"): 5},
    finished={(2026, ANY): 25, (2026, "a"): 19, (2026, "b"): 11},
    factories={(2024, ANY): 4},
    countries={(2024, ANY): 2},
    sessions={(2026, "c"): 3},
    came={(2026, "c"): 61},
)


def test_learners_count_once_in_all_and_once_in_each_course() -> None:
    assert REACHED.totals() == Totals(finished=30, began=80, sessions=3, came=61, trained=25, factories=4, countries=2)
    assert REACHED.totals(None, "a") == Totals(finished=19, began=70, sessions=0, came=0)


def test_a_year_has_what_was_first_in_it() -> None:
    assert REACHED.totals(2024) == Totals(finished=0, began=50, sessions=0, came=0, trained=0, factories=4, countries=2)
    assert REACHED.totals(2024, "b") == Totals(finished=0, began=20, sessions=0, came=0)
    assert REACHED.totals(2026, "c") == Totals(finished=0, began=0, sessions=3, came=61)


def test_years_have_no_gap_and_courses_are_those_of_which_there_is_anything() -> None:
    assert REACHED.years() == [2026, 2025, 2024]
    assert REACHED.course_ids() == ["a", "b", "c"]


def test_everybody_sees_people_in_full_tens_and_neither_factories_nor_sessions_changed() -> None:
    assert for_everybody(REACHED.totals()) == Totals(
        finished=30, began=80, sessions=3, came=60, trained=20, factories=4, countries=2
    )
    assert for_everybody(REACHED.totals(None, "b")) == Totals(finished=10, began=20, sessions=0, came=0)
    assert for_everybody(replace(REACHED.totals(), trained=9)).trained == 0


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (9, 0), (10, 10), (19, 10), (1239, 1230)])
def test_tens_are_rounded_down(people: int, shown: int) -> None:
    assert full_tens(people) == shown
