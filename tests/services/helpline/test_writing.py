"""A worker writes without a name, comes back with code and passphrase, writes on, and erases it all."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.models import (
    HelplineArrival,
    HelplineCase,
    HelplineCount,
    HelplineEvent,
    HelplineMessage,
    HelplineOpening,
    SignInFailure,
)
from mpt.models.database import Database
from mpt.rules import helpline, passphrases, throttle
from mpt.rules.helpline import Reception, TextMissingError, TextTooLongError, Topic
from mpt.services.helpline import arrivals, writing
from mpt.services.helpline.writing import (
    AlreadySentError,
    ArrivedError,
    CaseFullError,
    FloodedError,
    OpeningOverError,
    TooManyTriesError,
    WrongPassphraseError,
)
from mpt.services.sealing import Sealer
from tests.services.acts import at_once, count
from tests.services.helpline.acts import (
    DAYS,
    SEALER,
    SHARED,
    TEXT,
    ZONE,
    answer,
    begin,
    case_of,
    come_back,
    counsellor,
    look,
    open_case,
    read,
    write_on,
)

EVENING = datetime(2026, 11, 30, 13, 5, tzinfo=UTC)


def sizes(session: Session) -> list[int]:
    """Return how many rows each table of the helpline has."""
    tables = (HelplineCase, HelplineMessage, HelplineEvent, HelplineOpening)
    return [count(session, table) for table in tables]


# Beginning


def test_whoever_writes_gets_a_code_and_words_and_reads_on_another_phone(session: Session) -> None:
    begun = begin(session)
    assert len(begun.code) == passphrases.CODE_LENGTH
    assert set(begun.passphrase.split()) <= set(passphrases.LISTS["zh"])
    assert not begun.is_danger
    found = read(session, begun)
    assert [(each.is_worker, each.text) for each in found.said] == [(True, TEXT)]
    assert (found.code, found.topic, found.is_closed, found.is_danger) == (begun.code, Topic.PAY, False, False)


def test_words_are_those_of_the_page(session: Session) -> None:
    begun = begin(session, language="en")
    assert set(begun.passphrase.split()) <= set(passphrases.LISTS["en"])
    assert case_of(session, begun).language == "en"


def test_the_passphrase_is_forgiven_much(session: Session) -> None:
    zh, en = begin(session), begin(session, language="en")
    for typed in (zh.passphrase.replace(" ", ""), zh.passphrase.replace(" ", "，"), f"\u3000{zh.passphrase} "):
        assert open_case(session, zh.code, typed, SHARED)
    typed = f"{en.code[:4]}-{en.code[4:]}".lower()
    assert open_case(session, typed, en.passphrase.upper().replace(" ", ", "), SHARED)


def test_a_form_sent_again_after_a_lost_answer_shows_the_same(session: Session) -> None:
    submission = uuid.uuid4()
    with time_machine.travel(EVENING, tick=False):
        begun = begin(session, submission=submission)
    with time_machine.travel(EVENING + timedelta(minutes=10, seconds=-1), tick=False):
        assert begin(session, submission=submission) == begun
        assert begin(session, f" {TEXT} ", submission) == begun
    assert sizes(session)[:2] == [1, 1]
    assert count(session, HelplineArrival) == 1
    assert session.scalar(select(HelplineCount.cases)) == 1


def test_after_ten_minutes_no_passphrase_is_shown_any_more(session: Session) -> None:
    submission = uuid.uuid4()
    with time_machine.travel(EVENING, tick=False):
        begin(session, submission=submission)
    with (
        time_machine.travel(EVENING + timedelta(minutes=10), tick=False),
        pytest.raises(ArrivedError),
    ):
        begin(session, submission=submission)


def test_with_another_text_no_passphrase_is_shown(session: Session) -> None:
    submission = uuid.uuid4()
    begun = begin(session, submission=submission)
    with pytest.raises(AlreadySentError) as refused:
        begin(session, "别的", submission)
    assert not isinstance(refused.value, ArrivedError), "what was typed is new"
    assert [each.text for each in read(session, begun).said] == [TEXT]


def test_the_words_stay_those_of_the_first_page(session: Session) -> None:
    submission = uuid.uuid4()
    assert begin(session, submission=submission) == begin(session, submission=submission, language="en")


def test_two_taps_at_once_begin_one_case(database: Database) -> None:
    submission = uuid.uuid4()
    first, second = at_once(database, lambda each: begin(each, submission=submission))
    assert first == second
    with database.session(writes=False) as session:
        assert sizes(session)[:2] == [1, 1]
        assert session.scalar(select(HelplineCount.cases)) == 1


def test_a_tap_that_comes_in_between_is_the_same_case(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    submission, receive, first = uuid.uuid4(), arrivals.receive, []

    def meanwhile(each: Session, sealer: Sealer, address: str) -> Reception:
        monkeypatch.setattr(arrivals, "receive", receive)
        first.append(begin(each, submission=submission))
        return Reception.WELCOME

    monkeypatch.setattr(arrivals, "receive", meanwhile)
    assert begin(session, submission=submission) == first[0]
    assert sizes(session)[:2] == [1, 1]
    assert count(session, HelplineArrival) == 1
    assert session.scalar(select(HelplineCount.cases)) == 1


def test_a_code_that_another_case_has_is_passed_over(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["7K3M9PQR", "7K3M9PQR", "2TVW4XYZ"])
    monkeypatch.setattr(passphrases, "code_from", lambda _seed: next(codes))
    assert [begin(session).code, begin(session).code] == ["7K3M9PQR", "2TVW4XYZ"]


def test_two_cases_have_nothing_in_common(session: Session) -> None:
    one, other = begin(session), begin(session)
    assert one.code != other.code
    assert one.passphrase != other.passphrase
    with pytest.raises(WrongPassphraseError):
        open_case(session, one.code, other.passphrase, SHARED)


def test_no_row_is_called_like_the_form(session: Session) -> None:
    submission = uuid.uuid4()
    begun = begin(session, submission=submission)
    ids = {case_of(session, begun).id, *session.scalars(select(HelplineMessage.id))}
    assert submission not in ids
    assert len(ids) == 2


@pytest.mark.parametrize(("text", "error"), [(" ", TextMissingError), ("工" * 2001, TextTooLongError)])
def test_what_cannot_be_taken_changes_nothing(session: Session, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        begin(session, text)
    assert count(session, HelplineCase) == 0
    assert count(session, HelplineArrival) == 0


# Danger


def test_danger_is_the_text_or_the_tick(session: Session) -> None:
    assert begin(session, "他又打我了").is_danger
    assert begin(session, is_danger=True).is_danger
    assert not begin(session).is_danger


def test_a_later_message_raises_the_flag_and_none_lowers_it(session: Session) -> None:
    begun = begin(session)
    write_on(session, begun, "我不想活了")
    assert case_of(session, begun).is_danger
    write_on(session, begun, "加班费怎么算")
    assert case_of(session, begun).is_danger
    assert read(session, begun).is_danger


# Floods


def flood(session: Session, cases: int, address: str = SHARED, ago: timedelta = timedelta()) -> None:
    """Let so many cases have begun at an address, some time ago."""
    at = datetime.now(UTC) - ago
    rows = [HelplineArrival(address_hash=arrivals.hash_of(SEALER, address), came_at=at) for _ in range(cases)]
    session.add_all(rows)
    session.flush()


def is_aside(session: Session, address: str = SHARED) -> bool:
    return case_of(session, begin(session, address=address)).is_aside


def test_many_from_one_factory_are_put_aside_and_none_refused(session: Session) -> None:
    with time_machine.travel(EVENING, tick=False):
        flood(session, helpline.NEW_LATELY_FROM_ADDRESS - 1)
        assert not is_aside(session)
        assert is_aside(session)
        assert not is_aside(session, "198.51.100.1"), "another factory's cases come as ever"
        danger = begin(session, "救命")
        assert case_of(session, danger).is_aside
        assert danger.is_danger
    with time_machine.travel(EVENING + timedelta(minutes=11), tick=False):
        assert not is_aside(session)


def test_many_from_everywhere_are_put_aside(session: Session) -> None:
    with time_machine.travel(EVENING, tick=False):
        for number in range(helpline.NEW_LATELY):
            flood(session, 1, f"198.51.100.{number}")
        assert is_aside(session)


def test_only_very_many_a_day_are_refused(session: Session) -> None:
    with time_machine.travel(EVENING, tick=False):
        flood(session, helpline.NEW_A_DAY_FROM_ADDRESS - helpline.NEW_LATELY_FROM_ADDRESS, ago=timedelta(hours=2))
        flood(session, helpline.NEW_LATELY_FROM_ADDRESS - 1)
        submission = uuid.uuid4()
        begun = begin(session, submission=submission)
        with pytest.raises(FloodedError):
            begin(session)
        assert begin(session, submission=submission) == begun, "what has arrived is shown again"
        assert begin(session, address="198.51.100.1")
        assert count(session, HelplineCase) == 2
    with time_machine.travel(EVENING + timedelta(minutes=11), tick=False):
        assert not is_aside(session), "a flood shuts nobody out once it's over"
    with time_machine.travel(EVENING + timedelta(days=1, minutes=11), tick=False):
        assert begin(session)
        assert count(session, HelplineArrival) == 1, "yesterday's traces are gone"


def test_no_address_is_kept_beside_a_case(session: Session) -> None:
    begun = begin(session)
    with pytest.raises(WrongPassphraseError):
        open_case(session, begun.code, "两个 窗户", SHARED)
    (arrival,), (failure,) = session.scalars(select(HelplineArrival)), session.scalars(select(SignInFailure))
    assert SHARED not in arrival.address_hash + failure.address
    assert arrival.came_at.second == arrival.came_at.microsecond == 0


def test_the_trace_of_an_address_is_another_one_tomorrow(session: Session) -> None:
    for day in range(2):
        with time_machine.travel(EVENING + timedelta(hours=23 * day), tick=False):
            begin(session)
    assert session.scalar(select(func.count(HelplineArrival.address_hash.distinct()))) == 2


# Coming back


def test_a_wrong_passphrase_opens_nothing_and_rests_that_case_alone(session: Session) -> None:
    begun, other = begin(session), begin(session)
    for _ in range(throttle.ACCOUNT_TRIES):
        with pytest.raises(WrongPassphraseError):
            open_case(session, begun.code, other.passphrase, SHARED)
    with pytest.raises(TooManyTriesError):
        come_back(session, begun)
    assert come_back(session, other), "the same address, another case"


def test_who_comes_in_is_forgiven(session: Session) -> None:
    begun = begin(session)
    for _ in range(2):
        for _ in range(throttle.ACCOUNT_TRIES - 1):
            with pytest.raises(WrongPassphraseError):
                open_case(session, begun.code, "", SHARED)
        assert come_back(session, begun)
    assert count(session, SignInFailure) == 0


@pytest.mark.parametrize("code", ["", "7K3M", "7K3M-9PQR-2TVW", "工资工资工资工资"])
def test_what_cannot_be_a_code_uses_up_no_try(session: Session, code: str) -> None:
    with pytest.raises(WrongPassphraseError):
        open_case(session, code, "太阳 月亮 星星 白云", SHARED)
    assert count(session, SignInFailure) == 0


def test_a_code_that_no_case_has_is_counted_as_any(session: Session) -> None:
    with pytest.raises(WrongPassphraseError):
        open_case(session, "7K3M9PQR", "太阳 月亮 星星 白云", SHARED)
    assert count(session, SignInFailure) == 1


def test_a_page_is_good_for_half_an_hour(session: Session) -> None:
    with time_machine.travel(EVENING, tick=False):
        begun = begin(session)
        token = come_back(session, begun)
    with time_machine.travel(EVENING + timedelta(minutes=30, seconds=-1), tick=False):
        assert writing.conversation(session, SEALER, token, DAYS, ZONE).said
    with time_machine.travel(EVENING + timedelta(minutes=30), tick=False):
        for act in (
            lambda: writing.conversation(session, SEALER, token, DAYS, ZONE),
            lambda: writing.write_on(session, SEALER, token, uuid.uuid4(), TEXT),
            lambda: writing.erase(session, token),
        ):
            with pytest.raises(OpeningOverError):
                act()
    with time_machine.travel(EVENING + timedelta(days=1), tick=False):
        come_back(session, begun)
        assert count(session, HelplineOpening) == 1, "the old one is swept"


def test_the_same_form_opens_once(session: Session) -> None:
    with time_machine.travel(EVENING, tick=False) as clock:
        begun = begin(session)
        first, again = (open_case(session, begun.code, begun.passphrase, form="a form") for _tap in range(2))
        assert first == again != open_case(session, begun.code, begun.passphrase, form="another")
        clock.shift(timedelta(minutes=30))
        with pytest.raises(OpeningOverError):
            open_case(session, begun.code, begun.passphrase, form="a form")


def test_who_leaves_ends_page_and_form_but_no_other(session: Session) -> None:
    with time_machine.travel(EVENING, tick=False) as clock:
        begun = begin(session)
        token, other = open_case(session, begun.code, begun.passphrase, form="a form"), come_back(session, begun)
        for _tap in range(2):
            writing.leave(session, token)
            clock.shift(timedelta(minutes=1))
        writing.leave(session, "no token")
        come_back(session, begun)  # sweeps
        with pytest.raises(OpeningOverError):
            writing.conversation(session, SEALER, token, DAYS, ZONE)
        with pytest.raises(OpeningOverError):
            open_case(session, begun.code, begun.passphrase, form="a form")
        assert writing.conversation(session, SEALER, other, DAYS, ZONE).said


def test_another_phones_page_stays_open_beside(session: Session) -> None:
    begun = begin(session)
    first, second = come_back(session, begun), come_back(session, begun)
    for token in (first, second):
        assert writing.conversation(session, SEALER, token, DAYS, ZONE).code == begun.code


def test_a_case_says_when_it_is_deleted_in_its_own_days(session: Session) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 17, tzinfo=UTC), tick=False):  # the 1st in China
        begun = begin(session)
        assert read(session, begun).deleted_on == date(2026, 12, 1) + timedelta(days=DAYS)
    with time_machine.travel(datetime(2026, 12, 3, 4, tzinfo=UTC), tick=False):
        answer(session, begun, counsellor(session))
        assert read(session, begun).deleted_on == date(2026, 12, 3) + timedelta(days=DAYS)


def test_whether_an_answer_was_read(session: Session) -> None:
    begun, qiu = begin(session), counsellor(session)
    read(session, begun)
    assert look(session, begun, qiu).is_read is None
    answer(session, begun, qiu)
    assert look(session, begun, qiu).is_read is False
    read(session, begun)
    assert look(session, begun, qiu).is_read is True
    answer(session, begun, qiu)
    assert look(session, begun, qiu).is_read is False


# Writing on


def test_the_same_form_twice_writes_once(session: Session) -> None:
    begun, submission = begin(session), uuid.uuid4()
    write_on(session, begun, "还有一件事", submission)
    write_on(session, begun, "还有一件事", submission)
    with pytest.raises(AlreadySentError):
        write_on(session, begun, "别的事", submission)
    assert [each.text for each in read(session, begun).said] == [TEXT, "还有一件事"]


def test_whether_a_form_has_arrived(session: Session) -> None:
    begun, arrived, other = begin(session), uuid.uuid4(), uuid.uuid4()
    token = come_back(session, begun)
    writing.write_on(session, SEALER, token, arrived, "还有一件事")
    writing.leave(session, token)
    for named in ((token, ""), ("", begun.code), ("", f"{begun.code[:4]}-{begun.code[4:]}".lower())):
        assert writing.has_arrived(session, SEALER, *named, arrived)
        assert not writing.has_arrived(session, SEALER, *named, other)
    assert writing.has_arrived(session, SEALER, "", "7K3M9PQR", other), "of a case that is gone nobody knows"


def test_two_forms_at_once_write_both_once(database: Database) -> None:
    with database.session(writes=True) as session:
        token, submission = come_back(session, begin(session)), uuid.uuid4()
        session.commit()
    at_once(database, lambda each: writing.write_on(each, SEALER, token, submission, "还有一件事"))
    with database.session(writes=False) as session:
        assert count(session, HelplineMessage) == 2


def test_who_writes_again_opens_a_closed_case(session: Session) -> None:
    begun = begin(session)
    case_of(session, begun).closed_at = datetime.now(UTC)
    session.flush()
    assert read(session, begun).is_closed
    write_on(session, begun, "还是没发")
    assert not read(session, begun).is_closed


def test_one_case_takes_twenty_messages_an_hour(session: Session) -> None:
    with time_machine.travel(EVENING, tick=False) as clock:
        begun = begin(session)
        token, last = come_back(session, begun), uuid.uuid4()
        for _ in range(helpline.MOST_WRITTEN_IN_AN_HOUR - 2):
            writing.write_on(session, SEALER, token, uuid.uuid4(), TEXT)
        writing.write_on(session, SEALER, token, last, TEXT)
        with pytest.raises(CaseFullError):
            writing.write_on(session, SEALER, token, uuid.uuid4(), TEXT)
        writing.write_on(session, SEALER, token, last, TEXT)  # it has arrived, so nothing is wrong
        clock.shift(timedelta(hours=1))
        write_on(session, begun, TEXT)
    assert count(session, HelplineMessage) == helpline.MOST_WRITTEN_IN_AN_HOUR + 1


@pytest.mark.parametrize(("text", "error"), [("\u200b", TextMissingError), ("工" * 2001, TextTooLongError)])
def test_what_cannot_be_taken_is_not_written_on(session: Session, text: str, error: type[Exception]) -> None:
    begun = begin(session)
    with pytest.raises(error):
        write_on(session, begun, text)
    assert count(session, HelplineMessage) == 1


# Erasing


def test_erasing_leaves_nothing_but_the_months_count(session: Session) -> None:
    begun, other, qiu = begin(session), begin(session), counsellor(session)
    for each in (begun, other):
        answer(session, each, qiu)
    with pytest.raises(WrongPassphraseError):
        open_case(session, begun.code, "", SHARED)
    writing.erase(session, come_back(session, begun))
    come_back(session, other)
    assert sizes(session) == [1, 2, 1, 1]
    assert session.scalar(select(HelplineCount.cases)) == 2
    with pytest.raises(WrongPassphraseError):
        come_back(session, begun)


def test_what_is_erased_is_not_begun_again_by_its_form(session: Session) -> None:
    submission = uuid.uuid4()
    begun = begin(session, submission=submission)
    writing.erase(session, come_back(session, begun))
    for text in (TEXT, "别的"):
        with pytest.raises(ArrivedError):
            begin(session, text, submission)
    assert count(session, HelplineCase) == 0
    assert session.scalar(select(HelplineCount.cases)) == 1


def test_erasing_ends_every_page_of_the_case(session: Session) -> None:
    begun = begin(session)
    token = come_back(session, begun)
    writing.erase(session, come_back(session, begun))
    with pytest.raises(OpeningOverError):
        writing.conversation(session, SEALER, token, DAYS, ZONE)
