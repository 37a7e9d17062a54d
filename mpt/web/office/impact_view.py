"""What the office chose to see of what the programme has reached. The choice is the address, so it can be kept as a bookmark."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import request

from mpt.models import Baseline, Factory, Sponsor
from mpt.rules.elements import Element
from mpt.rules.impact import Before, Choice, Impact, years_shown
from mpt.services import baselines, factories, sponsors
from mpt.web import reach
from mpt.web.daily import yesterday
from mpt.web.language import language, words
from mpt.web.reach import Line
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import db

ASKED = ("year", "country", "factory", "sponsor", "course")
"""What can be chosen, as the address names it."""


@dataclass(frozen=True, slots=True)
class View:
    """What was chosen, and all it's made of: what was counted, and the baselines that stand as `rows` and as `befores`."""

    day: date
    impact: Impact
    rows: list[Baseline]
    befores: list[Before]
    names: dict[str, str]
    factories: dict[str, Factory]
    sponsors: dict[str, Sponsor]
    choice: Choice
    lines: dict[Element, list[Line]]

    @property
    def countries(self) -> list[str]:
        """The countries in which there are factories, or of which there are baselines."""
        found = {factory.country for factory in self.factories.values()} | {each.country for each in self.rows}
        return sorted(found - {""}, key=words().country)

    @property
    def years(self) -> list[int]:
        """The years from the first of which anything is known."""
        return years_shown(self.impact, self.befores, self.day.year)

    @property
    def chosen_rows(self) -> list[Baseline]:
        """The baselines that are in the sums of what was chosen."""
        both = zip(self.rows, self.befores, strict=True)
        return [row for row, each in both if each.is_in(self.choice)]

    @property
    def address(self) -> dict[str, str]:
        """What an address needs to say for this choice."""
        chosen = {name: str(getattr(self.choice, name) or "") for name in ASKED}
        return {name: value for name, value in chosen.items() if value}

    def line(self, key: str) -> Line:
        """Return a figure of what was chosen."""
        return next(each for lines in self.lines.values() for each in lines if each.figure.key == key)

    def options(self) -> dict[str, list[tuple[str, str]]]:
        """Return what can be chosen: by its name in the address, values and what they're called."""
        _ = words().gettext
        return {
            "year": [("", _("All years")), *((str(year), str(year)) for year in self.years)],
            "country": [("", _("All countries")), *((code, words().country(code)) for code in self.countries)],
            "factory": [("", _("All factories")), *_named(self.factories)],
            "sponsor": [("", _("All sponsors")), *_named(self.sponsors)],
            "course": [("", _("All courses")), *self.names.items()],
        }

    def says(self) -> str:
        """Return of what and as of when the figures are."""
        _, chosen = words().gettext, self.address
        options = self.options()
        told = [dict(options[name]).get(chosen.get(name, "")) or "" for name in ASKED]
        # Of where and whom only what was chosen: the year and the course always.
        parts = [says for name, says in zip(ASKED, told, strict=True) if name in chosen or name in {"year", "course"}]
        return _("%(chosen)s · as of the end of %(day)s", chosen=" · ".join(parts), day=words().day(self.day))


def chosen_view() -> View:
    """Return what this request's address chooses. Raises UnknownPageError for what there isn't."""
    day = yesterday()
    impact, rows = reach.reached(day), baselines.standing(db())
    befores, names = baselines.added_up(rows), reach.course_names(impact)
    everywhere = {str(factory.id): factory for factory in factories.everywhere(db())}
    everyone = {str(sponsor.id): sponsor for sponsor in sponsors.everyone(db())}
    countries = {factory.country for factory in everywhere.values()} | {each.country for each in rows if each.country}
    choice = _choice(
        years=years_shown(impact, befores, day.year),
        countries=countries,
        factories=everywhere,
        sponsors=everyone,
        courses=names,
    )
    lines = reach.elements(impact, befores, choice)
    return View(day, impact, rows, befores, names, everywhere, everyone, choice, lines)


def _choice(
    years: Iterable[int],
    countries: Iterable[str],
    factories: dict[str, Factory],
    sponsors: Iterable[str],
    courses: Iterable[str],
) -> Choice:
    year = _asked("year", map(str, years))
    country, factory = _asked("country", countries), _asked("factory", factories)
    sponsor, course = _asked("sponsor", sponsors), _asked("course", courses)
    supported = _supported(sponsor)
    left = frozenset(
        key
        for key, each in factories.items()
        if country in {"", each.country} and factory in {"", key} and (not sponsor or key in supported)
    )
    is_narrowed = bool(country or factory or sponsor)
    return Choice(
        int(year) if year else None, country, factory, sponsor, course, left if is_narrowed else None, supported
    )


def _asked(name: str, values: Iterable[str]) -> str:
    given = request.args.get(name, "")
    if given and given not in set(values):
        raise UnknownPageError(given)
    return given


def _supported(sponsor: str) -> frozenset[str]:
    if not sponsor:
        return frozenset()
    return frozenset(str(factory.id) for factory in sponsors.supported(db(), uuid.UUID(sponsor)))


def _named(things: dict[str, Factory] | dict[str, Sponsor]) -> list[tuple[str, str]]:
    return [(key, each.name_in(language())) for key, each in things.items()]
