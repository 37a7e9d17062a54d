"""What the spaces did, by factory, kind and year. Only sums leave the database, whatever the number of children."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, extract, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from mpt.models import Headcount, Presence, Space
from mpt.rules import spaces
from mpt.rules.spaces import Kind


@dataclass(frozen=True, slots=True)
class SpaceYear:
    """What a factory's spaces of one kind did in one year.

    `spaces` are those where attendance was taken on a day at least. `child_days` is the sum of the children of each day,
    `place_days` that of the places on the same days, as many as the space has now.

    `children` are distinct children, counted in each space by itself: the cards that came at least once or the most children
    of one day, whichever is more. So many came for certain; where heads were counted more may have come (`at_least`). Who
    came to two spaces is counted in both: no name could tell.
    """

    factory_id: uuid.UUID
    kind: Kind
    year: int
    spaces: int
    children: int
    child_days: int
    place_days: int
    at_least: bool = False

    @property
    def percent(self) -> int | None:
        """Which share of its places was used, in percent; None where there were no days."""
        return spaces.percent_of_places(self.child_days, self.place_days)


def count(session: Session, day: date, end: datetime | None = None) -> list[SpaceYear]:
    """Return what all spaces did up to the end of `day`, by factory, kind and year. One query.

    `end` is the moment at which the day ends: what is noted later, from a list on paper, isn't counted, so that a page says
    the same for as long as it's of that day. Without it all counts that is noted by now.
    """
    return _years(session, _On(day, end))


def of_factory(session: Session, factory_id: uuid.UUID, day: date) -> list[SpaceYear]:
    """Return what a factory's spaces did up to the end of `day`, by kind and year. One query."""
    return _years(session, _On(day), Space.factory_id == factory_id)


def of_space(session: Session, space: Space, day: date) -> list[SpaceYear]:
    """Return what one space did up to the end of `day`, by year. One query."""
    return _years(session, _On(day), Space.id == space.id)


@dataclass(frozen=True, slots=True)
class _On:
    """Up to which day is counted, and as it was known at which moment; None for now."""

    day: date
    end: datetime | None = None

    def counts(self, table: type[Presence | Headcount]) -> ColumnElement[bool]:
        """Say whether a row counts."""
        is_known = true() if self.end is None else table.noted_at < self.end
        return and_(table.day <= self.day, is_known)


def _years(session: Session, on: _On, *of: ColumnElement[bool]) -> list[SpaceYear]:
    each = _spaces_by_year(on, *of)
    keys = (each.c.factory_id, each.c.kind, each.c.year)
    statement = select(
        *keys,
        func.count(),
        func.sum(_larger(each.c.cards, each.c.most)),
        func.sum(each.c.child_days),
        func.sum(each.c.place_days),
        func.max(case((each.c.most > each.c.cards, 1), else_=0)),
    )
    rows = session.execute(statement.group_by(*keys).order_by(*keys))
    return [
        SpaceYear(factory_id, Kind(kind), int(year), n, int(children), int(child_days), int(place_days), bool(at_least))
        for factory_id, kind, year, n, children, child_days, place_days, at_least in rows
    ]


def _spaces_by_year(on: _On, *of: ColumnElement[bool]) -> Subquery:
    """Select each space and year: the distinct cards that came, the most children of a day, child-days and place-days."""
    days, cards = _days(on, *of), _cards(on, *of)
    year = extract("year", days.c.day)
    return (
        select(
            Space.factory_id,
            Space.kind,
            year.label("year"),
            func.coalesce(func.max(cards.c.cards), 0).label("cards"),
            func.max(days.c.children).label("most"),
            func.sum(days.c.children).label("child_days"),
            (func.count() * Space.places).label("place_days"),
        )
        .join(days, days.c.space_id == Space.id)
        .outerjoin(cards, and_(cards.c.space_id == Space.id, cards.c.year == year))
        .group_by(Space.id, Space.factory_id, Space.kind, Space.places, year)
        .subquery()
    )


def _days(on: _On, *of: ColumnElement[bool]) -> Subquery:
    """Select each day on which attendance was taken in a space, and how many children it counts: `rules.spaces.child_days`."""
    tapped = select(Presence.space_id, Presence.day, func.count().label("cards"), literal(0).label("heads"))
    heads = select(Headcount.space_id, Headcount.day, literal(0).label("cards"), Headcount.children.label("heads"))
    both = union_all(
        _within(tapped, Presence, on, *of).group_by(Presence.space_id, Presence.day),
        _within(heads, Headcount, on, *of),
    ).subquery()
    children = _larger(func.max(both.c.cards), func.max(both.c.heads)).label("children")
    return select(both.c.space_id, both.c.day, children).group_by(both.c.space_id, both.c.day).subquery()


def _cards(on: _On, *of: ColumnElement[bool]) -> Subquery:
    """Select how many distinct cards came to a space in a year."""
    year = extract("year", Presence.day)
    cards = func.count(Presence.number.distinct()).label("cards")
    statement = select(Presence.space_id, year.label("year"), cards)
    return _within(statement, Presence, on, *of).group_by(Presence.space_id, year).subquery()


def _within(
    statement: Select[*tuple[Any, ...]], table: type[Presence | Headcount], on: _On, *of: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Narrow a statement to what counts, and to the spaces that are asked for."""
    statement = statement.where(on.counts(table))
    return statement.join(Space, Space.id == table.space_id).where(*of) if of else statement


def _larger(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    # SQLite calls it max, PostgreSQL greatest.
    return case((one >= other, one), else_=other)
