"""What counsellors do with cases: who has which, what lies where, and two who answer at once."""

import itertools
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import HelplineCase, HelplineCount, HelplineMessage, Staff
from mpt.models.database import Database
from mpt.rules.helpline import TextMissingError, Topic
from mpt.services import staff
from mpt.services.helpline import boxes, inbox, writing
from mpt.services.helpline.inbox import (
    Act,
    AnsweredMeanwhileError,
    Box,
    NotCounsellorError,
    TakenMeanwhileError,
    UnknownCaseError,
)
from mpt.services.helpline.writing import AlreadySentError, Begun
from tests.cast import LIN
from tests.services.acts import at_once, count
from tests.services.helpline.acts import (
    COUNSELLOR,
    SEALER,
    SUN,
    TEXT,
    ZONE,
    answer,
    begin,
    case_of,
    come_back,
    counsellor,
    look,
    read,
    write_on,
)
from tests.services.staff_acts import settled

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)


@pytest.fixture
def qiu(session: Session) -> uuid.UUID:
    """A counsellor."""
    return counsellor(session)


@pytest.fixture
def sun(session: Session) -> uuid.UUID:
    """Another one."""
    return counsellor(session, SUN)


def where(session: Session, begun: Begun, staff_id: uuid.UUID) -> list[Box]:
    """Return the boxes of somebody's in which a case lies."""
    found = [one for one in Box if begun.code in [row.code for row in inbox.box(session, one, staff_id)]]
    sizes = inbox.sizes(session, staff_id)
    assert all(sizes[one] == len(inbox.box(session, one, staff_id)) for one in Box)
    return found


def acts(session: Session, begun: Begun, staff_id: uuid.UUID) -> list[tuple[Act, str]]:
    return [(event.act, event.counsellor) for event in look(session, begun, staff_id).events]


def case_id(session: Session, begun: Begun) -> uuid.UUID:
    return case_of(session, begun).id


# The boxes


def test_a_case_goes_from_box_to_box(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False) as clock:

        def lies(of_qiu: list[Box], of_sun: list[Box]) -> None:
            assert (where(session, begun, qiu), where(session, begun, sun)) == (of_qiu, of_sun)
            clock.shift(timedelta(minutes=1))

        begun = begin(session)
        lies([Box.NEW], [Box.NEW])
        inbox.take(session, case_id(session, begun), qiu)
        lies([Box.MINE], [])
        answer(session, begun, qiu)
        lies([Box.WAITING], [Box.WAITING])
        write_on(session, begun, "谢谢，还有一件事")
        lies([Box.MINE], [])
        inbox.hand_over(session, case_id(session, begun), qiu, sun)
        lies([], [Box.MINE])
        inbox.close(session, case_id(session, begun), sun, look(session, begun, sun).last_id)
        lies([Box.CLOSED], [Box.CLOSED])
        inbox.reopen(session, case_id(session, begun), qiu)
        lies([], [Box.MINE])


def test_whoever_answers_a_case_of_nobodys_has_it(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    begun = begin(session)
    answer(session, begun, qiu)
    assert case_of(session, begun).staff_id == qiu
    answer(session, begun, sun)
    assert case_of(session, begun).staff_id == qiu, "help isn't taking it away"


def test_an_answer_opens_a_closed_case(session: Session, qiu: uuid.UUID) -> None:
    begun = begin(session)
    inbox.close(session, case_id(session, begun), qiu, look(session, begun, qiu).last_id)
    answer(session, begun, qiu)
    assert where(session, begun, qiu) == [Box.WAITING]


def test_a_case_of_a_counsellor_who_has_left_is_new(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    begun = begin(session)
    inbox.take(session, case_id(session, begun), qiu)
    staff.take(session, qiu, COUNSELLOR)
    assert where(session, begun, sun) == [Box.NEW]
    assert inbox.box(session, Box.NEW, sun)[0].counsellor == "邱老师"


def test_a_case_left_lying_for_a_day_is_everybodys(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        begun = begin(session)
        inbox.take(session, case_id(session, begun), qiu)
        clock.shift(boxes.LEFT_AFTER)
        assert where(session, begun, sun) == []
        clock.shift(timedelta(seconds=1))
        assert where(session, begun, sun) == [Box.NEW]
        assert where(session, begun, qiu) == [Box.MINE]


def test_danger_left_lying_for_half_an_hour_is_everybodys(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        begun = begin(session)
        answer(session, begun, qiu)
        clock.shift(timedelta(hours=1))
        write_on(session, begun, "他打我孩子，我想自杀")
        clock.shift(boxes.DANGER_LEFT_AFTER)
        assert (where(session, begun, qiu), where(session, begun, sun)) == ([Box.MINE], [])
        clock.shift(timedelta(seconds=1))
        assert (where(session, begun, qiu), where(session, begun, sun)) == ([Box.MINE], [Box.NEW])
        answer(session, begun, sun)
        assert (where(session, begun, qiu), where(session, begun, sun)) == ([Box.WAITING], [Box.WAITING])


def test_danger_never_lies_aside_and_stands_behind_the_other(session: Session, qiu: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        aside, quiet = begin(session, is_danger=True), begin(session)
        for each in (aside, quiet):
            case_of(session, each).is_aside = True
        session.flush()
        clock.shift(timedelta(minutes=1))
        late, plain = begin(session, is_danger=True), begin(session)
        assert [row.code for row in inbox.box(session, Box.NEW, qiu)] == [late.code, aside.code, plain.code]
        assert (where(session, aside, qiu), where(session, quiet, qiu)) == ([Box.NEW], [Box.ASIDE])
        assert not look(session, aside, qiu).is_aside
        inbox.set_danger(session, case_id(session, quiet), qiu, is_danger=True)
        inbox.set_danger(session, case_id(session, aside), qiu, is_danger=False)
        assert (where(session, aside, qiu), where(session, quiet, qiu)) == ([Box.ASIDE], [Box.NEW])


def test_who_writes_again_stands_among_the_others(session: Session, qiu: uuid.UUID) -> None:
    begun = begin(session)
    case_of(session, begun).is_aside = True
    inbox.close(session, case_id(session, begun), qiu, look(session, begun, qiu).last_id)
    write_on(session, begun, "还是没发")
    assert where(session, begun, qiu) == [Box.NEW]


def test_a_case_of_somebody_who_does_not_come_in_is_new(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    begun = begin(session)
    inbox.hand_over(session, case_id(session, begun), sun, qiu)
    assert where(session, begun, sun) == []
    session.get_one(Staff, qiu).password_hash = None
    session.flush()
    assert where(session, begun, sun) == [Box.NEW]


def test_an_open_case_lies_in_a_box_of_whoever_comes_in(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    """Whatever became of it: somebody who comes in finds it within half an hour where there is danger, else within a day."""
    with time_machine.travel(NOON, tick=False) as clock:
        for danger, aside, holder in itertools.product((True, False), (True, False), (None, qiu, sun)):
            for answered in (True, False):
                case = case_of(session, begin(session, is_danger=danger))
                case.is_aside, case.staff_id = aside, holder
                case.answered_at = NOON if answered else None
        session.flush()
        for wait, of_sun in ((boxes.DANGER_LEFT_AFTER, {True}), (boxes.LEFT_AFTER, {True, False})):
            clock.move_to(NOON + wait + timedelta(seconds=1))
            found = {row.id for each in Box if each is not Box.CLOSED for row in inbox.box(session, each, sun)}
            missed = [case for case in session.scalars(select(HelplineCase)) if case.id not in found]
            assert not [case for case in missed if case.is_danger in of_sun]
            aside_box = {row.id for row in inbox.box(session, Box.ASIDE, sun)}
            assert not [each for each in aside_box if session.get_one(HelplineCase, each).is_danger]


def test_a_case_put_aside_is_taken_from_there(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    taken, answered, given = (begin(session) for _ in range(3))
    for each in (taken, answered, given):
        case_of(session, each).is_aside = True
        session.flush()
        assert where(session, each, qiu) == [Box.ASIDE]
    inbox.take(session, case_id(session, taken), qiu)
    answer(session, answered, qiu)
    inbox.hand_over(session, case_id(session, given), sun, qiu)
    assert [where(session, each, qiu) for each in (taken, answered, given)] == [[Box.MINE], [Box.WAITING], [Box.MINE]]


def test_danger_is_first_then_who_waits_longest(session: Session, qiu: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = begin(session)
        clock.shift(timedelta(hours=1))
        second = begin(session)
        clock.shift(timedelta(hours=1))
        danger = begin(session, "孩子不见了")
        clock.shift(timedelta(hours=1))
        write_on(session, first, "有人吗？")
        rows = inbox.box(session, Box.NEW, qiu)
    assert [row.code for row in rows] == [danger.code, first.code, second.code], "writing again loses no place"
    assert [row.since for row in rows] == [NOON + timedelta(hours=2), NOON, NOON + timedelta(hours=1)]
    assert [row.is_danger for row in rows] == [True, False, False]
    assert {(row.topic, row.language, row.counsellor) for row in rows} == {(Topic.PAY, "zh", "")}


def test_since_when_the_others_wait(session: Session, qiu: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        early, late = begin(session), begin(session)
        clock.shift(timedelta(hours=1))
        answer(session, early, qiu)
        clock.shift(timedelta(hours=1))
        answer(session, late, qiu)
        assert [row.code for row in inbox.box(session, Box.WAITING, qiu)] == [early.code, late.code]
        clock.shift(timedelta(hours=1))
        write_on(session, early, "好的")
        (mine,) = inbox.box(session, Box.MINE, qiu)
        assert mine.since == NOON + timedelta(hours=3)
        for each in (early, late):
            clock.shift(timedelta(hours=1))
            inbox.close(session, case_id(session, each), qiu, look(session, each, qiu).last_id)
        closed = inbox.box(session, Box.CLOSED, qiu)
    assert [(row.code, row.since) for row in closed] == [
        (late.code, NOON + timedelta(hours=5)),
        (early.code, NOON + timedelta(hours=4)),
    ]


def test_a_box_shows_so_many(session: Session, qiu: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MOST_SHOWN", 2)
    for _ in range(3):
        begin(session)
    assert len(inbox.box(session, Box.NEW, qiu)) == 2
    assert inbox.sizes(session, qiu)[Box.NEW] == 3


# A case


def test_a_case_shows_who_wrote_what(session: Session, qiu: uuid.UUID) -> None:
    begun = begin(session)
    answer(session, begun, qiu, "请问合同上怎么写？")
    seen = look(session, begun, qiu)
    assert [(each.is_worker, each.counsellor, each.text) for each in seen.written] == [
        (True, "", TEXT),
        (False, "邱老师", "请问合同上怎么写？"),
    ]
    assert (seen.code, seen.topic, seen.language, seen.counsellor) == (begun.code, Topic.PAY, "zh", "邱老师")
    assert (seen.is_danger, seen.is_aside, seen.is_closed, seen.staff_id) == (False, False, False, qiu)
    assert seen.last_id == seen.written[-1].id
    assert [each.is_worker for each in read(session, begun).said] == [True, False]


def test_who_opened_a_case_is_written_down(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        begun = begin(session)
        look(session, begun, qiu)
        clock.shift(timedelta(minutes=9))
        assert acts(session, begun, qiu) == [(Act.OPENED, "邱老师")], (
            "the page that comes after each act is no new look"
        )
        clock.shift(timedelta(minutes=1))
        assert acts(session, begun, sun) == [(Act.OPENED, "邱老师"), (Act.OPENED, "孙老师")]
        clock.shift(timedelta(minutes=1))
        assert acts(session, begun, qiu)[2:] == [(Act.OPENED, "邱老师")]


def test_a_text_moved_into_another_case_is_not_read(session: Session, qiu: uuid.UUID) -> None:
    begun, other = begin(session), begin(session, "别的")
    messages = {each.case_id: each for each in session.scalars(select(HelplineMessage))}
    mine, others = messages[case_id(session, begun)], messages[case_id(session, other)]
    mine.sealed = others.sealed
    assert [each.text for each in look(session, begun, qiu).written] == [None]


def test_a_message_moved_into_ones_own_case_is_not_read(session: Session) -> None:
    begun, other = begin(session), begin(session, "别的")
    for message in session.scalars(select(HelplineMessage)):
        message.case_id = case_id(session, begun)
    assert {each.text for each in read(session, begun).said} == {TEXT, None}
    assert read(session, other).said == []


def test_whoever_does_something_is_written_down_once(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        begun = begin(session)
        this, last = case_id(session, begun), look(session, begun, qiu).last_id
        for _ in range(2):
            inbox.take(session, this, qiu)
        clock.shift(timedelta(seconds=1))
        for _ in range(2):
            inbox.set_danger(session, this, qiu, is_danger=True)
        clock.shift(timedelta(seconds=1))
        inbox.set_danger(session, this, qiu, is_danger=False)
        clock.shift(timedelta(seconds=1))
        for _ in range(2):
            inbox.set_topic(session, this, qiu, Topic.HOURS, ZONE)
        clock.shift(timedelta(seconds=1))
        for _ in range(2):
            inbox.hand_over(session, this, qiu, sun)
        clock.shift(timedelta(seconds=1))
        for _ in range(2):
            inbox.close(session, this, sun, last)
        clock.shift(timedelta(seconds=1))
        for _ in range(2):
            inbox.reopen(session, this, sun)
        assert acts(session, begun, qiu) == [
            (Act.OPENED, "邱老师"),
            (Act.TAKEN, "邱老师"),
            (Act.DANGER_ON, "邱老师"),
            (Act.DANGER_OFF, "邱老师"),
            (Act.TOPIC, "邱老师"),
            (Act.GIVEN, "邱老师"),
            (Act.RECEIVED, "孙老师"),
            (Act.CLOSED, "孙老师"),
            (Act.REOPENED, "孙老师"),
        ]


# Together


def test_of_two_who_answer_the_second_sees_it_first(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    begun = begin(session)
    last = look(session, begun, qiu).last_id
    answer(session, begun, qiu, "我来帮您。", last_id=last)
    with pytest.raises(AnsweredMeanwhileError):
        answer(session, begun, sun, "我来帮您！", last_id=last)
    answer(session, begun, sun, "我再加一句。")
    assert [each.text for each in read(session, begun).said] == [TEXT, "我来帮您。", "我再加一句。"]


def test_of_two_who_answer_at_the_same_moment_one_is_told(database: Database) -> None:
    with database.session(writes=True) as session:
        qiu, begun = counsellor(session), begin(session)
        last = look(session, begun, qiu).last_id
        session.commit()
    outcomes = at_once(database, lambda each: answer(each, begun, qiu, last_id=last))
    assert sorted(type(each).__name__ for each in outcomes) == ["AnsweredMeanwhileError", "NoneType"]
    with database.session(writes=False) as session:
        assert count(session, HelplineMessage) == 2


def test_what_the_worker_wrote_meanwhile_is_seen_first(session: Session, qiu: uuid.UUID) -> None:
    begun = begin(session)
    last = look(session, begun, qiu).last_id
    write_on(session, begun, "不用了，已经发了")
    with pytest.raises(AnsweredMeanwhileError):
        answer(session, begun, qiu, last_id=last)
    with pytest.raises(AnsweredMeanwhileError):
        inbox.close(session, case_id(session, begun), qiu, last)
    assert where(session, begun, qiu) == [Box.NEW]


def test_the_same_answer_twice_is_sent_once(session: Session, qiu: uuid.UUID) -> None:
    begun, submission = begin(session), uuid.uuid4()
    last = look(session, begun, qiu).last_id
    for _ in range(2):
        answer(session, begun, qiu, "好", submission, last)
    with pytest.raises(AlreadySentError):
        answer(session, begun, qiu, "不好", submission, last)
    assert len(read(session, begun).said) == 2
    with pytest.raises(TextMissingError):
        answer(session, begun, qiu, " ")


def test_a_case_that_somebody_has_is_taken_knowingly(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    begun = begin(session)
    this = case_id(session, begun)
    inbox.take(session, this, qiu)
    with pytest.raises(TakenMeanwhileError):
        inbox.take(session, this, sun)
    assert case_of(session, begun).staff_id == qiu
    inbox.take(session, this, sun, holder=qiu)
    assert case_of(session, begun).staff_id == sun


def test_a_case_is_handed_to_counsellors_only(session: Session, qiu: uuid.UUID, sun: uuid.UUID) -> None:
    begun = begin(session)
    staff.end(session, sun, settled(session, LIN))
    invited, _link = staff.invite(session, "qian@helpline.example", "钱老师", COUNSELLOR)
    assert [one.id for one in inbox.counsellors(session)] == [qiu]
    for to in (settled(session, LIN), sun, invited.id, uuid.uuid4()):
        with pytest.raises(NotCounsellorError):
            inbox.hand_over(session, case_id(session, begun), qiu, to)
    assert case_of(session, begun).staff_id is None


@pytest.mark.parametrize(
    "act",
    [
        lambda session, this, me: inbox.look(session, SEALER, this, me),
        inbox.take,
        lambda session, this, me: inbox.hand_over(session, this, me, me),
        lambda session, this, me: inbox.answer(session, SEALER, this, me, uuid.uuid4(), TEXT, this),
        lambda session, this, me: inbox.close(session, this, me, this),
        inbox.reopen,
        lambda session, this, me: inbox.set_topic(session, this, me, Topic.PAY, ZONE),
        lambda session, this, me: inbox.set_danger(session, this, me, is_danger=True),
    ],
)
def test_a_case_that_was_erased_is_gone(
    session: Session, qiu: uuid.UUID, act: Callable[[Session, uuid.UUID, uuid.UUID], object]
) -> None:
    begun = begin(session)
    this = case_id(session, begun)
    writing.erase(session, come_back(session, begun))
    with pytest.raises(UnknownCaseError):
        act(session, this, qiu)


# The month's count


def counted(session: Session) -> dict[str, int]:
    return {row.topic: row.cases for row in session.scalars(select(HelplineCount)) if row.cases}


def test_a_topic_corrected_in_time_is_counted_anew(session: Session, qiu: uuid.UUID) -> None:
    with time_machine.travel(datetime(2026, 11, 2, tzinfo=UTC), tick=False):
        begun = begin(session)
        begin(session)
    with time_machine.travel(datetime(2026, 11, 30, 15, 59, tzinfo=UTC), tick=False):
        inbox.set_topic(session, case_id(session, begun), qiu, Topic.CONTRACT, ZONE)
        assert counted(session) == {"pay": 1, "contract": 1}
        inbox.set_topic(session, case_id(session, begun), qiu, Topic.FAMILY, ZONE)
        assert counted(session) == {"pay": 1, "family": 1}
    with time_machine.travel(datetime(2026, 11, 30, 16, tzinfo=UTC), tick=False):  # December in China
        inbox.set_topic(session, case_id(session, begun), qiu, Topic.PAY, ZONE)
        assert counted(session) == {"pay": 1, "family": 1}, "a month that is over doesn't change"
        assert look(session, begun, qiu).topic is Topic.PAY
