"""The office's sponsors: all of them; one of them with the factories that it supports and its staff."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Sponsor
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Grant, Role, Who
from mpt.services import factories, staff
from mpt.services import sponsors as services
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.noted import both, note
from mpt.web.office import roles, two_names
from mpt.web.transaction import db

bp = Blueprint("sponsors", __name__)


@bp.get("/<lang>/office/sponsors")
@enter(Who.OFFICE)
def sponsors() -> ResponseReturnValue:
    """All sponsors, and how many factories each supports."""
    return render_template("office/sponsors.html", sponsors=services.everyone(db()), counts=services.counts(db()))


@bp.route("/<lang>/office/sponsors/new", methods=["GET", "POST"])
@enter(Who.OFFICE)
def add() -> ResponseReturnValue:
    """Add a sponsor."""
    if request.method != "POST":
        return _form_page(None, {})
    if faults := two_names.faults():
        return _form_page(None, faults), 422
    try:
        added = services.add(db(), *two_names.typed())
    except RefusedError as error:
        return _form_page(None, forms.refusal(error)), 422
    except CameBeforeError:
        return redirect(url_for("sponsors.sponsors"), 303)
    note(Act.CHANGED_SPONSOR, f"+ {both(added)}")
    return _back(added.id)


@bp.get("/<lang>/office/sponsors/<uuid:sponsor_id>")
@enter(Who.OFFICE)
def sponsor(sponsor_id: uuid.UUID) -> ResponseReturnValue:
    """One sponsor, and the ways to change what it sees and who sees it."""
    found, grant = services.find(db(), sponsor_id), Grant(Role.SPONSOR, sponsor_id)
    supported = services.supported(db(), sponsor_id)
    others = [factory for factory in factories.everywhere(db()) if factory not in supported]
    return render_template(
        "office/sponsor.html",
        sponsor=found,
        supported=supported,
        others=[(factory.id, factory.name_in(language())) for factory in others],
        people=staff.holders(db(), grant),
        role=roles.value(grant),
    )


@bp.route("/<lang>/office/sponsors/<uuid:sponsor_id>/change", methods=["GET", "POST"])
@enter(Who.OFFICE)
def change(sponsor_id: uuid.UUID) -> ResponseReturnValue:
    """Call a sponsor otherwise."""
    found = services.find(db(), sponsor_id)
    if request.method != "POST":
        return _form_page(found, {})
    if faults := two_names.faults():
        return _form_page(found, faults), 422
    was = both(found)
    try:
        services.rename(db(), sponsor_id, *two_names.typed())
    except RefusedError as error:
        return _form_page(found, forms.refusal(error)), 422
    note(Act.CHANGED_SPONSOR, f"{was} → {both(found)}")
    return _back(sponsor_id)


@bp.post("/<lang>/office/sponsors/<uuid:sponsor_id>/support")
@enter(Who.OFFICE)
def support(sponsor_id: uuid.UUID) -> ResponseReturnValue:
    """Link a factory to a sponsor, so that the sponsor sees its totals."""
    found, factory = services.find(db(), sponsor_id), factories.find(db(), forms.row("factory"))
    if services.support(db(), sponsor_id, factory.id):
        note(Act.CHANGED_SPONSOR, f"+ {both(found)}", factory.id)
    return _back(sponsor_id)


@bp.post("/<lang>/office/sponsors/<uuid:sponsor_id>/stop")
@enter(Who.OFFICE)
def stop_supporting(sponsor_id: uuid.UUID) -> ResponseReturnValue:
    """Take a factory from a sponsor's totals."""
    found, factory = services.find(db(), sponsor_id), factories.find(db(), forms.row("factory"))
    if services.stop_supporting(db(), sponsor_id, factory.id):
        note(Act.CHANGED_SPONSOR, f"- {both(found)}", factory.id)
    return _back(sponsor_id)


def _back(sponsor_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("sponsors.sponsor", sponsor_id=sponsor_id, saved=1), 303)


def _form_page(sponsor: Sponsor | None, faults: dict[str, str]) -> str:
    shown = forms.refilled(two_names.before(sponsor))
    return render_template("office/sponsor_form.html", sponsor=sponsor, shown=shown, faults=faults)
