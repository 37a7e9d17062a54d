"""What people do with a phone, and what a test looks at afterwards."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mpt.i18n import catalogue
from mpt.models import Base
from mpt.models.database import Database
from mpt.rules.grading import Answers
from tests.cast import Phone
from tests.sample import HARD_DAYS, LESSONS, LISTENING, RIGHT_ANSWERS, SAMPLE

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests in which the kind of database can't matter."""

in_both_languages = pytest.mark.parametrize("language", ["zh", "en"])

in_each_language = pytest.mark.parametrize(
    ("database_url", "language"), [("sqlite", "zh"), ("postgresql", "en")], indirect=["database_url"]
)
"""For tests that need both languages and both kinds of database, but not each with each."""

COURSE_PAGE = f"/courses/{SAMPLE}"
READ = (*LESSONS, "tonight")
"""What is read in each module of the small course."""


def at(*parts: str, module: str = LISTENING) -> str:
    """Return the address of a place in a module of the small course, without its language."""
    return "/".join((COURSE_PAGE, module, *parts))


def submission_in(html: str) -> str:
    """Return the UUID that a form on a page carries."""
    found = re.search(r'name="submission" value="([0-9a-f-]{36})"', html)
    assert found
    return found[1]


def form(answers: Answers, **fields: str) -> dict[str, object]:
    """Return a quiz's form as a browser sends it."""
    return {
        **{f"q.{question}": [str(place) for place in sorted(taken)] for question, taken in answers.items()},
        **fields,
    }


def read(phone: Phone, *lessons: str, module: str = LISTENING) -> TestResponse:
    """Read lessons to their end; the whole module where none is named. Return the last answer."""
    answer = None
    for lesson in lessons or READ:
        answer = phone.post(at(lesson, module=module))
        assert answer.status_code == 200
    assert answer is not None
    return answer


def answer(phone: Phone, answers: Answers | None = None, module: str = LISTENING, **fields: str) -> TestResponse:
    """Send a module's quiz: the right answers where none are given."""
    return phone.post(at("quiz", module=module), form(RIGHT_ANSWERS[module] if answers is None else answers, **fields))


def complete(phone: Phone) -> str:
    """Do the whole small course on a phone. Return the certificate's code."""
    for module in (LISTENING, HARD_DAYS):
        read(phone, module=module)
        answer(phone, module=module)
    return certificate_code(phone)


def certificate_code(phone: Phone) -> str:
    """Return the code of the certificate that this phone's owner finds among what she learned."""
    found = re.search(r"/certificates/([0-9A-Z]{12})", phone.get("/me").get_data(as_text=True))
    assert found
    return found[1]


def put_name(phone: Phone, code: str, name: str) -> TestResponse:
    """Write a name on a certificate, having looked at it."""
    return phone.post(f"/certificates/{code}", {"name": name, "sure": "1"})


def words(response: TestResponse) -> str:
    """Return what a page says, without its marks; spaces as single ones."""
    html = re.sub(r"(?s)<(style|script|title)\b.*?</\1>", "", response.get_data(as_text=True))
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", html)).split())


def says(response: TestResponse, language: str, message: str, **values: object) -> bool:
    """Say whether a page says `message`, a message of the catalogues, in `language`."""
    said = catalogue(language).gettext(message, **values)
    assert language == "en" or said != message % values, "not translated"
    return said in words(response)


def heading(response: TestResponse) -> str:
    """Return a page's one first heading."""
    found = re.findall(r"(?s)<h1[^<>]*>(.*?)</h1>", response.get_data(as_text=True))
    assert len(found) == 1
    return unescape(re.sub(r"<[^<>]*>", "", found[0])).strip()


def went_to(response: TestResponse) -> str:
    """Return the path of the page that an act led to."""
    return response.request.path


def database_of(app: Flask) -> Database:
    """Return the application's database."""
    return app.extensions["mpt.database"]


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    """Change the database as the command line would."""
    with database_of(app).session(writes=True) as session:
        yield session
        session.commit()


def contents(app: Flask) -> dict[str, list[str]]:
    """Return every row of every table: what must be the same when nothing was changed."""
    with database_of(app).reading.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
            for table in Base.metadata.sorted_tables
        }


def counts(app: Flask) -> Mapping[str, int]:
    """Return how many rows each table has."""
    return {table: len(rows) for table, rows in contents(app).items()}


@contextmanager
def watched(app: Flask) -> Iterator[list[str]]:
    """Give the statements that reach the database meanwhile, but for asking which releases are current."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "current_release" not in statement and not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    engine = database_of(app).reading
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
