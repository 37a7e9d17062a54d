"""One of the staff sees all that is known of them, and erases their own account; the log goes on without the name."""

import uuid
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from mpt.models import (
    AuditEntry,
    Base,
    Draft,
    DraftFile,
    HelplineCase,
    Invitation,
    RecoveryCode,
    SignInFailure,
    Staff,
    StaffRole,
    StaffSession,
    Upload,
    Writing,
)
from mpt.rules.permissions import Grant, Role
from mpt.services import audit, paper_sessions, staff, staffdoor, staffleaving
from mpt.services.audit import Act
from mpt.services.keeping import keep_upload
from mpt.services.paper_sessions import Held
from mpt.services.staff import LastOfficeError
from mpt.services.staffleaving import GONE
from mpt.services.throttling import TooManyTriesError
from tests.cast import CHEN, HE, LIN, MEI, PASSWORD, QIU, TAN
from tests.sample import SAMPLE
from tests.services.acts import count
from tests.services.everything import SEALER
from tests.services.staff_acts import DESKS, OFFICE, coordinates, settled, sign_in, two_steps


@pytest.fixture
def chen(session: Session) -> uuid.UUID:
    """Chen, a coordinator of whom every table of the staff knows something."""
    grant = coordinates(session)
    lin, chen = settled(session), settled(session, CHEN, grant)
    sign_in(session, CHEN.email)
    staff.new_link(session, chen)
    with pytest.raises(staffdoor.WrongPasswordError):
        sign_in(session, CHEN.email, "not the password")
    assert grant.place
    two_steps(session, SEALER, chen)
    keep_upload(session, chen, "roster", "numbers.csv", b"A1", grant.place)
    held = Held(date(2026, 11, 2), SAMPLE, "周老师", 60, 12)
    paper_sessions.enter(session, uuid.uuid4(), grant.place, chen, held)
    audit.note(session, chen, Act.SAW_NAMES, factory_id=grant.place)
    audit.note(session, lin, Act.INVITED, f"{CHEN.name}: coordinator")
    audit.note(session, lin, Act.GAVE_NEW_LINK, CHEN.name)
    audit.note(session, lin, Act.GAVE_NEW_LINK, f"{CHEN.name}华")
    return chen


def details(session: Session) -> list[str]:
    return sorted(session.scalars(sa.select(AuditEntry.detail)))


def test_all_that_is_known_is_told(session: Session, chen: uuid.UUID) -> None:
    known = staffleaving.collect(session, chen)
    assert (known.staff.name, known.staff.email) == (CHEN.name, CHEN.email)
    assert all(getattr(known, field.name) for field in fields(known))
    assert [entry.act for entry in known.log] == [Act.SAW_NAMES]
    assert known.written == {"paper_session": 1}
    assert not staffleaving.collect(session, settled(session, HE, coordinates(session, "甲", "A"))).written


def test_each_table_that_names_one_of_the_staff_is_told_of(session: Session, chen: uuid.UUID) -> None:
    named = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name == "staff" for key in table.foreign_keys)
    }
    one_by_one = {"staff_role", "staff_session", "invitation", "recovery_code", "upload", "audit_entry"}
    counted = named - one_by_one
    assert one_by_one < named
    assert {"paper_session", "helpline_case", "helpline_message", "presence", "baseline"} <= counted
    assert {"draft_file", "draft_past", "settled", "writing", "serving"} <= counted


def test_name_and_address_are_gone_and_what_was_done_stays(session: Session, chen: uuid.UUID) -> None:
    assert staffleaving.erase(session, chen)
    session.expire_all()
    row = session.get_one(Staff, chen)
    assert (row.name, row.email, row.password_hash) == (GONE, "", None)
    assert row.ended_at
    for table in (StaffRole, StaffSession, Invitation, RecoveryCode, Upload):
        assert session.scalar(sa.select(sa.func.count()).where(table.__table__.columns["staff_id"] == chen)) == 0
    assert count(session, SignInFailure) == 0
    everything = "\n".join(
        str(row) for table in Base.metadata.sorted_tables for row in session.execute(sa.select(table))
    )
    assert CHEN.email not in everything
    assert everything.count(CHEN.name) == 1, "of somebody whose name begins like hers"
    assert details(session) == ["", "", GONE, f"{GONE}: coordinator", f"{CHEN.name}华"]
    assert {entry.staff.name for entry in audit.entries(session, staff_id=chen)[0]} == {GONE}


def test_a_second_tap_erases_nothing_more(session: Session, chen: uuid.UUID) -> None:
    assert staffleaving.erase(session, chen)
    assert not staffleaving.erase(session, chen)
    assert not staffleaving.erase(session, uuid.uuid4())
    acts = session.scalars(sa.select(AuditEntry.act)).all()
    assert acts.count(Act.ERASED_OWN) == 1


def test_whoever_has_left_comes_in_no_more_and_can_be_invited_anew(session: Session, chen: uuid.UUID) -> None:
    staffleaving.erase(session, chen)
    with pytest.raises(staffdoor.WrongPasswordError):
        sign_in(session, CHEN.email)
    invited, token = staff.invite(session, CHEN.email, CHEN.name, coordinates(session, "甲", "A"))
    assert invited.id != chen
    assert token


def test_an_account_that_a_colleague_ended_keeps_its_day(session: Session, chen: uuid.UUID) -> None:
    ended = datetime(2026, 11, 2, tzinfo=UTC)
    session.get_one(Staff, chen).ended_at = ended
    staffleaving.erase(session, chen)
    assert session.get_one(Staff, chen).ended_at == ended


def test_the_last_of_the_office_cannot_go(session: Session) -> None:
    lin = settled(session)
    with pytest.raises(LastOfficeError):
        staffleaving.erase(session, lin)
    settled(session, HE, OFFICE)
    assert staffleaving.erase(session, lin)


def test_a_counsellors_cases_are_nobodys_again(session: Session) -> None:
    qiu = settled(session, QIU, Grant(Role.COUNSELLOR))
    case = HelplineCase(code="C1", passphrase_hash="x", language="zh", topic="pay", staff_id=qiu)
    session.add(case)
    session.flush()
    staffleaving.erase(session, qiu)
    session.expire_all()
    assert session.scalars(sa.select(HelplineCase.staff_id)).one() is None


def test_what_a_trainer_wrote_stays_and_nobody_is_seen_writing(session: Session) -> None:
    mei, tan = (settled(session, person, Grant(Role.TRAINER)) for person in (MEI, TAN))
    session.add(Draft(course_id=SAMPLE))
    session.flush()
    session.add(DraftFile(course_id=SAMPLE, path="zh.md", content=b"#", changed_by=mei))
    of = {"course_id": SAMPLE, "path": "zh.md", "part": "_front"}
    session.add_all(Writing(**of, staff_id=one) for one in (mei, tan))
    session.flush()
    assert staffleaving.collect(session, mei).written == {"draft_file": 1, "writing": 1}
    staffleaving.erase(session, mei)
    assert staffleaving.collect(session, mei).written == {"draft_file": 1}
    assert session.scalars(sa.select(Writing.staff_id)).one() == tan


def test_the_password_proves_that_it_is_them_and_wrong_ones_count(session: Session) -> None:
    lin = settled(session)
    staffleaving.confirm(session, lin, staffdoor.prove(session, LIN.email, PASSWORD), DESKS)
    for _ in range(5):
        with pytest.raises(staffdoor.WrongPasswordError):
            staffleaving.confirm(session, lin, None, DESKS)
    with pytest.raises(TooManyTriesError):
        staffleaving.confirm(session, lin, lin, DESKS)
