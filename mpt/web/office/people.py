"""The staff, as the office looks after them: who they are, what they may see, links for their passwords, their end."""

import uuid

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Staff
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Role, Who
from mpt.services import secondfactor
from mpt.services import staff as colleagues
from mpt.services.audit import Act
from mpt.services.staffdoor import INVITATION_DAYS
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.noted import note
from mpt.web.office import roles, two_names
from mpt.web.office.roles import NamedRole
from mpt.web.transaction import db, undo

bp = Blueprint("people", __name__)


@bp.get("/<lang>/office/staff")
@enter(Who.OFFICE)
def people() -> ResponseReturnValue:
    """Everybody of the staff, and what each may see."""
    known = roles.roles()
    everybody = [(colleague, roles.of(colleague, known)) for colleague in colleagues.everybody(db())]
    return render_template("office/people.html", people=everybody)


@bp.route("/<lang>/office/staff/new", methods=["GET", "POST"])
@enter(Who.OFFICE)
def invite() -> ResponseReturnValue:
    """Give somebody a role by their address; who has no password yet gets a link, which is shown this once."""
    if request.method != "POST":
        return _invite_page({})
    role, name_fault = roles.roles().get(roles.typed()), two_names.fault_of(forms.text("name"))
    if role is None or name_fault:
        said = {"name": name_fault, "role": "" if role else roles.NONE_CHOSEN}
        return _invite_page(said), 422
    try:
        invited, token = colleagues.invite(db(), forms.text("email"), forms.text("name"), role.grant)
    except RefusedError as error:
        undo()
        return _invite_page(forms.refusal(error)), 422
    _note(Act.INVITED, invited, role)
    return _link_page(invited, token) if token else _back(invited.id)


@bp.get("/<lang>/office/staff/<uuid:staff_id>")
@enter(Who.OFFICE)
def person(staff_id: uuid.UUID) -> ResponseReturnValue:
    """One of the staff, and the ways to change what they may see."""
    return _person_page(staff_id, {})


@bp.post("/<lang>/office/staff/<uuid:staff_id>/give")
@enter(Who.OFFICE)
def give(staff_id: uuid.UUID) -> ResponseReturnValue:
    """Give somebody another role."""
    found, role = colleagues.find(db(), staff_id), roles.roles().get(roles.typed())
    if role is None:
        return _person_page(staff_id, {"role": roles.NONE_CHOSEN}), 422
    try:
        is_new = colleagues.give(db(), staff_id, role.grant)
    except RefusedError as error:
        return _person_page(staff_id, forms.refusal(error)), 422
    if is_new:
        _note(Act.GAVE_ROLE, found.staff, role)
    return _back(staff_id)


@bp.post("/<lang>/office/staff/<uuid:staff_id>/take")
@enter(Who.OFFICE)
def take(staff_id: uuid.UUID) -> ResponseReturnValue:
    """Take a role from somebody; the office's own from oneself too, where a colleague remains."""
    found, role = colleagues.find(db(), staff_id), roles.roles().get(roles.typed())
    if role is None:
        raise forms.BadFormError("role")
    if colleagues.take(db(), staff_id, role.grant):
        _note(Act.TOOK_ROLE, found.staff, role)
    has_left = staff_id == staff.colleague().staff.id and role.grant.role is Role.OFFICE
    return redirect(url_for("staffroom.door"), 303) if has_left else _back(staff_id)


@bp.post("/<lang>/office/staff/<uuid:staff_id>/link")
@enter(Who.OFFICE)
def link(staff_id: uuid.UUID) -> ResponseReturnValue:
    """Show, this once, a link by which somebody sets a new password."""
    token = colleagues.new_link(db(), staff_id)
    found = colleagues.find(db(), staff_id).staff
    note(Act.GAVE_NEW_LINK, found.name)
    return _link_page(found, token)


@bp.post("/<lang>/office/staff/<uuid:staff_id>/one-step")
@enter(Who.OFFICE)
def take_second_step(staff_id: uuid.UUID) -> ResponseReturnValue:
    """Let a colleague sign in by the password alone who has lost the phone and the codes; one's own needs both."""
    if staff_id == staff.colleague().staff.id:
        raise forms.BadFormError("own")
    found = colleagues.find(db(), staff_id).staff
    if secondfactor.take_away(db(), staff_id):
        note(Act.TOOK_SECOND_STEP, found.name)
    return _back(staff_id)


@bp.post("/<lang>/office/staff/<uuid:staff_id>/end")
@enter(Who.OFFICE)
def end(staff_id: uuid.UUID) -> ResponseReturnValue:
    """Let somebody in no more."""
    if ended := colleagues.end(db(), staff_id, by=staff.colleague().staff.id):
        note(Act.ENDED_STAFF, ended.name)
    return redirect(url_for("people.people", ended=1), 303)


def _note(act: Act, whom: Staff, role: NamedRole) -> None:
    factory_id = role.grant.place if role.grant.role is Role.COORDINATOR else None
    note(act, f"{whom.name}: {role.logged}", factory_id)


def _back(staff_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("people.person", staff_id=staff_id, saved=1), 303)


def _invite_page(faults: dict[str, str]) -> str:
    shown = forms.refilled({"email": "", "name": "", "role": request.args.get("role", "")})
    return render_template("office/invite.html", roles=roles.grouped(roles.roles()), shown=shown, faults=faults)


def _link_page(person: Staff, token: str) -> str:
    # As the answer to the form itself: in an address it would stay in the browser's history, and in logs.
    address = url_for("staffroom.invitation_link", token=token)
    link = f"{current_app.config['MPT'].public_url}{address}"
    return render_template("office/link.html", person=person, link=link, days=INVITATION_DAYS)


def _person_page(staff_id: uuid.UUID, faults: dict[str, str]) -> str:
    found, known = colleagues.find(db(), staff_id), roles.roles()
    own = roles.of(found, known)
    others = {value: role for value, role in known.items() if role not in own}
    return render_template(
        "office/person.html",
        person=found.staff,
        is_me=staff_id == staff.colleague().staff.id,
        own=own,
        roles=roles.grouped(others),
        faults=faults,
    )
