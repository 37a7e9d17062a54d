"""Tables are held against what is there, whole; what they don't name stays as it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from mpt.models import Department, Factory, Line
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, offers, parts, sponsors, staff
from mpt.services.factories import Place
from mpt.services.parts import People
from mpt.services.uploading import applying, courses, departments, people, supports
from mpt.services.uploading import factories as uploaded_factories
from mpt.services.uploading.applying import ChangedMeanwhileError, FaultyRowsError
from mpt.services.uploading.plan import Plan, Trouble
from tests.cast import CHEN, HE, LIN
from tests.services.staff_acts import OFFICE, settled

NAMES = ("晨光玩具厂", "Morning Light Toys")
ASSEMBLY, PACKING = ("装配部", "Assembly"), ("包装部", "Packing")
COUNTRIES = {"CN": ("中国", "China"), "VN": ("越南", "Vietnam")}
TITLES = {"far": ("隔得远，心很近", "Far Away, Still Close"), "body": ("身心", "Body")}
FIELDS = ("factory", "name_zh", "name_en", "headcount", "parents", "line_zh", "line_en")


@dataclass
class Row:
    """A row of a table."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def toys(session: Session) -> Factory:
    """A factory."""
    return factories.open_factory(session, *NAMES)[0]


def rows(fields: Iterable[str], *cells: Sequence[str]) -> list[Row]:
    """Return rows as a sheet has them, below its headings."""
    return [Row(number, dict(zip(fields, each, strict=True))) for number, each in enumerate(cells, 2)]


def plan_factories(session: Session, *cells: Sequence[str]) -> Plan:
    return uploaded_factories.plan(session, rows(("name_zh", "name_en", "country", "timezone"), *cells), COUNTRIES)


def plan_departments(session: Session, *cells: Sequence[str]) -> Plan:
    return departments.plan(session, rows(FIELDS, *cells))


def plan_staff(session: Session, *cells: Sequence[str]) -> Plan:
    return people.plan(session, rows(("email", "name", "role", "place"), *cells))


def plan_courses(session: Session, *cells: Sequence[str]) -> Plan:
    return courses.plan(session, rows(("factory", "course", "due_on"), *cells), TITLES)


def plan_supports(session: Session, *cells: Sequence[str]) -> Plan:
    return supports.plan(session, rows(("sponsor_zh", "sponsor_en", "factory"), *cells))


def faults(plan: Plan) -> list[tuple[int, str, Trouble]]:
    return [(fault.row, fault.column, fault.trouble) for fault in plan.faults]


def counted(plan: Plan) -> tuple[int, int, int]:
    """Return how many things are new, changed and the same; a plan with faults has none to be counted."""
    assert not plan.faults
    return len(plan.new), len(plan.changed), plan.same


def test_a_factory_is_known_by_its_chinese_name_and_keeps_its_zone_in_its_country(
    session: Session, toys: Factory
) -> None:
    factories.change_factory(session, toys.id, *NAMES, "CN", "Asia/Urumqi")
    assert counted(plan_factories(session, ("晨光 玩具厂", NAMES[1], "中国", ""))) == (0, 1, 0)
    same = plan_factories(session, (*NAMES, "china", ""))
    assert counted(same) == (0, 0, 1)
    moved = plan_factories(session, (*NAMES, "越南", ""), ("青石", "Bluestone", "CN", "Asia/Urumqi"))
    assert counted(moved) == (1, 1, 0)
    applying.carry_out(session, moved)
    found = {one.name_zh: (one.id == toys.id, one.country, one.timezone) for one in factories.everywhere(session)}
    assert found == {NAMES[0]: (True, "VN", "Asia/Ho_Chi_Minh"), "青石": (False, "CN", "Asia/Urumqi")}


def test_every_fault_of_a_row_is_said(session: Session) -> None:
    plan = plan_factories(session, ("\u202e", "", "Mars", "Moon"), ("x" * 41, "A", "CN", "Asia/Shanghai"))
    assert faults(plan) == [
        (2, "name_zh", Trouble.HIDDEN_NAME),
        (2, "name_en", Trouble.NO_NAME),
        (2, "country", Trouble.NO_COUNTRY),
        (2, "timezone", Trouble.NO_TIMEZONE),
        (3, "name_zh", Trouble.LONG_NAME),
    ]
    assert plan.faults[2].value == "Mars"


def test_a_table_with_a_fault_is_not_applied(session: Session) -> None:
    cells = rows(("sponsor_zh", "sponsor_en", "factory"), ("大城", "Big", "no"))
    with pytest.raises(FaultyRowsError) as caught:
        applying.apply(session, cells, supports.plan)
    assert faults(caught.value.plan) == [(2, "factory", Trouble.UNKNOWN_FACTORY)]
    assert sponsors.everyone(session) == []


def test_departments_are_added_and_changed_with_their_lines(session: Session, toys: Factory) -> None:
    assembly = parts.add_department(session, toys.id, *ASSEMBLY, People(100, 40))
    parts.add_line(session, Place(toys, assembly), "A1线", "Line A1")
    plan = plan_departments(
        session,
        ("晨光玩具厂", "装配部", "Assembling", "", "60", "A1线", "Line One"),
        ("MORNING LIGHT TOYS", "装配部", "Assembling", "100", "", "1-2线", "Line 1-2"),
        ("晨光玩具厂", "装配部", "Assembling", "", "", "12线", "Line 12"),
        ("晨光玩具厂", *PACKING, "", "", "", ""),
        ("晨光玩具厂", *PACKING, "30", "0", "P1线", "Line P1"),
    )
    assert counted(plan) == (4, 2, 0)
    applying.carry_out(session, plan)
    found = [
        (one.department.id == assembly.id, one.department.name_en, one.department.headcount, one.department.parents)
        for one in parts.parts_of(session, toys.id)
    ]
    assert found == [(True, "Assembling", 100, 60), (False, "Packing", 30, 0)]
    lines = [{line.name_en for line in one.lines} for one in parts.parts_of(session, toys.id)]
    assert lines == [{"Line One", "Line 1-2", "Line 12"}, {"Line P1"}]


def test_of_departments_what_is_at_odds_is_said(session: Session, toys: Factory) -> None:
    parts.add_department(session, toys.id, *ASSEMBLY, People(100, None))
    plan = plan_departments(
        session,
        (NAMES[0], *ASSEMBLY, "", "", "", ""),
        (NAMES[0], *ASSEMBLY, "", "101", "A", "A"),
        (NAMES[0], *PACKING, "5", "1", "", ""),
        (NAMES[0], "包 装部", "Packers", "6", "2", "B", "B"),
        (NAMES[0], *PACKING, "5", "1", "", ""),
        ("no", *PACKING, "-1", "x", "C", ""),
    )
    assert faults(plan) == [
        (3, "parents", Trouble.MORE_PARENTS),
        (5, "name_zh", Trouble.DIFFERS),
        (5, "name_en", Trouble.DIFFERS),
        (5, "headcount", Trouble.DIFFERS),
        (5, "parents", Trouble.DIFFERS),
        (6, "name_zh", Trouble.TWICE),
        (7, "factory", Trouble.UNKNOWN_FACTORY),
        (7, "headcount", Trouble.TOO_MANY_PEOPLE),
        (7, "parents", Trouble.TOO_MANY_PEOPLE),
        (7, "line_en", Trouble.NO_NAME),
    ]
    assert {fault.first for fault in plan.faults if fault.trouble in {Trouble.DIFFERS, Trouble.TWICE}} == {"4"}


def test_a_part_is_the_one_that_is_spelled_just_so(session: Session, toys: Factory) -> None:
    for name in ("A部", "Ａ部"):
        parts.add_department(session, toys.id, name, "A", People())
    assert counted(plan_departments(session, (NAMES[0], "Ａ部", "A", "", "", "", ""))) == (0, 0, 1)
    assert faults(plan_departments(session, (NAMES[0], "a部", "A", "", "", "", ""))) == [
        (2, "name_zh", Trouble.SEVERAL)
    ]


def test_staff_get_roles_and_keep_those_that_the_table_does_not_name(session: Session, toys: Factory) -> None:
    settled(session, LIN)
    sponsor = sponsors.add(session, "好玩具公司", "Good Toys")
    plan = plan_staff(
        session,
        (LIN.email.upper(), "林总", "Coordinator", "晨光玩具厂"),
        (CHEN.email, CHEN.name, "支持方", "good toys"),
        (CHEN.email, CHEN.name, "工厂协调员", "晨光玩具厂"),
    )
    assert counted(plan) == (2, 1, 0)
    done = applying.carry_out(session, plan)
    assert [(one.name, one.email, one.token is not None) for one in done] == [
        ("林总", LIN.email, False),
        (CHEN.name, CHEN.email, True),
        (CHEN.name, CHEN.email, True),
    ]
    at_toys = Grant(Role.COORDINATOR, toys.id)
    assert {one.staff.name: one.grants for one in staff.everybody(session)} == {
        "林总": {OFFICE, at_toys},
        CHEN.name: {Grant(Role.SPONSOR, sponsor.id), at_toys},
    }
    assert counted(plan_staff(session, (LIN.email, "林总", "办公室", ""))) == (0, 0, 1)


def test_of_staff_what_is_wrong_is_said(session: Session, toys: Factory) -> None:
    plan = plan_staff(
        session,
        ("no address", "", "boss", ""),
        (CHEN.email, CHEN.name, "office", "晨光玩具厂"),
        (CHEN.email, "小陈", "office", ""),
        (HE.email, HE.name, "sponsor", ""),
        (HE.email, HE.name, "sponsor", "晨光玩具厂"),
        (HE.email, HE.name, "coordinator", "no"),
        (HE.email, HE.name, "office", ""),
        (HE.email, HE.name, "OFFICE", ""),
    )
    assert faults(plan) == [
        (2, "email", Trouble.NO_EMAIL),
        (2, "name", Trouble.NO_NAME),
        (2, "role", Trouble.UNKNOWN_ROLE),
        (3, "place", Trouble.NO_PLACE_WANTED),
        (4, "name", Trouble.DIFFERS),
        (5, "place", Trouble.NO_PLACE),
        (6, "place", Trouble.UNKNOWN_SPONSOR),
        (7, "place", Trouble.UNKNOWN_FACTORY),
        (9, "email", Trouble.TWICE),
    ]


def test_courses_are_offered_by_the_day_that_the_table_says(session: Session, toys: Factory) -> None:
    offers.put_offer(session, toys.id, "body", None)
    due = (NAMES[0], "Far Away, Still Close", "2027-06-30")
    assert counted(plan_courses(session, due, (NAMES[1], "身心", ""))) == (1, 0, 1)
    assert counted(plan_courses(session, (NAMES[1], "body", "2027-01-01"))) == (0, 1, 0)
    applying.carry_out(session, plan_courses(session, due))
    assert offers.offers_of(session, toys.id) == {"body": None, "far": date(2027, 6, 30)}
    wrong = plan_courses(session, ("no", "no", "no"), due, (NAMES[1], "far", ""))
    assert faults(wrong) == [
        (2, "factory", Trouble.UNKNOWN_FACTORY),
        (2, "course", Trouble.UNKNOWN_COURSE),
        (2, "due_on", Trouble.FAR_DAY),
        (4, "course", Trouble.TWICE),
    ]


def test_sponsors_are_added_renamed_and_linked(session: Session, toys: Factory) -> None:
    shoes = factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0]
    good = sponsors.add(session, "好玩具公司", "Good Toys")
    sponsors.support(session, good.id, toys.id)
    cells = rows(
        ("sponsor_zh", "sponsor_en", "factory"),
        ("好玩具公司", "Better Toys", NAMES[0]),
        ("好玩具公司", "Better Toys", "远足鞋厂"),
        ("大城玩具", "Big City", NAMES[0]),
        ("大城玩具", "Big City", "Long Walk Shoes"),
    )
    plan, done = applying.apply(session, cells, supports.plan)
    assert done == [False, True, True, True]
    assert counted(plan) == (2, 2, 0)
    for factory in (toys, shoes):
        assert [one.name_en for one in sponsors.supporters(session, factory.id)] == ["Better Toys", "Big City"]
    assert counted(plan_supports(session, ("大城玩具", "Big City", NAMES[0]))) == (0, 0, 1)


def test_of_sponsors_what_is_wrong_is_said(session: Session, toys: Factory) -> None:
    plan = plan_supports(
        session,
        ("大城玩具", "Big City", NAMES[0]),
        ("大城玩具", "Large City", "no"),
        ("大城 玩具", "Big City", NAMES[1]),
        ("", "", NAMES[1]),
        ("大城玩具", "Big City", NAMES[1]),
    )
    assert faults(plan) == [
        (3, "factory", Trouble.UNKNOWN_FACTORY),
        (3, "sponsor_en", Trouble.DIFFERS),
        (4, "sponsor_zh", Trouble.DIFFERS),
        (5, "sponsor_zh", Trouble.NO_NAME),
        (5, "sponsor_en", Trouble.NO_NAME),
        (6, "factory", Trouble.TWICE),
    ]


@pytest.mark.parametrize("meanwhile", ["added", "removed", "line removed"])
def test_what_changes_between_plan_and_act_is_not_written_over(session: Session, toys: Factory, meanwhile: str) -> None:
    row = (NAMES[0], *ASSEMBLY, "10", "", "A线", "Line A")
    if meanwhile == "added":
        plan = plan_departments(session, row)
        parts.add_department(session, toys.id, *ASSEMBLY, People(11))
    else:
        place = Place(toys, parts.add_department(session, toys.id, *ASSEMBLY, People(11)))
        parts.add_line(session, place, "A线", "Line 1")
        plan = plan_departments(session, row)
        session.execute(delete(Line), execution_options={"synchronize_session": False})
        if meanwhile == "removed":
            session.execute(delete(Department), execution_options={"synchronize_session": False})
    with pytest.raises(ChangedMeanwhileError):
        applying.carry_out(session, plan)


def test_a_course_may_be_named_by_its_id(session: Session, toys: Factory) -> None:
    assert counted(plan_courses(session, (NAMES[0], "FAR", ""))) == (1, 0, 0)
