"""Spaces are tested on a Wednesday of a summer, at eight in the morning where the factory is."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from mpt.models import Factory, Space
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, staff
from tests.cast import CHEN
from tests.services.space_acts import open_summer, parent

EIGHT = datetime(2026, 7, 8, 0, 0, tzinfo=UTC)
"""Wednesday, 8 July 2026, 8:00 in China."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The clock, which goes on from eight: who asks later has asked later."""
    with time_machine.travel(EIGHT) as traveller:
        yield traveller


@pytest.fixture
def factory(session: Session) -> Factory:
    """A factory in China."""
    return factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]


@pytest.fixture
def chen(session: Session, factory: Factory) -> uuid.UUID:
    """The factory's coordinator."""
    return staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, factory.id))[0].id


@pytest.fixture
def summer(session: Session, factory: Factory) -> Space:
    """A space with three places, for children of 3 to 11."""
    return open_summer(session, factory)


@pytest.fixture
def afang(session: Session, factory: Factory) -> uuid.UUID:
    """Afang, who works at the factory."""
    return parent(session, factory)


@pytest.fixture
def lao_zhou(session: Session, factory: Factory) -> uuid.UUID:
    """Lao Zhou, who works there too."""
    return parent(session, factory)
