"""Afang kept her progress at home. On a borrowed phone she learned on without a name, and now she signs in there."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from mpt.models import Attempt, Certificate, Enrolment, Learner, LessonDone, Membership, ModuleDone, Naming
from mpt.models.base import now
from mpt.services import accounts, certificates, factories, learning, memberships, parts
from mpt.services.certificates import ReplacedError
from mpt.services.factories import Place
from mpt.services.merging import has_something, lock_learner
from mpt.services.parts import People
from mpt.services.publishing import Edition
from tests.cast import AFANG, LAO_ZHOU
from tests.sample import ALL_RIGHT, ALL_WRONG, HARD_DAYS, LESSONS, LISTENING, SAMPLE, module_of
from tests.services import acts
from tests.services.acts import answer, count, do, keep, read

SUNDAY = datetime(2026, 11, 22, 20, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 20, tzinfo=UTC)


@pytest.fixture
def afang(session: Session) -> uuid.UUID:
    """Afang's account."""
    return keep(session, AFANG)


@pytest.fixture
def borrowed(session: Session) -> uuid.UUID:
    """The nameless learner on the borrowed phone."""
    return accounts.begin(session)[0].id


def sign_in_here(session: Session, here: uuid.UUID) -> None:
    """Sign Afang in on the phone where `here` learned, and look at the database afresh."""
    acts.sign_in(session, AFANG.name, AFANG.pin, here=here)
    session.expire_all()


def skip(session: Session, learner: uuid.UUID, edition: Edition) -> None:
    learning.skip_module(session, learner, edition, module_of(edition, HARD_DAYS))


def module_done(session: Session, learner: uuid.UUID, module: str) -> ModuleDone:
    return session.get_one(ModuleDone, (learner, SAMPLE, module))


def test_lessons_of_both_phones_are_the_accounts(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    read(session, afang, edition, "hear-them")
    read(session, borrowed, edition, *LESSONS)
    sign_in_here(session, borrowed)
    progress = learning.progress_in(session, afang, SAMPLE)
    assert progress.read == {(LISTENING, "hear-them"), (LISTENING, "ask-once")}
    assert learning.all_progress(session, borrowed) == {}
    assert count(session, LessonDone) == 2
    assert count(session, Enrolment) == 1


def test_a_lesson_read_on_both_phones_keeps_the_accounts_day(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        read(session, afang, edition, "hear-them")
    with time_machine.travel(MONDAY, tick=False):
        read(session, borrowed, edition, "hear-them")
    sign_in_here(session, borrowed)
    assert session.scalars(select(LessonDone.done_at)).one() == SUNDAY


def test_attempts_of_both_phones_are_kept_with_their_moments(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        wrong = answer(session, borrowed, edition, ALL_WRONG).id
    with time_machine.travel(MONDAY, tick=False):
        right = answer(session, afang, edition, ALL_RIGHT).id
    sign_in_here(session, borrowed)
    attempts = session.scalars(select(Attempt).where(Attempt.learner_id == afang).order_by(Attempt.submitted_at)).all()
    assert [(attempt.id, attempt.submitted_at) for attempt in attempts] == [(wrong, SUNDAY), (right, MONDAY)]
    assert attempts[0].answers == {"q-late": [0], "q-listen": [1]}
    assert count(session, Attempt) == 2


def test_a_module_done_on_the_borrowed_phone_is_done(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    do(session, borrowed, edition, LISTENING)
    sign_in_here(session, borrowed)
    assert learning.progress_in(session, afang, SAMPLE).done == {LISTENING}
    assert count(session, ModuleDone) == 1


def test_done_there_beats_skipped_at_home_with_the_day_it_was_done(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        skip(session, afang, edition)
    with time_machine.travel(MONDAY, tick=False):
        do(session, borrowed, edition, HARD_DAYS)
    sign_in_here(session, borrowed)
    row = module_done(session, afang, HARD_DAYS)
    assert (row.skipped, row.done_at) == (False, MONDAY)


def test_skipped_there_does_not_beat_done_at_home(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        do(session, afang, edition, HARD_DAYS)
    with time_machine.travel(MONDAY, tick=False):
        skip(session, borrowed, edition)
    sign_in_here(session, borrowed)
    row = module_done(session, afang, HARD_DAYS)
    assert (row.skipped, row.done_at) == (False, SUNDAY)


def test_done_on_both_phones_keeps_the_accounts_day(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        do(session, afang, edition, HARD_DAYS)
    with time_machine.travel(MONDAY, tick=False):
        do(session, borrowed, edition, HARD_DAYS)
    sign_in_here(session, borrowed)
    assert module_done(session, afang, HARD_DAYS).done_at == SUNDAY


def test_half_a_module_on_each_phone_is_a_whole_one_when_it_is_settled(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    read(session, afang, edition)
    answer(session, borrowed, edition)
    sign_in_here(session, borrowed)
    assert learning.progress_in(session, afang, SAMPLE).done == set()
    assert learning.settle(session, afang, edition) is None
    assert learning.progress_in(session, afang, SAMPLE).done == {LISTENING}


def test_half_a_course_on_each_phone_is_one_certificate_when_it_is_settled(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    do(session, afang, edition, LISTENING)
    do(session, borrowed, edition, HARD_DAYS)
    sign_in_here(session, borrowed)
    certificate = learning.settle(session, afang, edition)
    assert certificate is not None
    assert certificate.learner_id == afang
    assert learning.settle(session, afang, edition) is None
    assert count(session, Certificate) == 1


def test_a_certificate_from_the_borrowed_phone_is_the_accounts(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    do(session, borrowed, edition)
    code = certificates.certificates_of(session, borrowed)[0].code
    sign_in_here(session, borrowed)
    assert [each.code for each in certificates.certificates_of(session, afang)] == [code]
    assert learning.settle(session, afang, edition) is None


@pytest.mark.parametrize(
    ("own_name", "borrowed_name", "own_stays"),
    [(None, None, True), ("王小芳", None, True), ("王小芳", "王芳", True), (None, "王小芳", False)],
)
def test_of_two_certificates_for_one_course_the_named_one_stays_valid_and_the_other_leads_to_it(
    session: Session,
    edition: Edition,
    afang: uuid.UUID,
    borrowed: uuid.UUID,
    own_name: str | None,
    borrowed_name: str | None,
    own_stays: bool,
) -> None:
    codes = []
    for learner, name in ((afang, own_name), (borrowed, borrowed_name)):
        do(session, learner, edition)
        codes.append(certificates.certificates_of(session, learner)[0].code)
        if name:
            certificates.put_name(session, learner, codes[-1], name)
    sign_in_here(session, borrowed)
    stays, replaced = codes if own_stays else reversed(codes)
    assert [each.code for each in certificates.certificates_of(session, afang)] == [stays]
    assert certificates.verify(session, replaced).replaced_by == stays
    with pytest.raises(ReplacedError) as led:
        certificates.own_certificate(session, afang, replaced)
    assert led.value.code == stays


def test_a_revoked_certificate_of_the_account_stays_the_last_word(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    do(session, afang, edition)
    revoked = certificates.certificates_of(session, afang)[0].code
    certificates.revoke(session, revoked)
    do(session, borrowed, edition)
    other = certificates.certificates_of(session, borrowed)[0].code
    sign_in_here(session, borrowed)
    assert learning.settle(session, afang, edition) is None
    assert certificates.certificates_of(session, afang) == []
    assert certificates.verify(session, other).replaced_by == revoked
    assert certificates.reissue(session, revoked, None).learner_id == afang


def test_a_certificate_revoked_on_the_borrowed_phone_stays_revoked_for_the_account(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    do(session, borrowed, edition)
    certificates.revoke(session, certificates.certificates_of(session, borrowed)[0].code)
    sign_in_here(session, borrowed)
    read(session, afang, edition)
    assert certificates.certificates_of(session, afang) == []
    assert count(session, Certificate) == 1


def test_a_reissued_certificate_comes_along_with_the_one_it_replaced(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    do(session, borrowed, edition)
    old = certificates.certificates_of(session, borrowed)[0].code
    new = certificates.reissue(session, old, "王小芳").code
    sign_in_here(session, borrowed)
    assert [each.code for each in certificates.certificates_of(session, afang)] == [new]
    assert certificates.verify(session, old).learner_id == afang
    assert certificates.verify(session, old).replaced_by == new


def test_memberships_come_along_once(session: Session, afang: uuid.UUID, borrowed: uuid.UUID) -> None:
    _toys, toys_code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
    _shoes, shoes_code = factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")
    factories.join(session, afang, toys_code.code)
    factories.join(session, borrowed, toys_code.code)
    factories.join(session, borrowed, shoes_code.code)
    sign_in_here(session, borrowed)
    assert [each.name_en for each in factories.factories_of(session, afang)] == [
        "Morning Light Toys",
        "Long Walk Shoes",
    ]
    assert count(session, Membership) == 2


def test_a_membership_that_ended_comes_along_beside_an_open_one(
    session: Session, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    factory, code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
    factories.join(session, borrowed, code.code)
    session.scalars(select(Membership)).one().left_at = now()
    session.flush()
    factories.join(session, afang, code.code)
    sign_in_here(session, borrowed)
    assert session.scalars(select(Membership.learner_id)).all() == [afang, afang]
    assert factories.factories_of(session, afang) == [factory]


def join_on(
    session: Session, learner: uuid.UUID, place: Place, at: datetime, number: str = "", named_at: datetime | None = None
) -> None:
    """Let a learner join a place at a moment, with a number and an agreement to be named or without."""
    with time_machine.travel(at, tick=False):
        factories.join(session, learner, factories.make_code(session, place).code, number)
    if named_at:
        membership, _place = memberships.find(session, learner, place.factory.id)
        session.add(Naming(membership_id=membership.id, course_id=SAMPLE, since=named_at))
        session.flush()


@pytest.fixture
def two_places(session: Session) -> tuple[Place, Place]:
    """A department of a factory, and a line of another one of its departments."""
    factory, _code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
    packing = parts.add_department(session, factory.id, "包装部", "Packing", People())
    assembly = parts.add_department(session, factory.id, "装配部", "Assembly", People())
    line = parts.add_line(session, Place(factory, assembly), "A3线", "Line A3")
    return Place(factory, packing), Place(factory, assembly, line)


@pytest.mark.parametrize(("own_at", "borrowed_at", "place"), [(SUNDAY, MONDAY, 0), (MONDAY, SUNDAY, 1)])
def test_of_two_memberships_in_one_factory_the_account_has_the_earlier_day_and_its_place(
    session: Session,
    afang: uuid.UUID,
    borrowed: uuid.UUID,
    two_places: tuple[Place, Place],
    own_at: datetime,
    borrowed_at: datetime,
    place: int,
) -> None:
    join_on(session, afang, two_places[0], own_at)
    join_on(session, borrowed, two_places[1], borrowed_at)
    kept = session.scalars(select(Membership.id).where(Membership.learner_id == afang)).one()
    sign_in_here(session, borrowed)
    membership, where = memberships.find(session, afang, two_places[0].factory.id)
    assert (membership.id, membership.joined_at, count(session, Membership)) == (kept, SUNDAY, 1)
    assert where == two_places[place]


@pytest.mark.parametrize(("own", "brought", "kept"), [("", "", None), ("", "7", "7"), ("8", "", "8"), ("8", "7", "8")])
def test_the_number_is_the_accounts_else_the_phones(
    session: Session,
    afang: uuid.UUID,
    borrowed: uuid.UUID,
    two_places: tuple[Place, Place],
    own: str,
    brought: str,
    kept: str | None,
) -> None:
    join_on(session, afang, two_places[0], MONDAY, own)
    join_on(session, borrowed, two_places[1], SUNDAY, brought)
    sign_in_here(session, borrowed)
    assert session.scalars(select(Membership.number)).all() == [kept]


@pytest.mark.parametrize("own_named", [None, MONDAY])
@pytest.mark.parametrize("brought_named", [None, SUNDAY])
def test_that_a_factory_sees_the_name_is_the_accounts_own_word(
    session: Session,
    afang: uuid.UUID,
    borrowed: uuid.UUID,
    two_places: tuple[Place, Place],
    own_named: datetime | None,
    brought_named: datetime | None,
) -> None:
    join_on(session, afang, two_places[0], MONDAY, named_at=own_named)
    join_on(session, borrowed, two_places[1], SUNDAY, named_at=brought_named)
    sign_in_here(session, borrowed)
    assert session.scalars(select(Naming.since)).all() == ([own_named] if own_named else [])


def test_what_was_agreed_to_without_a_name_does_not_name_the_account(
    session: Session, afang: uuid.UUID, borrowed: uuid.UUID, two_places: tuple[Place, Place]
) -> None:
    join_on(session, borrowed, two_places[1], SUNDAY, "7", named_at=SUNDAY)
    sign_in_here(session, borrowed)
    membership, where = memberships.find(session, afang, two_places[1].factory.id)
    assert (memberships.namings(session, membership), membership.number, where) == ({}, "7", two_places[1])


def test_the_borrowed_phones_learner_is_never_signed_in_again(session: Session, afang: uuid.UUID) -> None:
    borrowed, token = accounts.begin(session)
    sign_in_here(session, borrowed.id)
    assert accounts.learner_of(session, token) is None
    assert session.get_one(Learner, borrowed.id).merged_into == afang


def test_signing_in_twice_from_one_phone_brings_everything_along_once(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    read(session, borrowed, edition)
    sign_in_here(session, borrowed)
    sign_in_here(session, borrowed)
    assert len(learning.progress_in(session, afang, SAMPLE).read) == 3
    assert session.get_one(Learner, borrowed).merged_into == afang


def test_a_phone_has_something_to_bring_along_once_a_course_is_begun_or_a_factory_joined(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    _factory, code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
    assert not has_something(session, borrowed)
    factories.join(session, borrowed, code.code)
    assert has_something(session, borrowed)
    read(session, afang, edition, "hear-them")
    assert has_something(session, afang)


def test_nobody_can_act_as_a_learner_who_never_was(session: Session) -> None:
    with pytest.raises(NoResultFound):
        lock_learner(session, uuid.UUID(int=0))


def test_on_a_shared_phone_the_account_of_the_one_before_is_not_swallowed(session: Session, edition: Edition) -> None:
    afang, lao_zhou = keep(session, AFANG), keep(session, LAO_ZHOU)
    do(session, lao_zhou, edition)
    sign_in_here(session, lao_zhou)
    assert learning.all_progress(session, afang) == {}
    assert learning.progress_in(session, lao_zhou, SAMPLE).done == {LISTENING, HARD_DAYS}
    assert len(certificates.certificates_of(session, lao_zhou)) == 1
    assert session.get_one(Learner, lao_zhou).merged_into is None


def test_a_tap_that_was_on_its_way_while_the_phone_signed_in_is_the_accounts(
    session: Session, edition: Edition, afang: uuid.UUID, borrowed: uuid.UUID
) -> None:
    _factory, code = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")
    sign_in_here(session, borrowed)
    read(session, borrowed, edition)
    answer(session, borrowed, edition)
    skip(session, borrowed, edition)
    factories.join(session, borrowed, code.code)
    assert learning.progress_in(session, afang, SAMPLE).settled == {LISTENING, HARD_DAYS}
    assert len(certificates.certificates_of(session, afang)) == 1
    assert len(factories.factories_of(session, afang)) == 1
