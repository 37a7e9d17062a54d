"""A file that was looked at waits to be applied: by who uploaded it, once, within a day."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Upload
from mpt.models.database import Database
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, keeping, staff
from mpt.services.factories import CameBeforeError
from mpt.services.keeping import UnknownUploadError
from tests.cast import HE, LIN
from tests.services.acts import at_once

MONDAY = datetime(2026, 11, 30, 2, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def lin(session: Session) -> uuid.UUID:
    """Somebody of the office."""
    return staff.invite(session, LIN.email, LIN.name, Grant(Role.OFFICE))[0].id


@pytest.fixture
def he(session: Session) -> uuid.UUID:
    """Somebody else."""
    return staff.invite(session, HE.email, HE.name, Grant(Role.OFFICE))[0].id


@pytest.fixture
def factory_id(session: Session) -> uuid.UUID:
    """A factory."""
    return factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0].id


def test_what_was_kept_is_looked_at_as_often_as_one_likes_and_applied_once(
    session: Session, lin: uuid.UUID, factory_id: uuid.UUID
) -> None:
    kept = keeping.keep_upload(session, lin, "roster", "名单.xlsx" * 40, b"1\n2", factory_id)
    for _time in range(2):
        assert keeping.look_at_upload(session, kept, lin, "roster", factory_id) == b"1\n2"
    assert keeping.take_upload(session, kept, lin, "roster", factory_id) == b"1\n2"
    for act in (keeping.take_upload, keeping.look_at_upload):
        session.expire_all()
        with pytest.raises(CameBeforeError):
            act(session, kept, lin, "roster", factory_id)
    upload = session.get_one(Upload, kept)
    assert upload.content is None
    assert upload.applied_at
    assert len(upload.filename) == 120


@pytest.mark.parametrize("act", [keeping.take_upload, keeping.look_at_upload])
def test_it_is_for_who_uploaded_it_and_for_what_it_was_uploaded(
    session: Session, lin: uuid.UUID, he: uuid.UUID, factory_id: uuid.UUID, act: object
) -> None:
    kept = keeping.keep_upload(session, lin, "roster", "a.csv", b"1", factory_id)
    for whose in (
        (kept, he, "roster", factory_id),
        (kept, lin, "staff", factory_id),
        (kept, lin, "roster", None),
        (kept, lin, "roster", uuid.uuid4()),
        (uuid.uuid4(), lin, "roster", factory_id),
    ):
        with pytest.raises(UnknownUploadError):
            act(session, *whose)  # type: ignore[operator]
    assert keeping.take_upload(session, kept, lin, "roster", factory_id) == b"1"


def test_after_a_day_it_is_gone(session: Session, lin: uuid.UUID) -> None:
    with time_machine.travel(MONDAY, tick=False):
        old = keeping.keep_upload(session, lin, "staff", "a.csv", b"1")
    with time_machine.travel(MONDAY + DAY - HOUR, tick=False):
        new = keeping.keep_upload(session, lin, "staff", "b.csv", b"2")
        assert keeping.look_at_upload(session, old, lin, "staff") == b"1"
    with time_machine.travel(MONDAY + DAY + HOUR, tick=False):
        with pytest.raises(UnknownUploadError):
            keeping.take_upload(session, old, lin, "staff")
        assert session.scalars(select(Upload.content).where(Upload.id == old)).one() == b"1"
        keeping.keep_upload(session, lin, "staff", "c.csv", b"3")
        session.expire_all()
        assert session.get_one(Upload, old).content is None, "the next upload sweeps"
        with pytest.raises(UnknownUploadError):
            keeping.look_at_upload(session, old, lin, "staff")
        assert keeping.take_upload(session, new, lin, "staff") == b"2"


def test_what_waits_can_be_put_away(session: Session, lin: uuid.UUID, he: uuid.UUID) -> None:
    others = [
        (keeping.keep_upload(session, he, "zip", "a.zip", b"1"), he, "zip"),
        (keeping.keep_upload(session, lin, "staff", "a.csv", b"1"), lin, "staff"),
    ]
    kept = keeping.keep_upload(session, lin, "zip", "a.zip", b"1")
    keeping.forget_uploads(session, lin, "zip")
    session.expire_all()
    with pytest.raises(UnknownUploadError):
        keeping.take_upload(session, kept, lin, "zip")
    assert [keeping.take_upload(session, *one) for one in others] == [b"1", b"1"]


def test_of_two_taps_at_once_one_applies(database: Database) -> None:
    with database.session(writes=True) as session:
        lin = staff.invite(session, LIN.email, LIN.name, Grant(Role.OFFICE))[0].id
        kept = keeping.keep_upload(session, lin, "staff", "a.csv", b"1")
        session.commit()
    outcomes = at_once(database, lambda each: keeping.take_upload(each, kept, lin, "staff"))
    assert b"1" in outcomes
    assert [type(outcome) for outcome in outcomes if outcome != b"1"] == [CameBeforeError]
