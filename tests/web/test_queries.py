"""What a page asks the database: a fixed number of questions, however much was done."""

import pytest
from flask import Flask

from tests.cast import AFANG, OUR_SITE, Phone
from tests.sample import ALL_RIGHT, ALL_WRONG
from tests.web.acts import answer, at, complete, form, read, watched

AT_MOST = {
    "/": 10,
    "/me": 8,
    at("quiz/result"): 8,
    at("hear-them"): 0,
    at("quiz"): 0,
    at(): 0,
    "/help": 0,
    "/call-times": 0,
    "/keep": 1,
    "/sign-out": 1,
    "/sign-in": 5,
}


def asked(app: Flask, phone: Phone, path: str) -> int:
    """Return how many questions a page asks."""
    with watched(app) as statements:
        phone.get(path)
    return len(statements)


def test_pages_ask_the_same_after_much_as_after_little(app: Flask, phone: Phone, second_phone: Phone) -> None:
    answer(phone)
    for path in AT_MOST:
        phone.get(path)
    little = {path: asked(app, phone, path) for path in AT_MOST}
    for _time in range(5):
        for answers in (ALL_WRONG, ALL_RIGHT):
            answer(second_phone, answers)
    complete(second_phone)
    much = {path: asked(app, second_phone, path) for path in AT_MOST}
    assert much == little
    assert {path: count for path, count in much.items() if count > AT_MOST[path]} == {}


@pytest.mark.parametrize(("path", "data", "most"), [(at("hear-them"), {}, 20), (at("quiz"), form(ALL_RIGHT), 24)])
def test_acts_ask_the_same_after_much_as_after_little(
    app: Flask, phone: Phone, second_phone: Phone, path: str, data: dict[str, object], most: int
) -> None:
    read(phone, "ask-once")
    complete(second_phone)
    second_phone.keep(AFANG)
    for each in (phone, second_phone):
        with watched(app) as statements:
            each.client.post(f"/zh{path}", data=data, headers=OUR_SITE)
        assert 0 < len(statements) <= most


def test_the_lamps_ask_five(app: Flask, phone: Phone) -> None:
    complete(phone)
    with watched(app) as statements:
        phone.client.get("/progress/sample")
    assert len(statements) == 5
