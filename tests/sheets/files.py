"""Files to upload: well-meant ones, and the stuff they are made of."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from mpt.sheets.columns import Column, Kind
from mpt.sheets.reader import read_sheet
from mpt.sheets.table import FaultySheetError, Problem, Table

COLUMNS = (
    Column("department", ("部门", "Department"), Kind.TEXT, required=True, longest=20, unique=True),
    Column("headcount", ("人数", "Headcount"), Kind.WHOLE, required=True, longest=6),
    Column("due", ("截止日期", "Due"), Kind.DAY, required=False, longest=10),
    Column("phone", ("手机", "Phone"), Kind.NUMBER_TEXT, required=False, longest=14),
    Column("email", ("邮箱", "E-mail"), Kind.EMAIL, required=False, longest=30),
)
HEADS = ("Department", "Headcount", "Due", "Phone", "E-mail")
MOST_ROWS = 50

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"

Found = tuple[Problem, int | None, str | None]


def read(data: bytes, filename: str = "departments.xlsx") -> Table:
    """Read a file with the columns of these tests."""
    return read_sheet(data, filename, COLUMNS, MOST_ROWS)


def cells(data: bytes) -> list[list[str]]:
    """Return the rows that were read, each cell of the columns that the file has."""
    table = read(data)
    return [[row.cells[key] for key in table.heads] for row in table.rows]


def faults(data: bytes, filename: str = "departments.xlsx") -> list[Found]:
    """Return what is wrong with a file, and where."""
    try:
        read(data, filename)
    except FaultySheetError as error:
        return [(fault.problem, fault.row, fault.column) for fault in error.faults]
    return []


def xlsx(*rows: Sequence[Any], heads: Sequence[Any] = HEADS, change: Callable[[Worksheet], Any] | None = None) -> bytes:
    """Return a workbook as Excel would save it, after what was done to its sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(parts: Mapping[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """Return an xlsx in one of whose parts something stands instead of something else."""
    parts = unpacked(data)
    text = parts[part].decode()
    assert old in text
    return packed({**parts, part: text.replace(old, new)})


def typed(sheet_data: str, **others: str) -> bytes:
    """Return an xlsx whose XML was typed by hand; `others` are what stands in its workbook, styles and strings."""
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}">{others.get("workbook", "")}'
            '<sheets><sheet name="One" r:id="worksheet"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                worksheet="/xl/one.xml", styles="styles.xml", sharedStrings="strings.xml"
            ),
            "xl/one.xml": f'<worksheet xmlns="{MAIN}">{sheet_data}</worksheet>',
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{others.get("styles", "")}</styleSheet>',
            "xl/strings.xml": f'<sst xmlns="{MAIN}">{others.get("strings", "")}</sst>',
        }
    )


def relations(**links: str) -> str:
    """Return a part that names others; what each is serves as its id too."""
    named = "".join(f'<Relationship Id="{kind}" Type="{RELS}/{kind}" Target="{path}"/>' for kind, path in links.items())
    return f'<Relationships xmlns="{PACKAGE_RELS}">{named}</Relationships>'


def text_cell(text: str) -> str:
    """Return a cell with its text in itself."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


TYPED_HEADS = f"<row>{text_cell('部门')}{text_cell('人数')}{text_cell('截止日期')}{text_cell('手机')}</row>"
