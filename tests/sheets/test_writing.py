"""What is written opens in Excel as it was meant, and nothing in it is computed."""

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from mpt.sheets.columns import Column, Kind
from mpt.sheets.reader import read_sheet
from mpt.sheets.writer import SheetOut, write_csv, write_xlsx

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "\t=1",
    "\r=1",
    " =1",
    "'=1",
    "' =1",
    "\0=1",
    "''@",
]
HEADS = ("编号", "名称")
COLUMNS = (
    Column("number", ("编号",), Kind.WHOLE, required=True, longest=6),
    Column("name", ("名称",), Kind.TEXT, required=False, longest=200),
)
# A text with unseen characters is refused when it's read, and a row of # signs is taken for a column that was too narrow.
texts = st.text(st.characters(exclude_categories=["Cf", "Co"], exclude_characters="#"), max_size=60)


def book(*rows: Sequence[object], title: str = "名单", notes: tuple[str, ...] = ()) -> bytes:
    return write_xlsx([SheetOut(title, HEADS, rows, notes)])


def sheet(data: bytes):
    return load_workbook(io.BytesIO(data)).worksheets[0]


def names(data: bytes) -> list[str]:
    return [row.cells["name"] for row in read_sheet(data, "", COLUMNS, 50).rows]


def as_kept(text: str) -> str:
    spaced = text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    seen = "".join(
        sign for sign in spaced if unicodedata.category(sign) not in ("Cc", "Cs") and sign not in "\ufffe\uffff"
    )
    return unicodedata.normalize("NFC", " ".join(seen.split()))


@settings(max_examples=40)
@given(st.lists(texts, min_size=1, max_size=10))
def test_any_text_comes_back_from_a_workbook(written: list[str]) -> None:
    assert names(book(*enumerate(written))) == [as_kept(text) for text in written]


@given(st.lists(texts, min_size=1, max_size=5))
def test_any_text_comes_back_from_a_csv(written: list[str]) -> None:
    assert names(write_csv(HEADS, enumerate(written))) == [as_kept(text) for text in written]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = sheet(book((1, text)))["B2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert write_csv(HEADS, [(1, text)]).decode("utf-8-sig").splitlines()[1].startswith("1,'")
    assert names(book((1, text))) == names(write_csv(HEADS, [(1, text)])) == [as_kept(text)]


def test_a_heading_is_no_formula_either() -> None:
    assert write_csv(("=1+1",), []).decode("utf-8-sig") == "'=1+1\r\n"
    assert sheet(write_xlsx([SheetOut("a", ("=1+1",), [])]))["A1"].data_type == "s"


def test_numbers_stay_numbers_and_days_days() -> None:
    page = sheet(book((-5, 0.25), (None, date(2026, 12, 31))))
    assert [cell.value for cell in page[2]] == [-5, 0.25]
    assert page["A3"].value is None
    assert page["B3"].is_date
    assert page["B3"].number_format == "yyyy-mm-dd"
    assert write_csv(("a", "b"), [(-5, 0.25), (None, date(2026, 12, 31))]).decode("utf-8-sig") == (
        "a,b\r\n-5,0.25\r\n,2026-12-31\r\n"
    )


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "TRUE", "120", "_x0041_", "x" * 32_000])
def test_a_text_is_written_as_it_is(text: str) -> None:
    cell = sheet(book((1, text)))["B2"]
    assert cell.data_type == "s"
    assert cell.value in (text, "_x005F_x0041_")


def test_what_excel_would_take_for_a_code_comes_back() -> None:
    assert names(book((1, "_x0041_"), (2, "_x005F_"), (3, "_"))) == ["_x0041_", "_x005F_", "_"]


def test_a_csv_opens_in_excel_in_the_right_encoding() -> None:
    assert write_csv(HEADS, []) == b"\xef\xbb\xbf" + "编号,名称\r\n".encode()


def test_the_headings_stay_in_sight() -> None:
    page = sheet(book((1, "a")))
    assert page.freeze_panes == "A2"
    assert page["B1"].font.bold
    assert not page["B2"].font.bold


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    page = sheet(book((1, "缝纫车间一组"), (2, "x" * 500)))
    assert page.column_dimensions["A"].width == 8
    assert page.column_dimensions["B"].width == 60
    assert sheet(book((1, "缝纫车间一组"))).column_dimensions["B"].width == 14


def test_notes_stand_below_the_table() -> None:
    page = sheet(book((1, "a"), notes=("=Enrolled: joined", "As of 2026-11-30")))
    assert page["A3"].value is None
    assert [page["A4"].value, page["A5"].value] == ["=Enrolled: joined", "As of 2026-11-30"]
    assert page["A4"].data_type == "s"


@pytest.mark.parametrize(
    ("title", "written"),
    [("缝纫: 1/2 [x]?*\\", "缝纫  1 2  x"), ("", "1"), ("x" * 40, "x" * 31), ("'a'", "a"), ("a\0b", "ab")],
)
def test_a_sheet_has_a_title_that_excel_takes(title: str, written: str) -> None:
    assert sheet(book((1, "a"), title=title)).title == written


def test_two_sheets_of_one_title_are_told_apart() -> None:
    data = write_xlsx([SheetOut("名单", HEADS, [(1, "a")]), SheetOut("名单", HEADS, [(2, "b")])])
    assert load_workbook(io.BytesIO(data)).sheetnames == ["名单", "名单1"]


def test_the_same_table_is_the_same_file() -> None:
    rows = [(1, "a"), (2, date(2026, 12, 31)), (3, "=b")]
    assert book(*rows) == book(*rows)
    with zipfile.ZipFile(io.BytesIO(book(*rows))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {2000}
        assert b"2026" not in archive.read("docProps/core.xml")


def test_a_row_that_does_not_fit_its_headings_is_not_written() -> None:
    with pytest.raises(ValueError, match="zip"):
        book((1,))
