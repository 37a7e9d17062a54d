"""Factories: opened by the office, joined by their workers with a code."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Department, Factory, JoinCode, Line, Membership
from mpt.models.base import now
from mpt.models.once import insert_once, locked
from mpt.rules import names, places
from mpt.rules.codes import JOIN_LENGTH, new_code
from mpt.services.merging import lock_learner


class UnknownJoinCodeError(Exception):
    """No factory has this code, or it was closed."""


class ClosedJoinCodeError(UnknownJoinCodeError):
    """This code led somewhere once, and was closed."""


class UnknownFactoryError(Exception):
    """There is no such factory, or no such part of it."""


class CameBeforeError(Exception):
    """This act came before, such as by a double tap; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code leads: a factory, one of its departments, or a line of one."""

    factory: Factory
    department: Department | None = None
    line: Line | None = None

    @property
    def last(self) -> Factory | Department | Line:
        """The innermost part that is named: here its workers are counted."""
        return self.line or self.department or self.factory

    def name_in(self, language: str) -> str:
        """Return the names from the factory down: 晨光玩具厂 · 装配部 · A3线."""
        parts = (self.factory, self.department, self.line)
        return " · ".join(part.name_in(language) for part in parts if part)


def today_at(factory: Factory) -> date:
    """Return which day it is where a factory is."""
    return now().astimezone(ZoneInfo(factory.timezone)).date()


def open_factory(
    session: Session,
    name_zh: str,
    name_en: str,
    country: str = "CN",
    timezone: str = "",
    factory_id: uuid.UUID | None = None,
) -> tuple[Factory, JoinCode]:
    """Make a factory and its first join code; without a time zone it has its country's usual one.

    Raises CameBeforeError for an id that is there, or the refusals of `mpt.rules.names` and `mpt.rules.places`.
    """
    chosen, country = factory_id or uuid.uuid4(), places.clean_country(country)
    is_new = insert_once(
        session,
        Factory,
        id=chosen,
        created_at=now(),
        name_zh=names.clean_name(name_zh),
        name_en=names.clean_name(name_en),
        country=country,
        timezone=places.clean_timezone(timezone, country),
    )
    if not is_new:
        raise CameBeforeError(str(chosen))
    factory = session.get_one(Factory, chosen)
    return factory, make_code(session, Place(factory))


def change_factory(
    session: Session, factory_id: uuid.UUID, name_zh: str, name_en: str, country: str, timezone: str
) -> Factory:
    """Change what a factory is called and where it is. Raises UnknownFactoryError, or the refusals of `open_factory`."""
    name_zh, name_en = names.clean_name(name_zh), names.clean_name(name_en)
    country = places.clean_country(country)
    timezone = places.clean_timezone(timezone, country)
    factory = locked(session, Factory, factory_id)
    if factory is None:
        raise UnknownFactoryError(str(factory_id))
    factory.name_zh, factory.name_en, factory.country, factory.timezone = name_zh, name_en, country, timezone
    session.flush()
    return factory


def find(session: Session, factory_id: uuid.UUID) -> Factory:
    """Return a factory. Raises UnknownFactoryError."""
    factory = session.get(Factory, factory_id)
    if factory is None:
        raise UnknownFactoryError(str(factory_id))
    return factory


def everywhere(session: Session) -> list[Factory]:
    """Return all factories, by their English names."""
    return list(session.scalars(select(Factory).order_by(Factory.name_en, Factory.id)))


def named(session: Session, factory_ids: Collection[uuid.UUID]) -> list[Factory]:
    """Return the factories that have these ids, by their English names."""
    if not factory_ids:
        return []
    return list(session.scalars(select(Factory).where(Factory.id.in_(factory_ids)).order_by(Factory.name_en)))


def make_code(session: Session, place: Place) -> JoinCode:
    """Make a join code that leads to a place. Raises CameBeforeError where one does already."""
    locked(session, Factory, place.factory.id)  # of two taps at once, the second sees what the first made
    if code_of(session, place):
        raise CameBeforeError(place.name_in("en"))
    code = JoinCode(code=new_code(JOIN_LENGTH), **_columns(place))
    session.add(code)
    session.flush()
    return code


def code_of(session: Session, place: Place) -> JoinCode | None:
    """Return the open code that leads to a place, or None."""
    return session.scalar(select(JoinCode).filter_by(closed_at=None, **_columns(place)))


def close_code(session: Session, factory_id: uuid.UUID, code: str) -> None:
    """Let nobody in by a code any more; whoever came in by it stays.

    Raises UnknownJoinCodeError, or CameBeforeError where it's closed.
    """
    found = locked(session, JoinCode, code)
    if found is None or found.factory_id != factory_id:
        raise UnknownJoinCodeError(code)
    if found.closed_at:
        raise CameBeforeError(code)
    found.closed_at = now()
    session.flush()


def codes_of(session: Session, factory_id: uuid.UUID) -> list[tuple[JoinCode, Place]]:
    """Return a factory's open codes and where each leads, the factory's own first, then by department and line."""
    statement = (
        select(JoinCode, Factory, Department, Line)
        .join(Factory, Factory.id == JoinCode.factory_id)
        .outerjoin(Department, Department.id == JoinCode.department_id)
        .outerjoin(Line, Line.id == JoinCode.line_id)
        .where(JoinCode.factory_id == factory_id, JoinCode.closed_at.is_(None))
        .order_by(JoinCode.created_at, JoinCode.code)
    )
    found = [(code, Place(factory, department, line)) for code, factory, department, line in session.execute(statement)]
    return sorted(found, key=lambda each: (each[1].department is not None, each[1].name_in("en")))


def first_code(session: Session) -> str | None:
    """Return the oldest open join code of this installation, or None."""
    statement = select(JoinCode.code).where(JoinCode.closed_at.is_(None)).order_by(JoinCode.created_at).limit(1)
    return session.scalar(statement)


def place_of(session: Session, code: str) -> Place:
    """Return where a join code leads. Raises UnknownJoinCodeError; ClosedJoinCodeError for a closed one."""
    found = session.get(JoinCode, code)
    if found is None:
        raise UnknownJoinCodeError(code)
    if found.closed_at:
        raise ClosedJoinCodeError(code)
    return Place(
        session.get_one(Factory, found.factory_id),
        session.get(Department, found.department_id) if found.department_id else None,
        session.get(Line, found.line_id) if found.line_id else None,
    )


def factory_of(session: Session, code: str) -> Factory:
    """Return the factory that a join code leads to. Raises UnknownJoinCodeError."""
    return place_of(session, code).factory


def join(session: Session, learner_id: uuid.UUID, code: str, number: str = "") -> Factory:
    """Make a learner a member of a factory; nothing changes for one who is.

    `number` is the worker's number there, where the worker gives one. Raises UnknownJoinCodeError, or the refusals of
    `mpt.rules.places`.
    """
    place, number = place_of(session, code), places.clean_number(number)
    learner = lock_learner(session, learner_id)
    insert_once(
        session,
        Membership,
        id=uuid.uuid4(),
        learner_id=learner.id,
        **_columns(place),
        number=number or None,
        joined_at=now(),
    )
    return place.factory


def factories_of(session: Session, learner_id: uuid.UUID) -> list[Factory]:
    """Return the factories that a learner belongs to now."""
    statement = (
        select(Factory)
        .join(Membership, Membership.factory_id == Factory.id)
        .where(Membership.learner_id == learner_id, Membership.left_at.is_(None))
        .order_by(Membership.joined_at)
    )
    return list(session.scalars(statement))


def _columns(place: Place) -> dict[str, uuid.UUID | None]:
    return {
        "factory_id": place.factory.id,
        "department_id": place.department.id if place.department else None,
        "line_id": place.line.id if place.line else None,
    }
