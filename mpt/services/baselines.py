"""Baselines: figures from before this platform, or from beside it, each with its source. One that was removed stays as a row."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Baseline
from mpt.models.base import now
from mpt.models.once import insert_once, locked
from mpt.rules import baselines as rules
from mpt.rules.elements import FIGURES, Figure
from mpt.rules.impact import Before
from mpt.rules.places import clean_country
from mpt.services import factories, sponsors
from mpt.services.factories import CameBeforeError


class UnknownBaselineError(Exception):
    """There is no such baseline, or it was removed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A baseline as it's typed; country, factory and sponsor are empty where they aren't known."""

    figure: str
    year: str
    number: str
    source: str
    as_of: str
    country: str = ""
    factory: uuid.UUID | None = None
    sponsor: uuid.UUID | None = None


def add(session: Session, baseline_id: uuid.UUID, staff_id: uuid.UUID, typed: Typed, today: date) -> Baseline:
    """Add a baseline. One of a factory is of the factory's country.

    Raises CameBeforeError for an id that is there, UnknownFactoryError, UnknownSponsorError, or the refusals of
    `mpt.rules.baselines` and `mpt.rules.places`.
    """
    figure, year = rules.clean_figure(typed.figure), rules.clean_year(typed.year, today)
    country = _where(session, typed, figure)
    is_new = insert_once(
        session,
        Baseline,
        id=baseline_id,
        element=str(figure.element),
        figure=figure.key,
        year=year,
        country=country,
        factory_id=typed.factory,
        sponsor_id=typed.sponsor,
        number=rules.clean_number(typed.number),
        source=rules.clean_source(typed.source),
        as_of=rules.clean_as_of(typed.as_of, year, today),
        entered_at=now(),
        entered_by=staff_id,
    )
    if not is_new:
        raise CameBeforeError(str(baseline_id))
    return session.get_one(Baseline, baseline_id)


def _where(session: Session, typed: Typed, figure: Figure) -> str:
    """Return the country of a baseline, once all that is typed of where it is can stand beside the rest."""
    country = _country(session, typed)
    if not figure.by_factory and (country or typed.sponsor):
        raise rules.NotByFactoryError
    if typed.sponsor:
        sponsors.find(session, typed.sponsor)
    return country


def _country(session: Session, typed: Typed) -> str:
    country = clean_country(typed.country) if typed.country else ""
    if typed.factory is None:
        return country
    of_factory = factories.find(session, typed.factory).country
    if country not in {"", of_factory}:
        raise rules.OtherCountryError
    return of_factory


def standing(session: Session) -> list[Baseline]:
    """Return all baselines that count: element by element, figure by figure, the newest year first."""
    order = list(FIGURES)
    rows = session.scalars(select(Baseline).where(Baseline.removed_at.is_(None)).order_by(Baseline.entered_at))
    return sorted(rows, key=lambda row: (order.index(row.figure), -row.year))


def added_up(rows: Iterable[Baseline]) -> list[Before]:
    """Return baselines as they are added up."""
    return [
        Before(row.figure, row.year, row.number, row.country, _text(row.factory_id), _text(row.sponsor_id))
        for row in rows
    ]


def find(session: Session, baseline_id: uuid.UUID) -> Baseline:
    """Return a baseline that counts. Raises UnknownBaselineError."""
    found = session.get(Baseline, baseline_id)
    if found is None or found.removed_at:
        raise UnknownBaselineError(str(baseline_id))
    return found


def remove(session: Session, baseline_id: uuid.UUID) -> Baseline:
    """Count a baseline no longer; the row stays. Raises UnknownBaselineError, or CameBeforeError where it was removed."""
    found = locked(session, Baseline, baseline_id)
    if found is None:
        raise UnknownBaselineError(str(baseline_id))
    if found.removed_at:
        raise CameBeforeError(str(baseline_id))
    found.removed_at = now()
    session.flush()
    return found


def _text(key: uuid.UUID | None) -> str:
    return str(key) if key else ""
