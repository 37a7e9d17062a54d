"""Sponsors and buyers, and the factories that each supports."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mpt.models import Factory, Sponsor, Support
from mpt.models.base import now
from mpt.models.once import insert_once
from mpt.rules import names
from mpt.services.factories import CameBeforeError


class UnknownSponsorError(Exception):
    """There is no such sponsor."""


class SponsorTakenError(names.RefusedError):
    """Another sponsor has this Chinese name already."""


def add(session: Session, name_zh: str, name_en: str) -> Sponsor:
    """Add a sponsor.

    Raises CameBeforeError where this very sponsor is there, SponsorTakenError where another has its Chinese name, or the
    refusals of `mpt.rules.names`.
    """
    name_zh, name_en = names.clean_name(name_zh), names.clean_name(name_en)
    is_new = insert_once(session, Sponsor, id=uuid.uuid4(), name_zh=name_zh, name_en=name_en, created_at=now())
    sponsor = session.scalars(select(Sponsor).where(Sponsor.name_zh == name_zh)).one()
    if is_new:
        return sponsor
    raise CameBeforeError(name_zh) if sponsor.name_en == name_en else SponsorTakenError


def rename(session: Session, sponsor_id: uuid.UUID, name_zh: str, name_en: str) -> Sponsor:
    """Call a sponsor otherwise. Raises UnknownSponsorError, SponsorTakenError or the refusals of `mpt.rules.names`."""
    name_zh, name_en = names.clean_name(name_zh), names.clean_name(name_en)
    sponsor = find(session, sponsor_id)
    try:
        with session.begin_nested():
            sponsor.name_zh, sponsor.name_en = name_zh, name_en
    except IntegrityError:
        raise SponsorTakenError from None
    return sponsor


def find(session: Session, sponsor_id: uuid.UUID) -> Sponsor:
    """Return a sponsor. Raises UnknownSponsorError."""
    sponsor = session.get(Sponsor, sponsor_id)
    if sponsor is None:
        raise UnknownSponsorError(str(sponsor_id))
    return sponsor


def called(session: Session, name: str) -> Sponsor:
    """Return the sponsor that has this name in one of the languages. Raises UnknownSponsorError where not just one has."""
    found = session.scalars(select(Sponsor).where(or_(Sponsor.name_zh == name, Sponsor.name_en == name))).all()
    if len(found) != 1:
        raise UnknownSponsorError(name)
    return found[0]


def everyone(session: Session) -> list[Sponsor]:
    """Return all sponsors, by their English names."""
    return list(session.scalars(select(Sponsor).order_by(Sponsor.name_en, Sponsor.id)))


def named(session: Session, sponsor_ids: Collection[uuid.UUID]) -> list[Sponsor]:
    """Return the sponsors that have these ids, by their English names."""
    if not sponsor_ids:
        return []
    return list(session.scalars(select(Sponsor).where(Sponsor.id.in_(sponsor_ids)).order_by(Sponsor.name_en)))


def counts(session: Session) -> dict[uuid.UUID, int]:
    """Return how many factories each sponsor supports, by the sponsor's id, for those that support any."""
    statement = select(Support.sponsor_id, func.count()).group_by(Support.sponsor_id)
    return {row[0]: row[1] for row in session.execute(statement)}


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


def support(session: Session, sponsor_id: uuid.UUID, factory_id: uuid.UUID) -> bool:
    """Link a sponsor to a factory. Return whether it wasn't."""
    return insert_once(session, Support, sponsor_id=sponsor_id, factory_id=factory_id)


def stop_supporting(session: Session, sponsor_id: uuid.UUID, factory_id: uuid.UUID) -> bool:
    """Take a sponsor's link to a factory away. Return whether there was one."""
    link = delete(Support).where(Support.sponsor_id == sponsor_id, Support.factory_id == factory_id)
    return session.scalar(link.returning(Support.factory_id)) is not None
