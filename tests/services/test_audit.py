"""The log: written with the act itself, read newest first, never taken back."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from mpt.services import audit, staff
from mpt.services.audit import A_PAGE, Act, Seen
from tests.cast import CHEN, HE, LIN
from tests.services.staff_acts import coordinates, settled

MORNING = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)


def told(entries: list[Seen]) -> list[tuple[str, Act, str, str]]:
    """Return who did what, of what, and in which factory, as a page of the log tells it."""
    return [(one.staff.name, one.act, one.detail, one.factory.name_en if one.factory else "") for one in entries]


def test_the_log_is_told_newest_first_with_names(session: Session) -> None:
    here = coordinates(session)
    lin, chen = settled(session), settled(session, CHEN, here)
    with time_machine.travel(MORNING, tick=False) as clock:
        audit.note(session, lin, Act.INVITED, CHEN.name)
        clock.shift(60)
        audit.note(session, chen, Act.SAW_NAMES, factory_id=here.place)
    found, has_older = audit.entries(session)
    assert told(found) == [
        (CHEN.name, Act.SAW_NAMES, "", "Bluestone Electronics"),
        (LIN.name, Act.INVITED, CHEN.name, ""),
    ]
    assert found[1].at == MORNING
    assert not has_older


def test_the_log_of_a_factory_or_of_a_person_is_told_alone(session: Session) -> None:
    here, there = coordinates(session), coordinates(session, "晨光玩具厂", "Morning Light Toys")
    chen, he = settled(session, CHEN, here, there), settled(session, HE, there)
    for who, place in ((chen, here), (chen, there), (he, there)):
        audit.note(session, who, Act.SAW_NAMES, factory_id=place.place)
    assert len(audit.entries(session, factory_id=here.place)[0]) == 1
    assert len(audit.entries(session, factory_id=there.place)[0]) == 2
    assert len(audit.entries(session, staff_id=chen)[0]) == 2
    assert len(audit.entries(session, factory_id=there.place, staff_id=chen)[0]) == 1


@pytest.mark.parametrize(("entries", "pages"), [(0, [0]), (A_PAGE, [A_PAGE]), (A_PAGE + 1, [A_PAGE, 1])])
def test_the_log_has_pages_of_a_hundred(session: Session, entries: int, pages: list[int]) -> None:
    lin = settled(session)
    with time_machine.travel(MORNING, tick=False) as clock:
        for number in range(entries):
            audit.note(session, lin, Act.TOOK_FIGURES, str(number))
            clock.shift(1)
    read = [audit.entries(session, page=page) for page in range(len(pages))]
    assert [len(found) for found, _has_older in read] == pages
    assert [has_older for _found, has_older in read] == [True] * (len(pages) - 1) + [False]
    assert [one.detail for found, _has_older in read for one in found] == [str(n) for n in reversed(range(entries))]


def test_a_detail_that_is_too_long_is_cut(session: Session) -> None:
    audit.note(session, settled(session), Act.CHANGED_FACTORY, "厂" * 300)
    assert audit.entries(session)[0][0].detail == "厂" * 200


def test_whoever_has_ended_stays_in_the_log(session: Session) -> None:
    lin, chen = settled(session), settled(session, CHEN, coordinates(session))
    audit.note(session, chen, Act.SAW_NAMES)
    staff.end(session, chen, by=lin)
    assert told(audit.entries(session, staff_id=chen)[0]) == [(CHEN.name, Act.SAW_NAMES, "", "")]
    assert [one.id for one in audit.people(session)] == [lin, chen]
