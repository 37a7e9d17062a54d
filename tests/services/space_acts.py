"""What is done at a space, for the tests of what comes of it."""

import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from mpt.models import Factory, Space, SpaceEnrolment
from mpt.rules.space_plans import Plan, read_plan
from mpt.services import accounts, factories
from mpt.services.spaces import desk, opening, places

TYPED: Mapping[str, str] = {
    "kind": "space",
    "name_zh": "青石暑期空间",
    "name_en": "Bluestone summer",
    "opens_on": "2026-07-06",
    "closes_on": "2026-08-21",
    "weekdays": "MO,TU,WE,TH,FR",
    "opens_at": "08:00",
    "closes_at": "17:30",
    "places": "3",
    "youngest": "3",
    "oldest": "11",
    "room": "培训楼 2 楼",
    "contact": "陈静，人事部",
    "bring_zh": "水杯",
    "bring_en": "A cup",
}
"""A summer from Monday, 6 July to Friday, 21 August 2026, with three places."""


def plan(**typed: str) -> Plan:
    """Plan the summer, with other fields where they are named."""
    return read_plan({**TYPED, **typed})


def open_summer(session: Session, factory: Factory, **typed: str) -> Space:
    """Open the summer at a factory."""
    return opening.open_space(session, uuid.uuid4(), factory.id, plan(**typed))


def change(session: Session, space: Space, **typed: str) -> Space:
    """Change the summer's plan, having read it as it is."""
    return opening.change(session, space.factory_id, space.id, plan(**typed), opening.digest(space))


def tap(session: Session, space: Space, day: date, number: int, staff_id: uuid.UUID) -> None:
    """Note that the child with a card came."""
    desk.note_all(session, space.id, day, {number}, (), staff_id)


def parent(session: Session, factory: Factory) -> uuid.UUID:
    """Let somebody join a factory."""
    learner = accounts.begin(session)[0].id
    code = factories.codes_of(session, factory.id)[0][0].code
    factories.join(session, learner, code)
    return learner


def family(session: Session, space: Space, **children: int) -> SpaceEnrolment:
    """Write down a family at the desk, such as `six=2` for two children of 6 to 8; one of them where none are named."""
    bands = {"three": "3-5", "six": "6-8", "nine": "9-11"}
    asked = {bands[age]: number for age, number in children.items()} or {"6-8": 1}
    return places.write_down(session, uuid.uuid4(), space.id, asked)


def with_cards(session: Session, space: Space, **children: int) -> list[int]:
    """Let a family come to the desk and get its cards. Return their numbers."""
    return [card.number for card in desk.give_cards(session, space.id, family(session, space, **children).id)]
