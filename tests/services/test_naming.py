"""Names beside "completed": of who agreed, and so few that they tell of nobody else."""

from datetime import date

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mpt.models import Certificate, Factory, Membership, Naming
from mpt.services import certificates, counting, factories, naming, parts, publishing
from mpt.services.factories import Place
from mpt.services.publishing import Edition
from tests.crowd import Did, crowd, finish, noon, private_course
from tests.sample import SAMPLE

pytestmark = pytest.mark.usefixtures("monday")

OCTOBER, SUNDAY, MONDAY = date(2026, 10, 5), date(2026, 11, 29), date(2026, 11, 30)


@pytest.fixture
def factory(session: Session) -> Factory:
    """A factory in China."""
    return factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]


def count(session: Session, factory: Factory) -> None:
    counting.keep(session, counting.count(session, factory.id, publishing.open_courses(session)))


def names(session: Session, factory: Factory) -> list[str]:
    return [one.name for one in naming.names_shown(session, factory, publishing.open_courses(session))]


def test_who_agreed_and_finished_is_named(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 1, OCTOBER, edition, finished=Did(1, SUNDAY), named=True)
    crowd(session, Place(factory), 40, OCTOBER, edition, finished=Did(25, SUNDAY))
    first = session.scalars(select(Membership).join(Naming)).one()
    first.joined_at = noon(date(2026, 10, 1))
    session.flush()
    count(session, factory)
    assert naming.names_shown(session, factory, [SAMPLE]) == [naming.Named("工友1", SAMPLE)]


def test_nobody_is_named_before_anything_was_counted(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 40, OCTOBER, edition, finished=Did(25, SUNDAY), named=True)
    assert names(session, factory) == []


def test_of_40_who_all_agreed_and_finished_the_first_30_to_join_are_named(
    session: Session, factory: Factory, edition: Edition
) -> None:
    crowd(session, Place(factory), 40, OCTOBER, edition, finished=Did(40, SUNDAY), named=True)
    count(session, factory)
    assert len(names(session, factory)) == 30


def test_in_a_place_where_no_number_is_shown_nobody_is_named(
    session: Session, factory: Factory, edition: Edition
) -> None:
    department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
    crowd(session, Place(factory), 60, OCTOBER, edition, finished=Did(60, SUNDAY))
    crowd(session, Place(factory, department), 12, OCTOBER, edition, finished=Did(12, SUNDAY), named=True)
    count(session, factory)
    assert names(session, factory) == []


@pytest.mark.parametrize("change", ["took it back", "left", "was revoked", "has no name", "finished today"])
def test_nobody_else_is_named(session: Session, factory: Factory, edition: Edition, change: str) -> None:
    today = MONDAY if change == "finished today" else SUNDAY
    crowd(session, Place(factory), 1, date(2026, 10, 1), edition, finished=Did(1, today), named=True)
    crowd(session, Place(factory), 40, OCTOBER, edition, finished=Did(25, SUNDAY))
    membership = session.scalars(select(Membership).join(Naming)).one()
    certificate = session.scalars(select(Certificate).where(Certificate.name.is_not(None))).one()
    if change == "took it back":
        session.execute(delete(Naming))
    elif change == "left":
        membership.left_at = noon(SUNDAY)
    elif change == "was revoked":
        certificates.revoke(session, certificate.code)
    elif change == "has no name":
        certificate.name = None
    session.flush()
    count(session, factory)
    assert names(session, factory) == []


def test_of_a_sensitive_course_nobody_is_ever_named(session: Session, factory: Factory, edition: Edition) -> None:
    private = private_course(session)
    workers = crowd(session, Place(factory), 40, OCTOBER, private, finished=Did(30, SUNDAY), named=True)
    finish(session, workers[:30], edition, SUNDAY)
    count(session, factory)
    assert names(session, factory) == []


def test_another_factory_learns_no_name(session: Session, factory: Factory, edition: Edition) -> None:
    crowd(session, Place(factory), 40, OCTOBER, edition, finished=Did(30, SUNDAY), named=True)
    other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    for one in (factory, other):
        count(session, one)
    assert names(session, factory)
    assert names(session, other) == []
