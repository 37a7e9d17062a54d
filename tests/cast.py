"""Who appears in the tests, all made up: Afang owns what a test is about, Lao Zhou must not see it, Lijie shares a phone.

Of the staff: Lin is of the office, Chen and He coordinate a factory each, Maya works for a sponsor, Qiu is a counsellor,
Mei and Tan are trainers.
"""

from dataclasses import dataclass
from pathlib import Path

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

COURSES = Path(__file__).resolve().parent.parent / "courses"
COURSE = "far-away-still-close"
COURSE_IDS = sorted(path.name for path in COURSES.iterdir() if path.is_dir())
"""The bundled courses."""
OUR_SITE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Person:
    """Somebody with a name to sign in with and a PIN."""

    name: str
    pin: str


AFANG = Person("阿芳", "402817")
LAO_ZHOU = Person("老周 88", "778203")
LIJIE = Person("Lijie", "930684")


@dataclass(frozen=True)
class StaffPerson:
    """Somebody of the staff."""

    name: str
    email: str


LIN = StaffPerson("林主任", "lin@office.example")
CHEN = StaffPerson("陈静", "chen@bluestone.example")
HE = StaffPerson("何平", "he@morninglight.example")
MAYA = StaffPerson("Maya", "maya@toys.example")
QIU = StaffPerson("邱老师", "qiu@helpline.example")
MEI = StaffPerson("梅老师", "mei@trainers.example")
TAN = StaffPerson("谭老师", "tan@trainers.example")
PASSWORD = "two windows, one lamp"
"""What any of the staff signs in with."""


class Browser:
    """A browser without scripts: keeps its cookies, sends forms as a browser does, wants every page well-formed."""

    def __init__(self, app: Flask, language: str = "zh") -> None:
        self.client = app.test_client()
        self.language = language

    def get(self, path: str, **kwargs: object) -> TestResponse:
        """Open a page. `path` without its language."""
        return self._checked(self.client.get(self._address(path), **kwargs))  # type: ignore[arg-type]

    def post(self, path: str, data: object = None, **kwargs: object) -> TestResponse:
        """Send a form from one of our pages, and follow where it leads."""
        kwargs.setdefault("headers", OUR_SITE)
        kwargs.setdefault("follow_redirects", True)
        return self._checked(self.client.post(self._address(path), data=data, **kwargs))  # type: ignore[arg-type]

    def _address(self, path: str) -> str:
        return f"/{self.language}{path}"

    @staticmethod
    def _checked(response: TestResponse) -> TestResponse:
        assert str(response.headers).isascii(), "a server sends no header with other letters"
        if response.mimetype == "text/html" and response.status_code != 304 and not response.content_encoding:
            html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.get_data(as_text=True))
        return response


class Phone(Browser):
    """A phone's browser."""

    def keep(self, person: Person) -> TestResponse:
        """Give this phone's progress the person's name and PIN."""
        return self.post("/keep", {"name": person.name, "pin": person.pin})

    def sign_in(self, person: Person, **fields: str) -> TestResponse:
        """Sign the person in on this phone."""
        return self.post("/sign-in", {"name": person.name, "pin": person.pin, **fields})
