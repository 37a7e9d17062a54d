"""A session that has seen a row before must see what another committed while it waited for the lock.

Each story holds the old object, as a page does that has asked who is there: only then does the database's lock alone
not help. On SQLite a transaction that writes begins by waiting, so the stories are PostgreSQL's.
"""

import threading
import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from mpt.models import Certificate, Learner, LessonDone, Upload, Writing
from mpt.models.database import Database
from mpt.models.once import locked
from mpt.rules.permissions import Grant, Role
from mpt.services import accounts, certificates, keeping, presence
from mpt.services.accounts import AlreadyKeptError
from mpt.services.certificates import NamedAlreadyError
from mpt.services.merging import merge
from mpt.services.publishing import Edition
from tests.cast import AFANG, LAO_ZHOU, LIJIE, MEI, TAN
from tests.sample import LESSONS, SAMPLE
from tests.services.acts import do, keep, read
from tests.services.staff_acts import settled

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def somebody(database: Database) -> uuid.UUID:
    """An anonymous learner, on disk."""
    with database.session(writes=True) as session:
        learner = accounts.begin(session)[0].id
        session.commit()
    return learner


def while_waiting(database: Database, first: Session, act: object) -> list[object]:
    """Let `act` begin in a session of its own while `first` holds the lock; commit `first`; return what came of it."""
    outcome: list[object] = []
    began = threading.Event()

    def second() -> None:
        with database.session(writes=True) as session:
            try:
                outcome.append(act(session, began))  # type: ignore[operator]
                session.commit()
            except Exception as error:
                outcome.append(error)

    thread = threading.Thread(target=second)
    thread.start()
    assert began.wait(30)
    first.commit()
    thread.join(30)
    return outcome


def test_of_two_names_at_once_the_first_stays(database: Database, somebody: uuid.UUID) -> None:
    def keep_too(session: Session, began: threading.Event) -> Learner:
        seen = session.get_one(Learner, somebody)
        began.set()
        accounts.keep(session, seen.id, LAO_ZHOU.name, LAO_ZHOU.pin)
        return seen

    with database.session(writes=True) as session:
        accounts.keep(session, somebody, AFANG.name, AFANG.pin)
        outcome = while_waiting(database, session, keep_too)
    assert isinstance(outcome[0], AlreadyKeptError)
    with database.session(writes=False) as session:
        assert session.get_one(Learner, somebody).name == AFANG.name


def test_a_lesson_on_its_way_while_the_phone_signs_in_is_the_accounts(
    database: Database, edition: Edition, somebody: uuid.UUID
) -> None:
    def read_too(session: Session, began: threading.Event) -> Learner:
        seen = session.get_one(Learner, somebody)
        began.set()
        read(session, seen.id, edition, LESSONS[0])
        return seen

    with database.session(writes=True) as session:
        account = keep(session, AFANG)
        session.commit()
        merge(session, somebody, account)
        while_waiting(database, session, read_too)
    with database.session(writes=False) as session:
        assert session.scalars(select(LessonDone.learner_id)).all() == [account]


def test_whoever_is_named_meanwhile_is_not_merged(database: Database, somebody: uuid.UUID) -> None:
    with database.session(writes=True) as session:
        account = keep(session, LIJIE)
        session.commit()

    def merge_too(session: Session, began: threading.Event) -> Learner:
        seen = session.get_one(Learner, somebody)
        began.set()
        merge(session, seen.id, account)
        return seen

    with database.session(writes=True) as session:
        accounts.keep(session, somebody, AFANG.name, AFANG.pin)
        while_waiting(database, session, merge_too)
    with database.session(writes=False) as session:
        assert session.get_one(Learner, somebody).merged_into is None


def test_of_two_names_on_a_certificate_the_first_stays(
    database: Database, edition: Edition, somebody: uuid.UUID
) -> None:
    with database.session(writes=True) as session:
        do(session, somebody, edition)
        session.commit()
        code = session.scalars(select(Certificate.code)).one()

    def write_too(session: Session, began: threading.Event) -> Certificate:
        seen = session.get_one(Certificate, code)
        began.set()
        certificates.put_name(session, somebody, seen.code, LAO_ZHOU.name)
        return seen

    with database.session(writes=True) as session:
        certificates.put_name(session, somebody, code, AFANG.name)
        outcome = while_waiting(database, session, write_too)
    assert isinstance(outcome[0], NamedAlreadyError)


LONG_AGO = datetime(2026, 11, 1, 2, tzinfo=UTC)


def test_who_sweeps_uploads_waits_for_nobody(database: Database) -> None:
    with database.session(writes=True) as session:
        mei, tan = (settled(session, who, Grant(Role.TRAINER)) for who in (MEI, TAN))
        with time_machine.travel(LONG_AGO, tick=False):
            old = [keeping.keep_upload(session, who, "zip", "a.zip", b"1") for who in (mei, tan)]
        session.commit()
    with database.session(writes=True) as meis, database.session(writes=True) as tans:
        locked(meis, Upload, old[0])
        tans.execute(text("SET LOCAL lock_timeout = '5s'"))
        keeping.keep_upload(tans, tan, "zip", "b.zip", b"2")
        left = [tans.scalar(select(Upload.content).where(Upload.id == one)) for one in old]
        assert left == [b"1", None], "what somebody holds is left to them"


def test_who_forgets_who_wrote_where_waits_for_nobody(database: Database) -> None:
    with database.session(writes=True) as session:
        mei, tan = (settled(session, who, Grant(Role.TRAINER)) for who in (MEI, TAN))
        with time_machine.travel(LONG_AGO, tick=False):
            for who in (mei, tan):
                presence.here(session, SAMPLE, "01-listening/zh.md", LESSONS[0], who)
        session.commit()
    with database.session(writes=True) as meis, database.session(writes=True) as tans:
        presence.here(meis, SAMPLE, "01-listening/zh.md", LESSONS[0], mei)
        tans.execute(text("SET LOCAL lock_timeout = '5s'"))
        presence.sweep(tans)
        assert tans.scalars(select(Writing.staff_id)).all() == [mei], "what somebody holds is left to them"
