"""Files as clerks save them, in Excel, WPS or a personnel system, and what is read from them."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from mpt.sheets.reader import read_sheet
from mpt.sheets.table import Row
from tests.sheets.files import (
    COLUMNS,
    HEADS,
    MAIN,
    TYPED_HEADS,
    cells,
    changed,
    packed,
    read,
    saved,
    text_cell,
    typed,
    unpacked,
    xlsx,
)

ROWS = "部门,人数,截止日期\n缝纫,120,2026-12-31\n裁剪,80,\n"
AS_READ = [["缝纫", "120", "2026-12-31"], ["裁剪", "80", ""]]


def test_a_workbook_is_read_as_excel_shows_it() -> None:
    table = read(xlsx(["缝纫", 120, date(2026, 12, 31), "138-0000-0000", "li@example.com"], ["裁剪", 80]))
    nothing = {"due": "", "phone": "", "email": ""}
    assert table.heads == ("department", "headcount", "due", "phone", "email")
    assert table.rows == (
        Row(2, dict(zip(table.heads, ("缝纫", "120", "2026-12-31", "138-0000-0000", "li@example.com"), strict=True))),
        Row(3, {"department": "裁剪", "headcount": "80", **nothing}),
    )
    assert not table.ignored
    assert not table.other_sheets


def test_columns_come_in_any_order_under_any_of_their_headings() -> None:
    table = read(xlsx([120, "缝纫"], heads=[" Ｈead\ncount ", "部 门\u200b"]))
    assert table.heads == ("headcount", "department")
    assert table.rows[0].cells["department"] == "缝纫"


def test_columns_that_nobody_asked_for_are_ignored_and_named() -> None:
    table = read(xlsx(["缝纫", "=1+1", 120, "x" * 20_000], heads=["部门", "工资", "人数", "备注"]))
    assert table.ignored == ("工资", "备注")
    assert table.rows[0].cells["headcount"] == "120"


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    table = read(xlsx(["", None], HEADS, [None, None], ["缝纫", 120], [" "], ["裁剪", 80], heads=[]))
    assert [row.number for row in table.rows] == [5, 7]


def test_other_sheets_with_something_in_them_are_named() -> None:
    book = Workbook()
    for row in (HEADS, ["缝纫", 120]):
        book.worksheets[0].append(row)
    book.create_sheet("说明").append(["Fill in the first sheet"])
    book.create_sheet("Sheet3")
    hidden = book.create_sheet("lists")
    hidden.append(["a"])
    hidden.sheet_state = "hidden"
    book.create_chartsheet("Chart")
    assert read(saved(book)).other_sheets == ("说明",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_in_each_usual_encoding_and_with_each_usual_separator(
    encoding: str, separator: str, end: str
) -> None:
    assert cells(ROWS.replace(",", separator).replace("\n", end).encode(encoding)) == AS_READ


def test_utf_16_is_read_in_either_order() -> None:
    assert cells(b"\xfe\xff" + ROWS.encode("utf-16-be")) == AS_READ


def test_other_separators_within_a_csv_are_no_separators() -> None:
    assert cells(b"Department;Headcount\nSewing, old;1,200\n") == [["Sewing, old", "1200"]]


def test_a_csv_may_have_quotation_marks_and_lines_within_a_cell() -> None:
    assert cells(b'Department,Headcount\n"Sewing\r\n""new"", old",5\nCutting 5",8') == [
        ['Sewing "new", old', "5"],
        ['Cutting 5"', "8"],
    ]


@pytest.mark.parametrize(
    ("typed_in", "kept"),
    [
        (120, "120"),
        (120.0, "120"),
        ("120", "120"),
        ("１２０", "120"),
        ("1,200", "1200"),
        ("１，２００", "1200"),
        ("1200.00", "1200"),
        ("120.", "120"),
        ("+5", "5"),
        ("007", "7"),
        (" 0 ", "0"),
        ("-0", "0"),
        (999999, "999999"),
    ],
)
def test_a_whole_number_may_be_typed_in_many_ways(typed_in: object, kept: str) -> None:
    assert cells(xlsx(["缝纫", typed_in]))[0][1] == kept


@pytest.mark.parametrize(
    "typed_in",
    [
        date(2026, 12, 31),
        datetime(2026, 12, 31, 14, 30),  # noqa: DTZ001 - Excel knows no time zones
        "2026-12-31",
        "2026/12/31",
        "2026.12.31",
        "2026年12月31日",
        "2026 年 12 月 31 日",
        "２０２６－１２－３１",
        "2026-12-31T00:00:00",
        "2026/12/31 0:00",
        "2026/12/31 00:00:00.000",
    ],
)
def test_a_day_may_be_typed_in_many_ways(typed_in: object) -> None:
    assert cells(xlsx(["缝纫", 120, typed_in]))[0][2] == "2026-12-31"


@pytest.mark.parametrize(
    ("typed_in", "kept"),
    [
        (13800000000, "13800000000"),
        (10023.0, "10023"),
        ("10023.0", "10023"),
        ("00123", "00123"),
        ("１３８", "138"),
        ("+86 138", "+86 138"),
        ("A-12E5", "A-12E5"),
        ("12E5", "12E5"),
        (0, "0"),
    ],
)
def test_a_number_that_nobody_counts_with_keeps_its_digits(typed_in: object, kept: str) -> None:
    assert cells(xlsx(["缝纫", 120, None, typed_in]))[0][3] == kept


@pytest.mark.parametrize(
    ("typed_in", "kept"),
    [
        ("  缝纫 \n 一组\t", "缝纫 一组"),
        ("缝纫_x000D_", "缝纫"),
        ("Rene\u0301", "René"),
        ("Ａ组", "Ａ组"),
        (12, "12"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        ("#1", "#1"),
        ("#", "#"),
    ],
)
def test_a_text_is_kept_as_it_was_typed_on_one_line(typed_in: object, kept: str) -> None:
    assert cells(xlsx([typed_in, 120]))[0][0] == kept


def test_an_address_may_be_typed_with_a_chinese_input_method() -> None:
    assert cells(xlsx(["缝纫", 1, None, None, " li．na＠example．com "]))[0][4] == "li.na@example.com"


def test_the_days_of_a_chinese_excel_are_days() -> None:
    styles = '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs>'
    row = f'<row>{text_cell("缝纫")}<c><v>5</v></c><c s="1"><v>46387.75</v></c></row>'
    assert cells(typed(f"<sheetData>{TYPED_HEADS}{row}</sheetData>", styles=styles)) == [
        ["缝纫", "5", "2026-12-31", ""]
    ]


def test_days_of_a_workbook_from_an_old_mac() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEADS, ["缝纫", 120, date(2026, 12, 31)]):
        book.worksheets[0].append(row)
    assert cells(saved(book))[0][2] == "2026-12-31"


@pytest.mark.parametrize(
    ("typed_in", "kept"), [(123, "00123"), (0, "00000"), (99999, "99999"), (123456, "123456"), ("x1", "x1")]
)
def test_zeros_in_front_that_only_a_format_shows_are_kept(typed_in: object, kept: str) -> None:
    data = xlsx(["缝纫", 120, None, typed_in], change=lambda sheet: setattr(sheet["D2"], "number_format", "00000"))
    assert cells(data)[0][3] == kept


def test_a_time_in_a_column_of_whole_numbers_is_a_number() -> None:
    assert cells(xlsx(["缝纫", 0], change=lambda sheet: setattr(sheet["B2"], "number_format", "h:mm")))[0][1] == "0"


def test_texts_may_be_shared_in_runs_and_with_their_pronunciation() -> None:
    strings = "<si><r><t>缝</t></r><r><t>纫</t></r><rPh><t>feng</t></rPh></si><si><t>5</t></si>"
    row = '<row><c r="A7" t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    assert cells(typed(f"<sheetData>{TYPED_HEADS}{row}</sheetData>", strings=strings))[0][:2] == ["缝纫", "5"]


def test_other_cells_of_the_format_are_known() -> None:
    row = '<row r="9"><c t="str"><v>缝纫</v></c><c/><c t="d"><v>2026-12-31</v></c><c r="B9"><v>5</v></c></row>'
    table = read(typed(f"<sheetData>{TYPED_HEADS}{row}</sheetData>"))
    assert table.rows[0].number == 9
    assert list(table.rows[0].cells.values())[:3] == ["缝纫", "5", "2026-12-31"]


def test_a_workbook_without_styles_and_strings_is_read() -> None:
    data = xlsx(["缝纫", 120])
    parts = unpacked(typed(f"<sheetData>{TYPED_HEADS}<row>{text_cell('缝纫')}<c><v>120</v></c></row></sheetData>"))
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    parts["xl/_rels/workbook.xml.rels"] = rels.replace("/styles", "/other").replace("/sharedStrings", "/other").encode()
    assert cells(packed(parts))[0][:2] == cells(data)[0][:2]


def test_the_strict_kind_of_xlsx_is_read_too() -> None:
    data = xlsx(["缝纫", 120, date(2026, 12, 31)])
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"):
        data = changed(data, part, MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert cells(data)[0][:3] == ["缝纫", "120", "2026-12-31"]


def test_six_thousand_rows_are_read() -> None:
    rows = [
        [f"Line {line}", line, date(2026, 12, 31), 13800000000 + line, f"a{line}@example.com", "x"]
        for line in range(6000)
    ]
    table = read_sheet(xlsx(*rows, heads=[*HEADS, "Remarks"]), "roster.xlsx", COLUMNS, 6000)
    assert len(table.rows) == 6000
    assert table.rows[-1].cells["phone"] == "13800005999"
