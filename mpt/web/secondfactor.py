"""Two-step sign-in: the page that asks for the six digits, and each one's own page to switch it on and off."""

import segno
from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from mpt.models import Staff
from mpt.rules import totp
from mpt.rules.codes import grouped
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import secondfactor
from mpt.services.throttling import TooManyTriesError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.sealed import sealer
from mpt.web.transaction import db

bp = Blueprint("secondfactor", __name__)
COOKIE = "mpt_staff_half"
OWN = "/<lang>/staff/me/two-steps"


def halfway(person: Staff, then: str) -> ResponseReturnValue:
    """Ask somebody for their digits whose password was right. `then` is where they go afterwards; empty for the door."""
    response = redirect(url_for("secondfactor.ask", then=then or None), 303)
    is_https = current_app.config["MPT"].public_url.startswith("https:")
    token, seconds = secondfactor.halfway(sealer(), person), int(secondfactor.HALFWAY.total_seconds())
    response.set_cookie(COOKIE, token, seconds, httponly=True, samesite="Lax", secure=is_https)
    return response


@bp.route("/<lang>/staff/sign-in/digits", methods=["GET", "POST"])
@enter(Who.ANYONE)
def ask() -> ResponseReturnValue:
    """Take the digits, or a recovery code, of whoever has just typed their password in this browser."""
    then = forms.local_path(request.values.get("then", ""))
    person = secondfactor.who_is_halfway(db(), sealer(), request.cookies.get(COOKIE, ""))
    if person is None:
        return redirect(url_for("staffroom.sign_in", then=then or None), 303)
    if request.method != "POST":
        return render_template("staff/secondfactor_ask.html", then=then, fault="")
    try:
        token = secondfactor.come_in(db(), sealer(), person.id, forms.text("digits"), _from(), staff.browser())
    except RefusedError as error:
        fault = forms.REFUSALS[type(error)][1]
        return render_template("staff/secondfactor_ask.html", then=then, fault=fault), _status(error)
    staff.remember(token)
    response = make_response(redirect(then or url_for("staffroom.door"), 303))
    response.delete_cookie(COOKIE)
    return response


@bp.get(OWN)
@enter(Who.STAFF)
def own() -> ResponseReturnValue:
    """Whether one's own sign-in has two steps, and the ways to change that."""
    return _own_page({})


@bp.post(f"{OWN}/begin")
@enter(Who.STAFF)
def begin() -> ResponseReturnValue:
    """Begin, for who shows by their password that the account is theirs: else a desk left open could lock them out."""
    try:
        staff.confirm_password()
    except RefusedError as error:
        return _own_page(forms.refusal(error)), _status(error)
    secondfactor.begin(db(), sealer(), _me().id)
    return redirect(url_for("secondfactor.new"), 303)


@bp.route(f"{OWN}/new", methods=["GET", "POST"])
@enter(Who.STAFF)
def new() -> ResponseReturnValue:
    """Show the secret to the app on the phone; once its digits are typed, it holds, and recovery codes are shown."""
    secret = secondfactor.waiting(sealer(), _me())
    if secret is None:
        return redirect(url_for("secondfactor.own"), 303)
    if request.method != "POST":
        return _new_page(secret, {})
    try:
        codes = secondfactor.confirm(db(), sealer(), _me().id, forms.text("digits"))
    except RefusedError as error:
        return _new_page(secret, forms.refusal(error)), 422
    return _codes_page(codes)


@bp.post(f"{OWN}/codes")
@enter(Who.STAFF)
def codes() -> ResponseReturnValue:
    """Show new recovery codes, in the place of those from before."""
    if _me().totp_since is None:
        return redirect(url_for("secondfactor.own"), 303)
    try:
        secondfactor.check(db(), sealer(), _me().id, forms.text("digits"), _from())
    except RefusedError as error:
        return _own_page({"codes": forms.REFUSALS[type(error)][1]}), _status(error)
    return _codes_page(secondfactor.new_codes(db(), sealer(), _me().id))


@bp.post(f"{OWN}/off")
@enter(Who.STAFF)
def off() -> ResponseReturnValue:
    """Go back to the password alone, for who has both."""
    if _me().totp_since:
        try:
            staff.confirm_password()
            secondfactor.check(db(), sealer(), _me().id, forms.text("digits"), _from())
        except RefusedError as error:
            return _own_page(forms.refusal(error)), _status(error)
        secondfactor.take_away(db(), _me().id)
    return redirect(url_for("secondfactor.own", off=1), 303)


def _me() -> Staff:
    return staff.colleague().staff


def _from() -> str:
    return request.remote_addr or ""


def _status(error: RefusedError) -> int:
    return 429 if isinstance(error, TooManyTriesError) else 422


def _own_page(faults: dict[str, str]) -> str:
    left = secondfactor.codes_left(db(), _me().id)
    return render_template("staff/secondfactor.html", me=_me(), left=left, faults=faults)


def _new_page(secret: str, faults: dict[str, str]) -> str:
    # White around it, whatever the page's colours are: a camera needs it.
    code = segno.make_qr(totp.address_of(secret, _me().email))
    picture = Markup(code.svg_inline(scale=4, border=4, dark="#2a2622", light="#fff"))  # noqa: S704 - made of squares
    key = totp.typed_key(secret)
    return render_template("staff/secondfactor_new.html", picture=picture, key=key, faults=faults)


def _codes_page(codes: tuple[str, ...]) -> Response:
    # As the answer to the form itself: at an address of its own it could be looked at again.
    return make_response(render_template("staff/secondfactor_codes.html", codes=[grouped(code) for code in codes]))
