"""What somebody chose to see of a factory's figures. The choice is the address, so it can be kept and passed on."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask import request

from mpt.models import Factory
from mpt.rules.measures import month_before
from mpt.services import counting, factories, offers
from mpt.services.factories import Place
from mpt.services.parts import Part, parts_of
from mpt.services.publishing import Edition
from mpt.web.counted import make_sure_counted
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError, editions_here
from mpt.web.transaction import db

_FIRST = date(2010, 1, 1)


@dataclass(frozen=True, slots=True)
class View:
    """A factory's figures of one course, for one place in it, as they were at the end of a day.

    `editions` are the courses that the factory's workers are asked to do, with the day by which each is due in `due`.
    `fault` says what of the address couldn't be read; what is shown then is what it would be without that.
    """

    place: Place
    parts: tuple[Part, ...]
    editions: tuple[Edition, ...]
    edition: Edition
    due: dict[str, date | None]
    day: date
    last: date
    fault: str

    @property
    def factory(self) -> Factory:
        """The factory."""
        return self.place.factory

    @property
    def place_id(self) -> uuid.UUID:
        """Under which id the chosen place is counted."""
        return self.place.last.id

    @property
    def before(self) -> date:
        """The day with which this one is compared."""
        return month_before(self.day)

    @property
    def is_whole(self) -> bool:
        """Whether the whole factory is shown: of a sensitive course nothing else is."""
        return self.place.department is None

    @property
    def is_open(self) -> bool:
        """Whether the chosen course may be shown by part."""
        return not self.edition.course.sensitive

    def address(self, **changes: object) -> dict[str, str]:
        """Return what an address needs to say for this view, but for `changes`, of which None leaves something out."""
        chosen: dict[str, object] = {
            "course": self.edition.course.id,
            "place": None if self.is_whole else self.place_id,
            "day": self.day if self.day != self.last else None,
        }
        return {name: str(value) for name, value in {**chosen, **changes}.items() if value is not None}


def places_of(factory: Factory, parts: Iterable[Part]) -> Iterator[Place]:
    """Yield the parts of a factory as places: each department, and after it its lines."""
    for part in parts:
        yield Place(factory, part.department)
        yield from (Place(factory, part.department, line) for line in part.lines)


def chosen_view(factory_id: uuid.UUID) -> View:
    """Return what this request's address chooses. Raises UnknownPageError."""
    factory = factories.find(db(), factory_id)
    make_sure_counted(factory)
    parts, offered = tuple(parts_of(db(), factory_id)), offers.offers_of(db(), factory_id)
    editions = tuple(each for each in editions_here().values() if not offered or each.course.id in offered)
    last = counting.last_whole_day(factory)
    day, fault = _day(last)
    edition, place = _edition(editions), _place(factory, parts)
    return View(
        place=Place(factory) if edition.course.sensitive else place,
        parts=parts,
        editions=editions,
        edition=edition,
        due=offered,
        day=day,
        last=last,
        fault=fault,
    )


def _place(factory: Factory, parts: tuple[Part, ...]) -> Place:
    given = request.args.get("place", "")
    if not given:
        return Place(factory)
    for place in places_of(factory, parts):
        if given == str(place.last.id):
            return place
    raise UnknownPageError(given)


def _edition(editions: tuple[Edition, ...]) -> Edition:
    course_id = request.args.get("course", "")
    for edition in editions:
        if course_id in {edition.course.id, ""}:
            return edition
    raise UnknownPageError(course_id)


def _day(last: date) -> tuple[date, str]:
    given = request.args.get("day", "").strip()
    if not given:
        return last, ""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return last, N_("That isn't a day. Write it as year, month and day, such as 2026-11-30.")
    if day < _FIRST:
        return last, N_("Nobody could join before 2010. Choose a later day.")
    if day > last:
        return last, N_("That day isn't over yet. Figures are counted when a day has ended.")
    return day, ""
