"""Tables as a file for Excel; whoever takes one is in the log."""

from collections.abc import Iterable, Sequence

from flask import Response

from mpt.services import audit
from mpt.services.audit import Act
from mpt.sheets.writer import write_xlsx
from mpt.web import staff
from mpt.web.tables import Table, sheets
from mpt.web.transaction import apart

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, tables: Iterable[Table], notes: Sequence[str]) -> Response:
    """Answer with tables as a workbook, a sheet each, and below each of them `notes`."""
    with apart() as session:
        audit.note(session, staff.colleague().staff.id, Act.TOOK_FIGURES, name)
    response = Response(write_xlsx(sheets(list(tables), notes)), mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return response
