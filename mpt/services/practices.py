"""What a parent keeps for tonight's call, and how it went. It's the parent's own: no page of anybody else reads a row of it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Factory, KeptPractice, Membership
from mpt.models.base import now
from mpt.models.once import insert_once, locked
from mpt.rules.practice import ASKED_FOR_DAYS, Went, clean_note, evening, is_asked, stays_in_log
from mpt.services.merging import lock_learner
from mpt.services.sealing import Sealer, UnsealableError


class UnknownPracticeError(Exception):
    """This learner kept no such practice for that evening."""


@dataclass(frozen=True, slots=True)
class Night:
    """Which practice was kept for which evening: the name of a learner's row."""

    course_id: str
    module_id: str
    kept_on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept practice as its parent sees it. `went` is None until it's told.

    `note` is empty where there is none, and None where it can't be read any more.
    """

    night: Night
    went: Went | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Evening:
    """A parent's evening: its day, what is kept for it, and what to ask about, the oldest first."""

    day: date
    kept: tuple[Night, ...] = ()
    asked: tuple[Night, ...] = ()


def zone_of(session: Session, learner_id: uuid.UUID, default: tzinfo) -> tzinfo:
    """Return by which clocks a learner lives: those of the factory joined last and not left, else `default`."""
    statement = (
        select(Factory.timezone)
        .join(Membership, Membership.factory_id == Factory.id)
        .where(Membership.learner_id == learner_id, Membership.left_at.is_(None))
        .order_by(Membership.joined_at.desc())
        .limit(1)
    )
    name = session.scalar(statement)
    return ZoneInfo(name) if name else default


def keep(
    session: Session, learner_id: uuid.UUID, course_id: str, module_id: str, moment: datetime, default: tzinfo
) -> date:
    """Keep a module's practice for the evening of `moment`, once, and return that day; a "not yet" of it is open again."""
    learner = lock_learner(session, learner_id)
    night = Night(course_id, module_id, tonight(session, learner.id, moment, default))
    names = dict(zip(("learner_id", "course_id", "module_id", "kept_on"), _key(learner.id, night), strict=True))
    insert_once(session, KeptPractice, **names, kept_at=moment)
    kept = _own(session, learner.id, night)
    if kept.went == Went.NOT_YET:
        kept.went = kept.told_at = None
        session.flush()
    return night.kept_on


def tonight(session: Session, learner_id: uuid.UUID, moment: datetime, default: tzinfo) -> date:
    """Return to the evening of which day a moment belongs where a learner lives."""
    return evening(moment, zone_of(session, learner_id, default))


def is_kept(session: Session, learner_id: uuid.UUID, night: Night) -> bool:
    """Say whether a practice is kept for an evening of which nothing was told yet."""
    kept = session.get(KeptPractice, _key(learner_id, night))
    return kept is not None and kept.went is None


def evening_of(session: Session, learner_id: uuid.UUID, moment: datetime, default: tzinfo) -> Evening | None:
    """Return what a learner has kept for this evening, and what to ask about of the last ASKED_FOR_DAYS.

    None where nothing is left to be told: home asks it each time, and needn't know then by which clocks the learner lives.
    """
    # Two days more than are asked about: nowhere is the day farther than one from that of UTC, and a night is a day late.
    since = moment.date() - timedelta(days=ASKED_FOR_DAYS + 2)
    recent = session.scalars(
        select(KeptPractice)
        .where(KeptPractice.learner_id == learner_id, KeptPractice.kept_on >= since, KeptPractice.went.is_(None))
        .order_by(KeptPractice.kept_on, KeptPractice.kept_at)
    ).all()
    if not recent:
        return None
    day = tonight(session, learner_id, moment, default)
    return Evening(
        day,
        kept=tuple(_night(kept) for kept in recent if kept.kept_on == day),
        asked=tuple(_night(kept) for kept in recent if is_asked(kept.kept_on, day)),
    )


def find(session: Session, sealer: Sealer, learner_id: uuid.UUID, night: Night) -> Entry:
    """Return what a learner kept for an evening. Raises UnknownPracticeError."""
    kept = session.get(KeptPractice, _key(learner_id, night))
    if kept is None:
        raise UnknownPracticeError(night)
    return _entry(sealer, kept)


def tell(session: Session, learner_id: uuid.UUID, night: Night, went: Went) -> None:
    """Write down how it went; told again, the last word stands. Raises UnknownPracticeError."""
    kept = _own(session, learner_id, night)
    kept.went, kept.told_at = str(went), now()
    session.flush()


def write_note(session: Session, sealer: Sealer, learner_id: uuid.UUID, night: Night, text: str) -> bool:
    """Put a note to an evening, or take it away where nothing is written. Return whether there is one now.

    Raises UnknownPracticeError, or NoteTooLongError.
    """
    note, kept = clean_note(text), _own(session, learner_id, night)
    kept.note = sealer.seal(note, note_place(kept)) if note else None
    session.flush()
    return bool(note)


def forget(session: Session, learner_id: uuid.UUID, night: Night) -> None:
    """Delete what was kept for an evening, and its note; nobody asks about it any more. Nothing to delete is no fault."""
    kept = locked(session, KeptPractice, _key(learner_id, night))
    if kept:
        session.delete(kept)
        session.flush()


def log(session: Session, sealer: Sealer, learner_id: uuid.UUID, tonight: date) -> list[Entry]:
    """Return what a learner has told, but for what is left out of the list, the newest first."""
    own = session.scalars(
        select(KeptPractice)
        .where(KeptPractice.learner_id == learner_id)
        .order_by(KeptPractice.kept_on.desc(), KeptPractice.kept_at.desc())
    )
    return [
        _entry(sealer, kept)
        for kept in own
        if kept.went and stays_in_log(Went(kept.went), kept.kept_on, tonight, has_note=kept.note is not None)
    ]


def note_place(kept: KeptPractice) -> str:
    """Return the place to which a note is sealed.

    Without the learner: when an anonymous learner's progress goes to an account, the row gets another learner and the note
    must open there, with no key at hand in between.
    """
    return f"kept_practice/{kept.course_id}/{kept.module_id}/{kept.kept_on.isoformat()}"


def note_of(sealer: Sealer, kept: KeptPractice) -> str | None:
    """Return a note in plain words: empty where there is none, None where it can't be read any more.

    One note that another key sealed keeps nobody from all the rest of the list.
    """
    try:
        return sealer.unseal(kept.note, note_place(kept)) if kept.note else ""
    except UnsealableError:
        return None


def _own(session: Session, learner_id: uuid.UUID, night: Night) -> KeptPractice:
    kept = locked(session, KeptPractice, _key(learner_id, night))
    if kept is None:
        raise UnknownPracticeError(night)
    return kept


def _key(learner_id: uuid.UUID, night: Night) -> tuple[uuid.UUID, str, str, date]:
    return learner_id, night.course_id, night.module_id, night.kept_on


def _night(kept: KeptPractice) -> Night:
    return Night(kept.course_id, kept.module_id, kept.kept_on)


def _entry(sealer: Sealer, kept: KeptPractice) -> Entry:
    return Entry(_night(kept), Went(kept.went) if kept.went else None, note_of(sealer, kept))
