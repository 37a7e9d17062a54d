"""The desk: a coordinator lets a phone through, learns nothing of whose it is, and can't go looking for anybody."""

import uuid

import pytest
from flask import Flask

from mpt.services import factories
from mpt.services.audit import Act, entries
from mpt.services.desk import ask, number_of
from tests.cast import AFANG, CHEN, HE, LAO_ZHOU, OUR_SITE, Person, Phone
from tests.web.acts import contents, in_both_languages, in_each_language, on_sqlite, says, went_to, words, writing
from tests.web.staff_acts import Desk, coordinator, office

NO_NUMBER = "No worker of yours shows this number now. Look at the phone once more: a number is good for 15 minutes."
THROUGH = "Let through. The person taps “The desk has let me through” on the phone and sets a new PIN there, within 15 minutes."


@pytest.fixture
def bluestone(app: Flask, factory_code: str) -> uuid.UUID:
    """Afang's factory, which she has joined."""
    join(app, factory_code, AFANG)
    return factory_of(app, factory_code)


@pytest.fixture
def morning_light(app: Flask) -> uuid.UUID:
    """Another factory, where Lao Zhou works."""
    with writing(app) as session:
        factory, code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
    join(app, code.code, LAO_ZHOU)
    return factory.id


def join(app: Flask, code: str, person: Person) -> None:
    phone = Phone(app)
    phone.post(f"/join/{code}")
    phone.keep(person)


def factory_of(app: Flask, code: str) -> uuid.UUID:
    with writing(app) as session:
        return factories.factory_of(session, code.replace("-", "")).id


def number_of_a_phone(app: Flask, person: Person = AFANG) -> str:
    """Let somebody ask for a new PIN; return the number that the phone shows."""
    with writing(app) as session:
        return number_of(ask(session, person.name, "192.0.2.7"))


def log(app: Flask, factory_id: uuid.UUID) -> list[tuple[Act, str, str]]:
    with writing(app) as session:
        return [(entry.act, entry.detail, entry.staff.email) for entry in entries(session, factory_id=factory_id)[0]]


def through(app: Flask) -> int:
    """Return how many phones were let through."""
    return sum("None)" not in row for row in contents(app)["pin_reset"])


@in_each_language
def test_she_looks_at_the_phone_and_lets_it_through_and_that_is_written_down(
    app: Flask, bluestone: uuid.UUID, language: str
) -> None:
    desk, number = coordinator(app, bluestone), number_of_a_phone(app)
    desk.language = language
    address = f"/factory/{bluestone}/desk"
    assert says(desk.get(address), language, "A worker forgot the PIN")
    sure = desk.post(address, {"number": f" {number[:4]} {number[4:]} "})
    assert says(sure, language, "Does the phone show %(number)s?", number=f"{number[:4]} {number[4:]}")
    assert through(app) == 0
    assert log(app, bluestone) == []
    done = desk.post(address, {"number": number, "sure": "1"})
    assert went_to(done) == f"/{language}{address}"
    assert says(done, language, THROUGH)
    assert through(app) == 1
    assert log(app, bluestone) == [(Act.LET_PIN_THROUGH, "", CHEN.email)]
    assert AFANG.name not in words(sure) + words(done)


def test_a_second_tap_is_answered_the_same_and_written_down_once(app: Flask, bluestone: uuid.UUID) -> None:
    desk, number = coordinator(app, bluestone), number_of_a_phone(app)
    for _tap in range(2):
        done = desk.post(f"/factory/{bluestone}/desk", {"number": number, "sure": "1"})
        assert says(done, "zh", THROUGH)
    assert len(log(app, bluestone)) == 1


@in_each_language
def test_another_factorys_number_and_no_ones_are_told_the_same(
    app: Flask, bluestone: uuid.UUID, morning_light: uuid.UUID, language: str
) -> None:
    desk, theirs = coordinator(app, bluestone), number_of_a_phone(app, LAO_ZHOU)
    desk.language = language
    told = []
    for number in (theirs, "00000000"):
        answer = desk.post(f"/factory/{bluestone}/desk", {"number": number, "sure": "1"})
        assert answer.status_code == 422
        assert says(answer, language, NO_NUMBER)
        told.append(answer.get_data(as_text=True).replace(number, ""))
    assert told[0] == told[1]
    assert through(app) == 0
    assert log(app, bluestone) == []


@on_sqlite
def test_looking_once_more_tells_nothing_of_a_number(app: Flask, bluestone: uuid.UUID) -> None:
    desk, number = coordinator(app, bluestone), number_of_a_phone(app)
    pages = [
        desk.post(f"/factory/{bluestone}/desk", {"number": each})
        .get_data(as_text=True)
        .replace(each, "")
        .replace(f"{each[:4]} {each[4:]}", "")
        for each in (number, "00000000")
    ]
    assert pages[0] == pages[1]


@on_sqlite
@in_both_languages
@pytest.mark.parametrize("number", ["", "1234", "123456789", "abcdefgh", "１２３４５６７x"])
def test_what_is_no_number_is_said_at_once_and_counts_for_nothing(
    app: Flask, bluestone: uuid.UUID, language: str, number: str
) -> None:
    desk = coordinator(app, bluestone)
    desk.language = language
    before = contents(app)
    for extra in ({}, {"sure": "1"}):
        answer = desk.post(f"/factory/{bluestone}/desk", {"number": number, **extra})
        assert answer.status_code == 422
        assert says(answer, language, "The number on the phone has 8 digits. Look at it once more.")
    assert contents(app) == before


@on_sqlite
@in_both_languages
def test_five_wrong_numbers_rest_the_desk_for_everybody_at_it(app: Flask, bluestone: uuid.UUID, language: str) -> None:
    desk, colleague = coordinator(app, bluestone), coordinator(app, bluestone, HE)
    for number in range(5):
        assert desk.post(f"/factory/{bluestone}/desk", {"number": f"0000000{number}", "sure": "1"}).status_code == 422
    for each in (desk, colleague):
        each.language = language
        answer = each.post(f"/factory/{bluestone}/desk", {"number": number_of_a_phone(app), "sure": "1"})
        assert answer.status_code == 429
        assert says(
            answer, language, "Too many wrong numbers. The desk rests for 15 minutes; after very many, until tomorrow."
        )
    assert through(app) == 0


def outsiders(app: Flask, morning_light: uuid.UUID) -> dict[str, tuple[Desk | Phone, int]]:
    """Return who may not come to Bluestone's desk, and what they are told."""
    phone = Phone(app)
    phone.keep(Person("阿梅", "402817"))
    return {
        "another factory's": (coordinator(app, morning_light, HE), 404),
        "office": (office(app), 404),
        "nobody": (Desk(app), 302),
        "learner": (phone, 302),
    }


@on_sqlite
def test_nobody_else_comes_to_the_desk(app: Flask, bluestone: uuid.UUID, morning_light: uuid.UUID) -> None:
    number = number_of_a_phone(app)
    for visitor, status in outsiders(app, morning_light).values():
        before = contents(app)
        address = f"/zh/factory/{bluestone}/desk"
        assert visitor.client.get(address).status_code == status
        for data in ({"number": number}, {"number": number, "sure": "1"}):
            assert visitor.client.post(address, data=data, headers=OUR_SITE).status_code == status
        assert contents(app) == before
