"""Afang keeps a practice for tonight's call and tells the next day how it went; nobody else hears of it."""

import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Enrolment, KeptPractice
from mpt.models.database import Database
from mpt.rules.practice import LONGEST_NOTE, NoteTooLongError, Went
from mpt.services import accounts, factories, memberships, practices
from mpt.services.merging import has_something
from mpt.services.practices import Entry, Evening, Night, UnknownPracticeError
from mpt.services.sealing import Sealer, UnsealableError
from tests.cast import AFANG
from tests.sample import HARD_DAYS, LISTENING, SAMPLE
from tests.services import acts
from tests.services.acts import at_once, count

SEALER = Sealer(bytes(32))
SHANGHAI = ZoneInfo("Asia/Shanghai")
SUNDAY, MONDAY = date(2026, 11, 29), date(2026, 11, 30)
SUNDAY_EVENING = datetime(2026, 11, 29, 13, 0, tzinfo=UTC)  # nine in Shanghai, seven in Dhaka, morning in Mexico
LATE_BREAK = datetime(2026, 11, 29, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
MONDAY_NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
SAID = "她说：“妈妈，你听懂了。”"
TONIGHT = Night(SAMPLE, LISTENING, SUNDAY)


def keep(session: Session, learner: uuid.UUID, moment: datetime = SUNDAY_EVENING, module: str = LISTENING) -> date:
    """Keep a practice for the evening of a moment."""
    return practices.keep(session, learner, SAMPLE, module, moment, SHANGHAI)


def evening(session: Session, learner: uuid.UUID, moment: datetime) -> Evening | None:
    """Return what home knows of an evening."""
    return practices.evening_of(session, learner, moment, SHANGHAI)


def asked(session: Session, learner: uuid.UUID, moment: datetime) -> tuple[Night, ...]:
    """Return what home may ask about."""
    found = evening(session, learner, moment)
    return found.asked if found else ()


def tonight(session: Session, learner: uuid.UUID, moment: datetime) -> date:
    """Return the day of an evening."""
    return practices.tonight(session, learner, moment, SHANGHAI)


def everything(session: Session, learner: uuid.UUID) -> list[Entry]:
    """Return all that a learner keeps, the newest first."""
    own = select(KeptPractice).where(KeptPractice.learner_id == learner).order_by(KeptPractice.kept_on.desc())
    nights = [Night(row.course_id, row.module_id, row.kept_on) for row in session.scalars(own)]
    return [practices.find(session, SEALER, learner, night) for night in nights]


def tell(session: Session, learner: uuid.UUID, went: Went = Went.DONE, note: str = "", night: Night = TONIGHT) -> None:
    """Tell how it went, and write a note where there is one."""
    practices.tell(session, learner, night, went)
    if note:
        practices.write_note(session, SEALER, learner, night, note)


def join(session: Session, learner: uuid.UUID, timezone: str, joined_at: datetime) -> uuid.UUID:
    """Let a learner join a new factory whose clocks are those of `timezone`."""
    factory, code = factories.open_factory(session, f"厂 {timezone}", timezone)
    factory.timezone = timezone
    with time_machine.travel(joined_at, tick=False):
        factories.join(session, learner, code.code)
    return factory.id


@pytest.fixture
def afang(session: Session) -> uuid.UUID:
    """Afang's account."""
    return acts.keep(session, AFANG)


# Kept, and asked about


def test_what_is_kept_is_there_tonight_and_asked_about_tomorrow(session: Session, learner: uuid.UUID) -> None:
    assert keep(session, learner) == SUNDAY
    assert evening(session, learner, SUNDAY_EVENING) == Evening(SUNDAY, kept=(TONIGHT,))
    assert evening(session, learner, LATE_BREAK) == Evening(SUNDAY, kept=(TONIGHT,))
    assert evening(session, learner, MONDAY_NOON) == Evening(MONDAY, asked=(TONIGHT,))


def test_kept_twice_it_is_one_and_the_first_moment_stands(session: Session, learner: uuid.UUID) -> None:
    for moment in (SUNDAY_EVENING, SUNDAY_EVENING, LATE_BREAK):
        assert keep(session, learner, moment) == SUNDAY
    assert session.scalars(select(KeptPractice.kept_at)).one() == SUNDAY_EVENING


def test_not_yet_may_be_kept_for_the_same_evening_again_and_what_was_done_stays_done(
    session: Session, learner: uuid.UUID
) -> None:
    keep(session, learner)
    tell(session, learner, Went.NOT_YET, SAID)
    assert not practices.is_kept(session, learner, TONIGHT)
    keep(session, learner, LATE_BREAK)
    assert practices.is_kept(session, learner, TONIGHT)
    assert not practices.is_kept(session, learner, Night(SAMPLE, HARD_DAYS, SUNDAY))
    assert practices.find(session, SEALER, learner, TONIGHT) == Entry(TONIGHT, None, SAID)
    assert session.scalars(select(KeptPractice.told_at)).one() is None
    tell(session, learner, Went.TRIED)
    keep(session, learner, LATE_BREAK)
    assert practices.find(session, SEALER, learner, TONIGHT) == Entry(TONIGHT, Went.TRIED, SAID)


def test_two_taps_at_once_are_one(database: Database) -> None:
    with database.session(writes=True) as session:
        learner = accounts.begin(session)[0].id
        session.commit()
    assert at_once(database, lambda session: keep(session, learner)) == [SUNDAY, SUNDAY]
    with database.session(writes=False) as session:
        assert count(session, KeptPractice) == 1


def test_keeping_begins_no_course_but_is_something_to_bring_along(session: Session, learner: uuid.UUID) -> None:
    assert not has_something(session, learner)
    keep(session, learner)
    assert has_something(session, learner)
    assert count(session, Enrolment) == 0


def test_the_oldest_is_asked_about_first_and_after_a_week_none(session: Session, learner: uuid.UUID) -> None:
    keep(session, learner, SUNDAY_EVENING)
    keep(session, learner, SUNDAY_EVENING + timedelta(hours=1), HARD_DAYS)
    keep(session, learner, SUNDAY_EVENING - timedelta(days=2))
    older, other = Night(SAMPLE, LISTENING, date(2026, 11, 27)), Night(SAMPLE, HARD_DAYS, SUNDAY)
    assert asked(session, learner, MONDAY_NOON) == (older, TONIGHT, other)
    assert asked(session, learner, MONDAY_NOON + timedelta(days=5)) == (TONIGHT, other)
    assert asked(session, learner, MONDAY_NOON + timedelta(days=6)) == (TONIGHT, other)
    assert asked(session, learner, MONDAY_NOON + timedelta(days=7)) == ()


def test_what_was_told_or_is_anothers_is_not_asked(session: Session, learner: uuid.UUID, afang: uuid.UUID) -> None:
    keep(session, learner)
    assert evening(session, afang, MONDAY_NOON) is None
    tell(session, learner, Went.NOT_YET)
    assert evening(session, learner, MONDAY_NOON) is None


# Where the parent is


def test_the_evening_is_that_of_the_factory_joined_last(session: Session, learner: uuid.UUID) -> None:
    join(session, learner, "Asia/Dhaka", MONDAY_NOON - timedelta(days=90))
    at_night = datetime(2026, 11, 29, 21, 0, tzinfo=UTC)  # in Dhaka three at night, in Shanghai five in the morning
    assert keep(session, learner, at_night) == SUNDAY
    mexico = join(session, learner, "America/Mexico_City", MONDAY_NOON - timedelta(days=30))
    in_mexico = datetime(2026, 11, 30, 9, 59, tzinfo=UTC)
    assert tonight(session, learner, in_mexico) == SUNDAY
    assert asked(session, learner, in_mexico + timedelta(minutes=1)) == (TONIGHT,)
    memberships.leave(session, learner, mexico)
    assert practices.zone_of(session, learner, SHANGHAI) == ZoneInfo("Asia/Dhaka")


def test_an_evening_is_the_factorys_also_once_everything_is_told(session: Session, learner: uuid.UUID) -> None:
    join(session, learner, "America/Mexico_City", MONDAY_NOON - timedelta(days=90))
    eight_there = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)  # on Sunday; in Shanghai it's Monday morning
    assert tonight(session, learner, eight_there) == SUNDAY
    keep(session, learner)
    assert evening(session, learner, eight_there) == Evening(SUNDAY, kept=(TONIGHT,))
    tell(session, learner)
    assert tonight(session, learner, eight_there) == SUNDAY


def test_who_belongs_to_no_factory_lives_by_the_installations_clocks(session: Session, learner: uuid.UUID) -> None:
    assert practices.zone_of(session, learner, SHANGHAI) == SHANGHAI
    far = ZoneInfo("Pacific/Kiritimati")
    assert practices.keep(session, learner, SAMPLE, LISTENING, SUNDAY_EVENING, far) == SUNDAY
    assert practices.keep(session, learner, SAMPLE, LISTENING, SUNDAY_EVENING + timedelta(hours=2), far) == MONDAY


# How it went


def test_told_again_the_last_word_stands_and_the_note_stays(session: Session, learner: uuid.UUID) -> None:
    keep(session, learner)
    with time_machine.travel(MONDAY_NOON, tick=False):
        tell(session, learner, Went.NOT_YET, SAID)
    with time_machine.travel(MONDAY_NOON + timedelta(hours=1), tick=False):
        tell(session, learner, Went.DONE)
    assert practices.find(session, SEALER, learner, TONIGHT) == Entry(TONIGHT, Went.DONE, SAID)
    assert session.scalars(select(KeptPractice.told_at)).one() == MONDAY_NOON + timedelta(hours=1)


def test_a_note_is_sealed_changed_and_deleted(session: Session, learner: uuid.UUID) -> None:
    keep(session, learner)
    assert practices.write_note(session, SEALER, learner, TONIGHT, f" {SAID}\r\n")
    sealed = session.scalars(select(KeptPractice.note)).one()
    assert sealed is not None
    assert SAID.encode() not in sealed
    with pytest.raises(UnsealableError):
        SEALER.unseal(sealed, f"kept_practice/{SAMPLE}/{HARD_DAYS}/2026-11-29")
    assert practices.find(session, SEALER, learner, TONIGHT).note == SAID
    with pytest.raises(NoteTooLongError):
        practices.write_note(session, SEALER, learner, TONIGHT, "说" * (LONGEST_NOTE + 1))
    assert practices.find(session, SEALER, learner, TONIGHT).note == SAID
    assert not practices.write_note(session, SEALER, learner, TONIGHT, "  ")
    assert session.scalars(select(KeptPractice.note)).one() is None


def test_a_note_that_another_key_sealed_is_not_shown_and_hides_nothing_else(
    session: Session, learner: uuid.UUID
) -> None:
    keep(session, learner)
    tell(session, learner, note=SAID)
    other = Sealer(bytes([1] * 32))
    assert practices.log(session, other, learner, MONDAY) == [Entry(TONIGHT, Went.DONE, None)]
    assert practices.find(session, other, learner, TONIGHT) == Entry(TONIGHT, Went.DONE, None)


def test_only_the_parents_own_can_be_told_or_read(session: Session, learner: uuid.UUID, afang: uuid.UUID) -> None:
    keep(session, learner)
    for act in (
        lambda: practices.tell(session, afang, TONIGHT, Went.DONE),
        lambda: practices.write_note(session, SEALER, afang, TONIGHT, SAID),
        lambda: practices.find(session, SEALER, afang, TONIGHT),
        lambda: practices.tell(session, learner, Night(SAMPLE, LISTENING, MONDAY), Went.DONE),
    ):
        with pytest.raises(UnknownPracticeError):
            act()
    practices.forget(session, afang, TONIGHT)
    assert practices.find(session, SEALER, learner, TONIGHT) == Entry(TONIGHT, None, "")


def test_what_is_forgotten_is_gone(session: Session, learner: uuid.UUID) -> None:
    keep(session, learner)
    tell(session, learner, note=SAID)
    for _twice in range(2):
        practices.forget(session, learner, TONIGHT)
    assert count(session, KeptPractice) == 0
    assert evening(session, learner, MONDAY_NOON) is None


# The list


def test_the_list_has_what_was_tried_and_never_piles_up_what_was_not(session: Session, learner: uuid.UUID) -> None:
    for days_before, went, note in (
        (0, None, ""),
        (1, Went.NOT_YET, ""),
        (9, Went.TRIED, ""),
        (10, Went.NOT_YET, ""),
        (11, Went.NOT_YET, SAID),
        (12, Went.DONE, SAID),
    ):
        night = Night(SAMPLE, LISTENING, keep(session, learner, SUNDAY_EVENING - timedelta(days=days_before)))
        if went:
            tell(session, learner, went, note, night)
    listed = practices.log(session, SEALER, learner, MONDAY)
    assert [(entry.night.kept_on.day, entry.went, entry.note) for entry in listed] == [
        (28, Went.NOT_YET, ""),
        (20, Went.TRIED, ""),
        (18, Went.NOT_YET, SAID),
        (17, Went.DONE, SAID),
    ]
    assert [entry.night.kept_on.day for entry in everything(session, learner)] == [
        29, 28, 20, 19, 18, 17,
    ]  # fmt: skip


# On two phones


def on_a_borrowed_phone(session: Session) -> uuid.UUID:
    """Return somebody without a name on another phone."""
    return accounts.begin(session)[0].id


def sign_in(session: Session, borrowed: uuid.UUID) -> None:
    """Sign Afang in on the borrowed phone."""
    acts.sign_in(session, AFANG.name, AFANG.pin, here=borrowed)
    session.expire_all()


def test_what_was_kept_without_a_name_goes_to_the_account_and_its_note_opens_there(
    session: Session, afang: uuid.UUID
) -> None:
    borrowed = on_a_borrowed_phone(session)
    keep(session, borrowed)
    tell(session, borrowed, Went.TRIED, SAID)
    sign_in(session, borrowed)
    assert practices.find(session, SEALER, afang, TONIGHT) == Entry(TONIGHT, Went.TRIED, SAID)
    assert everything(session, borrowed) == []
    # What was on its way from the borrowed phone meanwhile is hers too.
    keep(session, borrowed, module=HARD_DAYS)
    assert len(everything(session, afang)) == 2


@pytest.mark.parametrize(
    ("own", "brought", "kept"),
    [
        ((Went.DONE, "在家写的"), (Went.NOT_YET, SAID), (Went.DONE, "在家写的")),
        ((None, ""), (Went.TRIED, SAID), (Went.TRIED, SAID)),
        ((Went.TRIED, ""), (Went.DONE, SAID), (Went.TRIED, SAID)),
        ((Went.TRIED, "在家写的"), (None, ""), (Went.TRIED, "在家写的")),
        ((None, ""), (None, ""), (None, "")),
    ],
)
def test_of_two_for_one_evening_the_accounts_stays_and_nothing_that_was_written_is_lost(
    session: Session,
    afang: uuid.UUID,
    own: tuple[Went | None, str],
    brought: tuple[Went | None, str],
    kept: tuple[Went | None, str],
) -> None:
    borrowed = on_a_borrowed_phone(session)
    for learner, (went, note) in ((afang, own), (borrowed, brought)):
        keep(session, learner)
        if went:
            tell(session, learner, went, note)
    sign_in(session, borrowed)
    assert everything(session, afang) == [Entry(TONIGHT, *kept)]
    assert count(session, KeptPractice) == 1
