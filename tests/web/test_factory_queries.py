"""What a factory's page asks the database: as little for many workers as for few, and nothing of any of them."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from mpt.content.folder import load_folder
from mpt.models import Base
from mpt.services import factories, paper_sessions, parts
from mpt.services.factories import Place
from mpt.services.paper_sessions import Held
from mpt.services.publishing import current_releases, publish, read_edition
from tests.cast import CHEN, COURSE, COURSES
from tests.crowd import Did, crowd, private_course
from tests.sample import SAMPLE
from tests.web.acts import on_sqlite, watched, writing
from tests.web.staff_acts import Desk, coordinator, staff_id

OCTOBER, SUNDAY = date(2026, 10, 5), date(2026, 11, 29)
AT_MOST = {"": 12, "/figures.xlsx": 14, "/figures.csv": 14}
ABOUT_LEARNERS = {
    table.name for table in Base.metadata.sorted_tables if table.name == "learner" or "learner_id" in table.c
}
"""The tables that grow with every learner."""


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """It's Monday noon in China."""
    with time_machine.travel(datetime(2026, 11, 30, 4, tzinfo=UTC), tick=False):
        yield


def factory_of(app: Flask, departments: int, lines: int, workers: int) -> uuid.UUID:
    """Open a factory with so many departments, lines in each, and workers in each line, most of whom have finished."""
    with writing(app) as session:
        edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
        for number in range(departments):
            department = parts.add_department(session, factory.id, f"{number}部", f"{number}", parts.People())
            for which in range(lines):
                line = parts.add_line(session, Place(factory, department), f"{which}线", f"{which}")
                began, finished = Did(workers, OCTOBER), Did(workers - 1, SUNDAY)
                crowd(
                    session, Place(factory, department, line), workers, OCTOBER, edition, began=began, finished=finished
                )
        return factory.id


def department_of(app: Flask, factory_id: uuid.UUID) -> uuid.UUID:
    with writing(app) as session:
        return parts.parts_of(session, factory_id)[0].department.id


def more_courses(app: Flask) -> None:
    """Publish a course that is sensitive, and one with many modules."""
    with writing(app) as session:
        private_course(session)
        publish(session, COURSE, load_folder(COURSES / COURSE))


def statements_of(app: Flask, desk: Desk, factory_id: uuid.UUID) -> dict[str, list[str]]:
    """Return what each view of a factory, and each of its files, asks once its day is counted."""
    department = department_of(app, factory_id)
    found = {}
    for path in AT_MOST:
        for choice in ("", f"?place={department}", "?day=2026-11-01"):
            for _look in range(2):
                with watched(app) as found[path + choice.partition("=")[0]]:
                    assert desk.get(f"/factory/{factory_id}{path}{choice}").status_code == 200
    return found


@on_sqlite
def test_many_workers_parts_and_courses_are_asked_for_at_once(app: Flask) -> None:
    small = factory_of(app, departments=1, lines=1, workers=12)
    little = statements_of(app, coordinator(app, small), small)
    large = factory_of(app, departments=3, lines=4, workers=30)
    desk, chen = coordinator(app, large), staff_id(app, CHEN)
    more_courses(app)
    with writing(app) as session:
        for number in range(3):
            held = Held(SUNDAY, COURSE, "陈静", 45 + number, 20)
            paper_sessions.enter(session, uuid.uuid4(), large, chen, held)
    much = statements_of(app, desk, large)
    assert {path: len(asked) for path, asked in much.items()} == {path: len(asked) for path, asked in little.items()}
    for path, asked in much.items():
        assert len(asked) <= AT_MOST[path.partition("?")[0]], asked


@on_sqlite
def test_once_a_day_is_counted_no_page_or_file_looks_at_what_anybody_did(app: Flask) -> None:
    factory_id = factory_of(app, departments=2, lines=2, workers=30)
    for path, asked in statements_of(app, coordinator(app, factory_id), factory_id).items():
        assert any("FROM figure" in statement for statement in asked)
        for statement in asked:
            assert not ABOUT_LEARNERS & set(re.findall(r"\w+", statement)), path
