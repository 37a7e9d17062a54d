"""What workers and counsellors do at the helpline, for the tests of what comes of it."""

import uuid
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import HelplineCase
from mpt.rules.helpline import Topic
from mpt.rules.permissions import Grant, Role
from mpt.services.helpline import inbox, writing
from mpt.services.helpline.writing import Begun, Conversation
from mpt.services.sealing import Sealer
from tests.cast import QIU, StaffPerson
from tests.services.staff_acts import settled

SEALER = Sealer(bytes(32))
ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 180
SHARED = "192.0.2.50"
"""The one address that all phones of a factory share."""
TEXT = "组长说这个月的加班费下个月再发，已经说了三次。"
SUN = StaffPerson("孙老师", "sun@helpline.example")
"""Another counsellor."""
COUNSELLOR = Grant(Role.COUNSELLOR)


def begin(
    session: Session,
    text: str = TEXT,
    submission: uuid.UUID | None = None,
    *,
    language: str = "zh",
    topic: Topic = Topic.PAY,
    is_danger: bool = False,
    address: str = SHARED,
    zone: ZoneInfo = ZONE,
) -> Begun:
    """Begin a case."""
    return writing.begin(
        session,
        SEALER,
        submission=submission or uuid.uuid4(),
        text=text,
        language=language,
        topic=topic,
        is_danger=is_danger,
        address=address,
        zone=zone,
    )


def come_back(session: Session, begun: Begun, address: str = SHARED) -> str:
    """Open a case again, and return the token of the page."""
    return open_case(session, begun.code, begun.passphrase, address)


def open_case(session: Session, code: str, passphrase: str, address: str = SHARED, form: str = "") -> str:
    """Type code and words into a form, a new one where none is named; prove first, as the page does."""
    proven = writing.prove(session, code, passphrase)
    return writing.open_case(session, SEALER, code, proven, address, form or str(uuid.uuid4()))


def write_on(session: Session, begun: Begun, text: str, submission: uuid.UUID | None = None) -> None:
    """Come back and write another message."""
    writing.write_on(session, SEALER, come_back(session, begun), submission or uuid.uuid4(), text)


def read(session: Session, begun: Begun) -> Conversation:
    """Come back and read."""
    return writing.conversation(session, SEALER, come_back(session, begun), DAYS, ZONE)


def case_of(session: Session, begun: Begun) -> HelplineCase:
    """Return the row of a case."""
    statement = select(HelplineCase).where(HelplineCase.code == begun.code)
    return session.scalars(statement, execution_options={"populate_existing": True}).one()


def counsellor(session: Session, person: StaffPerson = QIU) -> uuid.UUID:
    """Make somebody a counsellor."""
    return settled(session, person, COUNSELLOR)


def look(session: Session, begun: Begun, staff_id: uuid.UUID) -> inbox.CaseSeen:
    """Open a case as a counsellor."""
    return inbox.look(session, SEALER, case_of(session, begun).id, staff_id)


def answer(
    session: Session,
    begun: Begun,
    staff_id: uuid.UUID,
    text: str = "谢谢您写给我们。",
    submission: uuid.UUID | None = None,
    last_id: uuid.UUID | None = None,
) -> None:
    """Look at a case and answer it, or answer what was seen before."""
    last = last_id or look(session, begun, staff_id).last_id
    case_id = case_of(session, begun).id
    inbox.answer(session, SEALER, case_id, staff_id, submission or uuid.uuid4(), text, last)
