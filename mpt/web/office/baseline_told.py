"""A baseline in words: its figure with its element, and of where it is."""

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


def tell(row: Baseline) -> ToldBaseline:
    """Return a baseline in the words of this request's language."""
    _ = words().gettext
    known = [
        factories.find(db(), row.factory_id).name_in(language()) if row.factory_id else "",
        words().country(row.country) if row.country else "",
        sponsors.find(db(), row.sponsor_id).name_in(language()) if row.sponsor_id else "",
    ]
    name = f"{_(ELEMENTS[Element(row.element)])} · {title(row.figure)}"
    return ToldBaseline(row, name, " · ".join(filter(None, known)) or _("All countries"))
