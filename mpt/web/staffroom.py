"""The staff's own pages: the door, signing in, the invitation, and in which browsers one is signed in."""

import uuid
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Staff
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Grant, Role, Who
from mpt.services import factories, sponsors, staffdoor
from mpt.services.throttling import TooManyTriesError
from mpt.web import forms, secondfactor, staff
from mpt.web.entrance import enter
from mpt.web.language import language, to_phones_language, words
from mpt.web.messages import N_
from mpt.web.transaction import db, reading

bp = Blueprint("staffroom", __name__)

_SEES = {
    Role.OFFICE: N_("All factories, their figures and codes, the staff and the log. Never what a single worker did."),
    Role.COORDINATOR: N_("This factory's figures and codes, and the names of workers who agreed to be shown."),
    Role.SPONSOR: N_("The totals of the factories that you support. Never a person."),
    Role.TRAINER: N_("Courses as they're being written, and how their questions do. Never who answered what."),
    Role.COUNSELLOR: N_("What workers write to the helpline. Nobody knows who they are, you neither."),
}


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where somebody of the staff may go: its address and name, and what they see there."""

    address: str
    name: str
    sees: str


@bp.get("/<lang>/staff")
@enter(Who.STAFF)
def door() -> ResponseReturnValue:
    """Where somebody of the staff begins: the one place they have, or a choice of several."""
    places = own_places()
    if len(places) == 1:
        return redirect(places[0].address)
    return render_template("staff/door.html", places=places)


@bp.route("/<lang>/staff/sign-in", methods=["GET", "POST"])
@enter(Who.ANYONE)
def sign_in() -> ResponseReturnValue:
    """Come in with address and password."""
    if request.method != "POST":
        return _sign_in_page()
    # Before anything else opens the transaction that writes.
    proven = _prove()
    try:
        person, token = staffdoor.sign_in(db(), forms.text("email"), proven, request.remote_addr or "", staff.browser())
    except RefusedError as error:
        return _sign_in_page(error), 429 if isinstance(error, TooManyTriesError) else 422
    if not token:
        return secondfactor.halfway(person, _then())
    staff.remember(token)
    return redirect(_then() or url_for("staffroom.door"), 303)


@bp.post("/<lang>/staff/sign-out")
@enter(Who.ANYONE)
def sign_out() -> ResponseReturnValue:
    """Leave this browser."""
    staff.forget()
    return redirect(url_for("staffroom.sign_in", out=1), 303)


@bp.get("/staff/invitation/<token>")
@enter(Who.ANYONE)
def invitation_link(token: str) -> ResponseReturnValue:
    """Lead from an invitation's link, which knows no language, to its page in the browser's."""
    return to_phones_language("staffroom.invitation", token=token)


@bp.route("/<lang>/staff/invitation/<token>", methods=["GET", "POST"])
@enter(Who.ANYONE)
def invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation by setting a password; whoever holds the link is whom it was sent to."""
    invited = staffdoor.invited(db(), token)
    if request.method != "POST":
        return _invitation_page(invited, {})
    try:
        person, session_token = staffdoor.accept(db(), token, forms.text("password"), staff.browser())
    except RefusedError as error:
        return _invitation_page(invited, forms.refusal(error)), 422
    if not session_token:
        return secondfactor.halfway(person, "")
    staff.remember(session_token)
    return redirect(url_for("staffroom.door"), 303)


@bp.get("/<lang>/staff/me")
@enter(Who.STAFF)
def me() -> ResponseReturnValue:
    """Who one is here, what one may see, and where one is signed in."""
    found = staffdoor.sessions_of(db(), staff.colleague().staff.id, staff.token())
    sessions = [(one, is_this, staffdoor.mark_of(one)) for one, is_this in found]
    return render_template("staff/me.html", places=own_places(), sessions=sessions, hours=staffdoor.SESSION_HOURS)


@bp.post("/<lang>/staff/me/sign-out-others")
@enter(Who.STAFF)
def sign_out_others() -> ResponseReturnValue:
    """Sign out in every other browser."""
    staffdoor.sign_out_everywhere(db(), staff.colleague().staff.id, but=staff.token())
    return redirect(url_for("staffroom.me", others=1), 303)


@bp.post("/<lang>/staff/me/sign-out-one")
@enter(Who.STAFF)
def sign_out_one() -> ResponseReturnValue:
    """Sign out in one other browser."""
    staffdoor.sign_out_one(db(), staff.colleague().staff.id, forms.text("browser"))
    return redirect(url_for("staffroom.me", one=1), 303)


def own_places() -> list[OwnPlace]:
    """Return where the colleague who is signed in here may go."""
    here, _ = staff.colleague(), words().gettext
    office = [(url_for("office.factories"), _("The programme's office"))] if here.is_office else []
    of_factories = [
        (url_for("factory.report", factory_id=factory.id), factory.name_in(language()))
        for factory in factories.named(db(), here.places(Role.COORDINATOR))
    ]
    of_sponsors = [
        (url_for("sponsor.totals", sponsor_id=sponsor.id), sponsor.name_in(language()))
        for sponsor in sponsors.named(db(), here.places(Role.SPONSOR))
    ]
    studio = [(url_for("studio.courses"), _("The trainers' studio"))] if Grant(Role.TRAINER) in here.grants else []
    counsel = [(url_for("inbox.inbox"), _("Helpline"))] if Grant(Role.COUNSELLOR) in here.grants else []
    doors = (
        (Role.COUNSELLOR, counsel),
        (Role.OFFICE, office),
        (Role.TRAINER, studio),
        (Role.COORDINATOR, of_factories),
        (Role.SPONSOR, of_sponsors),
    )
    return [OwnPlace(address, name, _(_SEES[role])) for role, places in doors for address, name in places]


def _prove() -> uuid.UUID | None:
    with reading() as session:
        return staffdoor.prove(session, forms.text("email"), forms.text("password"))


def _then() -> str:
    return forms.local_path(request.values.get("then", ""))


def _sign_in_page(error: RefusedError | None = None) -> str:
    # Beside the password whatever it is: which of the two was wrong is told to nobody.
    fault = forms.REFUSALS[type(error)][1] if error else ""
    email = forms.shown(forms.text("email"), 120)
    return render_template("staff/sign_in.html", then=_then(), fault=fault, email=email)


def _invitation_page(invited: Staff, faults: dict[str, str]) -> str:
    return render_template("staff/invitation.html", invited=invited, faults=faults)
