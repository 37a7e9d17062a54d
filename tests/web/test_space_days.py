"""Who came to a space: tapped and saved all at once, typed by number, or counted by heads; today and 7 days back."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.models import Headcount, Presence
from mpt.services.spaces import opening
from tests.cast import HE
from tests.web.acts import contents, database_of, in_each_language, on_sqlite, says, watched, went_to, words, writing
from tests.web.hostile import TEXTS
from tests.web.office_acts import factory
from tests.web.space_acts import MONDAY, TODAY, at, counts_of, open_space, with_cards
from tests.web.staff_acts import Desk, coordinator

SAVED = ("Saved: %(n)s child came.", "Saved: %(n)s children came.")


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[time_machine.Traveller]:
    """It's half past eight on the space's first day."""
    with time_machine.travel(MONDAY) as traveller:
        yield traveller


@pytest.fixture
def bluestone(app: Flask) -> uuid.UUID:
    """A factory."""
    return factory(app)


@pytest.fixture
def desk(app: Flask, bluestone: uuid.UUID) -> Desk:
    """Its coordinator's desk."""
    return coordinator(app, bluestone)


@pytest.fixture
def house(app: Flask, bluestone: uuid.UUID, desk: Desk) -> uuid.UUID:
    """The factory's space; six children have cards."""
    made = open_space(app, bluestone, places="10")
    with_cards(app, made, desk, bluestone, b3_5=3, b6_8=3)
    return made


def sheet(desk: Desk, factory_id: uuid.UUID, space_id: uuid.UUID, day: str = "") -> TestResponse:
    """Open the page of a day."""
    return desk.get(at(factory_id, space_id, "attendance") + (f"?day={day}" if day else ""))


def ticked(page: TestResponse) -> list[int]:
    """Return which cards a page has ticked."""
    return [int(number) for number in re.findall(r'name="card" value="(\d+)" checked', page.get_data(as_text=True))]


def save(desk: Desk, page: TestResponse, *cards: int, numbers: str = "", **fields: str) -> TestResponse:
    """Tick just these cards on a page, type numbers, and press “Save all”."""
    html = page.get_data(as_text=True)
    action = re.search(r'action="/\w\w([^"]+/attendance)"', html)
    hidden = dict(re.findall(r'<input type="hidden" name="(day|was)" value="([^"]*)">', html))
    assert action
    assert set(hidden) == {"day", "was"}
    sent = {**hidden, "card": [str(card) for card in cards], "numbers": numbers, **fields}
    return desk.post(action[1], sent)


def came(app: Flask) -> dict[str, list[int]]:
    """Return which cards came on which day."""
    with database_of(app).session(writes=False) as session:
        found: dict[str, list[int]] = {}
        for one in session.query(Presence).order_by(Presence.day, Presence.number):
            found.setdefault(str(one.day), []).append(one.number)
        return found


@in_each_language
def test_she_taps_who_came_and_saves_all_at_once(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    page = sheet(desk, bluestone, house)
    assert page.get_data(as_text=True).count('name="card"') == 6
    assert ticked(page) == []
    saved = save(desk, page, 1, 2, 5)
    assert went_to(saved) == f"/{language}{at(bluestone, house, 'attendance')}"
    assert counts_of(saved, language, *SAVED, 3)
    assert ticked(saved) == [1, 2, 5]
    assert says(saved, language, "%(came)s of %(all)s cards came", came=3, all=6)
    assert came(app) == {TODAY: [1, 2, 5]}


def test_the_same_form_twice_changes_nothing_more(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID
) -> None:
    page = sheet(desk, bluestone, house)
    save(desk, page, 1, 2)
    before = contents(app)
    save(desk, page, 1, 2)
    assert contents(app) == before


def test_a_wrong_tap_is_taken_back(app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID) -> None:
    saved = save(desk, sheet(desk, bluestone, house), 1, 2)
    assert ticked(save(desk, saved, 2)) == [2]
    assert came(app) == {TODAY: [2]}


def test_two_desks_note_the_same_day(app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID) -> None:
    by_phone = coordinator(app, bluestone, HE)
    both = [sheet(one, bluestone, house) for one in (desk, by_phone)]
    save(desk, both[0], 1, 2)
    save(by_phone, both[1], 5, 6)
    assert came(app) == {TODAY: [1, 2, 5, 6]}


@in_each_language
@pytest.mark.parametrize("typed", ["4", "４ ", "4,6", "4、6", "6 4 4"])
def test_a_number_is_typed_and_enter_pressed(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str, typed: str
) -> None:
    desk.language = language
    page = save(desk, sheet(desk, bluestone, house), 1, numbers=typed)
    expected = [1, 4, 6] if "6" in typed else [1, 4]
    assert ticked(page) == expected
    assert came(app) == {TODAY: expected}
    html = page.get_data(as_text=True)
    assert 'name="numbers" type="text" value=""' in html
    assert html.count("autofocus") == 1


@in_each_language
@pytest.mark.parametrize(
    ("typed", "message", "values"),
    [
        ("4 77 99", "No child has this card now: %(numbers)s. Nothing was saved yet.", {"numbers": "77, 99"}),
        ("four", "Please write numbers of cards, such as 7 12 15. Nothing was saved yet.", {}),
        ("4.5.x", "Please write numbers of cards, such as 7 12 15. Nothing was saved yet.", {}),
        ("1234567", "Please write numbers of cards, such as 7 12 15. Nothing was saved yet.", {}),
    ],
)
def test_a_wrong_number_is_said_and_no_tap_is_lost(
    app: Flask,
    desk: Desk,
    bluestone: uuid.UUID,
    house: uuid.UUID,
    language: str,
    typed: str,
    message: str,
    values: dict[str, str],
) -> None:
    desk.language = language
    before = contents(app)
    page = save(desk, sheet(desk, bluestone, house), 1, 3, numbers=typed)
    assert page.status_code == 422
    assert says(page, language, message, **values)
    assert contents(app) == before
    assert ticked(page) == [1, 3]
    assert f'value="{typed}"' in page.get_data(as_text=True)
    assert ticked(save(desk, page, 1, 3)) == [1, 3]


@in_each_language
def test_heads_are_counted_instead_and_taken_back(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    save(desk, sheet(desk, bluestone, house), 1, 2)
    address = at(bluestone, house, "attendance", "heads")
    for _tap in range(2):
        page = desk.post(address, {"day": TODAY, "heads": " ９ "})
        assert counts_of(page, language, *SAVED, 9)
    assert 'name="heads" type="text" value="9"' in page.get_data(as_text=True)
    with database_of(app).session(writes=False) as session:
        assert session.query(Headcount).one().children == 9
    assert counts_of(desk.post(address, {"day": TODAY, "heads": ""}), language, *SAVED, 2)


@in_each_language
@pytest.mark.parametrize(
    ("heads", "message"),
    [
        ("many", "Please write a whole number from 0 to 1000."),
        ("1001", "Please write a whole number from 0 to 1000."),
        ("1", "More cards than that were tapped on this day. Please look at both once more."),
    ],
)
def test_heads_that_cannot_be_are_said(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str, heads: str, message: str
) -> None:
    desk.language = language
    save(desk, sheet(desk, bluestone, house), 1, 2)
    before = contents(app)
    page = desk.post(at(bluestone, house, "attendance", "heads"), {"day": TODAY, "heads": heads})
    assert page.status_code == 422
    assert says(page, language, message)
    assert f'value="{heads}"' in page.get_data(as_text=True)
    assert ticked(page) == [1, 2]
    assert contents(app) == before


@in_each_language
def test_the_days_to_choose_are_the_open_ones_of_the_last_week(
    app: Flask,
    desk: Desk,
    bluestone: uuid.UUID,
    house: uuid.UUID,
    monday_morning: time_machine.Traveller,
    language: str,
) -> None:
    desk.language = language
    monday_morning.shift(timedelta(days=9))  # a Wednesday
    desk = coordinator(app, bluestone)
    page = sheet(desk, bluestone, house)
    days = re.findall(r"attendance\?day=([0-9-]+)", page.get_data(as_text=True))
    assert days == ["2026-07-14", "2026-07-13", "2026-07-10", "2026-07-09", "2026-07-08"]
    save(desk, sheet(desk, bluestone, house, "2026-07-09"), 3)
    assert came(app) == {"2026-07-09": [3]}
    for other in ("2026-07-07", "2026-07-11", "2026-07-16", "someday"):
        assert sheet(desk, bluestone, house, other).status_code == 404


@in_each_language
def test_a_day_that_cannot_be_noted_any_more_changes_nothing(
    app: Flask,
    desk: Desk,
    bluestone: uuid.UUID,
    house: uuid.UUID,
    monday_morning: time_machine.Traveller,
    language: str,
) -> None:
    page = sheet(desk, bluestone, house)
    monday_morning.shift(timedelta(days=8))
    later = coordinator(app, bluestone)
    later.language = language
    before = contents(app)
    answers = [
        save(later, page, 1),
        later.post(at(bluestone, house, "attendance", "heads"), {"day": TODAY, "heads": "4"}),
    ]
    for answer in answers:
        assert answer.status_code == 409
        assert says(answer, language, "That day can't be noted")
    assert contents(app) == before


@in_each_language
def test_where_it_isnt_open_there_is_nothing_to_note(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    later = open_space(app, bluestone, opens_on="2026-07-13")
    assert says(
        sheet(desk, bluestone, later),
        language,
        "It isn't open today, nor was it in the 7 days before, so there is nothing to note.",
    )


@in_each_language
def test_before_any_card_is_given_heads_can_be_counted(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    empty = open_space(app, bluestone)
    page = sheet(desk, bluestone, empty)
    assert says(page, language, "No cards are given yet. Give them at the desk, or count heads below.")
    assert counts_of(
        desk.post(at(bluestone, empty, "attendance", "heads"), {"day": TODAY, "heads": "1"}), language, *SAVED, 1
    )


@on_sqlite
def test_a_card_that_was_given_back_is_shown_only_where_its_child_came(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, monday_morning: time_machine.Traveller
) -> None:
    save(desk, sheet(desk, bluestone, house), 1, 2)
    stale = sheet(desk, bluestone, house)
    for number in ("1", "3"):
        desk.post(at(bluestone, house, "cards"), {"number": number})
    monday_morning.shift(timedelta(days=1))
    desk = coordinator(app, bluestone)
    shown = {day: sheet(desk, bluestone, house, day).get_data(as_text=True) for day in (TODAY, "2026-07-07")}
    assert 'value="1" checked' in shown[TODAY]
    assert 'name="card" value="1"' not in shown["2026-07-07"]
    assert save(desk, sheet(desk, bluestone, house), 2, numbers="1").status_code == 422
    assert came(app) == {TODAY: [1, 2]}
    assert save(desk, stale, 2).status_code == 200
    assert came(app) == {TODAY: [2]}


def test_a_list_is_entered_late_with_the_cards_that_have_come_back_since(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, monday_morning: time_machine.Traveller
) -> None:
    monday_morning.shift(timedelta(days=1))
    desk = coordinator(app, bluestone)
    desk.post(at(bluestone, house, "cards"), {"number": "1"})
    monday_morning.shift(timedelta(days=1))
    desk = coordinator(app, bluestone)
    page = sheet(desk, bluestone, house, TODAY)
    assert ticked(save(desk, page, 1, 2, numbers="3")) == [1, 2, 3]
    assert came(app) == {TODAY: [1, 2, 3]}
    assert save(desk, sheet(desk, bluestone, house), 2, numbers="1").status_code == 422


@on_sqlite
def test_where_it_was_ended_its_last_days_can_still_be_noted(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID
) -> None:
    with writing(app) as session:
        opening.end(session, bluestone, house)
    assert ticked(save(desk, sheet(desk, bluestone, house), 4)) == [4]


@on_sqlite
def test_five_hundred_cards_are_saved_at_once(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    desk.language = "en"
    big = open_space(app, bluestone, places="500")
    for _family in range(30):
        with_cards(app, big, desk, bluestone, b3_5=3, b6_8=3, b9_11=3)
    empty = sheet(desk, bluestone, big)
    with watched(app) as statements:
        page = save(desk, empty, *range(1, 271))
    assert len([one for one in statements if one.startswith("INSERT INTO presence")]) == 1
    assert "Saved: 270 children came." in words(page)
    assert ticked(save(desk, page, *range(1, 271, 2))) == list(range(1, 271, 2))


@on_sqlite
@pytest.mark.parametrize("change", [{"day": ""}, {"day": "soon"}, {"was": "x"}, {"card": "x"}, {"was": "12345678"}])
def test_what_no_form_of_ours_sends_is_refused(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, change: dict[str, str]
) -> None:
    page = sheet(desk, bluestone, house)
    before = contents(app)
    assert save(desk, page, 1, **change).status_code == 400
    assert contents(app) == before


@on_sqlite
def test_hostile_texts_change_nothing(app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID) -> None:
    page = sheet(desk, bluestone, house)
    before = contents(app)
    for text in [one for one in TEXTS if one != "."]:  # that stands between two numbers on a phone's keys
        for answer in (
            save(desk, page, 1, numbers=text),
            desk.post(at(bluestone, house, "attendance", "heads"), {"day": TODAY, "heads": text}),
        ):
            assert answer.status_code in {400, 422}
            assert "<script>alert" not in answer.get_data(as_text=True)
    assert contents(app) == before
