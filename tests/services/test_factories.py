"""Factories: opened by the office, joined by their workers with the code on a poster."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Factory, Membership
from mpt.models.base import now
from mpt.models.database import Database
from mpt.rules import names, places
from mpt.rules.codes import JOIN_LENGTH
from mpt.services import accounts, factories, parts
from mpt.services.factories import CameBeforeError, Place, UnknownFactoryError, UnknownJoinCodeError
from mpt.services.parts import People
from tests.services.acts import at_once, count

TOYS = ("晨光玩具厂", "Morning Light Toys")
SHOES = ("远足鞋厂", "Long Walk Shoes")


def opened(session: Session, name: tuple[str, str] = TOYS) -> str:
    """Open a factory and return its join code."""
    return factories.open_factory(session, *name)[1].code


def test_a_factory_opens_with_a_code_for_its_poster(session: Session) -> None:
    factory, code = factories.open_factory(session, " 晨光玩具厂 ", "Morning  Light Toys")
    assert (factory.name_in("zh"), factory.name_in("en"), factory.name_in("vi")) == (*TOYS, TOYS[1])
    assert len(code.code) == JOIN_LENGTH
    assert factories.factory_of(session, code.code) is factory


@pytest.mark.parametrize("name", [("", "Toys"), ("玩具厂", " "), ("玩" * 41, "Toys"), ("玩具\u202e厂", "Toys")])
def test_a_factory_without_a_proper_name_is_refused(session: Session, name: tuple[str, str]) -> None:
    with pytest.raises(names.RefusedError):
        factories.open_factory(session, *name)


@pytest.mark.parametrize("code", ["", "ZZZZZZ"])
def test_an_unknown_code_joins_nothing(session: Session, learner: uuid.UUID, code: str) -> None:
    opened(session)
    with pytest.raises(UnknownJoinCodeError):
        factories.join(session, learner, code)
    assert factories.factories_of(session, learner) == []


def test_scanning_the_poster_twice_is_one_membership(session: Session, learner: uuid.UUID) -> None:
    code = opened(session)
    first = factories.join(session, learner, code)
    assert factories.join(session, learner, code) is first
    assert factories.factories_of(session, learner) == [first]
    assert count(session, Membership) == 1


def test_scanning_it_twice_at_once_is_one_membership(database: Database) -> None:
    with database.session(writes=True) as session:
        code, learner = opened(session), accounts.begin(session)[0].id
        session.commit()
    outcomes = at_once(database, lambda each: factories.join(each, learner, code).name_en, people=3)
    assert outcomes == [TOYS[1]] * 3
    with database.session(writes=False) as session:
        assert count(session, Membership) == 1


def test_a_worker_can_belong_to_two_factories_and_each_worker_to_the_same(session: Session, learner: uuid.UUID) -> None:
    toys, shoes = opened(session), opened(session, SHOES)
    lao_zhou = accounts.begin(session)[0].id
    factories.join(session, learner, toys)
    factories.join(session, learner, shoes)
    factories.join(session, lao_zhou, toys)
    assert [each.name_zh for each in factories.factories_of(session, learner)] == [TOYS[0], SHOES[0]]
    assert [each.name_zh for each in factories.factories_of(session, lao_zhou)] == [TOYS[0]]


def test_whoever_left_is_no_member_and_may_come_back(session: Session, learner: uuid.UUID) -> None:
    code = opened(session)
    factory = factories.join(session, learner, code)
    session.scalars(select(Membership)).one().left_at = now()
    session.flush()
    assert factories.factories_of(session, learner) == []
    factories.join(session, learner, code)
    assert factories.factories_of(session, learner) == [factory]
    assert count(session, Membership) == 2


def test_the_first_code_of_an_installation_is_its_oldest(session: Session) -> None:
    assert factories.first_code(session) is None
    toys = opened(session)
    opened(session, SHOES)
    assert factories.first_code(session) == toys


def test_a_factory_has_a_country_and_its_usual_time_zone(session: Session) -> None:
    assert (opened_in(session).country, opened_in(session).timezone) == ("CN", "Asia/Shanghai")
    assert opened_in(session, "VN").timezone == "Asia/Ho_Chi_Minh"
    assert opened_in(session, "ID", "Asia/Makassar").timezone == "Asia/Makassar"


@pytest.mark.parametrize(
    ("where", "refusal"), [(("XX", ""), places.CountryError), (("CN", "Asia/Nowhere"), places.TimezoneError)]
)
def test_a_factory_is_not_somewhere_else(
    session: Session, where: tuple[str, str], refusal: type[names.RefusedError]
) -> None:
    with pytest.raises(refusal):
        factories.open_factory(session, *TOYS, *where)
    toys = factories.open_factory(session, *TOYS)[0]
    with pytest.raises(refusal):
        factories.change_factory(session, toys.id, *TOYS, *where)


def test_the_same_factory_sent_twice_is_one(session: Session) -> None:
    chosen = uuid.uuid4()
    factory, code = factories.open_factory(session, *TOYS, factory_id=chosen)
    assert factory.id == chosen
    with pytest.raises(CameBeforeError):
        factories.open_factory(session, *TOYS, factory_id=chosen)
    assert factories.everywhere(session) == [factory]
    assert [found.code for found, _place in factories.codes_of(session, chosen)] == [code.code]


def test_a_factory_is_changed(session: Session) -> None:
    toys = factories.open_factory(session, *TOYS)[0]
    changed = factories.change_factory(session, toys.id, *SHOES, "VN", "")
    assert changed is toys
    session.expire_all()
    found = factories.find(session, toys.id)
    assert (found.name_zh, found.name_en, found.country, found.timezone) == (*SHOES, "VN", "Asia/Ho_Chi_Minh")


def test_a_factory_that_is_not_there_is_said(session: Session) -> None:
    with pytest.raises(UnknownFactoryError):
        factories.find(session, uuid.uuid4())
    with pytest.raises(UnknownFactoryError):
        factories.change_factory(session, uuid.uuid4(), *TOYS, "CN", "")


def test_factories_come_by_their_english_names(session: Session) -> None:
    toys, shoes = (factories.open_factory(session, *name)[0] for name in (TOYS, SHOES))
    assert factories.everywhere(session) == [shoes, toys]
    assert factories.named(session, [toys.id]) == [toys]
    assert factories.named(session, [toys.id, shoes.id, uuid.uuid4()]) == [shoes, toys]
    assert factories.named(session, []) == []


def test_a_code_may_lead_to_a_department_or_a_line_and_there_the_worker_is(
    session: Session, learner: uuid.UUID
) -> None:
    factory, assembly, line = whole_factory(session)
    code = factories.make_code(session, line)
    assert factories.place_of(session, code.code) == line
    factories.join(session, learner, code.code)
    joined = session.scalars(select(Membership)).one()
    assert (joined.factory_id, joined.department_id, joined.line_id) == (factory.id, assembly.last.id, line.last.id)


def test_a_worker_may_give_a_number_and_only_one_that_can_be(session: Session, learner: uuid.UUID) -> None:
    code = opened(session)
    with pytest.raises(places.NumberError):
        factories.join(session, learner, code, "9" * 41)
    factories.join(session, learner, code, " a-00 123 ")
    assert session.scalars(select(Membership)).one().number == "A-00123"


def test_each_place_has_one_open_code(session: Session) -> None:
    factory, assembly, line = whole_factory(session)
    for place in (Place(factory), assembly, line):
        code = factories.code_of(session, place) or factories.make_code(session, place)
        with pytest.raises(CameBeforeError):
            factories.make_code(session, place)
        assert factories.code_of(session, place) is code
    found = [place for _code, place in factories.codes_of(session, factory.id)]
    assert found == [Place(factory), assembly, line]


def test_made_twice_at_once_a_code_is_one(database: Database) -> None:
    with database.session(writes=True) as session:
        department_id = whole_factory(session)[1].last.id
        session.commit()

    def make(session: Session) -> str:
        factory = factories.everywhere(session)[0]
        return factories.make_code(session, parts.place_in(session, factory.id, department_id, None)).code

    came = at_once(database, make, people=3)
    assert sorted(type(each).__name__ for each in came) == ["CameBeforeError", "CameBeforeError", "str"]


def test_a_closed_code_lets_nobody_in_and_makes_room_for_a_new_one(session: Session, learner: uuid.UUID) -> None:
    factory, old = factories.open_factory(session, *TOYS)
    factories.join(session, learner, old.code)
    factories.close_code(session, factory.id, old.code)
    with pytest.raises(CameBeforeError):
        factories.close_code(session, factory.id, old.code)
    lao_zhou = accounts.begin(session)[0].id
    with pytest.raises(UnknownJoinCodeError):
        factories.join(session, lao_zhou, old.code)
    assert factories.factories_of(session, learner) == [factory]
    assert factories.first_code(session) is None
    new = factories.make_code(session, Place(factory))
    assert [code.code for code, _place in factories.codes_of(session, factory.id)] == [new.code]


def test_a_factory_closes_no_code_but_its_own(session: Session) -> None:
    shoes = factories.open_factory(session, *SHOES)[0]
    toys_code = opened(session)
    for code in (toys_code, "ZZZZZZ"):
        with pytest.raises(UnknownJoinCodeError):
            factories.close_code(session, shoes.id, code)
    assert factories.factory_of(session, toys_code).name_en == TOYS[1]


def opened_in(session: Session, *where: str) -> Factory:
    """Open a factory somewhere."""
    return factories.open_factory(session, *TOYS, *where)[0]


def whole_factory(session: Session) -> tuple[Factory, Place, Place]:
    """Open a factory with a department and a line in it, and return all three."""
    factory = factories.open_factory(session, *TOYS)[0]
    department = parts.add_department(session, factory.id, "装配部", "Assembly", People())
    assembly = parts.place_in(session, factory.id, department.id, None)
    line = parts.add_line(session, assembly, "A3线", "Line A3")
    return factory, assembly, parts.place_in(session, factory.id, None, line.id)
