"""A table of sponsors: a row for each factory that each of them supports. A sponsor is known by its Chinese name."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from mpt.models import Sponsor
from mpt.services import sponsors
from mpt.services.uploading.plan import Draft, Plan, Row, Trouble
from mpt.services.uploading.spelled import Spelled, folded, named_factories


def plan(session: Session, rows: Sequence[Row]) -> Plan:
    """Return what a table of sponsors' factories would change. A factory that it doesn't name stays a sponsor's."""
    draft, factories = Draft(), named_factories(session)
    there = Spelled((sponsor, (sponsor.name_zh,)) for sponsor in sponsors.everyone(session))
    supported: dict[uuid.UUID, set[uuid.UUID]] = {}
    for row in rows:
        factory = draft.known(row, "factory", factories, Trouble.UNKNOWN_FACTORY)
        sponsor, names = draft.if_known(row, "sponsor_zh", there), _names(draft, row)
        if factory is None or names is None:
            continue
        if draft.is_first(row, "factory", (folded(names[0]), factory.id)):
            before = _before(session, sponsor, factory.id, supported)
            name = f"{names[0]} / {names[1]} · {factory.name_zh}"
            draft.put(name, before, (*names, True), _step(sponsor.id if sponsor else None, names, factory.id))
    return draft.done()


def _names(draft: Draft, row: Row) -> tuple[str, str] | None:
    """Return a row's sponsor by both names; None where they can't be taken, which is then written down."""
    name_zh, name_en = draft.name(row, "sponsor_zh"), draft.name(row, "sponsor_en")
    if not name_zh or not name_en:
        return None
    key = folded(name_zh)
    agree = [draft.agrees(row, "sponsor_zh", key, name_zh), draft.agrees(row, "sponsor_en", key, name_en)]
    return (name_zh, name_en) if all(agree) else None


def _before(
    session: Session, sponsor: Sponsor | None, factory_id: uuid.UUID, supported: dict[uuid.UUID, set[uuid.UUID]]
) -> tuple[str, str, bool] | None:
    if sponsor is None:
        return None
    if sponsor.id not in supported:
        supported[sponsor.id] = {factory.id for factory in sponsors.supported(session, sponsor.id)}
    return sponsor.name_zh, sponsor.name_en, factory_id in supported[sponsor.id]


def _step(sponsor_id: uuid.UUID | None, names: tuple[str, str], factory_id: uuid.UUID) -> Callable[[Session], bool]:
    def step(session: Session) -> bool:
        return sponsors.support(session, _put(session, sponsor_id, names).id, factory_id)

    return step


def _put(session: Session, sponsor_id: uuid.UUID | None, names: tuple[str, str]) -> Sponsor:
    """Return the sponsor, under these names; a row before this one may just have added it."""
    if sponsor_id:
        return sponsors.rename(session, sponsor_id, *names)
    try:
        return sponsors.called(session, names[0])
    except sponsors.UnknownSponsorError:
        return sponsors.add(session, *names)
