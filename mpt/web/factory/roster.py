"""The roster: the numbers of those who work here, by which a factory says who has left. No page lists them, or who joined."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import factories, keeping, rosters
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.sheets.columns import Column, Kind
from mpt.sheets.reader import LARGEST_MB, read_sheet
from mpt.sheets.table import FaultySheetError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.faulty_sheets import said
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.noted import note
from mpt.web.transaction import db

bp = Blueprint("roster", __name__)
PAGE = "/<lang>/factory/<uuid:factory_id>/roster"
NUMBERS = Column(
    key="number",
    titles=(
        "工号",
        "work number",
        "员工编号",
        "员工号",
        "职工号",
        "employee number",
        "employee id",
        "staff number",
        "staff id",
    ),
    kind=Kind.NUMBER_TEXT,
    required=True,
    longest=40,
    unique=True,
)
_KIND = "roster"
_NO_FILE = N_("Choose a file first.")
_NO_NUMBER = N_("Type the number first.")


@bp.get(PAGE)
@enter(Who.COORDINATOR)
def roster(factory_id: uuid.UUID) -> ResponseReturnValue:
    """How many numbers are listed, and the ways to say who has left."""
    return _page(factory_id)


@bp.post(f"{PAGE}/upload")
@enter(Who.COORDINATOR)
def upload(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Take a new roster and show what it would change. Of the file only the numbers are kept."""
    forms.admit((LARGEST_MB + 1) * 1024 * 1024)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(factory_id, {"file": _NO_FILE}), 422
    try:
        table = read_sheet(file.read(), file.filename, [NUMBERS], rosters.MOST_NUMBERS)
    except FaultySheetError as error:
        return _page(factory_id, faulty=error), 422
    numbers = rosters.clean_numbers(row.cells[NUMBERS.key] for row in table.rows)
    content = "\n".join(sorted(numbers)).encode()
    kept = keeping.keep_upload(db(), _staff_id(), _KIND, file.filename, content, factory_id)
    return redirect(url_for("roster.preview", factory_id=factory_id, upload_id=kept), 303)


@bp.get(f"{PAGE}/<uuid:upload_id>")
@enter(Who.COORDINATOR)
def preview(factory_id: uuid.UUID, upload_id: uuid.UUID) -> ResponseReturnValue:
    """What a new roster would change."""
    try:
        content = keeping.look_at_upload(db(), upload_id, _staff_id(), _KIND, factory_id)
    except CameBeforeError:
        return _back(factory_id, applied=1)
    return render_template(
        "factory/roster_preview.html",
        factory=factories.find(db(), factory_id),
        upload_id=upload_id,
        changes=rosters.compare(db(), factory_id, _numbers(content)),
    )


@bp.post(f"{PAGE}/<uuid:upload_id>")
@enter(Who.COORDINATOR)
def apply(factory_id: uuid.UUID, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Put the new roster in the place of the one before."""
    try:
        content = keeping.take_upload(db(), upload_id, _staff_id(), _KIND, factory_id)
    except CameBeforeError:
        return _back(factory_id, applied=1)
    changes = rosters.replace(db(), factory_id, _numbers(content))
    note(Act.CHANGED_ROSTER, f"+{changes.new} ={changes.still} -{changes.gone}", factory_id)
    return _back(factory_id, applied=1)


@bp.post(f"{PAGE}/left")
@enter(Who.COORDINATOR)
def left(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Say of one number that whoever has it has left: after looking at it once more. The answer is always the same."""
    try:
        numbers = rosters.clean_numbers([forms.text("number")])
    except RefusedError as error:
        return _page(factory_id, forms.refusal(error)), 422
    if not numbers:
        return _page(factory_id, {"number": _NO_NUMBER}), 422
    if not forms.text("sure"):
        factory = factories.find(db(), factory_id)
        return render_template("factory/roster_left.html", factory=factory, number=next(iter(numbers)))
    rosters.say_left(db(), factory_id, forms.text("number"))
    note(Act.SAID_WHO_LEFT, factory_id=factory_id)
    return _back(factory_id, left=1)


@bp.route(f"{PAGE}/clear", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def clear(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Ask whether the roster shall go; forget it."""
    if request.method != "POST":
        return render_template("factory/roster_clear.html", factory=factories.find(db(), factory_id))
    rosters.clear(db(), factory_id)
    note(Act.CHANGED_ROSTER, "-", factory_id)
    return _back(factory_id, cleared=1)


def _page(factory_id: uuid.UUID, faults: dict[str, str] | None = None, faulty: FaultySheetError | None = None) -> str:
    return render_template(
        "factory/roster.html",
        factory=factories.find(db(), factory_id),
        listed=rosters.count_listed(db(), factory_id),
        faults=faults or {},
        number=forms.shown(forms.text("number"), 60),
        wrong=[("", said(fault, words().gettext)) for fault in faulty.faults] if faulty else [],
        more=faulty.more if faulty else 0,
    )


def _numbers(content: bytes) -> frozenset[str]:
    return frozenset(content.decode().split("\n"))


def _staff_id() -> uuid.UUID:
    return staff.colleague().staff.id


def _back(factory_id: uuid.UUID, **said: int) -> ResponseReturnValue:
    return redirect(url_for("roster.roster", factory_id=factory_id, **said), 303)  # type: ignore[arg-type]
