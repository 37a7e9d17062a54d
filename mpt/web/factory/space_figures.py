"""What a factory's spaces did, by year, as tables; and what each figure counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mpt.rules.spaces import Kind
from mpt.services.spaces.figures import SpaceYear
from mpt.web.charts import HIDDEN, thousands
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.space_words import KINDS

_DEFINITIONS = (
    (N_("Spaces"), N_("Those in which attendance was taken on one day of the year at least.")),
    (
        N_("Children"),
        N_(
            "Different children: the cards of those who came at least once, or the most children on one day, whichever is more. "
            "Where heads were counted, so many came for certain and perhaps more. Who came to two spaces is in it twice."
        ),
    ),
    (N_("Child-days"), N_("The children of each day, added up: 30 children on 10 days are 300 child-days.")),
    (
        N_("Share of places used"),
        N_(
            "Child-days, of a hundred places on the days on which attendance was taken: "
            "on all of them as many places as the space has now."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class YearTable:
    """A table for `figures_table`: all cells are written out."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = field(default=(1, 2, 3, 4))


def by_kind_and_year(years: Iterable[SpaceYear]) -> YearTable:
    """Return what the spaces of a factory did, the latest year first."""
    _ = words().gettext
    heads = (_("Year"), _("Spaces"), _("Children"), _("Child-days"), _("Share of places used"))
    latest = sorted(years, key=lambda each: (-each.year, list(Kind).index(each.kind)))
    rows = [(f"{each.year} · {_(KINDS[each.kind])}", thousands(each.spaces), *_figures(each)) for each in latest]
    return YearTable(_("What they did, by year"), heads, rows)


def by_year(years: Iterable[SpaceYear]) -> YearTable:
    """Return what one space did, the latest year first."""
    _ = words().gettext
    heads = (_("Year"), _("Children"), _("Child-days"), _("Share of places used"))
    rows = [(str(each.year), *_figures(each)) for each in sorted(years, key=lambda each: -each.year)]
    return YearTable(_("What it did, by year"), heads, rows, (1, 2, 3))


def definitions() -> list[tuple[str, str]]:
    """Return each figure and what it counts."""
    _ = words().gettext
    return [(_(word), _(meaning)) for word, meaning in _DEFINITIONS]


def _figures(year: SpaceYear) -> tuple[str, str, str]:
    children = thousands(year.children)
    told = words().gettext("at least %(n)s", n=children) if year.at_least else children
    share = HIDDEN if year.percent is None else f"{year.percent}%"
    return told, thousands(year.child_days), share
