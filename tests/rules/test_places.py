"""What factories are described by, as an office types it or a spreadsheet has it."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mpt.rules import places
from mpt.rules.names import RefusedError
from mpt.rules.places import COUNTRIES, MOST_PEOPLE, ZONES


@pytest.mark.parametrize(("typed", "kept"), [("CN", "CN"), (" cn ", "CN"), ("ｖｎ", "VN")])
def test_a_country_is_its_code(typed: str, kept: str) -> None:
    assert places.clean_country(typed) == kept


@pytest.mark.parametrize("typed", ["", "XX", "China", "CHN", "US"])
def test_other_countries_are_refused(typed: str) -> None:
    with pytest.raises(places.CountryError):
        places.clean_country(typed)


def test_the_programmes_first_country_comes_first() -> None:
    assert COUNTRIES[0] == "CN"


def test_every_country_has_zones_that_there_are() -> None:
    for zones in ZONES.values():
        assert zones
        for zone in zones:
            assert ZoneInfo(zone).key == zone
            assert len(zone) <= 40


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("", "CN", "Asia/Shanghai"),
        ("  ", "VN", "Asia/Ho_Chi_Minh"),
        ("", "ID", "Asia/Jakarta"),
        (" Asia/Makassar ", "ID", "Asia/Makassar"),
        ("America/Tijuana", "MX", "America/Tijuana"),
    ],
)
def test_without_a_time_zone_it_is_the_countrys_usual_one(typed: str, country: str, kept: str) -> None:
    assert places.clean_timezone(typed, country) == kept


@pytest.mark.parametrize("typed", ["Asia/Nowhere", "../../etc/passwd", "/etc/passwd", "Asia", "x" * 500, "北京时间"])
def test_a_time_zone_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(places.TimezoneError):
        places.clean_timezone(typed, "CN")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("120", 120),
        (" 1,200 ", 1200),
        ("１２０", 120),
        ("1，200", 1200),
        ("0", 0),
        ("1000000", MOST_PEOPLE),
        ("", None),
    ],
)
def test_people_are_counted_in_whole_numbers(typed: str, kept: int | None) -> None:
    assert places.clean_people(typed) == kept


@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "1000001", "12e3", "٣", "120人"])
def test_what_is_no_number_of_people_is_refused(typed: str) -> None:
    with pytest.raises(places.PeopleError):
        places.clean_people(typed)


@pytest.mark.parametrize(("headcount", "parents"), [(None, None), (10, None), (None, 10), (10, 10), (10, 0)])
def test_parents_are_among_the_people(headcount: int | None, parents: int | None) -> None:
    places.check_parents(headcount, parents)


def test_more_parents_than_people_are_refused() -> None:
    with pytest.raises(places.MoreParentsError):
        places.check_parents(10, 11)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a-00123", "A-00123"), (" 00 123 ", "00123"), ("ａ１２３", "A123"), ("", ""), ("9" * 40, "9" * 40)],
)
def test_a_workers_number_is_compared_without_spaces_width_and_case(typed: str, kept: str) -> None:
    assert places.clean_number(typed) == kept


@pytest.mark.parametrize("typed", ["9" * 41, "12\u200b3", "12\u202e3", "1\x003"])
def test_what_can_be_no_workers_number_is_refused(typed: str) -> None:
    with pytest.raises(places.NumberError):
        places.clean_number(typed)


@given(st.text(st.characters(exclude_categories=[])))
@example("A\u00b4")
def test_whatever_is_typed_as_a_number_is_refused_or_kept_as_it_is_compared(typed: str) -> None:
    try:
        number = places.clean_number(typed)
    except RefusedError:
        return
    assert places.clean_number(number) == number
    assert "\x00" not in number
