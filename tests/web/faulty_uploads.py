"""Tables as the office uploads them: good ones of each kind, and those that can't be taken, with what is said of them."""

from collections.abc import Callable, Sequence
from datetime import date

from mpt.sheets.writer import write_csv
from mpt.web.faulty_sheets import MESSAGES as OF_SHEETS
from mpt.web.office.row_faults import MESSAGES as OF_ROWS
from mpt.web.office.upload_kinds import MOST_ROWS
from tests.cast import CHEN, HE
from tests.sample import SAMPLE
from tests.sheets.faulty import FILES, LAUGHS
from tests.sheets.files import changed, xlsx
from tests.web.office_acts import ASSEMBLY, LINE, MORNING_LIGHT

HEADS = {
    "factories": ("工厂中文名", "工厂英文名", "国家", "时区"),
    "departments": ("工厂", "部门中文名", "部门英文名", "部门人数", "家长人数", "产线中文名", "产线英文名"),
    "staff": ("邮箱", "姓名", "角色", "工厂或赞助方"),
    "courses": ("工厂", "课程", "完成期限"),
    "sponsors": ("赞助方中文名", "赞助方英文名", "工厂"),
}
GOOD: dict[str, list[tuple[str, ...]]] = {
    "factories": [(*MORNING_LIGHT, "越南", ""), ("青石电子厂", "Bluestone Electronics Ltd", "CN", "")],
    "departments": [
        ("青石电子厂", *ASSEMBLY, "1,200", "400", *LINE),
        ("bluestone electronics", *ASSEMBLY, "", "", "A4线", "Line A4"),
        ("青石电子厂", "包装部", "Packing", "80", "", "", ""),
    ],
    "staff": [
        (CHEN.email, CHEN.name, "协调员", "青石电子厂"),
        (CHEN.email.upper(), CHEN.name, "Sponsor", "Good Toys"),
        (HE.email, HE.name, "office", ""),
    ],
    "courses": [("青石电子厂", SAMPLE, "2027-06-30")],
    "sponsors": [("好玩具公司", "Good Toys", "青石电子厂"), ("大城玩具", "Big City Toys", "青石电子厂")],
}


def table(kind: str, *rows: Sequence[str]) -> bytes:
    """Return a table as a csv, under its Chinese headings."""
    return write_csv(HEADS[kind], rows)


FACTORY, CHINA = ("晨光玩具厂", "Morning Light Toys"), "中国"
STAFF = (CHEN.email, CHEN.name)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
GOOD_XLSX = xlsx(*GOOD["factories"], heads=HEADS["factories"])
SHEET = "xl/worksheets/sheet1.xml"

Faulty = tuple[str, Callable[[], bytes], str, str, int | None, str | None]
"""A kind of table, what makes the file, its name, what is said of it, and of which row and column."""


def _of_sheet(
    problem: str, make: Callable[[], bytes], row: int | None = None, column: str | None = None, name: str = "a.xlsx"
) -> Faulty:
    message = next(text for each, text in OF_SHEETS.items() if each.name == problem)
    return "factories", make, name, message, row, column


def _of_row(trouble: str, kind: str, row: int, column: str, *rows: Sequence[str]) -> Faulty:
    message = next(text for each, text in OF_ROWS.items() if each.name == trouble)
    return kind, lambda: table(kind, *rows), "a.csv", message, row, column


def _sheet(*rows: Sequence[object], change: Callable[..., object] | None = None) -> bytes:
    return xlsx(*(rows or GOOD["factories"]), heads=HEADS["factories"], change=change)


FAULTY: dict[str, Faulty] = {
    # The file
    "empty": _of_sheet("EMPTY_FILE", lambda: b""),
    "a wrong encoding": _of_sheet("ENCODING", lambda: table("factories") + b"\xff\xfe\xff,5", name="a.csv"),
    "an old Excel file": _of_sheet("OLD_EXCEL", lambda: OLD, name="a.xls"),
    "a file with a password": _of_sheet("PROTECTED", lambda: OLD + "EncryptedPackage".encode("utf-16-le")),
    "a PDF": _of_sheet("NOT_A_SHEET", lambda: b"%PDF-1.7", name="a.pdf"),
    "a Word file": _of_sheet("NOT_A_SHEET", FILES["a letter from Word"][0], name="a.docx"),
    "a packed file": _of_sheet("PACKED", lambda: b"Rar!\x1a\x07", name="a.rar"),
    "a file with macros": _of_sheet("MACROS", lambda: GOOD_XLSX, name="a.xlsm"),
    "half a file": _of_sheet("DAMAGED", lambda: GOOD_XLSX[:900]),
    "a zip bomb": _of_sheet("TOO_LARGE_INSIDE", FILES["a part that announces 200 MB"][0]),
    "laughing entities": _of_sheet("DAMAGED", lambda: changed(GOOD_XLSX, SHEET, "<worksheet", f"{LAUGHS}<worksheet")),
    "more than 10 MB": _of_sheet("FILE_TOO_LARGE", lambda: GOOD_XLSX + bytes(10 * 1024 * 1024)),
    # The sheet
    "headings alone": _of_sheet("NO_ROWS", lambda: xlsx(heads=HEADS["factories"])),
    "another table": _of_sheet("NO_HEADINGS", lambda: table("staff", *GOOD["staff"]), 1, name="a.csv"),
    "a column that is missing": _of_sheet("MISSING_COLUMN", lambda: xlsx(FACTORY, heads=HEADS["factories"][:2]), 1),
    "a heading twice": _of_sheet(
        "COLUMN_TWICE", lambda: xlsx((*FACTORY, "CN", "", "CN"), heads=(*HEADS["factories"], "Country")), 1, "Country"
    ),
    "too many rows": _of_sheet(
        "TOO_MANY_ROWS",
        lambda: table("factories", *((f"厂{n}", f"Factory {n}", "CN", "") for n in range(MOST_ROWS + 1))),
        name="a.csv",
    ),
    "merged cells": _of_sheet("MERGED", lambda: _sheet(change=lambda sheet: sheet.merge_cells("A2:A3")), 2, "工厂中文名"),
    "a hidden row": _of_sheet(
        "HIDDEN_ROW", lambda: _sheet(change=lambda s: s.row_dimensions[3].__setattr__("hidden", True)), 3
    ),
    "a hidden column": _of_sheet(
        "HIDDEN_COLUMN", lambda: _sheet(change=lambda s: s.column_dimensions["C"].__setattr__("hidden", True)), 1, "国家"
    ),
    "a quotation mark too few": _of_sheet(
        "QUOTE", lambda: table("factories") + '"晨光,Morning,CN,\n'.encode(), 2, name="a.csv"
    ),
    # A cell
    "a formula": _of_sheet("FORMULA", lambda: _sheet((*FACTORY, '="C"&"N"', "")), 2, "国家"),
    "a cell that is missing": _of_sheet("EMPTY", lambda: _sheet(("晨光玩具厂", None, "CN", None)), 2, "工厂英文名"),
    "invisible characters": _of_sheet("INVISIBLE", lambda: _sheet(("晨光\u202e厂", "M", "CN", None)), 2, "工厂中文名"),
    "a long name": _of_sheet("TOO_LONG", lambda: _sheet(("厂" * 41, "M", "CN", None)), 2, "工厂中文名"),
    "an error of Excel": _of_sheet("ERROR_CELL", lambda: _sheet((*FACTORY, "#REF!", None)), 2, "国家"),
    "a day for a name": _of_sheet("MADE_A_DAY", lambda: _sheet((date(2026, 3, 4), "M", "CN", None)), 2, "工厂中文名"),
    # What is here
    "a name without a sign": _of_row("NO_NAME", "factories", 2, "工厂英文名", ("晨光", "-", CHINA, "")),
    "a name that becomes long": _of_row("LONG_NAME", "factories", 2, "工厂中文名", ("\ufdfa" * 9, "M", CHINA, "")),
    "a country that isn't one": _of_row("NO_COUNTRY", "factories", 2, "国家", (*FACTORY, "火星", "")),
    "swapped columns": _of_row("NO_COUNTRY", "factories", 2, "国家", (*FACTORY, "Asia/Shanghai", CHINA)),
    "a time zone that isn't one": _of_row("NO_TIMEZONE", "factories", 2, "时区", (*FACTORY, CHINA, "北京时间")),
    "a factory twice": _of_row("TWICE", "factories", 3, "工厂中文名", (*FACTORY, CHINA, ""), (*FACTORY, CHINA, "")),
    "a department of no factory": _of_row(
        "UNKNOWN_FACTORY", "departments", 2, "工厂", ("晨光玩具厂", *ASSEMBLY, "", "", "", "")
    ),
    "too many people": _of_row(
        "TOO_MANY_PEOPLE", "departments", 2, "部门人数", ("青石电子厂", *ASSEMBLY, "9999999", "", "", "")
    ),
    "more parents than people": _of_row(
        "MORE_PARENTS", "departments", 2, "家长人数", ("青石电子厂", *ASSEMBLY, "10", "11", "", "")
    ),
    "a department with two figures": _of_row(
        "DIFFERS", "departments", 3, "部门人数",
        ("青石电子厂", *ASSEMBLY, "10", "", *LINE), ("青石电子厂", *ASSEMBLY, "11", "", "A4线", "Line A4"),
    ),
    "a department with two names": _of_row(
        "DIFFERS", "departments", 3, "部门英文名",
        ("青石电子厂", *ASSEMBLY, "", "", *LINE), ("青石电子厂", "装配部", "Assembling", "", "", "A4线", "Line A4"),
    ),
    "a line twice": _of_row(
        "TWICE", "departments", 3, "产线中文名",
        ("青石电子厂", *ASSEMBLY, "", "", *LINE), ("青石电子厂", *ASSEMBLY, "", "", "Ａ3 线", "Line A3"),
    ),
    "half a line": _of_row(
        "NO_NAME", "departments", 2, "产线英文名", ("青石电子厂", *ASSEMBLY, "", "", "A3线", "")
    ),
    "an address that isn't whole": _of_row("NO_EMAIL", "staff", 2, "邮箱", ("chen@a.b", "陈静", "office", "")),
    "a role that isn't one": _of_row("UNKNOWN_ROLE", "staff", 2, "角色", (*STAFF, "老板", "")),
    "a role without its place": _of_row("NO_PLACE", "staff", 2, "工厂或赞助方", (*STAFF, "协调员", "")),
    "another role for a counsellor": _of_row(
        "ROLES_APART", "staff", 3, "角色", (*STAFF, "counsellor", ""), (*STAFF, "office", "")
    ),
    "the office's role at a place": _of_row("NO_PLACE_WANTED", "staff", 2, "工厂或赞助方", (*STAFF, "office", "青石电子厂")),
    "a coordinator of no factory": _of_row("UNKNOWN_FACTORY", "staff", 2, "工厂或赞助方", (*STAFF, "协调员", "好玩具公司")),
    "staff of no sponsor": _of_row("UNKNOWN_SPONSOR", "staff", 2, "工厂或赞助方", (*STAFF, "赞助方", "青石电子厂")),
    "a role twice": _of_row("TWICE", "staff", 3, "邮箱", (*STAFF, "office", ""), (*STAFF, "办公室", "")),
    "a person with two names": _of_row(
        "DIFFERS", "staff", 3, "姓名", (*STAFF, "office", ""), (CHEN.email, "小陈", "协调员", "青石电子厂")
    ),
    "a course that isn't one": _of_row("UNKNOWN_COURSE", "courses", 2, "课程", ("青石电子厂", "钓鱼", "")),
    "a day before the programme": _of_row("FAR_DAY", "courses", 2, "完成期限", ("青石电子厂", SAMPLE, "1999-01-01")),
    "a course twice": _of_row(
        "TWICE", "courses", 3, "课程", ("青石电子厂", SAMPLE, ""), ("Bluestone Electronics", SAMPLE, "2027-01-01")
    ),
    "a sponsor of no factory": _of_row("UNKNOWN_FACTORY", "sponsors", 2, "工厂", ("大城玩具", "Big City", "某厂")),
    "a sponsor with two names": _of_row(
        "DIFFERS", "sponsors", 3, "赞助方英文名", ("大城", "Big", "青石电子厂"), ("大城", "Large", "青石电子厂")
    ),
}  # fmt: skip
"""Tables that can't be taken."""
