"""Two trainers in one module: each sees the other while they are there."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Writing
from mpt.services import presence
from mpt.services.presence import Other
from tests.cast import MEI, TAN
from tests.sample import LESSONS, SAMPLE
from tests.services.studio_acts import EN, ZH, becomes_trainer

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Teacher Mei's id."""
    return becomes_trainer(session, MEI)


@pytest.fixture
def tan(session: Session) -> uuid.UUID:
    """Teacher Tan's id."""
    return becomes_trainer(session, TAN)


def test_the_second_sees_the_first(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False):
        assert presence.here(session, SAMPLE, ZH, LESSONS[0], mei) == []
        found = presence.here(session, SAMPLE, ZH, LESSONS[0], tan)
        assert found == [Other(MEI.name, NOON, ZH, LESSONS[0], is_same=True)]
        assert presence.others(session, SAMPLE, ZH, LESSONS[0], mei)[0].name == TAN.name


def test_another_part_or_language_is_near(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    presence.here(session, SAMPLE, EN, LESSONS[1], mei)
    found = presence.here(session, SAMPLE, ZH, LESSONS[0], tan)
    assert [(one.path, one.part, one.is_same) for one in found] == [(EN, LESSONS[1], False)]


def test_another_module_is_far(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    presence.here(session, SAMPLE, "02-hard-days/zh.md", LESSONS[0], mei)
    presence.here(session, "another", ZH, LESSONS[0], mei)
    presence.here(session, SAMPLE, "zh.md", "_front", mei)
    assert presence.here(session, SAMPLE, ZH, LESSONS[0], tan) == []


def test_of_two_pages_of_one_person_the_same_part_counts(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    for part in (LESSONS[0], LESSONS[1]):
        presence.here(session, SAMPLE, ZH, part, mei)
    assert [one.part for one in presence.others(session, SAMPLE, ZH, LESSONS[0], tan)] == [LESSONS[0]]
    assert [one.part for one in presence.others(session, SAMPLE, ZH, LESSONS[1], tan)] == [LESSONS[1]]


def test_whoever_has_gone_is_gone(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    presence.here(session, SAMPLE, ZH, LESSONS[0], mei)
    presence.leave(session, SAMPLE, ZH, LESSONS[0], mei)
    assert presence.others(session, SAMPLE, ZH, LESSONS[0], tan) == []


def test_whoever_isnt_heard_of_is_gone_and_comes_anew(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    for seconds, since in ((0, 0), (60, 0), (120, 0), (300, 300)):
        with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
            presence.here(session, SAMPLE, ZH, LESSONS[0], mei)
            found = presence.others(session, SAMPLE, ZH, LESSONS[0], tan)
            assert [one.since for one in found] == [NOON + timedelta(seconds=since)]
    with time_machine.travel(NOON + timedelta(seconds=300) + presence.STAYS + timedelta(seconds=1), tick=False):
        assert presence.others(session, SAMPLE, ZH, LESSONS[0], tan) == []


def test_what_is_old_is_swept_whoever_it_was(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    for who in (mei, tan):
        with time_machine.travel(NOON, tick=False):
            presence.here(session, SAMPLE, ZH, LESSONS[0], who)
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        presence.here(session, SAMPLE, ZH, LESSONS[1], mei)
        presence.sweep(session)
    rows = session.execute(select(Writing.staff_id, Writing.part)).all()
    assert [tuple(row) for row in rows] == [(mei, LESSONS[1])]
