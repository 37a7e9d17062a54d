"""Every file that can't be taken, with what is wrong in it and where."""

import struct
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from openpyxl import Workbook

from mpt.sheets.archive import MOST_ENTRIES
from mpt.sheets.grid import LONGEST_CELL, MOST_COLUMNS
from mpt.sheets.parts import MOST_ELEMENTS
from mpt.sheets.table import FaultySheetError, Problem
from tests.sheets.files import (
    HEADS,
    MOST_ROWS,
    TYPED_HEADS,
    Found,
    changed,
    packed,
    read,
    relations,
    saved,
    text_cell,
    typed,
    unpacked,
    xlsx,
)

GOOD = xlsx(["Sewing", 120])
SHEET = "xl/worksheets/sheet1.xml"
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;">]>'


def _docx() -> bytes:
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/document.xml": "<document/>",
            "word/embeddings/sheet.xlsx": GOOD,
        }
    )


def _announcing(size: int) -> bytes:
    """Return a workbook whose first part says in both its headers that it will unpack to `size` bytes."""
    data = packed({"xl/media/picture.bin": bytes(500_000), **unpacked(GOOD)})
    return data.replace(struct.pack("<I", 500_000), struct.pack("<I", size))


def _sheet_announcing(size: int) -> bytes:
    """Return a workbook whose sheet goes on beyond what it announces."""
    parts = unpacked(GOOD)
    parts[SHEET] += b" " * 3_000_000
    return packed(parts).replace(struct.pack("<I", len(parts[SHEET])), struct.pack("<I", size))


def _with_password_on_parts() -> bytes:
    data = bytearray(GOOD)
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _with_a_flipped_bit() -> bytes:
    data = bytearray(GOOD)
    data[data.index(SHEET.encode()) + len(SHEET) + 40] ^= 4
    return bytes(data)


def _sheets(*titles: str, filled: int, hidden: bool = False) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, title in enumerate(titles):
        sheet = book.create_sheet(title)
        if place == filled:
            sheet.append(HEADS)
            sheet.append(["Sewing", 120])
    book.worksheets[0].sheet_state = "hidden" if hidden else "visible"
    book.active = 1 if hidden else 0
    return saved(book)


def _chart_alone() -> bytes:
    book = Workbook()
    book.create_chartsheet("Chart")
    book.remove(book.worksheets[0])
    return saved(book)


def _row(*values: object) -> bytes:
    """Return a workbook with one row, whose values stand from the left."""
    return xlsx(values)


def _number(written: str, style: str = "") -> bytes:
    """Return a workbook whose headcount is this number, as it stands in the XML."""
    return typed(f"<sheetData>{TYPED_HEADS}<row>{text_cell('缝纫')}<c {style}><v>{written}</v></c></row></sheetData>")


def _csv(text: str) -> bytes:
    return text.encode("utf-8-sig")


FILES: dict[str, tuple[Callable[[], bytes], Found]] = {
    # The file
    "nothing": (lambda: b"", (Problem.EMPTY_FILE, None, None)),
    "blank lines": (lambda: b"\r\n , ,\r\n", (Problem.EMPTY_FILE, None, None)),
    "a byte order mark alone": (lambda: _csv(""), (Problem.EMPTY_FILE, None, None)),
    "200 MB": (lambda: bytes(10 * 1024 * 1024 + 1), (Problem.FILE_TOO_LARGE, None, None)),
    "a PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3", (Problem.NOT_A_SHEET, None, None)),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0", (Problem.NOT_A_SHEET, None, None)),
    "a photo": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", (Problem.NOT_A_SHEET, None, None)),
    "a letter from Word": (_docx, (Problem.NOT_A_SHEET, None, None)),
    "a zip of nothing": (lambda: packed({}), (Problem.NOT_A_SHEET, None, None)),
    "a zip of pictures": (lambda: packed({"a.png": b"\x89PNG"}), (Problem.NOT_A_SHEET, None, None)),
    "an xlsx that names no workbook": (lambda: packed({"[Content_Types].xml": ""}), (Problem.NOT_A_SHEET, None, None)),
    "a workbook without sheets": (
        lambda: changed(GOOD, "xl/workbook.xml", "<sheet ", "<leaf "),
        (Problem.NOT_A_SHEET, None, None),
    ),
    "a chart alone": (_chart_alone, (Problem.NOT_A_SHEET, None, None)),
    "a web page named .xls": (lambda: b"\r\n<html><table><tr><td>Department", (Problem.WEB_PAGE, None, None)),
    "Excel 2003 XML": (lambda: _csv("<?xml version='1.0'?><Workbook/>"), (Problem.WEB_PAGE, None, None)),
    "an old .xls": (lambda: OLD_CONTAINER, (Problem.OLD_EXCEL, None, None)),
    "an .xlsb": (lambda: packed({"xl/workbook.bin": ""}), (Problem.OLD_EXCEL, None, None)),
    "an .ods": (lambda: packed({"META-INF/manifest.xml": ""}), (Problem.OPEN_DOCUMENT, None, None)),
    "a zip with a workbook in it": (lambda: packed({"departments.xlsx": GOOD}), (Problem.PACKED, None, None)),
    "a zip within a zip": (lambda: packed({"a.ZIP": packed({"b.xlsx": GOOD})}), (Problem.PACKED, None, None)),
    "a rar": (lambda: b"Rar!\x1a\x07", (Problem.PACKED, None, None)),
    "macros": (lambda: packed({**unpacked(GOOD), "xl/vbaProject.bin": b""}), (Problem.MACROS, None, None)),
    "a workbook with a password": (
        lambda: OLD_CONTAINER + "EncryptedPackage".encode("utf-16-le"),
        (Problem.PROTECTED, None, None),
    ),
    "a zip with a password": (_with_password_on_parts, (Problem.PROTECTED, None, None)),
    "half a workbook": (lambda: GOOD[: len(GOOD) // 2], (Problem.DAMAGED, None, None)),
    "a workbook with a flipped bit": (
        _with_a_flipped_bit,
        (Problem.DAMAGED, None, None),
    ),
    "a workbook without its sheet": (
        lambda: packed({name: part for name, part in unpacked(GOOD).items() if name != SHEET}),
        (Problem.DAMAGED, None, None),
    ),
    "a packing that Excel doesn't know": (
        lambda: packed(unpacked(GOOD), zipfile.ZIP_BZIP2),
        (Problem.DAMAGED, None, None),
    ),
    "XML that ends early": (lambda: changed(GOOD, SHEET, "</worksheet>", ""), (Problem.DAMAGED, None, None)),
    "entities within entities": (
        lambda: changed(GOOD, SHEET, "<worksheet", f"{LAUGHS}<worksheet"),
        (Problem.DAMAGED, None, None),
    ),
    "a string that isn't there": (
        lambda: typed(f'<sheetData>{TYPED_HEADS}<row><c t="s"><v>7</v></c></row></sheetData>'),
        (Problem.DAMAGED, None, None),
    ),
    "a number that is none": (lambda: _number("NaN"), (Problem.DAMAGED, None, None)),
    "a cell at no place": (lambda: _number("1", 'r="B0"'), (Problem.DAMAGED, None, None)),
    "a row below the last": (
        lambda: typed(f'<sheetData><row r="1048577">{text_cell("部门")}</row></sheetData>'),
        (Problem.DAMAGED, None, None),
    ),
    "a part that announces 200 MB": (lambda: _announcing(200 * 1024 * 1024), (Problem.TOO_LARGE_INSIDE, None, None)),
    "a sheet that announces less than it has": (lambda: _sheet_announcing(900), (Problem.DAMAGED, None, None)),
    "thousands of parts": (
        lambda: packed({f"{number}": b"" for number in range(MOST_ENTRIES + 1)}, zipfile.ZIP_STORED),
        (Problem.TOO_LARGE_INSIDE, None, None),
    ),
    "very many empty cells": (
        lambda: typed(f"<sheetData>{TYPED_HEADS}<row>{'<c/>' * MOST_ELEMENTS}</row></sheetData>"),
        (Problem.TOO_LARGE_INSIDE, None, None),
    ),
    "ten thousand merged cells": (
        lambda: typed(f"<sheetData>{TYPED_HEADS}</sheetData>" + '<mergeCell ref="Z9:Z10"/>' * 10_001),
        (Problem.TOO_LARGE_INSIDE, None, None),
    ),
    "UTF-16 without a mark": (lambda: "Department,Headcount".encode("utf-16-le"), (Problem.ENCODING, None, None)),
    "half a character of UTF-16": (lambda: "部门,人数".encode("utf-16")[:-1], (Problem.ENCODING, None, None)),
    "bytes of nothing": (lambda: b"Department,Headcount\n\0\1\2,5", (Problem.ENCODING, None, None)),
    "neither UTF-8 nor GB 18030": (lambda: b"Department,Headcount\n\xff\xfe\xff,5", (Problem.ENCODING, None, None)),
    "UTF-8 with one bad byte": (
        lambda: "Department,Headcount\n缝纫车间,5\n裁剪".encode().replace("剪".encode(), b"\xe5\x89"),
        (Problem.ENCODING, None, None),
    ),
    "lost characters": (
        lambda: _csv("Department,Headcount\n缝\N{REPLACEMENT CHARACTER},5"),
        (Problem.ENCODING, None, None),
    ),
    # The sheet
    "the table on the second sheet": (lambda: _sheets("封面", "名单", filled=1), (Problem.EMPTY_SHEET, None, None)),
    "a hidden first sheet": (
        lambda: _sheets("旧名单", "名单", filled=0, hidden=True),
        (Problem.HIDDEN_SHEET, None, None),
    ),
    "too many rows": (
        lambda: xlsx(*([f"Line {number}", 5] for number in range(MOST_ROWS + 1))),
        (Problem.TOO_MANY_ROWS, None, None),
    ),
    "too many rows of a csv": (
        lambda: _csv("Department,Headcount\n" + "Sewing,5\n" * (MOST_ROWS + 1)),
        (Problem.TOO_MANY_ROWS, None, None),
    ),
    "too many columns": (
        lambda: _csv(",".join(HEADS) + "\nSewing,5" + "," * MOST_COLUMNS + "x"),
        (Problem.TOO_MANY_COLUMNS, 2, "CX"),
    ),
    "a lonely cell at the end of the sheet": (
        lambda: xlsx(["Sewing", 120], change=lambda sheet: sheet.cell(1048576, 16384, "x")),
        (Problem.TOO_MANY_COLUMNS, 1048576, "XFD"),
    ),
    "no headings": (lambda: xlsx(["Cutting", 80], heads=["Sewing", 120]), (Problem.NO_HEADINGS, 1, None)),
    "a title above the headings": (lambda: xlsx(HEADS, ["Sewing", 1], heads=["名单"]), (Problem.NO_HEADINGS, 1, None)),
    "an encoding that makes nonsense": (lambda: "部門,人數".encode("big5"), (Problem.NO_HEADINGS, 1, None)),
    "a column that is missing": (lambda: xlsx(["Sewing"], heads=["部门"]), (Problem.MISSING_COLUMN, 1, None)),
    "a heading twice": (
        lambda: xlsx(["Sewing", 120, 120], heads=["部门", "人数", "Headcount"]),
        (Problem.COLUMN_TWICE, 1, "Headcount"),
    ),
    "a column without a heading": (
        lambda: xlsx(["Sewing", 120], ["Cutting", 80, "x"], heads=["部门", "人数"]),
        (Problem.NO_HEADING, 3, "C"),
    ),
    "a comma too many": (lambda: _csv("Department,Headcount\nSewing,1,200"), (Problem.NO_HEADING, 2, "C")),
    "headings alone": (xlsx, (Problem.NO_ROWS, None, None)),
    "merged cells": (
        lambda: xlsx(["Sewing", 120], ["Sewing 2", 120], change=lambda sheet: sheet.merge_cells("C2:D3")),
        (Problem.MERGED, 2, "Due"),
    ),
    "everything merged into one cell": (
        lambda: changed(
            GOOD, SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        (Problem.MERGED, 1, "Department"),
    ),
    "a hidden row": (
        lambda: xlsx(
            ["Sewing", 120], ["Cutting", 80], change=lambda sheet: sheet.row_dimensions[3].__setattr__("hidden", True)
        ),
        (Problem.HIDDEN_ROW, 3, None),
    ),
    "a hidden column": (
        lambda: xlsx(["Sewing", 120], change=lambda sheet: sheet.column_dimensions["B"].__setattr__("hidden", True)),
        (Problem.HIDDEN_COLUMN, 1, "Headcount"),
    ),
    "a quotation mark that isn't closed": (
        lambda: _csv('Department,Headcount\nSewing,120\n"Cutting,80\nPacking,7\n'),
        (Problem.QUOTE, 3, None),
    ),
    "a quotation mark among the headings": (lambda: _csv('"Department,Headcount\nSewing,1'), (Problem.QUOTE, 1, None)),
    "a quotation mark in the middle": (lambda: _csv('Department,Headcount\n"5" pipes",80\n'), (Problem.QUOTE, 2, None)),
    "a line without an end": (
        lambda: _csv("Department,Headcount\nSewing,1\n" + "x" * 100_001),
        (Problem.HUGE_CELL, 3, None),
    ),
    # A cell
    "a cell like a book": (lambda: xlsx(["x" * (LONGEST_CELL + 1), 1]), (Problem.HUGE_CELL, 2, "Department")),
    "a formula": (lambda: _row("Sewing", "=SUM(60,60)"), (Problem.FORMULA, 2, "Headcount")),
    "a formula among the headings": (
        lambda: xlsx(["Sewing", 120, 1], heads=["部门", "人数", "=1+1"]),
        (Problem.FORMULA, 1, "C"),
    ),
    "a formula in a csv": (lambda: _csv("Department,Headcount\nSewing,=60+60"), (Problem.FORMULA, 2, "Headcount")),
    "a formula with its last value": (
        lambda: changed(_row("Sewing", "=60+60"), SHEET, "<v />", "<v>120</v>"),
        (Problem.FORMULA, 2, "Headcount"),
    ),
    "a value from another file": (lambda: _row("Sewing", "=[1]Old!B2"), (Problem.LINKED, 2, "Headcount")),
    "an error": (lambda: _row("Sewing", "#REF!"), (Problem.ERROR_CELL, 2, "Headcount")),
    "an error in a csv": (lambda: _csv("Department,Headcount\n#N/A,5"), (Problem.ERROR_CELL, 2, "Department")),
    "a column that was too narrow": (lambda: _csv("部门,人数,Due\nSewing,5,####"), (Problem.NARROW, 2, "Due")),
    "a yes or no": (lambda: _row(True, 120), (Problem.BOOLEAN, 2, "Department")),
    "a department of which Excel made a day": (
        lambda: _row(date(2026, 3, 4), 120),
        (Problem.MADE_A_DAY, 2, "Department"),
    ),
    "no department": (lambda: _row(None, 120), (Problem.EMPTY, 2, "Department")),
    "spaces alone": (lambda: _row(" \t　", 120), (Problem.EMPTY, 2, "Department")),
    "a long name": (lambda: _row("x" * 21, 120), (Problem.TOO_LONG, 2, "Department")),
    "a long number for a name": (lambda: _row("Sewing", 1, None, 10.0**14, None), (Problem.TOO_LONG, 2, "Phone")),
    "a name that becomes long": (lambda: _row("S", 1, None, "\ufdfa" * 2), (Problem.TOO_LONG, 2, "Phone")),
    "a phone number from an address book": (
        lambda: _row("Sewing", 120, None, "\u202d13800000000\u202c"),
        (Problem.INVISIBLE, 2, "Phone"),
    ),
    "a name that turns around": (lambda: _row("Sew\u202eing", 120), (Problem.INVISIBLE, 2, "Department")),
    "half a surrogate": (
        lambda: typed(f"<sheetData>{TYPED_HEADS}<row>{text_cell('a_xD83D_')}<c><v>1</v></c></row></sheetData>"),
        (Problem.INVISIBLE, 2, "部门"),
    ),
    "a headcount in words": (lambda: _row("Sewing", "一百二十"), (Problem.NOT_WHOLE, 2, "Headcount")),
    "a headcount with its unit": (lambda: _row("Sewing", "120人"), (Problem.NOT_WHOLE, 2, "Headcount")),
    "a comma in the wrong place": (lambda: _row("Sewing", "12,00"), (Problem.NOT_WHOLE, 2, "Headcount")),
    "half a worker": (lambda: _row("Sewing", 12.5), (Problem.DECIMALS, 2, "Headcount")),
    "half a worker as text": (lambda: _row("Sewing", "12.5"), (Problem.DECIMALS, 2, "Headcount")),
    "half a phone number": (lambda: _row("Sewing", 1, None, 1.5), (Problem.DECIMALS, 2, "Phone")),
    "fewer than nobody": (lambda: _row("Sewing", -5), (Problem.NEGATIVE, 2, "Headcount")),
    "fewer than nobody as text": (lambda: _row("Sewing", "－5"), (Problem.NEGATIVE, 2, "Headcount")),
    "a phone number below zero": (lambda: _row("Sewing", 1, None, -138), (Problem.NEGATIVE, 2, "Phone")),
    "a number below zero in zeros": (
        lambda: xlsx(["Sewing", 1, None, -5], change=lambda sheet: setattr(sheet["D2"], "number_format", "000")),
        (Problem.NEGATIVE, 2, "Phone"),
    ),
    "more than everybody": (lambda: _row("Sewing", 1e20), (Problem.TOO_HIGH, 2, "Headcount")),
    "more than everybody as text": (lambda: _row("Sewing", "1,000,000"), (Problem.TOO_HIGH, 2, "Headcount")),
    "beyond all numbers": (lambda: _number("1E400"), (Problem.TOO_HIGH, 2, "人数")),
    "no such day": (lambda: _row("Sewing", 1, "2026-02-30"), (Problem.NOT_A_DAY, 2, "Due")),
    "the American way": (lambda: _row("Sewing", 1, "12/31/2026"), (Problem.NOT_A_DAY, 2, "Due")),
    "a number where a day should be": (lambda: _row("Sewing", 1, 46387), (Problem.NUMBER_FOR_DAY, 2, "Due")),
    "a day long ago": (lambda: _row("Sewing", 1, "1026-12-31"), (Problem.FAR_DAY, 2, "Due")),
    "a day far ahead": (lambda: _row("Sewing", 1, date(2206, 1, 1)), (Problem.FAR_DAY, 2, "Due")),
    "a phone number that Excel has shortened": (
        lambda: _csv("部门,人数,手机\nSewing,5,1.38E+10"),
        (Problem.SCIENTIFIC, 2, "手机"),
    ),
    "an identity card's number as a number": (
        lambda: _row("Sewing", 1, None, 110101199003071234),
        (Problem.ROUNDED, 2, "Phone"),
    ),
    "a department with 16 digits": (lambda: _row(1e16, 1), (Problem.ROUNDED, 2, "Department")),
    "an address without an at sign": (
        lambda: _row("S", 1, None, None, "li.example.com"),
        (Problem.NOT_AN_EMAIL, 2, "E-mail"),
    ),
    "two addresses": (lambda: _row("S", 1, None, None, "a@b.cn; c@d.cn"), (Problem.NOT_AN_EMAIL, 2, "E-mail")),
    "a number for an address": (lambda: _row("S", 1, None, None, 10001), (Problem.NOT_AN_EMAIL, 2, "E-mail")),
    "a department twice": (lambda: xlsx(["Sewing", 120], [" ＳＥＷＩＮＧ ", 80]), (Problem.TWICE, 3, "Department")),
}


@cache
def refusal(name: str) -> FaultySheetError:
    """Return the error with which one of FILES is refused; some of them take a while."""
    make, _ = FILES[name]
    with pytest.raises(FaultySheetError) as caught:
        read(make())
    return caught.value
