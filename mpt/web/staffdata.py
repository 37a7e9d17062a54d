"""What is known of somebody of the staff, as a page and as a file, and their own account: ended and erased at their word."""

import json
import uuid
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import AuditEntry
from mpt.models.base import now
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import staffleaving
from mpt.services.audit import Act
from mpt.services.staffleaving import StaffData
from mpt.services.throttling import TooManyTriesError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import local_day, words
from mpt.web.messages import N_
from mpt.web.office.log import SENTENCES
from mpt.web.ownfile import as_json
from mpt.web.staffroom import own_places
from mpt.web.transaction import db, forget_deleted

bp = Blueprint("staffdata", __name__)
PAGE = "/<lang>/staff/me/data"
_WRONG = {"password": N_("That isn't your password. Look at it once more.")}


@bp.get(PAGE)
@enter(Who.STAFF)
def data() -> ResponseReturnValue:
    """All that is known of whoever is signed in here."""
    known = _known()
    log = [(entry, _sentence(entry)) for entry in reversed(known.log)]
    return render_template("staff/data.html", known=known, places=own_places(), log=log)


@bp.get(f"{PAGE}.json")
@enter(Who.STAFF)
def machine() -> ResponseReturnValue:
    """The same as a file for programs."""
    response = Response(as_json(_tree(_known())), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{local_day(now()):%Y-%m-%d}.json"'
    return response


@bp.route("/<lang>/staff/me/erase", methods=["GET", "POST"])
@enter(Who.STAFF)
def erase() -> ResponseReturnValue:
    """Say what goes and what stays; end and erase the account of whoever shows by their password that it's theirs."""
    if request.method != "POST":
        return _erase_page({})
    me = staff.colleague().staff
    try:
        staff.confirm_password()
    except TooManyTriesError as error:
        return _erase_page({"password": forms.REFUSALS[type(error)][1]}), 429
    except RefusedError:
        return _erase_page(_WRONG), 422
    staffleaving.erase(db(), me.id)
    staff.forget()
    forget_deleted()
    return redirect(url_for("staffroom.sign_in", erased=1), 303)


def _erase_page(faults: dict[str, str]) -> str:
    return render_template("staff/erase.html", faults=faults)


def _known() -> StaffData:
    return staffleaving.collect(db(), staff.colleague().staff.id)


def _sentence(entry: AuditEntry) -> str:
    return words().gettext(SENTENCES[Act(entry.act)], who=staff.colleague().staff.name)


def _tree(known: StaffData) -> dict[str, Any]:
    person = known.staff
    return {
        "format": "migrant-parent-training staff data 1",
        "made_at": now(),
        "account": {"id": str(person.id), "email": person.email, "name": person.name, "since": person.created_at},
        "roles": sorted(
            ({"role": str(grant.role), "place": str(grant.place) if grant.place else None} for grant in known.grants),
            key=json.dumps,
        ),
        "browsers": [{"browser": one.browser, "since": one.created_at} for one in known.sessions],
        "two_steps": {"since": person.totp_since, "recovery_codes_left": len(known.recovery_codes)},
        "invitations": [{"made_at": one.created_at} for one in known.invitations],
        "spreadsheets": [
            {"file": one.filename, "kind": one.kind, "at": one.created_at, "applied_at": one.applied_at}
            for one in known.uploads
        ],
        "failed_tries": [{"at": one.failed_at, "address": one.address} for one in known.failures],
        "log": [_logged(entry.at, entry.act, entry.detail, entry.factory_id) for entry in known.log],
        "written": dict(known.written),
    }


def _logged(at: datetime, act: str, detail: str, factory_id: uuid.UUID | None) -> dict[str, Any]:
    return {"at": at, "act": act, "detail": detail, "factory": str(factory_id) if factory_id else None}
