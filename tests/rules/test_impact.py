"""How what was reached is added up, what came before, and what of it everybody may see."""

import pytest

from mpt.rules.elements import FIGURES, LEADING, WOMENS_COURSE, Element, figures_of
from mpt.rules.impact import (
    ANY,
    EVER,
    NOWHERE,
    Before,
    Choice,
    Impact,
    before,
    for_everybody,
    full_tens,
    reason,
    years_shown,
)

CN, VN = "factory in China", "factory in Vietnam"
REACHED = Impact(
    cells={
        ("began", ANY): {(2024, CN): 50, (2026, CN): 20, (2026, NOWHERE): 10},
        ("began", "a"): {(2024, CN): 40, (2026, CN): 30},
        ("trained", ANY): {(2026, CN): 20, (2026, VN): 5},
        ("finished", ANY): {(2026, CN): 24, (2026, VN): 6},
        ("finished", "a"): {(2026, CN): 19},
        ("finished", WOMENS_COURSE): {(2026, CN): 5, (2026, VN): 6},
        ("factories", ANY): {(2024, CN): 1, (2026, VN): 1},
        ("cases", ANY): {(2026, NOWHERE): 70},
        ("spaces", ANY): {(2025, CN): 2, (2026, CN): 3, (EVER, CN): 4},
        ("space_days", ANY): {(2025, CN): 30, (2026, CN): 49},
        ("space_places", ANY): {(2025, CN): 40, (2026, CN): 60},
    },
    countries={CN: "CN", VN: "VN", "a third one": "CN"},
)
IN_CN = Choice(country="CN", factories=frozenset({CN, "a third one"}))


def number(key: str, choice: Choice = IN_CN) -> int | None:
    return REACHED.number(FIGURES[key], choice)


def test_each_element_has_figures_and_every_figure_is_of_one() -> None:
    assert [figure.key for element in Element for figure in figures_of(element)] == list(FIGURES)
    assert [len(figures_of(element)) for element in Element] == [7, 1, 4, 4, 4]
    assert set(LEADING) < set(FIGURES)


def test_learners_count_once_in_all_and_once_in_each_course() -> None:
    assert number("began", Choice()) == 80
    assert number("began", Choice(course="a")) == 70
    assert number("finished", Choice()) == 30
    assert number("finished", Choice(course="a")) == 19
    assert number("trained", Choice()) == 25
    assert number("came", Choice()) == 0


def test_womens_empowerment_is_told_by_its_course() -> None:
    assert number("women_finished", Choice()) == 11
    assert number("women_finished", Choice(year=2026, factories=frozenset({VN}))) == 6
    assert number("women_began", Choice()) == 0


def test_a_year_and_a_place_have_what_was_first_in_them() -> None:
    assert number("began", Choice(year=2024)) == 50
    assert number("began") == 70
    assert number("began", Choice(year=2026, factories=frozenset({VN}))) == 0
    assert number("factories") == 1
    assert REACHED.by_factory(FIGURES["began"], Choice(year=2026)) == {CN: 20, NOWHERE: 10}


def test_a_country_counts_in_the_year_of_its_first_factory_among_those_chosen() -> None:
    assert [number("countries", Choice(year=year)) for year in (None, 2024, 2025, 2026)] == [2, 1, 0, 1]
    assert number("countries") == 1


def test_what_lasts_counts_each_year_and_over_all_years_once() -> None:
    assert [number("spaces", Choice(year=year)) for year in (None, 2025, 2026)] == [4, 2, 3]


def test_a_share_is_that_of_all_days_together_and_none_where_there_were_none() -> None:
    assert [number("space_used", Choice(year=year)) for year in (None, 2025, 2026)] == [79, 75, 82]
    assert number("center_used", Choice()) is None


def test_what_is_not_counted_by_factory_or_by_course_says_so() -> None:
    assert number("cases", Choice(year=2026)) == 70
    assert number("cases") is None
    assert reason(FIGURES["cases"], IN_CN) == "factory"
    assert number("trained", Choice(course="a")) is None
    assert reason(FIGURES["trained"], Choice(course="a")) == "course"
    assert reason(FIGURES["finished"], Choice(course="a", factories=frozenset())) == ""


BASELINES = (
    Before("trained", 2019, 1130, country="CN"),
    Before("trained", 2022, 100, country="CN", factory=CN),
    Before("trained", 2022, 7, sponsor="toys"),
    Before("cases", 2022, 23000),
)


@pytest.mark.parametrize(
    ("choice", "added"),
    [
        (Choice(), 1237),
        (Choice(year=2022), 107),
        (Choice(year=2020), 0),
        (Choice(country="CN"), 1230),
        (Choice(country="VN"), 0),
        (Choice(factory=CN), 100),
        (Choice(sponsor="toys"), 7),
        (Choice(sponsor="toys", supported=frozenset({CN})), 107),
        (Choice(year=2022, country="CN", factory=CN, sponsor="toys", supported=frozenset({CN})), 100),
        (Choice(course="a"), 0),
    ],
)
def test_a_baseline_is_of_what_is_known_of_it(choice: Choice, added: int) -> None:
    assert before(BASELINES, "trained", choice) == added


def test_years_have_no_gap_and_begin_with_the_first_of_which_anything_is_known() -> None:
    assert years_shown(REACHED, (), 2026) == [2026, 2025, 2024]
    assert years_shown(REACHED, BASELINES, 2027) == list(range(2027, 2018, -1))
    assert years_shown(Impact({}, {}), (), 2026) == []
    assert REACHED.course_ids() == ["a", WOMENS_COURSE]


@pytest.mark.parametrize(
    ("key", "number", "shown"), [("trained", 9, 0), ("came", 1239, 1230), ("sessions", 7, 7), ("space_used", 79, 79)]
)
def test_everybody_sees_people_in_full_tens_and_nothing_else_changed(key: str, number: int, shown: int) -> None:
    assert for_everybody(key, number) == shown


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (9, 0), (10, 10), (19, 10), (1239, 1230)])
def test_tens_are_rounded_down(people: int, shown: int) -> None:
    assert full_tens(people) == shown
