"""The survey some weeks after a course, as home offers it: once, for one course at a time, and never in the way."""

from collections.abc import Collection

from mpt.content.model import Lesson
from mpt.models import Certificate, Learner
from mpt.models.base import now
from mpt.rules.surveys import LATER_FROM
from mpt.services import surveys
from mpt.services.publishing import Edition
from mpt.web.language import language
from mpt.web.shelf import editions_here
from mpt.web.transaction import db


def survey_later(learner: Learner | None, certified: Collection[Certificate]) -> tuple[Edition, Lesson] | None:
    """Return a course that a learner finished weeks ago, and its survey, where it's time to ask how it is now; or None.

    The database is asked only for whoever has a certificate that is old enough.
    """
    if learner is None or all(now() - each.issued_at < LATER_FROM for each in certified):
        return None
    due = surveys.due_later(db(), learner.id)
    for course_id, edition in editions_here().items():
        survey = edition.course.texts[language()].survey
        if course_id in due and survey:
            return edition, survey
    return None
