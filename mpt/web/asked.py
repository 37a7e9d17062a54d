"""The courses of home: first those that a learner's factories ask for by a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from mpt.models import Certificate, Learner
from mpt.services import offers
from mpt.services.publishing import Edition
from mpt.web.language import local_day, words
from mpt.web.shelf import editions_here
from mpt.web.transaction import db


@dataclass(frozen=True, slots=True)
class Asked:
    """By which day a course is asked for, as the page writes it, and whether that day is past."""

    day: str
    is_past: bool


def asked_first(learner: Learner | None, certified: Collection[Certificate]) -> list[tuple[Edition, Asked | None]]:
    """Return the courses that are here. Those that a learner's factories ask for come first: the soonest, then those past.

    Whoever has completed a course isn't asked for it any more.
    """
    due, today = offers.due_for(db(), learner.id) if learner else {}, local_day(datetime.now(UTC))
    for certificate in certified:
        due.pop(certificate.course_id, None)

    def turn(edition: Edition) -> tuple[bool, bool, date]:
        day = due.get(edition.course.id)
        return day is None, day is not None and day < today, day or today

    found = [(edition, due.get(edition.course.id)) for edition in sorted(editions_here().values(), key=turn)]
    return [(edition, Asked(words().day(day), day < today) if day else None) for edition, day in found]
