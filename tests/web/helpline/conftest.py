"""Somebody reads what is written: else nobody is asked to write."""

import pytest
from flask import Flask

from tests.cast import StaffPerson
from tests.web.staff_acts import Desk, counsellor

WEI = StaffPerson("魏老师", "wei@helpline.example")


@pytest.fixture
def qiu(app: Flask) -> Desk:
    """A counsellor's desk."""
    return counsellor(app)


@pytest.fixture
def wei(app: Flask) -> Desk:
    """Another counsellor's desk."""
    return counsellor(app, WEI)
