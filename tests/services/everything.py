"""A worker of whom every table knows something, for the tests of what is told and what is erased."""

import uuid
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import (
    Attempt,
    ChildCard,
    KeptPractice,
    Learner,
    Presence,
    Resubmission,
    Space,
    SpaceEnrolment,
    SurveyResponse,
)
from mpt.models.base import now
from mpt.rules.permissions import Grant, Role
from mpt.rules.surveys import Moment
from mpt.services import accounts, certificates, desk, factories, memberships, opinions, parts, practices, throttling
from mpt.services.factories import Factory, Place
from mpt.services.opinions import Verdict
from mpt.services.publishing import Edition
from mpt.services.sealing import Sealer
from tests.cast import AFANG, CHEN, Person
from tests.sample import LISTENING, SAMPLE
from tests.services.acts import PHONES, do, read, sign_in
from tests.services.staff_acts import settled

NAME_ON_CERTIFICATE = "王小芳"
NUMBER = "GD-70712"
NOTE = "她笑着说了操场上的事"
OPINION = "照着说，真的管用"
SEALER = Sealer(bytes(32))


@dataclass(frozen=True)
class Worker:
    """Who it is, and the codes that she was given."""

    id: uuid.UUID
    token: str
    factory: Factory
    certificate: str
    space_code: str


def bluestone(session: Session) -> tuple[Place, str]:
    """Open a factory with a line. Return the line, and the code that leads to it."""
    factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
    department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
    place = Place(factory, department, parts.add_line(session, Place(factory, department), "A3线", "Line A3"))
    return place, factories.make_code(session, place).code


def everything(session: Session, edition: Edition, sealer: Sealer = SEALER, person: Person = AFANG) -> Worker:
    """Let Afang, or `person`, do all that can be done, on two phones, so that every table has something of hers."""
    place, code = bluestone(session)
    first, _token = accounts.begin(session)
    do(session, first.id, edition)
    afang, token = accounts.keep(session, first.id, person.name, person.pin)
    _bring_along(session, edition, person)
    afang = session.scalars(select(Learner).where(Learner.id == afang.id)).one()
    factories.join(session, afang.id, code, NUMBER)
    certificate = certificates.certificates_of(session, afang.id)[0]
    certificates.put_name(session, afang.id, certificate.code, NAME_ON_CERTIFICATE)
    anew = certificates.reissue(session, certificate.code, NAME_ON_CERTIFICATE)
    memberships.agree(session, afang.id, place.factory.id, SAMPLE)
    _answer(session, afang.id, edition)
    _practise(session, afang.id, sealer)
    opinions.say(session, sealer, afang.id, edition, LISTENING, Verdict(True, "zh", OPINION))
    attempt = session.scalars(select(Attempt.id).where(Attempt.learner_id == afang.id)).first()
    session.add(Resubmission(learner_id=afang.id, id=uuid.uuid4(), attempt_id=attempt))
    desk.ask(session, person.name, PHONES)
    throttling.count_failure(session, afang.name_key or "", PHONES)
    code = _ask_for_places(session, afang.id, place.factory)
    session.flush()
    return Worker(afang.id, token, place.factory, anew.code, code)


def _bring_along(session: Session, edition: Edition, person: Person) -> None:
    """Read a lesson on another phone, and sign in there."""
    other, _token = accounts.begin(session)
    read(session, other.id, edition, "hear-them")
    sign_in(session, person.name, person.pin, here=other.id)


def _answer(session: Session, learner_id: uuid.UUID, edition: Edition) -> None:
    for moment in Moment:
        row = SurveyResponse(learner_id=learner_id, course_id=SAMPLE, moment=str(moment), answers={"confides": 3})
        row.release_id = edition.release_id
        session.add(row)


def _practise(session: Session, learner_id: uuid.UUID, sealer: Sealer) -> None:
    kept = KeptPractice(learner_id=learner_id, course_id=SAMPLE, module_id=LISTENING, kept_on=date(2026, 11, 28))
    kept.went, kept.told_at = "done", now()
    kept.note = sealer.seal(NOTE, practices.note_place(kept))
    session.add(kept)


def _ask_for_places(session: Session, learner_id: uuid.UUID, factory: Factory) -> str:
    """Ask for two places; one child has a card, and was there on a day."""
    space = Space(factory_id=factory.id, kind="space", name_zh="暑期空间", name_en="Summer space", places=20)
    space.opens_on, space.closes_on, space.weekdays = date(2026, 7, 1), date(2026, 8, 31), "MO,TU,WE,TH,FR"
    space.opens_at, space.closes_at, space.youngest, space.oldest = time(8), time(18), 3, 12
    space.room = space.contact = space.bring_zh = space.bring_en = "1"
    session.add(space)
    session.flush()
    asked = SpaceEnrolment(space_id=space.id, learner_id=learner_id, code="ABCD2345", children=2, bands={"6-8": 2})
    asked.given_at = now()
    session.add(asked)
    session.flush()
    session.add(ChildCard(space_id=space.id, number=7, enrolment_id=asked.id, band="6-8"))
    by = settled(session, CHEN, Grant(Role.COORDINATOR, factory.id))
    session.add(Presence(space_id=space.id, day=date(2026, 7, 6), number=7, noted_by=by))
    return asked.code
