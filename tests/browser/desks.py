"""Desks of trainers: how they're signed in without the page for it, and where their server keeps what they write."""

from mpt.models.database import open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import drafts, staffdoor
from tests.cast import COURSE, StaffPerson
from tests.server import Server
from tests.services.staff_acts import DESKS, settled

DESK = {"viewport": {"width": 1280, "height": 800}}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
LEAVING = """() => {
  const leaving = document.createEvent("BeforeUnloadEvent");
  leaving.initEvent("beforeunload", false, true);
  window.dispatchEvent(leaving);
  return [leaving.defaultPrevented, leaving.returnValue];
}"""
"""What a page says to somebody who leaves it: browsers ask for the first, those before 2023 for the second alone."""


def signed_in(server: Server, person: StaffPerson) -> str:
    """Make somebody a trainer, and return the token for their browser's cookie."""
    database = open_database(_address(server))
    with database.session(writes=True) as session:
        staff_id = settled(session, person, Grant(Role.TRAINER))
        token = staffdoor.sign_in(session, person.email, staff_id, DESKS, "Chromium")[1]
        session.commit()
    database.dispose()
    return token


def drafted(server: Server, path: str) -> bytes:
    """Return a file of the course as it's being written; nothing where there is none."""
    database = open_database(_address(server))
    with database.session(writes=False) as session:
        data = drafts.file(session, COURSE, path)
    database.dispose()
    return data or b""


def _address(server: Server) -> str:
    return f"sqlite:///{server.environ['MPT_DATA']}/mpt.sqlite3"
