"""What an office has written down, and who is kept out of it."""

import uuid
from collections.abc import Iterator

from flask import Flask

from mpt.services import audit, factories, parts, sponsors
from mpt.services.factories import Place
from mpt.services.parts import People
from tests.cast import HE, OUR_SITE
from tests.web.acts import contents, database_of, writing
from tests.web.staff_acts import Desk, coordinator, sponsor_staff

BLUESTONE = ("青石电子厂", "Bluestone Electronics")
MORNING_LIGHT = ("晨光玩具厂", "Morning Light Toys")
ASSEMBLY = ("装配部", "Assembly")
LINE = ("A3线", "Line A3")


def two_names(names: tuple[str, str], **fields: object) -> dict[str, object]:
    """Return a form that names something in both languages."""
    return {"name_zh": names[0], "name_en": names[1], **fields}


def factory(app: Flask, names: tuple[str, str] = BLUESTONE) -> uuid.UUID:
    """Open a factory as the command line would."""
    with writing(app) as session:
        return factories.open_factory(session, *names)[0].id


def with_line(app: Flask, factory_id: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """Add a department with a line to a factory, and return the ids of both."""
    with writing(app) as session:
        department = parts.add_department(session, factory_id, *ASSEMBLY, People(1200, 400))
        line = parts.add_line(session, parts.place_in(session, factory_id, department.id, None), *LINE)
        return department.id, line.id


def place(app: Flask, factory_id: uuid.UUID, department_id: uuid.UUID | None = None) -> Place:
    """Return a place as the database has it now."""
    with database_of(app).session(writes=False) as session:
        return parts.place_in(session, factory_id, department_id, None)


def log(app: Flask) -> list[tuple[str, str, uuid.UUID | None]]:
    """Return the log, newest first: what was done, of what, in which factory."""
    with database_of(app).session(writes=False) as session:
        seen, _more = audit.entries(session)
    return [(str(one.act), one.detail, one.factory.id if one.factory else None) for one in seen]


def outsiders(app: Flask) -> Iterator[Desk]:
    """Nobody; the coordinator of another factory; a sponsor's staff."""
    yield Desk(app)
    yield coordinator(app, factory(app, MORNING_LIGHT), HE)
    with writing(app) as session:
        sponsor_id = sponsors.add(session, "大城玩具", "Big City Toys").id
    yield sponsor_staff(app, sponsor_id)


def is_kept_out(app: Flask, desk: Desk, method: str, path: str) -> bool:
    """Say whether a page neither opens to whoever sits at a desk nor changes anything, and say nothing of itself."""
    before = contents(app)
    answer = desk.client.open(f"/zh{path}", method=method, headers=OUR_SITE)
    sent_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/zh/staff/sign-in")
    assert contents(app) == before
    return sent_to_sign_in or answer.status_code == 404
