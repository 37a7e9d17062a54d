"""What trainers do to a course, for the tests of the services behind the studio."""

import uuid

from sqlalchemy.orm import Session

from mpt.content.parts import parts_of
from mpt.rules.permissions import Grant, Role
from mpt.services import drafts
from tests.cast import MEI, StaffPerson
from tests.sample import SAMPLE
from tests.services.staff_acts import settled

ZH, EN = "01-listening/zh.md", "01-listening/en.md"


def becomes_trainer(session: Session, person: StaffPerson = MEI) -> uuid.UUID:
    """Make somebody a trainer; return their id."""
    return settled(session, person, Grant(Role.TRAINER))


def written(session: Session, path: str = ZH, course_id: str = SAMPLE) -> str:
    """Return a text as it's being written."""
    return drafts.texts(session, course_id)[path].decode()


def part_ids(session: Session, path: str = ZH, course_id: str = SAMPLE) -> list[str]:
    """Return the ids of a text's parts, in their order."""
    return [part.id for part in parts_of(written(session, path, course_id))]
