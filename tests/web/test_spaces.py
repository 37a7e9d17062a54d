"""A parent's places in a space of the own factory: asked for by number and age, waited for, changed, given back."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from mpt.services.spaces import opening
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Phone
from tests.web.acts import contents, heading, in_each_language, on_sqlite, says, watched, went_to, words, writing
from tests.web.hostile import TEXTS
from tests.web.office_acts import MORNING_LIGHT, factory
from tests.web.space_acts import (
    MONDAY,
    NAMES,
    ask,
    code_of,
    counts_of,
    enrolments,
    member,
    open_space,
    show_code,
    with_cards,
)
from tests.web.staff_acts import Desk, coordinator

CHILDREN = ("A place for %(n)s child", "Places for %(n)s children")
BEFORE = ("%(n)s family waits before you", "%(n)s families wait before you")


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[time_machine.Traveller]:
    """It's the first day of the space, half past eight."""
    with time_machine.travel(MONDAY) as traveller:
        yield traveller


@pytest.fixture
def bluestone(app: Flask) -> uuid.UUID:
    """Afang's factory."""
    return factory(app)


@pytest.fixture
def house(app: Flask, bluestone: uuid.UUID) -> uuid.UUID:
    """Its space for the summer: three places, from 3 to 11 years."""
    return open_space(app, bluestone)


@pytest.fixture
def afang(app: Flask, bluestone: uuid.UUID) -> Phone:
    """Afang's phone."""
    return member(app, bluestone)


@pytest.fixture
def lao_zhou(app: Flask, bluestone: uuid.UUID) -> Phone:
    """Lao Zhou's phone; he works there too."""
    return member(app, bluestone)


@pytest.fixture
def desk(app: Flask, bluestone: uuid.UUID) -> Desk:
    """The coordinator's desk."""
    return coordinator(app, bluestone)


def page_of(space_id: uuid.UUID, *more: str) -> str:
    return "/".join(("/spaces", str(space_id), *more))


@in_each_language
def test_she_finds_it_where_she_begins_and_asks_for_places(afang: Phone, house: uuid.UUID, language: str) -> None:
    afang.language = language
    for begin in ("/", "/me"):
        page = afang.get(begin)
        assert f'href="/{language}{page_of(house)}"' in page.get_data(as_text=True)
        assert says(page, language, "You can ask for places")
    page = afang.get(page_of(house))
    assert heading(page) == NAMES[language]
    for part in (
        "08:00–18:30",
        "2号楼一楼",
        "陈静，分机 8021",
        {"zh": "换洗衣服", "en": "A change of clothes"}[language],
    ):
        assert part in words(page)
    assert counts_of(page, language, "%(n)s place is free.", "%(n)s places are free.", 3)
    asked = ask(afang, house, b6_8=1, b9_11=1)
    assert went_to(asked) == f"/{language}{page_of(house)}"
    assert counts_of(asked, language, *CHILDREN, 2)
    assert len(code_of(asked).replace("-", "")) >= 4
    assert code_of(asked) in words(afang.get("/me"))


def test_asking_twice_is_asking_once(app: Flask, afang: Phone, house: uuid.UUID) -> None:
    codes = {code_of(ask(afang, house, b6_8=2)) for _tap in range(2)}
    assert len(codes) == 1
    assert [(one.children, one.bands) for one in enrolments(app)] == [(2, {"6-8": 2})]


@in_each_language
def test_where_it_is_full_she_waits_and_sees_her_turn_come(
    afang: Phone, lao_zhou: Phone, app: Flask, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    lijie = member(app, bluestone)
    for phone in (afang, lao_zhou, lijie):
        phone.language = language
    ask(afang, house, b3_5=3)
    assert says(lao_zhou.get(page_of(house)), language, "Go on the waiting list")
    assert says(ask(lao_zhou, house, b6_8=1), language, "You are next")
    waiting = ask(lijie, house, b9_11=2)
    assert counts_of(waiting, language, *BEFORE, 1)
    assert says(lijie.get("/me"), language, "You are on the waiting list")
    assert says(afang.get(page_of(house, "withdraw")), language, "Give the places back?")
    gone = afang.post(page_of(house, "withdraw"))
    assert says(gone, language, "Your places are given back. You can ask again at any time.")
    for phone, children in ((lao_zhou, 1), (lijie, 2)):
        assert counts_of(phone.get(page_of(house)), language, *CHILDREN, children)


def test_giving_back_twice_changes_nothing_more(app: Flask, afang: Phone, house: uuid.UUID) -> None:
    ask(afang, house, b6_8=1)
    afang.post(page_of(house, "withdraw"))
    before = contents(app)
    for answer in (afang.post(page_of(house, "withdraw")), afang.get(page_of(house, "withdraw"))):
        assert answer.status_code in {200, 303}
    assert contents(app) == before


@in_each_language
def test_she_leaves_the_waiting_list(afang: Phone, lao_zhou: Phone, house: uuid.UUID, language: str) -> None:
    afang.language = language
    ask(lao_zhou, house, b3_5=3)
    ask(afang, house, b6_8=1)
    assert says(afang.get(page_of(house, "withdraw")), language, "Leave the waiting list?")
    assert says(afang.post(page_of(house, "withdraw")), language, "Go on the waiting list")


@in_each_language
def test_she_changes_the_number_and_keeps_what_she_has_where_there_is_no_room(
    app: Flask, afang: Phone, lao_zhou: Phone, house: uuid.UUID, language: str
) -> None:
    afang.language = language
    ask(lao_zhou, house, b3_5=1)
    ask(afang, house, b6_8=2)
    page = afang.get(page_of(house, "places"))
    assert 'name="band-6-8" value="2" checked' in page.get_data(as_text=True)
    assert 'name="band-3-5" value="0" checked' in page.get_data(as_text=True)
    before = contents(app)
    refused = ask(afang, house, b6_8=3)
    assert refused.status_code == 422
    assert says(refused, language, "There aren't enough free places for more children just now. Nothing was changed.")
    assert 'name="band-6-8" value="3" checked' in refused.get_data(as_text=True)
    assert contents(app) == before
    assert counts_of(ask(afang, house, b6_8=1), language, *CHILDREN, 1)


def test_with_a_card_out_it_isnt_fewer_before_the_card_is_back(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID
) -> None:
    afang.language = "en"
    code = code_of(ask(afang, house, b6_8=2))
    family = show_code(desk, bluestone, house, code)
    desk.post(f"{went_to(family)[3:]}/cards")
    page = afang.get(page_of(house))
    assert "Your children's cards: 1, 2" in words(page)
    refused = ask(afang, house, b6_8=1)
    assert refused.status_code == 422
    assert "A child already has a card." in words(refused)
    assert "Please bring the children's cards back to the desk." in words(afang.get(page_of(house, "withdraw")))


@in_each_language
@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ({}, "Please say for how many children, at least for one."),
        ({"b6_8": 0, "b9_11": 0}, "Please say for how many children, at least for one."),
        ({"b6_8": 4}, "That's too many: 9 children at most, and not more than there are places."),
        ({"b6_8": 10}, "Please write whole numbers from 0 to 9."),
        ({"b6_8": -1}, "Please write whole numbers from 0 to 9."),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_changes_nothing(
    app: Flask, afang: Phone, house: uuid.UUID, language: str, bands: dict[str, int], message: str
) -> None:
    afang.language = language
    before = contents(app)
    page = ask(afang, house, **bands)
    assert page.status_code == 422
    assert says(page, language, message)
    assert contents(app) == before


@on_sqlite
def test_an_age_that_it_doesnt_take_isnt_asked_for(app: Flask, afang: Phone, house: uuid.UUID) -> None:
    page = afang.get(page_of(house, "places")).get_data(as_text=True)
    assert [band for band in ("0-2", "3-5", "6-8", "9-11", "12-15") if f"band-{band}" in page] == ["3-5", "6-8", "9-11"]
    assert ask(afang, house, b12_15=1).status_code == 422
    assert enrolments(app) == []


@on_sqlite
def test_it_is_there_for_nobody_but_the_factorys_own(app: Flask, house: uuid.UUID, lao_zhou: Phone) -> None:
    elsewhere = member(app, factory(app, MORNING_LIGHT))
    nobody, no_factory = Phone(app), Phone(app)
    no_factory.keep(AFANG)
    lao_zhou.keep(LAO_ZHOU)
    addresses = [page_of(house), page_of(house, "places"), page_of(house, "withdraw"), page_of(uuid.UUID(int=1))]
    before = contents(app)
    for path in addresses:
        for phone in (elsewhere, no_factory):
            assert phone.get(path).status_code == 404
            assert phone.client.post(f"/zh{path}", headers=OUR_SITE).status_code in {404, 405}
        answer = nobody.client.get(f"/zh{path}")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/zh/sign-in")
    assert NAMES["zh"] not in words(elsewhere.get("/me")) + words(elsewhere.get("/")) + words(nobody.get("/"))
    assert contents(app) == before


@on_sqlite
def test_who_leaves_the_factory_keeps_the_places_but_gets_no_more(
    app: Flask, afang: Phone, bluestone: uuid.UUID, house: uuid.UUID
) -> None:
    afang.language = "en"
    ask(afang, house, b6_8=1)
    afang.post(f"/me/factory/{bluestone}/leave")
    assert "A place for 1 child" in words(afang.get("/me"))
    refused = ask(afang, house, b6_8=2)
    assert refused.status_code == 409
    assert "You have left this factory's group" in words(refused)
    for _tap in range(2):
        gone = afang.post(page_of(house, "withdraw"))
        assert went_to(gone) == "/en/me"
        assert "Your places are given back." in words(gone)
    assert NAMES["en"] not in words(gone)
    assert afang.get(page_of(house)).status_code == 404
    assert enrolments(app)[0].withdrawn_at is not None


@in_each_language
def test_ages_that_change_while_she_taps_are_said(
    app: Flask, afang: Phone, house: uuid.UUID, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    afang.language = language
    # The form was read with the ages as they were; by the time the space is locked there are others.
    monkeypatch.setattr("mpt.web.children.read", lambda _space: {"12-15": 1})
    page = ask(afang, house, b6_8=1)
    assert page.status_code == 422
    assert says(page, language, "The ages that it takes have just changed. Please look at them once more.")
    assert enrolments(app) == []


@in_each_language
def test_a_space_that_is_over_says_so_and_takes_nobody(
    app: Flask,
    afang: Phone,
    lao_zhou: Phone,
    bluestone: uuid.UUID,
    house: uuid.UUID,
    language: str,
) -> None:
    ask(afang, house, b6_8=1)
    with writing(app) as session:
        opening.end(session, bluestone, house)
    for phone in (afang, lao_zhou):
        phone.language = language
        page = phone.get(page_of(house))
        assert says(
            page,
            language,
            "This is over. You can no longer ask for places. "
            "Whoever looks after it at your factory knows when the next one comes.",
        )
        assert page_of(house, "places") not in page.get_data(as_text=True)
        assert NAMES[language] not in words(phone.get("/me"))
        assert phone.get(page_of(house, "places")).status_code == 409
        assert says(ask(phone, house, b6_8=1), language, "This is over")
    assert len(enrolments(app)) == 1


@on_sqlite
def test_after_the_last_day_it_is_over_too(
    afang: Phone, house: uuid.UUID, monday_morning: time_machine.Traveller
) -> None:
    monday_morning.shift(timedelta(days=39))
    assert NAMES["zh"] in words(afang.get("/me"))
    monday_morning.shift(timedelta(days=1))
    assert NAMES["zh"] not in words(afang.get("/me"))


@in_each_language
def test_what_her_factory_sees_of_it_is_said(
    afang: Phone, lao_zhou: Phone, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    sees = f"/me/factory/{bluestone}"
    for phone in (afang, lao_zhou):
        phone.language = language
    assert says(
        afang.get(page_of(house)),
        language,
        "How many children you ask for, their ages in steps of three years, your code, and the numbers of their cards. No name, "
        "neither yours nor your child's, no school, no photo, and nothing of what you learn here.",
    )
    code = code_of(ask(afang, house, b6_8=1))
    assert code in words(afang.get(sees))
    assert NAMES[language] in words(afang.get(sees))
    assert NAMES[language] not in words(lao_zhou.get(sees))


@on_sqlite
def test_an_after_school_center_goes_on_without_a_last_day(app: Flask, bluestone: uuid.UUID, afang: Phone) -> None:
    afang.language = "en"
    center = open_space(app, bluestone, kind="center", closes_on="", weekdays="MO,WE", name_en="Evening room")
    page = words(afang.get(page_of(center)))
    assert "After-School Center" in page
    assert "from 6 July 2026" in page
    assert "Monday, Wednesday · 08:00–18:30" in page


@on_sqlite
def test_pages_where_she_begins_ask_one_question_more(app: Flask, afang: Phone, house: uuid.UUID) -> None:
    ask(afang, house, b6_8=1)
    for path in ("/", "/me"):
        with watched(app) as statements:
            afang.get(path)
        assert len([one for one in statements if "space" in one]) == 1, path


@on_sqlite
def test_hostile_texts_change_nothing(app: Flask, afang: Phone, house: uuid.UUID) -> None:
    before = contents(app)
    for text in TEXTS:
        page = afang.post(page_of(house, "places"), {"band-6-8": text})
        assert page.status_code in {400, 422}
        assert "<script>alert" not in page.get_data(as_text=True)
    assert contents(app) == before


@on_sqlite
def test_a_family_written_down_at_the_desk_is_on_no_phone(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID
) -> None:
    assert with_cards(app, house, desk, bluestone, b6_8=1) == [1]
    afang.language = "en"
    assert "You can ask for places" in words(afang.get("/me"))
