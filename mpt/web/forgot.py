"""A forgotten PIN: the phone shows a number, the factory's desk lets it through, and here the new PIN is set.

What the phone must hold meanwhile is in a cookie of its own. Whether anybody has the name that was typed, no page says: all
look the same until a desk has let a phone through.
"""

from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from mpt.models import Learner
from mpt.rules.names import NameMissingError, RefusedError
from mpt.rules.permissions import Who
from mpt.services import desk
from mpt.services.desk import NotLetThroughError
from mpt.services.merging import has_something
from mpt.services.throttling import TooManyTriesError
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.join import come_in
from mpt.web.messages import N_
from mpt.web.phone import here
from mpt.web.transaction import db

bp = Blueprint("forgot", __name__)
COOKIE = "mpt_forgot"

_NO_NAME = N_("Please write the name that you sign in with.")
_TOO_OFTEN = N_("Asked for too often. Please wait 15 minutes; after very many times, until tomorrow.")
_SET_BEFORE = {"pin": N_("If you have set a new PIN, sign in with it. If not, ask for a new number.")}


@bp.route("/<lang>/forgot", methods=["GET", "POST"])
@enter(Who.ANYONE)
def forgot() -> ResponseReturnValue:
    """Ask for the name; show the number for the desk; once the desk has let this phone through, ask for a new PIN."""
    if request.method != "POST":
        return _where_it_stands()
    try:
        token = desk.ask(db(), forms.text("name"), request.remote_addr or "")
    except NameMissingError:
        return _name_page({"name": _NO_NAME}), 422
    except TooManyTriesError:
        return _name_page({"name": _TOO_OFTEN}), 429
    response = redirect(url_for("forgot.forgot"), 303)
    _put(response, token, 2 * desk.OPEN)
    return response


@bp.route("/<lang>/forgot/pin", methods=["GET", "POST"])
@enter(Who.ANYONE)
def set_pin() -> ResponseReturnValue:
    """Set the new PIN on a phone that was let through, and come in."""
    if request.method != "POST":
        return redirect(url_for("forgot.forgot"))
    account, learner = desk.whose_turn(db(), _token()), here()
    if account is None:
        return _set_before_page(), 409
    along = learner.id if learner and forms.text("along") else None
    try:
        account, token = desk.set_pin(db(), _token(), forms.text("pin"), request.remote_addr or "", along)
    except NotLetThroughError:
        return _set_before_page(), 409
    except RefusedError as error:
        return _pin_page(account, forms.refusal(error)), 422
    come_in(account, token)
    response = redirect(url_for("learn.me"), 303)
    response.delete_cookie(COOKIE)
    return response


def _where_it_stands() -> str:
    token = "" if "again" in request.args else _token()
    if not token:
        return _name_page({})
    account = desk.whose_turn(db(), token)
    if account:
        return _pin_page(account, {})
    number = desk.number_of(token)
    return render_template("join/wait.html", number=f"{number[:4]} {number[4:]}")


def _name_page(faults: dict[str, str]) -> str:
    return render_template("join/forgot.html", faults=faults, name=forms.shown(forms.text("name"), 200))


def _pin_page(account: Learner, faults: dict[str, str]) -> str:
    learner = here()
    return render_template(
        "join/new_pin.html",
        account=account,
        brings=bool(learner and not learner.name and has_something(db(), learner.id)),
        faults=faults,
    )


def _set_before_page() -> str:
    return render_template("join/sign_in.html", learner=None, brings=False, then="", faults=_SET_BEFORE, name="")


def _token() -> str:
    return request.cookies.get(COOKIE, "")


def _put(response: Response, token: str, lasting: timedelta) -> None:
    is_https = current_app.config["MPT"].public_url.startswith("https:")
    response.set_cookie(COOKIE, token, lasting, httponly=True, samesite="Lax", secure=is_https)
