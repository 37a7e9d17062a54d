"""Leaving out a module that is hard to read: allowed where the course says so, and taken back by doing it."""

from unittest.mock import ANY

import pytest
from flask import Flask

from tests.cast import Phone
from tests.sample import HARD_DAYS, LISTENING, SAMPLE
from tests.web.acts import (
    answer,
    at,
    certificate_code,
    contents,
    counts,
    in_each_language,
    on_sqlite,
    read,
    says,
    went_to,
    words,
)


def skip(phone: Phone, module: str = HARD_DAYS) -> object:
    """Press "I'd rather skip this"."""
    return phone.post(at("skip", module=module))


@in_each_language
def test_a_module_is_left_out_and_the_way_goes_on(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    page = skip(phone)
    assert went_to(page) == f"/{language}{at()}"
    assert phone.client.get(f"/progress/{SAMPLE}").json == {
        "read": [],
        "done": [],
        "skipped": [HARD_DAYS],
        "version": ANY,
    }
    assert says(phone.get("/me"), language, "left out")


def test_the_course_completes_without_it_and_leads_to_the_certificate(phone: Phone) -> None:
    read(phone)
    answer(phone)
    assert went_to(skip(phone)).startswith("/zh/certificates/")


@on_sqlite
def test_skipped_first_then_done_the_rest(phone: Phone) -> None:
    skip(phone)
    read(phone)
    assert says(answer(phone), "zh", "Your certificate is ready")
    assert certificate_code(phone)


def test_twice_is_once_and_doing_it_later_counts_as_done(app: Flask, phone: Phone) -> None:
    skip(phone)
    once = contents(app)
    skip(phone)
    assert contents(app) == once
    read(phone, module=HARD_DAYS)
    answer(phone, module=HARD_DAYS)
    assert phone.client.get(f"/progress/{SAMPLE}").json["done"] == [HARD_DAYS]
    skip(phone)
    assert phone.client.get(f"/progress/{SAMPLE}").json["done"] == [HARD_DAYS]


@on_sqlite
def test_skipping_again_after_the_certificate_leads_to_what_was_learned(app: Flask, phone: Phone) -> None:
    read(phone)
    answer(phone)
    skip(phone)
    assert went_to(skip(phone)) == "/zh/me"
    assert counts(app)["certificate"] == 1


@in_each_language
@pytest.mark.parametrize("module", [LISTENING, "none"])
def test_what_may_not_be_left_out_isnt(app: Flask, language: str, module: str) -> None:
    phone = Phone(app, language)
    before = contents(app)
    page = skip(phone, module)
    assert page.status_code == {LISTENING: 400, "none": 404}[module]
    assert "Set-Cookie" not in page.headers
    assert contents(app) == before
    assert words(page)


@on_sqlite
def test_nobody_gets_a_certificate_by_leaving_out_alone(app: Flask, phone: Phone) -> None:
    skip(phone)
    read(phone)  # everything but the quiz
    for module in (LISTENING, HARD_DAYS):
        skip(phone, module)
    assert counts(app)["certificate"] == 0
