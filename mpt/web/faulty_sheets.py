"""What the page says of an uploaded sheet that can't be taken: what is wrong, where, and how to mend it."""

from collections.abc import Mapping
from typing import Any, Protocol

from mpt.sheets.table import Fault, Problem
from mpt.web.messages import N_

MESSAGES: Mapping[Problem, str] = {
    Problem.EMPTY_FILE: N_("The file is empty. Choose the one that has the table."),
    Problem.FILE_TOO_LARGE: N_("The file has more than %(most)s MB. Save the table alone, without pictures."),
    Problem.NOT_A_SHEET: N_("This isn't a spreadsheet. Choose a file that ends with .xlsx or .csv."),
    Problem.WEB_PAGE: N_(
        "This is a web page under the name of a spreadsheet. Open it in Excel and save it as Excel workbook (.xlsx)."
    ),
    Problem.OLD_EXCEL: N_(
        "This is another kind of Excel file (.xls or .xlsb). Open it in Excel and save it as Excel workbook (.xlsx)."
    ),
    Problem.OPEN_DOCUMENT: N_("This is an OpenDocument file. Save it as Excel workbook (.xlsx)."),
    Problem.PACKED: N_("This is a packed file. Unpack it and upload the spreadsheet that's in it."),
    Problem.MACROS: N_(
        "This file has macros, which we don't take. Save it as Excel workbook (.xlsx), which leaves them out."
    ),
    Problem.PROTECTED: N_("This file has a password. Remove it in Excel, save, and upload it again."),
    Problem.DAMAGED: N_(
        "The file is damaged, or not all of it arrived. Open it in Excel, save it anew, and upload it again."
    ),
    Problem.TOO_LARGE_INSIDE: N_(
        "The file is too large once it's unpacked. Copy the table alone into a new file and save that."
    ),
    Problem.ENCODING: N_(
        "The text in this file can't be read. Save it as Excel workbook (.xlsx), or as CSV in UTF-8 or GB 18030."
    ),
    Problem.EMPTY_SHEET: N_("The first sheet, “%(title)s”, is empty. Move the sheet with the table to the front."),
    Problem.HIDDEN_SHEET: N_(
        "The first sheet, “%(title)s”, is hidden. Move the sheet with the table to the front, and show it."
    ),
    Problem.TOO_MANY_ROWS: N_("There are more than %(most)s rows. Divide the table into several files."),
    Problem.TOO_MANY_COLUMNS: N_(
        "Something stands far to the right, beyond %(most)s columns. Delete what doesn't belong to the table."
    ),
    Problem.NO_HEADINGS: N_(
        "None of the expected headings is in the first row. Write them there: %(wanted)s. "
        "Should they be there, save the file as Excel workbook (.xlsx)."
    ),
    Problem.MISSING_COLUMN: N_("A column is missing. Add one with the heading %(titles)s."),
    Problem.COLUMN_TWICE: N_(
        "This column is there twice, as %(first)s and as %(second)s. Delete one of them or give it another heading."
    ),
    Problem.NO_HEADING: N_(
        "Something stands here, but the column has no heading. Write one above it, or delete what doesn't belong there."
    ),
    Problem.NO_ROWS: N_("There is nothing below the headings. Add a row for each entry."),
    Problem.MERGED: N_("Cells are merged here. Unmerge them, and fill in each cell."),
    Problem.HIDDEN_ROW: N_(
        "This row is hidden, perhaps by a filter. Show all rows, and delete those that aren't to count."
    ),
    Problem.HIDDEN_COLUMN: N_("This column is hidden. Show it, or delete it if it isn't to count."),
    Problem.QUOTE: N_(
        'A quotation mark (") that begins or ends here lacks its pair. Take it out, or save as Excel workbook (.xlsx).'
    ),
    Problem.HUGE_CELL: N_(
        "A cell has more than %(most)s characters. Shorten it; in a CSV file, see whether a quotation mark is missing."
    ),
    Problem.FORMULA: N_("%(formula)s is a formula. Replace it by its value: copy, then paste as values."),
    Problem.LINKED: N_(
        "%(formula)s takes its value from another file. Replace it by the value: copy, then paste as values."
    ),
    Problem.ERROR_CELL: N_("Excel shows the error %(value)s here. Write the right value."),
    Problem.NARROW: N_(
        "There are only # signs here, for the column was too narrow when it was saved. Make it wider and save again."
    ),
    Problem.BOOLEAN: N_("%(value)s is a yes or no, which doesn't belong here. Write what it should be."),
    Problem.MADE_A_DAY: N_(
        "Excel has made the day %(value)s of what was typed. Set the column's format to Text, and type it again."
    ),
    Problem.EMPTY: N_("Nothing is filled in, but it's needed. Fill it in."),
    Problem.TOO_LONG: N_("This is too long. At most %(most)s characters fit."),
    Problem.INVISIBLE: N_("There are invisible characters in it (%(code)s). Type it again by hand."),
    Problem.NOT_WHOLE: N_("“%(value)s” isn't a whole number. Write it in digits, such as 120."),
    Problem.DECIMALS: N_("%(value)s has decimals. Write a whole number, such as 120."),
    Problem.NEGATIVE: N_("%(value)s is below zero. Write 0 or more."),
    Problem.TOO_HIGH: N_("This number is too high. It can be %(most)s at most."),
    Problem.NOT_A_DAY: N_("“%(value)s” isn't a day that can be read. Write it like this: 2026-12-31."),
    Problem.NUMBER_FOR_DAY: N_(
        "%(value)s is a number, not a day. Set the column's format to Date, or write it like this: 2026-12-31."
    ),
    Problem.FAR_DAY: N_("%(value)s can't be meant. Write a day from %(first)s to %(last)s."),
    Problem.SCIENTIFIC: N_(
        "%(value)s has lost digits. Set the column's format to Text in the first file, and save it again."
    ),
    Problem.ROUNDED: N_(
        "Excel keeps only 15 digits of a number, so the last ones may be lost. "
        "Set the column's format to Text, and type it again."
    ),
    Problem.NOT_AN_EMAIL: N_("“%(value)s” isn't an e-mail address. Write it like this: name@example.com."),
    Problem.TWICE: N_("“%(value)s” is in row %(first)s already. Each may be there only once."),
}
"""What each problem is, and how to mend it."""

_CELL = N_("Row %(row)s, column %(column)s: %(said)s")
_ROW = N_("Row %(row)s: %(said)s")


class Gettext(Protocol):
    """Says a message in a reader's language, its `%(name)s` places filled from the values."""

    def __call__(self, message: str, /, **values: Any) -> str: ...


def said(fault: Fault, gettext: Gettext) -> str:
    """Return one fault as a line: the row and column as Excel and the file name them, what's wrong, how to mend it."""
    return placed(gettext(MESSAGES[fault.problem], **fault.values), fault.row, fault.column, gettext)


def placed(message: str, row: int | None, column: str | None, gettext: Gettext) -> str:
    """Return what is said of a fault, led by its row and column where it has them."""
    if column is not None:
        return gettext(_CELL, row=row, column=column, said=message)
    if row is not None:
        return gettext(_ROW, row=row, said=message)
    return message
