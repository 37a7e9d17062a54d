"""The public page of impact on two sheets of paper: the same view, so the same numbers and words."""

from mpt.paper.impact import ElementColumn, ElementFigure, ImpactPaper, impact_pdf
from mpt.paper.report import ReportSection, ReportTable
from mpt.web.daily import kept
from mpt.web.definitions import meaning
from mpt.web.language import language, words
from mpt.web.reach import PublicView, Told
from mpt.web.tables import Table

MOST_SOURCES = 12
"""How many sources have room on paper; the page has all of them."""


def pdf(view: PublicView) -> bytes:
    """Return the two pages as a PDF. One that was made from the same words is kept for the day."""
    paper = _paper(view)
    return kept(("impact on paper", repr(paper)), lambda: impact_pdf(paper))


def _paper(view: PublicView) -> ImpactPaper:
    _, day = words().gettext, words().day(view.day)
    return ImpactPaper(
        title=_("What the programme has reached"),
        subtitle=_("As of the end of %(day)s. %(tens)s", day=day, tens=meaning("tens")),
        elements=tuple(_column(name, figures) for name, figures in view.elements),
        years=_section(view.years) if view.years else None,
        sections=tuple(_sections(view)),
        footer=_("%(programme)s · as of the end of %(day)s", programme=_("Migrant Parent Training"), day=day),
        language=language(),
        day=view.day,
    )


def _column(name: str, figures: list[Told]) -> ElementColumn:
    told = (ElementFigure(each.title, each.least, each.number, _more(each)) for each in figures)
    return ElementColumn(name, tuple(told), words().gettext("Nothing to tell of it yet."))


def _more(each: Told) -> str:
    said = words().gettext(
        "%(here)s on this platform, %(before)s before and beside it", here=each.here, before=each.before
    )
    return said if each.before else ""


def _sections(view: PublicView) -> list[ReportSection]:
    _ = words().gettext
    each = [f"{figure.title}: {figure.meaning}" for _name, figures in view.elements for figure in figures]
    sections = [_section(view.courses)] if view.courses else []
    sections.append(ReportSection(_("What the figures mean"), tuple(dict.fromkeys(each)) or (meaning("as_of"),)))
    if view.sources:
        sections.append(ReportSection(_("Where earlier figures come from"), _sources(view)))
    return sections


def _sources(view: PublicView) -> tuple[str, ...]:
    told = [f"{source} ({words().day(day)})" for source, day in view.sources[:MOST_SOURCES]]
    more = len(view.sources) - len(told)
    if more:
        told.append(words().ngettext("and %(n)s more, on the page", "and %(n)s more, on the page", more))
    return tuple(told)


def _section(table: Table) -> ReportSection:
    numeric = tuple(place in table.numeric for place in range(len(table.heads)))
    rows = tuple(map(tuple, table.on_screen))
    return ReportSection(table.title, (), ReportTable(tuple(table.heads), rows, numeric))
