"""Two-step sign-in: set up, asked for, used once, lost, and taken away."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from mpt.models import RecoveryCode, SignInFailure, Staff
from mpt.models.base import Base, now
from mpt.models.database import Database
from mpt.rules import throttle
from mpt.rules.codes import grouped
from mpt.rules.permissions import Grant, Role
from mpt.services import secondfactor, staff, staffdoor, staffleaving
from mpt.services.sealing import Sealer
from mpt.services.secondfactor import WrongDigitsError
from mpt.services.throttling import TooManyTriesError
from tests.cast import LIN, MEI, PASSWORD
from tests.services.acts import at_once, count
from tests.services.staff_acts import DESKS, digits, settled, sign_in, two_steps

SEALER = Sealer(bytes(32))
OTHER = Sealer(bytes(31) + b"1")
WRONG = "000000"
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Mei, who signs in with a password."""
    return settled(session, MEI, Grant(Role.TRAINER))


def of(session: Session, staff_id: uuid.UUID) -> Staff:
    session.expire_all()
    return session.get_one(Staff, staff_id)


def check(session: Session, staff_id: uuid.UUID, typed: str) -> bool:
    """Say whether somebody may go on with what they typed."""
    try:
        secondfactor.check(session, SEALER, staff_id, typed, DESKS)
    except WrongDigitsError:
        return False
    return True


def wrong(secret: str) -> str:
    """Return six digits that the app doesn't show now, nor half a minute before or after."""
    near = {_at(secret, steps) for steps in (-1, 0, 1)}
    return next(each for each in (WRONG, "000001", "000002", "000003") if each not in near)


def _at(secret: str, steps: int) -> str:
    with time_machine.travel(now() + steps * HALF_A_MINUTE, tick=False):
        return digits(secret)


# Setting it up


def test_it_holds_once_its_digits_were_typed(session: Session, mei: uuid.UUID) -> None:
    assert secondfactor.waiting(SEALER, of(session, mei)) is None
    secondfactor.begin(session, SEALER, mei)
    assert of(session, mei).totp_since is None
    assert sign_in(session, MEI.email), "nothing holds yet"
    secret = secondfactor.waiting(SEALER, of(session, mei))
    assert secret is not None
    codes = secondfactor.confirm(session, SEALER, mei, f" {digits(secret)[:3]} {digits(secret)[3:]}")
    assert len(codes) == secondfactor.codes_left(session, mei) == 10
    assert secondfactor.waiting(SEALER, of(session, mei)) is None
    assert sign_in(session, MEI.email) == "", "the password alone opens nothing"


def test_wrong_digits_switch_nothing_on(session: Session, mei: uuid.UUID) -> None:
    with pytest.raises(WrongDigitsError):
        secondfactor.confirm(session, SEALER, mei, WRONG)
    secondfactor.begin(session, SEALER, mei)
    secret = secondfactor.waiting(SEALER, of(session, mei))
    assert secret is not None
    for typed in (wrong(secret), "", "ABCD-EFGH-JKMN"):
        with pytest.raises(WrongDigitsError):
            secondfactor.confirm(session, SEALER, mei, typed)
    assert of(session, mei).totp_since is None
    assert secondfactor.codes_left(session, mei) == 0


def test_what_holds_is_not_begun_or_confirmed_anew(session: Session, mei: uuid.UUID) -> None:
    secret, _codes = two_steps(session, SEALER, mei)
    before = of(session, mei).totp
    secondfactor.begin(session, SEALER, mei)
    assert secondfactor.confirm(session, SEALER, mei, digits(secret)) == ()
    assert of(session, mei).totp == before
    assert secondfactor.codes_left(session, mei) == 10


def test_nobody_of_this_id_is_told_of(session: Session) -> None:
    with pytest.raises(LookupError):
        secondfactor.begin(session, SEALER, uuid.uuid4())


def test_nothing_in_the_database_makes_the_digits_or_is_a_code(session: Session, mei: uuid.UUID) -> None:
    secret, codes = two_steps(session, SEALER, mei)
    everything = "\n".join(
        str(row) for table in Base.metadata.sorted_tables for row in session.execute(sa.select(table))
    )
    assert secret not in everything
    assert not any(code in everything for code in codes)
    hashes = set(session.scalars(sa.select(RecoveryCode.code_hash)))
    assert OTHER.digest(codes[0], f"recovery code {mei}").hex() not in hashes, "who has no key can't try codes"


# Asked for


def test_digits_let_somebody_go_on_once(session: Session, mei: uuid.UUID) -> None:
    secret, _codes = two_steps(session, SEALER, mei)
    with time_machine.travel(now(), tick=False) as clock:
        assert check(session, mei, digits(secret))
        assert not check(session, mei, digits(secret)), "a replay"
        clock.shift(HALF_A_MINUTE)
        assert check(session, mei, digits(secret))


def test_a_recovery_code_opens_once_however_it_is_typed(session: Session, mei: uuid.UUID) -> None:
    _secret, codes = two_steps(session, SEALER, mei)
    assert check(session, mei, grouped(codes[3]).lower())
    assert not check(session, mei, codes[3])
    assert secondfactor.codes_left(session, mei) == 9
    assert check(session, mei, codes[0])


def test_another_persons_code_opens_nothing(session: Session, mei: uuid.UUID) -> None:
    lin = settled(session, LIN)
    two_steps(session, SEALER, mei)
    _secret, codes = two_steps(session, SEALER, lin)
    assert not check(session, mei, codes[0])
    assert secondfactor.codes_left(session, lin) == 10


def test_new_codes_take_the_place_of_those_before(session: Session, mei: uuid.UUID) -> None:
    _secret, codes = two_steps(session, SEALER, mei)
    anew = secondfactor.new_codes(session, SEALER, mei)
    assert secondfactor.codes_left(session, mei) == 10
    assert not set(anew) & set(codes)
    assert not check(session, mei, codes[0])
    assert check(session, mei, anew[0])


def test_after_five_wrong_ones_even_the_right_digits_rest(session: Session, mei: uuid.UUID) -> None:
    secret, codes = two_steps(session, SEALER, mei)
    for _ in range(throttle.ACCOUNT_TRIES):
        assert not check(session, mei, wrong(secret))
        assert sign_in(session, MEI.email) == "", "the right password forgives no wrong digits"
    for typed in (digits(secret), codes[0]):
        with pytest.raises(TooManyTriesError):
            check(session, mei, typed)
    with time_machine.travel(now() + throttle.WINDOW + HALF_A_MINUTE, tick=False):
        assert check(session, mei, digits(secret))
    assert count(session, SignInFailure) == 0


def test_the_same_digits_at_once_go_on_once(database: Database) -> None:
    with database.session(writes=True) as session:
        mei = settled(session, MEI, Grant(Role.TRAINER))
        secret, _codes = two_steps(session, SEALER, mei)
        session.commit()
    typed = digits(secret)
    outcomes = at_once(database, lambda each: secondfactor.check(each, SEALER, mei, typed, DESKS))
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [WrongDigitsError] * (len(outcomes) - 1)


# The key lost


def test_what_another_key_sealed_is_refused_and_the_log_says_whose(
    session: Session, mei: uuid.UUID, caplog: pytest.LogCaptureFixture
) -> None:
    secret, codes = two_steps(session, OTHER, mei)
    assert not check(session, mei, digits(secret))
    assert str(mei) in caplog.text
    assert MEI.email not in caplog.text
    assert not check(session, mei, codes[0])
    assert count(session, SignInFailure) == 2
    assert secondfactor.take_away(session, mei)
    assert sign_in(session, MEI.email)


def test_what_was_begun_with_another_key_is_begun_anew(session: Session, mei: uuid.UUID) -> None:
    secondfactor.begin(session, OTHER, mei)
    assert secondfactor.waiting(SEALER, of(session, mei)) is None
    with pytest.raises(WrongDigitsError):
        secondfactor.confirm(session, SEALER, mei, WRONG)
    secondfactor.begin(session, SEALER, mei)
    assert secondfactor.waiting(SEALER, of(session, mei))


# Halfway in


def test_who_is_halfway_comes_in_by_the_digits(session: Session, mei: uuid.UUID) -> None:
    secret, _codes = two_steps(session, SEALER, mei)
    token = secondfactor.halfway(SEALER, of(session, mei))
    person = secondfactor.who_is_halfway(session, SEALER, token)
    assert person is not None
    assert person.id == mei
    with pytest.raises(WrongDigitsError):
        secondfactor.come_in(session, SEALER, mei, wrong(secret), DESKS, "Firefox, Linux")
    found = staffdoor.colleague_of(
        session, secondfactor.come_in(session, SEALER, mei, digits(secret), DESKS, "Firefox, Linux")
    )
    assert found is not None
    assert found.staff.id == mei


def test_halfway_ends_after_ten_minutes(session: Session, mei: uuid.UUID) -> None:
    two_steps(session, SEALER, mei)
    begun = now().replace(microsecond=0)
    with time_machine.travel(begun, tick=False):
        token = secondfactor.halfway(SEALER, of(session, mei))
    with time_machine.travel(begun + secondfactor.HALFWAY, tick=False):
        assert secondfactor.who_is_halfway(session, SEALER, token)
    with time_machine.travel(begun + secondfactor.HALFWAY + timedelta(seconds=1), tick=False):
        assert secondfactor.who_is_halfway(session, SEALER, token) is None


def test_halfway_ends_with_a_new_password_and_with_the_second_step(session: Session, mei: uuid.UUID) -> None:
    two_steps(session, SEALER, mei)
    token = secondfactor.halfway(SEALER, of(session, mei))
    link = staff.new_link(session, mei)
    _staff, signed_in = staffdoor.accept(session, link, "a third window was lit", "Firefox")
    assert signed_in == "", "a link to a new password is no way around the digits"
    assert secondfactor.who_is_halfway(session, SEALER, token) is None
    token = secondfactor.halfway(SEALER, of(session, mei))
    assert secondfactor.who_is_halfway(session, SEALER, token)
    secondfactor.take_away(session, mei)
    assert secondfactor.who_is_halfway(session, SEALER, token) is None


@pytest.mark.parametrize("token", ["", "AAAA", "é", "=", "A" * 4000, "not base64!"])
def test_a_token_that_is_none_is_nobodys(session: Session, token: str) -> None:
    assert secondfactor.who_is_halfway(session, SEALER, token) is None


def test_a_token_of_another_key_or_of_nobody_here_is_nobodys(session: Session, mei: uuid.UUID) -> None:
    two_steps(session, SEALER, mei)
    assert secondfactor.who_is_halfway(session, SEALER, secondfactor.halfway(OTHER, of(session, mei))) is None
    stranger = Staff(id=uuid.uuid4(), email="a@b.example", email_key="a@b.example", name="A")
    assert secondfactor.who_is_halfway(session, SEALER, secondfactor.halfway(SEALER, stranger)) is None


# Gone


def test_what_is_taken_away_leaves_nothing(session: Session, mei: uuid.UUID) -> None:
    secret, codes = two_steps(session, SEALER, mei)
    assert not check(session, mei, wrong(secret))
    assert secondfactor.take_away(session, mei)
    assert not secondfactor.take_away(session, mei)
    row = of(session, mei)
    assert (row.totp, row.totp_since, row.totp_step) == (None, None, None)
    assert count(session, RecoveryCode) == count(session, SignInFailure) == 0
    assert sign_in(session, MEI.email)
    assert not check(session, mei, codes[0])
    assert not check(session, mei, WRONG)


def test_an_ended_account_and_an_erased_one_keep_no_second_step(session: Session, mei: uuid.UUID) -> None:
    lin = settled(session, LIN)
    for going in (lambda: staff.end(session, mei, by=lin), lambda: staffleaving.erase(session, mei)):
        two_steps(session, SEALER, mei)
        going()
        row = of(session, mei)
        assert (row.totp, row.totp_since, row.totp_step) == (None, None, None)
        assert count(session, RecoveryCode) == 0
        row.ended_at = None


def test_password_and_digits_are_proven_by_the_same_person(session: Session, mei: uuid.UUID) -> None:
    secret, _codes = two_steps(session, SEALER, mei)
    assert staffdoor.prove(session, MEI.email, PASSWORD) == mei
    assert not check(session, mei, wrong(secret))
    assert [failure.name_key for failure in staffleaving.collect(session, mei).failures] == [
        f"digits {MEI.email}",
    ]
    assert len(staffleaving.collect(session, mei).recovery_codes) == 10
