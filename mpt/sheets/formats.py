"""Number formats of an xlsx: which of its numbers are days, and which show zeros in front."""

import re
from itertools import chain
from typing import NamedTuple

from openpyxl.styles.numbers import is_date_format

from mpt.sheets.parts import elements

# Formats that no file spells out. 27 to 36 and 50 to 58 are those of Excel in Chinese: 2026年12月31日 is 31.
_DAYS = frozenset(map(str, chain(range(14, 23), range(27, 37), range(45, 48), range(50, 59))))
_ZEROS = re.compile("0{2,20}")


class Format(NamedTuple):
    """How a number is shown: as a day or time, or with at least so many digits (0 where that isn't said)."""

    is_day: bool
    digits: int


def formats_of(part: bytes) -> list[Format]:
    """Return the formats of a workbook's styles, in the order by which cells name them. Raises FaultySheetError."""
    codes: dict[str, str] = {}
    formats = []
    section = ""
    for name, attributes in elements(part, ("numFmt", "cellStyleXfs", "cellXfs", "cellStyles", "xf")):
        if name == "numFmt":
            # The first of an id is the workbook's; conditional formats bring their own further down.
            codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name != "xf":
            section = name
        elif section == "cellXfs":
            number = attributes.get("numFmtId", "")
            formats.append(_format(number, codes.get(number, "")))
    return formats


def _format(number: str, code: str) -> Format:
    is_day = bool(is_date_format(code)) if code else number in _DAYS
    return Format(is_day, len(code) if _ZEROS.fullmatch(code) else 0)
