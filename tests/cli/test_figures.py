"""Counting at night, and making up workers to try the reports with."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.models import Base, Factory, Figure, Learner
from mpt.services import demo
from tests.cli.acts import Mpt, done


def rows(session: Session, table: type[Base]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_workers_are_made_up_and_counted(mpt: Mpt, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "BATCH", 40)
    assert "100 workers made up in 1 factories" in done(mpt("demo", "--learners", 100))
    assert rows(session, Learner) == 100
    assert rows(session, Figure) == 0
    assert done(mpt("count")) == "1 factories counted\n"
    assert rows(session, Figure) > 0
    assert done(mpt("count")) == "0 factories counted\n"


def test_more_can_be_made_up_beside_them(mpt: Mpt, session: Session) -> None:
    done(mpt("demo", "--learners", 10))
    done(mpt("demo", "--learners", 10, "--seed", 2))
    assert (rows(session, Factory), rows(session, Learner)) == (2, 20)


@pytest.mark.parametrize("learners", ["0", "-1", "many", "6000000"])
def test_nobody_or_too_many_are_not_made_up(mpt: Mpt, session: Session, learners: str) -> None:
    assert mpt("demo", "--learners", learners).exit_code == 2
    assert rows(session, Learner) == 0
