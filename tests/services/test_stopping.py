"""Where learners stop in a course, in full tens."""

from sqlalchemy.orm import Session

from mpt.services.publishing import Edition
from mpt.services.stopping import Reached, reached
from tests.sample import ALL_WRONG, HARD_DAYS, LISTENING, SAMPLE
from tests.services.acts import do
from tests.services.tried import learners, read, tried, watched


def test_each_step_by_itself_in_full_tens(session: Session, edition: Edition) -> None:
    them = learners(session, 39)
    read(session, them[:31], edition.release_id, "hear-them")
    read(session, them[:29], edition.release_id, "ask-once")
    read(session, them[:9], edition.release_id, "hear-them", module=HARD_DAYS)
    for _twice in range(2):
        tried(session, them[:25], edition.release_id)
    assert reached(session, SAMPLE) == Reached(
        began=30,
        read={(LISTENING, "hear-them"): 30, (LISTENING, "ask-once"): 20, (HARD_DAYS, "hear-them"): 0},
        sent={LISTENING: 20},
        passed={LISTENING: 0},
    )


def test_who_passed_counts_once_however_often(session: Session, edition: Edition) -> None:
    them = learners(session, 10)
    tried(session, them, edition.release_id, ALL_WRONG)
    for one in them:
        do(session, one, edition)
    found = reached(session, SAMPLE)
    assert (found.sent, found.passed) == ({LISTENING: 10, HARD_DAYS: 10}, {LISTENING: 10, HARD_DAYS: 10})


def test_nobody_has_begun(session: Session, edition: Edition) -> None:
    assert edition.course.id == SAMPLE
    assert reached(session, SAMPLE) == Reached(0, {}, {}, {})


def test_three_queries_count_them_however_many_there_are(session: Session, edition: Edition) -> None:
    counts = []
    for people in (1, 300):
        read(session, learners(session, people), edition.release_id, "hear-them")
        with watched(session) as statements:
            reached(session, SAMPLE)
        counts.append(len(statements))
    assert counts == [3, 3]
