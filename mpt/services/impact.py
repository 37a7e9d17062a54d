"""What the programme has reached in all its factories, counted in the database and never learner by learner here.

All is counted up to the end of a day, so that a page says the same for as long as it's of that day. Somebody belongs to the
factory that they joined first, for ever. Whose data were erased still count, by number alone: of them only the year is
kept in which they began or finished, so they count from its first day on. A page of a day in that year, made after somebody
was erased, may say one more than it did before.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, case, cast, extract, func, or_, select
from sqlalchemy.orm import Session

from mpt.models import (
    BareFact,
    BareReach,
    Certificate,
    Enrolment,
    Factory,
    Headcount,
    Membership,
    PaperSession,
    Presence,
    Space,
)
from mpt.rules.elements import ANY
from mpt.rules.impact import EVER, NOWHERE, Impact, What
from mpt.rules.measures import Measure
from mpt.rules.spaces import Kind
from mpt.services.helpline import counts as helpline
from mpt.services.spaces import figures as space_figures

Year = Callable[[ColumnElement[datetime]], ColumnElement[int]]
"""Makes of a moment in a statement the year that it's in."""
Counts = defaultdict[What, Counter[tuple[int, str]]]

FIRST_YEAR = 2016
"""Whatever bears an earlier date counts in this year: before it there was no space for anybody's children, and no software."""

SPACES = {Kind.SPACE: ("spaces", "space"), Kind.CENTER: ("centers", "center")}
"""How the figures of each kind of space are called: the spaces themselves, and how the other ones begin."""


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day ends in a time zone."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def count(session: Session, day: date, zone: ZoneInfo) -> Impact:
    """Count what was reached up to the end of `day`, by years as they begin in `zone`."""
    end, year = end_of(day, zone), partial(_year, day=day, zone=zone)
    counts: Counts = defaultdict(Counter)
    _add_learners(session, counts, end, year)
    _add_erased(session, counts, day)
    _add_paper(session, counts, day, end)
    _add_cases(session, counts, day)
    _add_spaces(session, counts, day, end)
    countries = _add_factories(session, counts, end, zone)
    return Impact(dict(counts), countries)


def _add_learners(session: Session, counts: Counts, end: datetime, year: Year) -> None:
    began = select(Enrolment.learner_id, Enrolment.course_id, Enrolment.started_at.label("first"))
    for at, factory, course, n, people in _rows(session, began.where(Enrolment.started_at < end), end, year):
        counts["began", course][at, factory] += n
        counts["began", ANY][at, factory] += people
    # A certificate that was revoked, or issued anew, is the one course finished that it was when it was first issued.
    columns = (Certificate.learner_id, Certificate.course_id)
    # By the key as a text: by its own index SQLite would look for each row in another place, which takes three times as long.
    keys = (cast(Certificate.learner_id, String), *columns)
    finished = select(*columns, func.min(Certificate.issued_at).label("first"))
    finished = finished.where(Certificate.issued_at < end).group_by(*keys)
    for at, factory, course, n, people in _rows(session, finished, end, year):
        for course_id in (course, ANY):
            counts["finished", course_id][at, factory] += n
        counts["trained", ANY][at, factory] += people


def _rows(
    session: Session, firsts: Select[uuid.UUID, str, datetime], end: datetime, year: Year
) -> Iterable[tuple[int, str, str, int, int]]:
    """Yield year, factory, course, how often, and for how many people it was their first, of what each did first when."""
    each = firsts.subquery()
    learner, course, first = each.c
    place = func.row_number().over(partition_by=learner, order_by=(first, course))
    ranked = select(learner, course, first, place.label("place")).subquery()
    # Looked up learner by learner by the index: SQLite joins what isn't a table without one, and never comes to an end.
    joined = select(Membership.factory_id).where(
        Membership.learner_id == ranked.c.learner_id, Membership.joined_at < end
    )
    home = joined.order_by(Membership.joined_at, Membership.id).limit(1).scalar_subquery()
    found = select(
        year(ranked.c.first).label("year"), home.label("home"), ranked.c.course_id, ranked.c.place
    ).subquery()
    keys = (found.c.year, found.c.home, found.c.course_id)
    once = func.sum(case((found.c.place == 1, 1), else_=0))
    for at, factory_id, course_id, n, people in session.execute(select(*keys, func.count(), once).group_by(*keys)):
        yield at, _named(factory_id), course_id, n, int(people)


def _add_erased(session: Session, counts: Counts, day: date) -> None:
    """Add those whose data were erased: each once under ANY, and once in each course."""
    for row in session.scalars(select(BareReach).where(BareReach.year <= day.year)):
        where = max(row.year, FIRST_YEAR), row.factory
        if row.measure == "began":
            counts["began", row.course_id][where] += row.people
        elif row.course_id:
            for course_id in (row.course_id, ANY):
                counts["finished", course_id][where] += row.people
        else:
            counts["trained", ANY][where] += row.people


def _add_paper(session: Session, counts: Counts, day: date, end: datetime) -> None:
    """Add the sessions on paper, and who came to them, as it was known at the end of the day."""
    keys = (extract("year", PaperSession.held_on), PaperSession.factory_id, PaperSession.course_id)
    statement = (
        select(*keys, func.count(), func.sum(PaperSession.attended))
        .where(PaperSession.held_on <= day, PaperSession.entered_at < end)
        .where(or_(PaperSession.removed_at.is_(None), PaperSession.removed_at >= end))
        .group_by(*keys)
    )
    for year, factory_id, course, n, came in session.execute(statement):
        for course_id in (course, ANY):
            counts["sessions", course_id][int(year), str(factory_id)] += n
            counts["came", course_id][int(year), str(factory_id)] += int(came)


def _add_cases(session: Session, counts: Counts, day: date) -> None:
    """Add the helpline's cases: a year is the sum of what the helpline's own page shows of its months that have ended."""
    for month in helpline.by_month(session, day + timedelta(days=1)).months:
        if month.total:
            counts["cases", ANY][month.first.year, NOWHERE] += month.total


def _add_spaces(session: Session, counts: Counts, day: date, end: datetime) -> None:
    for each in space_figures.count(session, day, end):
        many, one = SPACES[each.kind]
        where = each.year, str(each.factory_id)
        for key, number in (
            (many, each.spaces),
            (f"{one}_children", each.children),
            (f"{one}_days", each.child_days),
            (f"{one}_places", each.place_days),
        ):
            counts[key, ANY][where] += number
    for factory_id, kind, n in session.execute(_ever_open(day, end)):
        counts[SPACES[Kind(kind)][0], ANY][EVER, str(factory_id)] += n


def _ever_open(day: date, end: datetime) -> Select[uuid.UUID, str, int]:
    """Select how many spaces there ever were, by factory and kind: over all years one counts once."""
    tapped = select(Presence.space_id).where(Presence.day <= day, Presence.noted_at < end)
    counted = select(Headcount.space_id).where(Headcount.day <= day, Headcount.noted_at < end)
    was_open = or_(Space.id.in_(tapped), Space.id.in_(counted))
    return select(Space.factory_id, Space.kind, func.count()).where(was_open).group_by(Space.factory_id, Space.kind)


def _add_factories(session: Session, counts: Counts, end: datetime, zone: ZoneInfo) -> dict[str, str]:
    """Add each factory in the year in which its first worker joined. Return the countries of all factories."""
    factory_id = Membership.factory_id
    joined = select(factory_id, func.min(Membership.joined_at)).where(Membership.joined_at < end)
    firsts = {
        found: first.astimezone(zone).date()
        for found, first in session.execute(joined.group_by(cast(factory_id, String), factory_id))
    }
    erased = select(BareFact.factory_id, func.min(BareFact.day)).where(BareFact.measure == Measure.JOINED)
    for found, first in session.execute(erased.group_by(BareFact.factory_id)):
        if first <= end.astimezone(zone).date() - timedelta(days=1):
            firsts[found] = min(first, firsts.get(found, first))
    for found, first in firsts.items():
        counts["factories", ANY][first.year, str(found)] += 1
    return {str(found): country for found, country in session.execute(select(Factory.id, Factory.country))}


def _named(factory_id: uuid.UUID | None) -> str:
    return str(factory_id) if factory_id else NOWHERE


def _year(at: ColumnElement[datetime], day: date, zone: ZoneInfo) -> ColumnElement[int]:
    """Return the year of a moment, newest first: where most moments are."""
    begins = [(at >= end_of(date(year - 1, 12, 31), zone), year) for year in range(day.year, FIRST_YEAR, -1)]
    return case(*begins, else_=FIRST_YEAR)
