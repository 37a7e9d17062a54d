"""The names of workers who agreed that their factory sees them beside a course that they completed.

Each name is its owner's to show, but a list of them also tells of those who aren't on it. So of each place only those are
listed whom `mpt.rules.figures.may_be_named` lets through; who else would be is told to nobody.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Certificate, Factory, Membership, Naming
from mpt.rules.figures import may_be_named
from mpt.services import reports
from mpt.services.counting import leaf_places
from mpt.services.facts import stands_of


@dataclass(frozen=True, slots=True)
class Named:
    """A worker's name as it stands on the certificate of a course.

    Not the day of completing it: that would tell, afterwards, of others who on that day hadn't.
    """

    name: str
    course_id: str


def names_shown(session: Session, factory: Factory, open_courses: Collection[str]) -> list[Named]:
    """Return the names that a factory may see, by name: of who agreed, for courses that aren't sensitive, as last counted."""
    return sorted(_within_room(session, factory, open_courses), key=lambda one: (one.course_id, one.name))


def _within_room(session: Session, factory: Factory, open_courses: Collection[str]) -> Iterator[Named]:
    through = factory.counted_through
    if through is None:
        return
    stands, leaves = stands_of(session, factory.id), leaf_places(session, factory.id)
    shown = reports.shown(session, factory.id, through, list(leaves.values()))
    for membership, certificate in _agreed(session, factory, open_courses):
        stand, course_id, name = stands[membership.learner_id], certificate.course_id, certificate.name
        day = max(certificate.issued_at, membership.joined_at).astimezone(ZoneInfo(factory.timezone)).date()
        published = shown.of(leaves[stand.place], course_id).finished
        if name and day <= through and may_be_named(stand.before, published):
            yield Named(name, course_id)


def _agreed(
    session: Session, factory: Factory, open_courses: Collection[str]
) -> Iterator[tuple[Membership, Certificate]]:
    """Yield who works there, agreed, and has a valid certificate with a name on it."""
    statement = (
        select(Membership, Certificate)
        .join(Naming, Naming.membership_id == Membership.id)
        .join(
            Certificate,
            (Certificate.learner_id == Membership.learner_id) & (Certificate.course_id == Naming.course_id),
        )
        .where(Membership.factory_id == factory.id, Membership.left_at.is_(None))
        .where(Certificate.revoked_at.is_(None), Certificate.name.is_not(None))
        .where(Certificate.course_id.in_(open_courses))
    )
    yield from session.execute(statement)
