"""The office's factories: all of them; one of them with its departments, courses and sponsors; adding and changing one."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Factory
from mpt.rules import days, places
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Grant, Role, Who
from mpt.services import factories as places_of_work
from mpt.services import offers, parts, sponsors, staff
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.services.parts import Sums
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.noted import both, note
from mpt.web.office import roles, two_names
from mpt.web.reading import course_titles
from mpt.web.shelf import shelf
from mpt.web.staffnav import factory_ways
from mpt.web.transaction import db

bp = Blueprint("office", __name__)


@bp.get("/<lang>/office")
@enter(Who.OFFICE)
def factories() -> ResponseReturnValue:
    """All factories; in an empty office, how to begin."""
    return render_template(
        "office/factories.html", factories=places_of_work.everywhere(db()), sums=parts.sums(db()), nothing=Sums(),
        country=words().country,
    )  # fmt: skip


@bp.route("/<lang>/office/factories/new", methods=["GET", "POST"])
@enter(Who.OFFICE)
def add() -> ResponseReturnValue:
    """Add a factory; its first join code comes with it."""
    if request.method != "POST":
        return _form_page(None, {})
    if faults := two_names.faults():
        return _form_page(None, faults), 422
    try:
        added, _code = places_of_work.open_factory(
            db(), *two_names.typed(), forms.text("country"), forms.text("timezone"), forms.submission()
        )
    except RefusedError as error:
        return _form_page(None, forms.refusal(error)), 422
    except CameBeforeError:
        return redirect(url_for("office.factory", factory_id=forms.submission()), 303)
    note(Act.CHANGED_FACTORY, f"+ {both(added)}", added.id)
    return redirect(url_for("office.factory", factory_id=added.id, added=1), 303)


@bp.get("/<lang>/office/factories/<uuid:factory_id>")
@enter(Who.OFFICE)
def factory(factory_id: uuid.UUID) -> ResponseReturnValue:
    """One factory, and the ways to change what belongs to it."""
    return _factory_page(places_of_work.find(db(), factory_id), {})


@bp.route("/<lang>/office/factories/<uuid:factory_id>/change", methods=["GET", "POST"])
@enter(Who.OFFICE)
def change(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Change a factory's names, country and time zone."""
    found = places_of_work.find(db(), factory_id)
    if request.method != "POST":
        return _form_page(found, {})
    if faults := two_names.faults():
        return _form_page(found, faults), 422
    was = both(found)
    try:
        places_of_work.change_factory(
            db(), factory_id, *two_names.typed(), forms.text("country"), forms.text("timezone")
        )
    except RefusedError as error:
        return _form_page(found, forms.refusal(error)), 422
    note(Act.CHANGED_FACTORY, f"{was} → {both(found)}, {found.country}, {found.timezone}", factory_id)
    return _back(factory_id)


@bp.post("/<lang>/office/factories/<uuid:factory_id>/courses")
@enter(Who.OFFICE)
def offer(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Offer a course to a factory, or offer it by another day."""
    found, course_id = places_of_work.find(db(), factory_id), forms.text("course")
    shelf().edition(course_id)
    try:
        due_on = days.clean_day(forms.text("due_on"))
    except days.DayError as error:
        return _factory_page(found, {"due_on": forms.refusal(error)["day"]}), 422
    offers.put_offer(db(), factory_id, course_id, due_on)
    note(Act.OFFERED_COURSE, f"{course_id}, {due_on or '-'}", factory_id)
    return _back(factory_id)


@bp.post("/<lang>/office/factories/<uuid:factory_id>/courses/withdraw")
@enter(Who.OFFICE)
def withdraw(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Offer a course to a factory no longer."""
    places_of_work.find(db(), factory_id)
    course_id = forms.text("course")
    if course_id in offers.offers_of(db(), factory_id):
        offers.withdraw(db(), factory_id, course_id)
        note(Act.OFFERED_COURSE, f"- {course_id}", factory_id)
    return _back(factory_id)


@bp.post("/<lang>/office/factories/<uuid:factory_id>/sponsors")
@enter(Who.OFFICE)
def support(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Link a sponsor to a factory, so that it sees the factory's totals."""
    places_of_work.find(db(), factory_id)
    sponsor = sponsors.find(db(), forms.row("sponsor"))
    sponsors.support(db(), sponsor.id, factory_id)
    note(Act.CHANGED_SPONSOR, f"+ {both(sponsor)}", factory_id)
    return _back(factory_id)


@bp.post("/<lang>/office/factories/<uuid:factory_id>/sponsors/stop")
@enter(Who.OFFICE)
def stop_supporting(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Take a sponsor's link to a factory away."""
    places_of_work.find(db(), factory_id)
    sponsor = sponsors.find(db(), forms.row("sponsor"))
    sponsors.stop_supporting(db(), sponsor.id, factory_id)
    note(Act.CHANGED_SPONSOR, f"- {both(sponsor)}", factory_id)
    return _back(factory_id)


def _back(factory_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("office.factory", factory_id=factory_id, saved=1), 303)


def _factory_page(factory: Factory, faults: dict[str, str]) -> str:
    linked = sponsors.supporters(db(), factory.id)
    return render_template(
        "office/factory.html",
        factory=factory,
        own_pages=factory_ways(factory.id),
        country=words().country(factory.country),
        zone=words().timezone(factory.timezone),
        parts=parts.parts_of(db(), factory.id),
        sums=parts.sums(db()).get(factory.id, Sums()),
        offers=offers.offers_of(db(), factory.id),
        titles=course_titles(),
        linked=linked,
        others=[sponsor for sponsor in sponsors.everyone(db()) if sponsor not in linked],
        coordinators=staff.holders(db(), Grant(Role.COORDINATOR, factory.id)),
        role=roles.value(Grant(Role.COORDINATOR, factory.id)),
        faults=faults,
        shown=forms.refilled({"course": "", "due_on": ""}),
    )


def _form_page(factory: Factory | None, faults: dict[str, str]) -> str:
    spoken = words()
    before = {
        **two_names.before(factory),
        "country": factory.country if factory else places.COUNTRIES[0],
        "timezone": factory.timezone if factory else "",
    }
    zones = [zone for country in places.ZONES.values() for zone in country]
    return render_template(
        "office/factory_form.html",
        factory=factory,
        shown=forms.refilled(before),
        faults=faults,
        countries=[(code, spoken.country(code)) for code in places.COUNTRIES],
        zones=[(zone, spoken.timezone(zone)) for zone in zones],
        submission=uuid.uuid4(),
    )
