"""Afang forgot her PIN. Her phone shows a number, the desk of her factory lets it through, and she sets a new one."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Learner, Membership, PinReset, SignIn, SignInFailure
from mpt.models.base import now
from mpt.models.database import Database
from mpt.rules import names, throttle
from mpt.services import accounts, desk, factories, learning
from mpt.services.accounts import WrongPinError
from mpt.services.desk import NotLetThroughError, UnknownNumberError, number_of
from mpt.services.factories import Place
from mpt.services.publishing import Edition
from mpt.services.throttling import TooManyTriesError
from tests.cast import AFANG, LAO_ZHOU, Person
from tests.sample import SAMPLE
from tests.services.acts import PHONES, at_once, count, keep, read, sign_in

DESK = "10.0.0.200"
NEW = "837465"
TEN = datetime(2026, 11, 30, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def toys(session: Session) -> Place:
    """The factory where Afang works."""
    return Place(factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0])


@pytest.fixture
def shoes(session: Session) -> Place:
    """Another factory."""
    return Place(factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0])


@pytest.fixture
def afang(session: Session, toys: Place) -> uuid.UUID:
    """Afang's account, a member of her factory."""
    return member(session, AFANG, toys)


def member(session: Session, person: Person, place: Place) -> uuid.UUID:
    """Keep somebody's progress, and let them join."""
    learner = keep(session, person)
    code = factories.codes_of(session, place.factory.id)[0][0]
    factories.join(session, learner, code.code)
    return learner


def ask(session: Session, name: str = AFANG.name) -> str:
    return desk.ask(session, name, PHONES)


def let_through(session: Session, place: Place, number: str) -> bool:
    return desk.let_through(session, place.factory.id, number, DESK)


def let_in(session: Session, place: Place) -> str:
    """Ask for Afang, and be let through."""
    token = ask(session)
    let_through(session, place, number_of(token))
    return token


def pin_opens(session: Session, person: Person, pin: str) -> bool:
    return accounts.prove(session, person.name, pin) is not None


def test_she_asks_shows_the_number_is_let_through_and_sets_a_new_pin(
    session: Session, toys: Place, afang: uuid.UUID
) -> None:
    token = ask(session)
    assert desk.whose_turn(session, token) is None
    assert let_through(session, toys, number_of(token))
    assert desk.whose_turn(session, token) is session.get(Learner, afang)
    learner, cookie = desk.set_pin(session, token, NEW, PHONES)
    assert accounts.learner_of(session, cookie) is learner is session.get(Learner, afang)
    assert pin_opens(session, AFANG, NEW)
    assert not pin_opens(session, AFANG, AFANG.pin)
    assert count(session, PinReset) == 0


def test_the_number_is_eight_digits_that_stay_the_same_and_say_nothing(session: Session, afang: uuid.UUID) -> None:
    tokens = [ask(session) for _time in range(3)]
    numbers = [number_of(token) for token in tokens]
    assert [number_of(token) for token in tokens] == numbers
    assert len(set(numbers)) == 3
    assert all(len(number) == 8 and number.isdigit() for number in numbers)
    assert {row.number for row in session.scalars(select(PinReset))} == set(numbers)
    kept = "".join(f"{row.token_hash}{row.number}" for row in session.scalars(select(PinReset)))
    assert not any(token in kept for token in tokens)


def test_a_number_may_be_typed_as_it_is_read(session: Session, toys: Place, afang: uuid.UUID) -> None:
    number = number_of(ask(session))
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert let_through(session, toys, f" {wide[:4]}  {wide[4:]} ")


def test_an_account_knows_for_thirty_days_that_a_desk_changed_its_pin(
    session: Session, toys: Place, afang: uuid.UUID
) -> None:
    assert desk.changed_at(session, afang) is None
    with time_machine.travel(TEN, tick=False):
        desk.set_pin(session, let_in(session, toys), NEW, PHONES)
        assert desk.changed_at(session, afang) == TEN
    with time_machine.travel(TEN + timedelta(days=29, hours=23), tick=False):
        assert desk.changed_at(session, afang) == TEN
    with time_machine.travel(TEN + timedelta(days=30), tick=False):
        assert desk.changed_at(session, afang) is None


def test_a_new_pin_ends_all_other_sign_ins(session: Session, toys: Place, afang: uuid.UUID) -> None:
    _learner, lost = sign_in(session, AFANG.name, AFANG.pin)
    _learner, cookie = desk.set_pin(session, let_in(session, toys), NEW, PHONES)
    assert accounts.learner_of(session, lost) is None
    assert accounts.learner_of(session, cookie)
    assert count(session, SignIn) == 1


def test_what_was_done_on_the_phone_meanwhile_may_come_along(
    session: Session, edition: Edition, toys: Place, afang: uuid.UUID, learner: uuid.UUID
) -> None:
    read(session, learner, edition, "hear-them")
    desk.set_pin(session, let_in(session, toys), NEW, PHONES, here=learner)
    session.expire_all()
    assert learning.progress_in(session, afang, SAMPLE).read
    assert session.get_one(Learner, learner).merged_into == afang


def test_the_account_that_rested_after_wrong_pins_is_open_again(
    session: Session, toys: Place, afang: uuid.UUID
) -> None:
    for _try in range(throttle.ACCOUNT_TRIES):
        with pytest.raises(WrongPinError):
            sign_in(session, AFANG.name, "900001")
    with pytest.raises(TooManyTriesError):
        sign_in(session, AFANG.name, AFANG.pin)
    desk.set_pin(session, let_in(session, toys), NEW, PHONES)
    assert sign_in(session, AFANG.name, NEW)


@pytest.mark.parametrize(
    ("pin", "refusal"),
    [("", names.PinShapeError), ("12345", names.PinShapeError), ("900101", names.PinEasyError)],
)
def test_a_pin_that_is_no_good_changes_nothing_and_may_be_mended(
    session: Session, toys: Place, afang: uuid.UUID, pin: str, refusal: type[Exception]
) -> None:
    token = let_in(session, toys)
    with pytest.raises(refusal):
        desk.set_pin(session, token, pin, PHONES)
    assert pin_opens(session, AFANG, AFANG.pin)
    assert desk.set_pin(session, token, NEW, PHONES)


def test_a_pin_that_her_name_gives_away_is_refused(session: Session, toys: Place) -> None:
    person = Person("13800837465", "402817")
    member(session, person, toys)
    token = ask(session, person.name)
    let_through(session, toys, number_of(token))
    with pytest.raises(names.PinEasyError):
        desk.set_pin(session, token, "837465", PHONES)


class TestNobodyElse:
    """What opens nothing."""

    def test_a_name_that_nobody_has_gets_a_number_that_opens_nothing(
        self, session: Session, toys: Place, afang: uuid.UUID
    ) -> None:
        token = ask(session, "没有这个人")
        assert len(number_of(token)) == 8
        assert count(session, PinReset) == 0
        assert desk.whose_turn(session, token) is None
        with pytest.raises(UnknownNumberError):
            let_through(session, toys, number_of(token))
        with pytest.raises(NotLetThroughError):
            desk.set_pin(session, token, NEW, PHONES)

    def test_no_desk_lets_through_who_is_of_no_factory(self, session: Session, toys: Place) -> None:
        keep(session, LAO_ZHOU)
        token = ask(session, LAO_ZHOU.name)
        assert count(session, PinReset) == 0
        with pytest.raises(UnknownNumberError):
            let_through(session, toys, number_of(token))

    def test_no_desk_lets_through_who_has_left(self, session: Session, toys: Place, afang: uuid.UUID) -> None:
        token = ask(session)
        session.scalars(select(Membership)).one().left_at = now()
        session.flush()
        with pytest.raises(UnknownNumberError):
            let_through(session, toys, number_of(token))
        assert number_of(ask(session)) not in session.scalars(select(PinReset.number)).all()

    def test_another_factorys_desk_lets_nobody_through(
        self, session: Session, toys: Place, shoes: Place, afang: uuid.UUID
    ) -> None:
        token = ask(session)
        with pytest.raises(UnknownNumberError):
            let_through(session, shoes, number_of(token))
        assert desk.whose_turn(session, token) is None
        assert let_through(session, toys, number_of(token))

    def test_who_works_in_two_factories_may_go_to_either_desk(
        self, session: Session, toys: Place, shoes: Place, afang: uuid.UUID
    ) -> None:
        factories.join(session, afang, factories.codes_of(session, shoes.factory.id)[0][0].code)
        for place in (toys, shoes):
            token = ask(session)
            assert let_through(session, place, number_of(token))
            assert desk.whose_turn(session, token)

    def test_a_phone_that_nobody_let_through_sets_no_pin(self, session: Session, afang: uuid.UUID) -> None:
        token = ask(session)
        with pytest.raises(NotLetThroughError):
            desk.set_pin(session, token, NEW, PHONES)
        assert pin_opens(session, AFANG, AFANG.pin)

    @pytest.mark.parametrize("typed", ["", "00000000", "x", "1234567", "' OR 1=1", "9" * 64])
    def test_what_is_no_number_opens_nothing(self, session: Session, toys: Place, afang: uuid.UUID, typed: str) -> None:
        ask(session)
        with pytest.raises(UnknownNumberError):
            let_through(session, toys, typed)

    def test_of_two_phones_that_ask_for_one_name_the_desk_opens_the_one_it_sees(
        self, session: Session, toys: Place, afang: uuid.UUID
    ) -> None:
        hers, anothers = ask(session), ask(session)
        let_through(session, toys, number_of(hers))
        assert desk.whose_turn(session, anothers) is None
        with pytest.raises(NotLetThroughError):
            desk.set_pin(session, anothers, "118822", PHONES)
        assert desk.set_pin(session, hers, NEW, PHONES)

    def test_once_a_pin_is_set_no_other_phone_of_that_name_goes_on(
        self, session: Session, toys: Place, afang: uuid.UUID
    ) -> None:
        hers, anothers, waiting = let_in(session, toys), let_in(session, toys), ask(session)
        desk.set_pin(session, hers, NEW, PHONES)
        assert desk.whose_turn(session, anothers) is None
        with pytest.raises(NotLetThroughError):
            desk.set_pin(session, anothers, "118822", PHONES)
        with pytest.raises(UnknownNumberError):
            let_through(session, toys, number_of(waiting))

    def test_a_number_is_used_once(self, session: Session, toys: Place, afang: uuid.UUID) -> None:
        token = let_in(session, toys)
        desk.set_pin(session, token, NEW, PHONES)
        with pytest.raises(NotLetThroughError):
            desk.set_pin(session, token, "118822", PHONES)
        with pytest.raises(UnknownNumberError):
            let_through(session, toys, number_of(token))
        assert pin_opens(session, AFANG, NEW)


class TestTime:
    """How long a number is good for."""

    def test_a_number_is_good_for_fifteen_minutes(self, session: Session, toys: Place, afang: uuid.UUID) -> None:
        with time_machine.travel(TEN, tick=False):
            early, late = ask(session), ask(session)
        with time_machine.travel(TEN + 14 * MINUTE, tick=False):
            assert let_through(session, toys, number_of(early))
        with time_machine.travel(TEN + 15 * MINUTE, tick=False), pytest.raises(UnknownNumberError):
            let_through(session, toys, number_of(late))

    def test_from_the_desk_on_the_phone_has_fifteen_minutes_more(
        self, session: Session, toys: Place, afang: uuid.UUID
    ) -> None:
        with time_machine.travel(TEN, tick=False):
            token = ask(session)
        with time_machine.travel(TEN + 14 * MINUTE, tick=False):
            let_through(session, toys, number_of(token))
        with time_machine.travel(TEN + 28 * MINUTE, tick=False):
            assert desk.whose_turn(session, token)
        with time_machine.travel(TEN + 29 * MINUTE, tick=False):
            assert desk.whose_turn(session, token) is None
            with pytest.raises(NotLetThroughError):
                desk.set_pin(session, token, NEW, PHONES)

    def test_a_second_tap_at_the_desk_is_no_second_letting_through_and_gives_no_more_time(
        self, session: Session, toys: Place, afang: uuid.UUID
    ) -> None:
        with time_machine.travel(TEN, tick=False):
            token = let_in(session, toys)
        with time_machine.travel(TEN + 10 * MINUTE, tick=False):
            assert not let_through(session, toys, number_of(token))
        with time_machine.travel(TEN + 15 * MINUTE, tick=False):
            assert desk.whose_turn(session, token) is None

    def test_numbers_that_are_over_are_swept_and_open_ones_stay(
        self, session: Session, toys: Place, afang: uuid.UUID
    ) -> None:
        with time_machine.travel(TEN, tick=False):
            over, open_one = ask(session), ask(session)
        with time_machine.travel(TEN + 14 * MINUTE, tick=False):
            let_through(session, toys, number_of(open_one))
        with time_machine.travel(TEN + 16 * MINUTE, tick=False):
            new = ask(session)
        kept = set(session.scalars(select(PinReset.number)))
        assert kept == {number_of(open_one), number_of(new)}
        assert number_of(over) not in kept


class TestThrottle:
    """How often one may ask, and guess."""

    def test_a_name_may_be_asked_for_five_times_whether_or_not_somebody_has_it(
        self, session: Session, afang: uuid.UUID
    ) -> None:
        for name in (AFANG.name, "没有这个人"):
            for _time in range(throttle.ACCOUNT_TRIES):
                ask(session, name)
            with pytest.raises(TooManyTriesError):
                ask(session, f" {name} ")
        assert count(session, PinReset) == throttle.ACCOUNT_TRIES
        ask(session, LAO_ZHOU.name)

    def test_asking_keeps_nobody_from_signing_in(self, session: Session, afang: uuid.UUID) -> None:
        for _time in range(throttle.ACCOUNT_TRIES):
            ask(session)
        assert sign_in(session, AFANG.name, AFANG.pin)

    @pytest.mark.parametrize("name", ["", " ", "-", "\u200b"])
    def test_no_name_is_asked_for_again(self, session: Session, name: str) -> None:
        with pytest.raises(names.NameMissingError):
            ask(session, name)
        assert count(session, SignInFailure) == 0

    def test_a_name_longer_than_any_is_a_name_that_nobody_has(self, session: Session) -> None:
        assert len(number_of(ask(session, "王" * 5000))) == 8

    def test_five_wrong_numbers_rest_the_desk_even_for_the_right_one(
        self, session: Session, toys: Place, shoes: Place, afang: uuid.UUID
    ) -> None:
        token = ask(session)
        for number in range(throttle.ACCOUNT_TRIES):
            with pytest.raises(UnknownNumberError):
                let_through(session, toys, f"0000000{number}")
        with pytest.raises(TooManyTriesError):
            let_through(session, toys, number_of(token))
        assert desk.whose_turn(session, token) is None
        member(session, LAO_ZHOU, shoes)
        assert let_through(session, shoes, number_of(ask(session, LAO_ZHOU.name))), "another desk goes on"

    def test_a_right_number_forgives_the_wrong_ones_before_it(
        self, session: Session, toys: Place, afang: uuid.UUID
    ) -> None:
        for _round in range(2):
            for number in range(throttle.ACCOUNT_TRIES - 1):
                with pytest.raises(UnknownNumberError):
                    let_through(session, toys, f"0000000{number}")
            assert let_through(session, toys, number_of(ask(session)))


class TestTheSameNumber:
    """Two phones never show the same number."""

    @pytest.fixture(autouse=True)
    def few_tokens(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Chance gives the first token twice."""
        tokens = iter(["first", "first", "second"])
        monkeypatch.setattr("mpt.services.proof.new_token", lambda: next(tokens))

    @pytest.mark.parametrize("name", [AFANG.name, "没有这个人"])
    def test_a_number_that_a_worker_shows_is_nobody_elses(self, session: Session, toys: Place, name: str) -> None:
        learner, _token = accounts.begin(session, "new." + "a" * 60)
        learner.name, learner.name_key, learner.pin_hash = AFANG.name, AFANG.name, "-"
        factories.join(session, learner.id, factories.codes_of(session, toys.factory.id)[0][0].code)
        assert ask(session) == "first"
        assert ask(session, name) == "second"


def test_of_two_taps_at_once_one_lets_through(database: Database) -> None:
    with database.session(writes=True) as session:
        toys = Place(factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0])
        member(session, AFANG, toys)
        token = ask(session)
        session.commit()
    outcomes = at_once(database, lambda each: let_through(each, toys, number_of(token)), people=3)
    assert sorted(outcomes) == [False, False, True]


def test_of_two_phones_that_set_a_pin_at_once_one_does(database: Database) -> None:
    with database.session(writes=True) as session:
        toys = Place(factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0])
        member(session, AFANG, toys)
        tokens = [let_in(session, toys), let_in(session, toys)]
        session.commit()
    outcomes = at_once(database, lambda each: desk.set_pin(each, tokens.pop(), NEW, PHONES)[0].name)
    assert AFANG.name in outcomes
    assert [type(outcome) for outcome in outcomes if outcome != AFANG.name] == [NotLetThroughError]
    with database.session(writes=False) as session:
        assert count(session, SignIn) == 1


def test_guesses_at_once_are_no_more_than_guesses_one_by_one(database: Database) -> None:
    with database.session(writes=True) as session:
        toys = Place(factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0])
        session.commit()

    def guess(session: Session) -> None:
        try:
            let_through(session, toys, "00000000")
        except UnknownNumberError:
            session.commit()  # as the page does: the failure counts
            raise

    outcomes = at_once(database, guess, people=8)
    tried = [outcome for outcome in outcomes if isinstance(outcome, UnknownNumberError)]
    assert len(tried) == throttle.ACCOUNT_TRIES
    assert all(isinstance(outcome, (UnknownNumberError, TooManyTriesError)) for outcome in outcomes)
