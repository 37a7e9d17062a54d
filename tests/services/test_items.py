"""First tries at the quizzes of a course, as its trainers are told of them."""

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from mpt.content.folder import hash8
from mpt.models import Attempt
from mpt.rules.items import item_of
from mpt.rules.tries import Asked
from mpt.services import accounts, erasing, learning
from mpt.services.items import first_tries
from mpt.services.learning import Page
from mpt.services.publishing import Edition, publish
from tests.cast import AFANG
from tests.sample import ALL_RIGHT, ALL_WRONG, HARD_DAYS, HARD_DAYS_RIGHT, LISTENING, SAMPLE, sample_folder
from tests.services import acts
from tests.services.tried import NINE, learners, read, tried, watched

RIGHT, WRONG = ((1,), (0, 2)), ((0,), (1,))
"""What is taken of the two questions of `listening`."""
SOURCE = f"01-{LISTENING}/zh.md"


def asked(session: Session, language: str = "zh", module: str = LISTENING) -> list[Asked]:
    """Return what was asked of a module in a language, and the first tries at it."""
    return first_tries(session, SAMPLE, "zh").get((module, language), [])


def reworded(before: str, after: str) -> dict[str, bytes]:
    """Return the small course with other words in the Chinese of `listening`, its English settled."""
    folder = sample_folder()
    source = folder[SOURCE]
    folder[SOURCE] = source.replace(before.encode(), after.encode())
    assert folder[SOURCE] != source
    english = f"01-{LISTENING}/en.md"
    folder[english] = folder[english].replace(hash8(source).encode(), hash8(folder[SOURCE]).encode())
    return folder


def test_only_the_first_try_counts_and_only_in_full_tens(session: Session, edition: Edition) -> None:
    them = tried(session, 19, edition.release_id, ALL_WRONG)
    tried(session, them, edition.release_id, at=NINE + timedelta(hours=1))
    (quiz,) = asked(session)
    assert dict(quiz.tries.counted) == {WRONG: 10}
    assert [question.id for question in quiz.questions] == ["q-late", "q-listen"]
    assert quiz.releases == {1}
    tried(session, 1, edition.release_id, at=NINE + timedelta(hours=2))
    assert dict(asked(session)[0].tries.counted) == {WRONG: 19, RIGHT: 1}


def test_nobody_has_tried_yet(session: Session, edition: Edition) -> None:
    learners(session, 30)
    assert first_tries(session, SAMPLE, "zh") == {}
    assert first_tries(session, "no-such-course", "zh") == {}
    tried(session, 9, edition.release_id)
    assert asked(session)[0].tries.n == 0


def test_of_two_tries_at_one_moment_one_is_the_first(session: Session, edition: Edition) -> None:
    them = learners(session, 10)
    for answers in (ALL_RIGHT, ALL_WRONG):
        tried(session, them, edition.release_id, answers)
    (quiz,) = asked(session)
    assert quiz.tries.n == 10


def test_each_language_and_each_module_by_itself(session: Session, edition: Edition) -> None:
    tried(session, 10, edition.release_id)
    tried(session, 10, edition.release_id, ALL_WRONG, language="en")
    tried(session, 10, edition.release_id, language="")
    tried(session, 10, edition.release_id, HARD_DAYS_RIGHT, module=HARD_DAYS)
    found = first_tries(session, SAMPLE, "zh")
    assert {key: dict(quiz.tries.counted) for key, (quiz,) in found.items()} == {
        (LISTENING, "zh"): {RIGHT: 10},
        (LISTENING, "en"): {WRONG: 10},
        (LISTENING, ""): {RIGHT: 10},
        (HARD_DAYS, "zh"): {((0,),): 10},
    }
    assert found[LISTENING, "en"][0].questions[0].stem == "Your call came late. What first?"
    assert found[LISTENING, ""][0].questions == found[LISTENING, "zh"][0].questions
    assert set(first_tries(session, SAMPLE, "zh", HARD_DAYS)) == {(HARD_DAYS, "zh")}


def test_releases_with_the_same_quiz_count_together_and_another_wording_by_itself(
    session: Session, edition: Edition
) -> None:
    mended = publish(session, SAMPLE, sample_folder(summary="另一句。")).id
    reads_otherwise = publish(session, SAMPLE, reworded("电话打晚了，先说什么？", "电话晚了，你先说什么？")).id
    tried(session, 5, edition.release_id)
    tried(session, 5, mended, at=NINE + timedelta(minutes=1))
    tried(session, 10, reads_otherwise, ALL_WRONG, at=NINE + timedelta(minutes=2))
    before, after = asked(session)
    assert (dict(before.tries.counted), before.releases) == ({RIGHT: 10}, {1, 2})
    assert (dict(after.tries.counted), after.releases) == ({WRONG: 10}, {3})
    # The question that reads as before has all twenty, the other one ten of each wording.
    late, listen = after.questions
    counted = [item_of([before, after], one) for one in (late, listen, before.questions[0])]
    assert [(found.n, found.right) for found in counted if found] == [(10, 0), (20, 10), (10, 10)]


def test_what_nobody_can_tell_any_more_is_left_out(session: Session, edition: Edition) -> None:
    tried(session, 10, edition.release_id, {"q-gone": frozenset({0})})
    tried(session, 10, edition.release_id, language="vi")
    tried(session, 10, edition.release_id, module="module-gone")
    assert [quiz.tries.n for quizzes in first_tries(session, SAMPLE, "zh").values() for quiz in quizzes] == [0]


def test_a_module_that_had_no_quiz(session: Session) -> None:
    folder = sample_folder()
    for path in (f"02-{HARD_DAYS}/zh.md", f"02-{HARD_DAYS}/en.md"):
        folder[path] = folder[path].partition(b"{#check .quiz}")[0].rpartition(b"## ")[0]
    source, english = f"02-{HARD_DAYS}/zh.md", f"02-{HARD_DAYS}/en.md"
    old = hash8(sample_folder()[source]).encode()
    folder[english] = folder[english].replace(old, hash8(folder[source]).encode())
    without = publish(session, SAMPLE, folder).id
    tried(session, 10, without, HARD_DAYS_RIGHT, module=HARD_DAYS)
    assert asked(session, module=HARD_DAYS) == []


def test_how_long_after_the_last_lesson(session: Session, edition: Edition) -> None:
    them = tried(session, 10, edition.release_id, at=NINE + timedelta(minutes=7, seconds=50))
    read(session, them, edition.release_id, "hear-them", NINE - timedelta(days=1))
    read(session, them[:6], edition.release_id, "ask-once")
    # Read once more after the quiz, and of another module: that's no time to answer in.
    read(session, them, edition.release_id, "tonight", NINE + timedelta(days=1))
    read(session, them, edition.release_id, "tonight", NINE + timedelta(minutes=7), module=HARD_DAYS)
    assert dict(asked(session)[0].tries.minutes) == {7: 6, 24 * 60 + 7: 4}
    tried(session, 10, edition.release_id, language="en")
    assert dict(asked(session, "en")[0].tries.minutes) == {}


def test_somebody_who_erases_everything_leaves_and_one_who_waited_comes_in(session: Session, edition: Edition) -> None:
    them = tried(session, 11, edition.release_id)
    tried(session, 1, edition.release_id, ALL_WRONG, at=NINE + timedelta(hours=1))
    assert dict(asked(session)[0].tries.counted) == {RIGHT: 10}
    for one in them[:2]:
        erasing.erase(session, one, {}, ZoneInfo("Asia/Shanghai"))
    assert dict(asked(session)[0].tries.counted) == {RIGHT: 9, WRONG: 1}
    erasing.erase(session, them[2], {}, ZoneInfo("Asia/Shanghai"))
    assert asked(session)[0].tries.n == 0


def test_the_language_is_kept_as_it_was_sent_and_comes_along_to_the_account(session: Session, edition: Edition) -> None:
    afang, borrowed = acts.keep(session, AFANG), accounts.begin(session)[0].id
    page = Page(edition, "en")
    learning.submit_quiz(session, borrowed, edition, LISTENING, ALL_WRONG, None, page)
    # The same answers in another language are the same submission.
    learning.submit_quiz(session, borrowed, edition, LISTENING, ALL_WRONG, None, Page(edition, "zh"))
    acts.sign_in(session, AFANG.name, AFANG.pin, here=borrowed)
    session.expire_all()
    (attempt,) = session.query(Attempt).all()
    assert (attempt.learner_id, attempt.language) == (afang, "en")
    learning.submit_quiz(session, afang, edition, HARD_DAYS, HARD_DAYS_RIGHT, uuid.uuid4())
    assert session.query(Attempt.language).filter_by(module_id=HARD_DAYS).scalar() == ""


@pytest.mark.parametrize("module", ["", LISTENING])
def test_they_are_read_with_three_queries_however_many_there_are(
    session: Session, edition: Edition, module: str
) -> None:
    publish(session, SAMPLE, sample_folder(summary="另一句。"))
    counts = []
    for people in (10, 4500):
        tried(session, people, edition.release_id)
        with watched(session) as statements:
            first_tries(session, SAMPLE, "zh", module)
        counts.append(len(statements))
    assert counts == [3, 3]
