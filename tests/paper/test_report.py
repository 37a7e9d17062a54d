"""Reports for an audit: every number that was counted comes out of the file, in its place, whatever stands beside it."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mpt.paper.report import ReportPaper, ReportSection, ReportTable, report_pdf
from tests.paper.papers import HOSTILE, around, printed, read, squeezed, text_of

DEPARTMENTS = ReportTable(
    ("部门", "班组", "参加", "开始学", "学完", "完成率"),
    (
        ("装配车间", "三线", "1,482", "903", "411", "27.7 %"),
        ("表面贴装", "夜班", "26", "20", "11", "42.3 %"),
        ("食堂", "", "少于 10", "—", "—", "—"),
    ),
    (False, False, True, True, True, True),
)
MEANINGS = ReportTable(
    ("指标", "怎么算"),
    (("参加", "截至统计日，用本厂参加码加入、没有离开的人。"), ("完成率", "学完 ÷ 参加，保留一位小数。")),
    (False, False),
)
REPORT = ReportPaper(
    title="培训完成情况",
    subtitle="华星电子厂 · 2026年1月1日—11月30日",
    facts=(("统计日", "2026年11月30日"), ("课程", "离得远，心不远（第 3 版）\n下班以后（第 1 版）")),
    sections=(
        ReportSection("指标说明", ("各组的数字按下面的说法算出。", "不到 10 人的组不显示。"), MEANINGS),
        ReportSection("各部门", (), DEPARTMENTS),
        ReportSection("联系", ("项目办公室",)),
    ),
    footer="在外父母课堂 · 华星电子厂",
    language="zh",
    day=datetime.date(2026, 11, 30),
)
INNER = (47, 40, 549, 834)
"""Where everything stands, in points; around it is white."""


def with_table(heads, rows, numeric=None):
    table = ReportTable(heads, rows, numeric or (False,) * len(heads))
    return replace(REPORT, sections=(ReportSection("各部门", (), table),))


def in_order(paper):
    """All that a report says, in the order of the page."""
    said = [paper.title, paper.subtitle, *(text for fact in paper.facts for text in fact)]
    for section in paper.sections:
        said += [section.heading, *section.paragraphs]
        if section.table:
            said += [*section.table.heads, *(cell for row in section.table.rows for cell in row)]
    return squeezed("".join(said))


def texts_of_pages(file, paper):
    """Return the text of each page, without what stands at its foot."""
    pages = [squeezed(page.extract_text()) for page in read(file).pages]
    feet = [squeezed(f"{paper.footer}{number}/{len(pages)}") for number in range(1, len(pages) + 1)]
    assert [page.count(foot) for page, foot in zip(pages, feet, strict=True)] == [1] * len(pages)
    return [page.replace(foot, "") for page, foot in zip(pages, feet, strict=True)]


def places(file):
    """Return how far from the left each of the words of the first page begins, in the order of the page."""
    found = {}

    def visit(text, page, line, *_):
        for word in text.split():
            found.setdefault(word, []).append(round(page[4] + page[0] * line[4], 2))

    read(file).pages[0].extract_text(visitor_text=visit)
    return found


def is_white_around(page):
    return set(around(page, INNER)) == {255}


class TestTheText:
    def test_comes_out_whole_and_in_order(self):
        assert texts_of_pages(report_pdf(REPORT), REPORT) == [in_order(REPORT)]

    def test_is_the_same_in_english(self):
        rows = (("Assembly", "1,482", "27.7 %"), ("Canteen", "under 10", "—"))
        table = ReportTable(("Department", "Enrolled", "Completion rate"), rows, (False, True, True))
        sections = (ReportSection("By department", ("Groups under 10 aren't shown.",), table),)
        english = replace(REPORT, language="en", sections=sections)

        assert texts_of_pages(report_pdf(english), english) == [in_order(english)]

    def test_is_never_read_as_anything_else(self):
        heads = tuple(HOSTILE[:5])
        table = ReportTable(heads, (tuple(HOSTILE[5:]), heads), (False, True, False, True, False))
        sections = tuple(ReportSection(name, (name,), table) for name in HOSTILE[:2])
        facts = tuple((name, name) for name in HOSTILE)
        paper = replace(
            REPORT, title=HOSTILE[0], subtitle=HOSTILE[1], facts=facts, sections=sections, footer=HOSTILE[2]
        )

        assert texts_of_pages(report_pdf(paper), paper) == [in_order(paper)]

    def test_loses_what_no_font_has(self):
        plain = with_table(("姓名",), (("小雨妈妈",), ("买买提·吐尔逊江",)))

        assert report_pdf(with_table(("姓名",), (("小雨🌹妈妈",), ("买买提·吐尔逊江ক",)))) == report_pdf(plain)


class TestTables:
    def test_set_numbers_one_below_the_other(self):
        rows = (("411", "411"), ("888", "888"), ("1,482", "1,482"))
        left = places(report_pdf(with_table(("开始学", "学完"), rows, (True, False))))

        assert left["411"][0] == left["888"][0] > left["1,482"][0]
        assert left["411"][1] == left["888"][1] == left["1,482"][1]

    def test_say_their_heads_again_on_each_page(self):
        rows = tuple((f"第{number}组", str(number)) for number in range(1000, 1100))
        paper = with_table(("部门", "参加的人"), rows, (False, True))
        pages = texts_of_pages(report_pdf(paper), paper)

        assert len(pages) == 3
        assert ["部门参加的人" in page for page in pages] == [True] * 3
        assert pages[0] + "".join(page.removeprefix("部门参加的人") for page in pages[1:]) == in_order(paper)

    @pytest.mark.long
    def test_may_have_two_thousand_rows(self):
        rows = tuple((f"王小明{number}", chr(0x4E00 + number), "2026-11-24", f"{number:,}") for number in range(2000))
        paper = with_table(("姓名", "部门", "学完日期", "分钟"), rows, (False, False, False, True))
        pages = texts_of_pages(report_pdf(paper), paper)

        rest = [page.removeprefix("姓名部门学完日期分钟") for page in pages[1:]]
        assert pages[0] + "".join(rest) == in_order(paper)

    @pytest.mark.parametrize(
        "name",
        [
            "Aleksandra Konstantinopolskaja-Wolfeschlegelsteinhausen",
            "W" * 90,
            "深圳市龙岗区坪地街道华星精密电子科技（集团）股份有限公司第二生产基地" * 3,
            "！" * 90,
            "Nguyễn Thị Ánh " * 9,
        ],
    )
    @pytest.mark.parametrize("columns", [1, 5, 12])
    def test_wrap_what_is_long(self, name, columns):
        paper = with_table(("姓名",) * columns, ((name, *["27.7 %"] * (columns - 1)), (name,) * columns))
        file = report_pdf(paper)

        assert is_white_around(printed(file))

    def test_go_on_to_the_next_page_within_a_cell(self):
        paper = with_table(("说明",), (("很长的话。" * 2000,),))
        pages = texts_of_pages(report_pdf(paper), paper)

        assert len(pages) > 2
        assert sum(page.count("很长的话。") for page in pages) == 2000

    def test_may_have_no_rows_yet(self):
        paper = with_table(("部门", "参加"), ())

        assert texts_of_pages(report_pdf(paper), paper) == [in_order(paper)]

    @pytest.mark.parametrize(
        ("rows", "numeric"), [((("食堂",),), (False, True)), ((("食堂", "9", "9"),), (False, True)), ((), (True,))]
    )
    def test_in_which_a_number_would_slip_aside_are_refused(self, rows, numeric):
        with pytest.raises(ValueError, match="each row needs 2 cells"):
            ReportTable(("部门", "参加"), rows, numeric)


class TestTheFile:
    def test_says_that_it_is_made_to_last(self):
        reader = read(report_pdf(REPORT))

        assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("2", "B")
        assert reader.metadata.title == "培训完成情况"
        assert reader.metadata.creation_date.date() == REPORT.day

    def test_is_black_and_white(self):
        red, green, blue = printed(report_pdf(REPORT)).split()

        assert red.tobytes() == green.tobytes() == blue.tobytes()

    def test_is_the_same_bytes_whoever_makes_it(self):
        papers = [replace(REPORT, title=f"第{number}份") for number in range(6)]
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(report_pdf, papers))

        assert together == [report_pdf(paper) for paper in papers]

    def test_stays_within_its_margins_with_long_words_everywhere(self):
        long = "长长的标题" * 40
        facts = ((long, long), ("W" * 90, "W" * 90))
        section = ReportSection(long, (long, "W" * 200), DEPARTMENTS)
        paper = replace(REPORT, title=long, subtitle="W" * 200, facts=facts, sections=(section,), footer=long)
        file = report_pdf(paper)

        assert text_of(file).count("W" * 200) == 2
        assert is_white_around(printed(file))
