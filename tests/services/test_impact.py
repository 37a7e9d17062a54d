"""What the programme has reached, against numbers that were worked out by hand (`tests/services/reached.py`)."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from mpt.models import Enrolment, Learner
from mpt.rules.impact import ANY, Impact, Totals
from mpt.services import impact
from tests.sample import SAMPLE
from tests.services.reached import GONE, LAST_DAY, SHANGHAI, fill, utc


@pytest.fixture
def counted(session: Session) -> Impact:
    """What was reached up to the last day."""
    fill(session)
    return impact.count(session, LAST_DAY, SHANGHAI)


def test_who_began_and_finished_counts_once_in_the_year_in_which_it_was_first(counted: Impact) -> None:
    assert counted.began == {
        (2025, ANY): 3, (2026, ANY): 3,
        (2025, SAMPLE): 3, (2026, SAMPLE): 3, (2026, GONE): 1,
    }  # fmt: skip
    assert counted.finished == {
        (2025, ANY): 2, (2026, ANY): 3,
        (2025, SAMPLE): 2, (2026, SAMPLE): 3, (2026, GONE): 1,
    }  # fmt: skip


def test_a_factory_and_a_country_count_once_the_first_worker_has_joined(counted: Impact) -> None:
    assert counted.factories == {(2025, ANY): 1, (2026, ANY): 2}
    assert counted.countries == {(2025, ANY): 1, (2026, ANY): 1}


def test_sessions_on_paper_count_as_they_were_known_that_evening(counted: Impact) -> None:
    assert counted.sessions == {(2024, SAMPLE): 1, (2026, SAMPLE): 1, (2026, GONE): 1}
    assert counted.came == {(2024, SAMPLE): 12, (2026, SAMPLE): 7, (2026, GONE): 20}


def test_the_sums_are_those_of_the_years(counted: Impact) -> None:
    everything = counted.totals()
    assert everything == Totals(finished=6, began=6, sessions=3, came=39, trained=5, factories=3, countries=2)
    years = [counted.totals(year) for year in counted.years()]
    assert counted.years() == [2026, 2025, 2024]
    for name in ("finished", "began", "sessions", "came", "trained", "factories", "countries"):
        assert sum(getattr(year, name) for year in years) == getattr(everything, name)


def test_where_days_begin_says_in_which_year_it_was(session: Session) -> None:
    fill(session)
    in_london = impact.count(session, LAST_DAY, ZoneInfo("Europe/London"))
    # Lao Zhou finished in the old year there, and Lin began on the last day.
    assert (in_london.finished[2025, ANY], in_london.finished[2026, ANY]) == (3, 2)
    assert in_london.began[2026, ANY] == 4


def test_an_earlier_day_shows_what_was_then(session: Session) -> None:
    fill(session)
    then = impact.count(session, date(2025, 12, 31), SHANGHAI)
    assert then.totals() == Totals(finished=2, began=3, sessions=0, came=0, trained=2, factories=1, countries=1)
    assert then.day == date(2025, 12, 31)


def test_whatever_bears_a_date_before_the_first_year_counts_in_it(session: Session) -> None:
    learner = Learner()
    session.add(learner)
    session.flush()
    session.add(Enrolment(learner_id=learner.id, course_id=SAMPLE, started_at=utc("2001-01-01")))
    session.flush()
    assert impact.count(session, LAST_DAY, SHANGHAI).began == {(2016, ANY): 1, (2016, SAMPLE): 1}


def test_nothing_is_nothing(session: Session) -> None:
    counted = impact.count(session, LAST_DAY, SHANGHAI)
    assert counted.totals() == Totals(finished=0, began=0, sessions=0, came=0, trained=0, factories=0, countries=0)
    assert (counted.years(), counted.course_ids()) == ([], [])


def test_a_day_ends_where_the_workers_are() -> None:
    assert impact.end_of(LAST_DAY, SHANGHAI) == utc("2026-11-29 16:00")
    # In Berlin the clocks went back that night.
    assert impact.end_of(date(2026, 10, 25), ZoneInfo("Europe/Berlin")) == utc("2026-10-25 23:00")
