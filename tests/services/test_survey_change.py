"""What learners said before a course, after it and weeks later: only the same ones, in full tens, up to a day's end."""

import uuid
from collections import Counter
from collections.abc import Mapping

import pytest
from sqlalchemy.orm import Session

from mpt.content.model import Lesson
from mpt.models import Certificate, Enrolment, Learner, SurveyResponse
from mpt.rules.pairs import Means, Pairs, Shares, means, shares
from mpt.rules.surveys import Moment
from mpt.services import survey_change
from mpt.services.publishing import Edition
from mpt.services.survey_change import Answered, SurveyChange
from tests.sample import SAMPLE
from tests.services.reached import LAST_DAY, SHANGHAI, utc

SAID = Mapping[str, int] | None
"""What somebody answered; nothing where all was passed over; None where the survey wasn't asked, or isn't answered yet."""


@pytest.fixture
def survey(edition: Edition) -> Lesson:
    """The small course's survey: two statements on five faces, and a question with two answers."""
    found = edition.course.texts["zh"].survey
    assert found
    return found


def learner(
    session: Session,
    edition: Edition,
    before: SAID,
    after: SAID = None,
    answered: str = "2026-11-01",
    course: str = SAMPLE,
) -> uuid.UUID:
    """Somebody who began a course in July and finished it where it was asked about after."""
    one = Learner()
    session.add(one)
    session.flush()
    session.add(Enrolment(learner_id=one.id, course_id=course, started_at=utc("2026-07-01")))
    for moment, said, at in (("before", before, "2026-07-01"), ("completion", after, answered)):
        if said is not None:
            row = SurveyResponse(learner_id=one.id, course_id=course, moment=moment, release_id=edition.release_id)
            row.answers, row.answered_at = dict(said), utc(at)
            session.add(row)
    if after is not None:
        code = uuid.uuid4().hex[:12].upper()
        issued = Certificate(code=code, learner_id=one.id, course_id=course, release_id=edition.release_id)
        issued.issued_at = utc(answered)
        session.add(issued)
    session.flush()
    return one.id


def count(session: Session, survey: Lesson) -> SurveyChange:
    return survey_change.count(session, SAMPLE, survey, LAST_DAY, SHANGHAI)


def both(change: SurveyChange) -> tuple[Answered, Answered]:
    """Return who answered before and at completion."""
    return change.answered[Moment.BEFORE], change.answered[Moment.COMPLETION]


def said_later(session: Session, edition: Edition, learner_id: uuid.UUID, said: Mapping[str, int], at: str) -> None:
    """Let somebody say something weeks after the course."""
    row = SurveyResponse(learner_id=learner_id, course_id=SAMPLE, moment="later", release_id=edition.release_id)
    row.answers, row.answered_at = dict(said), utc(at)
    session.add(row)
    session.flush()


def test_ten_who_answered_twice_are_compared_with_themselves(
    session: Session, edition: Edition, survey: Lesson
) -> None:
    for n in range(10):
        # Before: three on the third face, seven on the second. After: all on the fourth. One more teacher was contacted.
        learner(session, edition, {"confides": 2 if n < 3 else 1, "teacher": 1}, {"confides": 3, "teacher": int(n > 0)})
    learner(session, edition, {"confides": 4})
    learner(session, edition, None, {"confides": 4})
    change = count(session, survey)
    assert means(change.pairs[Moment.COMPLETION]["confides"].counted) == Means(10, 230, 400)
    assert shares(change.pairs[Moment.COMPLETION]["teacher"].counted, 2) == Shares(10, (0, 100), (10, 90))
    assert means(change.pairs[Moment.COMPLETION]["stress"].counted) is None
    assert change.day == LAST_DAY


def test_a_question_left_out_once_is_no_pair(session: Session, edition: Edition, survey: Lesson) -> None:
    for n in range(10):
        learner(
            session, edition, {"confides": 1, "stress": 4}, {"stress": 2} if n == 9 else {"confides": 2, "stress": 2}
        )
    change = count(session, survey)
    assert change.pairs[Moment.COMPLETION]["confides"].counted == {}
    assert change.pairs[Moment.COMPLETION]["stress"].counted == Counter({(4, 2): 10})


def test_those_who_answered_first_are_the_first_ten(session: Session, edition: Edition, survey: Lesson) -> None:
    late = [learner(session, edition, {"confides": 0}, {"confides": 4}, "2026-11-20") for _ in range(5)]
    for _ in range(10):
        learner(session, edition, {"confides": 1}, {"confides": 2}, "2026-11-10")
    assert len(late) == 5
    assert count(session, survey).pairs[Moment.COMPLETION]["confides"].counted == Counter({(1, 2): 10})


def test_it_says_how_many_of_whom_answered(session: Session, edition: Edition, survey: Lesson) -> None:
    learner(session, edition, {"confides": 1}, {"confides": 2})
    learner(session, edition, {"stress": 1}, {})
    learner(session, edition, {})
    learner(session, edition, None, {"teacher": 0})
    learner(session, edition, {"confides": 1}, {"confides": 1}, course="another")
    change = count(session, survey)
    assert both(change) == (Answered(2, 4), Answered(2, 3))


def test_one_with_two_certificates_finished_once(session: Session, edition: Edition, survey: Lesson) -> None:
    one = learner(session, edition, None, {})
    revoked = Certificate(code="7K3M9PQR2TVW", learner_id=one, course_id=SAMPLE, release_id=edition.release_id)
    revoked.issued_at, revoked.revoked_at = utc("2026-10-02"), utc("2026-10-03")
    session.add(revoked)
    session.flush()
    assert both(count(session, survey))[1] == Answered(0, 1)


def test_what_was_said_today_is_counted_tomorrow(session: Session, edition: Edition, survey: Lesson) -> None:
    for n in range(20):
        at = "2026-11-29 15:59" if n < 10 else "2026-11-29 16:00"
        learner(session, edition, {"confides": 1}, {"confides": n // 10}, at)
    change = count(session, survey)
    assert change.pairs[Moment.COMPLETION]["confides"].counted == Counter({(1, 0): 10})
    assert both(change) == (Answered(20, 20), Answered(10, 10))


def test_what_the_survey_no_longer_asks_is_left_out(session: Session, edition: Edition, survey: Lesson) -> None:
    for n in range(20):
        # Another release had a question more, and a third answer about the teacher.
        learner(
            session, edition, {"other": 1, "teacher": 2 if n < 5 else 1}, {"other": 1, "teacher": 2 if n > 14 else 0}
        )
    change = count(session, survey)
    assert set(change.pairs[Moment.COMPLETION]) == {"confides", "stress", "teacher"}
    assert change.pairs[Moment.COMPLETION]["teacher"].counted == Counter({(1, 0): 10})


def test_without_answers_there_is_nothing_to_show(session: Session, survey: Lesson) -> None:
    change = count(session, survey)
    assert both(change) == (Answered(0, 0), Answered(0, 0))
    assert all(each.counted == {} for moment in change.pairs.values() for each in moment.values())


def test_weeks_later_the_same_learners_are_compared_with_themselves(
    session: Session, edition: Edition, survey: Lesson
) -> None:
    for n in range(11):
        # All finished on 1 August; before, all on the second face. 60 days later seven are on the fourth, the others stay.
        one = learner(session, edition, {"confides": 1}, {"confides": 4}, "2026-08-01")
        if n < 10:
            said_later(session, edition, one, {"confides": 3 if n < 7 else 1}, "2026-09-30")
    change = count(session, survey)
    assert means(change.pairs[Moment.LATER]["confides"].counted) == Means(10, 200, 340)
    assert means(change.pairs[Moment.COMPLETION]["confides"].counted) == Means(10, 200, 500)
    assert change.answered[Moment.LATER] == Answered(10, 11)


def test_only_what_is_said_8_to_12_weeks_later_counts_as_that(
    session: Session, edition: Edition, survey: Lesson
) -> None:
    # 56 days after 1 August, noon, are 26 September, noon; 84 are 24 October. A second before and after is outside.
    for at in ("2026-09-26 12:00", "2026-10-24 12:00"):
        for _ in range(5):
            one = learner(session, edition, {"stress": 4}, {}, "2026-08-01")
            said_later(session, edition, one, {"stress": 2}, at)
    for at in ("2026-09-26 11:59:59", "2026-10-24 12:00:01"):
        for _ in range(10):
            one = learner(session, edition, {"stress": 4}, {}, "2026-08-01")
            said_later(session, edition, one, {"stress": 0}, at)
    change = count(session, survey)
    assert change.pairs[Moment.LATER]["stress"].counted == Counter({(4, 2): 10})
    assert change.answered[Moment.LATER] == Answered(10, 30)


def test_only_who_finished_eight_weeks_ago_could_answer_weeks_later(
    session: Session, edition: Edition, survey: Lesson
) -> None:
    # The day ends at 16:00 UTC on 29 November; 56 days before that is 4 October, 16:00.
    learner(session, edition, None, {}, "2026-10-04 15:59")
    learner(session, edition, None, {}, "2026-10-04 16:00")
    assert count(session, survey).answered[Moment.LATER] == Answered(0, 1)


def test_who_passed_it_over_or_answered_it_only_weeks_later_is_no_pair(
    session: Session, edition: Edition, survey: Lesson
) -> None:
    said_later(session, edition, learner(session, edition, {"confides": 1}, {}, "2026-08-01"), {}, "2026-10-01")
    said_later(session, edition, learner(session, edition, None, {}, "2026-08-01"), {"confides": 1}, "2026-10-01")
    change = count(session, survey)
    assert change.answered[Moment.LATER] == Answered(1, 2)
    assert change.pairs[Moment.LATER]["confides"] == Pairs()


def test_weeks_are_counted_from_the_first_of_two_certificates(
    session: Session, edition: Edition, survey: Lesson
) -> None:
    one = learner(session, edition, {"confides": 1}, {}, "2026-09-30")
    issued = Certificate(code="7K3M9PQR2TVW", learner_id=one, course_id=SAMPLE, release_id=edition.release_id)
    issued.issued_at, issued.revoked_at = utc("2026-08-01"), utc("2026-09-30")
    session.add(issued)
    said_later(session, edition, one, {"confides": 2}, "2026-10-01")
    assert count(session, survey).answered[Moment.LATER] == Answered(1, 1)
