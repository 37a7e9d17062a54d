"""The staff's own pages: the door, signing in, the invitation, and in which browsers one is signed in."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules.names import RefusedError
from mpt.rules.permissions import Role, Who
from mpt.services import factories, sponsors
from mpt.services import staff as colleagues
from mpt.services.throttling import TooManyTriesError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import language, words
from mpt.web.transaction import db, reading

bp = Blueprint("staffroom", __name__)


@bp.get("/<lang>/staff")
@enter(Who.STAFF)
def door() -> ResponseReturnValue:
    """Where somebody of the staff begins: the one place they have, or a choice of several."""
    places = [address for address, _label in own_places()]
    if len(places) == 1:
        return redirect(places[0])
    return render_template("staff/door.html", places=own_places())


@bp.route("/<lang>/staff/sign-in", methods=["GET", "POST"])
@enter(Who.ANYONE)
def sign_in() -> ResponseReturnValue:
    """Come in with address and password."""
    then = forms.local_path(request.values.get("then", ""))
    if request.method != "POST":
        return _sign_in_page(then, {})
    # Before anything else opens the transaction that writes.
    proven = _prove()
    try:
        _found, token = colleagues.sign_in(
            db(), forms.text("email"), proven, request.remote_addr or "", staff.browser()
        )
    except RefusedError as error:
        return _sign_in_page(then, forms.refusal(error)), 429 if isinstance(error, TooManyTriesError) else 422
    staff.remember(token)
    return redirect(then or url_for("staffroom.door"), 303)


@bp.post("/<lang>/staff/sign-out")
@enter(Who.ANYONE)
def sign_out() -> ResponseReturnValue:
    """Leave this browser."""
    staff.forget()
    return redirect(url_for("staffroom.sign_in", out=1), 303)


@bp.route("/<lang>/staff/invitation/<token>", methods=["GET", "POST"])
@enter(Who.ANYONE)
def invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation by setting a password; whoever holds the link is whom it was sent to."""
    invited = colleagues.invited(db(), token)
    if request.method != "POST":
        return render_template("staff/invitation.html", invited=invited, faults={})
    try:
        _staff, session_token = colleagues.accept(db(), token, forms.text("password"), staff.browser())
    except RefusedError as error:
        return render_template("staff/invitation.html", invited=invited, faults=forms.refusal(error)), 422
    staff.remember(session_token)
    return redirect(url_for("staffroom.door"), 303)


@bp.get("/<lang>/staff/me")
@enter(Who.STAFF)
def me() -> ResponseReturnValue:
    """Who one is here, what one may see, and where one is signed in."""
    sessions = colleagues.sessions_of(db(), staff.colleague().staff.id)
    return render_template("staff/me.html", places=own_places(), sessions=sessions)


@bp.post("/<lang>/staff/me/sign-out-others")
@enter(Who.STAFF)
def sign_out_others() -> ResponseReturnValue:
    """Sign out in every other browser."""
    colleagues.sign_out_everywhere(db(), staff.colleague().staff.id, but=staff.token())
    return redirect(url_for("staffroom.me", others=1), 303)


def own_places() -> list[tuple[str, str]]:
    """Return where the colleague who is signed in here may go: address and name of each."""
    here, _ = staff.colleague(), words().gettext
    places = [(url_for("office.factories"), _("The programme's office"))] if here.is_office else []
    places += [
        (url_for("factory.report", factory_id=factory.id), factory.name_in(language()))
        for factory in factories.named(db(), here.places(Role.COORDINATOR))
    ]
    places += [
        (url_for("sponsor.totals", sponsor_id=sponsor.id), sponsor.name_in(language()))
        for sponsor in sponsors.named(db(), here.places(Role.SPONSOR))
    ]
    return places


def _prove() -> uuid.UUID | None:
    with reading() as session:
        return colleagues.prove(session, forms.text("email"), forms.text("password"))


def _sign_in_page(then: str, faults: dict[str, str]) -> str:
    return render_template("staff/sign_in.html", then=then, faults=faults, email=forms.shown(forms.text("email"), 120))
