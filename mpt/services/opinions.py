"""Whether a module helped: said by a learner, changed and taken back as they like; told to trainers without who or when.

What trainers are told, and what that protects, is in `mpt.rules.opinions`.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from mpt.models import Attempt, LessonDone, Opinion
from mpt.models.base import now
from mpt.models.once import locked
from mpt.rules.opinions import Heard, clean_sentence
from mpt.services.merging import lock_learner
from mpt.services.publishing import Edition
from mpt.services.sealing import Sealer, UnsealableError

_AT_ONCE = 2000


class NotReadError(Exception):
    """This learner has read nothing of the module, so there is nothing that could have helped."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody says of a module, on a page of a language, to keep it.

    A `sentence` of None leaves what was written before, an empty one takes it away.
    """

    helped: bool
    language: str
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a learner said of a module. `sentence` is empty where there is none, and None where it can't be read any more."""

    row: Opinion
    sentence: str | None

    @property
    def helped(self) -> bool:
        """Whether the module helped."""
        return self.row.helped


def say(
    session: Session, sealer: Sealer, learner_id: uuid.UUID, shown: Edition, module_id: str, verdict: Verdict
) -> None:
    """Keep whether a module helped; said again, the last word stands, and the same again changes nothing.

    `shown` is the edition whose page asked. Raises NotReadError, SentenceTooLongError.
    """
    text = None if verdict.sentence is None else clean_sentence(verdict.sentence)
    learner = lock_learner(session, learner_id)
    if not has_read(session, learner.id, shown.course.id, module_id):
        raise NotReadError(module_id)
    before = find(session, sealer, learner.id, shown.course.id, module_id)
    if before and before.helped == verdict.helped and text in {None, before.sentence}:
        return
    row = before.row if before else Opinion(learner_id=learner.id, course_id=shown.course.id, module_id=module_id)
    row.helped, row.language = verdict.helped, verdict.language
    row.release_id, row.said_at = shown.release_id, now()
    if text is not None:
        row.sentence = sealer.seal(text, _place(row)) if text else None
    session.add(row)
    session.flush()


def find(session: Session, sealer: Sealer, learner_id: uuid.UUID, course_id: str, module_id: str) -> Said | None:
    """Return what a learner said of a module, or None."""
    row = session.get(Opinion, (learner_id, course_id, module_id))
    return Said(row, sentence_of(sealer, row)) if row else None


def take_back(session: Session, learner_id: uuid.UUID, course_id: str, module_id: str) -> None:
    """Delete what a learner said of a module. Nothing to delete is no fault."""
    row = locked(session, Opinion, (learner_id, course_id, module_id))
    if row:
        session.delete(row)
        session.flush()


def has_read(session: Session, learner_id: uuid.UUID, course_id: str, module_id: str) -> bool:
    """Say whether a learner has read a lesson of a module, or sent its quiz."""
    return any(
        session.scalar(
            select(table.learner_id)
            .where(table.learner_id == learner_id, table.course_id == course_id, table.module_id == module_id)
            .limit(1)
        )
        for table in (LessonDone, Attempt)
    )


def heard(session: Session, course_id: str, module_id: str = "") -> Mapping[tuple[str, str], Heard]:
    """Return what is told of a course, or of one of its modules, by module and language. One query, read in portions."""
    found: dict[tuple[str, str], Heard] = defaultdict(Heard)
    statement = (
        select(Opinion.module_id, Opinion.language, Opinion.helped, Opinion.sentence)
        .where(Opinion.course_id == course_id, Opinion.module_id == module_id if module_id else true())
        .order_by(Opinion.said_at, Opinion.learner_id)
    )
    for module, language, helped, sentence in session.execute(statement.execution_options(yield_per=_AT_ONCE)):
        found[module, language].add(sentence, helped=helped)
    return {key: opinions for key, opinions in found.items() if opinions.n}


def sentences(sealer: Sealer, course_id: str, module_id: str, opinions: Heard) -> list[tuple[bool, str]]:
    """Return the sentences among opinions of a module that can be read, each with whether the module helped.

    Their order says nothing: it's the same at each look, and goes by what they say and by a key that nobody sees.
    """
    place = place_of(course_id, module_id)
    read = ((helped, _unsealed(sealer, sealed, place)) for helped, sealed in opinions.sealed)
    return sorted(
        ((helped, text) for helped, text in read if text), key=lambda one: sealer.digest(one[1], "order of opinions")
    )


def sentence_of(sealer: Sealer, row: Opinion) -> str | None:
    """Return an opinion's sentence: empty where there is none, None where it can't be read any more."""
    return _unsealed(sealer, row.sentence, _place(row)) if row.sentence else ""


def place_of(course_id: str, module_id: str) -> str:
    """Return the place to which sentences about a module are sealed.

    Without the learner: when an anonymous learner's progress goes to an account, the row gets another learner, and the
    sentence must open there, with no key at hand in between.
    """
    return f"opinion/{course_id}/{module_id}"


def _place(row: Opinion) -> str:
    return place_of(row.course_id, row.module_id)


def _unsealed(sealer: Sealer, sealed: bytes, place: str) -> str | None:
    try:
        return sealer.unseal(sealed, place)
    except UnsealableError:
        return None
