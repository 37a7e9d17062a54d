"""What the programme has reached: how it's added up, what came before this platform, and what of it everybody may see."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mpt.rules import elements
from mpt.rules.elements import FIGURES, Figure
from mpt.rules.figures import STEP
from mpt.rules.spaces import percent_of_places

ANY = elements.ANY
"""Stands for a course where something is counted once, whichever course it was in."""
NOWHERE = ""
"""Stands for a factory where something was done by somebody of none."""
EVER = 0
"""Stands for a year where something is counted over all years once."""

What = tuple[str, str]
"""What is counted, and in which course, or ANY."""
Where = tuple[int, str]
"""In which year, or EVER, and in which factory, or NOWHERE."""
Cells = Mapping[What, Mapping[Where, int]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose to see; empty is all of it.

    `factories` are those that the country, the factory and the sponsor leave; None where none of these is chosen. `supported`
    are those of the sponsor.
    """

    year: int | None = None
    country: str = ""
    factory: str = ""
    sponsor: str = ""
    course: str = ""
    factories: frozenset[str] | None = None
    supported: frozenset[str] = frozenset()

    def has(self, where: Where, *, lasts: bool = False) -> bool:
        """Say whether a cell is of what was chosen."""
        year, factory = where
        meant = EVER if lasts and self.year is None else self.year
        return meant in {None, year} and (self.factories is None or factory in self.factories)


@dataclass(frozen=True, slots=True)
class Before:
    """A baseline as it's added up: how many, of which figure and year, and of where, as far as that is known."""

    figure: str
    year: int
    number: int
    country: str = ""
    factory: str = ""
    sponsor: str = ""

    def is_in(self, choice: Choice) -> bool:
        """Say whether it's of what was chosen. What isn't known of it is of nothing that was chosen by that."""
        return (
            not choice.course
            and choice.year in {None, self.year}
            and choice.country in {"", self.country}
            and choice.factory in {"", self.factory}
            and (choice.sponsor in {"", self.sponsor} or self.factory in choice.supported)
        )


@dataclass(frozen=True, slots=True)
class Impact:
    """What was counted here up to the end of a day, and in which country each factory is."""

    cells: Cells
    countries: Mapping[str, str]

    def number(self, figure: Figure, choice: Choice) -> int | None:
        """Return a figure of what was chosen: None where it isn't counted by that, or where it's a share of nothing."""
        if reason(figure, choice):
            return None
        if figure.key == "countries":
            return self._countries(choice)
        number = sum(self._cells(figure, figure.counts, choice).values())
        if not figure.of:
            return number
        whole = sum(self._cells(figure, figure.of, choice).values())
        return percent_of_places(number, whole)

    def by_factory(self, figure: Figure, choice: Choice) -> Counter[str]:
        """Return a figure of what was chosen, by factory; NOWHERE stands for those of none."""
        found: Counter[str] = Counter()
        for (_year, factory), number in self._cells(figure, figure.counts, choice).items():
            found[factory] += number
        return found

    def years(self) -> set[int]:
        """Return the years in which anything was counted."""
        return {year for where in self.cells.values() for year, _factory in where} - {EVER}

    def course_ids(self) -> list[str]:
        """Return the courses in which anything was counted."""
        return sorted({course for _what, course in self.cells} - {ANY})

    def _cells(self, figure: Figure, counts: str, choice: Choice) -> Mapping[Where, int]:
        cells = self.cells.get((counts, figure.course or choice.course), {})
        return {where: n for where, n in cells.items() if choice.has(where, lasts=figure.lasts)}

    def _countries(self, choice: Choice) -> int:
        """Return how many countries had their first worker join in what was chosen."""
        first: dict[str, int] = {}
        for year, factory in self.cells.get(("factories", ANY), {}):
            if choice.factories is None or factory in choice.factories:
                country = self.countries[factory]
                first[country] = min(year, first.get(country, year))
        return sum(choice.year in {None, year} for year in first.values())


def reason(figure: Figure, choice: Choice) -> str:
    """Return why a figure isn't counted by what was chosen: "factory" or "course"; empty where it is."""
    if choice.factories is not None and not figure.by_factory:
        return "factory"
    return "course" if choice.course and not figure.by_course else ""


def before(baselines: Iterable[Before], figure: str, choice: Choice) -> int:
    """Return what baselines add to a figure of what was chosen."""
    return sum(each.number for each in baselines if each.figure == figure and each.is_in(choice))


def years_shown(impact: Impact, baselines: Iterable[Before], last: int) -> list[int]:
    """Return the years from the first of which anything is known up to `last`, newest first; none where nothing is."""
    found = impact.years() | {each.year for each in baselines}
    return list(range(max(last, *found), min(found) - 1, -1)) if found else []


def for_everybody(key: str, number: int) -> int:
    """Return a figure as everybody may see it: people in full tens, rounded down. Factories and sessions are no people."""
    return full_tens(number) if FIGURES[key].is_people else number


def full_tens(people: int) -> int:
    """Return a number of people rounded down to full tens."""
    return people // STEP * STEP
