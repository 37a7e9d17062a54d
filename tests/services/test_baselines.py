"""Figures from before this platform: entered with a source, in the sums, taken back."""

import uuid
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from mpt.models import Baseline
from mpt.rules import baselines as rules
from mpt.rules.impact import Before
from mpt.rules.permissions import Grant, Role
from mpt.rules.places import CountryError
from mpt.services import baselines, factories, sponsors, staff
from mpt.services.baselines import Typed, UnknownBaselineError
from mpt.services.factories import CameBeforeError, UnknownFactoryError
from mpt.services.sponsors import UnknownSponsorError
from tests.cast import LIN

TODAY = date(2026, 11, 30)
TRAINED = Typed("trained", "2019", "1,130", "The programme's report for 2019", "2019-12-31")


@pytest.fixture
def lin(session: Session) -> uuid.UUID:
    """Somebody of the office."""
    return staff.invite(session, LIN.email, LIN.name, Grant(Role.OFFICE))[0].id


def add(session: Session, by: uuid.UUID, typed: Typed, key: uuid.UUID | None = None) -> Baseline:
    return baselines.add(session, key or uuid.uuid4(), by, typed, TODAY)


def test_it_is_kept_as_it_was_typed(session: Session, lin: uuid.UUID) -> None:
    entered = add(session, lin, TRAINED)
    assert (entered.element, entered.figure, entered.year, entered.number) == ("training", "trained", 2019, 1130)
    assert (entered.source, entered.as_of) == ("The programme's report for 2019", date(2019, 12, 31))
    assert (entered.country, entered.factory_id, entered.sponsor_id, entered.entered_by) == ("", None, None, lin)
    assert baselines.added_up([entered]) == [Before("trained", 2019, 1130)]


def test_one_of_a_factory_is_of_its_country(session: Session, lin: uuid.UUID) -> None:
    factory = factories.open_factory(session, "成衣厂", "Garments", "VN")[0]
    sponsor = sponsors.add(session, "好玩具公司", "Good Toys")
    for country in ("", "VN"):
        typed = replace(TRAINED, country=country, factory=factory.id, sponsor=sponsor.id)
        entered = add(session, lin, typed)
        assert baselines.added_up([entered]) == [
            Before("trained", 2019, 1130, "VN", str(factory.id), str(sponsor.id))
        ]  # fmt: skip
    with pytest.raises(rules.OtherCountryError):
        add(session, lin, replace(TRAINED, country="CN", factory=factory.id))


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"figure": "countries"}, rules.FigureError),
        ({"year": "2027"}, rules.YearError),
        ({"number": "0"}, rules.NumberError),
        ({"source": " "}, rules.SourceMissingError),
        ({"source": "x" * 301}, rules.SourceLongError),
        ({"as_of": "2018-12-31"}, rules.AsOfError),
        ({"country": "XX"}, CountryError),
        ({"figure": "cases", "country": "CN"}, rules.NotByFactoryError),
        ({"figure": "cases", "sponsor": uuid.uuid4()}, rules.NotByFactoryError),
        ({"factory": uuid.uuid4()}, UnknownFactoryError),
        ({"sponsor": uuid.uuid4()}, UnknownSponsorError),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    session: Session, lin: uuid.UUID, changed: dict[str, object], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        add(session, lin, replace(TRAINED, **changed))  # type: ignore[arg-type]
    assert baselines.standing(session) == []


def test_two_taps_enter_one(session: Session, lin: uuid.UUID) -> None:
    key = uuid.uuid4()
    add(session, lin, TRAINED, key)
    with pytest.raises(CameBeforeError):
        add(session, lin, replace(TRAINED, number="5"), key)
    assert [each.number for each in baselines.standing(session)] == [1130]


def test_they_stand_element_by_element_the_newest_year_first(session: Session, lin: uuid.UUID) -> None:
    for figure, year in (("women_finished", "2018"), ("trained", "2018"), ("cases", "2020"), ("trained", "2020")):
        add(session, lin, replace(TRAINED, figure=figure, year=year, as_of="2021-01-01"))
    assert [(each.figure, each.year) for each in baselines.standing(session)] == [
        ("trained", 2020), ("trained", 2018), ("cases", 2020), ("women_finished", 2018),
    ]  # fmt: skip


def test_one_that_was_removed_stays_as_a_row_and_counts_no_longer(session: Session, lin: uuid.UUID) -> None:
    key = add(session, lin, TRAINED).id
    assert baselines.find(session, key).id == key
    assert baselines.remove(session, key).removed_at
    assert baselines.standing(session) == []
    assert session.get(Baseline, key)
    with pytest.raises(UnknownBaselineError):
        baselines.find(session, key)
    with pytest.raises(CameBeforeError):
        baselines.remove(session, key)
    for act in (baselines.find, baselines.remove):
        with pytest.raises(UnknownBaselineError):
            act(session, uuid.uuid4())
