"""A factory's figures as its pages and files show them: read from what was counted, never from what anybody did."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.models import Figure
from mpt.rules.figures import STEP
from mpt.rules.measures import Measure


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is shown of one place: each a full ten, and 0 where it's fewer or hidden. `left` and `joined` are of no course."""

    joined: int = 0
    left: int = 0
    began: int = 0
    finished: int = 0

    @property
    def rate(self) -> int | None:
        """How many of a hundred who joined have finished; None where too few joined to say.

        Up to STEP - 1 more than are shown may have joined a place, so it's rather too low than too high.
        """
        return 100 * self.finished // (self.joined + STEP - 1) if self.joined else None


class Shown:
    """Figures as they were at the end of a day."""

    def __init__(self, numbers: Mapping[tuple[uuid.UUID, str, str, Measure], int]) -> None:
        self._numbers = numbers

    def of(self, place_id: uuid.UUID, course_id: str) -> Numbers:
        """Return the numbers of a place, for a course."""
        return Numbers(
            joined=self._number(place_id, "", "", Measure.JOINED),
            left=self._number(place_id, "", "", Measure.LEFT),
            began=self._number(place_id, course_id, "", Measure.BEGAN),
            finished=self._number(place_id, course_id, "", Measure.FINISHED),
        )

    def through(self, place_id: uuid.UUID, course_id: str, module_id: str) -> int:
        """Return how many of a place came through all modules of a course up to one."""
        return self._number(place_id, course_id, module_id, Measure.THROUGH)

    def _number(self, place_id: uuid.UUID, course_id: str, module_id: str, measure: Measure) -> int:
        return self._numbers.get((place_id, course_id, module_id, measure), 0)


def shown(session: Session, factory_id: uuid.UUID, day: date, place_ids: Collection[uuid.UUID]) -> Shown:
    """Return the figures of places of a factory as they were at the end of `day`."""
    keys = (Figure.place_id, Figure.course_id, Figure.module_id, Figure.measure)
    statement = (
        # What is shown never falls, so the largest up to a day is that day's.
        select(*keys, func.max(Figure.shown))
        .where(Figure.factory_id == factory_id, Figure.place_id.in_(place_ids), Figure.day <= day)
        .group_by(*keys)
    )
    rows = session.execute(statement)
    return Shown({(place, course, module, Measure(measure)): n for place, course, module, measure, n in rows})


def series(
    session: Session, factory_id: uuid.UUID, place_id: uuid.UUID, course_id: str, days: Sequence[date]
) -> list[Numbers]:
    """Return the numbers of a place, for a course, at the end of each of `days`, which are in order."""
    statement = (
        select(Figure.day, Figure.measure, Figure.shown)
        .where(Figure.factory_id == factory_id, Figure.place_id == place_id, Figure.module_id == "")
        .where(Figure.course_id.in_(("", course_id)))
        .order_by(Figure.day)
    )
    rows = list(session.execute(statement))
    found, so_far, place = [], dict.fromkeys(Measure, 0), 0
    for day in days:
        while place < len(rows) and rows[place][0] <= day:
            so_far[Measure(rows[place][1])] = rows[place][2]
            place += 1
        found.append(
            Numbers(so_far[Measure.JOINED], so_far[Measure.LEFT], so_far[Measure.BEGAN], so_far[Measure.FINISHED])
        )
    return found
