"""A report to print and to file: title, facts, then sections of paragraphs and tables over as many pages as it takes.

Made for the evidence pack of an audit and for the impact report, and knowing neither. Which words and numbers are printed is
the caller's; no language is known here. The same report gives the same bytes, always.
"""

import datetime
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mpt.paper.columns import column_widths
from mpt.paper.fonts import typeset
from mpt.paper.words import printable_words

_TEMPLATE = Path(__file__).with_name("report.typ")


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Rows of cells below their heads; `numeric` says which columns are set to the right.

    Raises ValueError where a row hasn't a cell for each head: in a report for an audit no number may slip aside.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in (self.numeric, *self.rows)):
            raise ValueError(f"each row needs {len(self.heads)} cells, one for each head")


@dataclass(frozen=True, slots=True)
class ReportSection:
    """Paragraphs below a heading, then a table or none. A line break in a text is kept."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: ReportTable | None = None


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """What stands in one report: `facts` are labels and what they say, `footer` stands on each page, beside its number."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[ReportSection, ...]
    footer: str
    language: str
    day: datetime.date  # written into the file as the day it was made


def report_pdf(paper: ReportPaper) -> bytes:
    """Return `paper` as A4 pages, PDF/A-2b, black and white."""
    midnight = datetime.datetime.combine(paper.day, datetime.time(), datetime.UTC)
    return typeset(_TEMPLATE, _data(paper), format="pdf", pdf_standards="a-2b", timestamp=int(midnight.timestamp()))


def _data(paper: ReportPaper) -> dict[str, Any]:
    """Return what the template reads."""
    printed = printable_words(
        {
            "title": paper.title,
            "subtitle": paper.subtitle,
            "facts": paper.facts,
            "footer": paper.footer,
            "sections": [asdict(section) for section in paper.sections],
        }
    )
    for section in printed["sections"]:
        if section["table"]:
            section["table"]["widths"] = column_widths(section["table"]["heads"], section["table"]["rows"])
    day = {"year": paper.day.year, "month": paper.day.month, "day": paper.day.day}
    return {**printed, "lang": paper.language, "date": day}
