"""Skipping, completing, and what an edit of the course does to whoever is learning: nothing earned is lost."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.content.folder import hash8
from mpt.models import Attempt, Certificate, Enrolment, ModuleDone
from mpt.rules.completion import Progress
from mpt.services import certificates, learning
from mpt.services.learning import NotSkippableError
from mpt.services.publishing import Edition, current_releases, publish, read_edition
from tests.sample import (
    ALL_RIGHT,
    ALL_WRONG,
    HALF_RIGHT,
    HARD_DAYS,
    LESSONS,
    LISTENING,
    SAMPLE,
    lesson_ids,
    module_of,
    sample_folder,
)
from tests.services.acts import answer, count, do, read

MONDAY = datetime(2026, 11, 23, 20, tzinfo=UTC)


def released(session: Session, **changes: object) -> Edition:
    """Publish a changed sample and return it as it's served."""
    publish(session, SAMPLE, sample_folder(**changes))  # type: ignore[arg-type]
    return read_edition(session, SAMPLE, current_releases(session)[SAMPLE])


def skip(session: Session, learner: uuid.UUID, edition: Edition) -> Certificate | None:
    return learning.skip_module(session, learner, edition, module_of(edition, HARD_DAYS))


# Skipping


def test_a_skippable_module_can_be_skipped(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    assert skip(session, learner, edition) is None
    assert learning.progress_in(session, learner, SAMPLE) == Progress(skipped=frozenset({HARD_DAYS}))


def test_another_module_cannot(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    with pytest.raises(NotSkippableError):
        learning.skip_module(session, learner, edition, module_of(edition, LISTENING))
    assert count(session, ModuleDone) == count(session, Enrolment) == 0


def test_a_skipped_module_done_later_is_done_on_that_day(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        skip(session, learner, edition)
        clock.shift(timedelta(days=1))
        do(session, learner, edition, HARD_DAYS)
    session.expire_all()
    assert learning.progress_in(session, learner, SAMPLE).done == {HARD_DAYS}
    assert learning.progress_in(session, learner, SAMPLE).skipped == set()
    assert session.scalars(select(ModuleDone.done_at)).one() == MONDAY + timedelta(days=1)


def test_a_module_keeps_the_day_on_which_it_was_done(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        do(session, learner, edition, LISTENING)
        clock.shift(timedelta(days=1))
        do(session, learner, edition, LISTENING)
    session.expire_all()
    assert session.scalars(select(ModuleDone.done_at)).one() == MONDAY


def test_a_module_that_is_done_stays_done_when_it_is_skipped(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    do(session, learner, edition, HARD_DAYS)
    skip(session, learner, edition)
    assert learning.progress_in(session, learner, SAMPLE).done == {HARD_DAYS}


# Completing


def test_the_act_that_completes_the_course_issues_the_certificate(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    do(session, learner, edition, LISTENING)
    answer(session, learner, edition, module=HARD_DAYS)
    assert read(session, learner, edition, *LESSONS, module=HARD_DAYS) is None
    certificate = read(session, learner, edition, "tonight", module=HARD_DAYS)
    assert certificate is not None
    assert (certificate.learner_id, certificate.course_id, certificate.name) == (learner, SAMPLE, None)
    assert certificate.release_id == edition.release_id


def test_a_quiz_can_complete_the_course(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    do(session, learner, edition)
    assert len(certificates.certificates_of(session, learner)) == 1


def test_skipping_the_last_module_completes_the_course(session: Session, edition: Edition, learner: uuid.UUID) -> None:
    do(session, learner, edition, LISTENING)
    certificate = skip(session, learner, edition)
    assert certificate is not None
    assert certificate.learner_id == learner


def repeat_reading(session: Session, learner: uuid.UUID, edition: Edition) -> None:
    read(session, learner, edition)


def repeat_answering(session: Session, learner: uuid.UUID, edition: Edition) -> None:
    answer(session, learner, edition, ALL_WRONG)
    answer(session, learner, edition, ALL_RIGHT)


def repeat_skipping(session: Session, learner: uuid.UUID, edition: Edition) -> None:
    skip(session, learner, edition)


@pytest.mark.parametrize("repeat", [repeat_reading, repeat_answering, repeat_skipping])
@pytest.mark.parametrize("revoked", [False, True], ids=["valid", "revoked"])
def test_a_certificate_is_issued_once_whatever_is_done_again(
    session: Session,
    edition: Edition,
    learner: uuid.UUID,
    repeat: Callable[[Session, uuid.UUID, Edition], None],
    revoked: bool,
) -> None:
    do(session, learner, edition)
    if revoked:
        certificates.revoke(session, certificates.certificates_of(session, learner)[0].code)
    repeat(session, learner, edition)
    assert count(session, Certificate) == 1
    assert len(certificates.certificates_of(session, learner)) == (0 if revoked else 1)


# A trainer edits while people learn


def other_key(folder: dict[str, bytes]) -> dict[str, bytes]:
    """Return the course with the other choice right in the first quiz, in both languages."""
    source = folder["01-listening/zh.md"].decode()
    wrong, right = "- [ ] 不用说", "- [x] 说声对不起"
    changed = source.replace(wrong, "- [x] 不用说").replace(right, "- [ ] 说声对不起").encode()
    english = folder["01-listening/en.md"].decode()
    english = english.replace("- [ ] Say nothing", "- [x] Say nothing").replace("- [x] Say sorry", "- [ ] Say sorry")
    english = english.replace(hash8(folder["01-listening/zh.md"]), hash8(changed))
    return {**folder, "01-listening/zh.md": changed, "01-listening/en.md": english.encode()}


def test_a_quiz_is_marked_by_the_questions_that_were_shown(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    publish(session, SAMPLE, other_key(sample_folder()))
    newer = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
    shown_before = answer(session, learner, newer, ALL_RIGHT, asked=edition)
    assert (shown_before.passed, shown_before.release_id) == (True, edition.release_id)
    shown_now = answer(session, learner, newer, ALL_RIGHT)
    assert (shown_now.passed, shown_now.release_id) == (False, newer.release_id)


def test_a_module_that_a_release_took_away_can_still_be_answered_and_the_rest_is_settled(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    course = replace(edition.course, modules=edition.course.modules[:1])
    smaller = replace(edition, course=course)
    do(session, learner, smaller, LISTENING)
    assert answer(session, learner, smaller, module=HARD_DAYS, asked=edition).passed
    assert learning.progress_in(session, learner, SAMPLE).done == {LISTENING}


def test_the_same_answers_under_another_release_are_another_try(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    answer(session, learner, edition, HALF_RIGHT)
    answer(session, learner, released(session, summary="改过的小课。"), HALF_RIGHT)
    assert count(session, Attempt) == 2


def test_a_done_module_stays_done_when_a_release_adds_a_lesson(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    do(session, learner, edition, LISTENING)
    grown = released(session, more_lessons=("thank-them",))
    assert "thank-them" in lesson_ids(module_of(grown))
    assert learning.settle(session, learner, grown) is None
    assert learning.progress_in(session, learner, SAMPLE).done == {LISTENING}
    do(session, learner, grown, HARD_DAYS)
    assert len(certificates.certificates_of(session, learner)) == 1


def test_a_module_that_is_not_done_asks_for_the_new_lesson_too(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    read(session, learner, edition)
    grown = released(session, more_lessons=("thank-them",))
    answer(session, learner, grown)
    assert learning.progress_in(session, learner, SAMPLE).done == set()
    read(session, learner, grown, "thank-them")
    assert learning.progress_in(session, learner, SAMPLE).done == {LISTENING}
    assert session.scalars(select(ModuleDone.release_id)).one() == grown.release_id


def test_a_certificate_stays_when_a_release_adds_a_lesson(
    session: Session, edition: Edition, learner: uuid.UUID
) -> None:
    do(session, learner, edition)
    grown = released(session, more_lessons=("thank-them",))
    read(session, learner, grown)
    assert [each.release_id for each in certificates.certificates_of(session, learner)] == [edition.release_id]
