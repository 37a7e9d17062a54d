"""A table of factories: a row each, known by its Chinese name."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from mpt.models import Factory
from mpt.rules import places
from mpt.services import factories
from mpt.services.uploading.plan import Draft, Plan, Row, Trouble
from mpt.services.uploading.spelled import Spelled, by_id, folded


def plan(session: Session, rows: Sequence[Row], countries: Mapping[str, Iterable[str]]) -> Plan:
    """Return what a table of factories would change. `countries` are the names of each, by its code."""
    draft, known_countries = Draft(), by_id(countries)
    there = Spelled((factory, (factory.name_zh,)) for factory in factories.everywhere(session))
    for row in rows:
        _read(draft, row, there, known_countries)
    return draft.done()


def _read(draft: Draft, row: Row, there: Spelled[Factory], countries: Spelled[str]) -> None:
    name_zh, name_en = draft.name(row, "name_zh"), draft.name(row, "name_en")
    factory = draft.if_known(row, "name_zh", there)
    country = draft.known(row, "country", countries, Trouble.NO_COUNTRY)
    timezone = draft.cleaned(row, "timezone", _zone_in(country, factory), "")
    if not name_zh or country is None or not draft.is_first(row, "name_zh", folded(name_zh)):
        return
    before = (factory.name_zh, factory.name_en, factory.country, factory.timezone) if factory else None
    after = (name_zh, name_en, country, timezone)
    draft.put(f"{name_zh} / {name_en}", before, after, _step(factory.id if factory else None, after))


def _zone_in(country: str | None, factory: Factory | None) -> Callable[[str], str]:
    """Return how a cell is read as a time zone. An empty one leaves a factory's zone as it is while its country stays."""

    def clean(text: str) -> str:
        stays = factory is not None and factory.country == country
        kept = factory.timezone if factory and stays else ""
        return places.clean_timezone(text or kept, country or places.COUNTRIES[0])

    return clean


def _step(factory_id: uuid.UUID | None, after: tuple[str, str, str, str]) -> Callable[[Session], Any]:
    if factory_id is None:
        return lambda session: factories.open_factory(session, *after)
    return lambda session: factories.change_factory(session, factory_id, *after)
