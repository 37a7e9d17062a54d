"""Afang asks for places on her phone. There are three; whoever comes later waits, and moves up when some are free."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from mpt.models import Factory, Space, SpaceEnrolment
from mpt.rules import codes, spaces
from mpt.services import accounts, factories, memberships
from mpt.services.spaces import desk, line, opening, places
from mpt.services.spaces.line import (
    CardsOutError,
    NoRoomError,
    NotAMemberError,
    SpaceOverError,
    UnknownEnrolmentError,
    UnknownSpaceError,
)
from mpt.services.spaces.places import Taken
from tests.services.acts import count
from tests.services.space_acts import family, open_summer, parent

TWO = {"6-8": 1, "9-11": 1}


def ask(session: Session, space: Space, learner: uuid.UUID, **children: int) -> SpaceEnrolment:
    """Ask for places as a family at the desk does, but with a phone."""
    bands = {"three": "3-5", "six": "6-8", "nine": "9-11"}
    return places.ask(session, space.id, learner, {bands[age]: number for age, number in children.items()})


class TestAsking:
    def test_a_place_is_given_at_once_where_there_is_one(
        self, session: Session, summer: Space, afang: uuid.UUID
    ) -> None:
        asked = places.ask(session, summer.id, afang, {"9-11": 1, "6-8": 1, "3-5": 0})
        session.expire_all()
        assert (asked.space_id, asked.learner_id, asked.children, asked.bands) == (summer.id, afang, 2, TWO)
        assert asked.given_at is not None
        assert len(asked.code) == 6
        assert set(asked.code) <= set(codes.ALPHABET)
        assert places.taken(session, summer.id) == Taken(places=3, given=2, waiting=0)

    def test_interest_before_the_first_day_is_asked_like_any_other(
        self, session: Session, factory: Factory, afang: uuid.UUID
    ) -> None:
        august = open_summer(session, factory, opens_on="2026-08-03")
        assert ask(session, august, afang, six=1).given_at is not None

    def test_who_does_not_fit_waits_and_a_smaller_family_may_still_fit(
        self, session: Session, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        family(session, summer, six=2)
        waits, fits = ask(session, summer, afang, six=2), ask(session, summer, lao_zhou, three=1)
        assert waits.given_at is None
        assert fits.given_at is not None
        assert (places.position(session, waits), places.position(session, fits)) == (1, 0)
        assert places.taken(session, summer.id) == Taken(places=3, given=3, waiting=2)
        assert places.waiting(session, summer.id) == [waits]

    def test_only_a_member_of_the_factory_may_ask(self, session: Session, factory: Factory, summer: Space) -> None:
        stranger = accounts.begin(session)[0].id
        other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
        colleague, gone = parent(session, other), parent(session, factory)
        memberships.leave(session, gone, factory.id)
        for learner in (stranger, colleague, gone):
            with pytest.raises(NotAMemberError):
                ask(session, summer, learner, six=1)
        assert count(session, SpaceEnrolment) == 0

    @pytest.mark.parametrize(
        ("bands", "refusal"),
        [
            ({}, spaces.NoChildrenError),
            ({"12-15": 1}, spaces.BandError),
            ({"6-8": 4}, spaces.TooManyChildrenError),
        ],
    )
    def test_children_whom_the_space_cannot_take_are_refused(
        self, session: Session, summer: Space, afang: uuid.UUID, bands: dict[str, int], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            places.ask(session, summer.id, afang, bands)
        with pytest.raises(refusal):
            places.write_down(session, uuid.uuid4(), summer.id, bands)
        assert count(session, SpaceEnrolment) == 0

    def test_nobody_asks_where_no_space_is(self, session: Session, afang: uuid.UUID) -> None:
        with pytest.raises(UnknownSpaceError):
            places.ask(session, uuid.uuid4(), afang, TWO)

    def test_on_the_last_day_one_may_still_ask_and_after_it_no_more(
        self, session: Session, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        with time_machine.travel(datetime(2026, 8, 21, 15, 59, tzinfo=UTC)):  # a minute before midnight in China
            assert ask(session, summer, afang, six=1).given_at is not None
        with time_machine.travel(datetime(2026, 8, 21, 16, 0, tzinfo=UTC)), pytest.raises(SpaceOverError):
            ask(session, summer, lao_zhou, six=1)

    def test_nobody_asks_where_the_space_was_ended(
        self, session: Session, factory: Factory, summer: Space, afang: uuid.UUID
    ) -> None:
        opening.end(session, factory.id, summer.id)
        with pytest.raises(SpaceOverError):
            ask(session, summer, afang, six=1)
        with pytest.raises(SpaceOverError):
            family(session, summer)

    def test_no_two_families_have_one_code(
        self, session: Session, summer: Space, afang: uuid.UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = iter(["7K3M9Q", "7K3M9Q", "8QRSTV"])
        monkeypatch.setattr(line, "new_code", lambda _length: next(drawn))
        assert ask(session, summer, afang, six=1).code == "7K3M9Q"
        assert family(session, summer).code == "8QRSTV"


class TestAskingAgain:
    def test_the_same_twice_changes_nothing(self, session: Session, summer: Space, afang: uuid.UUID) -> None:
        first = ask(session, summer, afang, six=2)
        before = (first.code, first.asked_at, first.given_at)
        again = ask(session, summer, afang, six=2)
        assert (again.id, again.code, again.asked_at, again.given_at) == (first.id, *before)
        assert count(session, SpaceEnrolment) == 1

    def test_who_has_places_may_have_more_while_there_are_some(
        self, session: Session, summer: Space, afang: uuid.UUID
    ) -> None:
        ask(session, summer, afang, six=1)
        grown = ask(session, summer, afang, six=1, nine=2)
        session.expire_all()
        assert (grown.children, grown.bands) == (3, {"6-8": 1, "9-11": 2})
        assert places.taken(session, summer.id).free == 0

    def test_who_wants_more_than_there_are_keeps_what_was_given(
        self, session: Session, summer: Space, afang: uuid.UUID
    ) -> None:
        asked = ask(session, summer, afang, six=1)
        family(session, summer, six=2)
        with pytest.raises(NoRoomError):
            ask(session, summer, afang, six=2)
        session.expire_all()
        assert (asked.children, asked.bands, bool(asked.given_at)) == (1, {"6-8": 1}, True)

    def test_who_needs_fewer_frees_a_place_for_who_waits(
        self, session: Session, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        ask(session, summer, afang, six=3)
        waits = ask(session, summer, lao_zhou, six=1)
        ask(session, summer, afang, nine=2)
        session.expire_all()
        assert waits.given_at is not None
        assert places.own(session, afang)[0].enrolment.bands == {"9-11": 2}  # type: ignore[union-attr]

    def test_who_waits_keeps_the_place_in_the_line_for_as_many_children(
        self, session: Session, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        family(session, summer, six=3)
        first, second = ask(session, summer, afang, six=2), ask(session, summer, lao_zhou, six=2)
        ask(session, summer, afang, six=1, nine=1)
        assert places.waiting(session, summer.id) == [first, second]

    def test_who_waits_with_more_goes_to_the_end(
        self, session: Session, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        family(session, summer, six=3)
        first, second = ask(session, summer, afang, six=1), ask(session, summer, lao_zhou, six=1)
        ask(session, summer, afang, six=2)
        assert places.waiting(session, summer.id) == [second, first]
        assert (places.position(session, first), places.position(session, second)) == (2, 1)

    def test_who_waits_with_fewer_may_fit_now(self, session: Session, summer: Space, afang: uuid.UUID) -> None:
        family(session, summer, six=2)
        assert ask(session, summer, afang, six=2).given_at is None
        assert ask(session, summer, afang, six=1).given_at is not None

    def test_no_child_with_a_card_loses_its_place_from_a_phone(
        self, session: Session, summer: Space, afang: uuid.UUID
    ) -> None:
        asked = ask(session, summer, afang, six=1, nine=1)
        desk.give_cards(session, summer.id, asked.id)
        with pytest.raises(CardsOutError):
            ask(session, summer, afang, six=1)
        with pytest.raises(CardsOutError):
            ask(session, summer, afang, six=2)
        assert ask(session, summer, afang, six=1, nine=2).children == 3

    def test_after_giving_up_one_asks_anew_with_another_code(
        self, session: Session, summer: Space, afang: uuid.UUID
    ) -> None:
        before = ask(session, summer, afang, six=1)
        places.withdraw(session, summer.id, afang)
        after = ask(session, summer, afang, six=1)
        assert after.id != before.id
        assert after.code != before.code
        assert before.withdrawn_at is not None


class TestGivingUp:
    def test_the_first_in_the_line_who_fits_moves_up(self, session: Session, summer: Space, afang: uuid.UUID) -> None:
        ask(session, summer, afang, six=2)
        family(session, summer)
        large, small, late = family(session, summer, six=3), family(session, summer, six=2), family(session, summer)
        places.withdraw(session, summer.id, afang)
        session.expire_all()
        assert [bool(one.given_at) for one in (large, small, late)] == [False, True, False]

    def test_several_move_up_where_several_fit(self, session: Session, summer: Space, afang: uuid.UUID) -> None:
        ask(session, summer, afang, six=3)
        waits = [family(session, summer), family(session, summer), family(session, summer, six=2)]
        places.withdraw(session, summer.id, afang)
        assert [bool(one.given_at) for one in waits] == [True, True, False]

    def test_twice_or_without_having_asked_changes_nothing(
        self, session: Session, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        asked = ask(session, summer, afang, six=1)
        places.withdraw(session, summer.id, afang)
        withdrawn_at = asked.withdrawn_at
        places.withdraw(session, summer.id, afang)
        places.withdraw(session, summer.id, lao_zhou)
        assert asked.withdrawn_at == withdrawn_at
        with pytest.raises(UnknownSpaceError):
            places.withdraw(session, uuid.uuid4(), afang)

    def test_cards_that_nobody_brings_back_are_used_no_more(
        self, session: Session, summer: Space, afang: uuid.UUID, chen: uuid.UUID
    ) -> None:
        asked = ask(session, summer, afang, six=1)
        [card] = desk.give_cards(session, summer.id, asked.id)
        places.withdraw(session, summer.id, afang)
        assert card.returned_at is not None
        assert desk.cards_of(session, asked.id) == []

    def test_on_the_last_day_who_waits_moves_up_before_who_comes_new(
        self, session: Session, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        ask(session, summer, afang, six=3)
        waits = family(session, summer, six=3)
        with time_machine.travel(datetime(2026, 8, 21, 1, tzinfo=UTC)):
            places.withdraw(session, summer.id, afang)
            new = ask(session, summer, lao_zhou, six=1)
        assert waits.given_at is not None
        assert new.given_at is None

    def test_nobody_moves_up_after_the_last_day_or_in_a_space_that_has_ended(
        self, session: Session, factory: Factory, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        ask(session, summer, afang, six=2)
        ask(session, summer, lao_zhou, six=1)
        waits = family(session, summer)
        with time_machine.travel(datetime(2026, 8, 21, 16, tzinfo=UTC)):  # midnight in China
            places.withdraw(session, summer.id, lao_zhou)
        assert waits.given_at is None
        opening.end(session, factory.id, summer.id)
        places.withdraw(session, summer.id, afang)
        assert waits.given_at is None

    def test_who_has_given_up_has_asked_and_nobody_else_has(
        self, session: Session, factory: Factory, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        ask(session, summer, afang, six=1)
        places.withdraw(session, summer.id, afang)
        asked = [places.has_ever_asked(session, learner, summer.id) for learner in (afang, lao_zhou)]
        assert asked == [True, False]
        assert not places.has_ever_asked(session, afang, open_summer(session, factory).id)

    def test_a_place_stays_when_the_parent_leaves_the_factory(
        self, session: Session, factory: Factory, summer: Space, afang: uuid.UUID
    ) -> None:
        asked = ask(session, summer, afang, six=2)
        memberships.leave(session, afang, factory.id)
        assert [one.enrolment for one in places.own(session, afang)] == [asked]
        assert places.taken(session, summer.id).given == 2
        with pytest.raises(NotAMemberError):
            ask(session, summer, afang, six=3)
        assert ask(session, summer, afang, six=1).children == 1
        places.withdraw(session, summer.id, afang)
        assert places.taken(session, summer.id) == Taken(places=3, given=0, waiting=0)


class TestAtTheDesk:
    def test_a_family_without_a_phone_is_written_down_once(self, session: Session, summer: Space) -> None:
        submission = uuid.uuid4()
        first = places.write_down(session, submission, summer.id, TWO)
        again = places.write_down(session, submission, summer.id, {"3-5": 1})
        assert (again.id, again.bands, again.learner_id) == (first.id, TWO, None)
        assert places.find(session, summer.id, submission) is first

    def test_the_double_tap_is_answered_even_when_the_space_is_over(
        self, session: Session, factory: Factory, summer: Space
    ) -> None:
        written = family(session, summer)
        opening.end(session, factory.id, summer.id)
        assert places.write_down(session, written.id, summer.id, TWO) is written

    def test_several_families_without_a_phone_are_several(self, session: Session, summer: Space) -> None:
        assert family(session, summer).code != family(session, summer).code
        assert places.taken(session, summer.id).given == 2

    def test_a_family_gives_up_at_the_desk(self, session: Session, summer: Space) -> None:
        leaves, waits = family(session, summer, six=3), family(session, summer)
        places.withdraw_at_desk(session, summer.id, leaves.id)
        withdrawn_at = leaves.withdrawn_at
        places.withdraw_at_desk(session, summer.id, leaves.id)
        assert leaves.withdrawn_at == withdrawn_at is not None
        assert waits.given_at is not None

    def test_a_family_of_another_space_is_not_found(self, session: Session, factory: Factory, summer: Space) -> None:
        elsewhere = family(session, open_summer(session, factory))
        for act in (
            lambda: places.find(session, summer.id, elsewhere.id),
            lambda: places.find(session, summer.id, uuid.uuid4()),
            lambda: places.withdraw_at_desk(session, summer.id, elsewhere.id),
            lambda: places.write_down(session, elsewhere.id, summer.id, TWO),
        ):
            with pytest.raises(UnknownEnrolmentError):
                act()
        assert elsewhere.withdrawn_at is None

    def test_those_with_places_are_listed_by_code_with_their_cards(
        self, session: Session, summer: Space, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = iter(["ZZZZZZ", "222222", "555555"])
        monkeypatch.setattr(line, "new_code", lambda _length: next(drawn))
        first, second, _waits = family(session, summer, six=2), family(session, summer), family(session, summer, six=2)
        desk.give_cards(session, summer.id, first.id)
        desk.return_card(session, summer.id, 1)
        assert places.given(session, summer.id) == [(second, []), (first, [2])]


class TestLooking:
    def test_a_parent_sees_the_spaces_of_her_factories_that_are_not_over(
        self, session: Session, factory: Factory, summer: Space, afang: uuid.UUID
    ) -> None:
        other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
        open_summer(session, other)
        center = open_summer(session, factory, kind="center", opens_on="2026-06-01", closes_on="")
        open_summer(session, factory, opens_on="2026-06-01", closes_on="2026-07-07")  # over since yesterday
        ended = open_summer(session, factory)
        opening.end(session, factory.id, ended.id)
        asked = ask(session, summer, afang, six=1)
        seen = [(one.space, one.factory, one.enrolment) for one in places.seen_by(session, afang)]
        assert seen == [(center, factory, None), (summer, factory, asked)]

    def test_what_one_asked_for_another_does_not_see(
        self, session: Session, factory: Factory, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        ask(session, summer, afang, six=1)
        assert [one.enrolment for one in places.seen_by(session, lao_zhou)] == [None]
        assert places.for_parent(session, lao_zhou, summer.id).enrolment is None
        assert places.own(session, lao_zhou) == []

    def test_what_was_given_up_is_not_seen_any_more(self, session: Session, summer: Space, afang: uuid.UUID) -> None:
        ask(session, summer, afang, six=1)
        places.withdraw(session, summer.id, afang)
        assert [one.enrolment for one in places.seen_by(session, afang)] == [None]
        assert places.own(session, afang) == []

    def test_who_left_the_factory_sees_only_where_her_child_is(
        self, session: Session, factory: Factory, summer: Space, afang: uuid.UUID, lao_zhou: uuid.UUID
    ) -> None:
        open_summer(session, factory)
        ask(session, summer, afang, six=1)
        for learner in (afang, lao_zhou):
            memberships.leave(session, learner, factory.id)
        assert [one.space for one in places.seen_by(session, afang)] == [summer]
        assert places.for_parent(session, afang, summer.id).space is summer
        assert places.seen_by(session, lao_zhou) == []
        with pytest.raises(UnknownSpaceError):
            places.for_parent(session, lao_zhou, summer.id)

    def test_ones_own_places_are_seen_when_the_space_is_over_too_the_latest_first(
        self, session: Session, factory: Factory, summer: Space, afang: uuid.UUID
    ) -> None:
        later = open_summer(session, factory, opens_on="2026-07-20")
        asked = [ask(session, space, afang, six=1) for space in (summer, later)]
        opening.end(session, factory.id, summer.id)
        assert [one.enrolment for one in places.own(session, afang)] == asked[::-1]
        assert places.for_parent(session, afang, summer.id).space.ended_at is not None

    def test_a_space_that_is_not_there_is_nobodys(self, session: Session, afang: uuid.UUID) -> None:
        with pytest.raises(UnknownSpaceError):
            places.for_parent(session, afang, uuid.uuid4())
        with pytest.raises(UnknownSpaceError):
            places.taken(session, uuid.uuid4())

    def test_all_spaces_of_a_factory_say_how_their_places_stand(
        self, session: Session, factory: Factory, summer: Space
    ) -> None:
        other = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0]
        open_summer(session, other)
        empty = open_summer(session, factory, places="20")
        family(session, summer, six=2)
        family(session, summer, six=2)
        left = family(session, summer)
        places.withdraw_at_desk(session, summer.id, left.id)
        assert places.taken_of_factory(session, factory.id) == {
            summer.id: Taken(places=3, given=2, waiting=2),
            empty.id: Taken(places=20, given=0, waiting=0),
        }
