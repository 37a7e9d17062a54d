"""Chen plans a summer: what she types, and each thing that can be wrong with it, all said at once."""

from datetime import date, time

import pytest

from mpt.rules import days, names
from mpt.rules import space_plans as plans
from mpt.rules.space_plans import FIELDS, PlanError, read_plan
from mpt.rules.spaces import Kind, is_open_on

TYPED = {
    "kind": "space",
    "name_zh": " 青石  暑期空间 ",
    "name_en": "Bluestone summer",
    "opens_on": "2026年7月6日",
    "closes_on": "2026-08-21",
    "weekdays": "FR,MO,TU,WE,TH",
    "opens_at": "8:00",
    "closes_at": "17：30",
    "places": "４０",
    "youngest": "6",
    "oldest": "10",
    "room": "培训楼 2 楼",
    "contact": "陈静，人事部，分机 8021",
    "bring_zh": "水杯\n\n 换洗衣服 \n",
    "bring_en": "A cup\nSpare clothes",
}


def faults_of(**typed: str) -> dict[str, type[Exception]]:
    """Read the plan with other fields, and return what is wrong with which."""
    with pytest.raises(PlanError) as raised:
        read_plan({**TYPED, **typed})
    return {field: type(error) for field, error in raised.value.faults.items()}


def test_a_plan_is_kept_as_it_is_meant() -> None:
    assert read_plan(TYPED) == plans.Plan(
        kind=Kind.SPACE,
        name_zh="青石 暑期空间",
        name_en="Bluestone summer",
        opens_on=date(2026, 7, 6),
        closes_on=date(2026, 8, 21),
        weekdays="MO,TU,WE,TH,FR",
        opens_at=time(8),
        closes_at=time(17, 30),
        places=40,
        youngest=6,
        oldest=10,
        room="培训楼 2 楼",
        contact="陈静，人事部，分机 8021",
        bring_zh="水杯\n换洗衣服",
        bring_en="A cup\nSpare clothes",
    )


def test_a_plan_has_the_days_of_a_space() -> None:
    plan = read_plan(TYPED)
    assert is_open_on(plan, date(2026, 7, 6))
    assert not is_open_on(plan, date(2026, 7, 11))


def test_a_center_goes_on_without_a_last_day_or_for_years() -> None:
    center = {**TYPED, "kind": "center"}
    assert read_plan({**center, "closes_on": ""}).closes_on is None
    assert read_plan({**center, "closes_on": "2028-07-06"}).closes_on == date(2028, 7, 6)


def test_what_to_bring_in_one_language_stands_in_both() -> None:
    assert read_plan({**TYPED, "bring_en": ""}).bring_en == "水杯\n换洗衣服"
    assert read_plan({**TYPED, "bring_zh": " "}).bring_zh == "A cup\nSpare clothes"


def test_a_summer_lasts_120_days_at_most() -> None:
    assert read_plan({**TYPED, "closes_on": "2026-11-02"}).closes_on == date(2026, 11, 2)  # 26 + 31 + 30 + 31 + 2 = 120
    assert faults_of(closes_on="2026-11-03") == {"closes_on": plans.TooManyDaysError}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("8", time(8)),
        ("08:00", time(8)),
        ("08:05:00", time(8, 5)),
        ("8.45", time(8, 45)),
        ("8点", time(8)),
        ("8点30分", time(8, 30)),
        ("８：１５", time(8, 15)),
        ("0:00", time(0)),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, read: time) -> None:
    assert read_plan({**TYPED, "opens_at": typed}).opens_at == read


@pytest.mark.parametrize("typed", ["", "24:00", "8:60", "8:5", "eight", "830", "-8", "8:00 am"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    assert faults_of(opens_at=typed) == {"opens_at": plans.HourError}


@pytest.mark.parametrize(
    ("field", "typed", "refusal"),
    [
        ("kind", "school", plans.KindError),
        ("name_zh", "", names.NameMissingError),
        ("name_en", "A" * 41, names.NameTooLongError),
        ("name_en", "A\u202eB", names.NameHiddenError),
        ("opens_on", "", plans.FirstDayMissingError),
        ("opens_on", "in July", days.DayError),
        ("closes_on", "", plans.LastDayMissingError),
        ("closes_on", "2026-02-30", days.DayError),
        ("closes_on", "2026-07-05", plans.LastDayBeforeFirstError),
        ("weekdays", "", plans.WeekdaysError),
        ("weekdays", "MO,XX", plans.WeekdaysError),
        ("closes_at", "8:00", plans.HoursOrderError),
        ("places", "0", plans.PlacesError),
        ("places", "501", plans.PlacesError),
        ("places", "forty", plans.PlacesError),
        ("youngest", "16", plans.AgeError),
        ("oldest", "18", plans.AgeError),
        ("oldest", "", plans.AgeError),
        ("oldest", "5", plans.AgesOrderError),
        ("room", " ", plans.RoomMissingError),
        ("room", "楼" * 121, plans.LineTooLongError),
        ("contact", "", plans.ContactMissingError),
        ("contact", "陈\u200b静", plans.HiddenError),
        ("bring_en", "x" * 501, plans.BringTooLongError),
        ("bring_zh", "水\u202e杯", plans.HiddenError),
    ],
)
def test_each_thing_that_is_wrong_has_a_name_of_its_own(field: str, typed: str, refusal: type[Exception]) -> None:
    assert faults_of(**{field: typed}) == {field: refusal}


def test_days_of_the_week_that_never_come_are_refused() -> None:
    friday_to_sunday = {"opens_on": "2026-07-10", "closes_on": "2026-07-12"}
    assert faults_of(**friday_to_sunday, weekdays="MO,TH") == {"weekdays": plans.NeverOpenError}
    assert read_plan({**TYPED, **friday_to_sunday, "weekdays": "SU"}).weekdays == "SU"


def test_nothing_to_bring_is_asked_for_once() -> None:
    assert faults_of(bring_zh="", bring_en="\n ") == {"bring_zh": plans.BringMissingError}


def test_the_longest_texts_are_taken() -> None:
    plan = read_plan({**TYPED, "room": "楼" * 120, "contact": "c" * 120, "bring_zh": "带" * 500, "bring_en": "b" * 500})
    assert (len(plan.room), len(plan.contact), len(plan.bring_zh), len(plan.bring_en)) == (120, 120, 500, 500)


def test_all_faults_are_said_at_once_and_none_is_made_up_from_another() -> None:
    assert faults_of(opens_on="soon", closes_on="", weekdays="", closes_at="7:00", oldest="x", room="") == {
        "opens_on": days.DayError,
        "weekdays": plans.WeekdaysError,
        "closes_at": plans.HoursOrderError,
        "oldest": plans.AgeError,
        "room": plans.RoomMissingError,
    }


def test_an_empty_form_asks_for_all_it_needs() -> None:
    with pytest.raises(PlanError) as raised:
        read_plan({})
    assert set(raised.value.faults) == set(FIELDS) - {"closes_on", "bring_en"}
    assert "places" in str(raised.value)
