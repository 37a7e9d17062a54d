"""A factory's spaces: opened, changed and ended by its coordinator; read by the office too."""

import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.i18n import catalogue
from mpt.models import Space
from mpt.services.audit import Act
from tests.cast import HE
from tests.web.acts import (
    contents,
    counts,
    database_of,
    heading,
    in_each_language,
    on_sqlite,
    says,
    submission_in,
    went_to,
    words,
)
from tests.web.hostile import TEXTS
from tests.web.office_acts import factory, is_kept_out, log, outsiders
from tests.web.space_acts import MONDAY, NAMES, TODAY, TYPED, WEEK, ask, at, member, open_space, with_cards
from tests.web.staff_acts import Desk, coordinator, office

BOTH = "暑假小屋 / Summer house"


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    """It's a Monday in July."""
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def bluestone(app: Flask) -> uuid.UUID:
    """A factory."""
    return factory(app)


@pytest.fixture
def desk(app: Flask, bluestone: uuid.UUID) -> Desk:
    """Its coordinator's desk."""
    return coordinator(app, bluestone)


def form_of(desk: Desk, address: str, **fields: object) -> dict[str, object]:
    """Open the form of a space and fill it in."""
    html = desk.get(address).get_data(as_text=True)
    was = re.findall(r'name="was" value="([0-9a-f]*)"', html)
    return {**TYPED, "weekday": WEEK, **fields, "submission": submission_in(html), "was": "".join(was)}


def enter(desk: Desk, factory_id: uuid.UUID, **fields: object) -> TestResponse:
    """Open a space by the form."""
    return desk.post(at(factory_id, "new"), form_of(desk, at(factory_id, "new"), **fields))


def space_of(app: Flask) -> Space:
    """Return the one space that there is."""
    with database_of(app).session(writes=False) as session:
        return session.query(Space).one()


@in_each_language
def test_before_the_first_one_it_says_what_they_are(desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    page = desk.get(at(bluestone))
    assert heading(page) == desk_word(page, language, "Spaces")
    for title in ("Family-Friendly Space", "After-School Center", "How it works here"):
        assert says(page, language, title)
    assert page.get_data(as_text=True).count('class="big"') == 1


def desk_word(page: TestResponse, language: str, message: str) -> str:
    """Return a message that the page has, in its language."""
    assert says(page, language, message)
    return heading(page)


@in_each_language
def test_she_opens_one_and_everything_of_it_is_there(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    page = enter(desk, bluestone)
    found = space_of(app)
    assert went_to(page) == f"/{language}{at(bluestone, found.id)}"
    assert heading(page) == NAMES[language]
    assert says(
        page,
        language,
        "It is there. Parents of your factory see it on their phones from now on, and can ask for places.",
    )
    for part in ("08:00–18:30", "2号楼一楼", "陈静，分机 8021", "水杯", "A change of clothes"):
        assert part in words(page)
    assert says(desk.get(at(bluestone)), language, "open now")
    assert log(app) == [(Act.OPENED_SPACE, BOTH, bluestone)]
    assert (found.weekdays, found.places, found.youngest, found.oldest) == ("MO,TU,WE,TH,FR", 3, 3, 11)


def test_two_taps_open_one(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    sent = form_of(desk, at(bluestone, "new"))
    for _tap in range(2):
        assert went_to(desk.post(at(bluestone, "new"), sent)) == f"/zh{at(bluestone, space_of(app).id)}"
    assert (counts(app)["space"], len(log(app))) == (1, 1)


@on_sqlite
def test_the_form_offers_what_most_begin_with(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    html = desk.get(at(bluestone, "new")).get_data(as_text=True)
    assert re.findall(r'name="weekday" value="(..)" checked', html) == WEEK
    offered = re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", html, re.DOTALL)
    assert ["水杯" in offered[0], "A water bottle" in offered[1]] == [True, True]
    enter(desk, bluestone, bring_zh=offered[0], bring_en=offered[1])
    assert space_of(app).bring_in("en").splitlines()[0].strip() == "A water bottle"


FAULTS: list[tuple[dict[str, object], str]] = [
    ({"name_zh": ""}, "Please write this name."),
    ({"name_en": "n" * 41}, "That's too long. Please use 40 characters or fewer."),
    ({"name_zh": "小\u202e屋"}, "There are invisible characters in it. Please type it again by hand."),
    ({"kind": "tent"}, "Please choose which of the two it is."),
    ({"opens_on": ""}, "Please write the first day."),
    ({"opens_on": "soon"}, "Please write the day as 2026-12-31."),
    ({"closes_on": ""}, "A Family-Friendly Space has a last day. Please write it."),
    ({"closes_on": "2026-07-05"}, "The last day comes before the first. Please look at both once more."),
    (
        {"closes_on": "2026-11-30"},
        "A Family-Friendly Space lasts 120 days at most. For something longer, choose After-School Center.",
    ),
    ({"weekday": []}, "Please choose at least one day of the week."),
    (
        {"weekday": ["SU"], "closes_on": "2026-07-08"},
        "None of these days of the week comes between the first day and the last.",
    ),
    ({"opens_at": "early"}, "Please write a time of day, such as 08:00."),
    ({"closes_at": "07:00"}, "It closes before it opens. Please look at both times once more."),
    ({"places": "0"}, "Please write a whole number from 1 to 500."),
    ({"places": "many"}, "Please write a whole number from 1 to 500."),
    (
        {"youngest": "16"},
        "Please write an age in whole years. The youngest may be 15 at most, the oldest 17.",
    ),
    ({"oldest": "2"}, "The oldest age is below the youngest. Please look at both once more."),
    ({"room": " "}, "Please write where parents find it."),
    ({"contact": ""}, "Please write whom parents can ask."),
    ({"contact": "c" * 121}, "That's too long. Please use 120 characters or fewer."),
    ({"bring_zh": "", "bring_en": ""}, "Please write what to bring, in one language at least."),
    ({"bring_en": "b" * 501}, "That's too long. Please use 500 characters or fewer."),
]


@in_each_language
@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str, change: dict[str, object], message: str
) -> None:
    desk.language = language
    sent = form_of(desk, at(bluestone, "new"), **change)
    before = contents(app)
    page = desk.post(at(bluestone, "new"), sent)
    html = page.get_data(as_text=True)
    assert page.status_code == 422
    assert says(page, language, message)
    assert html.count('class="fault"') == 1
    for field in ("opens_on", "closes_on", "places", "youngest", "room"):
        assert f'name="{field}"' in html
        assert f'value="{sent[field]}"' in html
    assert re.findall(r'name="weekday" value="(..)" checked', html) == sent["weekday"]
    assert contents(app) == before


@on_sqlite
def test_all_that_is_wrong_is_said_at_once_and_long_texts_keep_their_lines(desk: Desk, bluestone: uuid.UUID) -> None:
    page = enter(desk, bluestone, name_zh="", places="x", room="", bring_zh="水杯\n" * 300)
    html = page.get_data(as_text=True)
    assert html.count('class="fault"') == 4
    assert "水杯\n水杯\n" in html


@in_each_language
def test_she_changes_it(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    house = open_space(app, bluestone)
    address = at(bluestone, house, "change")
    html = desk.get(address).get_data(as_text=True)
    for value in ("暑假小屋", TODAY, "08:00", "18:30", "2号楼一楼"):
        assert f'value="{value}"' in html
    page = desk.post(address, form_of(desk, address, places="5", youngest="0"))
    assert says(page, language, "Saved.")
    assert (space_of(app).places, space_of(app).youngest) == (5, 0)
    assert 'name="youngest" type="text" value="0"' in desk.get(address).get_data(as_text=True)
    assert log(app) == [(Act.CHANGED_SPACE, BOTH, bluestone)]


@on_sqlite
def test_a_new_name_is_in_the_log_with_the_old(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    address = at(bluestone, open_space(app, bluestone), "change")
    desk.post(address, form_of(desk, address, name_en="Sun house"))
    assert log(app)[0][1] == f"{BOTH} → 暑假小屋 / Sun house"


@in_each_language
def test_nobodys_place_is_taken_away_by_a_change(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    house = open_space(app, bluestone)
    ask(member(app, bluestone), house, b6_8=3)
    address = at(bluestone, house, "change")
    sent = form_of(desk, address, places="2")
    before = contents(app)
    page = desk.post(address, sent)
    assert page.status_code == 422
    assert says(page, language, "More places than that are given already. Nobody's place is taken away from here.")
    assert contents(app) == before


REFUSED: list[tuple[dict[str, object], str]] = [
    (
        {"kind": "center"},
        "Children have been counted here, so it stays what it is. For the other kind, open a new one.",
    ),
    (
        {"youngest": "9"},
        "Children of other ages have a place or wait for one. First give those places back at the desk.",
    ),
]


@in_each_language
@pytest.mark.parametrize(("change", "message"), REFUSED)
def test_what_children_have_or_have_done_is_kept_by_a_change(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str, change: dict[str, object], message: str
) -> None:
    desk.language = language
    house = open_space(app, bluestone)
    with_cards(app, house, desk, bluestone, b6_8=1)
    desk.post(at(bluestone, house, "attendance"), {"day": TODAY, "was": "", "card": "1", "numbers": ""})
    address = at(bluestone, house, "change")
    sent = form_of(desk, address, **change)
    before = contents(app)
    page = desk.post(address, sent)
    assert page.status_code == 422
    assert says(page, language, message)
    assert page.get_data(as_text=True).count('class="fault"') == 1
    assert contents(app) == before


@in_each_language
def test_what_a_colleague_saved_meanwhile_is_shown_before_it_is_written_over(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    he = coordinator(app, bluestone, HE)
    desk.language = he.language = language
    address = at(bluestone, open_space(app, bluestone), "change")
    hers = form_of(desk, address, room="食堂旁", weekday=["MO"], kind="center", closes_on="")
    his = form_of(he, address, places="40", room="三号楼")
    assert says(he.post(address, his), language, "Saved.")
    before = contents(app)
    for _tap in range(2):
        page = desk.post(address, hers)
        assert page.status_code == 409
        assert contents(app) == before
    assert says(
        page,
        language,
        "A colleague has changed it since you opened this form, so yours isn't saved yet. Beside each field that differs "
        "stands what is there now. Save once more, and what you have typed counts.",
    )
    there = ("40", "三号楼", "2026-08-14", word(language, "Family-Friendly Space"))
    for value in (
        *there,
        word(language, "%(first)s to %(last)s", first=word(language, "Monday"), last=word(language, "Friday")),
    ):
        assert says(page, language, "It now says: %(there)s", there=value), value
    html = page.get_data(as_text=True)
    assert html.count('class="fault"') == 5
    for typed in ('value="食堂旁"', 'value="3"', 'value="MO" checked'):
        assert typed in html
    fresh = re.search(r'name="was" value="([0-9a-f]+)"', html)
    assert fresh
    assert says(desk.post(address, {**hers, "was": fresh[1]}), language, "Saved.")
    found = space_of(app)
    assert (found.places, found.room, found.weekdays, found.kind) == (3, "食堂旁", "MO", "center")


def word(language: str, message: str, **values: object) -> str:
    """Return a message in a language."""
    return catalogue(language).gettext(message, **values)


@on_sqlite
def test_a_second_tap_and_a_mended_fault_are_no_colleagues_change(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    address = at(bluestone, open_space(app, bluestone), "change")
    sent = form_of(desk, address, places="0")
    page = desk.post(address, sent)
    assert page.status_code == 422
    was = re.search(r'name="was" value="([0-9a-f]+)"', page.get_data(as_text=True))
    assert was
    assert was[1] == sent["was"]
    for _tap in range(2):
        assert went_to(desk.post(address, {**sent, "places": "5"})) == f"/zh{address.removesuffix('/change')}"
    assert space_of(app).places == 5
    assert desk.post(address, {**sent, "places": "6", "was": ""}).status_code == 409


@on_sqlite
def test_an_age_of_nought_is_shown_again(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    address = at(bluestone, open_space(app, bluestone, youngest="0", oldest="0"), "change")
    html = desk.get(address).get_data(as_text=True)
    for field in ("youngest", "oldest"):
        assert f'name="{field}" type="text" value="0"' in html


@in_each_language
def test_its_last_days_are_entered_from_its_page(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    house = open_space(app, bluestone, closes_on="2026-07-10")
    later = open_space(app, bluestone, opens_on="2026-07-20")
    attendance = f'href="/{language}{at(bluestone, house, "attendance")}"'
    assert says(desk.get(at(bluestone, house)), language, "Who came today")
    assert "/attendance" not in desk.get(at(bluestone, later)).get_data(as_text=True)
    with time_machine.travel("2026-07-13T00:30:00Z"):  # the Monday after
        desk = coordinator(app, bluestone)
        desk.language = language
        page = desk.get(at(bluestone, house))
        assert says(page, language, "over")
        assert attendance in page.get_data(as_text=True)
        assert says(page, language, "Who came")
        assert not says(page, language, "Who came today")
        assert desk.get(at(bluestone, house, "attendance")).status_code == 200
    with time_machine.travel("2026-07-20T00:30:00Z"):
        assert attendance not in coordinator(app, bluestone).get(at(bluestone, house)).get_data(as_text=True)


@in_each_language
def test_she_ends_it_having_read_what_that_means(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    house = open_space(app, bluestone)
    ask(member(app, bluestone), house, b6_8=2)
    address = at(bluestone, house, "end")
    assert says(
        desk.get(address),
        language,
        "Children with a place: %(given)s. On the waiting list: %(waiting)s. Please tell their parents beforehand.",
        given=2,
        waiting=0,
    )
    for _tap in range(2):
        page = desk.post(address)
        assert went_to(page) == f"/{language}{at(bluestone)}"
        assert says(page, language, "It is over. Its figures stay.")
    assert log(app) == [(Act.ENDED_SPACE, BOTH, bluestone)]
    over = desk.get(at(bluestone, house))
    assert says(over, language, "over")
    assert f"{house}/change" not in over.get_data(as_text=True)
    change = at(bluestone, house, "change")
    assert desk.post(change, form_of(desk, change)).status_code == 409


@in_each_language
def test_the_office_reads_and_changes_nothing(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    lin = office(app)
    lin.language = language
    assert says(lin.get(at(bluestone)), language, "The factory's coordinators open one.")
    house = open_space(app, bluestone)
    with_cards(app, house, desk, bluestone, b6_8=2)
    for page in (lin.get(at(bluestone)), lin.get(at(bluestone, house))):
        assert page.status_code == 200
        main = page.get_data(as_text=True).partition("<main")[2]
        for way in ("/new", "/change", "/end", "/desk", "/families", "/attendance", ".pdf"):
            assert f"{way}" not in main, way
    for method, route in ROUTES[2:]:
        assert is_kept_out(app, lin, method, at(bluestone) + route.format(space=house)), route


ROUTES = [
    ("GET", ""),
    ("GET", "/{space}"),
    ("GET", "/new"),
    ("POST", "/new"),
    ("GET", "/{space}/change"),
    ("POST", "/{space}/change"),
    ("GET", "/{space}/end"),
    ("POST", "/{space}/end"),
    ("GET", "/{space}/desk"),
    ("POST", "/{space}/desk"),
    ("GET", "/{space}/families"),
    ("POST", "/{space}/families"),
    ("POST", "/{space}/cards"),
    ("GET", "/{space}/attendance"),
    ("POST", "/{space}/attendance"),
    ("POST", "/{space}/attendance/heads"),
    ("GET", "/{space}/print/notice.pdf"),
]


@on_sqlite
def test_nobody_from_elsewhere_comes_in(app: Flask, bluestone: uuid.UUID) -> None:
    house = open_space(app, bluestone)
    for other in outsiders(app):
        for method, route in ROUTES:
            assert is_kept_out(app, other, method, at(bluestone) + route.format(space=house)), route


@on_sqlite
def test_another_factorys_space_isnt_this_ones(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    theirs = open_space(app, factory(app, ("远足鞋厂", "Long Walk Shoes")))
    for space_id in (theirs, uuid.UUID(int=1)):
        for method, route in [one for one in ROUTES if "{space}" in one[1]]:
            assert is_kept_out(app, desk, method, at(bluestone) + route.format(space=space_id)), route
    assert NAMES["zh"] not in words(desk.get(at(bluestone)))


@on_sqlite
def test_hostile_texts_are_refused_or_shown_as_typed(desk: Desk, bluestone: uuid.UUID) -> None:
    for text in TEXTS:
        page = enter(desk, bluestone, **dict.fromkeys(TYPED, text))
        assert page.status_code in {400, 413, 422}
        assert "<script>alert" not in page.get_data(as_text=True)
