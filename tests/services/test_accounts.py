"""Learners: begun without a word, kept by a name and a PIN, signed in on any phone, gone from a shared one."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Learner, SignIn, SignInFailure
from mpt.models.database import Database
from mpt.rules import names, throttle
from mpt.services import accounts
from mpt.services.accounts import AlreadyKeptError, NameTakenError, WrongPinError
from mpt.services.publishing import Edition
from mpt.services.throttling import TooManyTriesError
from tests.cast import AFANG, LAO_ZHOU, LIJIE, Person
from tests.services import acts
from tests.services.acts import PHONES, at_once, count, keep, read

ELSEWHERE = "10.9.9.9"
NIGHT_SHIFT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def sign_in(session: Session, person: Person, address: str = PHONES, here: uuid.UUID | None = None) -> Learner:
    return acts.sign_in(session, person.name, person.pin, address, here)[0]


def mistype(session: Session, person: Person, times: int, address: str = PHONES) -> None:
    for _ in range(times):
        with pytest.raises(WrongPinError):
            acts.sign_in(session, person.name, "246813", address, None)


def let_others_fail(session: Session, times: int, address: str = PHONES) -> None:
    """Everybody else behind an address mistypes, each at a name of their own."""
    session.add_all(SignInFailure(name_key=f"worker{number}", address=address) for number in range(times))
    session.flush()


# Beginning


def test_a_phone_begins_without_a_name_and_is_known_by_its_token(session: Session) -> None:
    learner, token = accounts.begin(session)
    assert learner.name is None
    assert accounts.learner_of(session, token) is learner


def test_a_token_nobody_has_is_nobody(session: Session) -> None:
    accounts.begin(session)
    assert accounts.learner_of(session, "made up") is None


def test_the_database_holds_no_token_only_its_hash(session: Session) -> None:
    _learner, token = accounts.begin(session)
    kept = session.scalars(select(SignIn.token_hash)).one()
    assert token not in kept
    assert len(kept) == 64


def test_a_token_given_before_the_first_act_becomes_the_learners(session: Session) -> None:
    token = accounts.new_token()
    assert accounts.learner_of(session, token) is None
    learner, kept = accounts.begin(session, token)
    assert kept == token
    assert accounts.learner_of(session, token) is learner


def test_two_first_acts_with_one_token_are_one_learner(session: Session) -> None:
    token = accounts.new_token()
    first, _ = accounts.begin(session, token)
    assert accounts.begin(session, token) == (first, token)
    assert count(session, Learner) == 1


def test_two_first_acts_at_once_with_one_token_are_one_learner(database: Database) -> None:
    token = accounts.new_token()
    learners = at_once(database, lambda session: accounts.begin(session, token)[0].id, people=3)
    assert len(set(learners)) == 1
    with database.session(writes=False) as session:
        assert count(session, Learner) == count(session, SignIn) == 1


def test_a_token_whose_sign_in_has_ended_is_replaced(session: Session) -> None:
    keep(session, AFANG)
    _, ended = acts.sign_in(session, AFANG.name, AFANG.pin)
    accounts.sign_out(session, ended)
    learner, token = accounts.begin(session, ended)
    assert token != ended
    assert accounts.learner_of(session, ended) is None
    assert accounts.learner_of(session, token) is learner


# Keeping one's progress


def test_a_kept_name_can_be_signed_in_with_from_another_phone(session: Session, learner: uuid.UUID) -> None:
    accounts.keep(session, learner, "  阿芳 ", "４０２８１７")
    signed_in, token = acts.sign_in(session, "阿芳", "402817", PHONES, None)
    assert signed_in.id == learner
    assert signed_in.name == "阿芳"
    assert accounts.learner_of(session, token) is signed_in


def test_the_pin_itself_is_kept_nowhere(session: Session, learner: uuid.UUID) -> None:
    kept, _token = accounts.keep(session, learner, AFANG.name, AFANG.pin)
    assert kept.pin_hash is not None
    assert AFANG.pin not in kept.pin_hash
    assert kept.pin_hash.startswith("$argon2id$")


@pytest.mark.parametrize("taken", ["Lijie", "LIJIE", "li jie", "Ｌｉｊｉｅ", "Li-Jie"])
def test_a_name_that_looks_like_a_kept_one_is_taken(session: Session, learner: uuid.UUID, taken: str) -> None:
    keep(session, LIJIE)
    with pytest.raises(NameTakenError):
        accounts.keep(session, learner, taken, AFANG.pin)


def test_after_a_taken_name_another_can_be_kept_and_nothing_else_was_lost(session: Session, edition: Edition) -> None:
    keep(session, LIJIE)
    learner, token = accounts.begin(session)
    read(session, learner.id, edition, "hear-them")
    with pytest.raises(NameTakenError):
        accounts.keep(session, learner.id, LIJIE.name, AFANG.pin)
    _learner, new_token = accounts.keep(session, learner.id, AFANG.name, AFANG.pin)
    assert accounts.learner_of(session, token) is None
    found = accounts.learner_of(session, new_token)
    assert found is not None
    assert found.name == AFANG.name


def test_keeping_twice_changes_nothing(session: Session, learner: uuid.UUID) -> None:
    accounts.keep(session, learner, AFANG.name, AFANG.pin)
    with pytest.raises(AlreadyKeptError):
        accounts.keep(session, learner, LIJIE.name, LIJIE.pin)
    assert session.get_one(Learner, learner).name == AFANG.name


@pytest.mark.parametrize(
    ("name", "pin", "refusal"),
    [
        ("", AFANG.pin, names.NameMissingError),
        ("芳" * 41, AFANG.pin, names.NameTooLongError),
        ("\ufdfa" * 9, AFANG.pin, names.NameTooLongError),
        ("阿\u202e芳", AFANG.pin, names.NameHiddenError),
        ("阿芳", "4028", names.PinShapeError),
        ("阿芳", "１２３４５６", names.PinEasyError),
        ("138 0040 2817", "402817", names.PinEasyError),
    ],
)
def test_a_refused_name_or_pin_keeps_nothing(
    session: Session, learner: uuid.UUID, name: str, pin: str, refusal: type[names.RefusedError]
) -> None:
    with pytest.raises(refusal):
        accounts.keep(session, learner, name, pin)
    session.expire_all()
    kept = session.get_one(Learner, learner)
    assert (kept.name, kept.name_key, kept.pin_hash) == (None, None, None)


def test_a_name_given_while_the_phone_signed_in_elsewhere_is_not_kept_twice(
    session: Session, learner: uuid.UUID
) -> None:
    keep(session, AFANG)
    sign_in(session, AFANG, here=learner)
    with pytest.raises(AlreadyKeptError):
        accounts.keep(session, learner, LIJIE.name, LIJIE.pin)


def test_two_who_keep_one_name_at_once_are_one_keeper_and_one_refusal(database: Database) -> None:
    def keep_lijie(session: Session) -> str:
        keep(session, LIJIE)
        return "kept"

    outcomes = at_once(database, keep_lijie)
    assert "kept" in outcomes
    assert [type(outcome) for outcome in outcomes if outcome != "kept"] == [NameTakenError]


def test_two_taps_on_keep_at_once_are_one_name(database: Database) -> None:
    with database.session(writes=True) as session:
        learner = accounts.begin(session)[0].id
        session.commit()
    outcomes = at_once(database, lambda each: accounts.keep(each, learner, AFANG.name, AFANG.pin)[0].name)
    assert AFANG.name in outcomes
    assert [type(outcome) for outcome in outcomes if outcome != AFANG.name] == [AlreadyKeptError]


# Wrong PINs


def test_only_name_and_pin_together_prove_who_it_is(session: Session) -> None:
    afang, lao_zhou = keep(session, AFANG), keep(session, LAO_ZHOU)
    assert accounts.prove(session, AFANG.name, AFANG.pin) == afang
    assert accounts.prove(session, AFANG.name, LAO_ZHOU.pin) is None
    assert accounts.prove(session, "阿方", AFANG.pin) is None
    with pytest.raises(WrongPinError):
        accounts.sign_in(session, AFANG.name, lao_zhou, PHONES, None)


def test_a_wrong_pin_is_refused_and_counted(session: Session) -> None:
    keep(session, AFANG)
    mistype(session, AFANG, 1)
    failure = session.scalars(select(SignInFailure)).one()
    assert (failure.name_key, failure.address) == (names.name_key(AFANG.name), PHONES)


@pytest.mark.parametrize("name", ["阿方", "", "\x00", "阿\x00芳", "\ufdfa" * 60, "x" * 5000])
def test_a_name_that_nobody_keeps_is_answered_and_counted_like_a_wrong_pin(session: Session, name: str) -> None:
    with pytest.raises(WrongPinError):
        acts.sign_in(session, name, AFANG.pin, PHONES, None)
    assert count(session, SignInFailure) == 1


@pytest.mark.parametrize("pin", ["", "abc", "\x00", "4" * 10_000, "402817 1"])
def test_whatever_is_typed_for_a_pin_is_just_wrong(session: Session, pin: str) -> None:
    keep(session, AFANG)
    with pytest.raises(WrongPinError):
        acts.sign_in(session, AFANG.name, pin, PHONES, None)


def test_the_right_pin_after_four_wrong_ones_signs_in_and_clears_the_count(session: Session) -> None:
    afang = keep(session, AFANG)
    mistype(session, AFANG, throttle.ACCOUNT_TRIES - 1)
    assert sign_in(session, AFANG).id == afang
    assert count(session, SignInFailure) == 0


def test_the_fifth_wrong_pin_locks_the_account_even_for_the_right_one(session: Session) -> None:
    keep(session, AFANG)
    mistype(session, AFANG, throttle.ACCOUNT_TRIES)
    with pytest.raises(TooManyTriesError):
        sign_in(session, AFANG)
    with pytest.raises(TooManyTriesError):
        sign_in(session, AFANG, ELSEWHERE)
    assert count(session, SignInFailure) == throttle.ACCOUNT_TRIES


def test_spelling_the_name_otherwise_gives_no_further_tries(session: Session) -> None:
    keep(session, LIJIE)
    mistype(session, LIJIE, 2)
    mistype(session, Person("L I J I E", ""), 2)
    mistype(session, Person("ｌｉ－ｊｉｅ", ""), 1)
    with pytest.raises(TooManyTriesError):
        sign_in(session, LIJIE)


def test_a_locked_account_locks_nobody_else_behind_the_factorys_address(session: Session) -> None:
    keep(session, AFANG)
    lao_zhou = keep(session, LAO_ZHOU)
    mistype(session, AFANG, throttle.ACCOUNT_TRIES)
    assert sign_in(session, LAO_ZHOU).id == lao_zhou


def test_a_hot_address_alone_locks_nobody_out(session: Session) -> None:
    afang = keep(session, AFANG)
    let_others_fail(session, throttle.HOT_ADDRESS_FAILURES)
    assert sign_in(session, AFANG).id == afang


def test_a_hot_address_shortens_the_patience_with_each_account(session: Session) -> None:
    afang = keep(session, AFANG)
    let_others_fail(session, throttle.HOT_ADDRESS_FAILURES)
    mistype(session, AFANG, throttle.ACCOUNT_TRIES_FROM_HOT_ADDRESS)
    with pytest.raises(TooManyTriesError):
        sign_in(session, AFANG)
    assert sign_in(session, AFANG, ELSEWHERE).id == afang


def test_an_address_of_any_length_is_counted(session: Session) -> None:
    forged = "2001:db8::" * 30
    keep(session, AFANG)
    let_others_fail(session, throttle.HOT_ADDRESS_FAILURES, forged[:64])
    mistype(session, AFANG, throttle.ACCOUNT_TRIES_FROM_HOT_ADDRESS, forged)
    with pytest.raises(TooManyTriesError):
        sign_in(session, AFANG, forged)


def test_when_the_window_has_passed_the_account_may_try_again(session: Session) -> None:
    afang = keep(session, AFANG)
    with time_machine.travel(NIGHT_SHIFT, tick=False) as clock:
        mistype(session, AFANG, throttle.ACCOUNT_TRIES)
        clock.shift(throttle.WINDOW - timedelta(seconds=1))
        with pytest.raises(TooManyTriesError):
            sign_in(session, AFANG)
        clock.shift(timedelta(seconds=1))
        assert sign_in(session, AFANG).id == afang


def test_a_day_has_a_limit_of_its_own_however_patient_the_guesser(session: Session) -> None:
    afang = keep(session, AFANG)
    with time_machine.travel(NIGHT_SHIFT, tick=False) as clock:
        for _ in range(throttle.ACCOUNT_TRIES_A_DAY // throttle.ACCOUNT_TRIES):
            mistype(session, AFANG, throttle.ACCOUNT_TRIES)
            clock.shift(throttle.WINDOW)
        with pytest.raises(TooManyTriesError):
            sign_in(session, AFANG)
        clock.shift(throttle.DAY)
        assert sign_in(session, AFANG).id == afang


def test_failures_older_than_a_day_are_swept_by_the_next(session: Session) -> None:
    keep(session, AFANG)
    with time_machine.travel(NIGHT_SHIFT, tick=False) as clock:
        let_others_fail(session, 3)
        clock.shift(throttle.DAY + timedelta(seconds=1))
        mistype(session, AFANG, 1)
    assert count(session, SignInFailure) == 1


def test_tries_at_once_are_no_more_tries_than_one_after_the_other(database: Database) -> None:
    def guess(session: Session) -> str:
        try:
            acts.sign_in(session, AFANG.name, "246813", PHONES, None)
        except WrongPinError:
            return "wrong"
        except TooManyTriesError:
            return "too many"
        return "signed in"

    with database.session(writes=True) as session:
        keep(session, AFANG)
        mistype(session, AFANG, throttle.ACCOUNT_TRIES - 2)
        session.commit()
    outcomes = at_once(database, guess, people=5)
    assert sorted(map(str, outcomes)) == ["too many"] * 3 + ["wrong"] * 2


# Phones


def test_a_phone_that_nobody_uses_brings_nothing_along(session: Session) -> None:
    afang = keep(session, AFANG)
    assert sign_in(session, AFANG, here=uuid.UUID(int=0)).id == afang


def test_signing_out_forgets_this_phone_only(session: Session) -> None:
    keep(session, AFANG)
    afang, first = acts.sign_in(session, AFANG.name, AFANG.pin, PHONES, None)
    _, second = acts.sign_in(session, AFANG.name, AFANG.pin, PHONES, None)
    accounts.sign_out(session, first)
    assert accounts.learner_of(session, first) is None
    assert accounts.learner_of(session, second) is afang


def test_signing_out_everywhere_forgets_each_phone_of_this_learner_and_of_no_other(session: Session) -> None:
    keep(session, AFANG)
    keep(session, LAO_ZHOU)
    afang, first = acts.sign_in(session, AFANG.name, AFANG.pin, PHONES, None)
    _, second = acts.sign_in(session, AFANG.name, AFANG.pin, PHONES, None)
    lao_zhou, other = acts.sign_in(session, LAO_ZHOU.name, LAO_ZHOU.pin, PHONES, None)
    accounts.sign_out_everywhere(session, afang.id)
    assert accounts.learner_of(session, first) is accounts.learner_of(session, second) is None
    assert accounts.learner_of(session, other) is lao_zhou


def test_signing_in_where_one_is_signed_in_already_keeps_everything(session: Session, edition: Edition) -> None:
    afang = keep(session, AFANG)
    read(session, afang, edition, "hear-them")
    assert sign_in(session, AFANG, here=afang).merged_into is None
    assert count(session, Learner) == 1
