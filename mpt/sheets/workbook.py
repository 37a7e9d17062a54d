"""An xlsx: which of its parts is the first sheet, and what its cells need to be understood."""

import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from mpt.sheets.archive import Archive
from mpt.sheets.formats import Format, formats_of
from mpt.sheets.grid import Grid
from mpt.sheets.parts import elements
from mpt.sheets.strings import strings_of
from mpt.sheets.table import Problem, faulty
from mpt.sheets.worksheet import Book, is_filled, read_worksheet

_CONTENT_TYPES = "[Content_Types].xml"
_SHEETS = (".xlsx", ".xls", ".csv", ".zip")
_YES = ("1", "true")


class _Link(NamedTuple):
    kind: str
    path: str


class _Sheet(NamedTuple):
    title: str
    path: str
    is_visible: bool


def read_workbook(data: bytes, most_rows: int) -> Grid:
    """Return the first sheet of an xlsx. Raises FaultySheetError."""
    archive = Archive(data)
    _refuse_others(archive.names)
    path = _workbook_path(archive)
    links = _links(archive, path)
    found = elements(archive.read(path), ("workbook", "workbookPr", "sheet"))
    sheets = _sheets(found, links)
    if not found or found[0][0] != "workbook" or not sheets:
        raise faulty(Problem.NOT_A_SHEET)
    first, *others = sheets
    if not first.is_visible:
        raise faulty(Problem.HIDDEN_SHEET, title=first.title)
    grid = Grid(most_rows)
    read_worksheet(archive.read(first.path), grid, _book(archive, found, links))
    if not grid.rows:
        raise faulty(Problem.EMPTY_SHEET, title=first.title)
    # Many sheets may claim one part; it's looked at once.
    titles = {sheet.path: sheet.title for sheet in others if sheet.is_visible}
    grid.other_sheets = tuple(title for path, title in titles.items() if is_filled(archive.read(path)))
    return grid


def _refuse_others(names: frozenset[str]) -> None:
    """Refuse what is a zip file too, yet no xlsx."""
    if "META-INF/manifest.xml" in names:
        raise faulty(Problem.OPEN_DOCUMENT)
    if "xl/workbook.bin" in names:
        raise faulty(Problem.OLD_EXCEL)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise faulty(Problem.MACROS)
    if _CONTENT_TYPES not in names:
        is_packed = any(name.lower().endswith(_SHEETS) for name in names)
        raise faulty(Problem.PACKED if is_packed else Problem.NOT_A_SHEET)


def _workbook_path(archive: Archive) -> str:
    paths = [link.path for link in _links(archive, "").values() if link.kind == "officeDocument"]
    if not paths:
        raise faulty(Problem.NOT_A_SHEET)
    return paths[0]


def _links(archive: Archive, path: str) -> Mapping[str, _Link]:
    """Return the parts that a part names, by the id under which it does."""
    folder, name = posixpath.split(path)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive.names:
        return {}
    found = (attributes for _, attributes in elements(archive.read(rels), ("Relationship",)))
    return {
        a.get("Id", ""): _Link(posixpath.basename(a.get("Type", "")), _resolved(folder, a.get("Target", "")))
        for a in found
    }


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _sheets(found: list[tuple[str, Mapping[str, str]]], links: Mapping[str, _Link]) -> list[_Sheet]:
    """Return the sheets that have cells; one can be a chart alone."""
    return [
        _Sheet(attributes.get("name", ""), link.path, attributes.get("state", "visible") == "visible")
        for name, attributes in found
        if name == "sheet" and (link := links.get(attributes.get("id", ""))) and link.kind == "worksheet"
    ]


def _book(archive: Archive, found: list[tuple[str, Mapping[str, str]]], links: Mapping[str, _Link]) -> Book:
    paths = {link.kind: link.path for link in links.values()}
    strings = strings_of(archive.read(paths["sharedStrings"])) if "sharedStrings" in paths else []
    formats: list[Format] = formats_of(archive.read(paths["styles"])) if "styles" in paths else []
    from_1904 = any(name == "workbookPr" and attributes.get("date1904") in _YES for name, attributes in found)
    return Book(strings, formats, from_1904)
