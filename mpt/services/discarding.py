"""Throwing a draft away, as whoever does it has seen it."""

from sqlalchemy.orm import Session

from mpt.services import drafts
from mpt.services.releasing import ChangedMeanwhileError, look


def throw_away(session: Session, course_id: str, seen: str) -> None:
    """Let a course be again what is served. `seen` is the `releasing.Look.seen` of the draft that is to go.

    Raises ChangedMeanwhileError where somebody wrote or published something since, publishing.UnknownCourseError.
    """
    drafts.begin(session, course_id)  # from here on nobody writes in it
    if look(session, course_id).seen != seen:
        raise ChangedMeanwhileError(course_id)
    drafts.discard(session, course_id)
