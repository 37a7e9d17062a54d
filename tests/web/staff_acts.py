"""What the staff do at their desks."""

import uuid

from flask import Flask
from werkzeug.test import TestResponse

from mpt.rules.permissions import Grant, Role
from mpt.services import staff, staffdoor
from mpt.web.staff import COOKIE
from tests.cast import CHEN, LIN, MAYA, MEI, PASSWORD, QIU, Browser, StaffPerson
from tests.services.staff_acts import DESKS, settled
from tests.web.acts import writing


class Desk(Browser):
    """A browser on a desk of the staff."""

    def sign_in(self, person: StaffPerson, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Sign somebody in by the page."""
        return self.post("/staff/sign-in", {"email": person.email, "password": password, **fields})

    def sits_at(self, token: str) -> None:
        """Put the token of a sign-in into this browser's cookie."""
        self.client.set_cookie(COOKIE, token)


def office(app: Flask, person: StaffPerson = LIN) -> Desk:
    """Return the desk of somebody of the office, signed in."""
    return at_desk(app, person, Grant(Role.OFFICE))


def coordinator(app: Flask, factory_id: uuid.UUID, person: StaffPerson = CHEN) -> Desk:
    """Return the desk of a factory's coordinator, signed in."""
    return at_desk(app, person, Grant(Role.COORDINATOR, factory_id))


def sponsor_staff(app: Flask, sponsor_id: uuid.UUID, person: StaffPerson = MAYA) -> Desk:
    """Return the desk of a sponsor's staff, signed in."""
    return at_desk(app, person, Grant(Role.SPONSOR, sponsor_id))


def counsellor(app: Flask, person: StaffPerson = QIU) -> Desk:
    """Return the desk of a counsellor of the helpline, signed in."""
    return at_desk(app, person, Grant(Role.COUNSELLOR))


def trainer(app: Flask, person: StaffPerson = MEI) -> Desk:
    """Return the desk of a trainer, signed in."""
    return at_desk(app, person, Grant(Role.TRAINER))


def at_desk(app: Flask, person: StaffPerson, *grants: Grant) -> Desk:
    """Return the desk of somebody with these roles and PASSWORD, signed in without the 25 ms that trying it costs."""
    with writing(app) as session:
        staff_id = settled(session, person, *grants)
        _staff, token = staffdoor.sign_in(session, person.email, staff_id, DESKS, "Firefox, Linux")
    desk = Desk(app)
    desk.sits_at(token)
    return desk


def staff_id(app: Flask, person: StaffPerson) -> uuid.UUID:
    """Return the id of somebody who was invited."""
    with writing(app) as session:
        return next(one.staff.id for one in staff.everybody(session) if one.staff.email == person.email)
