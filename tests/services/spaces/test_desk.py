"""Chen at the door at eight in the morning: codes, cards, who came, and how many."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from mpt.models import ChildCard, Factory, Headcount, Presence, Space
from mpt.rules import spaces
from mpt.services import factories
from mpt.services.spaces import desk, opening, places
from mpt.services.spaces.desk import (
    CardOnDay,
    CardReturnedError,
    NotGivenError,
    NotOpenError,
    UnknownCardError,
    UnknownCodeError,
)
from mpt.services.spaces.line import SpaceOverError, UnknownEnrolmentError, UnknownSpaceError
from tests.services.acts import count
from tests.services.space_acts import family, open_summer, tap, with_cards

TUESDAY, TODAY, THURSDAY = date(2026, 7, 7), date(2026, 7, 8), date(2026, 7, 9)


@pytest.fixture
def full(session: Session, factory: Factory) -> Space:
    """A space with room for twenty."""
    return open_summer(session, factory, places="20")


class TestTheCode:
    def test_is_read_as_parents_show_it(self, session: Session, summer: Space, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mpt.services.spaces.line.new_code", lambda _length: "10ABCD")
        asked = family(session, summer)
        for shown in ("10ABCD", " 10a-bcd", "lO ABCD", "１０ＡＢＣＤ"):
            assert desk.by_code(session, summer.id, shown) is asked

    def test_of_another_space_or_of_nobody_is_unknown(self, session: Session, factory: Factory, summer: Space) -> None:
        elsewhere = family(session, open_summer(session, factory))
        for shown in (elsewhere.code, "", "??????", "ZZZZZZ"):
            with pytest.raises(UnknownCodeError):
                desk.by_code(session, summer.id, shown)

    def test_of_who_gave_up_is_unknown_but_not_of_who_waits(self, session: Session, summer: Space) -> None:
        family(session, summer, six=3)
        waits, left = family(session, summer), family(session, summer)
        places.withdraw_at_desk(session, summer.id, left.id)
        assert desk.by_code(session, summer.id, waits.code) is waits
        with pytest.raises(UnknownCodeError):
            desk.by_code(session, summer.id, left.code)


class TestCards:
    def test_each_child_gets_one_with_its_band_the_youngest_first(self, session: Session, full: Space) -> None:
        asked = family(session, full, nine=1, three=1, six=2)
        cards = desk.give_cards(session, full.id, asked.id)
        assert [(card.number, card.band) for card in cards] == [(1, "3-5"), (2, "6-8"), (3, "6-8"), (4, "9-11")]
        assert with_cards(session, full) == [5]

    def test_giving_twice_gives_the_same(self, session: Session, full: Space) -> None:
        asked = family(session, full, six=2)
        first = desk.give_cards(session, full.id, asked.id)
        assert desk.give_cards(session, full.id, asked.id) == first == desk.cards_of(session, asked.id)
        assert count(session, ChildCard) == 2

    def test_a_child_who_comes_later_gets_one_more(self, session: Session, full: Space, afang: uuid.UUID) -> None:
        asked = places.ask(session, full.id, afang, {"6-8": 1})
        desk.give_cards(session, full.id, asked.id)
        with_cards(session, full)
        places.ask(session, full.id, afang, {"6-8": 1, "3-5": 1})
        cards = desk.give_cards(session, full.id, asked.id)
        assert [(card.number, card.band) for card in cards] == [(1, "6-8"), (3, "3-5")]

    def test_as_many_are_to_give_as_children_with_a_place_have_none(self, session: Session, summer: Space) -> None:
        asked, waits = family(session, summer, six=1, nine=2), family(session, summer)
        assert [desk.cards_to_give(one, []) for one in (asked, waits)] == [3, 0]
        cards = desk.give_cards(session, summer.id, asked.id)
        assert [desk.cards_to_give(asked, out) for out in (cards[:1], cards)] == [2, 0]
        places.withdraw_at_desk(session, summer.id, asked.id)
        assert desk.cards_to_give(asked, []) == 0

    def test_each_space_counts_its_own_numbers(self, session: Session, factory: Factory, full: Space) -> None:
        assert with_cards(session, full) == with_cards(session, open_summer(session, factory)) == [1]

    def test_none_for_who_waits_or_gave_up_or_is_not_here(
        self, session: Session, factory: Factory, summer: Space
    ) -> None:
        there, waits = family(session, summer, six=3), family(session, summer)
        elsewhere = family(session, open_summer(session, factory))
        with pytest.raises(NotGivenError):
            desk.give_cards(session, summer.id, waits.id)
        places.withdraw_at_desk(session, summer.id, there.id)
        with pytest.raises(NotGivenError):
            desk.give_cards(session, summer.id, there.id)
        with pytest.raises(UnknownEnrolmentError):
            desk.give_cards(session, summer.id, elsewhere.id)
        with pytest.raises(UnknownSpaceError):
            desk.give_cards(session, uuid.uuid4(), waits.id)
        assert count(session, ChildCard) == 0

    def test_none_when_the_space_is_over(self, session: Session, factory: Factory, summer: Space) -> None:
        asked = family(session, summer)
        opening.end(session, factory.id, summer.id)
        with pytest.raises(SpaceOverError):
            desk.give_cards(session, summer.id, asked.id)


class TestACardThatComesBack:
    def test_frees_a_place_and_its_number_is_nobody_elses(self, session: Session, summer: Space) -> None:
        asked, waits = family(session, summer, six=1, nine=2), family(session, summer)
        desk.give_cards(session, summer.id, asked.id)
        card = desk.return_card(session, summer.id, 2)
        session.expire_all()
        assert card.returned_at is not None
        assert (asked.children, asked.bands, asked.withdrawn_at) == (2, {"6-8": 1, "9-11": 1}, None)
        assert [one.number for one in desk.cards_of(session, asked.id)] == [1, 3]
        assert waits.given_at is not None
        assert [one.number for one in desk.give_cards(session, summer.id, waits.id)] == [4]

    def test_of_the_last_child_ends_what_the_family_asked_for(self, session: Session, summer: Space) -> None:
        asked, waits = family(session, summer, six=1), family(session, summer, six=3)
        desk.give_cards(session, summer.id, asked.id)
        desk.return_card(session, summer.id, 1)
        assert asked.withdrawn_at is not None
        assert waits.given_at is not None
        assert places.taken(session, summer.id).given == 3

    def test_twice_changes_nothing(self, session: Session, summer: Space) -> None:
        asked = family(session, summer, six=2)
        desk.give_cards(session, summer.id, asked.id)
        returned_at = desk.return_card(session, summer.id, 1).returned_at
        assert desk.return_card(session, summer.id, 1).returned_at == returned_at
        assert asked.children == 1

    def test_must_have_been_given(self, session: Session, summer: Space) -> None:
        with pytest.raises(UnknownCardError):
            desk.return_card(session, summer.id, 1)
        with pytest.raises(UnknownSpaceError):
            desk.return_card(session, uuid.uuid4(), 1)


class TestATap:
    def test_counts_once(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        [number] = with_cards(session, full)
        for _twice in range(2):
            tap(session, full, TODAY, number, chen)
        row = session.get_one(Presence, (full.id, TODAY, number))
        assert row.noted_by == chen
        assert count(session, Presence) == 1

    def test_that_was_wrong_is_taken_back(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        [number] = with_cards(session, full)
        tap(session, full, TUESDAY, number, chen)
        tap(session, full, TODAY, number, chen)
        for _twice in range(2):
            desk.note_all(session, full.id, TODAY, (), {number}, chen)
        assert count(session, Presence) == 1
        assert desk.day_sheet(session, full.id, TUESDAY).tapped == 1

    def test_of_a_card_that_was_never_given_is_refused(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        with_cards(session, full)
        with pytest.raises(UnknownCardError):
            tap(session, full, TODAY, 2, chen)

    def test_of_a_card_that_came_back_is_refused_from_the_next_day_on(
        self, session: Session, full: Space, chen: uuid.UUID
    ) -> None:
        with_cards(session, full, six=2)
        desk.return_card(session, full.id, 1)
        tap(session, full, TODAY, 1, chen)  # in the morning the child was there
        with time_machine.travel(datetime(2026, 7, 9, 0, tzinfo=UTC)):
            tap(session, full, TUESDAY, 1, chen)  # from the list on paper
            with pytest.raises(CardReturnedError):
                tap(session, full, THURSDAY, 1, chen)

    @pytest.mark.parametrize(
        "day",
        [
            date(2026, 7, 5),  # a Sunday, before the first day
            date(2026, 7, 9),  # tomorrow
            date(2026, 7, 11),  # a Saturday
        ],
    )
    def test_is_refused_on_days_that_cannot_be(self, session: Session, full: Space, chen: uuid.UUID, day: date) -> None:
        [number] = with_cards(session, full)
        for act in (
            lambda: desk.note_all(session, full.id, day, (), {number}, chen),
            lambda: desk.note_all(session, full.id, day, {number}, (), chen),
            lambda: desk.count_heads(session, full.id, day, 5, chen),
            lambda: desk.count_heads(session, full.id, day, None, chen),
        ):
            with pytest.raises(NotOpenError):
                act()
        assert count(session, Presence) == count(session, Headcount) == 0

    def test_may_come_a_week_late_and_no_later(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        [number] = with_cards(session, full)
        with time_machine.travel(datetime(2026, 7, 15, 0, tzinfo=UTC)):
            tap(session, full, TODAY, number, chen)
            with pytest.raises(NotOpenError):
                tap(session, full, TUESDAY, number, chen)

    def test_is_of_the_factorys_own_day(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        mexican = factories.open_factory(session, "北方厂", "Norte", "MX")[0]
        there = open_summer(session, mexican)
        [here_card], [there_card] = with_cards(session, full), with_cards(session, there)
        with time_machine.travel(datetime(2026, 7, 8, 17, tzinfo=UTC)):  # one o'clock on Thursday in China
            tap(session, full, THURSDAY, here_card, chen)
            with pytest.raises(NotOpenError):
                tap(session, there, THURSDAY, there_card, chen)

    def test_may_still_come_when_the_space_has_ended_but_not_for_days_after(
        self, session: Session, factory: Factory, full: Space, chen: uuid.UUID
    ) -> None:
        [number] = with_cards(session, full)
        opening.end(session, factory.id, full.id)
        with time_machine.travel(datetime(2026, 7, 10, 0, tzinfo=UTC)):
            assert desk.days_to_note(session, full.id) == [TODAY, TUESDAY, date(2026, 7, 6)]
            tap(session, full, TODAY, number, chen)
            with pytest.raises(NotOpenError):
                tap(session, full, THURSDAY, number, chen)

    def test_needs_a_space(self, session: Session, chen: uuid.UUID) -> None:
        for act in (
            lambda: desk.note_all(session, uuid.uuid4(), TODAY, {1}, (), chen),
            lambda: desk.count_heads(session, uuid.uuid4(), TODAY, 1, chen),
            lambda: desk.day_sheet(session, uuid.uuid4(), TODAY),
            lambda: desk.days_to_note(session, uuid.uuid4()),
        ):
            with pytest.raises(UnknownSpaceError):
                act()


class TestAList:
    def test_notes_who_came_and_takes_back_who_did_not(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        with_cards(session, full, six=4)
        tap(session, full, TODAY, 1, chen)
        tap(session, full, TODAY, 2, chen)
        for _twice in range(2):
            desk.note_all(session, full.id, TODAY, came={2, 3}, not_came={1, 4, 99}, staff_id=chen)
            sheet = desk.day_sheet(session, full.id, TODAY)
            assert [card.number for card in sheet.cards if card.is_there] == [2, 3]

    def test_leaves_alone_what_another_desk_tapped_meanwhile(
        self, session: Session, full: Space, chen: uuid.UUID
    ) -> None:
        with_cards(session, full, six=3)
        tap(session, full, TODAY, 3, chen)  # not on the page that Chen sends
        desk.note_all(session, full.id, TODAY, came={1}, not_came={2}, staff_id=chen)
        assert desk.day_sheet(session, full.id, TODAY).tapped == 2

    def test_is_taken_whole_or_not_at_all(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        with_cards(session, full, six=3)
        tap(session, full, TODAY, 1, chen)
        with pytest.raises(UnknownCardError):
            desk.note_all(session, full.id, TODAY, came={2, 4}, not_came={1}, staff_id=chen)
        assert [card.number for card in desk.day_sheet(session, full.id, TODAY).cards if card.is_there] == [1]

    def test_of_nobody_is_a_list_too(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        desk.note_all(session, full.id, TODAY, came=(), not_came=(), staff_id=chen)
        assert count(session, Presence) == 0


class TestHeads:
    def test_count_instead_of_cards_and_the_latest_count_stands(
        self, session: Session, full: Space, chen: uuid.UUID
    ) -> None:
        with_cards(session, full, six=2)
        tap(session, full, TODAY, 1, chen)
        desk.count_heads(session, full.id, TODAY, 12, chen)
        desk.count_heads(session, full.id, TODAY, 15, chen)
        sheet = desk.day_sheet(session, full.id, TODAY)
        assert (sheet.tapped, sheet.headcount, sheet.children) == (1, 15, 15)
        assert count(session, Headcount) == 1
        assert session.get_one(Headcount, (full.id, TODAY)).noted_by == chen

    def test_below_the_cards_are_refused_and_the_earlier_count_stands(
        self, session: Session, full: Space, chen: uuid.UUID
    ) -> None:
        with_cards(session, full, six=2)
        for number in (1, 2):
            tap(session, full, TODAY, number, chen)
        desk.count_heads(session, full.id, TODAY, 3, chen)
        with pytest.raises(spaces.HeadcountTooLowError):
            desk.count_heads(session, full.id, TODAY, 1, chen)
        assert desk.day_sheet(session, full.id, TODAY).headcount == 3
        desk.count_heads(session, full.id, TODAY, 2, chen)
        assert desk.day_sheet(session, full.id, TODAY).children == 2

    def test_never_take_a_card_away_that_is_tapped_after(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        with_cards(session, full, six=2)
        desk.count_heads(session, full.id, TODAY, 1, chen)
        for number in (1, 2):
            tap(session, full, TODAY, number, chen)
        assert desk.day_sheet(session, full.id, TODAY).children == 2

    def test_are_taken_back(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        desk.count_heads(session, full.id, TODAY, 12, chen)
        for _twice in range(2):
            desk.count_heads(session, full.id, TODAY, None, chen)
            sheet = desk.day_sheet(session, full.id, TODAY)
            assert (sheet.headcount, sheet.children) == (None, 0)

    def test_beyond_what_anybody_counts_are_refused(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        with pytest.raises(spaces.HeadcountError):
            desk.count_heads(session, full.id, TODAY, 1001, chen)

    def test_may_be_more_than_there_are_places(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        desk.count_heads(session, full.id, TODAY, 23, chen)
        assert desk.day_sheet(session, full.id, TODAY).children == 23


class TestTheDaysSheet:
    def test_has_each_card_and_who_is_there(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        with_cards(session, full, three=1, six=2)
        tap(session, full, TODAY, 2, chen)
        sheet = desk.day_sheet(session, full.id, TODAY)
        assert sheet.cards == (
            CardOnDay(1, "3-5", is_there=False, is_returned=False),
            CardOnDay(2, "6-8", is_there=True, is_returned=False),
            CardOnDay(3, "6-8", is_there=False, is_returned=False),
        )
        assert (sheet.day, sheet.tapped, sheet.headcount, sheet.children) == (TODAY, 1, None, 1)

    def test_keeps_a_card_that_came_back_up_to_that_day(self, session: Session, full: Space, chen: uuid.UUID) -> None:
        with_cards(session, full, six=2)
        tap(session, full, TUESDAY, 1, chen)
        desk.return_card(session, full.id, 1)
        with time_machine.travel(datetime(2026, 7, 9, 0, tzinfo=UTC)):
            listed = {
                day: [
                    (card.number, card.is_there, card.is_returned)
                    for card in desk.day_sheet(session, full.id, day).cards
                ]
                for day in (TUESDAY, TODAY, THURSDAY)
            }
        assert listed == {
            TUESDAY: [(1, True, True), (2, False, False)],
            TODAY: [(1, False, True), (2, False, False)],
            THURSDAY: [(2, False, False)],
        }

    def test_is_of_a_day_that_can_be_noted(self, session: Session, full: Space) -> None:
        assert desk.days_to_note(session, full.id) == [TODAY, TUESDAY, date(2026, 7, 6)]
