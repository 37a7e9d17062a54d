"""All that is known of a worker, in the words of this request's language: one tree, which the page shows and the files hold.

The names of its branches are those of the file for programs, which `docs/privacy.md` explains. A moment is a `datetime`.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from mpt.models import Attempt, Certificate, LessonDone, ModuleDone, SurveyResponse
from mpt.models.base import now
from mpt.rules.practice import Went
from mpt.rules.surveys import Moment
from mpt.services.opinions import Said
from mpt.services.owndata import Asked, Joined, Kept, OwnData
from mpt.web import space_words
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.ownwords import course_title, lesson_title, module_title, quiz_answers, survey_answers
from mpt.web.practice import WENT_WORDS

FORMAT = "migrant-parent-training own data 1"

MOMENTS = {
    Moment.BEFORE: N_("before the course"),
    Moment.COMPLETION: N_("at the end of the course"),
    Moment.LATER: N_("some weeks later"),
}
NOT_HERE = (
    N_(
        "What you wrote to the helpline. Nobody can connect it with you, so it can't be shown here. You read it and delete it "
        "with its own code."
    ),
    N_("What you answered in your factory's poll. It was kept without a name, a phone and a time."),
    N_("Your PIN. We only keep what can check it, so nobody can read it."),
    N_("When you said you would call. That is in your phone's calendar only."),
)
"""What isn't among somebody's data, because nobody here can tell whose it is."""

Tree = dict[str, Any]


def tree(own: OwnData) -> Tree:
    """Return all of it."""
    return {
        "format": FORMAT,
        "made_at": now(),
        "language": language(),
        "account": _account(own),
        "phones": [{"since": phone.since, "this_one": phone.is_this} for phone in own.phones],
        "courses": [_course(own, course_id) for course_id in _course_ids(own)],
        "practice": [_practice(kept) for kept in own.practices],
        "factories": [_factory(joined) for joined in own.joined],
        "spaces": [_space(asked) for asked in own.spaces],
        "not_here": [words().gettext(sentence) for sentence in NOT_HERE],
    }


def as_json(of: Tree) -> str:
    """Return a tree as the file for programs: moments in UTC as ISO 8601 writes them, days as such."""
    return json.dumps(of, ensure_ascii=False, indent=2, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)


def _account(own: OwnData) -> Tree:
    learner = own.learner
    return {
        "id": str(learner.id),
        "name": learner.name,
        "since": learner.created_at,
        "pin_changed_at_a_desk": learner.pin_reset_at,
        "came_together": [{"id": str(one.id), "since": one.created_at} for one in own.came_together],
        "pin_numbers": [
            {"number": one.number, "asked_at": one.created_at, "let_through_at": one.let_through_at}
            for one in own.pin_resets
        ],
        "failed_tries": [{"at": one.failed_at, "address": one.address} for one in own.failures],
    }


def _course_ids(own: OwnData) -> list[str]:
    rows: Iterable[Any] = (
        *own.enrolments,
        *own.lessons,
        *own.modules,
        *own.attempts,
        *own.responses,
        *own.certificates,
        *(said.row for said in own.opinions),
    )
    return list(dict.fromkeys(row.course_id for row in rows))


def _course(own: OwnData, course_id: str) -> Tree:
    return {
        "course": course_id,
        "title": course_title(course_id),
        "began_at": next((one.started_at for one in own.enrolments if one.course_id == course_id), None),
        "lessons": [_lesson(one) for one in own.lessons if one.course_id == course_id],
        "modules": [_module(one) for one in own.modules if one.course_id == course_id],
        "quizzes": [_quiz(own, one) for one in own.attempts if one.course_id == course_id],
        "surveys": [_survey(one) for one in own.responses if one.course_id == course_id],
        "opinions": [_opinion(one) for one in own.opinions if one.row.course_id == course_id],
        "certificates": [_certificate(one) for one in own.certificates if one.course_id == course_id],
    }


def _lesson(done: LessonDone) -> Tree:
    return {
        "module": done.module_id,
        "lesson": done.lesson_id,
        "title": lesson_title(done.course_id, done.module_id, done.lesson_id, done.release_id),
        "read_at": done.done_at,
        "release": done.release_id,
    }


def _module(done: ModuleDone) -> Tree:
    return {
        "module": done.module_id,
        "title": module_title(done.course_id, done.module_id, done.release_id),
        "left_out": done.skipped,
        "at": done.done_at,
        "release": done.release_id,
    }


def _certificate(issued: Certificate) -> Tree:
    return {
        "code": issued.code,
        "name": issued.name,
        "issued_at": issued.issued_at,
        "revoked_at": issued.revoked_at,
        "replaced_by": issued.replaced_by,
        "release": issued.release_id,
    }


def _quiz(own: OwnData, attempt: Attempt) -> Tree:
    key = (attempt.course_id, attempt.module_id, attempt.release_id)
    return {
        "id": str(attempt.id),
        "module": attempt.module_id,
        "title": module_title(*key),
        "language": attempt.language,
        "submitted_at": attempt.submitted_at,
        "correct": attempt.correct,
        "total": attempt.total,
        "passed": attempt.passed,
        "answers": quiz_answers(*key, attempt.answers),
        "sent_again_as": [str(one.id) for one in own.resubmissions if one.attempt_id == attempt.id],
        "release": attempt.release_id,
    }


def _survey(response: SurveyResponse) -> Tree:
    return {
        "moment": response.moment,
        "when": words().gettext(MOMENTS[Moment(response.moment)]),
        "answered_at": response.answered_at,
        "answers": survey_answers(response.course_id, response.release_id, response.answers),
        "release": response.release_id,
    }


def _opinion(said: Said) -> Tree:
    row = said.row
    return {
        "module": row.module_id,
        "title": module_title(row.course_id, row.module_id, row.release_id),
        "helped": row.helped,
        "sentence": said.sentence,
        "language": row.language,
        "said_at": row.said_at,
        "release": row.release_id,
    }


def _practice(kept: Kept) -> Tree:
    row = kept.row
    return {
        "course": row.course_id,
        "module": row.module_id,
        "title": module_title(row.course_id, row.module_id),
        "evening": row.kept_on,
        "kept_at": row.kept_at,
        "went": row.went,
        "how": words().gettext(WENT_WORDS[Went(row.went)]) if row.went else "",
        "told_at": row.told_at,
        "note": kept.note,
    }


def _factory(joined: Joined) -> Tree:
    membership = joined.membership
    return {
        "factory": str(membership.factory_id),
        "place": joined.place.name_in(language()),
        "joined_at": membership.joined_at,
        "left_at": membership.left_at,
        "number": membership.number,
        "named_beside": [
            {"course": course_id, "title": course_title(course_id), "since": since}
            for course_id, since in joined.namings.items()
        ],
    }


def _space(asked: Asked) -> Tree:
    enrolment, space = asked.enrolment, asked.space
    return {
        "space": space.name_in(language()),
        "kind": space_words.kind(space),
        "factory": asked.factory.name_in(language()),
        "code": enrolment.code,
        "children": enrolment.children,
        "ages": dict(enrolment.bands),
        "asked_at": enrolment.asked_at,
        "given_at": enrolment.given_at,
        "given_up_at": enrolment.withdrawn_at,
        "cards": [
            {
                "number": card.number,
                "age": card.band,
                "given_at": card.given_at,
                "returned_at": card.returned_at,
                "days": days,
            }
            for card, days in asked.cards
        ],
    }
