"""What the programme has reached in all its factories, counted in the database and never learner by learner here.

All is counted up to the end of a day, so that a page says the same for as long as it's of that day.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, case, cast, extract, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mpt.models import Certificate, Enrolment, Factory, Membership, PaperSession
from mpt.rules.impact import ANY, Counts, Impact

Year = Callable[[ColumnElement[datetime]], ColumnElement[int]]
"""Makes of a moment in a statement the year that it's in."""

FIRST_YEAR = 2016
"""Whatever bears an earlier date counts in this year: before it there was no space for anybody's children, and no software."""


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day ends in a time zone."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def count(session: Session, day: date, zone: ZoneInfo) -> Impact:
    """Count what was reached up to the end of `day`, by years as they begin in `zone`."""
    end, year = end_of(day, zone), partial(_year, day=day, zone=zone)
    factories, countries = _factories(session, end, zone)
    sessions, came = _on_paper(session, day, end)
    return Impact(
        day=day,
        began=_began(session, end, year),
        finished=_finished(session, end, year),
        factories=factories,
        countries=countries,
        sessions=sessions,
        came=came,
    )


def _began(session: Session, end: datetime, year: Year) -> Counts:
    at, is_counted = Enrolment.started_at, Enrolment.started_at < end
    each = select(Enrolment.course_id, at.label("first")).where(is_counted)
    once = select(literal(ANY), func.min(at).label("first")).where(is_counted).group_by(_as_text(Enrolment.learner_id))
    return _by_year(session, each, year) | _by_year(session, once, year)


def _finished(session: Session, end: datetime, year: Year) -> Counts:
    # A certificate that was revoked, or issued anew, is the one course finished that it was when it was first issued.
    course, at, is_counted = Certificate.course_id, func.min(Certificate.issued_at), Certificate.issued_at < end
    learner = _as_text(Certificate.learner_id)
    each = select(course, at.label("first")).where(is_counted).group_by(learner, course)
    once = select(literal(ANY), at.label("first")).where(is_counted).group_by(learner)
    return _by_year(session, each, year) | _by_year(session, once, year)


def _by_year(session: Session, firsts: Select[str, datetime], year: Year) -> dict[tuple[int, str], int]:
    """Return how often something happened, from the course and the moment of each time."""
    found = firsts.subquery()
    course, in_year = found.c[0], year(found.c.first).label("year")
    rows = session.execute(select(in_year, course, func.count()).group_by(in_year, course))
    return {(at, course_id): n for at, course_id, n in rows}


def _as_text(key: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[str]:
    # What is grouped by a text, SQLite reads in one go and sorts. By the key's own index it would look for each row in
    # another place, which takes three times as long.
    return cast(key, String)


def _factories(session: Session, end: datetime, zone: ZoneInfo) -> tuple[Counts, Counts]:
    """Return how many factories, and how many countries, had their first worker join."""
    factory_id = Membership.factory_id
    joined = select(factory_id, func.min(Membership.joined_at).label("first")).where(Membership.joined_at < end)
    firsts = joined.group_by(_as_text(factory_id), factory_id).subquery()
    statement = select(Factory.country, firsts.c.first).join(firsts, firsts.c.factory_id == Factory.id)
    years, of_country = Counter[int](), dict[str, int]()
    for country, first in session.execute(statement.order_by(firsts.c.first)):
        year = first.astimezone(zone).year
        years[year] += 1
        of_country.setdefault(country, year)
    return _once(years), _once(Counter(of_country.values()))


def _on_paper(session: Session, day: date, end: datetime) -> tuple[Counts, Counts]:
    """Return how many sessions on paper there were, and how many came to them, as it was known at the end of the day."""
    year = extract("year", PaperSession.held_on)
    statement = (
        select(year, PaperSession.course_id, func.count(), func.sum(PaperSession.attended))
        .where(PaperSession.held_on <= day, PaperSession.entered_at < end)
        .where(or_(PaperSession.removed_at.is_(None), PaperSession.removed_at >= end))
        .group_by(year, PaperSession.course_id)
    )
    rows = [(int(year), course, n, int(came)) for year, course, n, came in session.execute(statement)]
    return {(y, course): n for y, course, n, _came in rows}, {(y, course): came for y, course, _n, came in rows}


def _once(years: Mapping[int, int]) -> Counts:
    return {(year, ANY): n for year, n in years.items()}


def _year(at: ColumnElement[datetime], day: date, zone: ZoneInfo) -> ColumnElement[int]:
    """Return the year of a moment, newest first: where most moments are."""
    begins = [(at >= end_of(date(year - 1, 12, 31), zone), year) for year in range(day.year, FIRST_YEAR, -1)]
    return case(*begins, else_=FIRST_YEAR)
