"""Afang answers the survey before her first lesson, and again when she has her certificate."""

import uuid

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import Enrolment, SurveyResponse
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
