"""Made-up factories and workers, as many as wanted: to try the reports, and to measure them. All of it is plainly made up.

The same chance makes the same people do the same, under other ids. Lessons are kept only of the module
that somebody is in the middle of: whoever came through a module read its lessons, and rows by the million tell no more.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mpt.models import (
    Base,
    Certificate,
    Department,
    Enrolment,
    Factory,
    Learner,
    LessonDone,
    Line,
    Membership,
    ModuleDone,
    SurveyResponse,
)
from mpt.models.base import now
from mpt.rules.codes import CERTIFICATE_LENGTH, new_code
from mpt.rules.completion import lessons_of
from mpt.services import factories, publishing
from mpt.services.factories import Place, make_code
from mpt.services.publishing import Edition

BATCH = 2000
"""How many learners a transaction makes: enough to be quick, few enough that others come in between."""

MONTHS = 18
_SIZES = (6000, 1500, 400, 2500, 800, 3000)
_A_LINE = 90
_LINES_A_DEPARTMENT = 10
_DEPARTMENTS = (
    ("装配部", "Assembly"),
    ("注塑部", "Moulding"),
    ("包装部", "Packing"),
    ("品质部", "Quality"),
    ("喷油部", "Painting"),
    ("仓储部", "Storage"),
    ("车缝部", "Sewing"),
    ("电子部", "Electronics"),
)
_SURNAMES = "王李张刘陈杨黄赵吴周"
_GIVEN = ("小满", "小雨", "小禾", "小川", "小棠", "小枫", "小榆", "小舟")
# How likely somebody is to begin, to come through the next module, to have a name on the certificate, to agree, to leave.
_BEGINS, _GOES_ON, _TAKES_ANOTHER, _NAMES, _AGREES, _LEAVES = 0.84, 0.93, 0.45, 0.8, 0.3, 0.2

Rows = defaultdict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class House:
    """A made-up factory, and the places where its workers join."""

    factory: Factory
    places: tuple[tuple[uuid.UUID | None, uuid.UUID | None], ...]


def sizes(learners: int) -> Iterator[int]:
    """Yield how many workers each factory has: some large, some small, together as many as `learners`."""
    size = cycle(_SIZES)
    while learners > 0:
        workers = min(learners, next(size))
        yield workers
        learners -= workers


def editions(session: Session) -> list[Edition]:
    """Return the served courses in the order in which they are taken."""
    served = publishing.current_releases(session).items()
    found = [publishing.read_edition(session, course_id, release_id) for course_id, release_id in served]
    return sorted(found, key=lambda edition: edition.course.order)


def make_house(session: Session, workers: int) -> House:
    """Make a factory with departments, lines and a code for each of them, and room for so many workers."""
    number = len(factories.everywhere(session)) + 1
    factory = Factory(name_zh=f"演示工厂{number}", name_en=f"Demo Factory {number}", created_at=_beginning())
    session.add(factory)
    session.flush()
    make_code(session, Place(factory))
    places: list[tuple[uuid.UUID | None, uuid.UUID | None]] = [(None, None)]
    lines = max(1, workers // _A_LINE)
    for first in range(0, lines, _LINES_A_DEPARTMENT):
        places += _make_department(session, factory, first, min(lines - first, _LINES_A_DEPARTMENT))
    return House(factory, tuple(places))


def _make_department(
    session: Session, factory: Factory, first: int, lines: int
) -> list[tuple[uuid.UUID | None, uuid.UUID | None]]:
    zh, en = _DEPARTMENTS[first // _LINES_A_DEPARTMENT % len(_DEPARTMENTS)]
    people = lines * _A_LINE * 2
    department = Department(
        factory_id=factory.id,
        name_zh=zh,
        name_en=en,
        headcount=people,
        parents=people * 6 // 10,
        created_at=_beginning(),
    )
    session.add(department)
    session.flush()
    made = [
        Line(
            department_id=department.id,
            name_zh=f"{first + n}号线",
            name_en=f"Line {first + n}",
            created_at=_beginning(),
        )
        for n in range(1, lines + 1)
    ]
    session.add_all(made)
    session.flush()
    for place in (Place(factory, department), *(Place(factory, department, line) for line in made)):
        make_code(session, place)
    return [(department.id, None), *((department.id, line.id) for line in made)]


def fill(session: Session, house: House, workers: int, editions: Sequence[Edition], chance: Random) -> None:
    """Make so many workers of a factory, with what they did in the courses."""
    rows: Rows = defaultdict(list)
    for _ in range(workers):
        _Worker(house, editions, chance, rows).live()
    for table in (Learner, Membership, Enrolment, LessonDone, ModuleDone, Certificate, SurveyResponse):
        if rows[table]:
            session.execute(insert(table), rows[table])


class _Worker:
    """One worker from joining on."""

    def __init__(self, house: House, editions: Sequence[Edition], chance: Random, rows: Rows) -> None:
        self.house, self.editions, self.chance, self.rows = house, editions, chance, rows
        self.id, self.end = uuid.uuid4(), now()
        # More join later than earlier: word goes round.
        self.at: datetime = _beginning() + (self.end - _beginning()) * chance.random() ** 0.7

    def live(self) -> None:
        """Join, learn, perhaps leave."""
        joined_at, chance = self.at, self.chance
        self.rows[Learner].append({"id": self.id, "created_at": joined_at})
        department, line = chance.choice(self.house.places)
        left_at = joined_at + timedelta(days=chance.randint(20, 400)) if chance.random() < _LEAVES else None
        self.rows[Membership].append(
            {
                "id": uuid.uuid4(),
                "learner_id": self.id,
                "factory_id": self.house.factory.id,
                "department_id": department,
                "line_id": line,
                "joined_at": joined_at,
                "left_at": left_at if left_at and left_at < self.end else None,
                "named_since": joined_at if chance.random() < _AGREES else None,
            }
        )
        if chance.random() < _BEGINS:
            for edition in self.editions:
                self._take(edition)
                if chance.random() > _TAKES_ANOTHER:
                    return

    def _wait(self, most_days: int) -> bool:
        """Let some days go by; say whether today is still to come."""
        self.at += timedelta(hours=self.chance.randint(2, 24 * most_days))
        return self.at < self.end

    def _take(self, edition: Edition) -> None:
        if not self._wait(20):
            return
        key = {"learner_id": self.id, "course_id": edition.course.id}
        self.rows[Enrolment].append({**key, "started_at": self.at})
        self._respond(edition, "before")
        for module in edition.course.modules:
            if self.chance.random() > _GOES_ON or not self._wait(12):
                lesson = lessons_of(module, edition.course.languages[0])[0]
                self.rows[LessonDone].append(
                    {
                        **key,
                        "module_id": module.id,
                        "lesson_id": lesson.id,
                        "release_id": edition.release_id,
                        "done_at": self.at,
                    }
                )
                return
            self.rows[ModuleDone].append(
                {**key, "module_id": module.id, "release_id": edition.release_id, "skipped": False, "done_at": self.at}
            )
        self._finish(edition)

    def _finish(self, edition: Edition) -> None:
        chance = self.chance
        name = chance.choice(_SURNAMES) + chance.choice(_GIVEN) if chance.random() < _NAMES else None
        self.rows[Certificate].append(
            {
                "code": new_code(CERTIFICATE_LENGTH),
                "learner_id": self.id,
                "course_id": edition.course.id,
                "release_id": edition.release_id,
                "name": name,
                "issued_at": self.at,
            }
        )
        self._respond(edition, "completion")

    def _respond(self, edition: Edition, moment: str) -> None:
        survey = edition.course.texts[edition.course.languages[0]].survey
        if survey is None or self.chance.random() < 0.4:
            return
        better = 1 if moment == "completion" else 0
        answers = {
            question.id: min(question.places - 1, self.chance.randrange(question.places) + better)
            for question in survey.questions
        }
        key = {"learner_id": self.id, "course_id": edition.course.id, "moment": moment}
        self.rows[SurveyResponse].append(
            {**key, "release_id": edition.release_id, "answers": answers, "answered_at": self.at}
        )


def _beginning() -> datetime:
    """Return when the first of them joined: MONTHS ago."""
    return datetime.combine(now().date() - timedelta(days=MONTHS * 30), time(8), UTC)
