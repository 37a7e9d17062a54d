"""Departments and lines: written down by the office, kept while anything hangs on them."""

import uuid

import pytest
from sqlalchemy.orm import Session

from mpt.models import Department, Factory, Line
from mpt.models.database import Database
from mpt.rules import names, places
from mpt.services import factories, parts
from mpt.services.factories import CameBeforeError, Place, UnknownFactoryError
from mpt.services.parts import PartInUseError, PartTakenError, People, Sums
from tests.services.acts import at_once, count

ASSEMBLY = ("装配部", "Assembly")
PACKING = ("包装部", "Packing")
LINE = ("A3线", "Line A3")


@pytest.fixture
def factory(session: Session) -> Factory:
    """A factory without departments."""
    return factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]


def assembly(session: Session, factory: Factory) -> Place:
    """Add the assembly department and return it as a place."""
    added = parts.add_department(session, factory.id, *ASSEMBLY, People(1200, 400))
    return parts.place_in(session, factory.id, added.id, None)


def line_of(session: Session, place: Place) -> Place:
    """Add a line to a department and return it as a place."""
    added = parts.add_line(session, place, *LINE)
    return parts.place_in(session, place.factory.id, None, added.id)


def test_departments_come_in_the_order_they_were_made_each_with_its_lines(session: Session, factory: Factory) -> None:
    place = assembly(session, factory)
    packing = parts.add_department(session, factory.id, *PACKING, People())
    line = parts.add_line(session, place, *LINE)
    found = parts.parts_of(session, factory.id)
    assert [(part.department, part.lines) for part in found] == [(place.department, (line,)), (packing, ())]
    assert (found[0].department.headcount, found[0].department.parents) == (1200, 400)


def test_a_factory_sees_no_other_factorys_parts(session: Session, factory: Factory) -> None:
    other = factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0]
    line = line_of(session, assembly(session, factory))
    assert parts.parts_of(session, other.id) == []
    for department_id, line_id in ((line.last.department_id, None), (None, line.last.id), (uuid.uuid4(), None)):
        with pytest.raises(UnknownFactoryError):
            parts.place_in(session, other.id, department_id, line_id)


def test_a_place_is_a_factory_a_department_or_a_line(session: Session, factory: Factory) -> None:
    department = assembly(session, factory)
    line = line_of(session, department)
    assert parts.place_in(session, factory.id, None, None) == Place(factory)
    assert (line.factory, line.department, line.line) == (factory, department.department, line.last)
    assert line.name_in("zh") == "青石电子厂 · 装配部 · A3线"


@pytest.mark.parametrize("unknown", ["factory", "department", "line"])
def test_a_place_that_is_not_there_is_said(session: Session, factory: Factory, unknown: str) -> None:
    ids = {"factory": factory.id, "department": None, "line": None, unknown: uuid.uuid4()}
    with pytest.raises(UnknownFactoryError):
        parts.place_in(session, ids["factory"], ids["department"], ids["line"])


@pytest.mark.parametrize(
    ("name", "people", "refusal"),
    [
        (("", "Assembly"), People(), names.NameMissingError),
        (("装配部", ""), People(), names.NameMissingError),
        (("装配部", "A" * 41), People(), names.NameTooLongError),
        (ASSEMBLY, People(10, 11), places.MoreParentsError),
    ],
)
def test_a_department_that_cannot_be_is_refused(
    session: Session, factory: Factory, name: tuple[str, str], people: People, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        parts.add_department(session, factory.id, *name, people)
    place = parts.place_in(session, factory.id, parts.add_department(session, factory.id, *PACKING, People()).id, None)
    with pytest.raises(refusal):
        parts.change_department(session, place, *name, people)
    assert count(session, Department) == 1


def test_the_same_department_twice_is_one_and_another_of_its_name_is_refused(
    session: Session, factory: Factory
) -> None:
    parts.add_department(session, factory.id, *ASSEMBLY, People(1200, 400))
    with pytest.raises(CameBeforeError):
        parts.add_department(session, factory.id, " 装配部 ", "Assembly", People(1200, 400))
    for name_en, people in (("Assembly hall", People(1200, 400)), ("Assembly", People(1200, 401))):
        with pytest.raises(PartTakenError):
            parts.add_department(session, factory.id, ASSEMBLY[0], name_en, people)
    assert count(session, Department) == 1


def test_added_twice_at_once_a_department_is_one(database: Database) -> None:
    with database.session(writes=True) as session:
        factory_id = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0].id
        session.commit()
    came = at_once(database, lambda one: parts.add_department(one, factory_id, *ASSEMBLY, People()).name_en, people=3)
    assert sorted(type(each).__name__ for each in came) == ["CameBeforeError", "CameBeforeError", "str"]


def test_two_factories_may_both_have_an_assembly(session: Session, factory: Factory) -> None:
    assembly(session, factory)
    assembly(session, factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0])
    assert count(session, Department) == 2


def test_a_department_is_changed(session: Session, factory: Factory) -> None:
    place = assembly(session, factory)
    parts.change_department(session, place, "总装部", "Final assembly", People(1300))
    session.expire_all()
    changed = session.get_one(Department, place.last.id)
    assert (changed.name_zh, changed.name_en, changed.headcount, changed.parents) == (
        "总装部",
        "Final assembly",
        1300,
        None,
    )


def test_a_department_does_not_take_anothers_name(session: Session, factory: Factory) -> None:
    place = assembly(session, factory)
    parts.add_department(session, factory.id, *PACKING, People())
    with pytest.raises(PartTakenError):
        parts.change_department(session, place, PACKING[0], "Assembly", People())
    session.expire_all()
    assert session.get_one(Department, place.last.id).name_zh == ASSEMBLY[0]


def test_a_line_is_added_changed_and_not_called_as_another(session: Session, factory: Factory) -> None:
    place = assembly(session, factory)
    line = line_of(session, place)
    with pytest.raises(CameBeforeError):
        parts.add_line(session, place, *LINE)
    parts.add_line(session, place, "A4线", "Line A4")
    with pytest.raises(PartTakenError):
        parts.change_line(session, line, "A4线", "Line A3")
    parts.change_line(session, line, "A5线", "Line A5")
    assert [one.name_in("zh") for one in parts.parts_of(session, factory.id)[0].lines] == ["A5线", "A4线"]


def test_only_a_department_has_lines_and_only_lines_are_changed_as_lines(session: Session, factory: Factory) -> None:
    with pytest.raises(UnknownFactoryError):
        parts.add_line(session, Place(factory), *LINE)
    with pytest.raises(UnknownFactoryError):
        parts.change_line(session, assembly(session, factory), *LINE)


def test_a_department_goes_with_its_lines_and_no_other(session: Session, factory: Factory) -> None:
    place = assembly(session, factory)
    packing = parts.add_department(session, factory.id, *PACKING, People())
    kept = parts.add_line(session, parts.place_in(session, factory.id, packing.id, None), *LINE)
    line_of(session, place)
    parts.remove(session, place)
    session.expire_all()
    found = parts.parts_of(session, factory.id)
    assert [(part.department, part.lines) for part in found] == [(packing, (kept,))]
    assert count(session, Line) == 1


def test_a_line_goes_alone(session: Session, factory: Factory) -> None:
    place = assembly(session, factory)
    line = line_of(session, place)
    parts.add_line(session, place, "A4线", "Line A4")
    parts.remove(session, line)
    session.expire_all()
    assert [one.name_en for one in parts.parts_of(session, factory.id)[0].lines] == ["Line A4"]


@pytest.mark.parametrize("used_by", ["code", "closed code", "worker"])
def test_what_codes_or_workers_hang_on_stays(
    session: Session, factory: Factory, learner: uuid.UUID, used_by: str
) -> None:
    department = assembly(session, factory)
    line = line_of(session, department)
    code = factories.make_code(session, line)
    if used_by == "closed code":
        factories.close_code(session, factory.id, code.code)
    elif used_by == "worker":
        factories.join(session, learner, code.code)
        session.delete(code)
        session.flush()
    for place in (line, department):
        with pytest.raises(PartInUseError):
            parts.remove(session, place)
    session.expire_all()
    assert count(session, Department) == count(session, Line) == 1


def test_a_factory_itself_is_no_part_to_remove(session: Session, factory: Factory) -> None:
    with pytest.raises(UnknownFactoryError):
        parts.remove(session, Place(factory))


def test_the_departments_of_a_factory_come_to_what_they_said(session: Session, factory: Factory) -> None:
    silent = factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0]
    assert parts.sums(session) == {}
    assembly(session, factory)
    parts.add_department(session, factory.id, *PACKING, People(380))
    parts.add_department(session, silent.id, *PACKING, People())
    assert parts.sums(session) == {factory.id: Sums(2, 1580, 400), silent.id: Sums(1)}
