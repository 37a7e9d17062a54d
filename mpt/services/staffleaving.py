"""What is known of somebody of the staff, told to themselves; and their own account, ended and erased at their word.

The row of somebody who has erased their account stays without name and address: the log, sessions on paper and the helpline's
events go on saying that somebody did something, and no longer who.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from mpt.models import (
    AuditEntry,
    Base,
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
from mpt.models.base import now
from mpt.models.once import locked
from mpt.rules.permissions import Grant, Role
from mpt.services import audit, secondfactor, staffdoor, throttling
from mpt.services.audit import Act
from mpt.services.staff import check_office_remains, grants_of

GONE = "—"
"""What stands in the place of a name that was erased."""

_OWN = (StaffRole, StaffSession, Invitation, RecoveryCode, Upload)
"""The tables of whose rows each is one person's: those rows go."""
_NAMES_A_COLLEAGUE = (
    Act.INVITED,
    Act.GAVE_ROLE,
    Act.TOOK_ROLE,
    Act.ENDED_STAFF,
    Act.GAVE_NEW_LINK,
    Act.TOOK_SECOND_STEP,
)
"""The acts of which the log says to whom they were done; the name stands first."""


@dataclass(frozen=True, slots=True)
class StaffData:
    """All that is known of one of the staff. `written` says in how many rows of which tables it stands that it was they."""

    staff: Staff
    grants: frozenset[Grant]
    sessions: Sequence[StaffSession]
    invitations: Sequence[Invitation]
    recovery_codes: Sequence[RecoveryCode]
    uploads: Sequence[Upload]
    log: Sequence[AuditEntry]
    failures: Sequence[SignInFailure]
    written: Mapping[str, int]


def collect(session: Session, staff_id: uuid.UUID) -> StaffData:
    """Return all that is known of somebody of the staff, each list with the earliest first."""
    staff = session.get_one(Staff, staff_id)
    tried = select(SignInFailure).where(SignInFailure.name_key.in_(_throttle_keys(staff)))
    return StaffData(
        staff=staff,
        grants=grants_of(session, staff_id),
        sessions=_of(session, StaffSession, staff_id, StaffSession.created_at),
        invitations=_of(session, Invitation, staff_id, Invitation.created_at),
        recovery_codes=_of(session, RecoveryCode, staff_id, RecoveryCode.code_hash),
        uploads=_of(session, Upload, staff_id, Upload.created_at),
        log=_of(session, AuditEntry, staff_id, AuditEntry.at),
        failures=session.scalars(tried.order_by(SignInFailure.failed_at)).all(),
        written=_written(session, staff_id),
    )


def confirm(session: Session, staff_id: uuid.UUID, proven: uuid.UUID | None, address: str) -> None:
    """Let somebody do what only they may, in a browser that is signed in; `proven` is what `staffdoor.prove` returned.

    Raises WrongPasswordError, whose count of failures the caller must commit, or TooManyTriesError, whatever was proven.
    """
    staff = session.get_one(Staff, staff_id, with_for_update=True)
    key = staffdoor.throttle_key(staff.email)
    throttling.check(session, key, address)
    if proven != staff_id:
        throttling.count_failure(session, key, address)
        raise staffdoor.WrongPasswordError
    throttling.forgive(session, key)


def erase(session: Session, staff_id: uuid.UUID) -> bool:
    """End somebody's account and erase who it was. Return False where that was done before. Raises LastOfficeError.

    Whatever they were in the middle of at the helpline is nobody's again, so that a colleague answers it.
    """
    if Grant(Role.OFFICE) in grants_of(session, staff_id):
        check_office_remains(session, without=staff_id)
    staff = locked(session, Staff, staff_id)
    if staff is None or staff.name == GONE:
        return False
    for table in _OWN:
        session.execute(delete(table).where(table.__table__.columns["staff_id"] == staff_id))
    session.execute(update(HelplineCase).where(HelplineCase.staff_id == staff_id).values(staff_id=None))
    session.execute(delete(Writing).where(Writing.staff_id == staff_id))
    throttling.forgive(session, staffdoor.throttle_key(staff.email))
    secondfactor.take_away(session, staff_id)
    _take_out_of_the_log(session, staff.name)
    audit.note(session, staff_id, Act.ERASED_OWN)
    # With a space in it, as no address has: nobody signs in by it, and nobody is ever invited to it.
    staff.name, staff.email, staff.email_key = GONE, "", f"gone {staff_id}"
    staff.password_hash, staff.ended_at = None, staff.ended_at or now()
    session.flush()
    return True


def _throttle_keys(staff: Staff) -> tuple[str, str]:
    return staffdoor.throttle_key(staff.email), secondfactor.throttle_key(staff.email)


def _of(session: Session, table: type[Base], staff_id: uuid.UUID, order: object) -> Sequence:  # type: ignore[type-arg]
    own = select(table).where(table.__table__.columns["staff_id"] == staff_id)
    return session.scalars(own.order_by(order)).all()  # type: ignore[arg-type]


def _written(session: Session, staff_id: uuid.UUID) -> dict[str, int]:
    own, found = {table.__tablename__ for table in (*_OWN, AuditEntry)}, {}
    for table in Base.metadata.sorted_tables:
        columns = [key.parent for key in table.foreign_keys if key.column.table.name == "staff"]
        for column in columns if table.name not in own else ():
            found[table.name] = session.scalar(select(func.count()).select_from(table).where(column == staff_id)) or 0
    return {name: n for name, n in found.items() if n}


def _take_out_of_the_log(session: Session, name: str) -> None:
    """Take a name out of what the log says was done to colleagues. Whoever else is called so is taken out of it too."""
    named = select(AuditEntry).where(AuditEntry.act.in_(_NAMES_A_COLLEAGUE))
    for entry in session.scalars(named.where(AuditEntry.detail.startswith(name, autoescape=True))):
        rest = entry.detail[len(name) :]
        if not rest or rest.startswith(":"):
            entry.detail = f"{GONE}{rest}"
