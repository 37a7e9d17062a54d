"""The desk: a worker who forgot the PIN shows a number on the phone, and is let through to set a new one."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules.names import RefusedError, plain_pin
from mpt.rules.permissions import Who
from mpt.services import factories
from mpt.services.audit import Act
from mpt.services.desk import DIGITS, let_through
from mpt.services.throttling import TooManyTriesError
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.messages import N_
from mpt.web.noted import note
from mpt.web.transaction import db

bp = Blueprint("desk", __name__)
_NOT_WHOLE = N_("The number on the phone has 8 digits. Look at it once more.")
_TOO_OFTEN = N_("Too many wrong numbers. The desk rests for 15 minutes; after very many, until tomorrow.")


@bp.route("/<lang>/factory/<uuid:factory_id>/desk", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def desk(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Take the number on a worker's phone; ask to look once more; let the phone through.

    Whether anybody shows the number is asked only by letting through, which is written down: nobody can probe.
    """
    number = plain_pin(forms.text("number"))
    if request.method != "POST":
        return _page("factory/desk.html", factory_id)
    if len(number) != DIGITS or not (number.isascii() and number.isdigit()):
        return _page("factory/desk.html", factory_id, {"number": _NOT_WHOLE}), 422
    if not forms.text("sure"):
        return _page("factory/desk_sure.html", factory_id)
    try:
        is_first = let_through(db(), factory_id, number, request.remote_addr or "")
    except TooManyTriesError:
        return _page("factory/desk.html", factory_id, {"number": _TOO_OFTEN}), 429
    except RefusedError as error:
        return _page("factory/desk.html", factory_id, forms.refusal(error)), 422
    if is_first:
        note(Act.LET_PIN_THROUGH, factory_id=factory_id)
    return redirect(url_for("desk.desk", factory_id=factory_id, through=1), 303)


def _page(template: str, factory_id: uuid.UUID, faults: dict[str, str] | None = None) -> str:
    number = plain_pin(forms.shown(forms.text("number"), 20))
    return render_template(template, factory=factories.find(db(), factory_id), number=number, faults=faults or {})
