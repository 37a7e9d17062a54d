"""What the programme has reached, on paper: two pages however much there is to say, and all of it is said."""

import datetime
from dataclasses import replace

import pytest

from mpt.paper.impact import ElementColumn, ElementFigure, ImpactPaper, impact_pdf
from mpt.paper.report import ReportSection, ReportTable
from tests.paper.papers import HOSTILE, around, printed, read, squeezed, text_of

YEARS = ReportTable(
    ("年份", "学完的人", "空间里的儿童"),
    tuple((str(year), f"{year * 7:,}", "—") for year in range(2026, 2014, -1)),
    (False, True, True),
)
PAPER = ImpactPaper(
    title="项目成效",
    subtitle="截至2026年10月31日。人数只显示整十。",
    elements=(
        ElementColumn(
            "在外父母课堂",
            (ElementFigure("学完的人", "至少", "1,850", "本平台 720，之前 1,130"), ElementFigure("工厂", "", "3", "")),
            "暂无",
        ),
        *(ElementColumn(name, (), "暂无") for name in ("员工热线", "家庭友好空间", "课后中心", "女性赋能")),
    ),
    years=ReportSection("逐年", (), YEARS),
    sections=(
        ReportSection("数据说明", ("学完的人：至少学完一门课的人。",)),
        ReportSection("早期数据的来源", ("2019年报告",)),
    ),
    footer="在外父母课堂 · 截至2026年10月31日",
    language="zh",
    day=datetime.date(2026, 10, 31),
)
LONG = "Conversations that workers began with the helpline, in months that have ended, rounded down to full tens. " * 3
INNER = (42, 40, 554, 834)
"""Where everything stands, in points; around it is white."""


def long_paper() -> ImpactPaper:
    """Return one with more words than anybody will write, in English: 12 years, 7 figures in each element, 40 paragraphs."""
    figures = tuple(
        ElementFigure(
            "Workers who finished the course of the programme", "at least", "1,234,567", "on this platform 1, before 2"
        )
        for _ in range(7)
    )
    names = ("Migrant Parent Training", "Worker Helpline", "Family-Friendly Spaces", "Supercalifragilistic", "W" * 40)
    elements = tuple(ElementColumn(name, figures, "") for name in names)
    sections = (ReportSection("What the figures mean", (LONG,) * 20), ReportSection("Sources", (LONG,) * 20))
    return replace(PAPER, language="en", title=LONG[:80], subtitle=LONG, elements=elements, sections=sections)


def said(paper: ImpactPaper) -> list[str]:
    """Return all that a paper says."""
    words = [paper.title, paper.subtitle]
    for element in paper.elements:
        words += [element.name, *(text for each in element.figures for text in (each.title, each.number, each.more))]
    for section in (*([paper.years] if paper.years else []), *paper.sections):
        words += [section.heading, *section.paragraphs]
        if section.table:
            words += [*section.table.heads, *(cell for row in section.table.rows for cell in row)]
    return words


@pytest.mark.parametrize(
    "paper", [PAPER, long_paper(), replace(PAPER, years=None, sections=())], ids=["zh", "long", "short"]
)
def test_it_is_two_pages_with_every_word_and_nothing_beyond_their_edges(paper: ImpactPaper) -> None:
    file = impact_pdf(paper)
    assert len(read(file).pages) == 2
    text = text_of(file)
    for words in said(paper):
        assert squeezed(words) in text
    for page in (1, 2):
        white = around(printed(file, page), INNER)
        assert set(white) == {255}


def test_an_element_without_figures_says_so() -> None:
    assert text_of(impact_pdf(PAPER)).count("暂无") == 4


def test_nothing_that_is_printed_is_read_as_typesetting() -> None:
    sections = (ReportSection("# panic()", tuple(HOSTILE)),)
    text = text_of(impact_pdf(replace(PAPER, sections=sections, title='#image("a")')))
    for words in HOSTILE:
        assert squeezed(words) in text


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert impact_pdf(PAPER) == impact_pdf(PAPER)
