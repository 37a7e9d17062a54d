"""What a coordinator and a parent do with a space, by its pages."""

import re
import uuid

from flask import Flask
from werkzeug.test import TestResponse

from mpt.i18n import catalogue
from mpt.models import SpaceEnrolment
from mpt.rules.space_plans import read_plan
from mpt.services import factories
from mpt.services.spaces import opening, places
from tests.cast import Phone
from tests.web.acts import database_of, went_to, words, writing
from tests.web.staff_acts import Desk

MONDAY = "2026-07-06T00:30:00Z"
"""Half past eight on a Monday in July, where the factories are: the first day of the summer's space."""
TODAY = "2026-07-06"
TYPED = {
    "kind": "space",
    "name_zh": "暑假小屋",
    "name_en": "Summer house",
    "opens_on": TODAY,
    "closes_on": "2026-08-14",
    "opens_at": "08:00",
    "closes_at": "18:30",
    "places": "3",
    "youngest": "3",
    "oldest": "11",
    "room": "2号楼一楼",
    "contact": "陈静，分机 8021",
    "bring_zh": "水杯\n换洗衣服",
    "bring_en": "A water bottle\nA change of clothes",
}
"""What is typed into the form, besides the days of the week."""
WEEK = ["MO", "TU", "WE", "TH", "FR"]
NAMES = {"zh": "暑假小屋", "en": "Summer house"}


def at(factory_id: uuid.UUID, *more: object) -> str:
    """Return the address of a page of a factory's spaces."""
    return "/".join(("/factory", str(factory_id), "spaces", *map(str, more)))


def open_space(app: Flask, factory_id: uuid.UUID, **typed: str) -> uuid.UUID:
    """Open a space without its form."""
    with writing(app) as session:
        plan = read_plan({"weekdays": ",".join(WEEK), **TYPED, **typed})
        return opening.open_space(session, uuid.uuid4(), factory_id, plan).id


def member(app: Flask, factory_id: uuid.UUID) -> Phone:
    """Return the phone of somebody who has joined a factory."""
    with writing(app) as session:
        code = factories.codes_of(session, factory_id)[0][0].code
    phone = Phone(app)
    phone.post(f"/join/{code}")
    return phone


def ask(phone: Phone, space_id: uuid.UUID, **bands: int) -> TestResponse:
    """Ask for places by the page: `ask(phone, space_id, b6_8=2)`."""
    data = {f"band-{band[1:].replace('_', '-')}": str(number) for band, number in bands.items()}
    return phone.post(f"/spaces/{space_id}/places", data)


def enrolments(app: Flask) -> list[SpaceEnrolment]:
    """Return all that families asked for, in the order in which they did."""
    with database_of(app).session(writes=False) as session:
        return list(session.query(SpaceEnrolment).order_by(SpaceEnrolment.asked_at))


def code_of(page: TestResponse) -> str:
    """Return the code that a parent's page shows for the desk."""
    found = re.search(r'<p class="name-big code">([^<]+)</p>', page.get_data(as_text=True))
    assert found
    return found[1]


def show_code(desk: Desk, factory_id: uuid.UUID, space_id: uuid.UUID, code: str) -> TestResponse:
    """Type a parent's code at the desk."""
    return desk.post(at(factory_id, space_id, "desk"), {"code": code})


def give_cards(desk: Desk, family: TestResponse) -> list[int]:
    """Press “Give cards” on a family's page; return the numbers that it then shows."""
    page = desk.post(f"{went_to(family)[3:]}/cards")
    return [int(number) for number in re.findall(r'<dd class="figure">(\d+)</dd>', page.get_data(as_text=True))]


def with_cards(app: Flask, space_id: uuid.UUID, desk: Desk, factory_id: uuid.UUID, **bands: int) -> list[int]:
    """Write a family down at the desk and give it its cards; return their numbers."""
    with writing(app) as session:
        asked = {band[1:].replace("_", "-"): number for band, number in bands.items()}
        code = places.write_down(session, uuid.uuid4(), space_id, asked).code
    return give_cards(desk, show_code(desk, factory_id, space_id, code))


def counts_of(page: TestResponse, language: str, one: str, many: str, n: int) -> bool:
    """Say whether a page says a message with a number in it."""
    return catalogue(language).ngettext(one, many, n) in words(page)
