"""Afang answers the survey before her first lesson, when she has her certificate, and again weeks later."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import Certificate, Enrolment, SurveyResponse
from mpt.models.base import now
from mpt.rules.grading import UnknownAnswerError
from mpt.rules.surveys import Moment
from mpt.services import accounts, publishing, surveys
from mpt.services.publishing import Edition, read_edition
from mpt.services.surveys import NoSurveyError, NotNowError
from tests.cast import AFANG
from tests.content.folders import translated
from tests.sample import SAMPLE, sample_folder
from tests.services import acts
from tests.services.acts import count, do, keep, read

ANSWERS = {"confides": 1, "stress": 3, "teacher": 0}


def kept(session: Session, learner: uuid.UUID, moment: Moment = Moment.BEFORE) -> dict[str, int]:
    return session.get_one(SurveyResponse, (learner, SAMPLE, str(moment))).answers


def test_what_is_answered_is_kept_and_it_is_not_asked_again(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    assert surveys.due(session, learner, SAMPLE) is Moment.BEFORE
    surveys.respond(session, learner, edition, Moment.BEFORE, ANSWERS)
    assert kept(session, learner) == ANSWERS
    assert surveys.due(session, learner, SAMPLE) is None
    assert count(session, Enrolment) == 1


def test_sent_twice_it_is_there_once_and_the_first_answers_stand(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    surveys.respond(session, learner, edition, Moment.BEFORE, ANSWERS)
    surveys.respond(session, learner, edition, Moment.BEFORE, {"confides": 4})
    surveys.respond(session, learner, edition, Moment.BEFORE, {})
    assert kept(session, learner) == ANSWERS
    assert count(session, SurveyResponse) == 1


def test_what_was_passed_over_can_still_be_answered(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    surveys.respond(session, learner, edition, Moment.BEFORE, {})
    assert surveys.due(session, learner, SAMPLE) is None
    surveys.respond(session, learner, edition, Moment.BEFORE, {"stress": 2})
    assert kept(session, learner) == {"stress": 2}


def test_once_a_lesson_is_read_it_waits_for_the_certificate(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    read(session, learner, edition, "hear-them")
    assert surveys.due(session, learner, SAMPLE) is None
    for moment in Moment:
        with pytest.raises(NotNowError):
            surveys.respond(session, learner, edition, moment, ANSWERS)
    assert count(session, SurveyResponse) == 0
    do(session, learner, edition)
    assert surveys.due(session, learner, SAMPLE) is Moment.COMPLETION
    surveys.respond(session, learner, edition, Moment.COMPLETION, {"confides": 4})
    assert kept(session, learner, Moment.COMPLETION) == {"confides": 4}
    assert surveys.due(session, learner, SAMPLE) is None


def finished(session: Session, learner: uuid.UUID, edition: Edition, days: int) -> None:
    """Let the course have been finished so many days ago."""
    do(session, learner, edition)
    session.query(Certificate).one().issued_at = now() - timedelta(days=days)
    session.flush()


def test_eight_weeks_later_it_is_asked_once_more(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    finished(session, learner, edition, 55)
    surveys.respond(session, learner, edition, Moment.COMPLETION, {"confides": 3})
    assert surveys.due(session, learner, SAMPLE) is None
    assert surveys.due_later(session, learner) == set()
    with pytest.raises(NotNowError):
        surveys.respond(session, learner, edition, Moment.LATER, {"confides": 4})
    session.query(Certificate).one().issued_at -= timedelta(days=1)
    assert surveys.due(session, learner, SAMPLE) is Moment.LATER
    assert surveys.due_later(session, learner) == {SAMPLE}
    surveys.respond(session, learner, edition, Moment.LATER, {"confides": 4})
    assert (kept(session, learner, Moment.COMPLETION), kept(session, learner, Moment.LATER)) == (
        {"confides": 3},
        {"confides": 4},
    )
    assert surveys.due(session, learner, SAMPLE) is None
    assert surveys.due_later(session, learner) == set()


def test_passed_over_it_is_never_asked_again_and_an_open_page_may_still_answer(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    finished(session, learner, edition, 300)
    surveys.respond(session, learner, edition, Moment.LATER, {})
    assert surveys.due(session, learner, SAMPLE) is None
    assert surveys.due_later(session, learner) == set()
    surveys.respond(session, learner, edition, Moment.LATER, {"stress": 2})
    surveys.respond(session, learner, edition, Moment.LATER, {"stress": 4})
    assert kept(session, learner, Moment.LATER) == {"stress": 2}


def test_how_it_was_at_completion_cannot_be_said_eight_weeks_later(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    finished(session, learner, edition, 56)
    for moment in (Moment.BEFORE, Moment.COMPLETION):
        with pytest.raises(NotNowError):
            surveys.respond(session, learner, edition, moment, ANSWERS)
    assert count(session, SurveyResponse) == 0


def test_weeks_go_from_the_first_certificate_whatever_became_of_it(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    finished(session, learner, edition, 60)
    first = session.query(Certificate).one()
    first.revoked_at = now()
    session.flush()
    session.add(Certificate(code="7K3M9PQR2TVW", learner_id=learner, course_id=SAMPLE, release_id=edition.release_id))
    session.flush()
    assert surveys.due(session, learner, SAMPLE) is Moment.LATER
    assert surveys.due_later(session, learner) == {SAMPLE}


def test_what_was_said_weeks_later_on_another_phone_comes_along(session: Session, edition: Edition) -> None:
    afang, nameless = keep(session, AFANG), accounts.begin(session)[0].id
    finished(session, nameless, edition, 60)
    surveys.respond(session, nameless, edition, Moment.LATER, {"stress": 1})
    acts.sign_in(session, AFANG.name, AFANG.pin, here=nameless)
    session.expire_all()
    assert kept(session, afang, Moment.LATER) == {"stress": 1}
    assert surveys.due(session, afang, SAMPLE) is None


def test_what_was_sent_in_time_may_come_again_later_and_changes_nothing(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    surveys.respond(session, learner, edition, Moment.BEFORE, {})
    do(session, learner, edition)
    surveys.respond(session, learner, edition, Moment.BEFORE, ANSWERS)
    assert kept(session, learner) == {}


def test_what_is_not_asked_is_refused_and_nothing_kept(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    with pytest.raises(UnknownAnswerError):
        surveys.respond(session, learner, edition, Moment.BEFORE, {"confides": 5})
    assert count(session, SurveyResponse) == 0


def test_it_is_held_against_the_questions_that_were_shown(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    folder = sample_folder()
    texts = {path: folder[path].replace(b"{#confides .faces}", b"{#trusts .faces}") for path in ("zh.md", "en.md")}
    newer = publishing.publish(session, SAMPLE, translated({**folder, **texts}))
    served = read_edition(session, SAMPLE, newer.id)
    surveys.respond(session, learner, served, Moment.BEFORE, {"confides": 2}, edition)
    row = session.get_one(SurveyResponse, (learner, SAMPLE, "before"))
    assert (row.answers, row.release_id) == ({"confides": 2}, edition.release_id)


def test_a_course_without_a_survey_asks_nothing(session: Session, learner: uuid.UUID) -> None:
    folder = sample_folder()
    texts = {path: folder[path][: folder[path].index(b"\n## ")] for path in ("zh.md", "en.md")}
    bare = publishing.publish(session, SAMPLE, translated({**folder, **texts}))
    with pytest.raises(NoSurveyError):
        surveys.respond(session, learner, read_edition(session, SAMPLE, bare.id), Moment.BEFORE, {})


def test_the_database_knows_no_other_moment(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    session.add(
        SurveyResponse(
            learner_id=learner, course_id=SAMPLE, moment="sometime", release_id=edition.release_id, answers={},
            answered_at=now(),
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    ("account", "borrowed", "stays"),
    [
        (None, {"stress": 1}, {"stress": 1}),
        ({}, {"stress": 1}, {"stress": 1}),
        ({"stress": 4}, {"stress": 1}, {"stress": 4}),
        ({"stress": 4}, {}, {"stress": 4}),
        ({}, {}, {}),
    ],
)
def test_of_two_phones_the_accounts_answers_stay_unless_it_has_none(
    session: Session, edition: Edition, account: dict[str, int] | None, borrowed: dict[str, int], stays: dict[str, int]
) -> None:
    afang, nameless = keep(session, AFANG), accounts.begin(session)[0].id
    if account is not None:
        surveys.respond(session, afang, edition, Moment.BEFORE, account)
    surveys.respond(session, nameless, edition, Moment.BEFORE, borrowed)
    acts.sign_in(session, AFANG.name, AFANG.pin, here=nameless)
    session.expire_all()
    assert kept(session, afang) == stays
    assert count(session, SurveyResponse) == 1
