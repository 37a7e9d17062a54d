"""Sponsors and buyers, and the factories that each supports."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import Factory, Sponsor, Support
from mpt.models.once import insert_once
from mpt.rules import names


class UnknownSponsorError(Exception):
    """There is no such sponsor."""


class SponsorTakenError(names.RefusedError):
    """Another sponsor has this Chinese name already."""


def add(session: Session, name_zh: str, name_en: str) -> Sponsor:
    """Add a sponsor. Raises SponsorTakenError or the refusals of `mpt.rules.names`."""
    sponsor = Sponsor(name_zh=names.clean_name(name_zh), name_en=names.clean_name(name_en))
    try:
        with session.begin_nested():
            session.add(sponsor)
    except IntegrityError:
        raise SponsorTakenError from None
    return sponsor


def find(session: Session, sponsor_id: uuid.UUID) -> Sponsor:
    """Return a sponsor. Raises UnknownSponsorError."""
    sponsor = session.get(Sponsor, sponsor_id)
    if sponsor is None:
        raise UnknownSponsorError(str(sponsor_id))
    return sponsor


def everyone(session: Session) -> list[Sponsor]:
    """Return all sponsors, by their English names."""
    return list(session.scalars(select(Sponsor).order_by(Sponsor.name_en, Sponsor.id)))


def named(session: Session, sponsor_ids: Collection[uuid.UUID]) -> list[Sponsor]:
    """Return the sponsors that have these ids, by their English names."""
    if not sponsor_ids:
        return []
    return list(session.scalars(select(Sponsor).where(Sponsor.id.in_(sponsor_ids)).order_by(Sponsor.name_en)))


def supported(session: Session, sponsor_id: uuid.UUID) -> list[Factory]:
    """Return the factories that a sponsor supports, by their English names."""
    statement = (
        select(Factory)
        .join(Support, Support.factory_id == Factory.id)
        .where(Support.sponsor_id == sponsor_id)
        .order_by(Factory.name_en, Factory.id)
    )
    return list(session.scalars(statement))


def supporters(session: Session, factory_id: uuid.UUID) -> list[Sponsor]:
    """Return the sponsors that support a factory, by their English names."""
    statement = (
        select(Sponsor)
        .join(Support, Support.sponsor_id == Sponsor.id)
        .where(Support.factory_id == factory_id)
        .order_by(Sponsor.name_en, Sponsor.id)
    )
    return list(session.scalars(statement))


def support(session: Session, sponsor_id: uuid.UUID, factory_id: uuid.UUID) -> None:
    """Link a sponsor to a factory; nothing changes where it is."""
    insert_once(session, Support, sponsor_id=sponsor_id, factory_id=factory_id)


def stop_supporting(session: Session, sponsor_id: uuid.UUID, factory_id: uuid.UUID) -> None:
    """Take a sponsor's link to a factory away; nothing changes where there is none."""
    session.execute(delete(Support).where(Support.sponsor_id == sponsor_id, Support.factory_id == factory_id))
