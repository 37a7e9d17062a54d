"""Deleting at night what isn't kept any longer, and making a key."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from mpt.models import HelplineCase, HelplineMessage
from mpt.models.database import open_database
from mpt.services.sealing import read_key
from tests.cli.acts import Mpt, done, failed
from tests.services.acts import count
from tests.services.helpline.acts import begin

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)


def write(url: str, days_ago: int) -> bytes:
    """Let a case have been written some days ago; return what stands in its row."""
    opened = open_database(url)
    with time_machine.travel(NOW - timedelta(days=days_ago), tick=False), opened.session(writes=True) as session:
        code = begin(session).code
        session.commit()
        statement = select(HelplineMessage.sealed).join(HelplineCase).where(HelplineCase.code == code)
        sealed = session.scalars(statement).one()
    opened.dispose()
    return sealed


def test_cases_that_are_over_are_deleted_from_the_file(mpt: Mpt, url: str, session: Session) -> None:
    session.rollback()
    old, young = write(url, 181), write(url, 179)
    with time_machine.travel(NOW, tick=False):
        assert done(mpt("helpline", "sweep")) == "1 cases deleted\n"
        assert done(mpt("helpline", "sweep")) == "0 cases deleted\n"
    assert count(session, HelplineCase) == 1
    session.rollback()
    path = Path(str(make_url(url).database))
    found = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert old[:12] not in found
    assert young in found


def test_a_setting_says_for_how_long(mpt: Mpt, url: str, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.rollback()
    write(url, 31)
    monkeypatch.setenv("MPT_HELPLINE_DAYS", "30")
    with time_machine.travel(NOW, tick=False):
        assert done(mpt("helpline", "sweep")) == "1 cases deleted\n"
    monkeypatch.setenv("MPT_HELPLINE_DAYS", "0")
    assert "MPT_HELPLINE_DAYS" in failed(mpt("helpline", "sweep"))


def test_a_new_key_is_printed(mpt: Mpt) -> None:
    first, second = done(mpt("key")), done(mpt("key"))
    assert read_key(first) != read_key(second)
