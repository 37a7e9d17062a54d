"""Before anybody looks at a factory's figures they are counted up to its last whole day, by whoever looks first that day."""

from mpt.models import Factory
from mpt.services import counting
from mpt.web.shelf import shelf
from mpt.web.transaction import apart, db, reading


def make_sure_counted(*factories: Factory) -> None:
    """Count the figures of `factories` where a day has ended since they were last counted."""
    for factory in factories:
        if counting.is_due(factory):
            with reading() as session:
                counted = counting.count(session, factory.id, open_courses())
            with apart() as session:
                counting.keep(session, counted)
            db().refresh(factory)


def open_courses() -> dict[str, tuple[str, ...]]:
    """Return the courses that aren't sensitive, each with its modules: those alone are counted by part of a factory."""
    courses = (edition.course for edition in shelf().editions().values())
    return {course.id: tuple(module.id for module in course.modules) for course in courses if not course.sensitive}
