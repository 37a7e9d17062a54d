"""A factory's departments and their lines, as the office writes them down."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules import places
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import parts
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError, Place
from mpt.services.parts import PartInUseError, People
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.messages import N_
from mpt.web.noted import both, note
from mpt.web.office import two_names
from mpt.web.transaction import db

bp = Blueprint("parts", __name__)

NO_NUMBER = N_("Please write a whole number, such as 120, or leave it empty.")


@bp.route("/<lang>/office/factories/<uuid:factory_id>/departments/new", methods=["GET", "POST"])
@enter(Who.OFFICE)
def add_department(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Add a department to a factory."""
    place = parts.place_in(db(), factory_id, None, None)
    if request.method != "POST":
        return _department_page(place, {})
    people, faults = _people()
    if faults := two_names.faults() | faults:
        return _department_page(place, faults), 422
    try:
        added = parts.add_department(db(), factory_id, *two_names.typed(), people)
    except RefusedError as error:
        return _department_page(place, forms.refusal(error)), 422
    except CameBeforeError:
        return _to_factory(factory_id)
    note(Act.CHANGED_FACTORY, f"+ {both(added)}", factory_id)
    return _to_factory(factory_id)


@bp.route(
    "/<lang>/office/factories/<uuid:factory_id>/departments/<uuid:department_id>", methods=["GET", "POST"]
)  # fmt: skip
@enter(Who.OFFICE)
def department(factory_id: uuid.UUID, department_id: uuid.UUID) -> ResponseReturnValue:
    """A department with its lines; change its names and figures."""
    place = parts.place_in(db(), factory_id, department_id, None)
    if request.method != "POST":
        return _department_page(place, {})
    people, faults = _people()
    if faults := two_names.faults() | faults:
        return _department_page(place, faults), 422
    try:
        parts.change_department(db(), place, *two_names.typed(), people)
    except RefusedError as error:
        return _department_page(place, forms.refusal(error)), 422
    _note_change(place)
    return _to_factory(factory_id)


@bp.post("/<lang>/office/factories/<uuid:factory_id>/departments/<uuid:department_id>/remove")
@enter(Who.OFFICE)
def remove_department(factory_id: uuid.UUID, department_id: uuid.UUID) -> ResponseReturnValue:
    """Remove a department and its lines, where nobody joined in it and no code leads to it."""
    place = parts.place_in(db(), factory_id, department_id, None)
    try:
        parts.remove(db(), place)
    except PartInUseError:
        return redirect(url_for("parts.department", factory_id=factory_id, department_id=department_id, in_use=1), 303)
    note(Act.CHANGED_FACTORY, f"- {_name(place)}", factory_id)
    return _to_factory(factory_id)


@bp.route(
    "/<lang>/office/factories/<uuid:factory_id>/departments/<uuid:department_id>/lines/new", methods=["GET", "POST"]
)
@enter(Who.OFFICE)
def add_line(factory_id: uuid.UUID, department_id: uuid.UUID) -> ResponseReturnValue:
    """Add a line to a department."""
    place = parts.place_in(db(), factory_id, department_id, None)
    if request.method != "POST":
        return _line_page(place, {})
    if faults := two_names.faults():
        return _line_page(place, faults), 422
    try:
        added = parts.add_line(db(), place, *two_names.typed())
    except RefusedError as error:
        return _line_page(place, forms.refusal(error)), 422
    except CameBeforeError:
        return _to_department(place)
    note(Act.CHANGED_FACTORY, f"+ {_name(place)} · {both(added)}", factory_id)
    return _to_department(place)


@bp.route("/<lang>/office/factories/<uuid:factory_id>/lines/<uuid:line_id>", methods=["GET", "POST"])
@enter(Who.OFFICE)
def line(factory_id: uuid.UUID, line_id: uuid.UUID) -> ResponseReturnValue:
    """Change a line's names."""
    place = parts.place_in(db(), factory_id, None, line_id)
    if request.method != "POST":
        return _line_page(place, {})
    if faults := two_names.faults():
        return _line_page(place, faults), 422
    try:
        parts.change_line(db(), place, *two_names.typed())
    except RefusedError as error:
        return _line_page(place, forms.refusal(error)), 422
    _note_change(place)
    return _to_department(place)


@bp.post("/<lang>/office/factories/<uuid:factory_id>/lines/<uuid:line_id>/remove")
@enter(Who.OFFICE)
def remove_line(factory_id: uuid.UUID, line_id: uuid.UUID) -> ResponseReturnValue:
    """Remove a line, where nobody joined in it and no code leads to it."""
    place = parts.place_in(db(), factory_id, None, line_id)
    try:
        parts.remove(db(), place)
    except PartInUseError:
        return redirect(url_for("parts.line", factory_id=factory_id, line_id=line_id, in_use=1), 303)
    note(Act.CHANGED_FACTORY, f"- {_name(place)}", factory_id)
    return _to_department(place)


def _people() -> tuple[People, dict[str, str]]:
    """Return how many people and parents this request's form names, and what is wrong with which of the two."""
    counted: dict[str, int | None] = {}
    faults = {}
    for field in ("headcount", "parents"):
        try:
            counted[field] = places.clean_people(forms.text(field))
        except places.PeopleError:
            faults[field] = NO_NUMBER
    return People(**counted), faults


def _note_change(place: Place) -> None:
    note(Act.CHANGED_FACTORY, _name(place), place.factory.id)


def _name(place: Place) -> str:
    return " · ".join(both(part) for part in (place.department, place.line) if part)


def _to_factory(factory_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("office.factory", factory_id=factory_id, saved=1), 303)


def _to_department(place: Place) -> ResponseReturnValue:
    department_id = place.department.id if place.department else None
    return redirect(url_for("parts.department", factory_id=place.factory.id, department_id=department_id, saved=1), 303)


def _department_page(place: Place, faults: dict[str, str]) -> str:
    department = place.department
    figures = (department.headcount, department.parents) if department else (None, None)
    headcount, parents_there = ("" if figure is None else str(figure) for figure in figures)
    before = {**two_names.before(department), "headcount": headcount, "parents": parents_there}
    lines = [part.lines for part in parts.parts_of(db(), place.factory.id) if part.department is department]
    return render_template(
        "office/department.html",
        place=place,
        lines=lines[0] if lines else (),
        shown=forms.refilled(before),
        faults=faults,
    )


def _line_page(place: Place, faults: dict[str, str]) -> str:
    shown = forms.refilled(two_names.before(place.line))
    return render_template("office/line.html", place=place, shown=shown, faults=faults)
