"""A table of courses offered: a row for each course of each factory."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mpt.rules import days
from mpt.services import offers
from mpt.services.uploading.plan import Draft, Plan, Row, Trouble
from mpt.services.uploading.spelled import by_id, named_factories


def plan(session: Session, rows: Sequence[Row], titles: Mapping[str, Iterable[str]]) -> Plan:
    """Return what a table of courses offered would change. `titles` are those of each course, by its id.

    A course that it doesn't name stays offered; without a day it may be finished whenever.
    """
    draft, factories, courses = Draft(), named_factories(session), by_id(titles)
    there = _Offers(session)
    for row in rows:
        factory = draft.known(row, "factory", factories, Trouble.UNKNOWN_FACTORY)
        course = draft.known(row, "course", courses, Trouble.UNKNOWN_COURSE)
        due_on = draft.cleaned(row, "due_on", days.clean_day, None)
        if factory and course and draft.is_first(row, "course", (factory.id, course)):
            name = " · ".join((factory.name_zh, row.cells["course"], str(due_on or "—")))
            before = there.of(factory.id).get(course)
            draft.put(name, before, (due_on,), _step(factory.id, course, due_on))
    return draft.done()


class _Offers:
    """What is offered now, asked for once a factory."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[uuid.UUID, dict[str, tuple[date | None]]] = {}

    def of(self, factory_id: uuid.UUID) -> dict[str, tuple[date | None]]:
        """Return a factory's courses, each with its day; in a tuple, for None is a day that wasn't said."""
        if factory_id not in self._found:
            found = offers.offers_of(self._session, factory_id)
            self._found[factory_id] = {course: (due_on,) for course, due_on in found.items()}
        return self._found[factory_id]


def _step(factory_id: uuid.UUID, course: str, due_on: date | None) -> Callable[[Session], Any]:
    return lambda session: offers.put_offer(session, factory_id, course, due_on)
