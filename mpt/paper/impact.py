"""What the programme has reached, on two A4 pages: the five elements side by side and the years, then what it all means.

However long its words are and however many its years, it's two pages: what needs more room is set smaller. Which words and
numbers are printed is the caller's. The same report gives the same bytes, always.
"""

import datetime
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mpt.paper.columns import column_widths
from mpt.paper.fonts import typeset
from mpt.paper.report import ReportSection
from mpt.paper.words import printable_words

_TEMPLATE = Path(__file__).with_name("impact.typ")


@dataclass(frozen=True, slots=True)
class ElementFigure:
    """A figure of an element: what it's called, what stands before its number, and what else there is to say, or nothing."""

    title: str
    least: str
    number: str
    more: str


@dataclass(frozen=True, slots=True)
class ElementColumn:
    """An element and its figures, the first of them the one that it's told by. `empty` stands where it has none."""

    name: str
    figures: tuple[ElementFigure, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class ImpactPaper:
    """What stands on the two pages: `years` on the first; `sections` on the second; `footer` on both."""

    title: str
    subtitle: str
    elements: tuple[ElementColumn, ...]
    years: ReportSection | None
    sections: tuple[ReportSection, ...]
    footer: str
    language: str
    day: datetime.date  # written into the file as the day it was made


def impact_pdf(paper: ImpactPaper) -> bytes:
    """Return `paper` as two A4 pages, PDF/A-2b."""
    midnight = datetime.datetime.combine(paper.day, datetime.time(), datetime.UTC)
    return typeset(_TEMPLATE, _data(paper), format="pdf", pdf_standards="a-2b", timestamp=int(midnight.timestamp()))


def _data(paper: ImpactPaper) -> dict[str, Any]:
    """Return what the template reads."""
    sections = [*([paper.years] if paper.years else []), *paper.sections]
    printed = printable_words(
        {
            "title": paper.title,
            "subtitle": paper.subtitle,
            "footer": paper.footer,
            "elements": [asdict(element) for element in paper.elements],
            "sections": [asdict(section) for section in sections],
        }
    )
    for section in printed["sections"]:
        if section["table"]:
            section["table"]["widths"] = column_widths(section["table"]["heads"], section["table"]["rows"])
    day = {"year": paper.day.year, "month": paper.day.month, "day": paper.day.day}
    first = 1 if paper.years else 0
    return {
        **printed,
        "first": printed["sections"][:first],
        "second": printed["sections"][first:],
        "lang": paper.language,
        "date": day,
    }
