"""A factory's Family-Friendly Spaces and After-School Centers: all of them, opening, changing and ending one, its figures."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.i18n import LANGUAGES
from mpt.models import Space
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Grant, Role, Who
from mpt.rules.spaces import State
from mpt.services import factories
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.services.spaces import desk, figures, opening, places
from mpt.services.spaces.opening import ChangedMeanwhileError
from mpt.web import space_words, staff
from mpt.web.entrance import enter
from mpt.web.factory import space_days, space_desk, space_figures, space_form, space_prints
from mpt.web.language import words
from mpt.web.noted import both, note
from mpt.web.transaction import db

bp = Blueprint("spaces", __name__)
for _room in (space_desk, space_days, space_prints):
    bp.register_blueprint(_room.bp)

SPACES = "/<lang>/factory/<uuid:factory_id>/spaces"


@bp.get(SPACES)
@enter(Who.FACTORY)
def spaces(factory_id: uuid.UUID) -> ResponseReturnValue:
    """A factory's spaces, and what they did by year; where there is none yet, what one is and how to open it."""
    factory, taken = factories.find(db(), factory_id), places.taken_of_factory(db(), factory_id)
    today = space_words.today(factory)
    return render_template(
        "factory/spaces.html",
        factory=factory,
        rows=[(one, taken[one.id]) for one in opening.of_factory(db(), factory_id)],
        today=today,
        years=space_figures.by_kind_and_year(figures.of_factory(db(), factory_id, today)),
        definitions=space_figures.definitions(),
        coordinates=_coordinates(factory_id),
        says=space_words,
    )


@bp.route(f"{SPACES}/new", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def add(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Open a space. The form carries the id of the row that it becomes, so that two taps make one."""
    if request.method != "POST":
        return _form_page(factory_id, None, {})
    try:
        opened = opening.open_space(db(), space_form.submission(), factory_id, space_form.read())
    except RefusedError as error:
        return _form_page(factory_id, None, space_form.refusal(error)), 422
    except CameBeforeError:
        return _to(factory_id, space_form.submission(), opened=1)
    note(Act.OPENED_SPACE, both(opened), factory_id)
    return _to(factory_id, opened.id, opened=1)


@bp.get(f"{SPACES}/<uuid:space_id>")
@enter(Who.FACTORY)
def space(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """One space: how its places stand, its figures, what parents see of it, and what is printed for it."""
    factory, found = factories.find(db(), factory_id), opening.find(db(), factory_id, space_id)
    today = space_words.today(factory)
    return render_template(
        "factory/space.html",
        factory=factory,
        space=found,
        today=today,
        is_over=space_words.state_of(found, today) is State.OVER,
        days=desk.days_to_note(db(), space_id),
        taken=places.taken(db(), space_id),
        years=space_figures.by_year(figures.of_space(db(), found, today)),
        definitions=space_figures.definitions(),
        coordinates=_coordinates(factory_id),
        prints=space_prints.labels(found, factory),
        tongues=LANGUAGES.items(),
        says=space_words,
    )


@bp.route(f"{SPACES}/<uuid:space_id>/change", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def change(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Change what is planned for a space. What somebody else saved meanwhile is shown before it's written over."""
    found = opening.find(db(), factory_id, space_id)
    if request.method != "POST":
        return _form_page(factory_id, found, {})
    was = both(found)
    try:
        changed = opening.change(db(), factory_id, space_id, space_form.read(), space_form.was())
    except ChangedMeanwhileError:
        return _form_page(factory_id, found, space_form.now(found), is_changed=True), 409
    except RefusedError as error:
        return _form_page(factory_id, found, space_form.refusal(error)), 422
    note(Act.CHANGED_SPACE, was if was == both(changed) else f"{was} → {both(changed)}", factory_id)
    return _to(factory_id, space_id, saved=1)


@bp.route(f"{SPACES}/<uuid:space_id>/end", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def end(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Ask whether a space is really to end, and what that means; end it."""
    found = opening.find(db(), factory_id, space_id)
    if request.method != "POST":
        return render_template(
            "factory/space_end.html",
            factory=factories.find(db(), factory_id),
            space=found,
            taken=places.taken(db(), space_id),
        )
    try:
        opening.end(db(), factory_id, space_id)
    except CameBeforeError:
        return _all(factory_id)
    note(Act.ENDED_SPACE, both(found), factory_id)
    return _all(factory_id)


def _coordinates(factory_id: uuid.UUID) -> bool:
    """Say whether whoever is here coordinates the factory: they alone change anything, and see who asked for what."""
    return Grant(Role.COORDINATOR, factory_id) in staff.colleague().grants


def _to(factory_id: uuid.UUID, space_id: uuid.UUID, **flags: int) -> ResponseReturnValue:
    return redirect(url_for("spaces.space", factory_id=factory_id, space_id=space_id, **flags), 303)  # type: ignore[arg-type]


def _all(factory_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("spaces.spaces", factory_id=factory_id, ended=1), 303)


def _form_page(factory_id: uuid.UUID, found: Space | None, faults: dict[str, str], *, is_changed: bool = False) -> str:
    return render_template(
        "factory/space_form.html",
        factory=factories.find(db(), factory_id),
        space=found,
        shown=space_form.shown(found),
        weekdays=space_form.weekdays(found),
        kinds=[(kind, words().gettext(name)) for kind, name in space_words.KINDS.items()],
        faults=faults,
        is_changed=is_changed,
        was=space_form.to_send(found, is_changed=is_changed) if found else "",
        submission=uuid.uuid4(),
    )
