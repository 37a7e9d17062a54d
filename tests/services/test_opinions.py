"""Whether a module helped: kept for the learner, told to trainers without who or when."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Opinion
from mpt.rules.opinions import LONGEST_SENTENCE, Heard, SentenceTooLongError, clean_sentence
from mpt.services import accounts, erasing, opinions
from mpt.services.opinions import NotReadError, Verdict
from mpt.services.publishing import Edition
from mpt.services.sealing import Sealer, UnsealableError
from tests.cast import AFANG
from tests.sample import HARD_DAYS, LISTENING, SAMPLE
from tests.services import acts
from tests.services.acts import answer, count
from tests.services.everything import SEALER
from tests.services.tried import NINE, learners, read, watched

SAID = "我照着说了，她笑了。"
HELPED, DID_NOT = Verdict(True, "zh"), Verdict(False, "zh")


@pytest.fixture
def afang(session: Session, edition: Edition) -> uuid.UUID:
    """Afang, who has read a lesson of `listening`."""
    found = acts.keep(session, AFANG)
    acts.read(session, found, edition, "hear-them")
    return found


def say(session: Session, learner: uuid.UUID, edition: Edition, verdict: Verdict) -> None:
    """Say of `listening` whether it helped."""
    opinions.say(session, SEALER, learner, edition, LISTENING, verdict)


def said(session: Session, learner: uuid.UUID, sealer: Sealer = SEALER) -> tuple[bool, str | None] | None:
    """Return what somebody said of `listening`."""
    found = opinions.find(session, sealer, learner, SAMPLE, LISTENING)
    return (found.helped, found.sentence) if found else None


def opined(
    session: Session, edition: Edition, people: int, verdict: Verdict = HELPED, minutes: int = 0
) -> list[uuid.UUID]:
    """Let people who have read a lesson say what they think of it, one a second."""
    them = learners(session, people)
    read(session, them, edition.release_id, "hear-them")
    for place, one in enumerate(them):
        with time_machine.travel(NINE + timedelta(minutes=minutes, seconds=place), tick=False):
            say(session, one, edition, verdict)
    return them


def heard(session: Session) -> Mapping[tuple[str, str], Heard]:
    """Return what trainers are told of the small course."""
    return opinions.heard(session, SAMPLE)


def test_it_is_kept_changed_and_taken_back(session: Session, edition: Edition, afang: uuid.UUID) -> None:
    say(session, afang, edition, HELPED)
    assert said(session, afang) == (True, "")
    say(session, afang, edition, Verdict(True, "zh", f"  {SAID}\r\n"))
    assert said(session, afang) == (True, SAID)
    say(session, afang, edition, Verdict(False, "en"))
    assert said(session, afang) == (False, SAID), "the sentence stays where nothing is said of it"
    assert session.scalars(select(Opinion.language)).one() == "en"
    say(session, afang, edition, Verdict(False, "en", ""))
    assert said(session, afang) == (False, "")
    for _twice in range(2):
        opinions.take_back(session, afang, SAMPLE, LISTENING)
    assert said(session, afang) is None
    assert count(session, Opinion) == 0


def test_the_same_again_changes_nothing_not_even_when(session: Session, edition: Edition, afang: uuid.UUID) -> None:
    for minutes in (0, 5):
        with time_machine.travel(NINE + timedelta(minutes=minutes), tick=False):
            say(session, afang, edition, Verdict(True, "zh", SAID))
            say(session, afang, edition, HELPED)
    row = session.scalars(select(Opinion)).one()
    assert row.said_at == NINE
    assert row.release_id == edition.release_id


def test_a_sentence_is_sealed_to_its_module(session: Session, edition: Edition, afang: uuid.UUID) -> None:
    say(session, afang, edition, Verdict(True, "zh", SAID))
    sealed = session.scalars(select(Opinion.sentence)).one()
    assert sealed is not None
    assert SAID.encode() not in sealed
    with pytest.raises(UnsealableError):
        SEALER.unseal(sealed, opinions.place_of(SAMPLE, HARD_DAYS))
    assert said(session, afang, Sealer(bytes([1] * 32))) == (True, None), "another key hides the sentence alone"


def test_too_long_a_sentence_changes_nothing(session: Session, edition: Edition, afang: uuid.UUID) -> None:
    say(session, afang, edition, Verdict(True, "zh", "说" * LONGEST_SENTENCE))
    with pytest.raises(SentenceTooLongError):
        say(session, afang, edition, Verdict(False, "zh", "说" * (LONGEST_SENTENCE + 1)))
    assert said(session, afang) == (True, "说" * LONGEST_SENTENCE)


def test_a_sentence_is_one_line() -> None:
    assert clean_sentence("\n 她  笑了。\r\n\x07我也笑了。\t") == "她 笑了。 我也笑了。"
    assert clean_sentence(" \n ") == ""


def test_who_has_read_nothing_has_nothing_to_say(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    acts.read(session, learner, edition, module=HARD_DAYS)
    with pytest.raises(NotReadError):
        say(session, learner, edition, HELPED)
    assert count(session, Opinion) == 0
    answer(session, learner, edition)
    say(session, learner, edition, DID_NOT)
    assert said(session, learner) == (False, "")


# Told to trainers


def test_nine_are_not_told_and_nineteen_are_ten(session: Session, edition: Edition) -> None:
    opined(session, edition, 9)
    assert heard(session) == {}
    opined(session, edition, 10, DID_NOT, minutes=1)
    (found,) = heard(session).values()
    assert (found.n, found.helped, found.sealed) == (10, 9, [])


def test_each_module_and_each_language_by_itself(session: Session, edition: Edition) -> None:
    opined(session, edition, 10)
    opined(session, edition, 10, Verdict(False, "en"))
    them = learners(session, 10)
    read(session, them, edition.release_id, "hear-them", module=HARD_DAYS)
    for one in them:
        opinions.say(session, SEALER, one, edition, HARD_DAYS, HELPED)
    found = heard(session)
    assert {key: (one.n, one.helped) for key, one in found.items()} == {
        (LISTENING, "zh"): (10, 10),
        (LISTENING, "en"): (10, 0),
        (HARD_DAYS, "zh"): (10, 10),
    }
    assert set(opinions.heard(session, SAMPLE, HARD_DAYS)) == {(HARD_DAYS, "zh")}
    assert opinions.heard(session, "no-such-course") == {}


def test_sentences_are_told_in_an_order_that_says_nothing(session: Session, edition: Edition) -> None:
    written = [f"第{number}句" for number in range(10)]
    for place, sentence in enumerate(written):
        opined(session, edition, 1, Verdict(place % 2 == 0, "zh", sentence), minutes=place)
    opined(session, edition, 9, Verdict(True, "zh", "还不到十个人。"), minutes=30)
    (found,) = heard(session).values()
    told = opinions.sentences(SEALER, SAMPLE, LISTENING, found)
    assert sorted(text for _helped, text in told) == written
    assert all(helped == (written.index(text) % 2 == 0) for helped, text in told)
    assert [text for _helped, text in told] not in (written, written[::-1])
    assert opinions.sentences(SEALER, SAMPLE, LISTENING, found) == told, "the same at each look"
    found.sealed.reverse()
    assert opinions.sentences(SEALER, SAMPLE, LISTENING, found) == told, "whoever came first"
    assert opinions.sentences(Sealer(bytes([1] * 32)), SAMPLE, LISTENING, found) == []


def test_who_changes_it_leaves_the_ten_and_the_first_who_waited_comes_in(session: Session, edition: Edition) -> None:
    first, *_others = opined(session, edition, 10, Verdict(True, "zh", "前面的话"))
    opined(session, edition, 1, Verdict(False, "zh", "等着的话"), minutes=1)
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        say(session, first, edition, Verdict(True, "zh", "改过的话"))
    (found,) = heard(session).values()
    told = [text for _helped, text in opinions.sentences(SEALER, SAMPLE, LISTENING, found)]
    assert sorted(told) == [*["前面的话"] * 9, "等着的话"]
    assert (found.n, found.helped) == (10, 9)


def test_one_query_tells_all_however_many_there_are(session: Session, edition: Edition) -> None:
    counts = []
    for people in (1, 30):
        opined(session, edition, people)
        with watched(session) as statements:
            heard(session)
        counts.append(len(statements))
    assert counts == [1, 1]


# On two phones, and gone


@pytest.mark.parametrize("own", [None, Verdict(False, "zh", "在家写的")])
def test_of_two_phones_the_accounts_word_stands(
    session: Session, edition: Edition, afang: uuid.UUID, own: Verdict | None
) -> None:
    borrowed = accounts.begin(session)[0].id
    acts.read(session, borrowed, edition, "hear-them")
    say(session, borrowed, edition, Verdict(True, "zh", SAID))
    if own:
        say(session, afang, edition, own)
    acts.sign_in(session, AFANG.name, AFANG.pin, here=borrowed)
    session.expire_all()
    assert said(session, afang) == ((False, "在家写的") if own else (True, SAID))
    assert said(session, borrowed) is None
    # What was on its way from the borrowed phone meanwhile is hers too.
    say(session, borrowed, edition, Verdict(True, "zh", "路上的话"))
    assert said(session, afang) == (True, "路上的话")


def test_what_is_erased_is_told_no_more(session: Session, edition: Edition) -> None:
    first, *_others = opined(session, edition, 10, Verdict(True, "zh", SAID))
    assert heard(session)
    erasing.erase(session, first, {}, ZoneInfo("Asia/Shanghai"))
    assert heard(session) == {}
    assert count(session, Opinion) == 9
