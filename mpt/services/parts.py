"""The parts of a factory: its departments, and the lines in them."""

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import Department, Line
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import names, places
from mpt.services.factories import CameBeforeError, Place, UnknownFactoryError, find

DepartmentOrLine = TypeVar("DepartmentOrLine", Department, Line)


class PartTakenError(names.RefusedError):
    """Another part beside it has this Chinese name already."""


class PartInUseError(Exception):
    """Codes lead to this part, or workers joined in it: it can't be removed any more."""


@dataclass(frozen=True, slots=True)
class Part:
    """A department and its lines."""

    department: Department
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class People:
    """How many people work in a department, and how many of them are parents; None where the factory didn't say."""

    headcount: int | None = None
    parents: int | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What a factory's departments come to; None where none of them said."""

    departments: int = 0
    headcount: int | None = None
    parents: int | None = None


def parts_of(session: Session, factory_id: uuid.UUID) -> list[Part]:
    """Return a factory's departments in the order they were made, each with its lines."""
    departments = session.scalars(
        select(Department)
        .where(Department.factory_id == factory_id)
        .order_by(Department.created_at, Department.name_zh)
    ).all()
    lines = session.scalars(
        select(Line)
        .join(Department, Department.id == Line.department_id)
        .where(Department.factory_id == factory_id)
        .order_by(Line.created_at, Line.name_zh)
    ).all()
    return [Part(one, tuple(line for line in lines if line.department_id == one.id)) for one in departments]


def sums(session: Session) -> dict[uuid.UUID, Sums]:
    """Return what the departments of each factory come to, by the factory's id, for those that have any."""
    statement = select(
        Department.factory_id, func.count(), func.sum(Department.headcount), func.sum(Department.parents)
    ).group_by(Department.factory_id)
    rows = session.execute(statement)
    return {factory_id: Sums(departments, headcount, parents) for factory_id, departments, headcount, parents in rows}


def place_in(
    session: Session, factory_id: uuid.UUID, department_id: uuid.UUID | None, line_id: uuid.UUID | None
) -> Place:
    """Return a place of a factory. Raises UnknownFactoryError for a part that isn't the factory's own."""
    factory = find(session, factory_id)
    line = session.get(Line, line_id) if line_id else None
    department_id = line.department_id if line else department_id
    department = session.get(Department, department_id) if department_id else None
    if (line_id and line is None) or (department_id and (department is None or department.factory_id != factory_id)):
        raise UnknownFactoryError(str(line_id or department_id))
    return Place(factory, department, line)


def add_department(session: Session, factory_id: uuid.UUID, name_zh: str, name_en: str, people: People) -> Department:
    """Add a department to a factory.

    Raises CameBeforeError where this very department is there, PartTakenError where another has its name, or the
    refusals of `mpt.rules.names` and `mpt.rules.places`.
    """
    places.check_parents(people.headcount, people.parents)
    key = {"factory_id": factory_id, "name_zh": names.clean_name(name_zh)}
    rest = {"name_en": names.clean_name(name_en), "headcount": people.headcount, "parents": people.parents}
    return _added(session, Department, key, rest)


def change_department(session: Session, place: Place, name_zh: str, name_en: str, people: People) -> None:
    """Change a department's names and figures. Raises PartTakenError or the refusals of `add_department`."""
    places.check_parents(people.headcount, people.parents)
    department = _department(place)
    _rename(session, department, name_zh, name_en)
    department.headcount, department.parents = people.headcount, people.parents
    session.flush()


def add_line(session: Session, place: Place, name_zh: str, name_en: str) -> Line:
    """Add a line to the department that `place` names. Raises what `add_department` raises."""
    key = {"department_id": _department(place).id, "name_zh": names.clean_name(name_zh)}
    return _added(session, Line, key, {"name_en": names.clean_name(name_en)})


def change_line(session: Session, place: Place, name_zh: str, name_en: str) -> None:
    """Change the names of the line that `place` names. Raises PartTakenError or the refusals of `mpt.rules.names`."""
    if place.line is None:
        raise UnknownFactoryError(str(place.factory.id))
    _rename(session, place.line, name_zh, name_en)


def remove(session: Session, place: Place) -> None:
    """Remove the part that `place` names, a line or a department with its lines. Raises PartInUseError."""
    department = _department(place)
    lines = delete(Line).where(Line.id == place.line.id if place.line else Line.department_id == department.id)
    try:
        # What codes and memberships refer to, no database lets go of.
        with session.begin_nested():
            session.execute(lines)
            if place.line is None:
                session.execute(delete(Department).where(Department.id == department.id))
    except IntegrityError:
        raise PartInUseError(place.name_in("en")) from None


def _department(place: Place) -> Department:
    if place.department is None:
        raise UnknownFactoryError(str(place.factory.id))
    return place.department


def _added(
    session: Session, table: type[DepartmentOrLine], key: dict[str, Any], rest: dict[str, Any]
) -> DepartmentOrLine:
    is_new = insert_once(session, table, id=uuid.uuid4(), created_at=now(), **key, **rest)
    part = session.scalars(select(table).filter_by(**key)).one()
    if is_new:
        return part
    is_same = all(getattr(part, column) == value for column, value in rest.items())
    raise CameBeforeError(part.name_en) if is_same else PartTakenError


def _rename(session: Session, part: Department | Line, name_zh: str, name_en: str) -> None:
    name_zh, name_en = names.clean_name(name_zh), names.clean_name(name_en)
    try:
        with session.begin_nested():
            part.name_zh, part.name_en = name_zh, name_en
    except IntegrityError:
        raise PartTakenError from None
