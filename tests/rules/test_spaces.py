"""When a space is open, whom it takes, and how a day there is counted."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules import spaces
from mpt.rules.spaces import BANDS, MOST_CHILDREN, MOST_HEADS, State


@dataclass(frozen=True)
class Summer:
    """A space from Monday, 6 July 2026, on weekdays, for children of 6 to 10."""

    opens_on: date = date(2026, 7, 6)
    closes_on: date | None = date(2026, 8, 21)
    weekdays: str = "MO,TU,WE,TH,FR"
    youngest: int = 6
    oldest: int = 10


SUMMER = Summer()
ALL_YEAR = Summer(closes_on=None)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 7, 3), False),  # a Friday, before the first day
        (date(2026, 7, 6), True),
        (date(2026, 7, 10), True),
        (date(2026, 7, 11), False),  # a Saturday
        (date(2026, 8, 21), True),  # the last day
        (date(2026, 8, 24), False),
    ],
)
def test_it_is_open_on_its_weekdays_from_the_first_day_to_the_last(day: date, is_open: bool) -> None:
    assert spaces.is_open_on(SUMMER, day) is is_open


def test_a_center_may_go_on_without_a_last_day() -> None:
    assert spaces.is_open_on(ALL_YEAR, date(2031, 3, 3))
    assert not spaces.is_open_on(ALL_YEAR, date(2031, 3, 2))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 7, 5), State.COMING),
        (date(2026, 7, 6), State.OPEN),
        (date(2026, 7, 11), State.OPEN),
        (date(2026, 8, 21), State.OPEN),
        (date(2026, 8, 22), State.OVER),
    ],
)
def test_its_days_are_to_come_or_now_or_over(today: date, state: State) -> None:
    assert spaces.state(SUMMER, today) is state
    assert spaces.state(SUMMER, today, is_ended=True) is State.OVER


def test_without_a_last_day_it_is_never_over_by_itself() -> None:
    assert spaces.state(ALL_YEAR, date(2040, 1, 1)) is State.OPEN


def test_today_and_a_week_back_can_be_noted_where_it_was_open() -> None:
    assert spaces.days_to_note(SUMMER, date(2026, 7, 15)) == [
        date(2026, 7, 15), date(2026, 7, 14), date(2026, 7, 13), date(2026, 7, 10), date(2026, 7, 9), date(2026, 7, 8),
    ]  # fmt: skip
    assert spaces.days_to_note(SUMMER, date(2026, 7, 7)) == [date(2026, 7, 7), date(2026, 7, 6)]
    assert spaces.days_to_note(SUMMER, date(2026, 7, 5)) == []


@pytest.mark.parametrize(
    ("youngest", "oldest", "bands"),
    [
        (6, 8, ("6-8",)),
        (6, 10, ("6-8", "9-11")),
        (8, 9, ("6-8", "9-11")),
        (0, 17, BANDS),
        (15, 17, ("12-15",)),
        (4, 4, ("3-5",)),
    ],
)
def test_it_takes_the_bands_that_share_an_age_with_it(youngest: int, oldest: int, bands: tuple[str, ...]) -> None:
    assert spaces.bands_of(Summer(youngest=youngest, oldest=oldest)) == bands


def test_every_age_a_plan_may_begin_with_has_a_band_and_the_bands_have_no_gap() -> None:
    ages = [tuple(map(int, band.split("-"))) for band in BANDS]
    assert [age for first, last in ages for age in range(first, last + 1)] == list(range(16))


def test_how_many_children_is_read_as_people_type_it() -> None:
    assert spaces.read_children({"6-8": "２", "9-11": " 1 ", "3-5": "", "0-2": "0"}) == {"6-8": 2, "9-11": 1, "0-2": 0}


@pytest.mark.parametrize("text", ["10", "-1", "one", "1.5", "9" * 50])
def test_what_is_no_number_of_children_is_refused(text: str) -> None:
    with pytest.raises(spaces.ChildrenError):
        spaces.read_children({"6-8": text})


def test_children_are_kept_by_band_the_youngest_first_without_the_empty_ones() -> None:
    bands = spaces.clean_bands(SUMMER, 40, {"9-11": 1, "6-8": 2, "0-2": 0})
    assert list(bands.items()) == [("6-8", 2), ("9-11", 1)]


@pytest.mark.parametrize(
    ("bands", "refusal"),
    [
        ({}, spaces.NoChildrenError),
        ({"6-8": 0}, spaces.NoChildrenError),
        ({"3-5": 1}, spaces.BandError),
        ({"40-50": 1}, spaces.BandError),
        ({"6-8": -1, "9-11": 2}, spaces.ChildrenError),
        ({"6-8": 5, "9-11": 5}, spaces.TooManyChildrenError),
    ],
)
def test_other_children_are_refused(bands: dict[str, int], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        spaces.clean_bands(SUMMER, 40, bands)


def test_a_family_of_nine_fits_but_not_where_there_are_fewer_places() -> None:
    assert spaces.clean_bands(SUMMER, 40, {"6-8": MOST_CHILDREN}) == {"6-8": 9}
    assert spaces.clean_bands(SUMMER, 9, {"6-8": MOST_CHILDREN}) == {"6-8": 9}
    with pytest.raises(spaces.TooManyChildrenError):
        spaces.clean_bands(SUMMER, 8, {"6-8": MOST_CHILDREN})


def test_heads_are_read_as_people_type_them() -> None:
    assert spaces.read_headcount(" ３8 ") == 38
    assert spaces.read_headcount("0") == 0
    for text in ("", "many", "-1", str(MOST_HEADS + 1)):
        with pytest.raises(spaces.HeadcountError):
            spaces.read_headcount(text)


def test_heads_are_no_fewer_than_cards() -> None:
    assert spaces.check_headcount(5, 5) == 5
    assert spaces.check_headcount(MOST_HEADS, 0) == MOST_HEADS
    with pytest.raises(spaces.HeadcountTooLowError):
        spaces.check_headcount(4, 5)
    for children in (-1, MOST_HEADS + 1):
        with pytest.raises(spaces.HeadcountError):
            spaces.check_headcount(children, 0)


@pytest.mark.parametrize(
    ("cards", "headcount", "counts"), [(12, None, 12), (0, None, 0), (12, 15, 15), (0, 0, 0), (13, 12, 13)]
)
def test_heads_count_instead_of_cards_but_no_card_is_lost(cards: int, headcount: int | None, counts: int) -> None:
    assert spaces.child_days(cards, headcount) == counts


@pytest.mark.parametrize(
    ("child_days", "place_days", "percent"),
    [(30, 40, 75), (44, 40, 110), (2, 3, 67), (1, 3, 33), (1, 200, 1), (1, 201, 0), (0, 40, 0), (0, 0, None)],
)
def test_the_share_of_places_that_were_used(child_days: int, place_days: int, percent: int | None) -> None:
    assert spaces.percent_of_places(child_days, place_days) == percent


@given(st.dates(date(2026, 6, 1), date(2026, 9, 30)))
def test_whatever_day_it_is_only_open_days_of_the_last_week_can_be_noted(today: date) -> None:
    noted = spaces.days_to_note(SUMMER, today)
    assert noted == sorted(set(noted), reverse=True)
    assert all(spaces.is_open_on(SUMMER, day) and 0 <= (today - day).days <= 7 for day in noted)
