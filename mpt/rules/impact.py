"""What the programme has reached, counted by year and course: how it is added up, and what of it everybody may see."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from mpt.rules.figures import STEP

ANY = ""
"""Stands for a course where something is counted once, whichever course it was in."""

Counts = Mapping[tuple[int, str], int]
"""How many, by the year in which it happened first and by course, or ANY."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the programme has reached, as a page shows it. Nothing is None but what isn't counted by course."""

    finished: int
    began: int
    sessions: int
    came: int
    trained: int | None = None
    factories: int | None = None
    countries: int | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """What the programme has reached up to the end of `day`.

    `began` and `finished` count learners: under ANY each once, under a course each who began or finished that. `factories`
    and `countries` are under ANY alone. `sessions` and `came` are sessions on paper, and those who came to them.
    """

    day: date
    began: Counts
    finished: Counts
    factories: Counts
    countries: Counts
    sessions: Counts
    came: Counts

    def totals(self, year: int | None = None, course_id: str = ANY) -> Totals:
        """Return what was reached: in one year where it's given, in one course where it's given."""
        totals = Totals(
            finished=_in_courses(self.finished, year, course_id),
            began=_once(self.began, year, course_id),
            sessions=_in_courses(self.sessions, year, course_id),
            came=_in_courses(self.came, year, course_id),
        )
        if course_id:
            return totals
        return replace(
            totals,
            trained=_once(self.finished, year, ANY),
            factories=_once(self.factories, year, ANY),
            countries=_once(self.countries, year, ANY),
        )

    def years(self) -> list[int]:
        """Return the years from the first in which there was anything up to this one, newest first; none where nothing was."""
        found = [year for year, _course in self._cells()]
        return list(range(self.day.year, min(found) - 1, -1)) if found else []

    def course_ids(self) -> list[str]:
        """Return the courses in which there was anything."""
        return sorted({course_id for _year, course_id in self._cells()} - {ANY})

    def _cells(self) -> list[tuple[int, str]]:
        counts = (self.began, self.finished, self.factories, self.countries, self.sessions, self.came)
        return [cell for each in counts for cell in each]


def for_everybody(totals: Totals) -> Totals:
    """Return totals as everybody may see them: people in full tens, rounded down. Factories and sessions are no people."""
    return replace(
        totals,
        finished=full_tens(totals.finished),
        began=full_tens(totals.began),
        came=full_tens(totals.came),
        trained=None if totals.trained is None else full_tens(totals.trained),
    )


def full_tens(people: int) -> int:
    """Return a number of people rounded down to full tens."""
    return people // STEP * STEP


def _once(counts: Counts, year: int | None, course_id: str) -> int:
    return sum(n for (in_year, course), n in counts.items() if year in {None, in_year} and course == course_id)


def _in_courses(counts: Counts, year: int | None, course_id: str) -> int:
    is_meant = {course_id} if course_id else {course for _year, course in counts} - {ANY}
    return sum(n for (in_year, course), n in counts.items() if year in {None, in_year} and course in is_meant)
