"""Erasing a worker: every row goes, and every figure is as if nobody had gone."""

import uuid
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from mpt.models import (
    BareFact,
    BareReach,
    Base,
    Certificate,
    ChildCard,
    Enrolment,
    ErasedLearner,
    Factory,
    Learner,
    Membership,
    Naming,
    SignInFailure,
    SpaceEnrolment,
)
from mpt.models.database import Database
from mpt.rules.measures import Measure
from mpt.services import accounts, certificates, counting, erasing, factories, facts, merging, naming
from mpt.services.certificates import UnknownCertificateError
from mpt.services.factories import Place
from mpt.services.facts import Modules, What
from mpt.services.publishing import Edition
from tests.cast import AFANG, LAO_ZHOU
from tests.crowd import Did, begin, come_through, crowd, finish, noon
from tests.sample import HARD_DAYS, LISTENING, SAMPLE
from tests.services.acts import PHONES, at_once, count, do, keep, sign_in
from tests.services.everything import NAME_ON_CERTIFICATE, NOTE, NUMBER, bluestone, everything
from tests.services.reached import SHANGHAI, utc

MODULES = {SAMPLE: (LISTENING, HARD_DAYS)}
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


def erase(session: Session, *ids: uuid.UUID) -> None:
    for one in ids:
        assert erasing.erase(session, one, MODULES, SHANGHAI)


def texts(session: Session) -> str:
    """Return all that any table holds, as text."""
    return "\n".join(str(row) for table in Base.metadata.sorted_tables for row in session.execute(sa.select(table)))


def figures(session: Session, factory: Factory, modules: Modules = MODULES) -> list[tuple[object, ...]]:
    """Return what counting would keep of a factory: every figure of every place and day."""
    rows = counting.count(session, factory.id, modules).rows
    return sorted(tuple(str(value) for value in row.values()) for row in rows)


def known(session: Session, factory: Factory, modules: Modules = MODULES) -> dict[What, list[tuple[str, str]]]:
    """Return a factory's facts, so that they can be compared."""
    found = facts.facts_of(session, factory, modules)
    return {what: sorted((str(day), str(place)) for day, place in days) for what, days in found.items()}


# What goes


def test_nothing_of_hers_is_left_in_any_table(session: Session, edition: Edition) -> None:
    nobody = {table: count(session, table) for table in (Learner, Certificate, Membership)}
    afang = everything(session, edition)
    pin_hash = session.get_one(Learner, afang.id).pin_hash or ""
    before = texts(session)
    hers = [AFANG.name, pin_hash, NAME_ON_CERTIFICATE, NUMBER, afang.certificate, afang.space_code, str(afang.id)]
    assert all(one in before for one in hers)
    erase(session, afang.id)
    session.expire_all()
    after = texts(session)
    assert [one for one in hers if one in after or one.replace("-", "") in after] == []
    assert NOTE not in after
    assert {table: count(session, table) for table in nobody} == nobody
    assert not any(count(session, table) for table in (*erasing.OWN, Naming, SignInFailure))


def test_others_keep_all_of_theirs(session: Session, edition: Edition) -> None:
    lao_zhou = keep(session, LAO_ZHOU)
    do(session, lao_zhou, edition)
    before = texts(session)
    afang = everything(session, edition)
    erase(session, afang.id)
    session.expire_all()
    after = set(texts(session).splitlines())
    assert set(before.splitlines()) <= after


def test_whoever_checks_a_print_learns_that_there_is_no_such_certificate(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    assert certificates.verify(session, afang.certificate)
    erase(session, afang.id)
    session.expire_all()
    with pytest.raises(UnknownCertificateError):
        certificates.verify(session, afang.certificate)


def test_a_second_tap_finds_nothing_to_erase(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    erase(session, afang.id)
    left = texts(session)
    assert not erasing.erase(session, afang.id, MODULES, SHANGHAI)
    assert texts(session) == left


def test_of_two_taps_at_once_one_erases(database: Database) -> None:
    with database.session(writes=True) as session:
        _place, code = bluestone(session)
        afang = keep(session, AFANG)
        factories.join(session, afang, code)
        session.commit()
    done = at_once(database, lambda session: erasing.erase(session, afang, MODULES, SHANGHAI))
    assert sorted(done) == [False, True]
    with database.session(writes=False) as session:
        assert [fact.people for fact in session.scalars(sa.select(BareFact))] == [1]


def test_two_who_go_at_once_are_counted_twice(database: Database) -> None:
    with database.session(writes=True) as session:
        place, _code = bluestone(session)
        ids = crowd(session, place, 2, JUNE)
        session.commit()
    left = list(ids)
    assert at_once(database, lambda session: erasing.erase(session, left.pop(), MODULES, SHANGHAI)) == [True, True]
    with database.session(writes=False) as session:
        assert [fact.people for fact in session.scalars(sa.select(BareFact))] == [2]


def test_whoever_was_merged_is_no_one_to_erase_alone(session: Session) -> None:
    afang, other = keep(session, AFANG), accounts.begin(session)[0].id
    sign_in(session, AFANG.name, AFANG.pin, here=other)
    assert not erasing.erase(session, other, MODULES, SHANGHAI)
    erase(session, afang)
    assert count(session, Learner) == 0
    assert all(accounts.was_erased(session, one) for one in (afang, other))


def test_her_name_is_free_and_nothing_begins_under_her_id(session: Session) -> None:
    afang = keep(session, AFANG)
    erase(session, afang)
    session.expire_all()
    assert not accounts.was_erased(session, uuid.uuid4())
    learner, _token = accounts.begin(session, accounts.new_token(), afang)
    assert learner.id != afang
    assert accounts.keep(session, learner.id, AFANG.name, AFANG.pin)[0].id != afang
    with pytest.raises(sa.exc.NoResultFound):
        merging.lock_learner(session, afang)


# Spaces


def test_her_childs_place_stays_and_nobodys_with_another_code(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    erase(session, afang.id)
    session.expire_all()
    (asked,) = session.scalars(sa.select(SpaceEnrolment))
    assert (asked.learner_id, asked.children, asked.withdrawn_at) == (None, 2, None)
    assert asked.code != afang.space_code
    assert count(session, ChildCard) == 1


def test_places_without_a_card_are_free_for_others(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    session.execute(sa.delete(ChildCard))
    erase(session, afang.id)
    session.expire_all()
    (asked,) = session.scalars(sa.select(SpaceEnrolment))
    assert asked.learner_id is None
    assert asked.withdrawn_at


# What stays


def test_what_stays_of_her_are_counts_by_place_and_day(session: Session, edition: Edition) -> None:
    place, _code = bluestone(session)
    (afang,) = crowd(session, place, 1, JUNE, edition, began=Did(1, JUNE), finished=Did(1, JULY))
    (other,) = crowd(session, place, 1, JUNE)
    erase(session, afang, other)
    rows = session.execute(
        sa.select(BareFact.course_id, BareFact.module_id, BareFact.measure, BareFact.day, BareFact.people)
    )
    assert sorted(tuple(row) for row in rows) == [
        ("", "", "joined", JUNE, 2),
        (SAMPLE, "", "began", JUNE, 1),
        (SAMPLE, "", "finished", JULY, 1),
        (SAMPLE, HARD_DAYS, "through", JULY, 1),
        (SAMPLE, LISTENING, "through", JULY, 1),
    ]
    assert session.scalars(sa.select(BareFact.place_id).distinct()).all() == [place.last.id]


def test_it_is_said_beforehand_what_each_factory_goes_on_counting(session: Session) -> None:
    place, _code = bluestone(session)
    other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    (afang,) = crowd(session, place, 1, JULY)
    session.add(Membership(learner_id=afang, factory_id=other.id, joined_at=noon(JUNE)))
    session.flush()
    said = erasing.stays(session, afang, MODULES)
    assert [(one.factory.name_en, one.joined) for one in said] == [
        ("Morning Light Toys", JUNE),
        ("Bluestone Electronics", JULY),
    ]
    assert erasing.stays(session, keep(session, LAO_ZHOU), MODULES) == []


def mixed(session: Session, place: Place, edition: Edition) -> list[uuid.UUID]:
    """Let 34 join a line: 31 began, 27 finished, 2 came through the first module alone, 24 left. Return some of each."""
    ids = crowd(session, place, 34, JUNE, edition, began=Did(31, JUNE), finished=Did(27, JULY))
    come_through(session, ids[27:29], edition, LISTENING, JULY)
    left = sa.update(Membership).where(Membership.learner_id.in_([*ids[:23], ids[33]]))
    session.execute(left.values(left_at=noon(AUGUST)))
    return [ids[0], ids[5], ids[27], ids[29], ids[32], ids[33]]


@pytest.mark.usefixtures("monday")
def test_all_figures_are_as_if_nobody_had_gone(session: Session, edition: Edition) -> None:
    place, _code = bluestone(session)
    going = mixed(session, place, edition)
    crowd(session, Place(place.factory), 25, JULY, edition, began=Did(22, JULY), finished=Did(13, AUGUST))
    before, facts_before = figures(session, place.factory), known(session, place.factory)
    assert {row[4] for row in before} == set(Measure)
    erase(session, *going)
    assert known(session, place.factory) == facts_before
    assert figures(session, place.factory) == before


@pytest.mark.usefixtures("monday")
def test_so_are_all_figures_of_later_days(session: Session, edition: Edition) -> None:
    place, _code = bluestone(session)
    going = mixed(session, place, edition)
    counting.keep(session, counting.count(session, place.factory.id, MODULES))
    later = date(2026, 12, 3)

    def go_on() -> list[tuple[object, ...]]:
        more = crowd(session, place, 27, later, edition, began=Did(20, later), finished=Did(13, later))
        begin(session, more[20:24], edition, later)
        with time_machine.travel(datetime(2026, 12, 9, 4, tzinfo=UTC), tick=False):
            return figures(session, place.factory)

    world = session.begin_nested()
    expected = go_on()
    world.rollback()
    assert len(expected) > 5
    erase(session, *going)
    assert go_on() == expected


def test_an_open_membership_does_not_count_as_left_and_a_left_one_does(session: Session) -> None:
    place, _code = bluestone(session)
    stayed, gone = crowd(session, place, 2, JUNE)
    session.execute(sa.update(Membership).where(Membership.learner_id == gone).values(left_at=noon(JULY)))
    erase(session, stayed, gone)
    assert known(session, place.factory)[facts.LEFT] == [(str(JULY), str(place.last.id))]


def test_what_a_sensitive_course_would_be_counted_by_stays_too(session: Session, edition: Edition) -> None:
    """Which courses are sensitive may change; until then none of their modules is counted."""
    place, _code = bluestone(session)
    (afang,) = crowd(session, place, 1, JUNE, edition, began=Did(1, JUNE), finished=Did(1, JULY))
    now_open, now_sensitive = known(session, place.factory), known(session, place.factory, {})
    erase(session, afang)
    assert known(session, place.factory, {}) == now_sensitive
    assert known(session, place.factory) == now_open


@pytest.mark.parametrize(
    ("modules", "is_same"),
    [
        ((LISTENING, HARD_DAYS), True),
        (("new", LISTENING, HARD_DAYS), True),
        ((LISTENING, "new", HARD_DAYS), True),
        ((LISTENING, HARD_DAYS, "new"), True),
        ((LISTENING,), True),
        ((HARD_DAYS, LISTENING), False),
        ((HARD_DAYS,), False),
        ((), True),
    ],
)
def test_later_modules_take_nothing_back_and_nobody_is_through_without_those_before(
    session: Session, edition: Edition, modules: tuple[str, ...], is_same: bool
) -> None:
    place, _code = bluestone(session)
    ids = crowd(session, place, 9, JUNE, edition, began=Did(8, JUNE), finished=Did(2, AUGUST))
    come_through(session, ids[2:6], edition, LISTENING, JULY)
    come_through(session, ids[4:7], edition, HARD_DAYS, AUGUST)
    before = known(session, place.factory, {SAMPLE: modules})
    erase(session, *ids[1::2], ids[2], ids[4], ids[6])
    after = known(session, place.factory, {SAMPLE: modules})
    chain = [
        facts.JOINED,
        What(SAMPLE, "", Measure.BEGAN),
        *(What(SAMPLE, module, Measure.THROUGH) for module in modules),
        What(SAMPLE, "", Measure.FINISHED),
    ]
    if is_same:
        assert after == before
    for first, second in pairwise(chain):
        assert all(one <= other for one, other in zip(after.get(first, []), after.get(second, []), strict=False))
        assert len(after.get(first, [])) >= len(after.get(second, []))
    assert all(len(after.get(what, [])) <= len(before.get(what, [])) for what in chain)


def test_the_others_stand_in_line_as_if_nobody_had_gone(session: Session) -> None:
    place, _code = bluestone(session)
    first, second, third = (crowd(session, place, 1, day)[0] for day in (JUNE, JULY, AUGUST))
    before = facts.stands_of(session, place.factory.id)
    erase(session, second)
    assert facts.stands_of(session, place.factory.id) == {one: before[one] for one in (first, third)}


def test_nobody_comes_further_to_the_front_by_somebody_elses_going(session: Session) -> None:
    place, _code = bluestone(session)
    ids = crowd(session, place, 5, JUNE)
    before = facts.stands_of(session, place.factory.id)
    erase(session, ids[2])
    after = facts.stands_of(session, place.factory.id)
    assert all(after[one].before >= before[one].before for one in ids if one in after)
    assert sorted(stand.before for stand in after.values()) == [1, 2, 3, 4]


@pytest.mark.usefixtures("monday")
def test_the_same_others_are_named(session: Session, edition: Edition) -> None:
    place, _code = bluestone(session)
    for number in range(14):
        crowd(session, place, 1, date(2026, 6, 1 + number), edition, finished=Did(1, JULY), named=number > 8)
    crowd(session, place, 12, AUGUST)
    counting.keep(session, counting.count(session, place.factory.id, MODULES))
    members = session.scalars(sa.select(Membership.learner_id).order_by(Membership.joined_at)).all()
    names = naming.names_shown(session, place.factory, [SAMPLE])
    assert len(names) == 1, "the tenth of the line; those behind find no room"
    erase(session, members[0], members[11])
    assert naming.names_shown(session, place.factory, [SAMPLE]) == names
    erase(session, members[9])
    assert naming.names_shown(session, place.factory, [SAMPLE]) == []


def reach(session: Session) -> list[tuple[object, ...]]:
    columns = (BareReach.year, BareReach.factory, BareReach.course_id, BareReach.measure, BareReach.people)
    return sorted(tuple(row) for row in session.execute(sa.select(*columns)))


def test_the_programme_goes_on_counting_by_year_and_first_factory(session: Session, edition: Edition) -> None:
    place, _code = bluestone(session)
    other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
    (afang,) = crowd(session, place, 1, JUNE)
    session.add(Membership(learner_id=afang, factory_id=other.id, joined_at=noon(JULY)))
    # The last minute of 2025 in Shanghai, and the first of 2026.
    session.add(Enrolment(learner_id=afang, course_id=SAMPLE, started_at=utc("2025-12-31 15:59")))
    session.add(Enrolment(learner_id=afang, course_id="gone", started_at=utc("2026-05-01")))
    finish(session, [afang], edition, JULY)
    session.execute(sa.update(Certificate).values(issued_at=utc("2025-12-31 16:00")))
    certificates.reissue(session, session.scalars(sa.select(Certificate.code)).one(), "王小芳")
    erase(session, afang)
    first = str(place.factory.id)
    assert reach(session) == [
        (2025, first, "", "began", 1),
        (2025, first, SAMPLE, "began", 1),
        (2026, first, "", "finished", 1),
        (2026, first, "gone", "began", 1),
        (2026, first, SAMPLE, "finished", 1),
    ]


def test_whoever_is_of_no_factory_and_of_an_early_date_counts_in_the_first_year(session: Session) -> None:
    for _ in range(2):
        afang = accounts.begin(session)[0].id
        session.add(Enrolment(learner_id=afang, course_id=SAMPLE, started_at=utc("1970-01-01")))
        session.flush()
        erase(session, afang)
    assert reach(session) == [(2016, "", "", "began", 2), (2016, "", SAMPLE, "began", 2)]


def test_whoever_did_nothing_leaves_nothing(session: Session) -> None:
    erase(session, keep(session, AFANG))
    assert [count(session, table) for table in (BareFact, BareReach, ErasedLearner)] == [0, 0, 1]


# Who may


def prove(session: Session, token: str, pin: str) -> uuid.UUID | None:
    return accounts.prove_own(session, token, pin)


def test_her_pin_on_her_phone_proves_that_it_is_her(session: Session) -> None:
    learner, _token = accounts.begin(session)
    afang, token = accounts.keep(session, learner.id, AFANG.name, AFANG.pin)
    assert prove(session, token, AFANG.pin) == afang.id
    assert prove(session, token, LAO_ZHOU.pin) is None
    assert prove(session, "another", AFANG.pin) is None
    accounts.confirm(session, afang.id, afang.id, PHONES)


def test_a_wrong_pin_counts_as_one_at_the_door_and_whoever_has_no_name_needs_none(session: Session) -> None:
    afang = keep(session, AFANG)

    for _ in range(5):
        with pytest.raises(accounts.NotYourPinError):
            accounts.confirm(session, afang, None, PHONES)
    with pytest.raises(accounts.throttling.TooManyTriesError):
        accounts.confirm(session, afang, afang, PHONES)
    with pytest.raises(accounts.throttling.TooManyTriesError):
        sign_in(session, AFANG.name, AFANG.pin)
    accounts.confirm(session, accounts.begin(session)[0].id, None, PHONES)


def test_the_right_pin_forgets_the_wrong_ones(session: Session) -> None:
    afang = keep(session, AFANG)
    with pytest.raises(accounts.NotYourPinError):
        accounts.confirm(session, afang, None, PHONES)
    accounts.confirm(session, afang, afang, PHONES)
    assert count(session, SignInFailure) == 0


def test_other_phones_are_signed_out_but_for_this_one(session: Session) -> None:
    afang = keep(session, AFANG)
    _learner, token = sign_in(session, AFANG.name, AFANG.pin)
    accounts.sign_out_everywhere(session, afang, but=token)
    assert accounts.learner_of(session, token)
    assert count(session, accounts.SignIn) == 1
