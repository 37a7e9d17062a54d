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
    Naming,
    SurveyResponse,
)
from mpt.models.base import now
from mpt.rules.codes import ALPHABET, CERTIFICATE_LENGTH
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

Row = dict[str, Any]
Rows = defaultdict[type[Base], list[Row]]


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


def beside(chance: Random) -> Random:
    """Return another chance, which goes by where `chance` is now and takes nothing from it: so what comes after is the same."""
    return Random(hash(chance.getstate()[1]))  # noqa: S311 - nothing secret is made here


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
    crowd = _Crowd(house, editions, chance)
    # In order of their ids: so each page of a table's keys is written once.
    for learner_id in sorted(crowd.new_id() for _ in range(workers)):
        crowd.add(learner_id)
    # Not by the session, which would look at each row for itself: all rows of a table have the same columns.
    connection = session.connection()
    for table in (Learner, Membership, Naming, Enrolment, LessonDone, ModuleDone, Certificate, SurveyResponse):
        if crowd.rows[table]:
            connection.execute(insert(table), crowd.rows[table])


class _Crowd:
    """Workers of a factory, as rows of the tables: what each of them did from joining on."""

    def __init__(self, house: House, editions: Sequence[Edition], chance: Random) -> None:
        self.house, self.editions, self.chance = house, editions, chance
        # Ids and codes are others each time: those who are made up twice stand beside each other.
        self.fresh = Random()  # noqa: S311 - nothing secret is made here
        # Whether somebody comes back weeks later changes nothing of what others do.
        self.afterwards = beside(chance)
        self.opened, self.end = house.factory.created_at, now()
        self._moment = int(self.end.timestamp() * 1_000_000) << 76
        self.rows: Rows = defaultdict(list)
        self.membership: uuid.UUID | None = None

    def new_id(self) -> uuid.UUID:
        """Return a new id, which comes after those of the batch before.

        Were they as random as real ones, each batch would write all over a large database, and take three times as long.
        """
        return uuid.UUID(int=self._moment | self.fresh.getrandbits(76), version=4)

    def add(self, learner_id: uuid.UUID) -> None:
        """Let one more join, learn, perhaps leave."""
        # More join later than earlier: word goes round.
        at: datetime = self.opened + (self.end - self.opened) * self.chance.random() ** 0.7
        self.membership = self._join(learner_id, at)
        if self.chance.random() < _BEGINS:
            for edition in self.editions:
                at = self._take({"learner_id": learner_id, "course_id": edition.course.id}, edition, at)
                if self.chance.random() > _TAKES_ANOTHER:
                    return

    def _join(self, learner_id: uuid.UUID, at: datetime) -> uuid.UUID | None:
        """Let somebody join. Return the membership, or None where it has ended by now."""
        membership_id = self.new_id()
        self.rows[Learner].append({"id": learner_id, "created_at": at})
        department, line = self.house.places[self._below(len(self.house.places))]
        left_at = at + timedelta(days=20 + self._below(381)) if self.chance.random() < _LEAVES else None
        self.rows[Membership].append(
            {
                "id": membership_id,
                "learner_id": learner_id,
                "factory_id": self.house.factory.id,
                "department_id": department,
                "line_id": line,
                "joined_at": at,
                "left_at": left_at if left_at and left_at < self.end else None,
            }
        )
        return None if left_at and left_at < self.end else membership_id

    def _take(self, key: Row, edition: Edition, at: datetime) -> datetime:
        """Let somebody do a course, or a part of it, some days after `at`; return when they did the last of it."""
        at = self._later(at, 20)
        if at >= self.end:
            return at
        self.rows[Enrolment].append({**key, "started_at": at})
        self._respond(key, edition, "before", at, self.chance)
        for module in edition.course.modules:
            done = {**key, "module_id": module.id, "release_id": edition.release_id}
            next_at = self._later(at, 12)
            if self.chance.random() > _GOES_ON or next_at >= self.end:
                lesson = lessons_of(module, edition.course.languages[0])[0]
                self.rows[LessonDone].append({**done, "lesson_id": lesson.id, "done_at": at})
                return at
            at = next_at
            self.rows[ModuleDone].append({**done, "skipped": False, "done_at": at})
        self._finish(key, edition, at)
        return at

    def _finish(self, key: Row, edition: Edition, at: datetime) -> None:
        chance = self.chance
        name = chance.choice(_SURNAMES) + chance.choice(_GIVEN) if chance.random() < _NAMES else None
        code = "".join(self.fresh.choices(ALPHABET, k=CERTIFICATE_LENGTH))
        self.rows[Certificate].append(
            {**key, "code": code, "release_id": edition.release_id, "name": name, "issued_at": at}
        )
        if self.membership and name and not edition.course.sensitive and chance.random() < _AGREES:
            naming = {"membership_id": self.membership, "course_id": edition.course.id, "since": at}
            self.rows[Naming].append(naming)
        self._respond(key, edition, "completion", at, self.chance)
        weeks_later = at + timedelta(weeks=9)
        if weeks_later < self.end:
            self._respond(key, edition, "later", weeks_later, self.afterwards)

    def _respond(self, key: Row, edition: Edition, moment: str, at: datetime, chance: Random) -> None:
        survey = edition.course.texts[edition.course.languages[0]].survey
        if survey is None or chance.random() < 0.4:
            return
        better = 0 if moment == "before" else 1
        answers = {
            question.id: min(question.places - 1, int(chance.random() * question.places) + better)
            for question in survey.questions
        }
        self.rows[SurveyResponse].append(
            {**key, "moment": moment, "release_id": edition.release_id, "answers": answers, "answered_at": at}
        )

    def _later(self, at: datetime, most_days: int) -> datetime:
        """Return a moment some hours or days after another."""
        return at + timedelta(hours=2 + self._below(24 * most_days - 1))

    def _below(self, number: int) -> int:
        """Return a chance number from 0 to below `number`. It's asked for by the million, and `randrange` is slower."""
        return int(self.chance.random() * number)


def _beginning() -> datetime:
    """Return when the first of them joined: MONTHS ago."""
    return datetime.combine(now().date() - timedelta(days=MONTHS * 30), time(8), UTC)
