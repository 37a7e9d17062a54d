"""What figures are counted from: who did what on which day, each at the place where they first joined."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Certificate, Factory, Membership, ModuleDone
from mpt.rules.measures import Measure
from mpt.services import certificates, factories, parts
from mpt.services.factories import Place
from mpt.services.facts import JOINED, LEFT, Facts, What, facts_of, stands_of
from mpt.services.publishing import Edition
from tests.crowd import Did, begin, come_through, crowd, noon
from tests.sample import HARD_DAYS, LISTENING, SAMPLE

MODULES = {SAMPLE: (LISTENING, HARD_DAYS)}
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
BEGAN, FINISHED = What(SAMPLE, "", Measure.BEGAN), What(SAMPLE, "", Measure.FINISHED)
FIRST, SECOND = What(SAMPLE, LISTENING, Measure.THROUGH), What(SAMPLE, HARD_DAYS, Measure.THROUGH)


@pytest.fixture
def factory(session: Session) -> Factory:
    """A factory in China."""
    return factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]


def days(facts: Facts, what: What) -> list[date]:
    return [day for day, _place in facts.get(what, [])]


def test_a_worker_is_counted_where_they_joined(session: Session, factory: Factory) -> None:
    department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
    line = parts.add_line(session, Place(factory, department), "A3线", "Line A3")
    for number, place in ((1, Place(factory)), (2, Place(factory, department)), (3, Place(factory, department, line))):
        crowd(session, place, number, JUNE)
    joined = facts_of(session, factory, MODULES)[JOINED]
    assert Counter(place for _day, place in joined) == {factory.id: 1, department.id: 2, line.id: 3}


def test_a_day_begins_where_the_factory_is(session: Session, factory: Factory) -> None:
    (worker,) = crowd(session, Place(factory), 1, JUNE)
    membership = session.scalars(select(Membership).where(Membership.learner_id == worker)).one()
    membership.joined_at = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)  # half past midnight in China
    session.flush()
    assert days(facts_of(session, factory, MODULES), JOINED) == [date(2026, 6, 2)]


def test_what_was_done_before_joining_counts_from_joining_on(
    session: Session, factory: Factory, edition: Edition
) -> None:
    crowd(session, Place(factory), 1, JULY, edition, began=Did(1, JUNE), finished=Did(1, AUGUST))
    facts = facts_of(session, factory, MODULES)
    assert days(facts, BEGAN) == [JULY]
    assert days(facts, FINISHED) == [AUGUST]


def test_joining_again_elsewhere_changes_nothing(session: Session, factory: Factory) -> None:
    department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
    (worker,) = crowd(session, Place(factory), 1, JUNE)
    first = session.scalars(select(Membership).where(Membership.learner_id == worker)).one()
    first.left_at = noon(JULY)
    session.add(
        Membership(learner_id=worker, factory_id=factory.id, department_id=department.id, joined_at=noon(AUGUST))
    )
    session.flush()
    facts = facts_of(session, factory, MODULES)
    assert facts[JOINED] == [(JUNE, factory.id)]
    assert days(facts, LEFT) == [JULY]
    assert stands_of(session, factory.id) == {worker: (factory.id, 0)}


def test_leaving_twice_counts_the_first_time(session: Session, factory: Factory) -> None:
    (worker,) = crowd(session, Place(factory), 1, JUNE)
    session.scalars(select(Membership)).one().left_at = noon(JULY)
    session.add(Membership(learner_id=worker, factory_id=factory.id, joined_at=noon(JULY), left_at=noon(AUGUST)))
    session.flush()
    assert days(facts_of(session, factory, MODULES), LEFT) == [JULY]


def test_others_factories_are_not_counted(session: Session, factory: Factory, edition: Edition) -> None:
    other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    crowd(session, Place(other), 3, JUNE, edition, began=Did(3, JUNE), finished=Did(3, JULY))
    assert facts_of(session, factory, MODULES) == {}


def test_whoever_finished_came_through_each_module(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 2, JUNE, edition, began=Did(2, JUNE), finished=Did(1, JULY))
    facts = facts_of(session, factory, MODULES)
    assert [len(days(facts, what)) for what in (JOINED, BEGAN, FIRST, SECOND, FINISHED)] == [2, 2, 1, 1, 1]


def test_a_later_module_counts_once_those_before_it_are_done(
    session: Session, factory: Factory, edition: Edition
) -> None:
    (worker,) = crowd(session, Place(factory), 1, JUNE, edition, began=Did(1, JUNE))
    come_through(session, [worker], edition, HARD_DAYS, JUNE)
    assert FIRST not in facts_of(session, factory, MODULES)
    assert SECOND not in facts_of(session, factory, MODULES)
    come_through(session, [worker], edition, LISTENING, JULY)
    facts = facts_of(session, factory, MODULES)
    assert (days(facts, FIRST), days(facts, SECOND)) == ([JULY], [JULY])


def test_a_module_that_was_left_out_counts_as_one_that_was_done(
    session: Session, factory: Factory, edition: Edition
) -> None:
    (worker,) = crowd(session, Place(factory), 1, JUNE, edition, began=Did(1, JUNE))
    come_through(session, [worker], edition, LISTENING, JULY)
    session.scalars(select(ModuleDone)).one().skipped = True
    session.flush()
    assert days(facts_of(session, factory, MODULES), FIRST) == [JULY]


def test_a_module_that_comes_later_takes_nothing_from_who_had_finished(
    session: Session, factory: Factory, edition: Edition
) -> None:
    crowd(session, Place(factory), 1, JUNE, edition, began=Did(1, JUNE), finished=Did(1, JULY))
    grown = {SAMPLE: ("new-beginning", LISTENING, HARD_DAYS, "new-end")}
    facts = facts_of(session, factory, grown)
    assert all(days(facts, What(SAMPLE, module, Measure.THROUGH)) == [JULY] for module in grown[SAMPLE])


def test_nothing_comes_before_what_it_takes_for_granted(session: Session, factory: Factory, edition: Edition) -> None:
    """Two phones' progress came together, and the enrolment that stayed is the later one."""
    (worker,) = crowd(session, Place(factory), 1, JUNE, edition, finished=Did(1, JULY))
    begin(session, [worker], edition, AUGUST)
    assert days(facts_of(session, factory, MODULES), BEGAN) == [JULY]


def test_of_a_course_that_is_not_open_no_module_is_counted(
    session: Session, factory: Factory, edition: Edition
) -> None:
    crowd(session, Place(factory), 1, JUNE, edition, began=Did(1, JUNE), finished=Did(1, JULY))
    assert facts_of(session, factory, {}).keys() == {JOINED, BEGAN, FINISHED}


def test_a_certificate_issued_anew_or_revoked_counts_once_on_its_first_day(
    session: Session, factory: Factory, edition: Edition
) -> None:
    crowd(session, Place(factory), 1, JUNE, edition, began=Did(1, JUNE), finished=Did(1, JULY))
    code = session.scalars(select(Certificate.code)).one()
    certificates.revoke(session, certificates.reissue(session, code, "王小芳").code)
    assert days(facts_of(session, factory, MODULES), FINISHED) == [JULY]


def test_days_are_in_order(session: Session, factory: Factory) -> None:
    for day in (AUGUST, JUNE, JULY):
        crowd(session, Place(factory), 2, day)
    assert days(facts_of(session, factory, MODULES), JOINED) == [JUNE, JUNE, JULY, JULY, AUGUST, AUGUST]


def test_each_stands_in_the_line_of_their_own_place(session: Session, factory: Factory) -> None:
    department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
    (late,), (early,) = (crowd(session, Place(factory), 1, day) for day in (JULY, JUNE))
    (elsewhere,) = crowd(session, Place(factory, department), 1, AUGUST)
    assert stands_of(session, factory.id) == {
        early: (factory.id, 0),
        late: (factory.id, 1),
        elsewhere: (department.id, 0),
    }
