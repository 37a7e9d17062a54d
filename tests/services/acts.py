"""What people do, for the tests of what comes of it."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.models import Attempt, Base, Certificate, Learner
from mpt.models.database import Database
from mpt.rules.completion import lessons_of
from mpt.rules.grading import Answers
from mpt.services import accounts, learning
from mpt.services.publishing import Edition
from tests.cast import Person
from tests.sample import HARD_DAYS, LISTENING, RIGHT_ANSWERS, module_of

PHONES = "10.0.0.1"
"""The one address that all phones of a factory share."""


def read(
    session: Session, learner: uuid.UUID, edition: Edition, *lessons: str, module: str = LISTENING
) -> Certificate | None:
    """Read some lessons of a module, all of them where none is named."""
    found, certificate = module_of(edition, module), None
    for lesson in lessons_of(found, "zh"):
        if not lessons or lesson.id in lessons:
            certificate = learning.finish_lesson(session, learner, edition, found, lesson) or certificate
    return certificate


def answer(
    session: Session,
    learner: uuid.UUID,
    edition: Edition,
    answers: Answers | None = None,
    submission: uuid.UUID | None = None,
    module: str = LISTENING,
    asked: Edition | None = None,
) -> Attempt:
    """Submit a module's quiz, as `asked` showed it: the right answers where none are given."""
    given = RIGHT_ANSWERS[module] if answers is None else answers
    page = learning.Page(asked or edition, "zh")
    return learning.submit_quiz(session, learner, edition, module, given, submission, page)


def do(session: Session, learner: uuid.UUID, edition: Edition, *modules: str) -> None:
    """Read and pass modules, the whole course where none is named."""
    for module in modules or (LISTENING, HARD_DAYS):
        read(session, learner, edition, module=module)
        answer(session, learner, edition, module=module)


def keep(session: Session, person: Person) -> uuid.UUID:
    """Begin on a phone of one's own and keep the progress at once."""
    learner, _token = accounts.begin(session)
    return accounts.keep(session, learner.id, person.name, person.pin)[0].id


def sign_in(
    session: Session, name: str, pin: str, address: str = PHONES, here: uuid.UUID | None = None
) -> tuple[Learner, str]:
    """Sign in as the page does: prove first, then count and come in."""
    return accounts.sign_in(session, name, accounts.prove(session, name, pin), address, here)


def count(session: Session, table: type[Base]) -> int:
    """Count a table's rows."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def at_once(database: Database, act: Callable[[Session], object], people: int = 2) -> list[object]:
    """Let several do `act` at the same moment, each in a transaction and thread of their own; return what came of each."""
    gate = Barrier(people)

    def one(_number: int) -> object:
        with database.session(writes=True) as session:
            gate.wait(timeout=30)
            try:
                result = act(session)
                session.commit()
            except Exception as error:  # what went wrong is part of what came of it
                return error
        return result

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))
