"""A baseline in words: its figure with its element, and of where it is."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mpt.models import Baseline
from mpt.rules.elements import Element
from mpt.services import factories, sponsors
from mpt.web.definitions import title
from mpt.web.language import language, words
from mpt.web.reach import ELEMENTS
from mpt.web.transaction import db


@dataclass(frozen=True, slots=True)
class ToldBaseline:
    """A baseline, what it's called, and what is known of where it is."""

    row: Baseline
    name: str
    where: str


def tell_all(rows: Iterable[Baseline]) -> list[ToldBaseline]:
    """Return baselines in the words of this request's language, with two queries for however many."""
    names = {factory.id: factory.name_in(language()) for factory in factories.everywhere(db())}
    names |= {sponsor.id: sponsor.name_in(language()) for sponsor in sponsors.everyone(db())}
    return [_told(row, names) for row in rows]


def tell(row: Baseline) -> ToldBaseline:
    """Return a single baseline in the same words."""
    names = {}
    if row.factory_id:
        names[row.factory_id] = factories.find(db(), row.factory_id).name_in(language())
    if row.sponsor_id:
        names[row.sponsor_id] = sponsors.find(db(), row.sponsor_id).name_in(language())
    return _told(row, names)


def _told(row: Baseline, names: Mapping[uuid.UUID, str]) -> ToldBaseline:
    """Return a baseline in words; `names` has those of its factory and its sponsor."""
    _ = words().gettext
    known = [
        names[row.factory_id] if row.factory_id else "",
        words().country(row.country) if row.country else "",
        names[row.sponsor_id] if row.sponsor_id else "",
    ]
    name = f"{_(ELEMENTS[Element(row.element)])} · {title(row.figure)}"
    return ToldBaseline(row, name, " · ".join(filter(None, known)) or _("All countries"))
