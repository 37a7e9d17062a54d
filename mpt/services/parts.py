"""The parts of a factory: its departments, and the lines in them."""

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import Department, JoinCode, Line, Membership
from mpt.rules import names, places
from mpt.services.factories import Place, UnknownFactoryError, find


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
    """Add a department to a factory. Raises PartTakenError, or the refusals of `mpt.rules.names` and `mpt.rules.places`."""
    places.check_parents(people.headcount, people.parents)
    department = Department(factory_id=factory_id, name_zh=names.clean_name(name_zh), name_en=names.clean_name(name_en))
    department.headcount, department.parents = people.headcount, people.parents
    _keep(session, department)
    return department


def change_department(session: Session, place: Place, name_zh: str, name_en: str, people: People) -> None:
    """Change a department's names and figures. Raises what `add_department` raises."""
    places.check_parents(people.headcount, people.parents)
    name_zh, name_en = names.clean_name(name_zh), names.clean_name(name_en)
    department = _department(place)
    try:
        with session.begin_nested():
            department.name_zh, department.name_en = name_zh, name_en
            department.headcount, department.parents = people.headcount, people.parents
    except IntegrityError:
        raise PartTakenError from None


def add_line(session: Session, place: Place, name_zh: str, name_en: str) -> Line:
    """Add a line to the department that `place` names. Raises PartTakenError or the refusals of `mpt.rules.names`."""
    line = Line(
        department_id=_department(place).id, name_zh=names.clean_name(name_zh), name_en=names.clean_name(name_en)
    )
    _keep(session, line)
    return line


def remove(session: Session, place: Place) -> None:
    """Remove the part that `place` names, a line or a department with its lines. Raises PartInUseError."""
    lines = [place.line.id] if place.line else list(_line_ids(session, _department(place)))
    whose = [("line_id", line_id) for line_id in lines]
    if place.line is None:
        whose.append(("department_id", _department(place).id))
    if any(_is_used(session, column, part_id) for column, part_id in whose):
        raise PartInUseError(place.name_in("en"))
    session.execute(delete(Line).where(Line.id.in_(lines)))
    if place.line is None:
        session.execute(delete(Department).where(Department.id == _department(place).id))


def _department(place: Place) -> Department:
    if place.department is None:
        raise UnknownFactoryError(str(place.factory.id))
    return place.department


def _line_ids(session: Session, department: Department) -> list[uuid.UUID]:
    return list(session.scalars(select(Line.id).where(Line.department_id == department.id)))


def _is_used(session: Session, column: str, part_id: uuid.UUID) -> bool:
    tables = (JoinCode.__table__, Membership.__table__)
    return any(session.execute(select(t.c[column]).where(t.c[column] == part_id).limit(1)).first() for t in tables)


def _keep(session: Session, part: Department | Line) -> None:
    try:
        with session.begin_nested():
            session.add(part)
    except IntegrityError:
        raise PartTakenError from None
