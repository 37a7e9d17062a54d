"""The counsellors' saved replies: words that are needed again and again, in both languages."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import SavedReply
from mpt.rules import helpline, names
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services.helpline import replies as saved
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.helpline.first_replies import FIRST, reply_id
from mpt.web.helpline.typed import fault, typed
from mpt.web.transaction import db

bp = Blueprint("replies", __name__)

_FIELDS = {
    "name_zh": names.clean_name,
    "name_en": names.clean_name,
    "text_zh": helpline.clean_text,
    "text_en": helpline.clean_text,
}
"""Each field of the form, and by what it's looked at."""


@bp.get("/<lang>/helpline/replies")
@enter(Who.COUNSELLOR)
def replies() -> ResponseReturnValue:
    """All saved replies; where there are none yet, the way to begin with ours."""
    return render_template("helpline/replies.html", replies=saved.everyone(db()), first=len(FIRST))


@bp.route("/<lang>/helpline/replies/new", methods=["GET", "POST"])
@enter(Who.COUNSELLOR)
def add() -> ResponseReturnValue:
    """Add a reply. The form carries the id of the row that it becomes, so that two taps make one."""
    if request.method != "POST":
        return _form_page(None, {})
    return _save(None, forms.row("submission"))


@bp.post("/<lang>/helpline/replies/first")
@enter(Who.COUNSELLOR)
def begin() -> ResponseReturnValue:
    """Begin with our own replies. They have ids of their own, so that two counsellors who tap at once make them once."""
    if not saved.everyone(db()):
        for first in FIRST:
            saved.save(db(), reply_id(first), *first.in_both())
    return redirect(url_for("replies.replies", begun=1), 303)


@bp.route("/<lang>/helpline/replies/<uuid:reply_id>", methods=["GET", "POST"])
@enter(Who.COUNSELLOR)
def change(reply_id: uuid.UUID) -> ResponseReturnValue:
    """Change a reply."""
    reply = saved.find(db(), reply_id)
    return _save(reply, reply_id) if request.method == "POST" else _form_page(reply, {})


@bp.post("/<lang>/helpline/replies/<uuid:reply_id>/remove")
@enter(Who.COUNSELLOR)
def remove(reply_id: uuid.UUID) -> ResponseReturnValue:
    """Remove a reply. What was answered with it stays."""
    saved.remove(db(), reply_id)
    return redirect(url_for("replies.replies", removed=1), 303)


def _save(reply: SavedReply | None, reply_id: uuid.UUID) -> ResponseReturnValue:
    if faults := _faults():
        return _form_page(reply, faults), 422
    saved.save(db(), reply_id, *(forms.text(field) for field in _FIELDS))
    return redirect(url_for("replies.replies", saved=1), 303)


def _faults() -> dict[str, str]:
    """Return what is wrong with which field: each is looked at, so that all is said at once."""
    faults = {}
    for field, clean in _FIELDS.items():
        try:
            clean(forms.text(field))
        except RefusedError as error:
            faults[field] = fault(error)
    return faults


def _form_page(reply: SavedReply | None, faults: dict[str, str]) -> str:
    is_sent = request.method == "POST"
    shown = {field: typed(field) if is_sent else getattr(reply, field, "") for field in _FIELDS}
    return render_template(
        "helpline/reply.html", reply=reply, shown=shown, faults=faults, submission=_submission(reply, is_sent=is_sent)
    )


def _submission(reply: SavedReply | None, *, is_sent: bool) -> uuid.UUID | None:
    if reply:
        return None
    return forms.row("submission") if is_sent else uuid.uuid4()
