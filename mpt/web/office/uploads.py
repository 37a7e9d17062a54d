"""The office's work by spreadsheet: a table is looked at, shown as what it would change, then applied whole or not at all."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules import places
from mpt.rules.permissions import Role, Who
from mpt.services import keeping
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.services.staffdoor import INVITATION_DAYS
from mpt.services.uploading import applying
from mpt.services.uploading.applying import FaultyRowsError
from mpt.services.uploading.people import Invited
from mpt.services.uploading.plan import Plan
from mpt.sheets.reader import LARGEST_MB, read_sheet
from mpt.sheets.table import MOST_FAULTS, FaultySheetError, Row, Table, shown
from mpt.sheets.writer import SheetOut, write_xlsx
from mpt.web import faulty_sheets, forms, staff
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.noted import note
from mpt.web.office import roles, row_faults
from mpt.web.office.upload_kinds import KINDS, MOST_ROWS, TableKind
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import db, undo
from mpt.web.workbooks import XLSX

bp = Blueprint("uploads", __name__)
PAGE = "/<lang>/office/upload"
_NO_KIND = N_("Choose what the table holds.")
_NO_FILE = N_("Choose a file first.")

Faults = list[tuple[int, str]]
"""Rows, 0 for the whole file, and what is said of each."""


@bp.get(PAGE)
@enter(Who.OFFICE)
def begin() -> ResponseReturnValue:
    """Choose a table to upload; an empty one of each kind to fill in."""
    return _page(request.args.get("kind", ""))


@bp.get(f"{PAGE}/<kind>.xlsx")
@enter(Who.OFFICE)
def blank(kind: str) -> ResponseReturnValue:
    """An empty table of a kind, with its headings in the reader's language."""
    found = _kind(kind)
    sheet = SheetOut(words().gettext(found.title), found.headings, [])
    response = Response(write_xlsx([sheet]), mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=f"{kind}.xlsx")
    return response


@bp.post(PAGE)
@enter(Who.OFFICE)
def look() -> ResponseReturnValue:
    """Take a table and show what it would change. Of the file only the columns that were asked for are kept."""
    forms.admit((LARGEST_MB + 1) * 1024 * 1024)
    kind, file = KINDS.get(forms.text("kind")), request.files.get("file")
    if kind is None or file is None or not file.filename:
        return _page(kind.name if kind else "", {"file": _NO_FILE} if kind else {"kind": _NO_KIND}), 422
    try:
        table = read_sheet(file.read(), file.filename, kind.columns, MOST_ROWS)
    except FaultySheetError as error:
        return _faulty_page(kind, _faults_of_sheet(kind, error), error.more)
    plan = kind.planner(db(), table.rows)
    if plan.faults:
        return _faulty_page(kind, _faults_of_rows(plan, table))
    kept = keeping.keep_upload(db(), _staff_id(), kind.name, shown(file.filename), _packed(table))
    return redirect(url_for("uploads.preview", kind=kind.name, upload_id=kept), 303)


@bp.get(f"{PAGE}/<kind>/<uuid:upload_id>")
@enter(Who.OFFICE)
def preview(kind: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """What a table would change."""
    found = _kind(kind)
    try:
        table = _unpacked(keeping.look_at_upload(db(), upload_id, _staff_id(), kind))
    except CameBeforeError:
        return _back(found, before=1)
    plan = found.planner(db(), table.rows)
    if plan.faults:
        return _faulty_page(found, _faults_of_rows(plan, table))
    return render_template("office/upload_preview.html", kind=found, upload_id=upload_id, plan=plan, table=table)


@bp.post(f"{PAGE}/<kind>/<uuid:upload_id>")
@enter(Who.OFFICE)
def apply(kind: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Do all that a table says, or nothing of it; of new staff, show the links this once."""
    found = _kind(kind)
    try:
        table = _unpacked(keeping.take_upload(db(), upload_id, _staff_id(), kind))
    except CameBeforeError:
        return _back(found, before=1)
    try:
        plan, done = applying.apply(db(), table.rows, found.planner)
    except FaultyRowsError as error:
        undo()  # so that it still waits, and can be applied once what it lacks is there
        return _faulty_page(found, _faults_of_rows(error.plan, table))
    note(Act.APPLIED_UPLOAD, f"{kind} +{len(plan.new)} ±{len(plan.changed)} ={plan.same}")
    links = _links([one for one in done if isinstance(one, Invited)])
    if not links:
        return _back(found, applied=1)
    return render_template("office/upload_links.html", links=links, days=INVITATION_DAYS)


def _links(invited: Sequence[Invited]) -> list[tuple[str, str, str]]:
    """Write into the log who was invited as what, and return whoever needs a link: name, address, link."""
    known = roles.roles() if invited else {}
    links = {}
    for one in invited:
        factory_id = one.grant.place if one.grant.role is Role.COORDINATOR else None
        note(Act.INVITED, f"{one.name}: {known[roles.value(one.grant)].logged}", factory_id)
        if one.token:  # of somebody with several roles the last link is the one that opens
            address = url_for("staffroom.invitation_link", token=one.token)
            links[one.email] = (one.name, one.email, f"{current_app.config['MPT'].public_url}{address}")
    return list(links.values())


def _faults_of_sheet(kind: TableKind, error: FaultySheetError) -> Faults:
    """Return what is wrong with a file, and all else that is wrong with those of its rows that can be read."""
    faults = [(fault.row or 0, faulty_sheets.said(fault, words().gettext)) for fault in error.faults]
    if error.sound:
        faults += _faults_of_rows(kind.planner(db(), error.sound.rows), error.sound)
    return sorted(faults, key=lambda fault: fault[0])


def _faults_of_rows(plan: Plan, table: Table) -> Faults:
    spoken = words()
    countries = spoken.gettext(", ").join(spoken.country(code) for code in places.COUNTRIES)
    return [(fault.row, row_faults.said(fault, table.titles, countries, spoken.gettext)) for fault in plan.faults]


def _faulty_page(kind: TableKind, faults: Faults, more: int = 0) -> ResponseReturnValue:
    said = [("", message) for _row, message in faults[:MOST_FAULTS]]
    return _page(kind.name, wrong=said, more=more + len(faults) - len(said)), 422


def _page(
    chosen: str, faults: dict[str, str] | None = None, wrong: Sequence[tuple[str, str]] = (), more: int = 0
) -> str:
    return render_template(
        "office/upload.html", kinds=KINDS.values(), chosen=chosen, faults=faults or {}, wrong=wrong, more=more
    )


def _packed(table: Table) -> bytes:
    return json.dumps(asdict(table)).encode()


def _unpacked(content: bytes) -> Table:
    kept: dict[str, Any] = json.loads(content)
    rows = tuple(Row(**row) for row in kept["rows"])
    return Table(kept["titles"], rows, tuple(kept["ignored"]), tuple(kept["other_sheets"]))


def _kind(name: str) -> TableKind:
    if name not in KINDS:
        raise UnknownPageError(name)
    return KINDS[name]


def _staff_id() -> uuid.UUID:
    return staff.colleague().staff.id


def _back(kind: TableKind, **said: int) -> ResponseReturnValue:
    return redirect(url_for("uploads.begin", kind=kind.name, **said), 303)  # type: ignore[arg-type]
