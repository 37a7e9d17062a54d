"""What the programme has reached, against numbers that were worked out by hand (`tests/services/reached.py`)."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mpt.models import BareFact, BareReach, Enrolment, Headcount, Learner, Membership
from mpt.rules.elements import FIGURES, WOMENS_COURSE
from mpt.rules.impact import ANY, NOWHERE, Choice, Impact
from mpt.rules.measures import Measure
from mpt.services import factories, impact
from mpt.services.helpline import counts as helpline
from tests.sample import SAMPLE
from tests.services.reached import GONE, LAST_DAY, SHANGHAI, THIS_MORNING, fill, fill_elements, utc

EVERYWHERE = "finished", "began", "sessions", "came", "trained", "factories", "countries"


@pytest.fixture
def places(session: Session) -> dict[str, str]:
    """The ids of the factories in which all that happened."""
    return {name: str(factory.id) for name, factory in fill(session).items()}


def counted(session: Session) -> Impact:
    return impact.count(session, LAST_DAY, SHANGHAI)


def by_year(found: Impact, what: str, course_id: str = ANY) -> dict[int, int]:
    """Return the cells of all factories, by year."""
    years: dict[int, int] = {}
    for (year, _factory), number in found.cells.get((what, course_id), {}).items():
        years[year] = years.get(year, 0) + number
    return years


def totals(found: Impact, *keys: str, choice: Choice | None = None) -> tuple[int | None, ...]:
    return tuple(found.number(FIGURES[key], choice or Choice()) for key in keys)


@pytest.mark.usefixtures("places")
def test_who_began_and_finished_counts_once_in_the_year_in_which_it_was_first(session: Session) -> None:
    found = counted(session)
    assert by_year(found, "began") == {2025: 3, 2026: 3}
    assert by_year(found, "began", SAMPLE) == {2025: 3, 2026: 3}
    assert by_year(found, "began", GONE) == {2026: 1}
    assert by_year(found, "trained") == {2025: 2, 2026: 3}
    assert by_year(found, "finished") == {2025: 2, 2026: 4}
    assert by_year(found, "finished", SAMPLE) == {2025: 2, 2026: 3}
    assert by_year(found, "finished", GONE) == {2026: 1}


def test_somebody_belongs_to_the_factory_joined_first(session: Session, places: dict[str, str]) -> None:
    found = counted(session)
    assert found.by_factory(FIGURES["trained"], Choice()) == {
        places["Toys"]: 2, places["Garments"]: 1, places["Shoes"]: 1, NOWHERE: 1,
    }  # fmt: skip
    assert found.by_factory(FIGURES["began"], Choice()) == {
        places["Toys"]: 3, places["Garments"]: 1, places["Shoes"]: 1, NOWHERE: 1,
    }  # fmt: skip
    assert found.by_factory(FIGURES["came"], Choice(year=2026)) == {places["Toys"]: 27}


def test_who_goes_on_to_another_factory_stays_where_they_were_first(session: Session, places: dict[str, str]) -> None:
    ids = {each.name_en: each.id for each in factories.everywhere(session)}
    learner = Learner()
    session.add(learner)
    session.flush()
    for name, joined, left in (("Shoes", "2026-02-01", None), ("Garments", "2026-01-01", "2026-01-20")):
        session.add(
            Membership(
                learner_id=learner.id,
                factory_id=ids[name],
                joined_at=utc(joined),
                left_at=utc(left) if left else None,
            )
        )
    session.add(Enrolment(learner_id=learner.id, course_id=SAMPLE, started_at=utc("2026-02-10")))
    session.flush()
    began = counted(session).by_factory(FIGURES["began"], Choice())
    assert (began[places["Garments"]], began[places["Shoes"]]) == (2, 1)


def test_a_factory_and_a_country_count_once_the_first_worker_has_joined(
    session: Session, places: dict[str, str]
) -> None:
    found = counted(session)
    assert by_year(found, "factories") == {2025: 1, 2026: 2}
    assert [totals(found, "countries", choice=Choice(year=year))[0] for year in (2024, 2025, 2026)] == [0, 1, 1]
    assert found.countries[places["Bags"]] == "BD"


@pytest.mark.usefixtures("places")
def test_sessions_on_paper_count_as_they_were_known_that_evening(session: Session) -> None:
    found = counted(session)
    assert by_year(found, "sessions") == {2024: 1, 2026: 2}
    assert by_year(found, "came", SAMPLE) == {2024: 12, 2026: 7}
    assert by_year(found, "came", GONE) == {2026: 20}


@pytest.mark.usefixtures("places")
def test_the_sums_are_those_of_the_years(session: Session) -> None:
    found = counted(session)
    assert totals(found, *EVERYWHERE) == (6, 6, 3, 39, 5, 3, 2)
    assert found.years() == {2024, 2025, 2026}
    for key in EVERYWHERE:
        years = [found.number(FIGURES[key], Choice(year=year)) or 0 for year in found.years()]
        assert sum(years) == found.number(FIGURES[key], Choice())


@pytest.mark.usefixtures("places")
def test_where_days_begin_says_in_which_year_it_was(session: Session) -> None:
    in_london = impact.count(session, LAST_DAY, ZoneInfo("Europe/London"))
    # Lao Zhou finished in the old year there, and Lin began on the last day.
    assert by_year(in_london, "trained") == {2025: 3, 2026: 2}
    assert by_year(in_london, "began")[2026] == 4


@pytest.mark.usefixtures("places")
def test_an_earlier_day_shows_what_was_then(session: Session) -> None:
    then = impact.count(session, date(2025, 12, 31), SHANGHAI)
    assert totals(then, *EVERYWHERE) == (2, 3, 0, 0, 2, 1, 1)


def test_whatever_bears_a_date_before_the_first_year_counts_in_it(session: Session) -> None:
    learner = Learner()
    session.add(learner)
    session.flush()
    session.add(Enrolment(learner_id=learner.id, course_id=SAMPLE, started_at=utc("2001-01-01")))
    session.add(BareReach(year=2001, factory="", course_id="", measure="began", people=2))
    session.flush()
    assert by_year(counted(session), "began") == {2016: 3}


def test_nothing_is_nothing(session: Session) -> None:
    found = counted(session)
    assert totals(found, *EVERYWHERE) == (0, 0, 0, 0, 0, 0, 0)
    assert (found.years(), found.course_ids()) == (set(), [])


def test_the_other_elements_against_numbers_by_hand(session: Session) -> None:
    places, _sponsor = fill_elements(session)
    toys, garments = str(places["Toys"].id), str(places["Garments"].id)
    found = counted(session)
    assert totals(found, "spaces", "space_children", "space_days", "space_used") == (1, 18, 30, 75)
    # 24 child-days of 32: the day after the last one isn't counted, and one center over two years is one.
    assert totals(found, "centers", "center_children", "center_days", "center_used") == (1, 24, 24, 75)
    last_year = Choice(year=2025)
    assert totals(found, "centers", "center_children", "center_used", choice=last_year) == (1, 10, 63)
    assert totals(found, "spaces", "space_children", "space_used", choice=last_year) == (0, 0, None)
    assert found.by_factory(FIGURES["space_children"], Choice()) == {toys: 18}
    assert found.by_factory(FIGURES["center_days"], Choice()) == {garments: 24}
    assert totals(found, "women_finished", "women_began", "women_sessions", "women_came") == (1, 1, 1, 20)
    assert found.by_factory(FIGURES["women_finished"], Choice()) == {garments: 1}
    assert by_year(found, "finished", WOMENS_COURSE) == {2026: 1}


def test_attendance_that_is_noted_after_the_day_counts_from_the_next_day_on(session: Session) -> None:
    fill_elements(session)
    session.execute(update(Headcount).where(Headcount.day == date(2026, 7, 7)).values(noted_at=utc("2026-11-29 16:00")))
    session.execute(update(Headcount).where(Headcount.day < date(2026, 7, 1)).values(noted_at=utc("2026-11-29 16:00")))
    shown = "spaces", "space_children", "space_days", "centers", "center_children"
    assert totals(counted(session), *shown) == (1, 12, 12, 0, 0)
    assert totals(impact.count(session, date(2026, 11, 30), SHANGHAI), *shown) == (1, 18, 30, 1, 26)


def test_cases_count_as_the_helpline_shows_them_and_only_of_months_that_have_ended(session: Session) -> None:
    fill_elements(session)
    assert helpline.by_month(session, THIS_MORNING.date()).total == 20
    assert by_year(counted(session), "cases") == {2026: 20}
    # November is over.
    assert by_year(impact.count(session, date(2026, 11, 30), SHANGHAI), "cases") == {2026: 50}


def test_whose_data_were_erased_still_count(session: Session) -> None:
    places, _sponsor = fill_elements(session)
    found, toys = counted(session), Choice(year=2025, factories=frozenset({str(places["Toys"].id)}))
    # Afang and Lao Zhou began there in 2025, and Afang finished; two more began and one of them finished, nobody knows who.
    assert totals(found, "began", "finished", "trained", choice=toys) == (4, 2, 2)
    # By numbers of a year nobody learns of a later one.
    assert totals(impact.count(session, date(2024, 12, 31), SHANGHAI), "began") == (0,)


def test_a_factory_whose_first_worker_was_erased_still_counts_from_that_day_on(session: Session) -> None:
    places = fill(session)
    for name, day in (("Toys", date(2024, 5, 1)), ("Bags", LAST_DAY), ("Caps", date(2026, 11, 30))):
        what = {"course_id": "", "module_id": "", "measure": Measure.JOINED}
        key = places[name].id
        session.add(BareFact(factory_id=key, place_id=key, **what, day=day, people=1))
    session.flush()
    assert by_year(counted(session), "factories") == {2024: 1, 2026: 3}


def test_a_day_ends_where_the_workers_are() -> None:
    assert impact.end_of(LAST_DAY, SHANGHAI) == utc("2026-11-29 16:00")
    # In Berlin the clocks went back that night.
    assert impact.end_of(date(2026, 10, 25), ZoneInfo("Europe/Berlin")) == utc("2026-10-25 23:00")
